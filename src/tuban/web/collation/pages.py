"""The page of the collation: how far the groups are, what was supposed and found, where they differ."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.collation.progress import TITLES, days_of, map_of
from tuban.web.rail import on_rail
from tuban.web.tabs import field_tabs
from tuban.web.workbooks import workbook
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.collation.differences import KINDS, Collation, collate
from tuban.workflow.collation.progress import progress_of
from tuban.workflow.collation.writing import write_differences

_A_PAGE = 100


@on_rail("survey")
@require_safe
def collation(request: HttpRequest) -> HttpResponse:
    """Show what the field found beside what images, survey and office say."""
    acting, campaign = by(request), campaign_of(request)
    tabs = field_tabs("collation")
    if campaign is None:
        return render(request, "web/collation/none.html", {"tabs": tabs})
    made = collate(acting, campaign, township=request.GET.get("township", ""))
    progress = progress_of(acting, campaign)
    kind = request.GET.get("kind", "")
    shown = [one for one in made.differences if kind in ("", one.kind)]
    first = max(0, _number(request.GET.get("from", "")))
    return render(request, "web/collation/page.html", {
        "tabs": tabs, "campaign": campaign, "made": made, "matrix": _matrix(made, rulebook_of(campaign)),
        "progress": days_of(progress), "progress_map": map_of(acting, progress) if progress.stops else None,
        "standings": TITLES.values(), "kind": kind, "kinds": _kinds(request, made),
        "rows": [
            {"row": one, "kind": KINDS[one.kind], "url": reverse("web:patch", args=[one.patch])}
            for one in shown[first : first + _A_PAGE]
        ],
        "shown": len(shown), "first": first + 1 if shown else 0, "last": min(first + _A_PAGE, len(shown)),
        "earlier": _address(request, kind, first - _A_PAGE) if first else "",
        "later": _address(request, kind, first + _A_PAGE) if first + _A_PAGE < len(shown) else "",
        "file_url": f"{reverse('web:collation_file')}?{request.GET.urlencode()}",
        "results_url": reverse("web:results_of", args=[campaign.pk]),
        "difference_mu": made.measured_mu - made.monitored_mu,
    })  # fmt: skip


@require_safe
def collation_file(request: HttpRequest) -> HttpResponseBase:
    """Hand over all differences as a workbook."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None:
        return redirect("web:collation")
    made = collate(acting, campaign, township=request.GET.get("township", ""))
    title = _("{campaign} differences of the field").format(campaign=campaign.title)
    return workbook(f"{title}.xlsx", lambda path: write_differences(path, made, title=title))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _address(request: HttpRequest, kind: str, first: int) -> str:
    asked = {"township": request.GET.get("township", ""), "kind": kind, "from": str(max(first, 0) or "")}
    return f"?{urlencode({name: value for name, value in asked.items() if value})}"


def _kinds(request: HttpRequest, made: Collation) -> list[dict[str, Any]]:
    return [
        {"name": name, "title": title, "count": made.by_kind[name], "url": _address(request, name, 0)}
        for name, title in KINDS.items()
        if made.by_kind[name]
    ]


def _matrix(made: Collation, law: Any) -> dict[str, Any]:
    """Return what was supposed (rows) against what was found (columns); equal ones are marked."""
    states = law.codelist("ground_state").entries
    columns = [one for one in states if any(found == one.value for _supposed, found in made.matrix)]
    titles = {"": _("no supposition"), **{one.value: one.label for one in states}}
    supposed = [name for name in titles if any(was == name for was, _found in made.matrix)]
    return {
        "columns": [one.label for one in columns],
        "rows": [
            {
                "title": titles[name],
                "cells": [
                    {"count": made.matrix[name, one.value], "is_equal": name == one.value, "title": one.label}
                    for one in columns
                ],
                "total": sum(made.matrix[name, one.value] for one in columns),
            }
            for name in supposed
        ],
    }
