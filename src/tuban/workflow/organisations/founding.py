"""The first people of a real installation: its top units and the three administrators, who let in everybody else."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import subject_of
from tuban.workflow.audit.recording import PRODUCT, record
from tuban.workflow.organisations.actions import CodeDoesNotFit, LevelDoesNotFit
from tuban.workflow.organisations.models import Area, Holding, Person, Post, Unit
from tuban.workflow.organisations.roles import ABOVE, Level, Role

_DIGITS = {
    Level.MINISTRY: (0,), Level.BUREAU: (0, 2, 4, 6), Level.PROVINCE: (2, 6), Level.CITY: (4, 6), Level.COUNTY: (6,),
    Level.TOWNSHIP: (9, 12), Level.ZONE: (6, 9, 12),
}  # fmt: skip


class AlreadyFounded(TubanError):
    """This installation was founded already: {unit} is in it."""

    code = "organisations.already_founded"
    hint = "Its system administrator adds units, its security administrator people, both in the browser."


@dataclass(frozen=True, slots=True)
class UnitGiven:
    """A unit to begin with: division code, name, level."""

    code: str
    name: str
    level: Level


@dataclass(frozen=True, slots=True)
class AdministratorGiven:
    """Who is to be an administrator."""

    role: Role
    username: str
    name: str


@dataclass(frozen=True, slots=True)
class FirstPassword:
    """A sign-in name with a password for its first use. It is nowhere kept."""

    role: Role
    username: str
    name: str
    password: str


@transaction.atomic
def found_installation(
    units: Sequence[UnitGiven], administrators: Sequence[AdministratorGiven]
) -> tuple[Unit, list[FirstPassword]]:
    """Found the units, the highest first, and three administrators in the last of them.

    Raises AlreadyFounded, LevelDoesNotFit and CodeDoesNotFit; then nothing was made.
    """
    there = Unit.objects.filter(is_practice=False).first()
    if there is not None:
        raise AlreadyFounded(unit=there.name)
    above: Unit | None = None
    for given in units:
        above = _found(given, above)
    if above is None:
        raise ValueError("an installation begins with a unit")
    handed_out = [_appoint(above, given) for given in administrators]
    return above, handed_out


def _found(given: UnitGiven, above: Unit | None) -> Unit:
    if above is not None and Level(above.level) not in ABOVE[given.level]:
        raise LevelDoesNotFit(level=given.level.label, above=above.name)
    fits = not given.code or given.code.isdigit()
    if not fits or len(given.code) not in _DIGITS[given.level]:
        raise CodeDoesNotFit(code=given.code)
    unit = Unit.objects.create(code=given.code, name=given.name, level=given.level, above=above)
    Area.objects.create(unit=unit, code=given.code, name=given.name)
    record("organisations.found_installation", by=PRODUCT, subject=subject_of(unit), details={"level": given.level})
    return unit


def _appoint(unit: Unit, given: AdministratorGiven) -> FirstPassword:
    password = secrets.token_urlsafe(12)
    person = Person(username=given.username, name=given.name, must_change_password=True)
    person.set_password(password)
    person.save(force_insert=True)
    post = Post.objects.create(unit=unit, title=str(given.role.label), role=given.role)
    holding = Holding.objects.create(post=post, person=person, since=timezone.localdate())
    record("organisations.appoint", by=PRODUCT, subject=subject_of(holding), details={"role": given.role})
    return FirstPassword(given.role, person.username, person.name, password)
