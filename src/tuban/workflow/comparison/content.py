"""What a judged part becomes in the database: facts, sources, decisions, overlaps and problems as JSON, with the
figures that lists show."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tuban.inspect.judging import JudgedPart
from tuban.rules.facts_wire import facts_as_wire, judgement_as_wire, sources_as_wire
from tuban.rules.part_figures import Figures
from tuban.rules.rulebook import Rulebook
from tuban.values.area import Area, AreaUnit, round_half_up
from tuban.values.facts import UNKNOWN, Facts
from tuban.values.problems import Problem

M2_PLACES = 4
_OVERLAPS = (
    ("cultivated", "cultivated_area", ("survey_last", "survey_this")),
    ("basic_farmland", "basic_farmland_area", ("basic_farmland",)),
    ("redline", "redline_area", ("redline",)),
    ("plan_breaching", "plan_breaching_area", ("plan",)),
    ("approved", "conversion_area", ("conversion",)),
    ("supplied", "supply_area", ("supply",)),
)
"""What the bars of the desk show: a name, its fact, and the roles of layers it is measured on, the first there is."""

_AREA = ("counted_area", "monitored_area", "geometry_area")
_CULTIVATED = ("counted_cultivated_area", "cultivated_area")
_FOLLOWS_SHAPE = frozenset({"centre_x", "centre_y", "longitude", "latitude"})
_BASIC_FARMLAND = ("counted_basic_farmland_area", "basic_farmland_area")


@dataclass(frozen=True, slots=True)
class Content:
    """What a comparison says of a part; ``digest`` is equal exactly where everything that it says is, except for
    the figures of the centre, which follow the shape."""

    facts: Mapping[str, Any]
    sources: Mapping[str, Any]
    judgement: Mapping[str, Any]
    overlaps: Sequence[Mapping[str, Any]]
    problems: Sequence[Mapping[str, Any]]
    prejudgement: str
    finding: str
    survey_comparison: str
    lawbook_edition: str
    area_mu: Decimal | None
    cultivated_mu: Decimal | None
    basic_farmland_mu: Decimal | None
    township_code: str
    township_name: str
    digest: str
    told: Mapping[str, Any] = field(default_factory=dict)

    @property
    def missing_count(self) -> int:
        """How many facts are missing that could change an answer."""
        return len(self.judgement["missing"])

    @property
    def answers(self) -> dict[str, str]:
        """What is proposed and where the patch lies, as the page of what would differ shows it."""
        return {
            "prejudgement": self.prejudgement, "finding": self.finding, "survey_comparison": self.survey_comparison,
            "township": self.township_name or self.township_code,
        }  # fmt: skip


def content_of(
    part: JudgedPart,
    problems: Sequence[Problem],
    figures: Figures,
    rulebook: Rulebook,
    editions: Mapping[str, str],
    *,
    told: Mapping[str, Any] | None = None,
) -> Content:
    """Return what is written of a part. ``figures`` are its printed ones in 亩, ``editions`` the key of the layer
    edition by role, ``told`` what people told of it, as it is kept."""
    facts = part.facts
    said: dict[str, Any] = {
        "facts": facts_as_wire(facts),
        "sources": sources_as_wire(facts),
        "judgement": judgement_as_wire(part.judgement),
        "overlaps": _overlaps(facts, figures, rulebook, editions),
        "problems": [problem_as_wire(one) for one in problems],
    }
    compared = {**said, "facts": {name: value for name, value in said["facts"].items() if name not in _FOLLOWS_SHAPE}}
    text = json.dumps(compared, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return Content(
        **said,
        told=told or {},
        prejudgement=_word(facts, "prejudgement"),
        finding=_word(facts, "finding"),
        survey_comparison=_word(facts, "survey_comparison"),
        lawbook_edition=part.judgement.edition,
        area_mu=_first(figures, _AREA),
        cultivated_mu=_first(figures, _CULTIVATED),
        basic_farmland_mu=_first(figures, _BASIC_FARMLAND),
        township_code=_word(facts, "township_code"),
        township_name=(_word(facts, "township_name") or _word(facts, "stated_township_name"))[:60],
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )


def in_order(problems: Sequence[Problem]) -> list[Problem]:
    """Return the problems of a part in the order in which they are listed."""
    return sorted(problems, key=lambda one: (one.rule, one.message))


def square_metres(area: object) -> Decimal | None:
    """Return an area in square metres to the square centimetre; None where nobody knows."""
    return round_half_up(area.square_metres, M2_PLACES) if isinstance(area, Area) else None


def _word(facts: Facts, name: str) -> str:
    value = facts[name]
    return "" if value is UNKNOWN or value is None else str(value)


def _first(figures: Figures, names: Sequence[str]) -> Decimal | None:
    return next((figures[name] for name in names if name in figures), None)


def _overlaps(facts: Facts, figures: Figures, rulebook: Rulebook, editions: Mapping[str, str]) -> list[dict[str, Any]]:
    whole = facts["geometry_area"]
    rows = []
    for what, name, roles in _OVERLAPS:
        area = facts[name]
        share = area.share_of(whole) if isinstance(area, Area) and isinstance(whole, Area) else None
        role = next((one for one in roles if one in editions), "")
        rows.append(
            {
                "what": what,
                "fact": name,
                "title": rulebook.vocabulary[name].title,
                "m2": str(square_metres(area)) if isinstance(area, Area) else None,
                "mu": str(figures.get(name, area.in_unit(AreaUnit.MU))) if isinstance(area, Area) else None,
                "share": None if share is None else str(round_half_up(share, 4)),
                "role": role,
                "edition": editions.get(role, ""),
            }
        )
    return rows


def problem_as_wire(one: Problem) -> dict[str, Any]:
    """Return a problem as a comparison keeps it."""
    return {
        "rule": one.rule,
        "severity": one.severity.value,
        "message": one.message,
        "settled_by": one.settled_by,
        "facts": list(one.facts),
    }
