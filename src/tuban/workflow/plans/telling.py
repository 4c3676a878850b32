"""Tells the unit above that a plan came, the unit what became of it, and who owes one that it is due."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy

from tuban.rules.procedures import Hands
from tuban.values.language import gettext as _
from tuban.workflow.audit.acting import subject_of
from tuban.workflow.messages.kinds import message_kind
from tuban.workflow.messages.sending import send
from tuban.workflow.organisations.hands import holders
from tuban.workflow.organisations.models import Holding, Unit
from tuban.workflow.organisations.roles import Role
from tuban.workflow.plans.law import plan_law
from tuban.workflow.plans.models import Plan
from tuban.workflow.plans.standing import Stand, Standing

CAME = message_kind("plans.came", gettext_lazy("Plan of a unit to be examined"))
DECIDED = message_kind("plans.decided", gettext_lazy("What became of a plan"))
DUE = message_kind("plans.due", gettext_lazy("Plan of the unit due"))
_ABOVE = (Role.REVIEWER.value, Role.ORGANISER.value)
_OWN = (Role.CLERK.value, Role.ORGANISER.value, Role.LEADER.value)


def tell_handed_in(plan: Plan) -> int:
    """Tell the unit above that a plan lies before it; returns how many were told."""
    title = _("{unit} handed in: {plan}").format(unit=plan.unit, plan=_title(plan.kind))
    above = plan.unit.above
    return 0 if above is None else _send(above, _ABOVE, plan, kind=CAME, key=f"{CAME}:{plan.pk}", title=title)


def tell_decided(plan: Plan) -> int:
    """Tell the unit what the level above decided; returns how many were told."""
    is_accepted = plan.state == Plan.State.ACCEPTED
    words = _("{plan} was accepted") if is_accepted else _("{plan} was returned")
    return _send(
        plan.unit, _OWN, plan, kind=DECIDED, key=f"{DECIDED}:{plan.pk}:{plan.state}",
        title=words.format(plan=_title(plan.kind)), text=plan.reason, is_urgent=not is_accepted,
    )  # fmt: skip


def tell_due(one: Standing, about: object, day: date) -> int:
    """Tell a unit that its plan is due soon, or missing since its day; each once. Returns how many were told."""
    is_missing = one.stand is Stand.MISSING
    words = _("{plan} was due on {day} and is missing") if is_missing else _("{plan} is due on {day}")
    to = _of(one.unit, _OWN, one.unit.is_practice, day)
    return send(
        to, kind=DUE, title=words.format(plan=one.kind.title, day=one.due_on), about=subject_of(about),
        key=f"{DUE}:{getattr(about, 'pk', '')}:{one.unit.pk}:{one.kind.id}:{one.due_on}:{one.stand}",
        is_urgent=is_missing,
    )  # fmt: skip


def _title(kind: str) -> str:
    found = plan_law().kind(kind)
    return found.title if found is not None else kind


def _send(
    unit: Unit, roles: tuple[str, ...], plan: Plan, *, kind: str, key: str, title: str, text: str = "",
    is_urgent: bool = False,
) -> int:  # fmt: skip
    to = _of(unit, roles, plan.campaign.is_practice, timezone.localdate(), area_code=plan.campaign.area_code)
    return send(to, kind=kind, title=title, text=text, about=subject_of(plan.campaign), key=key, is_urgent=is_urgent)


def _of(unit: Unit, roles: tuple[str, ...], is_practice: bool, on: date, *, area_code: str = "") -> list[Holding]:
    code = unit.code if len(unit.code) >= len(area_code) else area_code
    found = holders(Hands((unit.level,), "", roles), area_code=code, is_practice=is_practice, on=on)
    return [one for one in found if one.post.unit_id == unit.pk]
