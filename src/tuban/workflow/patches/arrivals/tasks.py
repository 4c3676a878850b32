"""Work on discs that came in: the import doctor looks through one, and what nobody wants any more is removed."""

from __future__ import annotations

import tempfile
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from tuban.inspect.disc import Disc, check_disc
from tuban.inspect.disc.manifest import PROPOSAL
from tuban.jobs.work import Cancelled, Run, work
from tuban.render.certificate import CERTIFICATE, CERTIFICATE_PAGE, write_certificate
from tuban.render.doctor_page.chart import doctor_chart
from tuban.render.fonts import FontUnreadable, NoChineseFont
from tuban.rules import rulebook
from tuban.values.language import gettext as _
from tuban.values.language import speaking
from tuban.values.problems import Severity
from tuban.workflow import store
from tuban.workflow.audit.acting import subject_of
from tuban.workflow.audit.recording import PRODUCT, record
from tuban.workflow.patches.arrivals import files
from tuban.workflow.patches.arrivals.actions import CHECK, PURGE
from tuban.workflow.patches.arrivals.foreseen import foresee
from tuban.workflow.patches.arrivals.policies import foreign_area
from tuban.workflow.patches.models import Arrival

_State = Arrival.State
_KINDS = ("error", "repair", "warning", "note")


@work(CHECK)
def check(run: Run, *, arrival_id: str) -> dict[str, Any]:
    """Look through a disc and keep what was found; the disc and the records of patches stay as they are."""
    arrival = Arrival.objects.select_related("unit", "begun_by").get(pk=arrival_id)
    if arrival.state != _State.CHECKING:
        return {"state": arrival.state}
    with speaking("zh_CN"), translation.override("zh-hans"):
        reading = _("Reading the files")
        arrival.checksum = files.checksum_of(arrival, lambda done, total: run.progress(reading, done, total))
        with tempfile.TemporaryDirectory(prefix="check-", dir=files.folder_of(arrival)) as scratch:
            _look_through(arrival, run, Path(scratch))
    with transaction.atomic():
        current = Arrival.objects.select_for_update().only("state", "version").get(pk=arrival.pk)
        if current.state != _State.CHECKING:
            return {"state": current.state}
        arrival.version = current.version + 1
        arrival.save()
        record("patches.arrival_checked", by=PRODUCT, subject=subject_of(arrival), details={
            "verdict": arrival.verdict, "totals": arrival.summary["totals"], "certificate": arrival.certificate,
            "checksum": arrival.checksum,
        })  # fmt: skip
    return {"state": arrival.state, "verdict": arrival.verdict}


def _look_through(arrival: Arrival, run: Run, scratch: Path) -> None:
    stopped = []

    def progress(stage: str, done: int, total: int) -> None:
        try:
            run.progress(stage, done, total)
        except Cancelled:
            stopped.append(True)
            raise

    said = files.said_of(arrival)
    disc = check_disc(files.disc_of(arrival), scratch / "disc", progress=progress, said=said)
    if stopped:
        raise Cancelled
    run.progress(_("Writing the certificate of import"))
    certificate, page = _certificate(disc, scratch)
    arrival.verdict = disc.verdict
    arrival.certificate = certificate
    arrival.findings = [found.as_wire() for found in disc.findings]
    arrival.proposals = [asdict(one) for one in disc.proposals]
    campaign = disc.campaign
    refusal = foreign_area(arrival.unit, campaign.area_code, campaign.area_name) if campaign.area_code else ""
    arrival.state = _State.UNFIT if disc.verdict == "unfit" or refusal else _State.CHECKED
    arrival.summary = {
        **arrival.summary,
        "campaign": asdict(campaign),
        "counts": asdict(disc.counts),
        "totals": _totals(disc),
        "patches": sum(layer.count for layer in disc.layers.get("patches", ())),
        "missing": list(disc.missing_roles),
        "stated_by": "" if said is not None and disc.origin == PROPOSAL else disc.origin,
        "chart": store.keep_bytes(doctor_chart(disc).encode(), suffix=".svg"),
        "certificate_page": page,
        "refusal": refusal,
        "foreseen": foresee(disc, is_practice=arrival.unit.is_practice) if arrival.state == _State.CHECKED else {},
    }


def _certificate(disc: Disc, scratch: Path) -> tuple[str, str]:
    """Keep the certificate; return the checksums of its file and of its page, empty where no font can print it."""
    edition = rulebook.load().edition
    scratch.mkdir(parents=True, exist_ok=True)
    try:
        write_certificate(scratch, disc, lawbook_edition=edition)
    except (NoChineseFont, FontUnreadable):
        write_certificate(scratch, disc, lawbook_edition=edition, in_print=False)
        return store.keep(scratch / CERTIFICATE, suffix=".json"), ""
    return store.keep(scratch / CERTIFICATE, suffix=".json"), store.keep(scratch / CERTIFICATE_PAGE, suffix=".pdf")


def _totals(disc: Disc) -> dict[str, int]:
    kinds = ["repair" if found.is_repair else found.severity.value for found in disc.findings
             if not (found.code == "disc.role_missing" and found.severity is Severity.NOTE)]  # fmt: skip
    return {kind: kinds.count(kind) for kind in _KINDS}


@work(PURGE)
def purge(run: Run) -> dict[str, Any]:
    """Remove the files of what was dropped, loaded or left unfinished long ago; records and certificates stay."""
    removed = 0
    now = timezone.now()
    for arrival in Arrival.objects.filter(state__in=(_State.DROPPED, _State.LOADED, _State.UPLOADING)):
        if files.is_kept(arrival) and _last_wanted(arrival) + files.KEPT < now:
            run.progress(_("Remove expired uploads"), removed, 0)
            files.throw_away(arrival)
            removed += 1
            if arrival.state == _State.UPLOADING:
                _expire(arrival)
    return {"removed": removed}


def _last_wanted(arrival: Arrival) -> datetime:
    """Return when somebody last had to do with it."""
    if arrival.state == _State.DROPPED:
        return datetime.fromisoformat(arrival.summary["dropped_at"])
    if arrival.state == _State.LOADED:
        return arrival.loaded_at or arrival.begun_at
    return max([arrival.begun_at, *(one.expires - files.KEPT for one in files.uploads_of(arrival) if one.expires)])


def _expire(arrival: Arrival) -> None:
    with transaction.atomic():
        changed = Arrival.objects.filter(pk=arrival.pk, state=_State.UPLOADING).update(
            state=_State.DROPPED,
            summary={**arrival.summary, "dropped_at": timezone.now().isoformat(), "dropped_from": _State.UPLOADING},
        )
        if changed:
            record("patches.arrival_expired", by=PRODUCT, subject=subject_of(arrival))
