"""Tells who has to do with the weekly report: that it was handed over, received, that something of it is due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy

from tuban.rules.procedures import Hands
from tuban.values.language import gettext as _
from tuban.workflow.audit.acting import subject_of
from tuban.workflow.audit.recording import Subject
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.messages.kinds import message_kind
from tuban.workflow.messages.sending import send
from tuban.workflow.organisations.hands import holders
from tuban.workflow.organisations.models import Holding
from tuban.workflow.organisations.roles import Level, Role
from tuban.workflow.reporting.models import Handover, Report
from tuban.workflow.reporting.policies import group_heads
from tuban.workflow.reporting.signing import first_edition
from tuban.workflow.reporting.weeks import Stage, Week

HANDED_OVER = message_kind("reporting.handed_over", gettext_lazy("Weekly report handed over"))
RECEIVED = message_kind("reporting.received", gettext_lazy("Weekly report received"))
WEEK_DUE = message_kind("reporting.week_due", gettext_lazy("Weekly report due"))
_COUNTY = Hands((Level.COUNTY.value,), "", (Role.ORGANISER.value, Role.LEADER.value))


def tell_handed_over(handover: Handover) -> int:
    """Tell whoever receives for the county government that a report lies before them; returns how many were told."""
    report = handover.report
    title = _("The weekly report until {day} was handed over: confirm receipt").format(day=report.day.isoformat())
    return send(
        _receivers(handover), kind=HANDED_OVER, title=title, text=handover.note, about=_about(report),
        key=f"{HANDED_OVER}:{handover.pk}",
    )  # fmt: skip


def tell_received(handover: Handover) -> int:
    """Tell whoever handed a report over that it was received; returns how many were told."""
    report = handover.report
    to = [one for one in _county(report.campaign, timezone.localdate()) if one.person_id == handover.by_id]
    title = _("{who} received the weekly report until {day}").format(who=handover.receiver, day=report.day.isoformat())
    return send(
        to, kind=RECEIVED, title=title, text=handover.receipt_note, about=_about(report),
        key=f"{RECEIVED}:{handover.pk}",
    )  # fmt: skip


def tell_week(campaign: Campaign, week: Week, day: date) -> int:
    """Tell the county that a step of its weekly report is due today or overdue, and who receives that receipt is; each
    once. Returns how many people were told."""
    titles = {
        Stage.CONFIRM: _("The weekly report until {day} is not confirmed"),
        Stage.SIGN: _("The weekly report until {day} is not signed"),
        Stage.HAND_OVER: _("The weekly report until {day} is not handed over to the county government"),
        Stage.RECEIVE: _("Receipt of the weekly report until {day} is not confirmed"),
    }  # fmt: skip
    to: Iterable[Holding] = _county(campaign, day)
    if week.stage is Stage.RECEIVE and week.handover is not None:
        to = [*to, *_receivers(week.handover)]
    words = _("It is overdue since {at}.") if week.is_overdue else _("It is due at {at}.")
    return send(
        {one.person_id: one for one in to}.values(), kind=WEEK_DUE,
        title=titles[week.stage].format(day=week.day.isoformat()), text=words.format(at=_at(week.due_at)),
        about=_about(week.report) if week.report is not None else subject_of(campaign), is_urgent=week.is_overdue,
        key=f"{WEEK_DUE}:{campaign.pk}:{week.day}:{week.stage}:{'late' if week.is_overdue else 'near'}",
    )  # fmt: skip


def _about(report: Report) -> Subject:
    """Return the week of a report: its document and its messages name it by its first edition."""
    return subject_of(first_edition(report))


def _at(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def _county(campaign: Campaign, on: date) -> list[Holding]:
    held = holders(_COUNTY, area_code=campaign.area_code, is_practice=campaign.is_practice, on=on)
    heads = set(group_heads(held[0].post.unit)) if held else set()
    return [one for one in held if one.person_id not in heads]


def _receivers(handover: Handover) -> list[Holding]:
    """Return the posts of whoever leads the group of the county government."""
    report, heads = handover.report, group_heads(handover.report.unit)
    everyone = Hands((Level.COUNTY.value,), "", ())
    held = holders(
        everyone, area_code=report.campaign.area_code, is_practice=report.campaign.is_practice,
        on=timezone.localdate(),
    )  # fmt: skip
    wanted = [one for one in held if one.person_id in heads]
    return wanted or [one for one in held if one.post.role == Role.LEADER and one.person_id != handover.by_id]
