"""What people put right later: names, duties, entries of the register, people who come back. Two people who change the
same thing at once do not overwrite one another."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.actions import AlreadyThere, free_outside_name
from tuban.workflow.organisations.models import Department, Group, Person, Post, Responsibility, Unit
from tuban.workflow.organisations.policies import may_keep_groups, may_organise_units, may_register_people
from tuban.workflow.organisations.roles import Duty

Row = TypeVar("Row", Department, Group, Person, Post, Responsibility, Unit)


class ChangedMeanwhile(TubanError):
    """{what} was changed by somebody else meanwhile; nothing was overwritten."""

    code = "organisations.changed_meanwhile"
    hint = "Look at it as it stands now and enter your change again."


class StillInUse(TubanError):
    """{what} cannot be closed: {why}."""

    code = "organisations.still_in_use"
    hint = "End or move what is named first."


@action("organisations.correct_unit", policy=may_organise_units)
def correct_unit(unit: Unit, *, by: Acting, name: str, short_name: str, expected: int) -> Unit:
    """Put the names of a unit right."""
    unit.name, unit.short_name = name, short_name
    return _keep(unit, expected, "name", "short_name")


@action("organisations.close_unit", policy=may_organise_units)
def close_unit(unit: Unit, *, by: Acting, on: date, reason: str) -> Unit:
    """Close a unit from a day on: nobody acts for it any more. What it did stays. Raises StillInUse."""
    below = unit.below.filter(closed_on__isnull=True).first()
    if below is not None:
        raise StillInUse(what=unit.name, why=below.name)
    if unit.pk == by.post.unit_id:
        raise StillInUse(what=unit.name, why=by.post_title)
    unit.closed_on = on
    unit.version += 1
    unit.save(update_fields=["closed_on", "version"])
    return unit


@action("organisations.correct_department", policy=may_organise_units)
def correct_department(department: Department, *, by: Acting, name: str, duty: Duty, expected: int) -> Department:
    """Put the name and the duty of a department right. Raises ChangedMeanwhile, AlreadyThere."""
    if department.unit.departments.filter(name=name).exclude(pk=department.pk).exists():
        raise AlreadyThere(what=f"{department.unit.name}{name}")
    department.name, department.duty = name, duty
    return _keep(department, expected, "name", "duty")


@action("organisations.close_post", policy=may_organise_units)
def close_post(post: Post, *, by: Acting, on: date, reason: str) -> Post:
    """Close a post from a day on. Raises StillInUse while somebody holds it."""
    held = post.holdings.filter(until__isnull=True).select_related("person").first()
    if held is not None:
        raise StillInUse(what=str(post), why=held.person.name)
    post.closed_on = on
    post.version += 1
    post.save(update_fields=["closed_on", "version"])
    return post


@action("organisations.correct_person", policy=may_register_people)
def correct_person(
    person: Person, *, by: Acting, name: str, telephone: str, expected: int, certificate: str = "",
    outside_name: str = "",
) -> Person:  # fmt: skip
    """Put the name, the telephone, the number of the enforcement certificate and the name at the sign-in service of a
    person right. Raises AlreadyThere."""
    person.name, person.telephone, person.certificate = name, telephone, certificate
    person.outside_name = free_outside_name(outside_name, but=person)
    return _keep(person, expected, "name", "telephone", "certificate", "outside_name")


@action("organisations.reinstate_person", policy=may_register_people)
def reinstate_person(person: Person, *, by: Acting, reason: str) -> Person:
    """Let a suspended person sign in again."""
    person.is_active = True
    person.save(update_fields=["is_active"])
    return person


@action("organisations.end_group", policy=may_keep_groups)
def end_group(group: Group, *, by: Acting, until: date, reason: str) -> Group:
    """Dissolve a group after a day; its members stay on record."""
    group.until = until
    group.version += 1
    group.save(update_fields=["until", "version"])
    return group


@action("organisations.correct_responsibility", policy=may_keep_groups)
def correct_responsibility(
    entry: Responsibility, *, by: Acting, name: str, position: str, telephone: str, document: str, expected: int
) -> Responsibility:
    """Put an entry of the responsibility register right. Who follows somebody is entered anew instead."""
    entry.name, entry.position, entry.telephone, entry.document = name, position, telephone, document
    return _keep(entry, expected, "name", "position", "telephone", "document")


@action("organisations.end_responsibility", policy=may_keep_groups)
def end_responsibility(entry: Responsibility, *, by: Acting, until: date, reason: str) -> Responsibility:
    """End an entry after a day."""
    entry.until = until
    entry.version += 1
    entry.save(update_fields=["until", "version"])
    return entry


def _keep(row: Row, expected: int, *fields: str) -> Row:
    """Write the fields where the row still has the version that the reader saw; raises ChangedMeanwhile."""
    values = {name: getattr(row, name) for name in fields}
    kept = type(row)._default_manager.filter(pk=row.pk, version=expected).update(version=expected + 1, **values)
    if not kept:
        raise ChangedMeanwhile(what=str(row), row=row, expected=expected)
    row.version = expected + 1
    return row
