"""Pages of background work."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tuban.jobs import queue
from tuban.jobs.models import Job
from tuban.jobs.queries import job_of, jobs_asked_by
from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.jobs.parts import job_part
from tuban.web.rail import on_rail
from tuban.web.tabs import data_tabs
from tuban.workflow.audit.recording import Subject, record_alone
from tuban.workflow.campaigns.queries import campaigns_seen_by
from tuban.workflow.comparison.exporting.actions import EXPORT
from tuban.workflow.organisations.acting import Acting

_A_PAGE = 30


@on_rail("data")
@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    """Show what the acting person asked for, newest first."""
    asked = jobs_asked_by(by(request).person_id)
    total = asked.count()
    before = _moment(request.GET.get("before", ""))
    if before is not None:
        asked = asked.filter(asked_at__lt=before)
    page = list(asked[: _A_PAGE + 1])
    shown, is_more = page[:_A_PAGE], len(page) > _A_PAGE
    return render(request, "web/jobs/page.html", {
        "jobs": [{"job": one, "part": job_part(one, result_url=_result_of(one))} for one in shown],
        "tabs": data_tabs("jobs"), "shown": len(shown), "total": total,
        "next_url": f"?before={shown[-1].asked_at.timestamp()}" if is_more else "",
        "first_url": reverse("web:jobs") if before is not None else "",
    })  # fmt: skip


@require_GET
def job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Show how far a piece of work is: the fragment that is asked for anew.

    Work of a campaign is shown to everybody who sees the campaign, for their pages wait for it too; whoever asked for
    it steers it and takes what it made.
    """
    acting, found = by(request), job_of(job_id)
    if found is not None and found.person_id != acting.person_id and _is_of_campaign(acting, found):
        return render(request, "web/parts/job.html", {"job": job_part(found, may_steer=False)})
    found = _mine(request, job_id)
    return render(request, "web/parts/job.html", {"job": job_part(found, result_url=_result_of(found))})


@require_POST
def stop(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Ask a piece of work to stop."""
    stopped = queue.stop(_mine(request, job_id))
    messages.info(request, _("“{title}” stops at its next step.").format(title=stopped.title))
    return _back(request)


@require_POST
def again(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Go on with a piece of work that failed or was stopped."""
    try:
        queue.again(_mine(request, job_id))
    except TubanError as error:
        messages.error(request, str(error))
    return _back(request)


def _is_of_campaign(acting: Acting, job: Job) -> bool:
    return job.campaign_id is not None and campaigns_seen_by(acting).filter(pk=job.campaign_id).exists()


def _mine(request: HttpRequest, job_id: UUID) -> Job:
    found = job_of(job_id)
    if found is None or found.person_id != by(request).person_id:
        subject = Subject(kind="jobs.job", key=str(job_id))
        record_alone("web.look_outside", by=by(request), subject=subject, reason=request.path, is_refused=True)
        raise Http404
    return found


def _result_of(job: Job) -> str:
    if job.kind == EXPORT:
        return reverse("web:patches_export_fetch", args=[job.pk])
    if job.kind.startswith("results.") and job.campaign_id:
        return reverse("web:results_of", args=[job.campaign_id])
    arrival = job.arguments.get("arrival_id")
    return reverse("web:import", args=[arrival]) if arrival else ""


def _back(request: HttpRequest) -> HttpResponse:
    came_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    return redirect(came_from if is_ours else "web:jobs")


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(float(text), UTC)
    except (ValueError, OverflowError, OSError):
        return None
