"""Typical cases (典型案例): chosen by a stated rule among the unlawful parts, each with the material of its cards.

Nobody is named who is a private person: organisations stand with their names, individuals as 某某.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Protocol

from tuban.rules.decision import Decision
from tuban.rules.forms.definition import name_of
from tuban.rules.forms.filled import PartKey
from tuban.rules.forms.population import Parts
from tuban.rules.part_figures import Figures
from tuban.rules.reports.definition import CaseDefinition, CaseRule
from tuban.rules.reports.figures import Cells, Figure
from tuban.rules.reports.speaking import Scope
from tuban.rules.rulebook import Rulebook
from tuban.values.area import Area, AreaUnit
from tuban.values.dates import PartialDate
from tuban.values.facts import UNKNOWN, Facts
from tuban.values.papers import Paper

LIST = "part_list"
_IN_SQUARE_METRES = (
    "built_floor_area",
    "demolish_due_area",
    "demolished_area",
    "confiscate_due_area",
    "confiscated_area",
)


class JudgementLike(Protocol):
    """What a case tells of a judgement."""

    @property
    def facts(self) -> Facts: ...  # noqa: D102
    @property
    def decisions(self) -> Sequence[Decision]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Chosen:
    """A part that was chosen, and as which kind of case."""

    kind: CaseRule
    key: PartKey
    judgement: JudgementLike


@dataclass(frozen=True, slots=True)
class Proposal:
    """A part that may be told as a typical case: of which kinds it is, and whether the rule takes it."""

    key: PartKey
    kinds: tuple[str, ...]
    is_taken: bool


def choose(definition: CaseDefinition, judgements: Sequence[JudgementLike]) -> list[Chosen]:
    """Return the typical cases: of each kind in turn the largest part, no patch twice, so many at most."""
    parts = Parts(judgements)
    by_key: dict[PartKey, JudgementLike] = {}
    for judgement in judgements:
        by_key.setdefault(key_of(judgement.facts), judgement)
    chosen: list[Chosen] = []
    for kind in definition.kinds:
        taken = {one.key[0] for one in chosen}
        candidates = [
            (area, part.key)
            for part in (parts.parts[number] for number in parts.members(name_of(kind.where)))
            if part.key[0] not in taken and isinstance(area := part.facts[kind.by], Area) and area.square_metres > 0
        ]
        if candidates and len(chosen) < definition.most:
            # The largest; of equals the first by number.
            _area, key = min(candidates, key=lambda one: (-one[0].square_metres, one[1]))
            chosen.append(Chosen(kind, key, by_key[key]))
    return chosen


def chosen_by_person(
    definition: CaseDefinition, judgements: Sequence[JudgementLike], keys: Sequence[PartKey]
) -> list[Chosen]:
    """Return the cases that a person chose, in their order; parts that are not unlawful any more are left out."""
    parts = Parts(judgements)
    by_key: dict[PartKey, JudgementLike] = {}
    for judgement in judgements:
        by_key.setdefault(key_of(judgement.facts), judgement)
    kinds = _kinds_of(definition, parts)
    return [
        Chosen(replace(kinds[key][0], says=definition.by_hand.format(kind=kinds[key][0].title)), key, by_key[key])
        for key in dict.fromkeys(keys)
        if key in kinds
    ]


def proposals(definition: CaseDefinition, judgements: Sequence[JudgementLike]) -> list[Proposal]:
    """Return the parts that a person may choose from: the largest of every kind, those that the rule takes first."""
    parts = Parts(judgements)
    taken = [one.key for one in choose(definition, judgements)]
    kinds = _kinds_of(definition, parts)
    listed = dict.fromkeys(taken)
    for kind in definition.kinds:
        sizes = [
            (area.square_metres, part.key)
            for part in (parts.parts[number] for number in parts.members(name_of(kind.where)))
            if isinstance(area := part.facts[kind.by], Area) and area.square_metres > 0
        ]
        for _size, key in sorted(sizes, key=lambda one: (-one[0], one[1]))[: definition.proposed]:
            listed.setdefault(key)
    return [Proposal(key, tuple(kind.title for kind in kinds[key]), key in taken) for key in listed]


def _kinds_of(definition: CaseDefinition, parts: Parts) -> dict[PartKey, list[CaseRule]]:
    """Return of which kinds each part is, in the order of the rule; only unlawful parts are of any."""
    found: dict[PartKey, list[CaseRule]] = {}
    for kind in definition.kinds:
        for number in parts.members(name_of(kind.where)):
            found.setdefault(parts.parts[number].key, []).append(kind)
    return found


def key_of(facts: Facts) -> PartKey:
    """Return the key of a part."""
    part = facts["part_number"]
    return str(facts["patch_number"]), "" if part is UNKNOWN or part is None else str(part)


def scope_of(
    chosen: Chosen,
    rulebook: Rulebook,
    *,
    cells: Cells,
    figures: Figures,
    files: Sequence[str],
    card_titles: Mapping[str, str],
    organisations: Sequence[str],
) -> Scope:
    """Return what the names in the sentences of a case mean: its facts as words, its areas and sums as figures."""
    facts = chosen.judgement.facts
    row = "/".join(chosen.key)
    own: dict[str, Figure] = {}
    filled = cells.forms.get(LIST)
    for column in filled.sections[0].columns if filled is not None else ():
        figure = cells.figure(LIST, row, column.id)
        if figure is not None:
            own[f"cell.{column.id}"] = figure
    for name, value in facts.items():
        kind = rulebook.vocabulary.facts.get(name)
        shown = _shown(name, value, figures)
        if kind is not None and shown is not None:
            card = card_titles.get("case" if kind.made_by == "case" else "other", "")
            own[f"card.{name}"] = _on_card(name, shown, chosen.key, f"《{card}》", kind.title)
    words = {f"fact.{name}": _words(facts, name, rulebook) for name in rulebook.vocabulary.facts if name in facts}
    words["fact.user"] = masked(facts, organisations)
    if words["fact.user"] != _words(facts, "user", rulebook):
        words["fact.project_name"] = ""
    words.update(_told(chosen, rulebook), files="、".join(files), kind=chosen.kind.title)
    return Scope(row=row, own=own, words=words)


def masked(facts: Facts, organisations: Sequence[str]) -> str:
    """Return the land user, a private person as 某某 with the family name.

    Where nobody told the kind of user, a short name that does not end like one of ``organisations`` is a person's.
    """
    user = facts["user"]
    if user is UNKNOWN or user is None:
        return ""
    name = str(user).strip()
    kind = facts["user_kind"]
    is_person = kind == "individual" or (
        kind in (UNKNOWN, None) and len(name) <= 4 and not name.endswith(tuple(organisations))
    )
    if not is_person:
        return name
    return f"{name[0]}某某" if len(name) in (2, 3, 4) and name[0] not in "某村" else "某某（个人）"


def _words(facts: Facts, name: str, rulebook: Rulebook) -> str:
    value = facts[name]
    if value is UNKNOWN or value is None or isinstance(value, Area):
        return ""
    if isinstance(value, PartialDate):
        return in_chinese(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple | list | frozenset):
        listed = sorted(value) if isinstance(value, frozenset) else value
        if name == "approvals":
            return "；".join(_paper(one, rulebook) for one in listed)
        return "；".join(rulebook.label(name, one) for one in listed)
    return rulebook.label(name, value)


def in_chinese(day: PartialDate) -> str:
    """Return a date as it stands in running text."""
    text = f"{day.year}年"
    if day.month is not None:
        text += f"{day.month}月"
    if day.day is not None:
        text += f"{day.day}日"
    return text


def _paper(paper: Paper, rulebook: Rulebook) -> str:
    kind = rulebook.codelist("paper_kind").by_value.get(paper.kind)
    about = "，".join(str(one) for one in (paper.organ, in_chinese(paper.date) if paper.date else None) if one)
    return f"{kind.label if kind else paper.kind}{paper.number or '（文号不详）'}" + (f"（{about}）" if about else "")


def _told(chosen: Chosen, rulebook: Rulebook) -> dict[str, str]:
    """Return the reasons and citations of the decisions about a part, by the name of the table."""
    told: dict[str, str] = {}
    for decision in chosen.judgement.decisions:
        name = decision.table.rpartition("/")[2]
        labels = [rulebook.label(fact, value) for fact, value in decision.answers.items() if isinstance(value, str)]
        # A reason that only repeats the answer is none.
        told[f"why.{name}"] = "" if decision.because in labels else decision.because
        told[f"cites.{name}"] = "；".join(rulebook.citations(decision.cites))
    return told


def _shown(name: str, value: Any, figures: Figures) -> Decimal | None:
    """Return a number as the card prints it: buildings in ㎡, land in 亩, money to two places; None for no number."""
    if isinstance(value, Area):
        return (
            value.in_unit(AreaUnit.M2) if name in _IN_SQUARE_METRES else figures.get(name, value.in_unit(AreaUnit.MU))
        )
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return Decimal(repr(value)).quantize(Decimal("0.01")) if isinstance(value, float) else Decimal(value)


def _on_card(name: str, shown: Decimal, key: PartKey, card: str, title: str) -> Figure:
    part = f"地块{key[1]}" if key[1] else ""
    return Figure(
        id=f"card/{'/'.join(key)}/{name}",
        value=shown,
        text=f"{shown:f}",
        keys=(key,),
        origin=f"{card}（图斑{key[0]}{part}）“{title}”",
    )
