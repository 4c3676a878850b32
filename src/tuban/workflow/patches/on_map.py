"""Patches on the map: which of them a person sees there, those of a tile, those of a window as a list.

From tile zoom 12 on a tile holds the outlines; below, where they would be dots, and where they are too many to be told
apart, how many patches of a kind lie in each of 12 × 12 cells. On PostGIS the database makes the tile, on SpatiaLite
this process.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.db.models.functions import AsWKB, Transform
from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Avg, BinaryField, Count, F, FloatField, Func, IntegerField, Max, Min, Q, QuerySet, Value
from django.db.models.functions import Floor

from tuban.kernel.crs import working_epsg
from tuban.kernel.vector_tiles import EXTENT, Box, Tile, encode, fit, to_grid
from tuban.workflow.campaigns.queries import campaigns_seen_by
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.queries import units_seen_by
from tuban.workflow.organisations.roles import Level
from tuban.workflow.patches.changes import window_of
from tuban.workflow.patches.deciding import category, decided_as, decided_of, of_categories
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.queries.lists import BY_NUMBER, beyond, in_conflict, number_like
from tuban.workflow.patches.queries.seen import patches_seen_by
from tuban.workflow.patches.states import Fate
from tuban.workflow.spatial_index import in_box

OUTLINES_FROM = 12
MOST_OUTLINES = 500
"""A tile with more patches than these counts them in cells: their marks would cover one another, and a browser would
draw ten thousand hatched outlines at once."""

_MOST_LOOKED_AT = 1000
_LAST = chr(0x10FFFF)
CELLS = 12
TOLD = ("uuid", "number", "part_number", "state", "proposed_finding", "finding", "survey_comparison", "version")
"""What a tile says of a patch."""

_COUNTY_DIGITS = 6
_GRID = 3857
_LAYERS = ("patch", "mark")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which patches are looked at; empty means: all. ``findings`` are the categories that count: what a person took,
    else what is proposed; ``decided`` says on which of both they rest."""

    campaign: UUID | None = None
    states: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    decided: str = ""
    townships: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    number: str = ""
    has_conflicts: bool = False


def seen_on_map(by: Acting, wanted: Wanted | None = None) -> QuerySet[Patch]:
    """Return the patches that count and that the acting person sees, as far as they are wanted."""
    rows = patches_seen_by(by).filter(fate=Fate.ACTIVE)
    asked = wanted or Wanted()
    if asked.campaign:
        rows = rows.filter(campaign=asked.campaign)
    for field, values in (
        ("state", asked.states), ("township_code", asked.townships), ("list", asked.lists),
    ):  # fmt: skip
        if values:
            rows = rows.filter(**{f"{field}__in": values})
    if asked.findings:
        rows = rows.filter(of_categories(asked.findings))
    if asked.decided:
        rows = rows.filter(decided_as(asked.decided))
    if asked.has_conflicts:
        rows = rows.filter(in_conflict())
    return rows.filter(number_like(asked.number)) if asked.number else rows


def in_window(by: Acting, wanted: Wanted, box: Box | None) -> QuerySet[Patch]:
    """Return the patches whose bounds meet a window (degrees), or all of them, in the order of :func:`order_of`."""
    rows = seen_on_map(by, wanted).order_by(*order_of(wanted))
    if box is None:
        return rows
    campaigns = [wanted.campaign] if wanted.campaign else campaigns_seen_by(by).values_list("pk", flat=True)
    whole = window_of(by.area_codes, campaigns) if by.answers_for_counties else None
    if whole and box[0] <= whole[0] and box[1] <= whole[1] and box[2] >= whole[2] and box[3] >= whole[3]:
        return rows  # all of them lie in it: none has to be looked at for that
    return in_box(rows, "geometry", box)


def order_of(wanted: Wanted) -> tuple[str, ...]:
    """Return how a list of patches is ordered: by number, those of several campaigns by county first, so that an index
    gives the first ones whoever asks."""
    return BY_NUMBER if wanted.campaign else ("area_code", *BY_NUMBER)


def after(rows: QuerySet[Patch], wanted: Wanted, place: Sequence[str]) -> QuerySet[Patch]:
    """Return the rows that come after one, for the next page of a list; ``place`` is what :func:`place_of` told of it.

    All rows where that is no place in this order.
    """
    keys = order_of(wanted)
    return rows.filter(beyond(keys, place)) if len(place) == len(keys) and place[-1].isdecimal() else rows


