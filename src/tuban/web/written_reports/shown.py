"""Drafts, editions and figures in words and addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from tuban.web.jobs.parts import job_part
from tuban.workflow.patches.queries.seen import patches_of_campaign
from tuban.workflow.statistics.queries import job_of
from tuban.workflow.statistics.tables import Scope, forms_of

_SIGNS = {"%": "÷", "/": "÷", "-": "−", "+": "+"}
_LIST = "part_list"


def job_running(row: Any) -> dict[str, Any] | None:
    """Return the job of a draft or an edition while it is not over, or when it failed."""
    job = job_of(row.job_id)
    if job is None or (job.is_over and not job.error):
        return None
    return job_part(job, may_steer=False)


def as_of_words(draft: Any) -> str:
    """Return the day that a draft speaks for."""
    if draft.day is not None:
        return _("as of the end of {day}").format(day=draft.day.isoformat())
    return _("as it stood on {day}").format(day=draft.as_of.isoformat())


class Sources:
    """Where the figures of a draft come from, in words and as addresses of cells and patches."""

    def __init__(self, acting: Any, draft: Any, figures: Sequence[Mapping[str, Any]]) -> None:
        scope = Scope((draft.campaign,), draft.unit, draft.batch, draft.day)
        self.draft = draft
        self.summaries = {one.id for one in forms_of(scope.law) if one.one_row_per != "patch_part"}
        numbers = {cell["row"].partition("/")[0] for one in figures for cell in _cells(one) if cell["form"] == _LIST}
        rows = patches_of_campaign(acting, draft.campaign_id).filter(number__in=numbers)
        self.patches = {
            f"{number}/{part}": uuid for number, part, uuid in rows.values_list("number", "part_number", "uuid")
        }

    def of(self, figure: Mapping[str, Any]) -> list[dict[str, str]]:
        """Return the cells of a figure with their addresses, or how it came about in words."""
        found = [{"says": cell["says"], "url": self.url(cell)} for cell in _cells(figure)]
        return found or [{"says": figure["origin"], "url": ""}]

    def url(self, cell: Mapping[str, str]) -> str:
        """Return where the patches behind a cell are shown; empty where no page shows them."""
        if cell["form"] == _LIST:
            uuid = self.patches.get(cell["row"])
            return reverse("web:patch", args=[uuid]) if uuid else ""
        if cell["form"] not in self.summaries:
            return ""
        asked = {
            "form": cell["form"], "unit": self.draft.unit, "batch": self.draft.batch,
            "day": self.draft.day.isoformat() if self.draft.day else "", "row": cell["row"], "column": cell["column"],
        }  # fmt: skip
        return f"{reverse('web:statistics_cell')}?{urlencode({name: told for name, told in asked.items() if told})}"


def figure_rows(figures: Iterable[Mapping[str, Any]], sources: Sources) -> list[dict[str, Any]]:
    """Return the figures of a draft as a table shows them."""
    return [
        {
            "place": one["place"], "text": one["text"], "parts": one["parts"], "sources": sources.of(one),
            "sign": _SIGNS.get(one["operator"], ""),
        }
        for one in figures
    ]  # fmt: skip


def _cells(figure: Mapping[str, Any]) -> list[Mapping[str, str]]:
    own = [figure["cell"]] if figure["cell"] else []
    return own or [cell for one in figure["operands"] for cell in _cells(one)]
