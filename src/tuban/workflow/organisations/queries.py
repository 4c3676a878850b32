"""Questions about units, posts and people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tuban.values.identities import uuid_of
from tuban.workflow.organisations.acting import Acting, in_areas, inside
from tuban.workflow.organisations.models import Area, Department, Group, Holding, Person, Post, Responsibility, Unit
from tuban.workflow.organisations.remembering import remembered_rows


def holdings_of(person: Person, *, on: date) -> Sequence[Holding]:
    """Return the posts that a person holds on a day, the longest held first."""
    found = remembered_rows(("holdings", person.pk, on), lambda: _holdings(person.pk, on))
    for one in found:
        one.person = person
    return found


def _holdings(person_id: UUID, on: date) -> list[Holding]:
    held = Holding.objects.filter(Q(until__isnull=True) | Q(until__gte=on), person=person_id, since__lte=on)
    held = held.filter(post__closed_on__isnull=True, post__unit__closed_on__isnull=True)
    rows = held.select_related("post__unit", "post__department").prefetch_related("post__unit__areas")
    return list(rows.order_by("since", "post__title", "pk"))


_APART: list[Callable[[Person, Post], bool]] = []


def keep_apart(asked: Callable[[Person, Post], bool]) -> None:
    """Let a later stage say who must not see anything of any area for now: they act, through every door, for none."""
    if asked not in _APART:
        _APART.append(asked)


def acting_as(person: Person, post_id: UUID | None, *, on: date, address: str = "") -> Acting | None:
    """Return the person under the post chosen, else under the first they hold; None for one without a post today."""
    held = holdings_of(person, on=on)
    chosen = next((one for one in held if one.post_id == post_id), held[0] if held else None)
    if chosen is None:
        return None
    is_apart = any(asked(person, chosen.post) for asked in _APART)
    codes = () if is_apart else tuple(area.code for area in chosen.post.unit.areas.all())
    return Acting(person=person, post=chosen.post, area_codes=codes, address=address)


def acting_named(username: str, *, on: date) -> Acting | None:
    """Return somebody by the sign-in name, under their first post; None where nobody of that name may act."""
    person = Person.objects.filter(username=username, is_active=True).first()
    return acting_as(person, None, on=on) if person is not None else None


def person_keyed(key: str) -> Person | None:
    """Return somebody who may sign in, by their identity."""
    found = uuid_of(key)
    return Person.objects.filter(pk=found, is_active=True).first() if found is not None else None


def person_outside(name: str) -> Person | None:
    """Return somebody who may sign in, by what the sign-in service of the organisation calls them, to the letter."""
    return Person.objects.filter(outside_name=name, is_active=True).first() if name else None


def units_seen_by(by: Acting) -> QuerySet[Unit]:
    """Return the units of the areas of the acting person, with their own."""
    own = Unit.objects.filter(pk=by.post.unit_id)
    below = in_areas(Unit.objects.filter(is_practice=by.is_practice), by.area_codes, "code")
    return (below | own).distinct().order_by("code", "level")


def posts_seen_by(by: Acting) -> QuerySet[Post]:
    """Return the posts of the units that the acting person sees."""
    return Post.objects.filter(unit__in=units_seen_by(by)).select_related("unit", "department")


def groups_seen_by(by: Acting) -> QuerySet[Group]:
    """Return the groups of the units that the acting person sees."""
    return Group.objects.filter(unit__in=units_seen_by(by)).select_related("unit").prefetch_related("members__person")


def responsibilities_seen_by(by: Acting) -> QuerySet[Responsibility]:
    """Return the responsibility register of the units that the acting person sees."""
    return Responsibility.objects.filter(unit__in=units_seen_by(by)).select_related("unit")


def chain_above(unit: Unit) -> list[Unit]:
    """Return the units above a unit, the highest first, and the unit itself last."""
    return remembered_rows(("chain above", unit.pk), lambda: _chain_above(unit))


def _chain_above(unit: Unit) -> list[Unit]:
    higher = "above__above__above__above"
    chain = [Unit.objects.select_related(higher).filter(pk=unit.pk).first() or unit]
    while chain[0].above is not None and chain[0].above not in chain:
        chain.insert(0, chain[0].above)
    return chain


def tops_seen_by(by: Acting) -> QuerySet[Unit]:
    """Return the highest units that the acting person sees: where their tree begins."""
    seen = units_seen_by(by).order_by()
    return units_seen_by(by).exclude(above__in=seen.values("pk"))


def below_of(by: Acting, unit: Unit) -> QuerySet[Unit]:
    """Return the units right below a unit that the acting person sees, the open ones first."""
    seen = units_seen_by(by).order_by()
    children = Unit.objects.filter(above=unit, pk__in=seen.values("pk"))
    return children.annotate(below_count=Count("below")).order_by("closed_on", "code", "level")


def units_named(by: Acting, text: str) -> QuerySet[Unit]:
    """Return the units seen whose name or code holds a text."""
    found = Q(name__icontains=text) | Q(short_name__icontains=text) | Q(code__startswith=text)
    return units_seen_by(by).filter(found)


def departments_seen_by(by: Acting) -> QuerySet[Department]:
    """Return the departments of the units that the acting person sees."""
    return Department.objects.filter(unit__in=units_seen_by(by)).select_related("unit")


def holdings_seen_by(by: Acting) -> QuerySet[Holding]:
    """Return who held which post of the units that the acting person sees, the latest first."""
    seen = Holding.objects.filter(post__unit__in=units_seen_by(by))
    return seen.select_related("post__unit", "post__department", "person").order_by("-since", "pk")


def people_seen_by(by: Acting) -> QuerySet[Person]:
    """Return the people who hold or held posts in the units seen, and those who hold none yet."""
    people = Person.objects.filter(is_practice=by.is_practice)
    here = people.filter(holdings__post__unit__in=units_seen_by(by))
    new = people.filter(holdings__isnull=True)
    return (here | new).distinct().order_by("name", "username")


def managers_below(code: str, *, is_practice: bool) -> list[tuple[str, str]]:
    """Return the divisions inside an area that another unit manages (管理区), each with the code of that unit."""
    managed = Area.objects.filter(inside(code, "code"), kind=Area.Kind.MANAGED, unit__is_practice=is_practice)
    managed = managed.filter(unit__closed_on__isnull=True).order_by("code", "unit__code")
    return list(managed.values_list("code", "unit__code"))
