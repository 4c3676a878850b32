"""How a ratio stood day by day (逐日): worked out anew from what was known at the end of each day, nothing is kept.

Known is: which patches there were, the comparison of each that was the last, the finding that stood, and what was told
of its case by then. The lines are those of the campaign as it is now. What a part gives is fitted to the other parts of
its patch as they are now where nothing changed since, else it is rounded for itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.utils import timezone

from tuban.rules.checks.registry import part_key
from tuban.rules.facts_wire import facts_from_wire
from tuban.rules.forms.filled import PartKey
from tuban.rules.part_figures import figures_of
from tuban.rules.ratio import FACTS, FIGURES, Ratio
from tuban.values.area import AreaUnit
from tuban.values.facts import Facts
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.comparison.terms import Term, read_term
from tuban.workflow.patches.models import Descent, Patch
from tuban.workflow.patches.states import Fate
from tuban.workflow.review.counting import CountedTerm, counted_terms, facts_of_now
from tuban.workflow.review.models import Finding
from tuban.workflow.review.ratios import mark_of, ratio_over

_KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Change:
    """A part whose share in the sums moved on a day, in 亩: what it gives to the numerator after deduction, and to the
    denominator, before and after. ``events`` say what happened: ``came``, ``compared``, ``found``, ``reopened``,
    ``went``."""

    patch: int
    key: PartKey
    unlawful: tuple[Decimal, Decimal]
    construction: tuple[Decimal, Decimal]
    events: tuple[str, ...]

    @property
    def weight(self) -> Decimal:
        """By how much the sums moved for it."""
        return abs(self.unlawful[1] - self.unlawful[0]) + abs(self.construction[1] - self.construction[0])


@dataclass(frozen=True, slots=True)
class Day:
    """A day on which something changed, with the ratio at its end and what moved it, the heaviest first."""

    day: date
    ratio: Ratio
    taken: int
    changes: tuple[Change, ...]


@dataclass(slots=True)
class _Course:
    """What happened to a patch: by day, the last comparison and the finding that stood at the end of it."""

    patch: int
    comparisons: list[tuple[date, UUID]] = field(default_factory=list)
    findings: list[tuple[date, date | None, UUID]] = field(default_factory=list)
    went: date | None = None

    def days(self) -> set[date]:
        told = {day for day, _key in self.comparisons} | {day for day, _until, _key in self.findings}
        told |= {until for _day, until, _key in self.findings if until is not None}
        return told | ({self.went} if self.went is not None else set())

    def at(self, day: date) -> tuple[UUID | None, UUID | None]:
        """Return the comparison and the finding that counted at the end of a day."""
        if self.went is not None and day >= self.went:
            return None, None
        compared = [key for since, key in self.comparisons if since <= day]
        found = [key for since, until, key in self.findings if since <= day and (until is None or until > day)]
        return (compared[-1] if compared else None), (found[-1] if found else None)

    def events(self, day: date) -> tuple[str, ...]:
        """Return what happened on a day."""
        told = []
        compared = [since for since, _key in self.comparisons]
        if day in compared:
            told.append("came" if day == compared[0] else "compared")
        if any(since == day for since, _until, _key in self.findings):
            told.append("found")
        if any(until == day for _since, until, _key in self.findings):
            told.append("reopened")
        return (*told, "went") if self.went == day else tuple(told)


def days_of(campaign: Campaign, code: str, *, today: date) -> list[Day]:
    """Return the days on which a unit's ratio or what it rests on changed, in order; the last is as it stands now."""
    key = f"ratio_days:{campaign.pk}:{code}:{today.isoformat()}:{mark_of(campaign)}"
    kept: list[Day] | None = cache.get(key)
    if kept is None:
        kept = _worked_out(campaign, code)
        cache.set(key, kept, _KEPT_SECONDS)
    return kept


def _worked_out(campaign: Campaign, code: str) -> list[Day]:
    courses = _courses(campaign)
    terms = _Terms(campaign, courses)
    law = rulebook_of(campaign)
    by_day: dict[date, list[_Course]] = {}
    for course in courses:
        for day in course.days():
            by_day.setdefault(day, []).append(course)
    standing: dict[int, CountedTerm] = {}
    owners: dict[PartKey, _Course] = {}
    found: list[Day] = []
    before: Mapping[PartKey, tuple[Decimal, Decimal]] = {}
    for day in sorted(by_day):
        for course in by_day[day]:
            term = terms.of(course, *course.at(day))
            standing.pop(course.patch, None)
            if term is not None:
                standing[course.patch] = term
                owners[part_key(term.term.facts)] = course
        counted = ratio_over(list(standing.values()), code, campaign, law)
        amounts = _amounts(counted.ratio)
        changes = [
            Change(
                owners[key].patch, key, _pair(before, amounts, key, 0), _pair(before, amounts, key, 1),
                owners[key].events(day),
            )
            for key in {**before, **amounts} if before.get(key) != amounts.get(key)
        ]  # fmt: skip
        if changes or not found:
            changes.sort(key=lambda one: (-one.weight, one.key))
            found.append(Day(day, counted.ratio, len(counted.taken), tuple(changes)))
        before = amounts
    return found