def place_of(patch: Patch, wanted: Wanted) -> list[str]:
    """Return where a patch stands in the order of a list."""
    return [str(getattr(patch, key)) for key in order_of(wanted)]


@dataclass(frozen=True, slots=True)
class Outline:
    """A patch as a printed sheet needs it; ``finding`` is what it counts as, ``taken`` what a person took, ``wkb`` its
    outline in degrees."""

    number: str
    part: str
    state: str
    finding: str
    taken: str | None
    survey: str
    wkb: bytes


def outlines_in(by: Acting, wanted: Wanted, box: Box, *, most: int) -> list[Outline]:
    """Return the outlines of the patches in a window (degrees), by number, ``most`` of them."""
    rows = in_window(by, wanted, box).annotate(outline=AsWKB("geometry"), counts_as=category())
    told = rows.values_list("number", "part_number", "state", "counts_as", "finding", "survey_comparison", "outline")
    return [Outline(*row[:-1], bytes(row[-1])) for row in told[:most]]


def view_of(by: Acting, wanted: Wanted) -> Box | None:
    """Return the window (degrees) that a map of some patches begins with; None where there is nothing to be seen.

    Few patches are looked at one by one; of whole counties it is known from what was written to them.
    """
    rows = seen_on_map(by, wanted)
    if wanted.townships or wanted.number or wanted.has_conflicts or not by.answers_for_counties:
        return bounds_of(rows)
    campaigns = [wanted.campaign] if wanted.campaign else campaigns_seen_by(by).values_list("pk", flat=True)
    window = window_of(by.area_codes, campaigns)
    return window if window and rows.exists() else None


def townships_seen_by(by: Acting, wanted: Wanted | None = None) -> list[tuple[str, str]]:
    """Return code and name of the townships that a map can be narrowed to: those that have patches; above the county
    those that are units."""
    if by.answers_for_counties and any(len(code) < _COUNTY_DIGITS for code in by.area_codes):
        units = units_seen_by(by).filter(level__in=(Level.TOWNSHIP, Level.ZONE))
        return [(unit.code, unit.short_name or unit.name) for unit in units]
    rows = seen_on_map(by, wanted).exclude(township_code="").order_by("township_code")
    return list(rows.values_list("township_code", "township_name").distinct())


def bounds_of(rows: QuerySet[Patch]) -> Box | None:
    """Return the window (degrees) that holds all of some patches; None where there is none."""
    low, high = _sides("x"), _sides("y")
    found = rows.order_by().aggregate(
        west=Min(low[0]), east=Max(low[1]), south=Min(high[0]), north=Max(high[1])
    )  # fmt: skip
    if found["west"] is None:
        return None
    return found["west"], found["south"], found["east"], found["north"]


def kinds_of(rows: QuerySet[Patch]) -> dict[str, dict[str, int]]:
    """Return how many patches have each ``state``, count as each ``finding``, are ``decided`` how; and how many of each
    finding rest on one that was ``taken``. In one pass."""
    found: dict[str, dict[str, int]] = {"state": {}, "finding": {}, "decided": {}, "taken": {}}
    kinds = rows.order_by().values_list("state", "finding", "proposed_finding").annotate(count=Count("pk"))
    for state, taken, proposed, count in kinds:
        told = {"state": state, "finding": proposed if taken is None else taken}
        told |= {"decided": decided_of(taken, proposed).value} | ({} if taken is None else {"taken": taken})
        for name, value in told.items():
            found[name][value] = found[name].get(value, 0) + count
    return found


def numbered_like(by: Acting, text: str, most: int) -> list[Patch]:
    """Return the patches whose number begins with a text, else those that have it anywhere."""
    rows = seen_on_map(by).select_related("campaign").order_by("number", "part_number")
    number, _dash, part = text.rpartition("-")
    named = [number, number.upper()]
    found = list(rows.filter(number__in=named, part_number=part).order_by("number")[:most]) if number else []
    if found:
        return found
    begun = rows.filter(number__gte=text.upper(), number__lt=f"{text.upper()}{_LAST}").order_by("number", "part_number")
    keys = list(begun.values_list("pk", flat=True)[:most])
    if not keys:
        like = sorted(rows.filter(number_like(text)).values_list("number", "part_number", "pk")[:_MOST_LOOKED_AT])
        keys = [key for _number, _part, key in like[:most]]
    return list(rows.filter(pk__in=keys).defer("geometry", "issued").order_by("number", "part_number"))


