"""The roads that groups drive on: the layer of the campaign's county, read once and kept as a graph."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import shapely

from tuban.inspect.routes.network import RoadLayer, RoadNetwork, network_of
from tuban.inspect.routes.planning import Planning
from tuban.kernel.crs import transform_geometries
from tuban.kernel.normal_form import GEOMETRY
from tuban.workflow import store
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.layers.models import Edition
from tuban.workflow.layers.queries import current_editions

ROLE = "roads"


def roads_of(campaign: Campaign) -> Edition | None:
    """Return the newest road layer of a campaign's county; None where there is none."""
    rows = current_editions(campaign.area_code, is_practice=campaign.is_practice).filter(role=ROLE, rows__gt=0)
    return rows.order_by("-arrived_at", "pk").first()


def network(edition: Edition | None, planning: Planning, *, epsg: int) -> RoadNetwork | None:
    """Return the network of a road layer in the plane ``epsg``; None without one, or where nothing can be driven.

    Raises ContentLost.
    """
    if edition is None:
        return None
    return _network(edition.checksum, edition.suffix, str(edition), _Values(planning), (edition.epsg, epsg))


class _Values:
    """Planning values as a key: the same values give the same network."""

    def __init__(self, planning: Planning) -> None:
        self.planning = planning
        data = planning.data
        self._key = repr((data["roads"], data["network"], data["off_road"]))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Values) and other._key == self._key

    def __hash__(self) -> int:
        return hash(self._key)


@lru_cache(maxsize=2)
def _network(checksum: str, suffix: str, title: str, values: _Values, planes: tuple[int, int]) -> RoadNetwork | None:
    path = store.path_of(checksum, suffix)
    if not path.is_file():
        raise store.ContentLost(checksum=checksum)
    rows = pq.read_table(path)
    lines = shapely.from_wkb(np.array(rows.column(GEOMETRY).to_pylist(), dtype=object))
    if planes[0] != planes[1]:
        lines = transform_geometries(lines, *planes)

    def texts(name: str) -> list[Any]:
        return rows.column(name).to_pylist() if name in rows.column_names else [None] * len(lines)

    layer = RoadLayer(title, lines, texts("class"), texts("direction"), "class" in rows.column_names)
    return network_of(layer, values.planning)
