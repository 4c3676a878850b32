"""The days of reports are set; reports are confirmed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.deeds import DateInput, DeskForm, deed_page, refusal, saved
from tuban.web.rail import on_rail
from tuban.web.reporting.shown import day_of
from tuban.workflow.reporting import actions, policies
from tuban.workflow.reporting.counting import Content, content_of
from tuban.workflow.reporting.law import reporting_law
from tuban.workflow.reporting.queries import editions_of
from tuban.workflow.reporting.standing import schedule_of
from tuban.workflow.reporting.words import Kind

_READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


class HourInput(forms.TimeInput):
    """An hour, picked with the browser's own clock."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class ScheduleForm(DeskForm):
    """Days and hours of reports."""

    since = forms.DateField(label=gettext_lazy("Reports from"), widget=DateInput())
    until = forms.DateField(
        label=gettext_lazy("until"), widget=DateInput(), required=False,
        help_text=gettext_lazy("Empty: until the campaign is closed."),
    )  # fmt: skip
    daily_by = forms.TimeField(label=gettext_lazy("Daily report due by"), widget=HourInput())
    weekly_day = forms.TypedChoiceField(
        label=gettext_lazy("Weekly report on"), coerce=int,
        choices=[(number + 1, title) for number, title in WEEKDAYS.items()],
    )  # fmt: skip
    weekly_by = forms.TimeField(label=gettext_lazy("Weekly report due by"), widget=HourInput())


class ConfirmForm(DeskForm):
    """What a person adds to the report that they confirm."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    words = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)
    reason = forms.CharField(label=gettext_lazy("Why it is confirmed anew"), max_length=300, required=False)

    def __init__(self, *args: Any, is_again: bool, is_empty: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_again:
            del self.fields["reason"]
        else:
            self.fields["reason"].required = True
        if is_empty:
            self.fields["words"].required = True
            self.fields["words"].label = gettext_lazy("Why there is no parcel")


@on_rail("rectification")
@_READ_OR_SEND
def set_schedule(request: HttpRequest) -> HttpResponse:
    """Set the days and hours at which a campaign wants reports."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None:
        return refusal(request, _("There is no campaign yet."))
    now = schedule_of(campaign)
    names = ("since", "until", "daily_by", "weekly_day", "weekly_by")
    usual = {"since": timezone.localdate()} | asdict(reporting_law().due)
    first = {name: getattr(now, name) for name in names} if now else usual
    return deed_page(
        request, ScheduleForm(request.POST or None, initial=first), title=_("Days and hours of reports"), done=saved(),
        words=_("Townships owe a daily report for every working day between them, the county a weekly one."),
        back=reverse("web:reports"), button=_("Keep"),
        do=lambda given: actions.set_schedule(campaign, by=acting, **given),
        why_not=policies.may_schedule_reports.explain(acting, campaign),
    )  # fmt: skip


@on_rail("rectification")
@_READ_OR_SEND
def confirm_daily(request: HttpRequest, day: str) -> HttpResponse:
    """Confirm the report of one's township for a day."""
    acting, campaign, on = by(request), campaign_of(request), day_of(day)
    if campaign is None or on is None:
        raise Http404
    unit = acting.post.unit
    why = policies.may_confirm_daily.explain(acting, campaign)
    made = content_of(campaign, unit, on) if not why else Content([], {})
    return _confirm(
        request, made, is_again=bool(editions_of(acting, campaign, unit.pk, on)), why=why,
        back=reverse("web:report_daily", args=[unit.pk, on.isoformat()]),
        title=_("Confirm the report of {day}").format(day=on.isoformat()),
        do=lambda given: actions.confirm_daily(campaign, by=acting, day=on, **given),
    )  # fmt: skip


@on_rail("rectification")
@_READ_OR_SEND
def confirm_weekly(request: HttpRequest, day: str) -> HttpResponse:
    """Confirm the report of the county for a week."""
    acting, campaign, on = by(request), campaign_of(request), day_of(day)
    if on is None:
        raise Http404
    if campaign is None:
        return refusal(request, _("There is no campaign yet."))
    made, _missing = actions.week_of(acting, campaign, on)
    return _confirm(
        request, made, is_again=bool(editions_of(acting, campaign, acting.post.unit_id, on, Kind.WEEKLY)),
        why=policies.may_confirm_weekly.explain(acting, campaign),
        back=reverse("web:report_week", args=[on.isoformat()]),
        title=_("Confirm the week until {day}").format(day=on.isoformat()),
        do=lambda given: actions.confirm_weekly(campaign, by=acting, day=on, **given),
    )  # fmt: skip


def _confirm(
    request: HttpRequest, made: Content, *, title: str, back: str, do: Callable[[dict[str, Any]], Any], why: str,
    is_again: bool,
) -> HttpResponse:  # fmt: skip
    form = ConfirmForm(
        request.POST or None, initial={"digest": made.digest}, is_again=is_again, is_empty=not made.parcels
    )  # fmt: skip
    total = made.sums.get("total", {}).get("plots", "0")
    still = made.sums.get("open", {}).get("plots", "0")
    return deed_page(
        request, form, title=title, back=back, do=do, done=_("It is confirmed."), why_not=why, button=_("Confirm"),
        words=_("{total} parcels, {open} of them not put right. You answer for it that this is true.").format(
            total=total, open=still
        ),
    )  # fmt: skip
