"""The documents of a plan: what there is, asking for them, taking one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tuban.jobs.queries import job_of
from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.leaving import copy_of
from tuban.web.rail import on_rail
from tuban.web.routes.board import part_of, plan_found
from tuban.web.tabs import field_tabs
from tuban.workflow.routes import actions
from tuban.workflow.routes.papers import taken
from tuban.workflow.routes.policies import may_print
from tuban.workflow.routes.queries import PlanNotFound, paper_for, papers_of


@on_rail("survey")
@require_GET
def papers(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the documents that were written, the newest first."""
    acting, plan = by(request), plan_found(request, key)
    rows = list(papers_of(plan)[:5])
    whole = next((one for one in rows if one.whole_at is not None), None)
    newest = rows[0] if rows else None
    work = job_of(newest.job_id) if newest is not None and newest.whole_at is None and newest.job_id else None
    context = {
        "tabs": field_tabs("routes"), "plan": plan, "whole": whole,
        "job": part_of(acting, work, reverse("web:route_papers_job", args=[plan.pk])) if work else None,
        "files": _grouped(whole) if whole is not None else [],
        "is_behind": whole is not None and whole.plan_version != plan.version,
        "why_not": may_print.explain(acting, plan),
    }  # fmt: skip
    return render(request, "web/routes/papers.html", context)


def _grouped(whole: Any) -> list[dict[str, Any]]:
    """Return the documents of all groups first, then those of each."""
    found: dict[str, list[Any]] = {}
    for file in sorted(whole.files.all(), key=lambda one: ("万分之一图" in one.path, one.path)):
        found.setdefault(file.team.name if file.team else "", []).append(file)
    return [{"name": name, "files": files} for name, files in sorted(found.items())]


@require_GET
def job(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show how far the documents are."""
    newest = papers_of(plan_found(request, key)).first()
    work = job_of(newest.job_id) if newest is not None and newest.job_id else None
    if work is None:
        raise Http404
    return render(request, "web/parts/job.html", {"job": part_of(by(request), work, request.path)})


@require_POST
def write(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask for the documents."""
    acting, plan = by(request), plan_found(request, key)
    try:
        actions.write_papers(plan, by=acting)
    except TubanError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("They are being written."))
    return redirect("web:route_papers", plan.pk)


@require_GET
def take(request: HttpRequest, key: UUID, paper: int) -> HttpResponseBase:
    """Give a document."""
    acting, plan = by(request), plan_found(request, key)
    try:
        file = paper_for(acting, plan, paper)
    except PlanNotFound as error:
        raise Http404 from error
    return copy_of(taken(file), file.path.rpartition("/")[2])
