"""What an address of the map asks for: which patches, which window, which tile."""

from __future__ import annotations

import math

from django.http import Http404, QueryDict

from tuban.kernel.vector_tiles import Box, NoSuchTile, Tile
from tuban.values.identities import uuid_of
from tuban.workflow.patches.deciding import Decided
from tuban.workflow.patches.on_map import Wanted
from tuban.workflow.patches.states import State

_MOST_VALUES = 40
_LONGEST = 60


def wanted(query: QueryDict) -> Wanted:
    """Return which patches are asked for: ``state``, ``finding``, ``township`` and ``list`` with commas, ``decided``,
    ``conflicts``, ``q``."""
    return Wanted(
        campaign=uuid_of(query.get("campaign", "")),
        states=tuple(one for one in _values(query, "state") if one in State.values),
        findings=_values(query, "finding"),
        decided=query.get("decided", "") if query.get("decided", "") in Decided.values else "",
        townships=_values(query, "township"),
        lists=_values(query, "list"),
        has_conflicts=query.get("conflicts") == "1",
        number=query.get("q", "").strip()[:_LONGEST].replace("\x00", ""),
    )


def window(query: QueryDict) -> Box | None:
    """Return the window asked for, ``box=west,south,east,north`` in degrees; None where it is none."""
    try:
        west, south, east, north = (float(one) for one in query.get("box", "").split(","))
    except ValueError:
        return None
    inside = all(math.isfinite(one) for one in (west, south, east, north)) and -180 <= west < east <= 180
    return (west, south, east, north) if inside and -90 <= south < north <= 90 else None


def tile_at(z: int, x: int, y: int) -> Tile:
    """Return a tile of the grid; what is none is not found."""
    try:
        return Tile(z, x, y)
    except NoSuchTile as error:
        raise Http404 from error


def _values(query: QueryDict, name: str) -> tuple[str, ...]:
    found = query.get(name, "").replace("\x00", "").split(",")
    return tuple(sorted({one[:_LONGEST] for one in found if one}))[:_MOST_VALUES]
