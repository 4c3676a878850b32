"""Makes a seal: everything it contains is written into the store, then entered in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tuban.jobs.work import Run
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _
from tuban.workflow import store
from tuban.workflow.audit.acting import subject_of
from tuban.workflow.audit.recording import PRODUCT, record
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.lawbook import cards
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.comparison.tasks import Asker
from tuban.workflow.patches.models import Patch
from tuban.workflow.results.keeping import KEPT, LINES, KeptForms, forms_of_campaign, is_register
from tuban.workflow.results.keeping import RECORDS as KEPT_RECORDS
from tuban.workflow.results.models import Result
from tuban.workflow.results.queries import read_at
from tuban.workflow.results.signing import drawn
from tuban.workflow.review.models import Finding
from tuban.workflow.statistics.models import Recount
from tuban.workflow.statistics.recounting import recount
from tuban.workflow.submission import contents
from tuban.workflow.submission.changes import between
from tuban.workflow.submission.hindrances import counts, objections
from tuban.workflow.submission.law import law_of_seal
from tuban.workflow.submission.models import Seal
from tuban.workflow.submission.signing import put_forward

_BOOK, _PAPER, _TREE = ".xlsx", ".docx", ".json"


class StandsInTheWay(TubanError):
    """The campaign cannot be sealed: {errors} errors, {undecided} patches without a finding, {unexplained} warnings and
    contradictions that nobody explained."""

    code = "submission.stands_in_the_way"
    hint = "The page of reporting up lists each with what settles it."


class OfficeWentOn(TubanError):
    """The office went on while the seal was made."""

    code = "submission.office_went_on"
    hint = "Write the results again, then seal."


class SumsDiffer(TubanError):
    """The kept sums of the official forms differ from a recount of the records in {count} cells."""

    code = "submission.sums_differ"
    hint = "The page of the recount names each cell. Report it to whoever keeps the system, and seal when it agrees."


@dataclass(frozen=True, slots=True)
class _Kept:
    files: dict[str, dict[str, Any]]

    def add(self, name: str, content: bytes, suffix: str) -> None:
        checksum = store.keep_bytes(content, suffix=suffix)
        self.files[name] = {"sha256": checksum, "suffix": suffix, "size": len(content)}

    def add_kept(self, name: str, checksum: str, suffix: str) -> None:
        """Take in what the store has already, once it is seen to be as it was written. Raises ContentLost."""
        path = store.found(checksum, suffix)
        if store.checksum_of(path) != checksum:
            raise store.ContentLost(checksum=checksum)
        self.files[name] = {"sha256": checksum, "suffix": suffix, "size": path.stat().st_size}


def demand_way_is_free(campaign: Campaign, result: Result) -> list[Any]:
    """Return what was objected and explained; raises StandsInTheWay."""
    found = objections(campaign, result)
    told = counts(found)
    if any(told.values()):
        raise StandsInTheWay(
            errors=told["error"], undecided=told["undecided"], unexplained=told["warning"] + told["contradiction"]
        )
    return found


def make_seal(run: Run, seal_id: str) -> dict[str, Any]:
    """Make a seal that was asked for. Raises StandsInTheWay, OfficeWentOn, ContentLost."""
    seal = Seal.objects.select_related("campaign", "unit", "result__campaign").filter(pk=seal_id).first()
    if seal is None or seal.whole_at is not None:
        return {}  # the practice campaign was reset, or an attempt that was thought dead came first
    campaign, result = seal.campaign, seal.own_result
    run.progress(_("Reading the records"), 0, 0)
    objected = demand_way_is_free(campaign, result)
    _recounted(run, seal)
    rows = list(contents.patch_rows(campaign))
    kept = _Kept({})
    kept.add_kept(contents.RECORDS, result.about[KEPT_RECORDS], LINES)
    kept.add(contents.PATCHES, contents.as_lines(rows), LINES)
    kept.add(contents.OBJECTIONS, contents.as_lines(one.as_json() for one in objected), LINES)
    kept.add_kept(contents.FORMS, result.about[KEPT], _TREE)
    filled = KeptForms(result)
    _draw(run, kept, seal, filled)
    run.progress(_("Comparing with the seal before"), 0, 0)
    content = _content(seal, kept, rows, len(objected), as_of=filled.as_of)
    before = Seal.objects.filter(campaign=campaign, whole_at__isnull=False).order_by("-number").first()
    seal.differences = between(before, rows, kept.files) if before is not None else {}
    seal.digest, seal.counts = contents.digest_of(content), content["counts"]
    seal.lawbook_edition, seal.own_values = result.lawbook_edition, result.own_values
    manifest = {
        "format": contents.FORMAT, "version": contents.VERSION, "digest": seal.digest, "number": seal.number,
        "sealed_at": timezone.now().isoformat(), "sealed_by": str(seal.asked_by), "content": content,
    }  # fmt: skip
    made = _Kept({})
    made.add(contents.MANIFEST, contents.canonical(manifest), _TREE)
    seal.files = made.files | kept.files
    run.progress(_("Writing everything down"), 0, 0)
    return _entered(run, seal)


def _recounted(run: Run, seal: Seal) -> None:
    """Hold the sums of the forms against the records; the recount stays to be read, whatever it says."""
    run.progress(_("Counting anew"), 0, 0)
    found = recount(Recount.objects.create(campaign=seal.campaign, asked_by=seal.asked_by))
    if not found.agrees:
        raise SumsDiffer(count=len(found.differences))


def _draw(run: Run, kept: _Kept, seal: Seal, filled: KeptForms) -> None:
    law = law_of_seal(seal.campaign, seal.own_result.own_values)
    cards()
    names = forms_of_campaign()
    for done, form in enumerate(names):
        run.progress(_("Filling forms"), done, len(names))
        suffix = _PAPER if is_register(form) else _BOOK
        kept.add(f"forms/{form}{suffix}", drawn(filled, seal.campaign, form, law).getvalue(), suffix)


def _content(
    seal: Seal, kept: _Kept, rows: list[dict[str, Any]], objected: int, *, as_of: date
) -> dict[str, Any]:  # fmt: skip
    campaign, result = seal.campaign, seal.own_result
    findings = Counter(row["finding"] for row in rows)
    return {
        "campaign": {
            "code": campaign.code, "title": campaign.title, "year": campaign.year, "cadence": campaign.cadence,
            "area_code": campaign.area_code, "area_name": campaign.area_name, "epsg": campaign.epsg,
            "issuer": campaign.issuer, "issued_on": campaign.issued_on,
        },
        "unit": {"code": seal.unit.code, "name": seal.unit.name, "level": seal.unit.level},
        "lawbook": result.lawbook_edition, "own_values": result.own_values, "layers": result.editions,
        "disc": result.opened_checksum, "as_of": as_of.isoformat(),
        "counts": {
            "patches": len({row["number"] for row in rows}), "parts": len(rows),
            "findings": dict(sorted(findings.items())),
            "counted_mu": _sum(rows, "counted_mu"), "cultivated_mu": _sum(rows, "cultivated_mu"),
            "unlawful_mu": _sum((row for row in rows if row["finding"] == "unlawful"), "counted_mu"),
            "explained": objected, "forms": len(forms_of_campaign()),
        },
        "files": {name: {"sha256": one["sha256"], "size": one["size"]} for name, one in kept.files.items()},
    }  # fmt: skip


def _sum(rows: Any, name: str) -> str:
    return str(sum((Decimal(row[name]) for row in rows if row[name]), Decimal("0.00")))


def _entered(run: Run, seal: Seal) -> dict[str, Any]:
    with transaction.atomic():
        current = Seal.objects.select_for_update().filter(pk=seal.pk).first()
        if current is None or current.whole_at is not None:
            return {}
        if _went_on(seal):
            raise OfficeWentOn
        seal.whole_at = timezone.now()
        seal.save()
        put_forward(seal, by=PRODUCT)
        outcome: Mapping[str, Any] = {"digest": seal.digest, "number": seal.number, **seal.counts}
        record("submission.sealed", by=Asker.of(run), subject=subject_of(seal), details=dict(outcome))
    return {**outcome, "seal_id": str(seal.pk), "campaign_id": str(seal.campaign_id)}


def _went_on(seal: Seal) -> bool:
    """Whether a finding, a comparison or a cut came after the records of the result were read."""
    since = read_at(seal.own_result)
    of = {"patch__campaign": seal.campaign_id}
    return (
        Finding.objects.filter(Q(at__gt=since) | Q(reopened_at__gt=since), **of).exists()
        or Comparison.objects.filter(at__gt=since, is_current=True, **of).exists()
        or Patch.objects.filter(campaign=seal.campaign_id, made_at__gt=since).exists()
    )
