"""One file into another format; runs in a child process: opened, carried over, written, read back, compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from tuban.kernel.formats import drawings, drawn, vectors
from tuban.kernel.formats.describe import opened_tables
from tuban.kernel.formats.encodings import GB18030, UTF8, of_file
from tuban.kernel.formats.nursery import Refusal
from tuban.kernel.formats.writing import gdal, geojson, incoming, plots, proof, tables
from tuban.kernel.formats.writing.outgoing import Loss, Outgoing, Rows
from tuban.kernel.formats.writing.placing import named, placing

ONE_LAYER = frozenset({"shapefile", "geojson", "geoparquet", "flatgeobuf", "csv", "plots"})
"""Kinds of files that hold a single layer."""

ONE_KIND = frozenset({"shapefile", "geodatabase", "kml", "kmz", "dxf", "plots"})
"""Kinds of files whose layers hold shapes of one kind each."""

_WITHOUT_SHAPELESS = frozenset({"dxf", "plots"})


@dataclass(frozen=True, slots=True)
class Wishes:
    """How to write: see ``tuban convert --help``."""

    kind: str
    for_ovital: bool
    encoding: str
    epsg: int | None
    decimals: int | None
    by: str | None
    label: str | None
    one_file_per_plot: bool


def carry(
    *, read_from: str, kind: str, encoding: str | None, layers: Sequence[Mapping[str, Any]], known: Sequence[str],
    target: str, scratch: str, wishes: Mapping[str, Any],
) -> dict[str, Any]:  # fmt: skip
    """Write the layers into ``target`` and return what was written, what was lost, and what reading back showed.

    ``target`` is a path in a folder of its own; whatever files belong to it are written beside it. Raises Refusal.
    """
    wanted = Wishes(**wishes)
    losses: list[Loss] = []
    ready: list[Outgoing] = []
    counts: dict[str, int] = {}
    systems: dict[str, tuple[str, str]] = {}
    for each in layers:
        asked = incoming.Asked(each["name"], each["crs"], each["geometry_column"])
        layer, bounds, told = incoming.opened(Path(read_from), kind, encoding, asked, known)
        losses += told
        counts[asked.name] = layer.count
        made, told = _prepared(replace(layer, name=each["shown"]), bounds, wanted)
        losses += told
        ready += made
        for part in made:
            systems[part.name] = (named(layer.crs) if layer.crs else "", named(part.crs) if part.crs else "")
    if not ready or not any(layer.count for layer in ready):
        raise Refusal("convert.nothing_left")
    written, told = _written(ready, Path(target), wanted)
    losses += told
    answers = []
    for layer, paths, back in written:
        columns = _columns_back(layer, wanted)
        told_already = {loss.words["column"] for loss in losses if loss.code in ("column.no_place", "column.dropped")}
        shown, told = proof.compared(
            layer.rows(), _read_back(paths, back, wanted, layer, Path(scratch)), layer=layer.name,
            names=columns(paths[0], back), told=told_already, crs=layer.crs,
        )  # fmt: skip
        losses += told
        answers.append({"name": layer.name, "kind": layer.kind, "count": layer.count, "crs": systems[layer.name],
                        "columns": len(layer.columns), "proof": shown.as_json()})  # fmt: skip
    return {"layers": answers, "read": sum(counts.values()), "losses": [loss.as_json() for loss in _once(losses)]}


def _once(losses: Sequence[Loss]) -> list[Loss]:
    kept: list[Loss] = []
    for loss in losses:
        if loss not in kept:
            kept.append(loss)
    return kept


def _prepared(
    layer: Outgoing, bounds: tuple[float, float, float, float] | None, wanted: Wishes
) -> tuple[list[Outgoing], list[Loss]]:
    """Return a layer as the target can take it: in its system, of one kind of shape where it needs that."""
    if layer.kind == "none" and wanted.kind in _WITHOUT_SHAPELESS:
        raise Refusal("convert.no_shapes", layer.name)
    if layer.kind == "none":
        return [replace(layer, crs=None)], []
    place = placing(layer.crs, wanted.kind, layer.name, wanted=wanted.epsg, bounds=bounds)
    decimals = wanted.decimals if wanted.kind not in ("kml", "kmz", "geojson", "plots", "csv", "excel") else None
    moved = incoming.carried(layer, place.crs, moves=place.moves, decimals=decimals)
    losses = list(place.losses)
    if wanted.kind not in ONE_KIND:
        return [moved], losses
    made, told = incoming.of_one_kind(moved, keep_empty=wanted.kind not in _WITHOUT_SHAPELESS)
    return made, [*losses, *told]


Written = tuple[Outgoing, tuple[Path, ...], int]
"""A layer, the files it was written to in order, and its place among the layers of each."""


def _written(layers: Sequence[Outgoing], target: Path, wanted: Wishes) -> tuple[list[Written], list[Loss]]:
    kind = wanted.kind
    if wanted.one_file_per_plot:
        return _each_plot(layers, target, wanted)
    if kind in ONE_LAYER:
        return _one_by_one(layers, target, wanted)
    losses: list[Loss] = []
    if kind in ("kml", "kmz"):
        from tuban.kernel.formats.writing import kml

        kml.write(layers, target, packed=kind == "kmz", for_ovital=wanted.for_ovital, by=wanted.by,
                           decimals=wanted.decimals)  # fmt: skip
    elif kind == "dxf":
        from tuban.kernel.formats.writing import cad

        losses = cad.write(layers, target, encoding=wanted.encoding, by=wanted.by, label=wanted.label)
    elif kind == "excel":
        losses = tables.write_excel(layers, target, decimals=wanted.decimals)
        gdal.note_epsg(target, layers[0].crs)
        losses += _beside(layers[0], target)
    else:
        for layer in layers:
            losses += gdal.write(layer, target, kind, encoding=wanted.encoding)
    return [(layer, (target,), number) for number, layer in enumerate(layers)], losses


def _one_by_one(layers: Sequence[Outgoing], target: Path, wanted: Wishes) -> tuple[list[Written], list[Loss]]:
    """Write each layer into a file of its own: more than one only where the kinds of its shapes are more than one."""
    written, losses = list[Written](), list[Loss]()
    for layer in layers:
        suffix = layer.name[-2:] if len(layers) > 1 else ""
        path = target.with_name(f"{target.stem}{suffix}{target.suffix}")
        if wanted.kind == "csv":
            losses += tables.write_csv(layer, path, encoding=wanted.encoding, decimals=wanted.decimals)
            gdal.note_epsg(path, layer.crs)
            losses += _beside(layer, path)
        elif wanted.kind == "plots":
            losses += plots.write(layer, path, encoding=wanted.encoding, decimals=wanted.decimals)
        elif wanted.kind == "geojson":
            geojson.write(layer, path, decimals=wanted.decimals)
        elif wanted.kind == "geoparquet":
            losses += gdal.parquet(layer, path)
        else:
            losses += gdal.write(layer, path, wanted.kind, encoding=wanted.encoding)
        written.append((layer, (path,), 0))
    return written, losses


def _each_plot(layers: Sequence[Outgoing], target: Path, wanted: Wishes) -> tuple[list[Written], list[Loss]]:
    if len(layers) > 1:
        raise Refusal("convert.several_kinds", " ".join(layer.name for layer in layers))
    paths, losses = plots.write_each(layers[0], target, encoding=wanted.encoding, decimals=wanted.decimals)
    return [(layers[0], paths, 0)], losses


def _beside(layer: Outgoing, path: Path) -> list[Loss]:
    return [Loss("crs.beside", layer.name, {"file": path.with_suffix(".prj").name})] if layer.crs else []


def _columns_back(layer: Outgoing, wanted: Wishes) -> Any:
    """Return the function that tells under which names the columns come back."""

    def names(path: Path, place: int) -> dict[str, str]:
        if wanted.kind == "plots":
            again = plots.renamed(layer.columns)
            return {name: again.get(name, name) for name in layer.columns}
        if wanted.kind in drawn.KINDS or wanted.kind in incoming.TABLES:
            return {name: name for name in layer.columns}
        found = vectors.layers(path, wanted.kind, _encoding(path, wanted))
        return proof.pairs(layer.columns, [name for name, _kind in found[place].columns])

    return names


def _encoding(path: Path, wanted: Wishes) -> str | None:
    if wanted.kind == "shapefile":
        return UTF8 if wanted.encoding == UTF8 else GB18030
    if wanted.kind == "csv":
        found = of_file(path)
        return found.encoding if found else UTF8
    return None


def _read_back(paths: Sequence[Path], place: int, wanted: Wishes, layer: Outgoing, scratch: Path) -> Iterator[Rows]:
    """Yield the rows of a layer as any reader would find them in the files."""
    for path in paths:
        kind, encoding = wanted.kind, _encoding(path, wanted)
        if kind in drawn.KINDS:
            yield from _stored_rows(drawings.read(path, kind), path, place, scratch)
        elif kind in incoming.TABLES:
            sheets = [table.name for table in opened_tables(path, kind, set(), encoding)]
            asked = incoming.Asked(sheets[place], layer.crs, "" if layer.kind == "none" else tables.columns(layer)[-1])
            yield from incoming.opened(path, kind, encoding, asked, ())[0].rows()
        else:
            found = vectors.layers(path, kind, encoding)[place]
            yield from incoming.opened(path, kind, encoding, incoming.Asked(found.name, found.crs), ())[0].rows()


def _stored_rows(drawing: drawn.Drawing, path: Path, place: int, scratch: Path) -> Iterator[Rows]:
    folder = drawn.store(drawing, path, scratch)
    about, _copy = drawn.stored(folder)[place]
    for batch in vectors.batches(folder, "kml", about["name"], _stored_columns(folder, place), None):
        shapes = shapely.from_wkb(batch.wkb) if batch.wkb is not None else np.full(batch.table.num_rows, None)
        yield Rows(batch.table, np.asarray(shapes, dtype=object))


def _stored_columns(folder: Path, place: int) -> list[str]:
    return [name for name, _kind in vectors.layers(folder, "kml")[place].columns]
