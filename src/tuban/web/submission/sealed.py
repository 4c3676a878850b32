"""The forms of a seal as web tables, at the level that sealed them and at those that received them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tuban.rules.forms.filled import Row, Section
from tuban.web.acting import by
from tuban.web.rail import on_rail
from tuban.web.statistics.shown import head_rows
from tuban.web.tabs import submission_tabs
from tuban.workflow.submission.queries import seal_for
from tuban.workflow.submission.sealed_forms import FormsUnreadable, sealed_forms

_ROWS = 100
_FIGURES = ("number", "percent", "integer")


@on_rail("submission")
@require_safe
def sealed_form(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one form of a seal as it was sealed; a list page by page."""
    acting = by(request)
    seal = seal_for(acting, key)
    if seal is None:
        raise Http404
    context: dict[str, Any] = {
        "tabs": submission_tabs("submission", acting), "seal": seal, "campaign": seal.campaign,
        "home": f"{reverse('web:submission')}?campaign={seal.campaign_id}",
    }  # fmt: skip
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
        "sections": [_section(one, page) for one in told.form.sections],
    })  # fmt: skip


def _section(section: Section, page: Page[Row] | None) -> dict[str, Any]:
    rows = list(page) if page is not None else list(section.rows)
    return {
        "title": section.title, "head": head_rows(section.header),
        "rows": [
            {
                "level": row.level, "is_sum": row.is_sum,
                "cells": [
                    {"text": cell.text, "is_figure": column.kind in _FIGURES}
                    for column, cell in zip(section.columns, row.cells, strict=False)
                ],
            }
            for row in rows
        ],
    }  # fmt: skip
