"""Layers that bear the offset of Chinese web maps (GCJ-02, BD-09) while they claim to be in CGCS2000.

The offset moves a place by some hundred metres and changes no area, so only position tells. Two layers are compared in
three ways: whether outlines of one run along lines of the other, whether features lie inside of the boundaries, and
whether they lie in the township that they state. Each is asked as delivered, with the offset undone, and with shifts of
the same length in other directions. A layer is accused only where undoing the offset fits, and nothing else does: an
ordinary error of drawing, a coarse boundary or a regular pattern of fields fits no better in this one direction than in
the others. Nothing is moved here: what is found is proposed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

from tuban.inspect.disc.divisions import Boundary
from tuban.inspect.disc.model import Layer
from tuban.kernel.crs import GEOGRAPHIC_EPSG, transform_coordinates
from tuban.kernel.web_map_offset import KINDS, with_offset, without_offset

Floats = NDArray[np.float64]
Shapes = NDArray[np.object_]

REFERENCES = ("boundaries", "survey_last", "survey_this")
SAMPLED_FEATURES, _SAMPLED_POINTS = 60, 240
_MOST_PATCHES, _MOST_FEATURES = 2000, 400
_EVERY = 2  # of the points, where nothing but a good fit is looked for
_MOST_KEPT = 50_000
_SHORTEST_M = 50.0  # a shorter offset than this could not be told from drawing errors
_NEAR_M = 4.0
_CONTROLS = [(angle, 1.0) for angle in (45.0, 90.0, 135.0, 225.0, 270.0, 315.0)]  # degrees, times the length
_NEAR_CONTROLS = [(half + angle, times) for half in (0.0, 180.0)
                  for angle, times in ((-20.0, 1.0), (20.0, 1.0), (0.0, 0.6), (0.0, 1.4))]  # fmt: skip
_LEAST_SHARE, _LEAST_HITS, _TIMES_BETTER = 0.25, 30, 2.5
_LEAST_SETTLED, _MOST_UNSETTLED = 8, 0.25
_UNDO, _DO = "undo", "do"


@dataclass(frozen=True, slots=True)
class Displacement:
    """A layer that fits ``like`` only when the offset ``kind`` is undone: by how much it lies off, in metres."""

    layer: Layer
    kind: str
    like: str
    east_m: float
    north_m: float
    shapes: Shapes
    undone: Shapes

    @property
    def metres(self) -> float:
        """The length of the offset."""
        return float(np.hypot(self.east_m, self.north_m))


@dataclass(frozen=True, slots=True)
class _Move:
    """One shift that is tried: what it stands for (undo, do, control, or nothing), and each point's own vector."""

    kind: str
    means: str
    vectors: Floats


@dataclass
class _Suspect:
    """A layer with points of its outlines and one point for each feature, and the townships that features state."""

    layer: Layer
    shapes: Shapes
    points: Floats
    inner: Floats
    stated: list[tuple[str, str]]
    moves: list[_Move] = field(default_factory=list)


