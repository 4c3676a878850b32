"""Which patches go onto 1:10 000 sheets, why, and onto which sheet: by their centre."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import shapely

from tuban.kernel.sheet_numbering import MapSheet, sheet_at
from tuban.render.maps.patches import MapPatch
from tuban.rules.rulebook import Rulebook
from tuban.values.area import Area, AreaUnit

SMALL, INCONSISTENT, UNCLEAR = "小图斑", "比对不一致", "性质待定"
PARAMETER = "sheets/small_patch_area"


@dataclass(frozen=True)
class Transferred:
    """A patch that is transferred by its centre: onto which sheet, and for which reasons."""

    patch: MapPatch
    sheet: MapSheet
    reasons: tuple[str, ...]


def transferred(patches: Sequence[MapPatch], rulebook: Rulebook, *, on: date, region: str) -> list[Transferred]:
    """Return the small patches, those whose comparison differs, and those whose finding is open; with their sheets.

    Small is what measures less than the lawbook says, as monitored, else as drawn.
    """
    limit = Area.of(rulebook.parameter(PARAMETER, on=on, region=region).value, AreaUnit.MU)
    found = []
    for patch in patches:
        area = patch.monitored or Area.from_m2(round(float(shapely.area(patch.geometry)), 2))
        reasons = tuple(
            reason
            for reason, holds in (
                (SMALL, area < limit),
                (INCONSISTENT, patch.is_inconsistent),
                (UNCLEAR, not patch.is_final),
            )
            if holds
        )
        if reasons:
            found.append(Transferred(patch, sheet_at(*patch.degrees), reasons))
    return found
