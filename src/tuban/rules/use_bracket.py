"""What images alone say of a use (未报即用、边报边用): it began after the last clean one, by the first changed one.

The dates of papers and of acceptances part that time into stretches, on every day of which the lawbook answers the
same; it is asked once for each. Where the answers differ, each may be true and only the day of the use would tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tuban.rules.campaign import CampaignContext
from tuban.rules.judgement import judge
from tuban.rules.rulebook import Rulebook
from tuban.values.area import Area
from tuban.values.dates import PartialDate
from tuban.values.facts import Facts

_STEPS = ("city_accepted_on", "province_accepted_on", "ministry_accepted_on")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the lawbook proposes: a finding, and the violation type where it is unlawful; empty where it is unknown."""

    finding: str
    violation_type: str = ""


@dataclass(frozen=True, slots=True)
class UseBracket:
    """When a use may have begun (``first`` and ``last`` day), the day that was told of it, when an application was
    first accepted and when an approval came first; and what the lawbook may answer, in the order of time.

    ``told_outside`` says that the day told contradicts the images.
    """

    first: date
    last: date
    told: PartialDate | None
    applied: PartialDate | None
    approved: PartialDate | None
    answers: tuple[Answer, ...]
    told_outside: bool

    @property
    def answer(self) -> Answer | None:
        """What holds whenever the use began; None where that depends on the day."""
        return self.answers[0] if len(self.answers) == 1 else None


def use_bracket(judged: Facts, raw: Facts, rulebook: Rulebook, *, campaign: CampaignContext) -> UseBracket | None:
    """Return what the images say of the use of a part; None where an image has no date.

    ``judged`` are its facts with what the lawbook made of them, ``raw`` those that were told.
    """
    before, after = raw["image_before"], raw["image_after"]
    if not isinstance(before, PartialDate) or not isinstance(after, PartialDate):
        return None
    first, last = before.earliest + _DAY, after.latest
    if last < first:
        return None
    use = raw["use_date"]
    told = use if isinstance(use, PartialDate) else None
    starts = [first, *sorted(day for day in _turns(raw) if first < day <= last)]
    is_inside = told is not None and first <= told.earliest and told.latest <= last
    if len(starts) == 1 and is_inside:
        answers: tuple[Answer, ...] = (_said(judged),)  # it was asked already, on a day of the only stretch
    else:
        told_once = tuple(dict.fromkeys(_answer(raw, rulebook, campaign, day) for day in starts))
        # On the very day of a paper nobody can tell the order; beside clear answers that says nothing.
        answers = tuple(one for one in told_once if _is_clear(one, rulebook)) or told_once
    return UseBracket(
        first=first,
        last=last,
        told=told,
        applied=_first([raw[name] for name in _STEPS]),
        approved=_first([paper.date for paper in _papers(raw) if paper.kind == "conversion" and _touches(paper)]),
        answers=answers,
        told_outside=told is not None and (told.latest < first or told.earliest > last),
    )


def _turns(raw: Facts) -> set[date]:
    """Return the days on which an answer may begin to be another: of each date told, the first and the last day that it
    may mean, and the days after them."""
    days = [raw[name] for name in _STEPS]
    days += [day for paper in _papers(raw) for day in (paper.date, paper.until)]
    known = [day for day in days if isinstance(day, PartialDate)]
    return {turn + step for day in known for turn in (day.earliest, day.latest) for step in (_DAY * 0, _DAY)}


def _answer(facts: Facts, rulebook: Rulebook, campaign: CampaignContext, day: date) -> Answer:
    return _said(judge(facts.with_facts(use_date=PartialDate.of(day)), rulebook, campaign=campaign).facts)


def _said(judged: Facts) -> Answer:
    kind = judged["violation_type"]
    return Answer(str(judged["finding"]), kind if isinstance(kind, str) else "")


def _is_clear(answer: Answer, rulebook: Rulebook) -> bool:
    known = rulebook.codelist("finding").by_value.get(answer.finding)
    return bool(known and known.get("final")) and (answer.finding != "unlawful" or bool(answer.violation_type))


def _papers(facts: Facts) -> tuple[Any, ...]:
    told = facts["approvals"]
    return told if isinstance(told, tuple) else ()


def _touches(paper: Any) -> bool:
    return isinstance(paper.covered, Area) and bool(paper.covered)


def _first(days: list[Any]) -> PartialDate | None:
    known = [day for day in days if isinstance(day, PartialDate)]
    return min(known, key=lambda day: day.latest, default=None)
