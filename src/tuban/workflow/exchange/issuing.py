"""Patches that are issued downward: the standard disc of a county, with a digest of every patch on it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow.parquet as pq
from django.db import transaction
from django.utils.translation import gettext as _

from tuban.exchange.manifest import Round
from tuban.inspect.disc import check_disc
from tuban.values.errors import TubanError
from tuban.workflow import store
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.exchange.contents import SHOWN, Change, Gathered, Say, WrongCampaign, WrongCounty, changes_between
from tuban.workflow.exchange.models import Package
from tuban.workflow.exchange.queries import last_taken
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.arrivals import actions, files
from tuban.workflow.patches.arrivals.actions import Announced
from tuban.workflow.patches.arrivals.policies import foreign_area
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate, State
from tuban.workflow.results.models import ResultFile
from tuban.workflow.results.queries import result_for

DISC, PATCHES = "disc.zip", "patches.json"
_UNTOUCHED = (State.ISSUED, State.COMPARED)


class DiscUnfit(TubanError):
    """The disc cannot be issued: {why}"""

    code = "exchange.disc_unfit"
    hint = "Check it with `tuban disc verify`, or have the standard disc made anew."


class Issue:
    """The content of a package that goes down."""

    is_incremental = False

    def gather(self, given: Mapping[str, Any], by: Acting, scratch: Path, say: Say) -> Gathered:
        """Return the disc of a result (``result``), or the disc of a file (``disc``), with the digests of patches."""
        disc = Path(given["disc"]) if given.get("disc") else _disc_of(by, UUID(given["result"]))
        say(_("Looking through the disc"))
        opened = check_disc(disc, scratch / "disc")
        if opened.verdict == "unfit":
            errors = [one.message for one in opened.findings if one.severity.value == "error"]
            raise DiscUnfit(why=errors[0] if errors else _("it holds no patches."))
        told = opened.campaign
        if not any(told.area_code.startswith(code) for code in by.area_codes):
            raise WrongCounty(area=f"{told.area_name} {told.area_code}".strip(), unit=by.post.unit.name)
        patches = digests_of([layer.path for layer in opened.layers.get("patches", ())])
        disc = _as_file(disc, scratch)
        place = scratch / PATCHES
        place.write_text(json.dumps(patches, ensure_ascii=False, sort_keys=True), encoding="utf-8")
        about = {"patches": len(patches), "year": told.year}
        return Gathered(Round(told.id, told.title or told.id, told.area_code), {DISC: disc, PATCHES: place}, about)

    def check(self, package: Package, campaign: Round) -> None:
        """Raise WrongCounty where it is not of our areas or not of the sender's, WrongCampaign where the code is one of
        another county."""
        peer = package.peer
        foreign = foreign_area(package.unit, campaign.area_code, "")
        if foreign or peer is None or not campaign.area_code.startswith(peer.code):
            raise WrongCounty(area=campaign.area_code, unit=package.unit.name)
        known = Campaign.objects.filter(code=campaign.code, is_practice=package.unit.is_practice).first()
        if known is not None and known.area_code != campaign.area_code:
            raise WrongCampaign(code=campaign.code, why=_("here it is one of {area}").format(area=known.area_name))
        if known is not None and known.state == Campaign.State.CLOSED:
            raise WrongCampaign(code=campaign.code, why=_("it is closed here"))

    def difference(self, package: Package, folder: Path) -> list[Change]:
        """Return what would change: against the package before it where there was one, else against the numbers known.

        What somebody worked on here stays as it is, and is counted apart.
        """
        now = _told(folder)
        campaign = Campaign.objects.filter(code=package.campaign_code, is_practice=package.unit.is_practice).first()
        rows = campaign.patches.exclude(fate=Fate.UNDONE) if campaign else Patch.objects.none()
        here = set(rows.values_list("number", flat=True))
        worked = set(rows.exclude(state__in=_UNTOUCHED).values_list("number", flat=True))
        worked |= set(rows.exclude(fate=Fate.ACTIVE).values_list("number", flat=True))
        last = last_taken(package)
        before = dict(last.about.get("digests", ())) if last is not None else {}
        known = {number: before.get(number, "") for number in here}
        kept = {number for number in now if number in worked and before.get(number) != now[number]}
        changes = changes_between(known, {number: digest for number, digest in now.items() if number not in kept})
        gone = {number for number in before if number not in now}
        changes = [one for one in changes if one.what != "gone"]
        if last is None:
            changes = [Change("known", one.count, one.names) if one.what == "changed" else one for one in changes]
        rest = {"kept": kept, "gone": gone}
        return changes + [Change(what, len(some), tuple(sorted(some)[:SHOWN])) for what, some in rest.items()]

    def take_in(self, package: Package, folder: Path, by: Acting) -> dict[str, Any]:
        """Bring the disc in: it is checked like any other, and loaded once a person confirms what the check says."""
        disc = folder / DISC
        announced = [Announced(DISC, disc.stat().st_size)]
        arrival = actions.begin_arrival(by=by, name=f"{package.campaign_title}（{package.name}）", announced=announced)
        target = files.uploads_of(arrival)[0].target
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _linked(disc, target)
        job = actions.check(arrival, by=by)
        return {"arrival": str(arrival.pk), "job": str(job.pk), "digests": _told(folder)}

    def sent(self, package: Package, given: Mapping[str, Any], by: Acting) -> None:
        """Nothing of here depends on it."""

    def answered(self, package: Package) -> None:
        """Nothing of here depends on it."""


def digests_of(tables: list[Path]) -> dict[str, str]:
    """Return a digest of every patch by its number: of its outline and of everything that is stated of it."""
    found: dict[str, str] = {}
    for place in tables:
        for batch in pq.ParquetFile(place).iter_batches(batch_size=5_000):
            for row in batch.to_pylist():
                told = {key: value for key, value in row.items() if not key.startswith("source_")}
                text = json.dumps(told, sort_keys=True, ensure_ascii=False, default=_plain)
                number = str(row["number"])
                found[number] = hashlib.sha256((found.get(number, "") + text).encode()).hexdigest()[:32]
    return found


def _as_file(disc: Path, scratch: Path) -> Path:
    """Return a disc as one file: a folder is put into a ZIP, in the order of its names."""
    if not disc.is_dir():
        return disc
    place = scratch / DISC
    with zipfile.ZipFile(place, "w", zipfile.ZIP_STORED) as archive:
        for one in sorted(disc.rglob("*")):
            if one.is_file():
                archive.write(one, one.relative_to(disc).as_posix())
    return place


def _plain(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def _told(folder: Path) -> dict[str, str]:
    told: dict[str, str] = json.loads((folder / PATCHES).read_text(encoding="utf-8"))
    return told


def _disc_of(by: Acting, key: UUID) -> Path:
    row = ResultFile.objects.filter(result=result_for(by, key), kind="disc").first()
    if row is None:
        raise DiscUnfit(why=_("it was not made yet."))
    return store.found(row.checksum, row.suffix)


def _linked(source: Path, target: Path) -> None:
    """Let a file stand at a second place, without a copy where the disk can; it goes with the transaction."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
    transaction.on_commit(lambda: source.unlink(missing_ok=True))