def displaced(layers: Sequence[Layer], boundaries: Sequence[Boundary], *, epsg: int) -> list[Displacement]:
    """Return the layers that bear an offset by the evidence of the others; ``layers`` are in normal form.

    Most layers fit one another as they are; only those that do not are tried with every shift. Boundaries that run
    along the lines of a survey are not accused because of a township that patches state, and boundaries that do not,
    where there is a survey, accuse nobody: that comparison is too coarse to stand against lines.
    """
    suspects = [suspect for layer in layers if _is_asked(layer) and (suspect := _suspect(layer)) is not None]
    references = [layer for layer in layers if layer.role in REFERENCES and _is_asked(layer)]
    found: dict[str, Displacement] = {}
    still = {number: suspect for number, suspect in enumerate(suspects) if not _is_anywhere_else(suspect.points, epsg)}
    all_lines: list[_Lines] = []
    for reference in sorted(references, key=lambda layer: (layer.role == "boundaries", layer.role != "survey_this")):
        lines = _Lines(reference)
        all_lines.append(lines)
        for number in _fitting(lines, _others(still, reference)):
            del still[number]
    for suspect in still.values():
        suspect.moves = _moves(suspect.points, epsg, _CONTROLS)
    for lines in all_lines:
        for suspect, hits in _along_lines(lines, _others(still, lines.layer).values()):
            _accuse(found, suspect, lines.layer, _by_share(suspect.moves, hits), epsg)
    bounded = next((layer for layer in references if layer.role == "boundaries"), None)
    if bounded is not None and boundaries:
        fits = all(suspect.layer is not bounded for suspect in still.values())
        trusted = fits or len(references) == 1
        tree = shapely.STRtree([boundary.geometry for boundary in boundaries])
        for suspect in suspects:
            if suspect.layer is not bounded:
                evidence = _by_division(suspect, boundaries, tree, epsg)
                if evidence is not None and (trusted if evidence[1] == _UNDO else not fits):
                    _accuse(found, suspect, bounded, evidence, epsg)
    return [found[name] for name in sorted(found)]


def _others(suspects: Mapping[int, _Suspect], reference: Layer) -> dict[int, _Suspect]:
    return {number: suspect for number, suspect in suspects.items() if suspect.layer.path != reference.path}


def _fitting(lines: _Lines, suspects: Mapping[int, _Suspect]) -> list[int]:
    """Return the suspects whose outlines run along these lines as they are."""
    few = {number: suspect.points[::_EVERY] for number, suspect in suspects.items()}
    asked = [
        replace(suspects[number], points=points, moves=[_Move("", "", np.zeros_like(points))])
        for number, points in few.items()
    ]
    tested = zip(few, _along_lines(lines, asked), strict=True)
    return [number for number, (_suspect, hits) in tested if hits.mean() >= _LEAST_SHARE]


def _is_asked(layer: Layer) -> bool:
    return layer.has_geometry and layer.count > 0 and layer.role != "roads" and layer.path.suffix == ".parquet"


def _suspect(layer: Layer) -> _Suspect | None:
    table = pq.read_table(layer.path, columns=_columns(layer))
    most = _MOST_PATCHES if layer.role == "patches" else _MOST_FEATURES
    table = table.take(np.unique(np.linspace(0, table.num_rows - 1, min(table.num_rows, most)).astype(int)))
    shapes = np.asarray(shapely.from_wkb(table.column("geometry").to_numpy(zero_copy_only=False)), dtype=object)
    present = ~shapely.is_missing(shapes)
    if not present.any():
        return None
    shapes = shapes[present]
    stated = [("", "")] * len(shapes)
    if layer.role == "patches":
        names = [table.column(name).to_pylist() for name in ("township_code", "township_name")]
        stated = [(code or "", name or "") for code, name, has in zip(*names, present, strict=True) if has]
    inner = shapely.get_coordinates(shapely.point_on_surface(shapes))
    some = shapes[np.unique(np.linspace(0, len(shapes) - 1, SAMPLED_FEATURES).astype(int))]
    return _Suspect(layer, some, _outline_points(some), inner, stated)


def _columns(layer: Layer) -> list[str]:
    return ["geometry", "township_code", "township_name"] if layer.role == "patches" else ["geometry"]


