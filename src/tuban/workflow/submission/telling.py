"""Tells the level above that something came, and the county what became of it."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy

from tuban.rules.procedures import Hands
from tuban.values.language import gettext as _
from tuban.workflow.audit.acting import subject_of
from tuban.workflow.messages.kinds import message_kind
from tuban.workflow.messages.sending import send
from tuban.workflow.organisations.hands import holders
from tuban.workflow.organisations.models import Unit
from tuban.workflow.organisations.roles import Role
from tuban.workflow.submission.models import Station, Submission
from tuban.workflow.submission.words import Outcome

CAME = message_kind("submission.came", gettext_lazy("Submission to be examined"))
DECIDED = message_kind("submission.decided", gettext_lazy("What became of a submission"))
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


def _below(submission: Submission) -> tuple[Unit, tuple[str, ...]]:
    """Return whom a decision concerns here: the county, or the unit that passes it on to where the seal is from."""
    key = submission.seal.came.get("unit")
    taken_in_by = Unit.objects.filter(pk=key).first() if key else None
    return (taken_in_by, _ABOVE) if taken_in_by is not None else (submission.seal.unit, _BELOW)


def _tell(
    unit: Unit, roles: tuple[str, ...], submission: Submission, *, kind: str, key: str, title: str, text: str = "",
    is_urgent: bool = False,
) -> int:  # fmt: skip
    found = holders(
        Hands((unit.level,), "", roles), area_code=submission.campaign.area_code, is_practice=unit.is_practice,
        on=timezone.localdate(),
    )  # fmt: skip
    to = [one for one in found if one.post.unit_id == unit.pk]
    return send(
        to, kind=kind, title=title, text=text, about=subject_of(submission.campaign), key=key, is_urgent=is_urgent
    )
