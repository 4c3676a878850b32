"""Single vector files for the commands that need no disc: found, described and brought to the normal form.

Whatever a file is, it is opened in a child process, and what is wrong with it is said in a sentence.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import click
import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from tuban.inspect.disc.findings import Finding, finding
from tuban.inspect.disc.intake import UNPACK
from tuban.inspect.disc.sources import DescribedSource, Place, SourceLayer, describe_all, failure
from tuban.kernel.crs import (
    GEOGRAPHIC_EPSG,
    CannotTransform,
    NotAWorkingCrs,
    OutsideZones,
    datum_accuracy,
    is_nearly_cgcs2000,
    parse_crs,
    transform_coordinates,
    working_epsg,
    zone_of_epsg,
)
from tuban.kernel.formats.children import Limits, Nursery, Outcome, Task
from tuban.kernel.formats.recognise import KIND_BY_SUFFIX, SHAPEFILE_PARTS, Source, recognise
from tuban.kernel.repair import Kind
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _

NORMALISE = "tuban.kernel.normal_form:write_normal_form"
_TABLES = {"excel", "csv", "raster"}
_LEFT_OUT = {"missing", "empty", "unreadable", "not_finite", "wrong_kind", "collapsed"}


class FileNotFound(TubanError):
    """There is no file {file}."""

    code = "vector_file.not_found"
    hint = "Check the path."


class FileUnusable(TubanError):
    """{message}"""

    code = "vector_file.unusable"
    hint = "{advice}"


class NotAVectorFile(TubanError):
    """{file} is not a vector file that can be read."""

    code = "vector_file.not_vector"
    hint = (
        "Give a Shapefile (.shp or .zip), GeoPackage, File Geodatabase, GeoJSON, GeoParquet, FlatGeobuf, KML, OVKML, "
        "DXF or a file of boundary points (.txt)."
    )


class WhichLayer(TubanError):
    """{file} holds several layers that would do: {layers}."""

    code = "vector_file.which_layer"
    hint = "Name one after a number sign, for example {file}#{example}."


class NoSuchLayer(TubanError):
    """{file} has no layer {layer} of the kind that is needed."""

    code = "vector_file.no_such_layer"
    hint = "It has these: {layers}."


class NoSuchField(TubanError):
    """{file} has no column {column}."""

    code = "vector_file.no_such_column"
    hint = "It has these: {columns}."


class WrongGeometry(TubanError):
    """{file} holds no shapes of the kind that is needed here."""

    code = "vector_file.wrong_geometry"
    hint = "Roads must be lines; stops must be polygons or points."


class CrsMissing(TubanError):
    """{file} does not say its coordinate system."""

    code = "vector_file.crs_missing"
    hint = "State it with --crs, for example --crs EPSG:4547, for all files that do not say theirs."


class CrsContradicted(TubanError):
    """The coordinates of {file} cannot be in the system it states, {crs}."""

    code = "vector_file.crs_contradicted"
    hint = "Find out the right system and correct the .prj file, or state it with --crs after deleting the wrong one."


@dataclass(frozen=True, slots=True)
class VectorFile:
    """A layer of a file, of polygons unless asked otherwise. ``crs`` is WKT or "EPSG:n"; ``name`` what rows call it."""

    shown: str
    name: str
    read_from: Path
    kind: str
    encoding: str | None
    layer: str
    columns: tuple[str, ...]
    count: int
    crs: str
    epsg: int | None
    longitude: float | None
    geometry: Kind = "polygon"

    def column(self, wanted: str) -> str:
        """Return the column of this name, capitals not counting; raises NoSuchField."""
        if wanted in self.columns:
            return wanted
        alike = [column for column in self.columns if column.casefold() == wanted.casefold()]
        if len(alike) != 1:
            raise NoSuchField(file=self.shown, column=wanted, columns=", ".join(self.columns) or _("none"))
        return alike[0]

    def first_column(self, wanted: Sequence[str]) -> str | None:
        """Return the first of these columns that the layer has; None where it has none of them."""
        for name in wanted:
            with suppress(NoSuchField):
                return self.column(name)
        return None

    @property
    def working_epsg(self) -> int:
        """The plane to work in: its own if that is a 3° zone of CGCS2000, else the zone where its middle lies."""
        try:
            if self.epsg is not None:
                zone_of_epsg(self.epsg)
                return self.epsg
        except NotAWorkingCrs:
            pass
        if self.longitude is None:
            raise FileUnusable(
                message=_("{file} holds no shapes, so it does not say where to work.").format(file=self.shown),
                advice=_("Give a file with shapes."),
            )
        return working_epsg(self.longitude)


class Reader:
    """Reads foreign files in child processes; use :func:`reading`."""

    def __init__(self, nursery: Nursery, scratch: Path, crs: str | None) -> None:
        self._nursery = nursery
        self._scratch = scratch
        self._crs = crs
        self._made = 0

    def look(self, path: str, *, kinds: Sequence[Kind] = ("polygon",)) -> VectorFile:
        """Describe a layer of one of these kinds; ``path`` may end in ``#layer``. Raises the errors of this module."""
        file, layer = split_layer(path)
        described = self.describe(file)
        chosen = _chosen(described, layer, file, kinds)
        name = layer or file.name.partition(".")[0]
        kind = next((kind for kind in kinds if kind == chosen.geometry), kinds[0])
        return replace(self._stated(described, chosen, file, name), geometry=kind)

    def describe(self, file: Path, *, with_tables: bool = False, undo_gcj02: bool = False) -> DescribedSource:
        """Describe a file with all its layers; what was noticed is told. Raises FileNotFound, FileUnusable and so on.

        ``with_tables`` takes CSV and Excel too; ``undo_gcj02`` brings back coordinates that say they are shifted.
        """
        place = replace(self._place(file, with_tables=with_tables), undo_gcj02=undo_gcj02)
        described, findings = describe_all([place], self._nursery, self._folder("described"), Limits())
        if not described:
            raise _unusable(findings[0])
        for found in findings:
            click.echo(found.message, err=True)
        return described[0]

    def run(self, function: str, arguments: Mapping[str, object], size: int, *, memory: int) -> Outcome:
        """Run a function in a child process; ``size`` in bytes gives it time, ``memory`` is what it may use."""
        return self._nursery.run(Task(function, arguments, Limits(memory=memory).for_size(size)))

    def folder(self, name: str) -> Path:
        """Return a new folder that is gone at the end."""
        return self._folder(name)

    def bring(self, wanted: Sequence[tuple[VectorFile, Mapping[str, str]]], *, epsg: int) -> Iterator[tuple[int, Path]]:
        """Write normal forms with some columns (new name → name in the file); yield each as it is done.

        Yields the position in ``wanted`` and the path. Repairs are told.
        """
        tasks, targets = [], []
        for file, columns in wanted:
            if datum_accuracy(file.crs, epsg) is None and not is_nearly_cgcs2000(file.crs):
                before = parse_crs(file.crs).name
                click.echo(
                    finding("crs.no_parameters", file.shown, before=before, after=f"EPSG:{epsg}").message, err=True
                )
            targets.append(self._folder("normal") / "layer.parquet")
            order = {"read_from": str(file.read_from), "kind": file.kind, "layer": file.layer, "crs": file.crs,
                     "encoding": file.encoding, "columns": dict(columns), "epsg": epsg, "geometry": file.geometry,
                     "target": str(targets[-1])}  # fmt: skip
            size = sum(part.stat().st_size for part in _parts(file.read_from))
            tasks.append(Task(NORMALISE, order, Limits().for_size(size)))
        for number, outcome in self._nursery.run_all(tasks):
            shown = wanted[number][0].shown
            if outcome.ending != "done":
                raise _unusable(failure(outcome, shown))
            _tell_repairs(shown, outcome.answer["told"], outcome.answer["first"])
            yield number, targets[number]

    def _folder(self, name: str) -> Path:
        self._made += 1
        folder = self._scratch / f"{name}-{self._made}"
        folder.mkdir()
        return folder

    def _place(self, file: Path, *, with_tables: bool = False) -> Place:
        if not file.exists():
            raise FileNotFound(file=file)
        if file.suffix.casefold() == ".zip":
            into = self._folder("unpacked")
            outcome = self._nursery.run(Task(UNPACK, {"archive": str(file), "into": str(into)}, Limits()))
            if outcome.ending != "done":
                raise _unusable(failure(outcome, file.name))
            return Place(into, _only_source(into, file), file.name)
        if file.is_dir() and file.suffix.casefold() != ".gdb":
            return Place(file, _only_source(file, file), file.name)
        kind = "geodatabase" if file.is_dir() else KIND_BY_SUFFIX.get(file.suffix.casefold(), "")
        if not kind or (kind in _TABLES and (not with_tables or kind == "raster")):
            raise NotAVectorFile(file=file)
        beside = _parts(file) if kind in ("geodatabase", "shapefile") else [file]
        parts = tuple(sorted(str(part.relative_to(file.parent)) for part in beside if part != file))
        return Place(file.parent, Source(file.name, kind, parts), file.name)

    def _stated(self, source: DescribedSource, layer: SourceLayer, file: Path, name: str) -> VectorFile:
        crs, epsg = layer.crs, layer.epsg
        if crs is None:
            if self._crs is None:
                raise CrsMissing(file=file.name)
            stated = parse_crs(self._crs)
            crs, epsg = stated.to_wkt(), stated.to_epsg()
        try:
            longitude = _longitude(layer, crs)
        except (CannotTransform, OutsideZones) as error:
            raise CrsContradicted(file=file.name, crs=layer.crs_name or self._crs) from error
        kind = source.source.kind
        return VectorFile(
            file.name, name, source.read_from, kind, source.encoding or None, layer.name, layer.columns,
            layer.count, crs, epsg, longitude,
        )  # fmt: skip


