"""Giving out the work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action
from tuban.workflow.audit.policies import Refused
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Person, Unit
from tuban.workflow.organisations.queries import holdings_of, units_seen_by
from tuban.workflow.patches.meanwhile import ChangedMeanwhile, lock
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.policies import may_assign
from tuban.workflow.taking_turns import taking_turns


class CannotBeAssigned(TubanError):
    """The work cannot be given to {to}: {why}."""

    code = "patches.cannot_be_assigned"
    hint = "Choose a unit below yours, and somebody who holds a post in it."


@dataclass(frozen=True, slots=True)
class Assignment:
    """To whom work is given: a unit, a person or both, and until when; all empty takes it back."""

    unit: Unit | None = None
    person: Person | None = None
    due_on: date | None = None


@action("patches.assign", policy=may_assign)
def assign(
    patch: Patch, *, by: Acting, expected_version: int, unit: Unit | None = None, person: Person | None = None,
    due_on: date | None = None, reason: str = "",
) -> Patch:  # fmt: skip
    """Give a patch to a unit or a person, or take it back; raises ChangedMeanwhile, CannotBeAssigned."""
    _check(by, unit, person)
    lock(patch, expected_version)
    patch.assigned_unit, patch.assigned_to, patch.due_on = unit, person, due_on
    patch.version += 1
    patch.save(update_fields=["assigned_unit", "assigned_to", "due_on", "version", "changed_at"])
    return patch


def _check(by: Acting, unit: Unit | None, person: Person | None) -> None:
    if unit is not None and not units_seen_by(by).filter(pk=unit.pk, closed_on__isnull=True).exists():
        raise CannotBeAssigned(to=unit, why=_("the unit is not in your areas, or is closed"))
    if person is None:
        return
    held = [one.post.unit_id for one in holdings_of(person, on=timezone.localdate())]
    if unit is not None and unit.pk not in held:
        raise CannotBeAssigned(to=person, why=_("they hold no post in {unit}").format(unit=unit))
    if not person.is_active or not units_seen_by(by).filter(pk__in=held).exists():
        raise CannotBeAssigned(to=person, why=_("they hold no post in your areas"))


@dataclass(frozen=True, slots=True)
class BulkAssigned:
    """How many patches were given out, and which were not, with the reason in words."""

    done: int
    refused: tuple[tuple[Patch, str], ...]


def assign_many(
    patches: Sequence[tuple[Patch, int]], assignment: Assignment, *, by: Acting, reason: str = ""
) -> BulkAssigned:
    """Give out many patches, each with the version that was seen; the same is checked of each as of one alone.

    Those that may not be given out, or were changed meanwhile, stay as they are and are told. Raises
    CannotBeAssigned, and then none is given out.
    """
    _check(by, assignment.unit, assignment.person)
    refused: list[tuple[Patch, str]] = []
    done = 0
    for patch, version in taking_turns(patches):
        try:
            assign(
                patch, by=by, expected_version=version, unit=assignment.unit, person=assignment.person,
                due_on=assignment.due_on, reason=reason,
            )  # fmt: skip
            done += 1
        except (Refused, ChangedMeanwhile) as error:
            refused.append((patch, error.message))
    return BulkAssigned(done, tuple(refused))
