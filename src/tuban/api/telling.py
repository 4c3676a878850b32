"""Facts that people tell of a patch: what is asked, what is told, what would follow, and the telling itself.

The operations stand beside those of patches.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import Key, NotFound, done
from tuban.api.errors import PROBLEMS
from tuban.api.patch_deeds import Version
from tuban.api.patches import PatchOut, router
from tuban.api.words import lazily as _
from tuban.rules.fact_words import in_words
from tuban.rules.facts_wire import value_from_wire
from tuban.rules.telling import sheet_of
from tuban.values.facts import UNKNOWN
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.comparison.reading import Reading, reading_of
from tuban.workflow.comparison.telling import PAPERS
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.patches.queries.seen import patch_for
from tuban.workflow.survey.actions import tell
from tuban.workflow.survey.entering import typed
from tuban.workflow.survey.queries import Origin, statements_of, would_say
from tuban.workflow.survey.telling import Telling, telling_of, told_now

__all__ = ["router"]
_MOST_FACTS = 60
_MOST_PAPERS = 20
Text = Annotated[str, Field(max_length=200)]


class FactOut(Schema):
    """A fact of the sheet, with its value as it is typed; empty where nobody knows it."""

    fact: str
    title: str
    section: str
    type: str
    choices: list[str] = Field(description="The values of its code list; yes and no for a flag.")
    value: str
    words: str = Field(description="The value as a sentence says it.")
    source: str
    is_told: bool = Field(description="Whether a person told it; else the disc says so.")
    is_asked: bool = Field(description="Whether it is asked, other facts being as they are.")


class StatementOut(Schema):
    """Something that was told, or taken back."""

    fact: str
    words: str
    is_withdrawn: bool
    is_current: bool
    origin: str
    source: str
    person: str
    at: datetime


class TellIn(Schema):
    """Facts as they are typed on the sheet (areas with their unit, dates as far as known), and papers beside those of
    the registers; an empty text takes back what was told."""

    version: Version
    facts: dict[Text, Text] = Field(default_factory=dict, max_length=_MOST_FACTS)
    papers: list[dict[Text, Text]] | None = Field(
        None, max_length=_MOST_PAPERS, description="All papers that are told; none takes them back."
    )
    origin: Origin = Origin.OTHER
    source: Annotated[str, Field(max_length=200)] = ""


class SaidOut(Schema):
    """What would be proposed: answers by their title, facts that are missing, rules that object."""

    answers: dict[str, str]
    missing: list[str]
    problems: list[dict[str, Any]]


_ANSWERS = ("finding", "violation_type", "lawful_kind", "area_basis", "counted_area", "counted_cultivated_area")


def _read(acting: Acting, uuid: UUID) -> Reading:
    found = reading_of(patch_for(acting, uuid))
    if found is None:
        raise NotFound(what=_("comparison"))
    return found


def _given(reading: Reading, given: TellIn) -> Telling:
    return telling_of(reading, given.facts, given.papers, origin=given.origin, source=given.source)


@router.get("/patches/{uuid}/facts", response={200: list[FactOut], **PROBLEMS}, summary=_("The sheet of facts"))
def sheet(request: HttpRequest, uuid: UUID) -> list[FactOut]:
    """Return what is asked of a patch and what is known."""
    reading = _read(by(request), uuid)
    law = rulebook_of(reading.patch.campaign)
    told = told_now(reading.patch)
    rows = []
    for section in sheet_of(law).sections:
        for question in section.questions:
            kind = question.kind
            value = reading.facts[kind.name]
            listed = law.codelist(kind.codelist).values if kind.codelist else ()
            rows.append(
                FactOut(
                    fact=kind.name, title=kind.title, section=section.title, type=kind.type,
                    choices=["yes", "no"] if kind.type == "flag" else list(listed),
                    value="" if kind.name == PAPERS else typed(value), words=in_words(kind.name, value, law),
                    source="" if value is UNKNOWN else reading.facts.sources.get(kind.name, ""),
                    is_told=kind.name in told, is_asked=question.is_asked(reading.facts),
                )
            )  # fmt: skip
    return rows


@router.get(
    "/patches/{uuid}/statements", response={200: list[StatementOut], **PROBLEMS}, summary=_("What was told, and when")
)
def statements(request: HttpRequest, uuid: UUID) -> list[StatementOut]:
    """Return everything that people ever told of a patch, the newest first."""
    patch = patch_for(by(request), uuid)
    law = rulebook_of(patch.campaign)
    return [
        StatementOut(
            fact=one.fact, words="" if one.is_withdrawn else in_words(one.fact, value_from_wire(one.value), law),
            is_withdrawn=one.is_withdrawn, is_current=one.is_current, origin=one.origin, source=one.source,
            person=one.by.name, at=one.at,
        )
        for one in statements_of(patch)
    ]  # fmt: skip


@router.post("/patches/{uuid}/facts/preview", response={200: SaidOut, **PROBLEMS}, summary=_("What would follow"))
def preview(request: HttpRequest, uuid: UUID, given: TellIn) -> SaidOut:
    """Return what would be proposed if this were told; nothing is kept."""
    acting = by(request)
    reading = _read(acting, uuid)
    law = rulebook_of(reading.patch.campaign)
    said = would_say(reading.patch, _given(reading, given), by=acting)
    facts = said.part.part.facts
    return SaidOut(
        answers={
            law.vocabulary[name].title: in_words(name, facts[name], law) for name in _ANSWERS if facts.is_known(name)
        },
        missing=[one.title for one in said.part.part.judgement.missing],
        problems=[dict(one) for one in said.content.problems],
    )


@router.post("/patches/{uuid}/facts", response={200: PatchOut, **PROBLEMS}, summary=_("Tell facts"))
def tell_facts(request: HttpRequest, uuid: UUID, given: TellIn, key: Key = None) -> HttpResponse:
    """Tell facts of a patch; it is judged anew at once."""
    acting = by(request, Scope.WRITE)

    def deed() -> PatchOut:
        reading = _read(acting, uuid)
        telling = _given(reading, given)
        told = tell(reading.patch, by=acting, expected_version=given.version, telling=telling)
        return PatchOut.from_orm(told)

    return done(request, key, deed)
