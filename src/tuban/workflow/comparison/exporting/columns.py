"""What a row of a file holds, column by column, with Chinese titles where the reader reads Chinese."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _

from tuban.workflow.comparison.lawbook import label_of
from tuban.workflow.patches.states import Source, State

_CENTS = Decimal("0.01")
_EDITION_DIGITS = 12


class Kind(Enum):
    """What the values of a column are."""

    TEXT = "text"
    WHOLE = "whole"
    AREA = "area"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, its width on a sheet in characters, its kind, and how it is read from a patch."""

    title: str
    width: float
    kind: Kind
    of: Callable[[Any], Any]


def columns() -> list[Column]:
    """Return what a sheet for people shows: texts, whole numbers and areas; None where nobody knows."""
    return [
        Column(_("Patch number"), 24, Kind.TEXT, lambda patch: patch.number),
        Column(_("Part number"), 8, Kind.TEXT, lambda patch: patch.part_number),
        Column(_("Township"), 14, Kind.TEXT, lambda patch: patch.township_name),
        Column(_("Village"), 16, Kind.TEXT, lambda patch: patch.village),
        Column(_("Issued list"), 20, Kind.TEXT, lambda patch: label_of("patch_list", patch.list)),
        Column(_("Origin"), 12, Kind.TEXT, lambda patch: str(Source(patch.source).label)),
        Column(_("Stage"), 12, Kind.TEXT, lambda patch: str(State(patch.state).label)),
        Column(_("Proposed finding"), 14, Kind.TEXT, lambda patch: label_of("finding", patch.proposed_finding)),
        Column(_("Taken finding"), 14, Kind.TEXT, lambda patch: label_of("finding", patch.finding or "")),
        Column(_("Area (mu)"), 12, Kind.AREA, lambda patch: patch.area_mu),
        Column(_("Cultivated (mu)"), 12, Kind.AREA, lambda patch: patch.cultivated_mu),
        Column(_("Basic farmland (mu)"), 12, Kind.AREA, lambda patch: patch.basic_farmland_mu),
        Column(_("Area (㎡)"), 14, Kind.AREA, lambda patch: patch.area_m2.quantize(_CENTS)),
        Column(_("Missing facts"), 10, Kind.WHOLE, lambda patch: patch.missing_count),
        Column(_("Rules that object"), 10, Kind.WHOLE, lambda patch: patch.problem_count),
        Column(_("Assigned to"), 20, Kind.TEXT, holder_of),
        Column(_("Due on"), 12, Kind.TEXT, lambda patch: patch.due_on.isoformat() if patch.due_on else ""),
    ]


def columns_for_machines() -> list[Column]:
    """Return those columns and what a program needs to know a row again."""
    return [
        *columns(),
        Column(_("County code"), 10, Kind.TEXT, lambda patch: patch.area_code),
        Column(_("Township code"), 12, Kind.TEXT, lambda patch: patch.township_code),
        Column(_("Managed by (code)"), 12, Kind.TEXT, lambda patch: patch.managed_code),
        Column(_("Image before"), 12, Kind.TEXT, lambda patch: patch.before_on),
        Column(_("Image after"), 12, Kind.TEXT, lambda patch: patch.after_on),
        Column(_("Monitored area (㎡)"), 14, Kind.AREA, _monitored),
        Column(
            _("Compared with the change survey"), 14, Kind.TEXT,
            lambda patch: label_of("survey_comparison", patch.survey_comparison),
        ),
        Column(_("Lawbook edition"), 14, Kind.TEXT, lambda patch: (patch.lawbook_edition or "")[:_EDITION_DIGITS]),
        Column(_("Identity"), 36, Kind.TEXT, lambda patch: str(patch.uuid)),
        Column(_("Version"), 8, Kind.WHOLE, lambda patch: patch.version),
    ]  # fmt: skip


def holder_of(patch: Any) -> str:
    """Return who has a patch, in short."""
    if patch.assigned_to is not None:
        return str(patch.assigned_to.name)
    unit = patch.assigned_unit
    return str(unit.short_name or unit.name) if unit is not None else ""


def _monitored(patch: Any) -> Decimal | None:
    return patch.monitored_m2.quantize(_CENTS) if patch.monitored_m2 is not None else None
