"""Who sets the days of reports, confirms those of a township and of the county, and why not."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.workflow.audit.policies import policy
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Membership, Unit
from tuban.workflow.organisations.roles import Level, Role
from tuban.workflow.rectification.policies import is_of_township, leads_rectification
from tuban.workflow.reporting.law import reporting_law
from tuban.workflow.reporting.models import Handover, Report
from tuban.workflow.reporting.weeks import Stage, week_of_report
from tuban.workflow.reporting.words import Kind

_SETTERS = frozenset({Role.ORGANISER, Role.LEADER})


@policy
def may_see_reports(by: Acting) -> str:
    """Why not: administrators of the product do no work of the inspection."""
    return _("Administrators of the product do no work of the inspection.") if by.is_administrator else ""


@policy
def may_schedule_reports(by: Acting, campaign: Campaign) -> str:
    """Why not: the days and hours of reports are set by the county's organiser or leader."""
    if by.level is Level.COUNTY and by.role in _SETTERS and _is_theirs(by, campaign):
        return ""
    return _("The days and hours of reports are set by the county's organiser or leader.")


@policy
def may_confirm_daily(by: Acting, campaign: Campaign) -> str:
    """Why not: the daily report is confirmed by the clerk or the leader of the township or zone that it speaks for."""
    is_within = by.is_practice == campaign.is_practice and by.post.unit.code.startswith(campaign.area_code)
    if is_of_township(by) and is_within:
        return ""
    return _("The daily report is confirmed by the clerk or leader of the township that it speaks for.")


@policy
def may_confirm_weekly(by: Acting, campaign: Campaign) -> str:
    """Why not: the weekly report is confirmed by those who run rectification in the county."""
    if leads_rectification(by) and _is_theirs(by, campaign):
        return ""
    return _("The weekly report is confirmed by the county's enforcement section, organiser or leader.")


@policy
def may_hand_over(by: Acting, report: Report) -> str:
    """Why not: the signed report of a week is handed over once, by those who run rectification or fill in for the
    county."""
    if report.kind != Kind.WEEKLY:
        return _("Only the weekly report goes to the county government.")
    fills = by.level is Level.COUNTY and by.role is Role.CLERK and not by.is_of_other_organ
    if not (leads_rectification(by) or fills) or not _is_theirs(by, report.campaign):
        return _("The weekly report is handed over by the county's enforcement section, organiser, clerk or leader.")
    week = week_of_report(report)
    if week is None or week.report is None or week.report.pk != report.pk:
        return _("A later edition stands: hand that one over.")
    if week.handover is not None:
        return _("It was handed over already.")
    if week.stage is not Stage.HAND_OVER:
        return _("It is handed over when all have signed it.")
    return ""


@policy
def may_receive(by: Acting, handover: Handover) -> str:
    """Why not: receipt is confirmed once, for the county government, by whoever leads the group there."""
    if handover.received_at is not None:
        return _("Receipt was confirmed already.")
    if by.level is not Level.COUNTY or not _is_theirs(by, handover.report.campaign):
        return _("Receipt is confirmed by the county government that it went to.")
    if receives(by, handover):
        return ""
    return _("Receipt is confirmed by {who} for the county government.").format(who=_receiver_words(handover))


def receives(by: Acting, handover: Handover) -> bool:
    """Whether somebody receives for the county government: who leads its group; where nobody does, a leader of the
    county who neither signed the report nor handed it over."""
    if by.is_administrator or by.post.unit_id != handover.report.unit_id:
        return False
    heads = group_heads(handover.report.unit)
    if heads:
        return by.person_id in heads
    week = week_of_report(handover.report)
    signed = set(week.document.signatures.values_list("person", flat=True)) if week and week.document else set()
    return by.role is Role.LEADER and by.person_id not in signed | {handover.by_id}


def group_heads(county: Unit) -> dict[object, str]:
    """Return who leads the county government's group and can sign in, with their names."""
    law, today = reporting_law().handover, timezone.localdate()
    rows = Membership.objects.filter(
        Q(group__until__isnull=True) | Q(group__until__gte=today), group__since__lte=today, group__kind=law.group,
        group__unit=county, duty=law.duty, person__isnull=False, person__is_active=True,
    )  # fmt: skip
    return dict(rows.values_list("person", "name"))


def _receiver_words(handover: Handover) -> str:
    names = group_heads(handover.report.unit).values()
    return "、".join(names) or _("a leader of the county who did not sign it")


def _is_theirs(by: Acting, campaign: Campaign) -> bool:
    return by.is_practice == campaign.is_practice and by.answers_for(campaign.area_code)