def _outline_points(shapes: Shapes) -> Floats:
    """Return points evenly along the outlines of features, as many of each."""
    each = max(4, _SAMPLED_POINTS // len(shapes))
    places = (np.arange(each) + 0.5) / each
    lines = shapely.boundary(shapes)
    on_lines = shapely.line_interpolate_point(_as_one_line(lines)[:, None], places, normalized=True)
    points: Floats = shapely.get_coordinates(on_lines)
    return points


def _as_one_line(lines: Shapes) -> Shapes:
    """Return the longest ring of each boundary."""
    longest = [max(shapely.get_parts(line), key=shapely.length, default=line) for line in lines]
    return np.asarray(longest, dtype=object)


def _is_anywhere_else(points: Floats, epsg: int) -> bool:
    """Whether the place is one where web maps have no offset: outside of China."""
    middle = transform_coordinates(points.mean(axis=0), epsg, GEOGRAPHIC_EPSG)
    moved = transform_coordinates(with_offset(middle, KINDS[0]), GEOGRAPHIC_EPSG, epsg)
    return bool(np.hypot(*(moved[0] - points.mean(axis=0))) < _SHORTEST_M)


def _moves(points: Floats, epsg: int, controls: Sequence[tuple[float, float]]) -> list[_Move]:
    """Return the shifts to be tried, the first of them none; a control turns the offset and changes its length."""
    lonlat = transform_coordinates(points, epsg, GEOGRAPHIC_EPSG)
    moves = [_Move("", "", np.zeros_like(points))]
    for kind in KINDS:
        undo, do = (
            transform_coordinates(moved(lonlat, kind), GEOGRAPHIC_EPSG, epsg) - points
            for moved in (without_offset, with_offset)
        )
        moves += [_Move(kind, _UNDO, undo), _Move(kind, _DO, do)]
        for degrees, times in controls:
            angle = np.radians(degrees)
            turn = times * np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
            moves.append(_Move(kind, "control", undo @ turn))
    return moves


class _Lines:
    """The outlines of a reference, batch by batch; kept where there are not too many."""

    def __init__(self, layer: Layer) -> None:
        self.layer = layer
        self._kept: list[Shapes] = []

    def __iter__(self) -> Iterator[Shapes]:
        if self._kept:
            yield from self._kept
            return
        for shapes in _batches(self.layer):
            lines = np.asarray(shapely.boundary(shapes), dtype=object)
            if self.layer.count <= _MOST_KEPT:
                self._kept.append(lines)
            yield lines


def _along_lines(lines: _Lines, suspects: Iterable[_Suspect]) -> Iterator[tuple[_Suspect, NDArray[np.bool_]]]:
    """Yield for every suspect which of its points lie on the lines, by move and point."""
    asked = list(suspects)
    if not asked:
        return
    points = shapely.points(
        np.concatenate([suspect.points + move.vectors for suspect in asked for move in suspect.moves])
    )
    places = shapely.STRtree(points)
    hit = np.zeros(len(points), dtype=bool)
    for batch in lines:
        hit[places.query(batch, predicate="dwithin", distance=_NEAR_M)[1]] = True
    at = 0
    for suspect in asked:
        size = len(suspect.moves) * len(suspect.points)
        yield suspect, hit[at : at + size].reshape(len(suspect.moves), len(suspect.points))
        at += size


def _batches(layer: Layer) -> Iterator[Shapes]:
    for batch in pq.ParquetFile(layer.path).iter_batches(batch_size=20_000, columns=["geometry"]):
        yield np.asarray(shapely.from_wkb(batch.column(0).to_numpy(zero_copy_only=False)), dtype=object)


def _by_share(moves: Sequence[_Move], hits: NDArray[np.bool_]) -> tuple[str, str] | None:
    """Return kind and meaning of the move under which outlines run along lines, where no other does nearly as well."""
    shares = hits.mean(axis=1)
    best = int(np.argmax(shares))
    move = moves[best]
    rest = max(share for number, share in enumerate(shares) if number != best)
    fits = shares[best] >= max(_LEAST_SHARE, _TIMES_BETTER * rest) and hits[best].sum() >= _LEAST_HITS
    return (move.kind, move.means) if fits and move.means in (_UNDO, _DO) else None


def _by_division(
    suspect: _Suspect, boundaries: Sequence[Boundary], tree: shapely.STRtree, epsg: int
) -> tuple[str, str] | None:
    """Return kind and meaning of the move that brings features into the boundaries, or into the townships they state.

    A feature is at odds where it lies outside of all divisions or in another township than it states. The move must
    settle nearly all that are at odds and put hardly any at odds; the same shift in other directions, or somewhat
    longer or shorter, must not: a division is large, so that a rough shift would do nearly as well as the right one.
    """
    as_it_is = _at_odds(suspect.inner, suspect.stated, boundaries, tree)
    if as_it_is.sum() < _LEAST_SETTLED or _is_anywhere_else(suspect.inner, epsg):
        return None
    moves = _moves(suspect.inner, epsg, [*_CONTROLS, *_NEAR_CONTROLS])
    odd = np.array([_at_odds(suspect.inner + move.vectors, suspect.stated, boundaries, tree) for move in moves])
    counts = odd.sum(axis=1)
    best = int(np.argmin(counts))
    move = moves[best]
    settled, unsettled = int((odd[0] & ~odd[best]).sum()), int((odd[best] & ~odd[0]).sum())
    rest = min(count for number, count in enumerate(counts) if number != best)
    fits = (
        settled >= _LEAST_SETTLED
        and unsettled <= _MOST_UNSETTLED * settled
        and counts[best] <= 0.5 * rest
        and rest - counts[best] >= _LEAST_SETTLED / 2
    )
    return (move.kind, move.means) if fits and move.means in (_UNDO, _DO) else None


def _at_odds(
    points: Floats, stated: Sequence[tuple[str, str]], boundaries: Sequence[Boundary], tree: shapely.STRtree
) -> NDArray[np.bool_]:
    number, division = tree.query(shapely.points(points), predicate="intersects")
    inside: dict[int, list[int]] = {}
    for feature, found in zip(number.tolist(), division.tolist(), strict=True):
        inside.setdefault(feature, []).append(found)
    return np.array([not _agrees(stated[feature], [boundaries[found] for found in inside.get(feature, ())])
                     for feature in range(len(points))], dtype=bool)  # fmt: skip


def _agrees(stated: tuple[str, str], found: Sequence[Boundary]) -> bool:
    """Whether a feature that states a township (code, name; both may be empty) lies in it, or anywhere at all."""
    code, name = stated
    townships = [boundary for boundary in found if len(boundary.code) >= 9]
    if not townships:
        return bool(found)
    if code:
        return any(boundary.code[:9] == code[:9] for boundary in townships)
    return (
        not name
        or any(boundary.name == name for boundary in townships if len(boundary.code) == 9)
        or all(len(boundary.code) > 9 for boundary in townships)
    )


def _accuse(
    found: dict[str, Displacement], suspect: _Suspect, reference: Layer, evidence: tuple[str, str] | None, epsg: int
) -> None:
    """Keep who bears the offset: the suspect where undoing it fits, the reference where taking it on does."""
    if evidence is None:
        return
    kind, means = evidence
    accused, like = (suspect.layer, reference) if means == _UNDO else (reference, suspect.layer)
    name = accused.source_file
    if name in found or accused.shift:
        return
    shapes = suspect.shapes if accused is suspect.layer else _some(accused)
    undone = shapely.transform(
        shapes,
        lambda points: transform_coordinates(
            without_offset(transform_coordinates(points, epsg, GEOGRAPHIC_EPSG), kind), GEOGRAPHIC_EPSG, epsg
        ),
    )
    east, north = np.mean(shapely.get_coordinates(shapes) - shapely.get_coordinates(undone), axis=0)
    found[name] = Displacement(
        accused, kind, like.source_file, float(east), float(north), shapes, np.asarray(undone, dtype=object)
    )


def _some(layer: Layer) -> Shapes:
    shapes = next(_batches(layer))
    chosen: Shapes = shapes[np.unique(np.linspace(0, len(shapes) - 1, SAMPLED_FEATURES).astype(int))]
    return chosen
