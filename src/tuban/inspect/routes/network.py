"""The road layer as delivered → the graph that groups drive on, and what was found about it on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from tuban.inspect.routes.planning import Planning, RoadClass
from tuban.kernel.road_graph import BACKWARD, BOTH, FORWARD, RoadGraph, Roads, bridge_gaps, build


@dataclass(frozen=True, slots=True)
class RoadLayer:
    """Road lines in the working CRS with their words, None where a feature says none; all of one length.

    ``has_class`` says whether the file has a column of classes at all. A line may be missing or a multi-line.
    """

    shown: str
    lines: NDArray[np.object_]
    classes: Sequence[str | None]
    directions: Sequence[str | None]
    has_class: bool


@dataclass(frozen=True, slots=True)
class RoadNetwork:
    """The graph, the class of each of its roads, the lines themselves for drawing, and what is told about them.

    ``metres_of_class`` maps the label of a class to its length in the data, driven or not; ``unknown_words`` the
    words for classes that nobody knows to their number.
    """

    graph: RoadGraph
    lines: NDArray[np.object_]
    class_of: tuple[RoadClass, ...]
    metres_of_class: dict[str, float]
    unknown_words: dict[str, int]
    has_class: bool
    parts: int
    links: int


def network_of(layer: RoadLayer, planning: Planning) -> RoadNetwork | None:
    """Return the network; None where the layer has no road that can be driven."""
    unknown = planning.unknown_class()
    words = [(word or "").strip() for word in layer.classes]
    known = {word: planning.road_class(word) or unknown for word in set(words)}
    strange = Counter(word for word in words if word and known[word] is unknown)
    lines, row = shapely.get_parts(layer.lines, return_index=True)
    sound = (shapely.get_type_id(lines) == 1) & (shapely.length(lines) > 0)
    lines, row = lines[sound], row[sound]
    classes = [known[words[number]] for number in row.tolist()]
    length: Counter[str] = Counter()
    for one, metres in zip(classes, shapely.length(lines).tolist(), strict=True):
        length[one.label] += metres
    driven = np.array([one.drive for one in classes], dtype=bool)
    if not driven.any():
        return None
    rows = np.flatnonzero(driven)
    used = tuple(classes[number] for number in rows.tolist())
    roads = Roads(
        lines=lines[rows],
        kmh=np.array([one.kmh for one in used]),
        direction=np.array([_direction(layer.directions[number], planning) for number in row[rows]], dtype=np.int8),
        may_stop=np.array([one.stop for one in used], dtype=bool),
        may_cross=np.array([not one.bridge for one in used], dtype=bool),
    )
    graph = build(roads, snap_m=planning.number("network", "snap_m"), crossings=planning.crossings)
    parts = graph.components
    bridged = bridge_gaps(
        graph,
        gap_m=planning.number("network", "gap_m"),
        detour=planning.number("off_road", "detour"),
        kmh=planning.number("network", "link_kmh"),
    )
    return RoadNetwork(
        bridged, roads.lines, used, dict(sorted(length.items(), key=lambda item: -item[1])),
        dict(strange.most_common()), layer.has_class, parts, int(bridged.is_link.sum()),
    )  # fmt: skip


def _direction(word: str | None, planning: Planning) -> int:
    if not word or not word.strip():
        return BOTH
    folded = word.strip().casefold()
    if folded in {name.casefold() for name in planning.words("network", "forward")}:
        return FORWARD
    if folded in {name.casefold() for name in planning.words("network", "backward")}:
        return BACKWARD
    return BOTH