def polygons(column: pa.Array) -> NDArray[np.object_]:
    """Return the geometries of a column of the normal form; None where there are none."""
    return np.asarray(shapely.from_wkb(column.to_numpy(zero_copy_only=False)), dtype=object)


@contextmanager
def reading(crs: str | None = None) -> Iterator[Reader]:
    """Yield a reader; ``crs`` is taken for files that do not say theirs. What it writes is gone afterwards."""
    if crs is not None:
        parse_crs(crs)
    with tempfile.TemporaryDirectory(prefix="tuban-") as scratch, Nursery() as nursery:
        yield Reader(nursery, Path(scratch), crs)


def split_layer(path: str) -> tuple[Path, str]:
    """Split ``file#layer``; a number sign that belongs to the file's own name stays."""
    if Path(path).exists():
        return Path(path), ""
    file, sign, layer = path.rpartition("#")
    return (Path(file), layer) if sign and Path(file).exists() else (Path(path), "")


def _parts(file: Path) -> list[Path]:
    """Return the files that a source consists of."""
    if file.is_dir():
        return [part for part in file.rglob("*") if part.is_file()]
    if file.suffix.casefold() != ".shp":
        return [file]
    wanted = {".shp", *SHAPEFILE_PARTS}
    stem = file.name[: -len(".shp")].casefold()
    beside = [part for part in file.parent.iterdir() if part.is_file() and part.name.casefold().startswith(stem + ".")]
    return [part for part in beside if part.name.casefold()[len(stem) :] in wanted]


