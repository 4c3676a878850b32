"""The acting person: somebody under one of their posts, with the areas that the post's unit sees.

Every action and every query of the later stages takes one. Nothing is asked of a person without a post.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from tuban.workflow.organisations.models import Person, Post
from tuban.workflow.organisations.roles import ADMINISTRATORS, OTHER_ORGANS, Level, Role

Row = TypeVar("Row", bound=Model)
_COUNTY_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Acting:
    """A person under a post. ``area_codes`` are the divisions the unit is responsible for, with all below."""

    person: Person
    post: Post
    area_codes: tuple[str, ...]
    address: str = ""

    @property
    def person_id(self) -> UUID:
        """The person."""
        return self.person.pk

    @property
    def person_name(self) -> str:
        """The name of the person."""
        return self.person.name

    @property
    def post_id(self) -> UUID:
        """The post."""
        return self.post.pk

    @property
    def post_title(self) -> str:
        """Unit, department and post in words."""
        return str(self.post)

    @property
    def area_code(self) -> str:
        """The division of the unit: whose people may read what was done to nothing of a division of its own."""
        return self.post.unit.code

    @property
    def role(self) -> Role:
        """What the holder of the post does."""
        return Role(self.post.role)

    @property
    def level(self) -> Level:
        """The level of the unit."""
        return Level(self.post.unit.level)

    @property
    def is_administrator(self) -> bool:
        """Whether the post administers the product; then it does no work of the inspection."""
        return self.role in ADMINISTRATORS

    @property
    def is_of_other_organ(self) -> bool:
        """Whether the post belongs to a department outside of the land bureau, which does none of its work."""
        department = self.post.department
        return department is not None and department.duty in OTHER_ORGANS

    @property
    def is_practice(self) -> bool:
        """Whether the post belongs to a practice county: it sees practice only, and nobody else does."""
        return self.post.unit.is_practice

    @property
    def answers_for_counties(self) -> bool:
        """Whether every area of the unit is a whole county or more."""
        return all(len(code) <= _COUNTY_DIGITS for code in self.area_codes)

    def answers_for(self, code: str) -> bool:
        """Whether a division lies in the areas of the unit."""
        return any(code.startswith(own) for own in self.area_codes)


def in_areas(rows: QuerySet[Row], codes: Iterable[str], *fields: str) -> QuerySet[Row]:
    """Keep the rows of which one of the fields holds a division inside one of the areas.

    Written as ranges, which an ordinary index answers on both databases: codes are digits, in any collation.
    """
    scope = Q(pk__in=[])
    for code in codes:
        if not code:
            return rows
        for field in fields:
            scope |= inside(code, field)
    return rows.filter(scope)


def inside(code: str, field: str) -> Q:
    """Return the condition that a field holds a division at or below a code; nothing lies below what is no code.

    >>> inside("990101", "code")
    <Q: (AND: ('code__gte', '990101'), ('code__lt', '990102'))>
    >>> inside("99", "code")
    <Q: (AND: ('code__gte', '99'))>
    >>> inside("甲", "code")
    <Q: (AND: ('pk__in', []))>
    """
    if not (code.isascii() and code.isdecimal()):
        return Q(pk__in=[])
    inner = Q(**{f"{field}__gte": code})
    stem = code.rstrip("9")
    return inner & Q(**{f"{field}__lt": stem[:-1] + str(int(stem[-1]) + 1)}) if stem else inner
