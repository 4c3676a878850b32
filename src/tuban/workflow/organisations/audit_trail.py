"""Which lines of the audit who may read: the audit administrator those of their areas, everybody else those that were
written under a post of their own unit; the administrators of system and audit what befell the whole installation too,
such as a restore. What people of the practice units did is read there alone, and the other way round, also where a
practice unit bears the code of a real one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from tuban.workflow.audit.models import Line
from tuban.workflow.audit.queries import Asked, lines
from tuban.workflow.organisations.acting import Acting, in_areas
from tuban.workflow.organisations.models import Person, Post
from tuban.workflow.organisations.roles import Role

AT_ONCE = 50
_FOR_ALL = Q(area_code="", action__in=("backup.restore", "retention.end"))
"""What befell everybody's records at once; no division is named in its lines."""
_FOR_SYSTEM = _FOR_ALL | Q(area_code="", action__in=("backup.make", "backup.verify"))
"""Where backups lie is for those alone who keep the machine."""
_LATELY = 100_000
TEXT_PORTION = 50_000
"""How many lines a search for a text reads at once: nobody waits for ten million of them unasked."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of lines, and the number to go on below; ``is_partial`` where a search for a text stopped halfway."""

    lines: Sequence[Line]
    next_below: int | None
    is_partial: bool = False


def reads_all(by: Acting) -> bool:
    """Whether the acting person reads all of their areas, as audit administrators do."""
    return by.role is Role.AUDIT_ADMINISTRATOR


def lines_seen_by(by: Acting, asked: Asked) -> QuerySet[Line]:
    """Return the lines asked for that the acting person may read, newest first."""
    own, *others = _portions(by, asked)
    return reduce(or_, others, own)


def _portions(by: Acting, asked: Asked) -> list[QuerySet[Line]]:
    """Return the same in portions that an index each answers."""
    found = lines(asked).exclude(_of_the_other_side(by))
    if reads_all(by):
        return [in_areas(found, by.area_codes, "area_code"), found.filter(_FOR_ALL)]
    posts = Post.objects.filter(unit=by.post.unit).values_list("pk", flat=True)
    own = found.filter(post_id__in=list(posts))
    return [own, found.filter(_FOR_SYSTEM)] if by.role is Role.SYSTEM_ADMINISTRATOR else [own]


def _of_the_other_side(by: Acting) -> Exists:
    """Return the condition on lines of deeds of practice people, for those of real units, and the other way round."""
    return Exists(Person.objects.filter(pk=OuterRef("person_id")).exclude(is_practice=by.is_practice))


def page_of_lines(by: Acting, asked: Asked, *, below: int | None = None, at_once: int = AT_ONCE) -> Page:
    """Return a page by key. With a text it reads a portion of the lines and says whether it stopped before the end."""
    newest = Line.objects.order_by("-number").values_list("number", flat=True).first() or 0
    ceiling = below if below is not None else newest + 1
    floor = max(0, ceiling - TEXT_PORTION) if asked.text else 0
    read = _newest(by, asked, ceiling, floor, at_once + 1)
    if len(read) > at_once:
        return Page(read[:at_once], read[at_once - 1].number)
    return Page(read, floor, is_partial=True) if floor > 1 else Page(read, None)


def _newest(by: Acting, asked: Asked, ceiling: int, floor: int, most: int) -> list[Line]:
    """Return the newest lines below a number, down to another.

    Of the latest lines each is read, and its area looked at: where nearly all are of the reader's areas, the databases
    would fetch them all by the index of the area and sort them. Only where too few are theirs is that index asked.
    """
    lately = max(floor, ceiling - _LATELY)
    if not reads_all(by) or lately == floor == 0:
        return _merged(by, asked, ceiling, floor, most)
    by_number: QuerySet[Any] = lines(asked).annotate(area=Coalesce("area_code", Value("")))
    by_number = by_number.exclude(_of_the_other_side(by)).filter(number__lt=ceiling, number__gte=lately)
    read: list[Line] = list((in_areas(by_number, by.area_codes, "area") | by_number.filter(_FOR_ALL))[:most])
    return read if len(read) == most or lately == floor else _merged(by, asked, ceiling, floor, most)


def _merged(by: Acting, asked: Asked, ceiling: int, floor: int, most: int) -> list[Line]:
    found = [one.filter(number__lt=ceiling, number__gte=floor)[:most] for one in _portions(by, asked)]
    numbered = {line.number: line for one in found for line in one}
    return [numbered[number] for number in sorted(numbered, reverse=True)[:most]]


def line_seen_by(by: Acting, number: int) -> Line | None:
    """Return one line, None where there is none that the acting person may read."""
    return lines_seen_by(by, Asked()).filter(number=number).first()


def people_in_lines(by: Acting) -> Sequence[tuple[str, str]]:
    """Return those whose lines the acting person may read, as key and name, for the filter."""
    from tuban.workflow.organisations.queries import people_seen_by

    return [(str(person.pk), person.name) for person in people_seen_by(by)]