@dataclass(frozen=True, slots=True)
class PlacesLike:
    """Townships (code, name, number of patches) and villages (township, name, number, window in degrees)."""

    townships: list[tuple[str, str, int]]
    villages: list[tuple[str, str, int, Box]]


def places_like(by: Acting, text: str, most: int, wanted: Wanted | None = None) -> PlacesLike:
    """Return the townships and the villages whose name has a text, those with most patches first."""
    rows = seen_on_map(by, wanted).order_by()
    named = rows.filter(Q(township_name__contains=text) | Q(village__contains=text))
    told = named.values_list("township_code", "township_name", "village").annotate(count=Count("pk"))
    townships: dict[tuple[str, str], int] = {}
    villages: dict[tuple[str, str, str], int] = {}
    for code, township, village, count in told:
        if text in township and code:
            townships[code, township] = townships.get((code, township), 0) + count
        if text in village:
            villages[code, township, village] = count
    first = sorted(villages.items(), key=lambda one: (-one[1], one[0]))[:most]
    return PlacesLike(
        [(*place, count) for place, count in sorted(townships.items(), key=lambda one: (-one[1], one[0]))[:most]],
        [
            (township, village, count, bounds_of(rows.filter(township_code=code, village=village)) or (0, 0, 0, 0))
            for (code, township, village), count in first
        ],
    )


def working_epsg_of(rows: QuerySet[Patch], bounds: Box) -> int:
    """Return the zone that the campaigns of some patches are worked in, else that in the middle of ``bounds``."""
    known: int | None = rows.order_by().values_list("campaign__epsg", flat=True).first()
    return known or working_epsg((bounds[0] + bounds[2]) / 2)


def tile_of(by: Acting, wanted: Wanted, tile: Tile) -> bytes:
    """Return a tile of patches: layer ``patch`` with outlines, layer ``mark`` with a point for each or for many."""
    rows = seen_on_map(by, wanted).order_by()
    if tile.z < OUTLINES_FROM:
        return _cells(rows, tile)
    around = in_box(rows, "geometry", tile.widened(tile.degrees))
    if len(around.values_list("pk")[: MOST_OUTLINES + 1]) > MOST_OUTLINES:
        return _cells(rows, tile)
    return _made_by_database(around, tile) if connection.vendor == "postgresql" else _made_here(around, tile)


# Outlines -------------------------------------------------------------------------------------------------------------


