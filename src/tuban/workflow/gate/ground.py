"""The ground that the gate measures on: counties of which the office holds patches, and their cultivated land."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from uuid import UUID

import numpy as np
import shapely
from django.conf import settings

from tuban.inspect.comparison import by_group, measure_coverage
from tuban.inspect.disc.opening import read_boundaries
from tuban.inspect.land_classes import LandClasses
from tuban.inspect.layers import compile_layers
from tuban.inspect.progress import silent
from tuban.inspect.shares import exact
from tuban.kernel.layer_cache import CompiledLayer
from tuban.values.area import Area
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.grounds import layer_of
from tuban.workflow.comparison.lawbook import rulebook
from tuban.workflow.comparison.models import Basis
from tuban.workflow.layers.models import Edition
from tuban.workflow.patches.cutting import to_degrees
from tuban.workflow.store import ContentLost

_SURVEY, _BOUNDARIES = "survey_last", "boundaries"
_GRID_M = 0.01
"""Borders of townships that agree to a centimetre leave no gap between them."""


def territory_of(campaigns: Iterable[Campaign]) -> shapely.Geometry:
    """Return the ground (degrees) of the counties of campaigns, as their layers of boundaries say it; empty where none
    does."""
    shapes = []
    for code, is_practice in {(one.area_code, one.is_practice) for one in campaigns}:
        rows = Edition.objects.filter(area_code=code, is_practice=is_practice, role=_BOUNDARIES, replaced_by=None)
        shapes += [shape for one in rows.order_by("pk") if (shape := _county(one.pk)) is not None]
    return shapely.union_all(shapes) if shapes else shapely.Polygon()


@lru_cache(maxsize=64)
def _county(key: UUID) -> shapely.Geometry | None:
    edition = Edition.objects.get(pk=key)
    try:
        outlines = [one.geometry for one in read_boundaries([layer_of(edition)])]
    except ContentLost:
        return None
    whole = to_degrees([shapely.union_all(outlines, grid_size=_GRID_M)], edition.epsg)[0]
    shapely.prepare(whole)
    return whole


def cultivated_inside(
    pieces: Sequence[shapely.Geometry], areas_m2: Sequence[float], basis: UUID | None, *, epsg: int
) -> list[Area | None]:
    """Return the cultivated land in pieces in the working CRS, by the survey on which comparisons of a basis rest;
    None where there is none."""
    layer = _survey(basis) if basis is not None else None
    if layer is None:
        return [None] * len(pieces)
    found = measure_coverage(np.array(pieces, dtype=object), {_SURVEY: layer}, np.array(areas_m2), epsg=epsg)
    return [
        by_group(one.layers[_SURVEY], exact(area), _land())["cultivated"]
        for one, area in zip(found, areas_m2, strict=True)
    ]


@lru_cache(maxsize=1)
def _land() -> LandClasses:
    return LandClasses.of(rulebook())


@lru_cache(maxsize=16)
def _survey(basis: UUID) -> CompiledLayer | None:
    editions = Basis.objects.get(pk=basis).editions.filter(role=_SURVEY).order_by("position", "source_file")
    try:
        layers = [layer_of(one) for one in editions]
    except ContentLost:
        return None
    folder: Path = settings.HOME.caches / "layers"
    return compile_layers({_SURVEY: layers}, folder, silent).get(_SURVEY) if layers else None
