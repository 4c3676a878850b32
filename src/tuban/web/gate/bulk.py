"""Bulk checks: a file of many boundaries, how far its check is, its answers and its table."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tuban.jobs.queries import job_of
from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.deeds import DeskForm
from tuban.web.gate.asking import NO_ZONE
from tuban.web.gate.parts import row_of
from tuban.web.jobs.parts import job_part
from tuban.web.rail import on_rail
from tuban.web.tabs import gate_tabs
from tuban.workflow import store
from tuban.workflow.gate.bulk import MOST, TABLE, check_bulk, counts_of
from tuban.workflow.gate.policies import may_ask
from tuban.workflow.gate.queries import bulk_for, bulks_seen_by, inquiries_seen_by
from tuban.workflow.gate.words import Verdict

_PAGE = 50


class BulkForm(DeskForm):
    """The file."""

    file = forms.FileField(label=gettext_lazy("File of boundaries"))


def _found(request: HttpRequest, key: UUID) -> Any:
    try:
        return bulk_for(by(request), key)
    except TubanError as error:
        raise Http404 from error


@on_rail("gate")
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """Show the bulk checks, or ask for one."""
    acting, campaign = by(request), campaign_of(request)
    form, status = BulkForm(request.POST or None, request.FILES or None), 200
    why_not = may_ask.explain(acting)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = check_bulk(
                    by=acting, file=form.cleaned_data["file"], epsg=campaign.epsg if campaign is not None else NO_ZONE
                )
            except TubanError as error:
                form.add_error("file", f"{error.message} {error.advice}".strip())
            else:
                return redirect("web:gate_bulk_one", key=made.pk)
    rows = [
        {"row": one, "counts": _counts(one)} for one in bulks_seen_by(acting)[:_PAGE]
    ]  # fmt: skip
    context = {"tabs": gate_tabs("bulk"), "form": form, "rows": rows, "why_not": why_not, "most": MOST}
    return render(request, "web/gate/bulk.html", context, status=status)


def _counts(row: Any) -> list[tuple[str, int]]:
    counts = counts_of(row)
    return [(str(one.label), counts[one]) for one in Verdict]


@on_rail("gate")
@require_safe
def bulk_one(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the answers of a bulk check, those that keep the gate shut first; while it runs, how far it is."""
    acting, row = by(request), _found(request, key)
    work = job_of(row.job_id) if row.job_id is not None and row.ended_at is None else None
    verdict = request.GET.get("verdict", "")
    verdict = verdict if verdict in Verdict.values else ""
    answers = inquiries_seen_by(acting).filter(bulk=row).defer("geometry").order_by("place")
    if verdict:
        answers = answers.filter(verdict=verdict)
    page, own = Paginator(answers, _PAGE).get_page(request.GET.get("page")), reverse("web:gate_bulk_one", args=[row.pk])
    counts = counts_of(row)
    more = f"&verdict={verdict}" if verdict else ""
    context = {
        "tabs": gate_tabs("bulk"), "bulk": row, "rows": [row_of(one) for one in page.object_list],
        "job": job_part(work, url=reverse("web:gate_bulk_job", args=[row.pk]), may_steer=row.by_id == acting.person_id)
        if work is not None else None,
        "chips": [{"title": _("All"), "url": own, "count": sum(counts.values()), "is_current": not verdict}] + [
            {"title": one.label, "url": f"{own}?verdict={one.value}", "count": counts[one],
             "late": one is Verdict.BLOCKED and counts[one] > 0, "is_current": verdict == one}
            for one in (Verdict.BLOCKED, Verdict.LOOK, Verdict.CLEAR)
        ],
        "shown": page.end_index(), "total": page.paginator.count,
        "next_url": f"{own}?page={page.next_page_number()}{more}" if page.has_next() else "",
        "first_url": f"{own}?{more[1:]}" if page.number > 1 else "",
        "actions": [{"title": _("Table"), "url": reverse("web:gate_bulk_table", args=[row.pk]), "icon": "download",
                     "primary": True}] if row.table else [],
    }  # fmt: skip
    return render(request, "web/gate/bulk_one.html", context)


@require_safe
def bulk_job(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show how far a bulk check is."""
    row = _found(request, key)
    work = job_of(row.job_id) if row.job_id is not None else None
    if work is None:
        raise Http404
    may_steer = row.by_id == by(request).person_id
    part = job_part(work, url=reverse("web:gate_bulk_job", args=[row.pk]), may_steer=may_steer)
    return render(request, "web/parts/job.html", {"job": part})


@require_safe
def bulk_table(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Hand the table of a bulk check over."""
    row = _found(request, key)
    if not row.table:
        raise Http404
    name = _("Bulk check") + f" {row.name}{TABLE}"
    return FileResponse(store.found(row.table, TABLE).open("rb"), as_attachment=True, filename=name)
