"""In which rights somebody may sign: their own post, a delegation, an absence below them, in place of a group leader.

The group leader (领导小组组长) is the member of a leading group of the county whose duty in it is 组长, when that
member is a person who can sign in. Where no group of the county has such a member, the leader of the unit signs in
their place, says so, and the paper bears the group leader's own hand. Who leads the group signs as its leader only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from tuban.rules.signing import Chain
from tuban.rules.signing import Step as LawStep
from tuban.workflow.organisations.acting import Acting, inside
from tuban.workflow.organisations.models import Holding, Membership, Person, Post
from tuban.workflow.organisations.remembering import remembered
from tuban.workflow.organisations.roles import ADMINISTRATORS, OTHER_ORGANS
from tuban.workflow.signoff.law import edition, signing
from tuban.workflow.signoff.models import Absence, Capacity, Delegation, Document


@dataclass(frozen=True, slots=True)
class Authority:
    """The right to sign one step of a chain for the documents of some areas: one's own, or another person's."""

    chain: Chain
    step: LawStep
    capacity: Capacity
    unit_id: UUID
    area_codes: tuple[str, ...]
    for_person: Person | None = None
    delegation: Delegation | None = None
    absence: Absence | None = None

    def covers(self, document: Document) -> bool:
        """Whether a document is one of those."""
        if document.form not in self.chain.forms:
            return False
        return document.unit_id == self.unit_id or any(document.area_code.startswith(code) for code in self.area_codes)

    @property
    def where(self) -> tuple[UUID, tuple[str, ...]]:
        """The unit and the areas whose documents they are."""
        return self.unit_id, self.area_codes

    def of_steps(self) -> Q:
        """Return the condition that a step is this one, of a form of the chain."""
        return Q(key=self.step.id, document__form__in=self.chain.forms)

    def of_areas(self) -> Q:
        """Return the condition that a step is of a document of the unit or of one of the areas."""
        if "" in self.area_codes:
            return Q()
        return reduce(
            or_, (inside(code, "document__area_code") for code in self.area_codes), Q(document__unit=self.unit_id)
        )


@dataclass(frozen=True, slots=True)
class _Leaders:
    """Who leads which group today and can sign in."""

    led: tuple[Membership, ...]

    def leads(self, person: Person, step: LawStep) -> list[Membership]:
        """Return the memberships by which a person signs a step."""
        return [one for one in self.led if one.person_id == person.pk and _fits_group(one, step)]

    def has(self, unit_id: UUID, step: LawStep) -> bool:
        """Whether a unit has a group leader who can sign in."""
        return any(one.group.unit_id == unit_id and _fits_group(one, step) for one in self.led)

    def is_one(self, person: Person, chain: Chain) -> bool:
        """Whether a person leads a group that a chain asks for."""
        return any(self.leads(person, step) for step in chain.steps if step.group)


def _fits_group(member: Membership, step: LawStep) -> bool:
    return member.group.kind == step.group and member.duty == step.group_duty and member.group.unit.level in step.units


def _leaders(*, is_practice: bool, on: date) -> _Leaders:
    key = ("leaders", is_practice, on, edition())
    return remembered(key, lambda: _leaders_now(is_practice=is_practice, on=on))


def _leaders_now(*, is_practice: bool, on: date) -> _Leaders:
    duties = {step.group_duty for chain in signing().chains for step in chain.steps if step.group}
    found = Membership.objects.filter(
        Q(group__until__isnull=True) | Q(group__until__gte=on), group__since__lte=on, duty__in=duties,
        group__unit__is_practice=is_practice, person__isnull=False, person__is_active=True,
    ).select_related("group__unit").prefetch_related("group__unit__areas")  # fmt: skip
    return _Leaders(tuple(found))


def _own(person: Person, post: Post, codes: tuple[str, ...], leaders: _Leaders) -> Iterator[Authority]:
    """Yield what a person may sign by a post of theirs, or as leader of a group."""
    if post.role in ADMINISTRATORS:
        return
    duty = post.department.duty if post.department is not None else ""
    for chain in signing().chains:
        leads = leaders.is_one(person, chain)
        for step in chain.steps:
            if step.group:
                for one in leaders.leads(person, step):
                    areas = tuple(area.code for area in one.group.unit.areas.all())
                    yield Authority(chain, step, Capacity.OWN, one.group.unit_id, areas)
                if not leads and _fits(post, step.instead, step) and not leaders.has(post.unit_id, step):
                    yield Authority(chain, step, Capacity.INSTEAD, post.unit_id, codes)
            elif not leads and _fits(post, step.roles, step) and _is_of_duty(step, duty):
                yield Authority(chain, step, Capacity.OWN, post.unit_id, codes)


def _is_of_duty(step: LawStep, duty: str) -> bool:
    """Whether a step is signed by a department; liaisons of other organs sign what names them alone."""
    return step.duty == duty if step.duty else duty not in OTHER_ORGANS


def _fits(post: Post, roles: Iterable[str], step: LawStep) -> bool:
    return post.role in roles and post.unit.level in step.units


def authorities_of(by: Acting) -> list[Authority]:
    """Return every right in which the acting person may sign today: their own first, then those of others."""
    if by.is_administrator:
        return []
    on = timezone.localdate()
    key = ("authorities", by.person_id, by.post_id, by.area_codes, on, edition())
    return list(remembered(key, lambda: _authorities(by, on)))


def _authorities(by: Acting, on: date) -> tuple[Authority, ...]:
    leaders = _leaders(is_practice=by.is_practice, on=on)
    own = list(_own(by.person, by.post, by.area_codes, leaders))
    return (*own, *_delegated(by, leaders, on), *_because_of_absence(by, own, leaders, on))


def _delegated(by: Acting, leaders: _Leaders, on: date) -> Iterator[Authority]:
    """Yield what others let the acting person sign; what was delegated to those others goes no further."""
    given = Delegation.objects.filter(
        to_person=by.person_id, since__lte=on, until__gte=on, post__unit__is_practice=by.is_practice,
        from_person__is_active=True,
    ).select_related("from_person", "post__unit", "post__department").prefetch_related("post__unit__areas")  # fmt: skip
    for one in given:
        if _holds(one.from_person_id, one.post_id, on):
            codes = tuple(area.code for area in one.post.unit.areas.all())
            for right in _own(one.from_person, one.post, codes, leaders):
                if right.capacity is Capacity.OWN:
                    yield Authority(
                        right.chain, right.step, Capacity.DELEGATE, right.unit_id, right.area_codes,
                        for_person=one.from_person, delegation=one,
                    )  # fmt: skip


def _because_of_absence(by: Acting, own: list[Authority], leaders: _Leaders, on: date) -> Iterator[Authority]:
    """Yield the steps right below one's own whose every holder in their unit is away today."""
    if not own:
        return
    away = remembered(("away", by.is_practice, on), lambda: _away(is_practice=by.is_practice, on=on))
    absent = {(one.person_id, one.post.unit_id) for one in away}
    for one in away:
        if one.person_id == by.person_id:
            continue
        codes = tuple(area.code for area in one.post.unit.areas.all())
        below = [right for right in _own(one.person, one.post, codes, leaders) if _is_right_below(right, own)]
        if not below or not _holds(one.person_id, one.post_id, on):
            continue
        for right in below:
            if all((person, right.unit_id) in absent for person in _holders(right, leaders, on)):
                yield Authority(
                    right.chain, right.step, Capacity.ABOVE, right.unit_id, right.area_codes, for_person=one.person,
                    absence=one,
                )  # fmt: skip


