"""How reference layers look on the map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from tuban.render.maps.boundaries import TOWNSHIP_INK
from tuban.render.maps.ground import PARCEL_INK, colour_of, rank_of
from tuban.rules.vocabulary import CodeList
from tuban.values.codes import land_class_stem
from tuban.web.map.marks import lawbook
from tuban.workflow.layers.drawing import told_columns

Shape = Literal["areas", "lines", "bounds", "image"]


@dataclass(frozen=True, slots=True)
class LayerStyle:
    """Lines, fills and what stands above what: layers of a lower ``place`` lie below."""

    title: Any
    shape: Shape = "areas"
    line: str = PARCEL_INK
    fill: str = ""
    width: float = 1.0
    dash: tuple[float, ...] = ()
    place: int = 50
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Legend:
    """The fills of the codes of a layer, and its lines in words."""

    fills: dict[str, str] = field(default_factory=dict)
    lines: list[dict[str, str]] = field(default_factory=list)


_STYLES = {
    "image_before": LayerStyle(_("Image before"), "image", place=0),
    "image_after": LayerStyle(_("Image after"), "image", place=1),
    "survey_last": LayerStyle(_("Survey of last year"), place=10, opacity=0.75),
    "survey_this": LayerStyle(_("Survey of this year"), place=11, opacity=0.75),
    "approval_survey": LayerStyle(_("Land classes at approval"), place=12),
    "plan": LayerStyle(_("Plan zones"), line="#a1887f", place=20, opacity=0.6),
    "basic_farmland": LayerStyle(_("Basic farmland"), line="#7a8f1f", fill="#c5d86d40", place=30, width=1.4),
    "redline": LayerStyle(_("Ecological redline"), line="#b3261e", fill="#b3261e14", place=31, width=2, dash=(8, 3)),
    "conversion": LayerStyle(_("Conversion approvals"), line="#6a3d9a", fill="#6a3d9a1a", place=40, width=1.6),
    "expropriation": LayerStyle(
        _("Expropriation approvals"),
        line="#8e5ea2",
        fill="#8e5ea21a",
        place=41,
        width=1.4,
        dash=(6, 3),
    ),
    "early_use": LayerStyle(_("Early use"), line="#b15928", fill="#b159281a", place=42, dash=(3, 3)),
    "other_approvals": LayerStyle(_("Other approvals"), line="#5d4037", fill="#5d40371a", place=43),
    "supply": LayerStyle(_("Land supply"), line="#1f78b4", fill="#1f78b41a", place=44, width=1.6),
    "temporary": LayerStyle(_("Temporary use"), line="#33707a", fill="#33707a1a", place=45, dash=(4, 2)),
    "facility": LayerStyle(_("Facility agriculture"), line="#4f772d", fill="#4f772d1a", place=46, dash=(4, 2)),
    "registration": LayerStyle(_("Registered rights"), line="#3d405b", fill="#3d405b14", place=47),
    "earlier_patches": LayerStyle(_("Earlier patches"), line="#5f6b76", fill="#5f6b7614", place=48, dash=(2, 2)),
    "field_results": LayerStyle(_("Outlines measured in the field"), line="#00796b", width=1.8, place=49),
    "roads": LayerStyle(_("Roads"), "lines", line="#8d7f6a", place=60),
    "boundaries": LayerStyle(
        _("Boundaries"),
        "bounds",
        line=TOWNSHIP_INK,
        place=70,
        width=1.4,
        dash=(9, 3, 2, 3),
    ),
}
_ZONES = {"permitted": "#f3c9c4", "conditional": "#f8e3b6", "restricted": "#f3f1cf", "forbidden": "#cfe5d2"}
_ROADS = {3: "#f6c667", 2: "#fbe3a6", 1: "#ffffff", 0: ""}
_OTHER = "#e8e6e0"


def style_of(role: str) -> LayerStyle:
    """Return how a layer of a role looks; one that nobody foresaw is drawn as thin lines."""
    return _STYLES.get(role) or LayerStyle(
        role,
    )


def legend_of(role: str, codes: Sequence[str]) -> Legend:
    """Return the fill of every code that a layer has, and the legend in words."""
    if told_columns(role)[0] == "land_class":
        labels = {entry.value: entry.label for entry in lawbook().codelist("land_class").entries}
        stems = sorted({land_class_stem(code) for code in codes})
        lines = [
            {"code": stem, "label": labels.get(stem, labels.get(stem[:2], "")), "fill": colour_of(stem)}
            for stem in stems
        ]
        return Legend({code: colour_of(code) for code in codes}, lines)
    if role == "plan":
        zones = lawbook().codelist("plan_zone")
        fills = {code: _zone(zones, code) for code in codes}
        return Legend(
            fills, [{"code": "", "label": _zone_label(zones, code), "fill": fill} for code, fill in fills.items()]
        )
    if role == "roads":
        return Legend({code: _ROADS[rank_of(code)] for code in codes})
    return Legend()


def _zone(zones: CodeList, code: str) -> str:
    found = zones.find(code)
    return _ZONES.get(found.value, _OTHER) if found else _OTHER


def _zone_label(zones: CodeList, code: str) -> str:
    found = zones.find(code)
    return found.label if found else code
