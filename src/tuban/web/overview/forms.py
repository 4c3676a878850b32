"""The official forms over all units below, from counties here and from packages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tuban.rules.forms.filled import FilledForm
from tuban.web.jobs.parts import job_part
from tuban.web.overview.asking import Asked, asked_of
from tuban.web.overview.pages import frame_of, nothing
from tuban.web.rail import on_rail
from tuban.web.statistics.shown import checks, head_rows
from tuban.workflow.overview.forms import form_over, forms_of_all, jobs_before

FIRST = "unlawful_summary"


@on_rail("overview")
@require_safe
def overview_forms(request: HttpRequest) -> HttpResponse:
    """Show one form with a row for every division right below."""
    asked = asked_of(request)
    if asked is None:
        return nothing(request)
    chosen = chosen_form(request, asked)
    jobs = jobs_before(asked.overview)
    context: dict[str, Any] = frame_of(asked, "forms")
    context |= {
        "forms": [
            {"title": one.title, "url": f"?{asked.query(form=one.id)}", "is_current": one.id == chosen}
            for one in forms_of_all(asked.overview.law)
        ],
        "jobs": context["jobs"] + [job_part(one, may_steer=False) for one in jobs], "at": timezone.localtime(),
        "file_url": f"{reverse('web:overview_forms_file')}?{asked.query(form=chosen)}",
    }  # fmt: skip
    if not jobs:
        filled = form_over(asked.overview, chosen)
        context |= {"filled": filled, "sections": _sections(asked, filled), "checks": checks(filled)}
    return render(request, "web/overview/forms.html", context)


def chosen_form(request: HttpRequest, asked: Asked) -> str:
    """Return the form that an address asks for, else the summary of the unlawful."""
    ids = [one.id for one in forms_of_all(asked.overview.law)]
    asked_for = request.GET.get("form", "")
    return asked_for if asked_for in ids else FIRST


def _sections(asked: Asked, filled: FilledForm) -> list[dict[str, Any]]:
    """Return the tables of a form; the name of a division leads to the same form of what lies below it."""
    below = {row.code for row in asked.overview.rows if row.counties and not asked.overview.is_county}
    return [
        {
            "title": one.title, "head": head_rows(one.header),
            "rows": [
                {
                    "is_sum": row.kind == "total",
                    "url": f"?{asked.query(unit=row.code, form=filled.id)}" if row.code in below else "",
                    "cells": [
                        {"text": cell.text, "is_figure": column.kind in ("number", "percent", "integer"),
                         "head": "·".join(column.path)}
                        for column, cell in zip(one.columns, row.cells, strict=True)
                    ],
                }
                for row in one.rows
            ],
        }
        for one in filled.sections
    ]  # fmt: skip