def _is_right_below(right: Authority, own: list[Authority]) -> bool:
    above = {step.id for step in right.chain.after(right.step.level)}
    return any(mine.chain is right.chain and mine.step.id in above and _meet(mine, right) for mine in own)


def _away(*, is_practice: bool, on: date) -> tuple[Absence, ...]:
    rows = Absence.objects.filter(since__lte=on, until__gte=on, post__unit__is_practice=is_practice)
    rows = rows.select_related("person", "post__unit", "post__department")
    return tuple(rows.prefetch_related("post__unit__areas"))


def _meet(mine: Authority, other: Authority) -> bool:
    return mine.unit_id == other.unit_id or any(
        code.startswith(own) for code in other.area_codes for own in mine.area_codes
    )


def _holds(person_id: UUID, post_id: UUID, on: date) -> bool:
    return _held(on).filter(person=person_id, post=post_id).exists()


def _held(on: date) -> QuerySet[Holding]:
    held = Holding.objects.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on, person__is_active=True)
    return held.filter(post__closed_on__isnull=True)


def _holders(right: Authority, leaders: _Leaders, on: date) -> set[UUID]:
    """Return who may sign the step of a right by their own post in its unit."""
    if right.step.group:
        return {
            one.person_id
            for one in leaders.led
            if one.person_id and one.group.unit_id == right.unit_id and _fits_group(one, right.step)
        }
    held = _held(on).filter(post__unit=right.unit_id, post__role__in=right.step.roles)
    if right.step.duty:
        held = held.filter(post__department__duty=right.step.duty)
    led = {one.person_id for one in leaders.led}
    return set(held.values_list("person_id", flat=True)) - {one for one in led if one is not None}


@dataclass(frozen=True, slots=True)
class Holder:
    """A person who may sign a step today, and whether they are away."""

    name: str
    post: str
    is_away: bool


def holders_of(document: Document, key: str) -> list[Holder]:
    """Return who may sign a step of a document by their own post today, for the ladder of the chain."""
    chain = next((one for one in signing().chains if document.form in one.forms), None)
    step = chain.step(key) if chain is not None else None
    if step is None:
        return []
    on = timezone.localdate()
    leaders = _leaders(is_practice=document.is_practice, on=on)
    away = set(
        Absence.objects.filter(since__lte=on, until__gte=on).values_list("person_id", flat=True)
    )  # fmt: skip
    if step.group:
        able = [
            one
            for one in leaders.led
            if _fits_group(one, step)
            and any(document.area_code.startswith(area.code) for area in one.group.unit.areas.all())
        ]
        if able:
            return [Holder(one.name, f"{one.group.name}{one.duty}", one.person_id in away) for one in able]
    held = _held(on).filter(
        post__unit__is_practice=document.is_practice, post__unit__level__in=step.units,
        post__role__in=step.instead if step.group else step.roles,
    ).select_related("person", "post__unit", "post__department").prefetch_related("post__unit__areas")  # fmt: skip
    if step.duty:
        held = held.filter(post__department__duty=step.duty)
    else:
        held = held.filter(Q(post__department=None) | ~Q(post__department__duty__in=OTHER_ORGANS))
    led = {one.person_id for one in leaders.led}
    return [
        Holder(one.person.name, one.post.title, one.person_id in away)
        for one in held.order_by("post__title")
        if one.person_id not in led
        and (
            one.post.unit_id == document.unit_id
            or any(document.area_code.startswith(area.code) for area in one.post.unit.areas.all())
        )
    ]
