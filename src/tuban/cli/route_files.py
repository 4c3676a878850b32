"""The files that `tuban route` reads: stops from a result, a vector file or a table; roads; numbers already done."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tuban.cli.vector_files import FileNotFound, FileUnusable, Reader, VectorFile, polygons, split_layer
from tuban.inspect.disc.fields import roles
from tuban.inspect.disc.sources import DESCRIBE, failure
from tuban.inspect.routes.from_result import COLUMNS, Part, stops_of_result, texts_of
from tuban.inspect.routes.from_rows import NoCoordinates, Rows, find_columns, places_of, stops_of_rows
from tuban.inspect.routes.network import RoadLayer
from tuban.inspect.routes.planning import Planning
from tuban.inspect.routes.stops import Stop
from tuban.kernel.formats.children import Limits, Nursery, Task
from tuban.kernel.formats.describe import folded
from tuban.kernel.formats.encodings import of_file, python_codec
from tuban.kernel.formats.recognise import KIND_BY_SUFFIX
from tuban.kernel.normal_form import GEOMETRY, SOURCE_FEATURE
from tuban.rules.rulebook import Rulebook
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _

RESULT, RESULT_LAYER, TOWNSHIPS, RUN = "图斑判定.gpkg", "图斑判定", "乡镇", "run.json"
READ_ROWS = "tuban.inspect.routes.point_table:read_rows"
_TABLES = ("csv", "excel")
_MOST_BYTES = 4 * 1024 * 1024


class NotAResult(TubanError):
    """The folder {folder} holds no {file}, so it is no result of tuban inspect."""

    code = "routes.not_a_result"
    hint = "Give a folder that tuban inspect wrote, or a file of polygons or points, or a CSV or Excel table."


class WhichSheet(TubanError):
    """{file} has several sheets: {sheets}."""

    code = "routes.which_sheet"
    hint = "Name one after a number sign, for example {file}#{example}."


class ListUnreadable(TubanError):
    """{file} cannot be read as a list of patch numbers."""

    code = "routes.list_unreadable"
    hint = "Give a text or CSV file with one number a line."


@dataclass(frozen=True, slots=True)
class Source:
    """Stops as read: of how many patches, whether they were chosen among these, in which plane, and of which county."""

    shown: str
    stops: list[Stop]
    total: int
    chosen: bool
    epsg: int
    title: str = ""
    townships: tuple[tuple[str, str, Any], ...] = ()


def read_stops(
    path: str, reader: Reader, rulebook: Rulebook, planning: Planning, *,
    everything: bool, crs: str | None, roads_epsg: int | None,
) -> Source:  # fmt: skip
    """Read the stops, whatever they are given as. Raises what the readers raise."""
    file, sheet = split_layer(path)
    if file.is_dir() and (file / RESULT).is_file():
        return _from_result(file / RESULT, reader, rulebook, planning, everything=everything)
    if file.name == RESULT and file.is_file():
        return _from_result(file, reader, rulebook, planning, everything=everything)
    if file.is_dir() and (file / RUN).is_file():
        raise NotAResult(folder=file, file=RESULT)
    if KIND_BY_SUFFIX.get(file.suffix.casefold()) in _TABLES:
        return _from_table(file, sheet, rulebook, planning, crs=crs, roads_epsg=roads_epsg)
    return _from_vectors(path, reader, rulebook, planning)


def _from_result(file: Path, reader: Reader, rulebook: Rulebook, planning: Planning, *, everything: bool) -> Source:
    layer = reader.look(f"{file}#{RESULT_LAYER}")
    epsg = layer.working_epsg
    wanted = {name: column for name, column in COLUMNS.items() if column in layer.columns}
    ((_place, path),) = reader.bring([(layer, wanted)], epsg=epsg)
    rows = pq.read_table(path)
    texts = texts_of({name: rows.column(name).to_pylist() for name in wanted})
    parts = [Part(each, shape) for each, shape in zip(texts, polygons(_geometry(rows)), strict=True)]
    stops, total = stops_of_result(parts, rulebook, planning, everything=everything)
    townships = _townships(file, reader, epsg)
    return Source(file.parent.name or file.name, stops, total, not everything, epsg, _title(file.parent), townships)


def _townships(file: Path, reader: Reader, epsg: int) -> tuple[tuple[str, str, Any], ...]:
    try:
        layer = reader.look(f"{file}#{TOWNSHIPS}")
    except TubanError:
        return ()
    ((_place, path),) = reader.bring([(layer, {"code": "乡镇区划代码", "name": "乡镇名称"})], epsg=epsg)
    rows = pq.read_table(path)
    named = zip(
        rows.column("code").to_pylist(), rows.column("name").to_pylist(), polygons(_geometry(rows)), strict=True
    )
    return tuple((code or "", name or "", shape) for code, name, shape in named if shape is not None)


def _title(folder: Path) -> str:
    """Return what the result says of its county and campaign; nothing where its record cannot be read."""
    try:
        campaign = json.loads((folder / RUN).read_text("utf-8"))["campaign"]
        return str(campaign["title"] or f"{campaign['area_name']}{campaign['year']}")
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _from_vectors(path: str, reader: Reader, rulebook: Rulebook, planning: Planning) -> Source:
    layer = reader.look(path, kinds=("polygon", "point"))
    epsg = layer.working_epsg
    found = find_columns(layer.columns, planning)
    columns = {column: column for column in found.values()}
    ((_place, written),) = reader.bring([(layer, columns)], epsg=epsg)
    table = pq.read_table(written)
    rows = Rows(
        layer.shown, {column: table.column(column).to_pylist() for column in columns},
        table.column(SOURCE_FEATURE).to_pylist(),
    )  # fmt: skip
    stops = stops_of_rows(rows, polygons(_geometry(table)), found, rulebook, epsg=epsg)
    return Source(layer.shown, stops, len(stops), False, epsg)


def _from_table(
    file: Path, sheet: str, rulebook: Rulebook, planning: Planning, *, crs: str | None, roads_epsg: int | None
) -> Source:
    if not file.is_file():
        raise FileNotFound(file=file)
    kind = KIND_BY_SUFFIX[file.suffix.casefold()]
    known = _known_names(planning)
    with Nursery(at_once=1) as nursery, tempfile.TemporaryDirectory(prefix="tuban-") as scratch:
        described = _answer(nursery, DESCRIBE, file, {
            "root": str(file.parent), "path": file.name, "kind": kind, "parts": [], "known": known,
            "scratch": scratch, "encoding": None,
        })  # fmt: skip
        names = [layer["name"] for layer in described["layers"]]
        if not names:
            raise NoCoordinates(file=file.name, columns=_("none"))
        if sheet not in names and (sheet or len(names) > 1):
            raise WhichSheet(file=file.name, sheets="、".join(names), example=names[0])
        read = _answer(nursery, READ_ROWS, file, {
            "read_from": str(file), "kind": kind, "encoding": described["encoding"], "known": known,
            "sheet": sheet or names[0],
        })  # fmt: skip
    values = {name: [row[place] for row in read["rows"]] for place, name in enumerate(read["columns"])}
    rows = Rows(file.name, values, read["numbers"])
    points, epsg = places_of(rows, planning, crs=crs, fallback_epsg=roads_epsg)
    stops = stops_of_rows(rows, points, find_columns(read["columns"], planning), rulebook, epsg=epsg)
    return Source(file.name, stops, len(stops), False, epsg)


def _known_names(planning: Planning) -> list[str]:
    columns = planning.data.mapping("columns")
    words = [name for field in columns if field != "coordinates" for name in columns.texts(field)]
    words += [name for pair in columns.sequence("coordinates") for name in pair]
    return sorted({folded(str(word)) for word in words})


def _answer(nursery: Nursery, function: str, file: Path, arguments: Mapping[str, Any]) -> dict[str, Any]:
    outcome = nursery.run(Task(function, arguments, Limits().for_size(file.stat().st_size)))
    if outcome.ending != "done":
        found = failure(outcome, file.name)
        raise FileUnusable(message=found.message, advice=found.hint)
    answer: dict[str, Any] = outcome.answer
    return answer


def look_at_roads(path: str, reader: Reader) -> VectorFile:
    """Describe the road file."""
    return reader.look(path, kinds=("line",))


def read_roads(layer: VectorFile, reader: Reader, planning: Planning, *, epsg: int) -> RoadLayer:
    """Read the roads into the plane ``epsg``."""
    columns = {}
    road_class = layer.first_column(roles()["roads"].fields["class"].aliases)
    if road_class is not None:
        columns["class"] = road_class
    direction = layer.first_column(planning.words("network", "oneway"))
    if direction is not None:
        columns["direction"] = direction
    ((_place, path),) = reader.bring([(layer, columns)], epsg=epsg)
    rows = pq.read_table(path)
    lines = polygons(_geometry(rows))

    def texts(name: str) -> Sequence[str | None]:
        return rows.column(name).to_pylist() if name in columns else [None] * len(lines)

    return RoadLayer(layer.shown, lines, texts("class"), texts("direction"), "class" in columns)


def read_numbers(file: Path) -> list[str]:
    """Return the patch numbers of a text or CSV file: the first cell of every line.

    Raises FileNotFound, ListUnreadable.
    """
    if not file.is_file():
        raise FileNotFound(file=file)
    found = of_file(file) if file.stat().st_size <= _MOST_BYTES else None
    if found is None:
        raise ListUnreadable(file=file.name)
    lines = file.read_text(python_codec(found.encoding)).splitlines()
    cells = (line.replace("\t", ",").replace("，", ",").split(",")[0].strip().strip('"') for line in lines)
    return [cell for cell in cells if cell]


def told_of_roads(layer: RoadLayer) -> str | None:
    """Return the sentence about a road file without classes; None where it has them."""
    if layer.has_class:
        return None
    return _("{file} has no column of road classes; every road counts as one of unknown class.").format(
        file=layer.shown
    )


def _geometry(rows: pa.Table) -> pa.Array:
    return rows.column(GEOMETRY).combine_chunks()