def _amounts(ratio: Ratio) -> dict[PartKey, tuple[Decimal, Decimal]]:
    """Return what each part gives to the numerator after deduction, and to the denominator."""
    less = dict(zip(ratio.deducted.keys, ratio.deducted.amounts, strict=True))
    above = dict(zip(ratio.unlawful.keys, ratio.unlawful.amounts, strict=True))
    return {
        key: (above.get(key, Decimal(0)) - less.get(key, Decimal(0)), amount)
        for key, amount in zip(ratio.construction.keys, ratio.construction.amounts, strict=True)
    }


def _pair(
    before: Mapping[PartKey, tuple[Decimal, Decimal]], after: Mapping[PartKey, tuple[Decimal, Decimal]], key: PartKey,
    place: int,
) -> tuple[Decimal, Decimal]:  # fmt: skip
    nothing = (Decimal(0), Decimal(0))
    return before.get(key, nothing)[place], after.get(key, nothing)[place]


def _courses(campaign: Campaign) -> list[_Course]:
    """Return what happened to every patch of a campaign, those too that others stand for now."""
    went = {
        parent: _day(at)
        for parent, at in Descent.objects.filter(parent__campaign=campaign).values_list("parent_id", "at")
    }
    rows = Patch.objects.filter(campaign=campaign).order_by("number", "part_number", "pk")
    courses = {}
    for key, fate, changed_at in rows.values_list("pk", "fate", "changed_at").iterator(chunk_size=2000):
        courses[key] = _Course(key)
        if fate != Fate.ACTIVE:  # nobody writes to it once others stand for it
            courses[key].went = went.get(key, _day(changed_at))
    compared = Comparison.objects.filter(patch__campaign=campaign).order_by("at", "is_current", "pk")
    for patch, at, made in compared.values_list("patch_id", "at", "pk").iterator(chunk_size=2000):
        courses[patch].comparisons.append((_day(at), made))
    findings = Finding.objects.filter(patch__campaign=campaign).order_by("at", "pk")
    for patch, at, until, made in findings.values_list("patch_id", "at", "reopened_at", "pk").iterator(chunk_size=2000):
        courses[patch].findings.append((_day(at), None if until is None else _day(until), made))
    return [one for one in courses.values() if one.comparisons]


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()


class _Terms:
    """What a patch gave to the ratio by a comparison and a finding; those that count now are taken as they are kept."""

    def __init__(self, campaign: Campaign, courses: Iterable[_Course]) -> None:
        self.campaign = campaign
        listed = list(courses)
        self.now = {one.term.patch: one for one in counted_terms(campaign)}
        self.made = dict(self._earlier(listed))

    def of(self, course: _Course, compared: UUID | None, found: UUID | None) -> CountedTerm | None:
        """Return what a patch gave by a comparison and a finding; None where it was not compared or counted no more."""
        if compared is None:
            return None
        if (compared, found) == _last(course):
            return self.now.get(course.patch)
        return self.made.get((compared, found))

    def _earlier(self, courses: list[_Course]) -> Iterator[tuple[tuple[UUID, UUID | None], CountedTerm]]:
        """Yield what counted earlier and does not any more, by its comparison and finding."""
        wanted = {
            state: course
            for course in courses for day in course.days()
            if (state := course.at(day))[0] is not None and state != _last(course)
        }  # fmt: skip
        comparisons = Comparison.objects.in_bulk([one for one, _found in wanted if one is not None])
        kept = _kept(comparisons)
        findings = Finding.objects.select_related("comparison", "patch__campaign").in_bulk(
            [found for _one, found in wanted if found is not None]
        )
        for (compared, found), course in wanted.items():
            if compared is None:
                continue
            one = comparisons[compared]
            if found is None:
                yield (compared, None), CountedTerm(kept.get(compared) or _term(_facts(one), one, course.patch), False)
            else:
                facts = facts_of_now(findings[found], one)
                yield (compared, found), CountedTerm(_term(facts, one, course.patch), True)


def _last(course: _Course) -> tuple[UUID | None, UUID | None]:
    """Return what counts of a patch now."""
    return course.at(date.max)


def _kept(comparisons: Mapping[Any, Comparison]) -> dict[UUID, Term]:
    """Return the terms that were kept of comparisons when they were made."""
    rows = Comparison.objects.filter(pk__in=list(comparisons), terms__isnull=False)
    return {
        key: read_term(facts, figures, edition, patch)
        for key, facts, figures, edition, patch in rows.values_list(
            "pk", "terms__facts", "terms__figures", "lawbook_edition", "patch_id"
        )
    }


def _facts(one: Comparison) -> Facts:
    return facts_from_wire(one.facts, one.sources)


def _term(facts: Facts, one: Comparison, patch: int) -> Term:
    figures = figures_of([facts], AreaUnit.MU)[0]
    return Term(
        Facts({name: facts[name] for name in FACTS if name in facts}),
        {name: figures[name] for name in FIGURES if name in figures}, one.lawbook_edition, patch,
    )  # fmt: skip