def _made_by_database(rows: QuerySet[Patch], tile: Tile) -> bytes:
    """One pass over the rows, in one process: each further one would make its own way from degrees to the grid first,
    which takes longer than a tile. What is drawn is no condition, else it would count for the choice of an index."""
    outline = Transform("geometry", _GRID)
    point = Transform(Func("geometry", function="ST_PointOnSurface", output_field=GeometryField()), _GRID)
    fitted = {
        name: Func(
            shape, Func(tile.z, tile.x, tile.y, function="ST_TileEnvelope"), Value(EXTENT), Value(buffer),
            function="ST_AsMVTGeom", output_field=BinaryField(),
        )
        for name, shape, buffer in (("outline", outline, 128), ("point", point, 0))
    }  # fmt: skip
    try:
        query, parameters = rows.annotate(**fitted).values(*fitted, *TOLD).query.sql_with_params()
    except EmptyResultSet:  # nothing can be in it: the acting person sees no campaign
        return b""
    told = ", ".join(TOLD)
    layers = " || ".join(
        f"(SELECT ST_AsMVT(layer, '{name}', {EXTENT}, '{shape}')"  # noqa: S608 - names of this module
        f" FROM (SELECT {shape}, {told} FROM found WHERE {shape} IS NOT NULL) AS layer)"
        for name, shape in zip(_LAYERS, fitted, strict=True)
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        # The query is the ORM's own; values are parameters.
        cursor.execute(f"WITH found AS MATERIALIZED ({query}) SELECT {layers}", parameters)
        return bytes(cursor.fetchone()[0] or b"")


def _made_here(outlines: QuerySet[Patch], tile: Tile) -> bytes:
    rows = list(outlines.annotate(outline=AsWKB("geometry")).values_list("outline", *TOLD))
    said = [{"uuid": str(row[1]), **dict(zip(TOLD[1:], row[2:], strict=True))} for row in rows]
    degrees = shapely.from_wkb(np.array([bytes(row[0]) for row in rows], dtype=object))
    shapes = shapely.transform(degrees.reshape(-1), to_grid)
    west, south, east, north = tile.bounds
    marks = shapely.point_on_surface(shapes)
    x, y = shapely.get_x(marks), shapely.get_y(marks)
    inside = np.flatnonzero((x >= west) & (x < east) & (y > south) & (y <= north))
    return encode(
        {
            "patch": (list(fit(shapes, tile)), said),
            "mark": (list(fit(marks[inside], tile)), [said[at] for at in inside.tolist()]),
        }
    )


# Cells ----------------------------------------------------------------------------------------------------------------


def _sides(axis: str) -> tuple[Any, Any]:
    """The least and the largest coordinate of a geometry's bounds, read from its head."""
    names = ("ST_{0}Min", "ST_{0}Max") if connection.vendor == "postgresql" else ("MbrMin{0}", "MbrMax{0}")
    low, high = (Func(F("geometry"), function=name.format(axis.upper()), output_field=FloatField()) for name in names)
    return low, high


def _cells(rows: QuerySet[Patch], tile: Tile) -> bytes:
    west, south, east, north = tile.degrees
    across, down = (east - west) / CELLS, (north - south) / CELLS
    (left, right), (bottom, top) = _sides("x"), _sides("y")
    kinds = (
        in_box(rows, "geometry", tile.degrees)
        .annotate(x=(left + right) / 2, y=(bottom + top) / 2)
        .filter(x__gte=west, x__lt=east, y__gt=south, y__lte=north)
        .annotate(
            column=Floor((F("x") - west) / across, output_field=IntegerField()),
            row=Floor((north - F("y")) / down, output_field=IntegerField()),
        )
        .values_list("column", "row", "state", "finding", "proposed_finding")
        .annotate(count=Count("pk"), middle_x=Avg("x"), middle_y=Avg("y"), key=Min("pk"))
    )
    cells: dict[tuple[int, int], list[_Kind]] = {}
    for column, row, *kind in kinds:
        cells.setdefault((int(column), int(row)), []).append(_Kind(*kind))
    alone = [kinds[0].key for kinds in cells.values() if len(kinds) == 1 and kinds[0].count == 1]
    said_of = {row.pop("pk"): row for row in Patch.objects.filter(pk__in=alone).values("pk", *TOLD)}
    points, said = [], []
    for kinds_of_cell in cells.values():
        points.append(_middle(kinds_of_cell))
        found = said_of.get(kinds_of_cell[0].key) if len(kinds_of_cell) == 1 else None
        said.append({**found, "uuid": str(found["uuid"])} if found else _sum(kinds_of_cell))
    if not points:
        return encode({})
    marks = fit(shapely.points(to_grid(np.array(points))), tile)
    return encode({"mark": (list(marks), said)})


@dataclass(frozen=True, slots=True)
class _Kind:
    """The patches of a cell that are alike: how many, their middle, one of them."""

    state: str
    taken: str | None
    proposed: str
    count: int
    x: float
    y: float
    key: int

    @property
    def category(self) -> str:
        return self.proposed if self.taken is None else self.taken


def _middle(kinds: Sequence[_Kind]) -> tuple[float, float]:
    total = sum(kind.count for kind in kinds)
    return sum(kind.count * kind.x for kind in kinds) / total, sum(kind.count * kind.y for kind in kinds) / total


def _sum(kinds: Sequence[_Kind]) -> dict[str, Any]:
    """How many there are, how many of each state and of each category (``states`` is ``issued 3,compared 2``), and how
    many of them rest on a finding that was taken."""
    counts: dict[str, dict[str, int]] = {"states": {}, "findings": {}}
    for kind in kinds:
        for name, value in (("states", kind.state), ("findings", kind.category)):
            counts[name][value] = counts[name].get(value, 0) + kind.count
    told = {
        name: ",".join(f"{value} {count}" for value, count in sorted(own.items(), key=lambda item: -item[1]))
        for name, own in counts.items()
    }
    taken = sum(kind.count for kind in kinds if kind.taken is not None)
    return {"count": sum(kind.count for kind in kinds), **told, "taken": taken}
