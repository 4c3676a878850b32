"""Results that are reported up: the files of a seal, of which those that the level above has are left out.

A seal is entered where it comes in as a submission of the unit that made it; files of a mere folder are kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from tuban.exchange.manifest import Round
from tuban.values.errors import TubanError
from tuban.workflow import store
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.exchange.contents import Change, Gathered, Say, WrongCampaign, WrongCounty, changes_between
from tuban.workflow.exchange.models import Package
from tuban.workflow.exchange.queries import is_campaign_shared, last_taken
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.submission.arriving import (
    demand_comes_next,
    digests_here,
    digests_of_patches,
    enter,
    sender_of,
)
from tuban.workflow.submission.carried import SIGNATURES, Carried, SealUnsound, read_carried, signatures_of
from tuban.workflow.submission.contents import sealed_files
from tuban.workflow.submission.models import Seal
from tuban.workflow.submission.policies import may_hand_over
from tuban.workflow.submission.queries import seal_for
from tuban.workflow.submission.signing import document_of
from tuban.workflow.submission.verdicts import come_back, leave


class NothingSealed(TubanError):
    """There is nothing to report up: {why}."""

    code = "exchange.nothing_sealed"
    hint = "Name a folder with the files, or seal the campaign first."


class Submission:
    """The content of a package that goes up."""

    is_incremental = True

    def gather(self, given: Mapping[str, Any], by: Acting, scratch: Path, say: Say) -> Gathered:
        """Return the files of a seal (``seal``) or of a ``folder``, of the ``campaign`` of a code."""
        campaign = Campaign.objects.filter(code=given["campaign"], is_practice=by.is_practice).first()
        if campaign is None or not by.answers_for(campaign.area_code):
            raise WrongCampaign(code=given["campaign"], why=_("your unit has no such campaign"))
        say(_("Gathering the files"))
        about: Mapping[str, Any] = {}
        if given.get("seal"):
            files, about = _of_seal(UUID(given["seal"]), campaign, by, scratch)
        else:
            root = Path(given["folder"])
            found = sorted(one for one in root.rglob("*") if one.is_file() and not one.is_symlink())
            files = {one.relative_to(root).as_posix(): one for one in found}
        if not files:
            raise NothingSealed(why=_("no file was found"))
        return Gathered(Round(campaign.code, campaign.title, campaign.area_code), files, about)

    def check(self, package: Package, campaign: Round) -> None:
        """Raise WrongCounty where a unit reports for another, WrongCampaign where nobody here asked for it."""
        peer = package.peer
        inside = any(campaign.area_code.startswith(area.code) for area in package.unit.areas.all())
        if peer is None or not campaign.area_code.startswith(peer.code) or not inside:
            raise WrongCounty(area=campaign.area_code, unit=package.unit.name)
        known = Campaign.objects.filter(code=campaign.code, is_practice=package.unit.is_practice).first()
        if known is not None and known.area_code != campaign.area_code:
            raise WrongCampaign(code=campaign.code, why=_("here it is one of {area}").format(area=known.area_name))
        if known is None and not is_campaign_shared(package):
            raise WrongCampaign(code=campaign.code, why=_("it is not known here, and was never issued to the sender"))

    def difference(self, package: Package, folder: Path) -> list[Change]:
        """Return which patches a seal has new, changed, the same or no more against the one that is here; of a folder
        which files. Raises what a seal is refused for."""
        if _brings_seal(package):
            carried = _carried(package, folder)
            campaign = _campaign_here(package)
            sender_of(carried, is_practice=package.unit.is_practice)
            demand_comes_next(carried, campaign)
            return changes_between(digests_here(campaign), digests_of_patches(carried.rows))
        last = last_taken(package)
        before = {one["path"]: one["sha256"] for one in last.manifest["pieces"]} if last is not None else {}
        return changes_between(before, {one["path"]: one["sha256"] for one in package.manifest["pieces"]})

    def take_in(self, package: Package, folder: Path, by: Acting) -> dict[str, Any]:
        """Keep the files in the store, where those that were left out lie already; a seal becomes a submission."""
        del by
        for one in package.manifest["pieces"]:
            if not one["is_held"]:
                store.keep(folder / one["path"])
        told = {"files": len(package.manifest["pieces"])}
        if not _brings_seal(package) or package.peer is None:
            return told
        files = {
            one["path"]: {"sha256": one["sha256"], "suffix": "", "size": one["size"]}
            for one in package.manifest["pieces"]
        }
        sent_by = {
            "from": package.peer.name, "code": package.peer.code, "made_by": str(package.manifest["made_by"])[:80],
            "package": str(package.pk),
        }  # fmt: skip
        made = enter(_carried(package, folder), files, unit=package.unit, sent_by=sent_by)
        return {**told, "submission": str(made.pk), "campaign": str(made.campaign_id)}

    def sent(self, package: Package, given: Mapping[str, Any], by: Acting) -> None:
        """Enter that the seal lies with the other installation from now on."""
        seal = _seal_of(package)
        if given.get("seal") and seal is not None and package.peer is not None:
            leave(seal, to=package.peer.name, by=by)

    def answered(self, package: Package) -> None:
        """Let a seal that was laid aside be made anew."""
        seal = _seal_of(package)
        if seal is not None and package.peer is not None and package.about.get("outcome") == "aside":
            at = parse_datetime(str(package.about.get("at", ""))) or timezone.now()
            come_back(
                seal, unit=package.peer.name, by_name=str(package.about.get("by", "")), at=at,
                reason=str(package.about.get("reason", "")),
            )  # fmt: skip


def _brings_seal(package: Package) -> bool:
    return bool(package.manifest["about"].get("seal"))


def _seal_of(package: Package) -> Seal | None:
    """Return the seal here that a package that was made here carries."""
    digest = str(package.manifest.get("about", {}).get("seal", ""))
    rows = Seal.objects.filter(campaign__code=package.campaign_code, campaign__is_practice=package.unit.is_practice)
    return rows.filter(digest=digest).order_by("-number").first() if digest else None


def _campaign_here(package: Package) -> Campaign | None:
    rows = Campaign.objects.filter(code=package.manifest["campaign"]["code"], is_practice=package.unit.is_practice)
    return rows.first()


def _carried(package: Package, folder: Path) -> Carried:
    """Return the proved seal of a package. Raises SealUnsound where it is none, or of another campaign or unit."""
    pieces = {one["path"]: one for one in package.manifest["pieces"]}
    carried = read_carried({name: one["sha256"] for name, one in pieces.items()}, _places(pieces, folder))
    told, said = carried.content["campaign"], package.manifest["campaign"]
    code, sender = carried.content["unit"]["code"], package.peer.code if package.peer is not None else ""
    if (told["code"], told["area_code"]) != (said["code"], said["area_code"]) or not code.startswith(sender or "-"):
        raise SealUnsound(what=_("it is of another campaign or unit than the package says"))
    if not told["area_code"].startswith(code) or carried.digest != package.manifest["about"]["seal"]:
        raise SealUnsound(what=_("it is of another campaign or unit than the package says"))
    return carried


def _places(pieces: Mapping[str, Any], folder: Path) -> Callable[[str], Path]:
    def place(name: str) -> Path:
        one = pieces[name]
        return store.found(one["sha256"]) if one["is_held"] else folder / name

    return place


def _of_seal(key: UUID, campaign: Campaign, by: Acting, scratch: Path) -> tuple[Mapping[str, Path], Mapping[str, Any]]:
    """Return the files of a seal and the signatures under it; raises NothingSealed before all have signed."""
    seal = seal_for(by, key)
    if seal is None or seal.campaign_id != campaign.pk:
        raise NothingSealed(why=_("there is no such seal"))
    why = may_hand_over.explain(by, seal)
    if why:
        raise NothingSealed(why=why.rstrip("。."))
    files = sealed_files(seal)
    if not seal.came:
        document = document_of(seal)
        if document is None or document.signed_at is None:
            raise NothingSealed(why=_("not everybody of the chain has signed the seal"))
        files[SIGNATURES] = scratch / SIGNATURES
        told = json.dumps(signatures_of(document), ensure_ascii=False, indent=1)
        files[SIGNATURES].write_text(told, encoding="utf-8")
    return files, {"seal": seal.digest, "number": seal.number}
