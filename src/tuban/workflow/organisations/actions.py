"""What people do with organisations: units, posts, people, groups, responsibility."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tuban.values.errors import TubanError
from tuban.values.language import gettext as _
from tuban.workflow.audit.acting import action, note
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import (
    Area,
    Department,
    Group,
    Holding,
    Membership,
    Person,
    Post,
    Responsibility,
    Unit,
)
from tuban.workflow.organisations.passwords import expel, set_password
from tuban.workflow.organisations.policies import (
    may_appoint,
    may_change_password,
    may_keep_groups,
    may_organise_units,
    may_register_people,
)
from tuban.workflow.organisations.queries import holdings_of, people_seen_by
from tuban.workflow.organisations.roles import ABOVE, ADMINISTRATORS, Duty, GroupKind, Level, Liability, Role


class CannotHoldBoth(TubanError):
    """{person} holds «{held}» and cannot hold «{wanted}» too: {why}."""

    code = "organisations.cannot_hold_both"
    hint = "End the other post first, or appoint somebody else."


class PostIsTaken(TubanError):
    """{person} holds «{post}» already."""

    code = "organisations.post_is_taken"
    hint = "Nothing has to be done."


class LevelDoesNotFit(TubanError):
    """A unit of the level {level} cannot belong to {above}."""

    code = "organisations.level_does_not_fit"
    hint = "Choose the unit right above: a township belongs to a county, a county to a city or province."


class CodeDoesNotFit(TubanError):
    """The division code {code} is not one: it has 2, 4, 6, 9 or 12 digits and lies in that of the unit above."""

    code = "organisations.code_does_not_fit"
    hint = "Take the code from the list of administrative divisions."


class AlreadyThere(TubanError):
    """{what} is there already."""

    code = "organisations.already_there"
    hint = "Look for it, also among the closed ones, or choose another name or code."


class AreaUnfit(TubanError):
    """{code} cannot be an area of {unit}: {why}."""

    code = "organisations.area_unfit"
    hint = "Take each division once, from those of your own unit."


class DepartmentElsewhere(TubanError):
    """{department} is no department of {unit}."""

    code = "organisations.department_elsewhere"
    hint = "Choose one of the unit that the post belongs to."


class MemberUnknown(TubanError):
    """Nobody here signs in as “{username}”."""

    code = "organisations.member_unknown"
    hint = "Take the sign-in name from the list of people, or leave it out."


@dataclass(frozen=True, slots=True)
class AreaGiven:
    """A division that a unit is to be responsible for."""

    code: str
    name: str = ""
    kind: str = Area.Kind.GOVERNED


@action("organisations.found_unit", policy=may_organise_units)
def found_unit(above: Unit, *, by: Acting, code: str, name: str, level: Level, areas: Sequence[AreaGiven] = ()) -> Unit:
    """Add a unit below another; without areas it is responsible for its own division."""
    if Level(above.level) not in ABOVE[level]:
        raise LevelDoesNotFit(level=Level(level).label, above=above.name)
    if not (code.isdigit() and len(code) in (2, 4, 6, 9, 12) and code.startswith(above.code)):
        raise CodeDoesNotFit(code=code)
    if Unit.objects.filter(code=code, level=level, is_practice=above.is_practice).exists():
        raise AlreadyThere(what=f"{code}（{Level(level).label}）")
    given = areas or (AreaGiven(code, name),)
    _check_areas(name, given, by)
    unit = Unit.objects.create(code=code, name=name, level=level, above=above, is_practice=above.is_practice)
    Area.objects.bulk_create(Area(unit=unit, code=one.code, name=one.name, kind=one.kind) for one in given)
    note(made={"id": str(unit.pk), "title": unit.name}, areas=[one.code for one in given])
    return unit


@action("organisations.rename_unit", policy=may_organise_units)
def rename_unit(unit: Unit, *, by: Acting, name: str) -> Unit:
    """Give a unit another name."""
    unit.name = name
    unit.version += 1
    unit.save(update_fields=["name", "version"])
    return unit


@action("organisations.set_areas", policy=may_organise_units)
def set_areas(unit: Unit, *, by: Acting, areas: Sequence[AreaGiven]) -> Unit:
    """Say anew which divisions a unit is responsible for. Raises AreaUnfit."""
    _check_areas(unit.name, areas, by)
    note(before=list(unit.areas.values_list("code", flat=True)))
    unit.areas.all().delete()
    Area.objects.bulk_create(Area(unit=unit, code=one.code, name=one.name, kind=one.kind) for one in areas)
    return unit


def _check_areas(unit: str, areas: Sequence[AreaGiven], by: Acting) -> None:
    """Nobody gives a unit more than they answer for themselves, and a division is named once."""
    codes = [one.code for one in areas]
    for code in codes:
        if codes.count(code) > 1:
            raise AreaUnfit(code=code, unit=unit, why=_("it is named twice"))
        if not by.answers_for(code):
            raise AreaUnfit(code=code, unit=unit, why=_("it lies outside the areas of {own}").format(own=by.post.unit))


@action("organisations.found_department", policy=may_organise_units)
def found_department(unit: Unit, *, by: Acting, name: str, duty: Duty) -> Department:
    """Add a department. Raises AlreadyThere."""
    if unit.departments.filter(name=name).exists():
        raise AlreadyThere(what=f"{unit.name}{name}")
    return Department.objects.create(unit=unit, name=name, duty=duty)


@action("organisations.found_post", policy=may_organise_units)
def found_post(unit: Unit, *, by: Acting, title: str, role: Role, department: Department | None = None) -> Post:
    """Add a post. Raises AlreadyThere, DepartmentElsewhere."""
    if department is not None and department.unit_id != unit.pk:
        raise DepartmentElsewhere(department=department, unit=unit.name)
    if unit.posts.filter(department=department, title=title).exists():
        raise AlreadyThere(what=f"{department or unit.name} {title}")
    return Post.objects.create(unit=unit, department=department, title=title, role=role)


@action("organisations.register_person", policy=may_register_people, secrets=("password",))
def register_person(
    *, by: Acting, username: str, name: str, password: str, telephone: str = "", certificate: str = "",
    outside_name: str = "",
) -> Person:  # fmt: skip
    """Register a person with a first password that they must change. The password is never written anywhere.

    Raises PasswordUnfit, AlreadyThere.
    """
    person = Person(
        username=username, name=name, telephone=telephone, certificate=certificate, is_practice=by.is_practice,
        outside_name=free_outside_name(outside_name),
    )  # fmt: skip
    set_password(person, password)
    person.save(force_insert=True)
    return person


def free_outside_name(name: str, *, but: Person | None = None) -> str:
    """Return a name at the sign-in service without blanks around it; raises AlreadyThere where somebody else has it."""
    name = name.strip()
    taken = Person.objects.filter(outside_name=name).first() if name else None
    if taken is not None and taken != but:
        raise AlreadyThere(what=name)
    return name


@action("organisations.change_password", policy=may_change_password, secrets=("password",))
def change_password(person: Person, *, by: Acting, password: str) -> Person:
    """Set a new password: one's own, or by the security administrator one that must be changed at once. Whatever
    sessions the person has end."""
    set_password(person, password)
    person.must_change_password = by.person_id != person.pk
    person.save(update_fields=["password", "password_changed_at", "must_change_password"])
    expel(person, "password")
    return person


@action("organisations.suspend_person", policy=may_register_people)
def suspend_person(person: Person, *, by: Acting, reason: str) -> Person:
    """Let a person not sign in any more; sessions end at once."""
    person.is_active = False
    person.save(update_fields=["is_active"])
    expel(person, "suspended")
    return person


@action("organisations.appoint", policy=may_appoint)
def appoint(
    post: Post, person: Person, *, by: Acting, since: date, until: date | None = None, document: str = ""
) -> Holding:
    """Give a post to a person, from a day on.

    The three administrators are three people, and none of them does the work of the inspection: whoever could do both
    could hide what they did.
    """
    for held in holdings_of(person, on=since):
        _check_together(person, held, post)
    return Holding.objects.create(post=post, person=person, since=since, until=until, appointed_by=document)


def _check_together(person: Person, held: Holding, wanted: Post) -> None:
    if held.post_id == wanted.pk:
        raise PostIsTaken(person=person.name, post=str(wanted))
    roles = {Role(held.post.role), Role(wanted.role)}
    if roles & ADMINISTRATORS and len(roles) > 1:
        both = roles <= ADMINISTRATORS
        why = "the three administrators are three people" if both else "an administrator does no work of the inspection"
        raise CannotHoldBoth(person=person.name, held=str(held.post), wanted=str(wanted), why=why)


@action("organisations.end_holding", policy=may_appoint)
def end_holding(holding: Holding, *, by: Acting, until: date, reason: str) -> Holding:
    """Take a post from a person after a day; what they did under it stays theirs."""
    holding.until = until
    holding.save(update_fields=["until"])
    return holding


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a group as its founding document names them. ``username`` is given where it is somebody who can
    sign in: a group leader signs by it."""

    name: str
    duty: str
    position: str = ""
    username: str = ""


