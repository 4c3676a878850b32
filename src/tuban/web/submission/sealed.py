"""The forms of a seal as web tables, at the level that sealed them and at those that received them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuban.rules.forms.filled import Row, Section
from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.rail import on_rail
from tuban.web.statistics.shown import head_rows, role_words
from tuban.web.tabs import submission_tabs
from tuban.workflow.comparison.lawbook import label_of, rulebook
from tuban.workflow.patches.queries.seen import patches_of_campaign
from tuban.workflow.submission.queries import seal_for
from tuban.workflow.submission.sealed_forms import FormsUnreadable, NoSuchCell, SealedCell, sealed_cell, sealed_forms

_ROWS = 100
_SHOWN = 300
_FIGURES = ("number", "percent", "integer")


@on_rail("submission")
@require_safe
def sealed_form(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one form of a seal as it was sealed, a list page by page; with ``cell``, the patches behind a number."""
    acting = by(request)
    seal = seal_for(acting, key)
    if seal is None:
        raise Http404
    context: dict[str, Any] = {
        "tabs": submission_tabs("submission", acting), "seal": seal, "campaign": seal.campaign,
        "home": f"{reverse('web:submission')}?campaign={seal.campaign_id}",
    }  # fmt: skip
    if "cell" in request.GET:
        return _cell(request, seal, context)
    try:
        told = sealed_forms(seal, request.GET.get("form", ""))
    except FormsUnreadable as error:
        return render(request, "web/submission/form.html", context | {"refusal": f"{error.message} {error.advice}"})
    lists = [one for one in told.form.sections if any(row.kind == "part" for row in one.rows)]
    page = Paginator(lists[0].rows, _ROWS).get_page(request.GET.get("page")) if lists else None
    return render(request, "web/submission/form.html", context | {
        "form": told.form, "as_of": told.as_of, "page": page, "is_list": page is not None,
        "forms": [
            {"title": title, "url": f"?form={name}", "is_current": name == told.form.id}
            for name, title in told.titles.items()
        ],
        "sections": [
            _section(one, page, "" if seal.came or lists else f"?form={told.form.id}&cell={place}")
            for place, one in enumerate(told.form.sections)
        ],
    })  # fmt: skip


def _cell(request: HttpRequest, seal: Any, context: dict[str, Any]) -> HttpResponse:
    """Show the patches behind a number of a seal, and that they add up to it."""
    form, status = request.GET.get("form", ""), 200
    try:
        cell = sealed_cell(seal, form, _place(request.GET["cell"]))
        title = sealed_forms(seal, form).form.title
    except TubanError as error:
        context |= {"title": _("Forms of the seal"), "refusal": f"{error.message} {error.advice}"}
        status = 404 if isinstance(error, NoSuchCell) else status
    else:
        context |= {
            "title": f"{cell.row} · {cell.path}",
            "form": title,
            "cell": cell,
            "sums": _sums(request, seal, cell),
        }
    context |= {"body": "web/submission/behind.html", "home": f"{request.path}?form={form}"}
    in_drawer = bool(request.headers.get("HX-Request"))
    page = "web/parts/drawer.html" if in_drawer else "web/submission/cell.html"
    return render(request, page, context, status=200 if in_drawer else status)


def _place(text: str) -> tuple[int, int, int]:
    """Read section, row and column of a cell. Raises NoSuchCell."""
    digits = text.split(".")
    if len(digits) != 3 or not all(one.isascii() and one.isdigit() for one in digits):
        raise NoSuchCell
    section, row, column = map(int, digits)
    return section, row, column


def _sums(request: HttpRequest, seal: Any, cell: SealedCell) -> list[dict[str, Any]]:
    """Return the sums behind a cell; a patch that the reader may open and that is still here has its address."""
    keys = {line.patch["uuid"] for one in cell.sums for line in one.lines[:_SHOWN] if line.patch}
    here = patches_of_campaign(by(request), seal.campaign_id).filter(uuid__in=keys).values_list("uuid", flat=True)
    known, vocabulary = {str(one) for one in here}, rulebook().vocabulary
    return [
        {
            "sum": {"title": cell.path, "total": one.total}, "count": len(one.lines),
            "more": max(len(one.lines) - _SHOWN, 0), "role": role_words(one.role),
            "fact": vocabulary[one.fact].title if one.fact and one.fact in vocabulary else "",
            "lines": [
                {
                    "number": line.number, "amount": line.amount, "is_taken": True, "place": "",
                    "url": reverse("web:patch", args=[line.patch["uuid"]]) if line.patch.get("uuid") in known else "",
                    "finding": _taken(line.patch),
                }
                for line in one.lines[:_SHOWN]
            ],
        }
        for one in cell.sums
    ]  # fmt: skip


def _taken(patch: Mapping[str, str]) -> str:
    if not patch.get("finding"):
        return ""
    at = timezone.localtime(datetime.fromisoformat(patch["taken_at"])).strftime("%Y-%m-%d %H:%M")
    return f"{label_of('finding', patch['finding'])} · {patch['taken_by']} {at}"


def _section(section: Section, page: Page[Row] | None, address: str) -> dict[str, Any]:
    rows = list(page) if page is not None else list(section.rows)
    return {
        "title": section.title, "head": head_rows(section.header),
        "rows": [
            {
                "level": row.level, "is_sum": row.is_sum,
                "cells": [
                    {
                        "text": cell.text, "is_figure": column.kind in _FIGURES,
                        "url": f"{address}.{line}.{leaf}"
                        if address and column.kind in _FIGURES and isinstance(cell.value, Decimal | int) and cell.value
                        else "",
                    }
                    for leaf, (column, cell) in enumerate(zip(section.columns, row.cells, strict=False))
                ],
            }
            for line, row in enumerate(rows)
        ],
    }  # fmt: skip