def _only_source(folder: Path, shown: Path) -> Source:
    sources = [source for source in recognise(folder).sources if source.kind not in (*_TABLES, "zip")]
    if not sources:
        raise NotAVectorFile(file=shown.name)
    if len(sources) > 1:
        names = ", ".join(source.path for source in sources)
        raise FileUnusable(
            message=_("{file} holds several vector files: {names}.").format(file=shown.name, names=names),
            advice=_("Unpack it and name one of them."),
        )
    return sources[0]


def _chosen(source: DescribedSource, wanted: str, file: Path, kinds: Sequence[Kind]) -> SourceLayer:
    fitting = [layer for layer in source.layers if layer.geometry in (*kinds, "unknown")]
    if wanted:
        named = [layer for layer in source.layers if layer.name == wanted]
        if not named:
            raise NoSuchLayer(file=file.name, layer=wanted, layers=", ".join(layer.name for layer in source.layers))
        return named[0]
    if len(fitting) > 1:
        names = [layer.name for layer in fitting]
        raise WhichLayer(file=file.name, layers=", ".join(names), example=names[0])
    if not fitting and kinds[0] != "polygon":
        raise WrongGeometry(file=file.name)
    if not fitting:
        raise FileUnusable(
            message=_("{file} holds no polygons.").format(file=file.name),
            advice=_("Areas can be measured of polygons only."),
        )
    return fitting[0]


def _longitude(layer: SourceLayer, crs: str) -> float | None:
    """Return the longitude of the middle of a layer, None where it is empty; raises OutsideZones, CannotTransform."""
    if not layer.bounds:
        return None
    west, south, east, north = layer.bounds
    middle = transform_coordinates([[(west + east) / 2, (south + north) / 2]], crs, GEOGRAPHIC_EPSG)
    longitude = float(middle[0, 0])
    working_epsg(longitude)
    return longitude


def _unusable(found: Finding) -> FileUnusable:
    return FileUnusable(message=found.message, advice=found.hint)


def _tell_repairs(file: str, told: Mapping[str, int], first: Mapping[str, Sequence[int]]) -> None:
    """Say on standard error what was changed or left out; nothing is changed silently."""
    words = {
        "ring_closed": _("open rings were closed"),
        "mended": _("crossed themselves and were mended"),
        "parts_dropped": _("held other than polygons, which was left out"),
    }
    for code in sorted(told):
        what = _("have no usable polygon and measure nothing") if code in _LEFT_OUT else words[code]
        shown = ", ".join(str(number) for number in first[code]) + (" …" if told[code] > len(first[code]) else "")
        line = _("{file}: {count} features ({features}) {what} [{code}]")
        click.echo(line.format(file=file, count=told[code], features=shown, what=what, code=code), err=True)