@action("organisations.found_group", policy=may_keep_groups)
def found_group(
    unit: Unit,
    *,
    by: Acting,
    kind: GroupKind,
    name: str,
    since: date,
    members: Sequence[Member] = (),
    document: str = "",
) -> Group:
    """Found a group with its members. Raises MemberUnknown."""
    group = Group.objects.create(unit=unit, kind=kind, name=name, since=since, founded_by=document)
    _enter(group, members, by)
    note(group=group.name)
    return group


@action("organisations.set_members", policy=may_keep_groups)
def set_members(group: Group, *, by: Acting, members: Sequence[Member]) -> Group:
    """Say anew who belongs to a group. Raises MemberUnknown."""
    note(before=[str(one) for one in group.members.all()])
    group.members.all().delete()
    _enter(group, members, by)
    return group


def _enter(group: Group, members: Sequence[Member], by: Acting) -> None:
    names = {one.username.strip().lower() for one in members if one.username.strip()}
    people = {one.username: one for one in people_seen_by(by).filter(username__in=names)}
    unknown = next((name for name in sorted(names) if name not in people), None)
    if unknown is not None:
        raise MemberUnknown(username=unknown)
    Membership.objects.bulk_create(
        Membership(
            group=group, name=one.name, duty=one.duty, position=one.position,
            person=people.get(one.username.strip().lower()), place=place,
        )
        for place, one in enumerate(members)
    )  # fmt: skip


@action("organisations.register_responsibility", policy=may_keep_groups)
def register_responsibility(
    unit: Unit, *, by: Acting, liability: Liability, name: str, position: str, since: date, document: str = "",
    telephone: str = "", person: Person | None = None,
) -> Responsibility:  # fmt: skip
    """Enter who answers for what; whoever answered for the whole or in fact until now ends the day before."""
    if liability is not Liability.DISCOVERY:
        unit.responsibilities.filter(liability=liability, until__isnull=True).update(until=since)
    return Responsibility.objects.create(
        unit=unit, liability=liability, name=name, position=position, since=since, document=document,
        telephone=telephone, person=person,
    )  # fmt: skip
