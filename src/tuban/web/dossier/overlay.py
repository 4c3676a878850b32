"""The table and the bars of the overlay: how much of a patch lies in what, and which edition says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from tuban.rules.rulebook import Rulebook
from tuban.values.area import Area, AreaUnit
from tuban.workflow.comparison.reading import Reading

_LAYERS: tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...] = (
    (("survey_last", "survey_this"), "land", (
        "cultivated_area", "agricultural_area", "construction_area", "unused_area", "unsurveyed_area",
    )),
    (("basic_farmland",), "farmland", ("basic_farmland_area",)),
    (("redline",), "redline", ("redline_area",)),
    (("plan",), "plan", ("plan_conforming_area", "plan_breaching_area", "plan_unmapped_area")),
    (("conversion",), "approved", ("conversion_area",)),
    (("supply",), "approved", ("supply_area",)),
    (("temporary",), "approved", ("temporary_area",)),
    (("facility",), "approved", ("facility_area",)),
    (("registration",), "approved", ("registered_area",)),
)  # fmt: skip
"""Roles of the layers (the first there is counts), how their bars are drawn, and the facts measured on them."""

BAR_KINDS = {
    "cultivated": "land",
    "basic_farmland": "farmland",
    "redline": "redline",
    "plan_breaching": "plan",
    "approved": "approved",
    "supplied": "approved",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what it is there, how large, and which share of the patch."""

    title: str
    m2: Area | None = None
    mu: Decimal | None = None
    share: Fraction | None = None
    width: str = "0"
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer with its edition and its lines."""

    title: str
    edition: str
    kind: str
    rows: tuple[Row, ...]


def layers_of(reading: Reading, editions: Iterable[Any], rulebook: Rulebook) -> list[Layer]:
    """Return the overlay of a patch, layer by layer, with the edition that each rests on."""
    by_role: dict[str, Any] = {}
    for edition in editions:
        by_role.setdefault(edition.role, edition)
    layers = []
    for roles, kind, names in _LAYERS:
        edition = next((by_role[role] for role in roles if role in by_role), None)
        rows = tuple(_row(name, reading, rulebook, is_there=edition is not None) for name in names)
        if edition is None and all(row.m2 is None for row in rows):
            if kind in ("land", "farmland", "plan"):
                layers.append(Layer(_("Not on the disc"), "", kind, rows[:1]))
            continue
        said = " ".join(part for part in (edition.edition, edition.as_of) if part) if edition else ""
        layers.append(Layer(edition.title if edition else "", said, kind, rows))
    return layers


def _row(name: str, reading: Reading, rulebook: Rulebook, *, is_there: bool) -> Row:
    facts = reading.facts
    title = rulebook.vocabulary[name].title
    area = facts[name]
    if name == "agricultural_area":
        title, area = _("Other agricultural land"), _rest(area, facts["cultivated_area"])
    if not isinstance(area, Area):
        why = _("unknown") if is_there else _("The disc has no such layer: not compared.")
        return Row(title, unknown=why)
    printed = reading.figures.get(name) if name != "agricultural_area" else None
    whole = facts["geometry_area"]
    share = area.share_of(whole) if isinstance(whole, Area) else None
    return Row(
        title, m2=area, mu=printed if printed is not None else area.in_unit(AreaUnit.MU), share=share,
        width=f"{float(share or 0) * 100:.1f}",
    )  # fmt: skip


def _rest(whole: Any, part: Any) -> Any:
    return whole - part if isinstance(whole, Area) and isinstance(part, Area) else whole


def bars_of(overlaps: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the bars of a comparison as it keeps them."""
    return [
        {
            "title": one["title"],
            "mu": one["mu"],
            "kind": BAR_KINDS.get(one["what"], "land"),
            "share": f"{float(one['share'] or 0) * 100:.1f}",
            "unknown": "" if one["mu"] is not None else _("not compared"),
        }
        for one in overlaps
    ]
