"""Used before approval: when the images say that a use began, when it was applied for and approved, what follows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tuban.rules.use_bracket import Answer
from tuban.web.accountability.standings import nothing
from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.rail import on_rail
from tuban.web.tabs import accountability_tabs
from tuban.web.workbooks import workbook
from tuban.workflow.accountability.applications import TYPES, Applied, applications
from tuban.workflow.accountability.writing import write_table
from tuban.workflow.comparison.lawbook import label_of

_A_PAGE = 100
SHOWN = {
    "": gettext_lazy("all"), "differs": gettext_lazy("finding differs from the images"),
    "open": gettext_lazy("images do not tell"), "outside": gettext_lazy("day told contradicts the images"),
    **{kind: kind for kind in TYPES},
}  # fmt: skip


@on_rail("accountability")
@require_safe
def accountability_applications(request: HttpRequest) -> HttpResponse:
    """List the patches used without or while applying, with what their images say."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None:
        return nothing(request, "applications")
    everything = applications(acting, campaign)
    kind = request.GET.get("show", "")
    shown = [one for one in everything if _is_of(one, kind)]
    first = _number(request.GET.get("from", ""))
    return render(request, "web/accountability/applications.html", {
        "tabs": accountability_tabs("applications"), "campaign": campaign, "kind": kind, "chips": _chips(everything),
        "rows": [_row(one) for one in shown[first : first + _A_PAGE]], "total": len(shown),
        "first": first + 1 if shown else 0, "last": min(first + _A_PAGE, len(shown)),
        "earlier": _query(kind, max(first - _A_PAGE, 0)) if first else "",
        "later": _query(kind, first + _A_PAGE) if first + _A_PAGE < len(shown) else "",
        "file_url": f"{reverse('web:accountability_applications_file')}{_query(kind, 0)}",
    })  # fmt: skip


@require_safe
def accountability_applications_file(request: HttpRequest) -> HttpResponseBase:
    """Hand the list over as a workbook."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None:
        return nothing(request, "applications")
    rows = [one for one in applications(acting, campaign) if _is_of(one, request.GET.get("show", ""))]
    title = _("{campaign}: used before approval").format(campaign=campaign.title)
    columns: list[Any] = [
        (_("Patch number"), 26, lambda one: str(one.patch)), (_("Township"), 16, lambda one: one.patch.township_name),
        (_("Clean image until"), 12, lambda one: one.patch.before_on),
        (_("Changed image by"), 12, lambda one: one.patch.after_on),
        (_("Day of use told"), 12, lambda one: str(one.bracket.told or "")),
        (_("Application accepted"), 12, lambda one: str(one.bracket.applied or "")),
        (_("Approved on"), 12, lambda one: str(one.bracket.approved or "")),
        (_("By the images"), 24, lambda one: " / ".join(words(answer) for answer in one.bracket.answers)),
        (_("Finding"), 16, lambda one: words(one.found) if one.found else ""),
        (_("Differs"), 8, lambda one: _("yes") if one.differs else ""),
    ]  # fmt: skip
    return workbook(
        f"{title}.xlsx", lambda path: write_table(path, _("Used before approval"), columns, rows, title=title)
    )


def words(answer: Answer) -> str:
    """Return an answer as people call it: the violation type where there is one, else the finding."""
    if answer.violation_type:
        return label_of("violation_type", answer.violation_type)
    return label_of("finding", answer.finding) if answer.finding else _("unknown")


def _is_of(one: Applied, kind: str) -> bool:
    if kind == "differs":
        return one.differs
    if kind == "open":
        return one.is_open
    if kind == "outside":
        return one.bracket.told_outside
    if kind in TYPES:
        return one.bracket.answer is not None and one.bracket.answer.violation_type == kind
    return True


def _chips(everything: Sequence[Applied]) -> list[dict[str, Any]]:
    titles = {name: label_of("violation_type", name) if name in TYPES else title for name, title in SHOWN.items()}
    return [
        {"name": name, "title": titles[name], "url": _query(name, 0) or "?",
         "count": sum(_is_of(one, name) for one in everything)}
        for name in SHOWN
    ]  # fmt: skip


def _row(one: Applied) -> dict[str, Any]:
    return {
        "one": one, "url": reverse("web:patch", args=[one.patch.uuid]),
        "opinions_url": reverse("web:patch_finding", args=[one.patch.uuid]),
        "answers": [words(answer) for answer in one.bracket.answers],
        "found": words(one.found) if one.found is not None else "",
        "lacks": _lacks(one),
    }  # fmt: skip


def _lacks(one: Applied) -> str:
    """Return what would settle a patch whose images do not tell."""
    if not one.is_open:
        return ""
    if one.bracket.answer is None:
        return _("the day of the use: the application or the approval lies between both images")
    return _("more facts: whatever the day of the use, the lawbook cannot tell yet")


def _query(kind: str, first: int) -> str:
    asked = {name: value for name, value in {"show": kind, "from": str(first or "")}.items() if value}
    return f"?{urlencode(asked)}" if asked else ""


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0
