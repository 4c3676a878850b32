"""Which units above receive a submission, as the tree of the organisations has them."""

from __future__ import annotations

from tuban.workflow.organisations.models import Unit
from tuban.workflow.organisations.roles import Level

RECEIVING = (Level.CITY, Level.PROVINCE, Level.MINISTRY)


def next_above(unit: Unit) -> Unit | None:
    """Return the next unit above that receives submissions; None where this office knows none."""
    return next(iter(units_above(unit)), None)


def units_above(unit: Unit) -> list[Unit]:
    """Return the units above that receive submissions, the nearest first."""
    found, one = [], unit.above
    while one is not None:
        if one.level in RECEIVING and one.closed_on is None:
            found.append(one)
        one = one.above
    return found


def right_below(unit: Unit, sender: Unit) -> Unit | None:
    """Return the unit that a submission of a sender went through right before a unit; None where that is the sender."""
    way = [one.pk for one in units_above(sender)]
    place = way.index(unit.pk) if unit.pk in way else 0
    return units_above(sender)[place - 1] if place else None
