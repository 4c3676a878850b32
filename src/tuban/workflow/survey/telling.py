"""What a person tells at one time, and all that is told of a patch then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from tuban.rules.facts_wire import value_as_wire, value_from_wire
from tuban.rules.telling import sheet_of
from tuban.values.errors import TubanError
from tuban.values.papers import Paper
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.comparison.reading import Reading
from tuban.workflow.comparison.telling import PAPERS, TellingOf, told_of
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.survey.entering import entered, entered_papers, typed, typed_paper
from tuban.workflow.survey.models import Statement


class NotAsked(TubanError):
    """“{name}” is not told on the sheet."""

    code = "survey.not_asked"
    hint = "The sheet names every fact that people tell; what is measured or decided is not told."


@dataclass(frozen=True, slots=True)
class Telling:
    """Facts by name with their values (areas as Area, papers as tuples), those taken back, and where it is known
    from."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    taken_back: tuple[str, ...] = ()
    origin: Statement.Origin = Statement.Origin.OTHER
    source: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every fact that it speaks of."""
        return (*self.facts, *self.taken_back)


def telling_of(
    reading: Reading, typed_facts: Mapping[str, str], papers: Sequence[Mapping[str, str]] | None, *,
    origin: Statement.Origin, source: str,
) -> Telling:  # fmt: skip
    """Return what was typed of a patch and is not known so already; an emptied field takes back what was told.

    ``papers`` are all that are told, None where they were not asked for. Raises WrongValue, NotAsked.
    """
    law = rulebook_of(reading.patch.campaign)
    asked, told = sheet_of(law).questions, told_now(reading.patch)
    facts: dict[str, Any] = {}
    back: list[str] = []
    for name, text in typed_facts.items():
        if name not in asked or name == PAPERS:
            raise NotAsked(name=law.vocabulary[name].title if name in law.vocabulary else name)
        if text.strip() == typed(reading.facts[name]):
            continue
        if not text.strip() and name in told:
            back.append(name)
        else:
            facts[name] = entered(asked[name].kind, text, law)
    if papers is not None:
        now = entered_papers(papers, reading.facts, law)
        known = papers_told(reading.patch)
        if [typed_paper(one) for one in now] != [typed_paper(one) for one in known]:
            if now:
                facts[PAPERS] = now
            else:
                back.append(PAPERS)
    return Telling(facts, tuple(back), origin, source.strip())


def told_now(patch: Patch) -> dict[str, Statement]:
    """Return what is told of a patch now, by fact."""
    rows = Statement.objects.filter(patch=patch, is_current=True, is_withdrawn=False).select_related("by")
    return {one.fact: one for one in rows}


def papers_told(patch: Patch) -> tuple[Paper, ...]:
    """Return the papers that are told of a patch now."""
    told = told_now(patch).get(PAPERS)
    return tuple(value_from_wire(told.value)) if told is not None else ()


def told_with(patch: Patch, telling: Telling, *, by: Acting) -> TellingOf:
    """Return all that is told of a patch once this is told too; writes nothing."""
    day = timezone.localdate().isoformat()
    words = f"{telling.origin.label}：{telling.source or '—'}（{by.person_name} {day}）"
    known = told_of([patch]).get(patch.pk, {})
    return {
        **{name: one for name, one in known.items() if name not in telling.taken_back},
        **{name: {"value": value_as_wire(value), "source": words} for name, value in telling.facts.items()},
    }
