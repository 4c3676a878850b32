"""The jobs of the written reports: draft one, hold an edition against the records."""

from __future__ import annotations

import shutil
from typing import Any

from django.conf import settings
from django.utils import timezone

from tuban.jobs.work import Run, work
from tuban.rules.reports.figures import Figure
from tuban.rules.reports.stated import text_of_cell
from tuban.workflow.review.ratios import mark_of
from tuban.workflow.written_reports.actions import COMPARE, DRAFT
from tuban.workflow.written_reports.comparing import key_of, outdated
from tuban.workflow.written_reports.composing import Composed
from tuban.workflow.written_reports.drafting import compose, figures_of_draft, write_draft
from tuban.workflow.written_reports.models import ReportDraft, ReportEdition


@work(DRAFT)
def draft_job(run: Run, *, draft_id: str) -> dict[str, Any]:
    """Draft a report."""
    row = ReportDraft.objects.select_related("campaign").filter(pk=draft_id, done_at__isnull=True).first()
    if row is None:
        return {}  # the practice campaign was reset
    folder = settings.HOME.work / f"{run.job.pk}-{run.job.attempt}"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        made = write_draft(row, folder, run.progress)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return {"figures": made.about["figures"], "parts": made.parts}


@work(COMPARE)
def compare_job(run: Run, *, edition_id: str) -> dict[str, Any]:
    """Compose the report of an edition anew and say which of its figures are other ones now."""
    row = ReportEdition.objects.select_related("draft__campaign").filter(pk=edition_id).first()
    if row is None:
        return {}
    live = held_against_now(row, run.progress)
    return {"outdated": len(live["outdated"])}


def held_against_now(edition: ReportEdition, progress: Any = None) -> dict[str, Any]:
    """Hold the figures of an edition against the records of now, and write down what that says."""
    mark = mark_of(edition.draft.campaign)  # before anything is read: what changes meanwhile changes it
    made = compose(edition.draft, progress)
    found = outdated(figures_of_draft(edition.draft), edition.stated, _texts(made))
    edition.live = {"at": timezone.now().isoformat(), "outdated": found, "held": len(edition.stated), "mark": mark}
    edition.save(update_fields=["live"])
    return dict(edition.live)


def _texts(made: Composed) -> dict[str, str]:
    """Return the text of every figure of now, as it stands in running text and in tables."""
    found: dict[str, str] = {}

    def put(figure: Figure) -> None:
        found.setdefault(key_of("f", figure.id), figure.text)
        found.setdefault(key_of("t", figure.id), text_of_cell(figure))
        for one in figure.operands:
            put(one)

    for one in made.stated:
        put(one.figure)
    return found
