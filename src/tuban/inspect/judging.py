"""Every measured part is judged: field sheet added, judged, case added to the part it belongs to, judged again.

A case belongs to the part whose number it names, else to the largest unlawful part of its patch, so that a fine or a
person is counted once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import shapely

from tuban.inspect.facts import Registers, Told, case_facts, field_facts, told_facts
from tuban.inspect.progress import Progress
from tuban.inspect.records import Record
from tuban.inspect.survey import MeasuredPart, PatchSurvey
from tuban.rules.campaign import CampaignContext
from tuban.rules.judgement import Judgement, judge
from tuban.rules.rulebook import Rulebook
from tuban.values.facts import UNKNOWN, Facts
from tuban.values.language import gettext as _

UNLAWFUL = "unlawful"
TELL_EVERY = 50


@dataclass(frozen=True, slots=True)
class JudgedPart:
    """A piece of a patch, its shape in the working CRS, and what is proposed for it."""

    geometry: shapely.Geometry
    judgement: Judgement

    @property
    def facts(self) -> Facts:
        """All facts of the part: raw, derived and decided."""
        return self.judgement.facts

    @property
    def key(self) -> tuple[str, str]:
        """Patch number and part number."""
        part = self.facts["part_number"]
        return str(self.facts["patch_number"]), "" if part is UNKNOWN or part is None else str(part)


def judge_patches(
    surveys: Sequence[PatchSurvey],
    registers: Registers,
    rulebook: Rulebook,
    context: CampaignContext,
    progress: Progress,
    *,
    told: Mapping[tuple[str, str], Told] | None = None,
) -> list[JudgedPart]:
    """Judge all parts of all patches, in the order of patch and part numbers.

    ``told`` is what people told of parts, by patch and part number: it stands above what the disc says.
    """
    judged: list[JudgedPart] = []
    for done, survey in enumerate(surveys):
        if done % TELL_EVERY == 0:
            progress(_("Judging patches"), done, len(surveys))
        judged += _judge_patch(survey, registers, rulebook, context, told or {})
    return sorted(judged, key=lambda part: part.key)


def _judge_patch(
    survey: PatchSurvey,
    registers: Registers,
    rulebook: Rulebook,
    context: CampaignContext,
    told_by_part: Mapping[tuple[str, str], Told],
) -> list[JudgedPart]:
    number = str(survey.patch.get("number"))
    rows = (registers.field_results or {}).get(number, ())
    told = [told_by_part.get((number, one.part.number), Told()) for one in survey.parts]
    facts = [field_facts(one.facts, _row_of(rows, one.part.number), _share(one, survey.parts)) for one in survey.parts]
    facts = [told_facts(one, own) for one, own in zip(facts, told, strict=True)]
    facts = [one.with_facts("套合与外业", **_neighbour_facts(index, facts)) for index, one in enumerate(facts)]
    facts = [one.with_facts_of(own.facts) for one, own in zip(facts, told, strict=True)]
    first = [judge(one, rulebook, campaign=context) for one in facts]
    if registers.cases is None:
        judgements = first
    else:
        owner = _case_owner(first, survey.parts)
        case_rows = registers.cases.get(number, ())
        judgements = []
        for index, judgement in enumerate(first):
            part_number = survey.parts[index].part.number
            row = _case_row(case_rows, part_number, is_owner=index == owner)
            if row is not None or judgement.facts["finding"] == UNLAWFUL:
                whole = case_facts(facts[index], registers, row).with_facts_of(told[index].facts)
                judgements.append(judge(whole, rulebook, campaign=context))
            else:
                judgements.append(judgement)
    return [JudgedPart(one.part.geometry, judgement) for one, judgement in zip(survey.parts, judgements, strict=True)]


def _row_of(rows: Sequence[Record], part_number: str) -> Record | None:
    """Return the field row of a part: the one that names it, else the only row of the whole patch."""
    named = [row for row in rows if part_number and str(row.get("part_number") or "") == part_number]
    if named:
        return named[0]
    whole = [row for row in rows if not row.get("part_number")]
    return whole[0] if len(whole) == 1 or (whole and len(rows) == len(whole) == 1) else None


def _share(one: MeasuredPart, parts: Sequence[MeasuredPart]) -> Fraction:
    whole = sum((part.facts["geometry_area"].square_metres for part in parts), Fraction(0))
    own: Fraction = one.facts["geometry_area"].square_metres
    return own / whole if whole else Fraction(1)


def _neighbour_facts(index: int, facts: Sequence[Facts]) -> dict[str, Any]:
    """Whether a part without supply adjoins a part of the same patch that its own user was supplied (超占)."""
    user = facts[index]["user"]
    supplied = {
        paper.holder
        for other, sibling in enumerate(facts)
        if other != index and isinstance(sibling["approvals"], tuple)
        for paper in sibling["approvals"]
        if paper.kind == "supply"
    }
    if not supplied:
        return {"adjoins_own_approval": False}
    if user in (UNKNOWN, None) or None in supplied:
        return {}
    return {"adjoins_own_approval": user in supplied}


def _case_owner(judgements: Sequence[Judgement], parts: Sequence[MeasuredPart]) -> int | None:
    unlawful = [index for index, one in enumerate(judgements) if one.facts["finding"] == UNLAWFUL]
    if not unlawful:
        return None
    return max(unlawful, key=lambda index: (parts[index].facts["geometry_area"].square_metres, -index))


def _case_row(rows: Sequence[Record], part_number: str, *, is_owner: bool) -> Record | None:
    named = [row for row in rows if part_number and str(row.get("part_number") or "") == part_number]
    if named:
        return named[0]
    unnamed = [row for row in rows if not row.get("part_number")]
    return unnamed[0] if unnamed and is_owner else None
