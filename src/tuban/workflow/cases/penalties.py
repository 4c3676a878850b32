"""What the lawbook proposes for the penalty of a case, patch by patch; what is due of a fine; when it is performed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from tuban.rules.limits import due, limit_of
from tuban.rules.penalties import FINE, ProposedItem, proposed_items, surcharge
from tuban.rules.working_days import CalendarYearUnknown
from tuban.values.area import Area, AreaUnit
from tuban.workflow.cases.actions.penalising import Extent
from tuban.workflow.cases.course import Course
from tuban.workflow.cases.filing import act_day
from tuban.workflow.cases.ground import Ground, grounds_of
from tuban.workflow.cases.law import calendar, law_of
from tuban.workflow.cases.models import Case, CasePatch, Item

_PAYMENT = "limits/case/payment"


def proposals_of(case: Case, grounds: list[Ground] | None = None) -> list[tuple[CasePatch, tuple[ProposedItem, ...]]]:
    """Return what the lawbook proposes for each patch of a case, by the law of the day of the act."""
    law, today = law_of(case), timezone.localdate()
    known = grounds_of(case) if grounds is None else grounds
    return [
        (one.line, proposed_items(one.facts, law, on=act_day(case, [one], today=today), region=case.area_code[:6]))
        for one in known
    ]


def square_metres(one: ProposedItem) -> Decimal | None:
    """Return the ground that a proposed item bears on, in square metres of two places; None where nobody knows."""
    return one.area.in_unit(AreaUnit.M2) if isinstance(one.area, Area) else None


def extent_of_proposal(
    one: ProposedItem, *, rate: str | None = None, floor: str | None = None, days: int | None = None
) -> Extent:
    """Return the extent of an item as it is proposed, with what a person adds."""
    builds = one.item in ("demolish", "confiscate")
    return Extent(
        land_m2=square_metres(one), floor_m2=Decimal(floor) if floor and builds else None,
        rate=Decimal(rate) if rate else None, days=days if one.item == "demolish" else None, basis=one.basis,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class FineDue:
    """A fine on a day, in yuan: until when it is to be paid (None: nobody can tell), its amount, what is unpaid of it,
    what it has grown by and nobody paid yet (None: nobody can tell)."""

    last_day: date | None
    amount: Decimal
    unpaid: Decimal
    grown: Decimal | None

    @property
    def owed(self) -> Decimal | None:
        """What is to be paid with the growth; None where nobody can tell."""
        return None if self.grown is None else self.unpaid + self.grown


def fine_due(course: Course, item: Item) -> FineDue | None:
    """Return how a fine stands; None before its decision was served."""
    if "served" not in course.done or item.amount is None:
        return None
    law, region = law_of(course.case), course.case.area_code[:6]
    served = course.done["served"].day
    held = [one for one in item.performances.all() if not one.struck_because]
    paid = [(one.day, one.amount) for one in held if one.amount]
    unpaid = max(item.amount - sum((amount for _day, amount in paid), Decimal(0)), Decimal(0))
    try:
        last = due(limit_of(law, _PAYMENT, on=served, region=region), served, calendar(law)).last_day
    except CalendarYearUnknown:
        last = None
    if last is None:
        return FineDue(None, item.amount, unpaid, None)
    grown = surcharge(item.amount, due_on=last, on=course.on, rulebook=law, region=region, paid=paid)
    grown_paid = sum((one.surcharge or Decimal(0) for one in held), Decimal(0))
    return FineDue(last, item.amount, unpaid, max(grown - grown_paid, Decimal(0)))


def fines_due(course: Course, items: Iterable[Item]) -> list[tuple[Item, FineDue]]:
    """Return the fines of a case with how each stands; none before the decision was served."""
    fines = [(one, fine_due(course, one)) for one in items if one.item == FINE]
    return [(one, stands) for one, stands in fines if stands is not None]


def together(fines: Sequence[FineDue]) -> FineDue:
    """Return several fines as one sum. What nobody can tell of one of them, nobody can tell of the sum."""
    grown = [one.grown for one in fines]
    days = {one.last_day for one in fines}
    return FineDue(
        next(iter(days)) if len(days) == 1 else None, sum((one.amount for one in fines), Decimal(0)),
        sum((one.unpaid for one in fines), Decimal(0)),
        None if None in grown else sum((one for one in grown if one is not None), Decimal(0)),
    )  # fmt: skip
