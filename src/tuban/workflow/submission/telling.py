"""Tells the level above that something came, and the county what became of it."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy

from tuban.rules.procedures import Hands
from tuban.values.language import gettext as _
from tuban.workflow.audit.acting import subject_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.messages.kinds import message_kind
from tuban.workflow.messages.sending import send
from tuban.workflow.organisations.hands import holders
from tuban.workflow.organisations.models import Holding, Unit
from tuban.workflow.organisations.roles import Level, Role
from tuban.workflow.submission.limits import Leg
from tuban.workflow.submission.models import Station, Submission
from tuban.workflow.submission.receiving import next_above
from tuban.workflow.submission.words import Outcome

CAME = message_kind("submission.came", gettext_lazy("Submission to be examined"))
DECIDED = message_kind("submission.decided", gettext_lazy("What became of a submission"))
LIMIT = message_kind("submission.limit", gettext_lazy("Limit of reporting up"))
_ABOVE = (Role.REVIEWER.value, Role.ORGANISER.value, Role.LEADER.value)
_BELOW = (Role.ORGANISER.value, Role.LEADER.value)


def tell_came(station: Station) -> int:
    """Tell a unit that a submission lies before it; returns how many were told."""
    campaign = station.submission.campaign
    if station.unit is None:
        return 0
    return _tell(
        station.unit, _ABOVE, station.submission, kind=CAME, key=f"{CAME}:{station.pk}",
        title=_("{campaign} was sent up: to be examined").format(campaign=campaign.title),
    )  # fmt: skip


def tell_decided(station: Station) -> int:
    """Tell the county what a level above decided, or who took its seal in here; returns how many were told."""
    submission = station.submission
    words = {
        Outcome.ACCEPTED: _("{unit} accepted {campaign}"), Outcome.RETURNED: _("{unit} returned {campaign}"),
        Outcome.REOPENED: _("{unit} reopened {campaign}"),
    }  # fmt: skip
    title = words[Outcome(station.outcome)].format(unit=station.unit_name, campaign=submission.campaign.title)
    return _tell(
        *_below(submission), submission, kind=DECIDED, key=f"{DECIDED}:{station.pk}:{station.outcome}",
        title=title, text=station.text, is_urgent=station.outcome != Outcome.ACCEPTED,
    )  # fmt: skip


def tell_limit(campaign: Campaign, leg: Leg, day: date) -> int:
    """Tell the level that a campaign lies with that its day is near, or passed; where it passed, the level above too,
    each once. Returns how many were told."""
    is_late = leg.is_late(day)
    words = _("{campaign}: {what} was due on {day}") if is_late else _("{campaign}: {what} is due on {day}")
    title = words.format(campaign=campaign.title, what=leg.limit.title, day=leg.due_on)
    above = next_above(leg.unit)
    told = 0
    for unit in (leg.unit, above) if is_late and above is not None else (leg.unit,):
        roles = _BELOW if unit.level == Level.COUNTY else _ABOVE
        told += send(
            _people(unit, roles, campaign), kind=LIMIT, title=title, text=_("It lies with {unit}.").format(
                unit=leg.unit), about=subject_of(campaign), is_urgent=is_late,
            key=f"{LIMIT}:{campaign.pk}:{leg.unit.pk}:{leg.due_on}:{'late' if is_late else 'near'}",
        )  # fmt: skip
    return told


def _below(submission: Submission) -> tuple[Unit, tuple[str, ...]]:
    """Return whom a decision concerns here: the county, or the unit that passes it on to where the seal is from."""
    key = submission.seal.came.get("unit")
    taken_in_by = Unit.objects.filter(pk=key).first() if key else None
    return (taken_in_by, _ABOVE) if taken_in_by is not None else (submission.seal.unit, _BELOW)


def _tell(
    unit: Unit, roles: tuple[str, ...], submission: Submission, *, kind: str, key: str, title: str, text: str = "",
    is_urgent: bool = False,
) -> int:  # fmt: skip
    to = _people(unit, roles, submission.campaign)
    return send(
        to, kind=kind, title=title, text=text, about=subject_of(submission.campaign), key=key, is_urgent=is_urgent
    )


def _people(unit: Unit, roles: tuple[str, ...], campaign: Campaign) -> list[Holding]:
    found = holders(
        Hands((unit.level,), "", roles), area_code=campaign.area_code, is_practice=unit.is_practice,
        on=timezone.localdate(),
    )  # fmt: skip
    return [one for one in found if one.post.unit_id == unit.pk]
