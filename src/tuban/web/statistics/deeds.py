"""The forms are counted anew; those of an earlier day are filled."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.deeds import DeskForm, control, deed_page
from tuban.web.jobs.parts import job_part
from tuban.web.rail import on_rail
from tuban.web.statistics.asking import asked_of
from tuban.web.statistics.pages import nothing
from tuban.web.tabs import statistics_tabs
from tuban.workflow.statistics import actions
from tuban.workflow.statistics.policies import may_recount, may_refill
from tuban.workflow.statistics.queries import job_of, recounts_of

_READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


class NothingToFill(DeskForm):
    """A deed that wants no answer."""

    sure = forms.BooleanField(widget=forms.HiddenInput, required=False)


@on_rail("statistics")
@require_safe
def recounts(request: HttpRequest) -> HttpResponse:
    """Show what the recounts of the campaign found."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None or acting.is_administrator:
        return nothing(request)
    rows = recounts_of(campaign)
    jobs = [job for one in rows if one.done_at is None and (job := job_of(one.job_id)) is not None and not job.is_over]
    return render(request, "web/statistics/recounts.html", {
        "tabs": statistics_tabs("recounts"), "campaign": campaign, "rows": rows,
        "jobs": [job_part(one) for one in jobs],
        "last": next((one for one in rows if one.done_at), None),
        "recount": control(
            _("Count anew"), reverse("web:statistics_recount"), may_recount.explain(acting, campaign), icon="refresh",
            primary=True,
        ),
    })  # fmt: skip


@on_rail("statistics")
@_READ_OR_SEND
def recount(request: HttpRequest) -> HttpResponse:
    """Have all forms of the campaign counted anew."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None:
        return nothing(request)
    return deed_page(
        request, NothingToFill(request.POST or None), title=_("Count all forms anew"), button=_("Count anew"),
        back=reverse("web:statistics_recounts"), do=lambda _given: actions.recount(campaign, by=acting),
        done=_("The forms are being counted anew."), why_not=may_recount.explain(acting, campaign),
        words=_("All records are added up anew and held against the kept sums. Nothing changes."),
    )  # fmt: skip


@on_rail("statistics")
@_READ_OR_SEND
def refill(request: HttpRequest) -> HttpResponse:
    """Have the forms filled as of the end of an earlier day."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None or acting.is_administrator:
        return nothing(request)
    asked = asked_of(request, campaign)
    days = asked.not_filled()
    back = f"{reverse('web:statistics')}?{asked.query()}"

    def do(_given: object) -> None:
        for scope in asked.scopes:
            for one in scope.campaigns:
                if scope.day is not None:
                    actions.refill(one, by=acting, day=scope.day)

    return deed_page(
        request, NothingToFill(request.POST or None), title=_("Fill the forms of an earlier day"), button=_("Fill"),
        back=back, do=do, done=_("The forms of the day are being filled."),
        why_not=may_refill.explain(acting, campaign) if days else _("This day is filled already."),
        words=_(
            "The records of {days} are read as they stood at the end of the day; the lawbook is that of today."
        ).format(days="、".join(day.isoformat() for day in days)),
    )  # fmt: skip
