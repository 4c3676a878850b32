"""``tuban convert``: a vector file into another format, with everything kept that it can hold and the rest named."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from secrets import token_hex
from typing import Any

import click

from tuban.cli.convert_words import sentence
from tuban.cli.terminal import shown_progress
from tuban.cli.vector_files import CrsMissing, FileUnusable, NoSuchLayer, Reader, reading, split_layer
from tuban.inspect.disc.sources import DescribedSource, SourceLayer, failure
from tuban.inspect.progress import Progress, silent
from tuban.kernel.crs import FIRST_ZONE, LAST_ZONE, Zone, parse_crs
from tuban.kernel.formats.children import MIB
from tuban.kernel.formats.encodings import GB18030, UTF8, canonical
from tuban.kernel.formats.writing.carry import ONE_LAYER, Wishes
from tuban.kernel.formats.writing.incoming import GEOMETRY_COLUMNS
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _

CARRY = "tuban.kernel.formats.writing.carry:carry"
KIND_BY_SUFFIX = {
    ".shp": "shapefile", ".gpkg": "geopackage", ".gdb": "geodatabase", ".geojson": "geojson", ".json": "geojson",
    ".parquet": "geoparquet", ".geoparquet": "geoparquet", ".fgb": "flatgeobuf", ".kml": "kml", ".kmz": "kmz",
    ".ovkml": "kml", ".ovkmz": "kmz", ".dxf": "dxf", ".txt": "plots", ".csv": "csv", ".xlsx": "excel",
}  # fmt: skip
_OVITAL = (".ovkml", ".ovkmz")
_MEMORY = 8192 * MIB
_LEFTOVERS = {".shp": (".cpg", ".dbf", ".prj", ".shx", ".qix", ".sbn", ".sbx", ".shp.xml", ".qpj")}
_MOST_TOLD = 60
NO_OPTIONS: Mapping[str, Any] = {
    "layers": (), "crs": None, "to_crs": None, "to_zone": None, "numbered": False, "encoding": None, "decimals": None,
    "by": None, "label": None, "one_file_per_plot": False, "undo_gcj02": False, "force": False, "as_json": False,
}  # fmt: skip
"""The options of a conversion that asks for nothing in particular."""


class TargetUnknown(TubanError):
    """Nothing is known about writing {suffix}."""

    code = "convert.unknown_suffix"
    hint = "Let the name end in one of these: {known}."


class TargetExists(TubanError):
    """{file} exists already."""

    code = "convert.exists"
    hint = "Choose another name, or replace it with --force."


class TargetIsSource(TubanError):
    """{file} would be written over itself."""

    code = "convert.same_file"
    hint = "Choose another name."


class TargetFolderMissing(TubanError):
    """There is no folder {folder} to write {file} into."""

    code = "convert.no_folder"
    hint = "Create the folder first, or write elsewhere."


class TargetCannotBeWritten(TubanError):
    """{file} cannot be written: {reason}"""

    code = "convert.cannot_write"
    hint = "Choose a place where you may write and where the disk is not full, or another format."


class OneLayerOnly(TubanError):
    """{file} has several layers, and {suffix} holds one: {layers}."""

    code = "convert.one_layer"
    hint = "Name one with --layer, or write a GeoPackage, File Geodatabase, KML, DXF or Excel file."


class NoShapes(TubanError):
    """{file} has no shapes, which {suffix} is made of."""

    code = "convert.no_shapes"
    hint = "A table gives shapes if a column called WKT holds them as text. Without shapes it can become CSV or Excel."


class NoPlane(TubanError):
    """The shapes of {file} cannot be carried into the system that is needed: {detail}"""

    code = "convert.no_plane"
    hint = "Check that the file states its coordinate system rightly; state the wanted one with --to-crs or --to-zone."


class OptionUnfit(TubanError):
    """{option} does not go with {suffix}."""

    code = "convert.option_unfit"
    hint = "See tuban convert --help."


class EncodingUnknown(TubanError):
    """{encoding} is not an encoding that can be written."""

    code = "convert.encoding"
    hint = "Say UTF-8 or GB18030 (which includes GBK)."


class ZoneUnknown(TubanError):
    """There is no 3° zone {zone}."""

    code = "convert.zone"
    hint = "Zones {first} to {last} cover the country."


_HELP = _(
    """Write the layers of IN as OUT, whose name tells the format.

Formats: .shp .gpkg .gdb .geojson .parquet .fgb .kml .kmz .ovkml .ovkmz .dxf .txt (界址点) .csv .xlsx; read are also
.ovjsn .gpx .tab .mif and zipped Shapefiles. Everything that the new format can hold is kept: features in their order,
columns, values, coordinate system. What it cannot hold is named. The result is read back and compared before it is put
in place, whole or not at all.

\b
Examples:
  tuban convert 图斑.shp 图斑.kml
  tuban convert 成果.gdb 成果.gpkg
  tuban convert 勘测定界.dxf 勘测定界.txt --crs EPSG:4526
  tuban convert 地块.txt 地块.shp --encoding UTF-8
  tuban convert 图斑.gpkg 界址点 --one-file-per-plot --to-zone 38 --numbered

\b
Exit codes: 0 written · 2 it could not be done; nothing was written"""
)


@click.command(help=_HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("source", metavar="IN")
@click.argument("target", metavar="OUT", type=click.Path(path_type=Path))
@click.option(
    "--layer", "layers", metavar="NAME", multiple=True, help=_("Only this layer; may be given several times.")
)
@click.option("--crs", metavar="EPSG:N", help=_("The coordinate system of a file that does not say its own."))
@click.option("--to-crs", metavar="EPSG:N", help=_("Carry the shapes into this coordinate system."))
@click.option("--to-zone", metavar="N", type=int, help=_("Carry the shapes into this 3° zone of CGCS2000, 25 to 45."))
@click.option("--numbered", is_flag=True, help=_("With --to-zone: eastings begin with the zone number."))
@click.option("--encoding", metavar="NAME", help=_("Text of .shp, .dxf, .txt, .csv: UTF-8 or GB18030."))
@click.option("--decimals", metavar="N", type=click.IntRange(0, 12), help=_("Decimals of coordinates in the new file."))
@click.option("--by", metavar="COLUMN", help=_("A drawing layer (DXF) or folder (KML) for each value of this column."))
@click.option("--label", metavar="COLUMN", help=_("DXF: write the value of this column inside each shape."))
@click.option("--one-file-per-plot", is_flag=True, help=_("OUT is a folder of .txt files, one for each plot."))
@click.option("--undo-gcj02", is_flag=True, help=_("Carry back coordinates that say they are GCJ-02."))
@click.option("--force", is_flag=True, help=_("Replace OUT if it is there."))
@click.option("--json", "as_json", is_flag=True, help=_("Print what was done as JSON."))
def convert(source: str, target: Path, **options: Any) -> None:
    """Convert a file."""
    with reading(options["crs"]) as reader, shown_progress() as progress:
        answer = converted(reader, source, target, options, progress)
    if options["as_json"]:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        _tell(answer, split_layer(source)[0], target)


def converted(
    reader: Reader, source: str, target: Path, options: Mapping[str, Any], progress: Progress = silent
) -> dict[str, Any]:
    """Convert a file with the options of the command (:data:`NO_OPTIONS` for none); return what ``--json`` prints."""
    one_file_per_plot = options["one_file_per_plot"]
    kind = "plots" if one_file_per_plot else KIND_BY_SUFFIX.get(target.suffix.casefold(), "")
    file, layer_in_name = split_layer(source)
    _check_target(target, kind, file, force=options["force"], is_folder=one_file_per_plot)
    wishes = _wishes(kind, target, options)
    names = [*options["layers"], *([layer_in_name] if layer_in_name else [])]
    progress(_("Reading"), 0, 0)
    described = reader.describe(file, with_tables=True, undo_gcj02=options["undo_gcj02"])
    layers = _chosen(described, names, file, kind, target)
    progress(_("Writing and reading back"), 0, 0)
    return _carried(reader, described, layers, file=file, target=target, wishes=wishes, crs=options["crs"],
                    force=options["force"])  # fmt: skip


def _check_target(target: Path, kind: str, source: Path, *, force: bool, is_folder: bool) -> None:
    if not kind:
        raise TargetUnknown(suffix=target.suffix or target.name, known=" ".join(KIND_BY_SUFFIX))
    if is_folder and target.suffix.casefold() in KIND_BY_SUFFIX:
        raise OptionUnfit(option="--one-file-per-plot", suffix=target.suffix)
    if not target.absolute().parent.is_dir():
        raise TargetFolderMissing(folder=target.absolute().parent, file=target.name)
    if source.exists() and target.exists() and source.resolve() == target.resolve():
        raise TargetIsSource(file=target)
    if target.exists() and not force:
        raise TargetExists(file=target)
    if target.exists() and target.is_dir() != (is_folder or kind == "geodatabase"):
        raise TargetCannotBeWritten(file=target, reason=_("it is a folder") if target.is_dir() else _("it is a file"))
    if target.is_dir() and not _may_replace(target, ".txt" if is_folder else ""):
        raise TargetExists(file=target)


def _may_replace(folder: Path, suffix: str) -> bool:
    """Whether a folder holds nothing but what a conversion writes: a geodatabase, or files of boundary points."""
    entries = list(folder.iterdir())
    if suffix:
        return all(entry.is_file() and entry.suffix.casefold() == suffix for entry in entries)
    return not entries or any(entry.suffix.casefold() in (".gdbtable", ".gdbtablx") for entry in entries)


def _wishes(kind: str, target: Path, options: Mapping[str, Any]) -> Wishes:
    encoding = canonical(options["encoding"]) if options["encoding"] else _usual_encoding(kind)
    if encoding not in (UTF8, GB18030):
        raise EncodingUnknown(encoding=options["encoding"])
    if options["encoding"] and kind not in ("shapefile", "dxf", "plots", "csv"):
        raise OptionUnfit(option="--encoding", suffix=target.suffix)
    if options["by"] and kind not in ("kml", "kmz", "dxf"):
        raise OptionUnfit(option="--by", suffix=target.suffix)
    if options["label"] and kind != "dxf":
        raise OptionUnfit(option="--label", suffix=target.suffix)
    return Wishes(
        kind, target.suffix.casefold() in _OVITAL, encoding, _wanted_epsg(options), options["decimals"], options["by"],
        options["label"], options["one_file_per_plot"],
    )  # fmt: skip


def _usual_encoding(kind: str) -> str:
    """Return what most programs of land offices read best: the national encoding where a format has none of its own."""
    return GB18030 if kind in ("shapefile", "plots") else UTF8


def _wanted_epsg(options: Mapping[str, Any]) -> int | None:
    zone, crs = options["to_zone"], options["to_crs"]
    if zone is not None and crs:
        raise OptionUnfit(option="--to-crs", suffix="--to-zone")
    if zone is not None:
        if not FIRST_ZONE <= zone <= LAST_ZONE:
            raise ZoneUnknown(zone=zone, first=FIRST_ZONE, last=LAST_ZONE)
        return Zone(zone, numbered=options["numbered"]).epsg
    if options["numbered"]:
        raise OptionUnfit(option="--numbered", suffix="--to-crs")
    if crs:
        number = parse_crs(crs).to_epsg()
        return number if number is not None else _no_number(crs)
    return None


def _no_number(crs: str) -> int:
    raise NoPlane(file=crs, detail=_("it has no EPSG number"))


def _chosen(source: DescribedSource, names: Sequence[str], file: Path, kind: str, target: Path) -> list[SourceLayer]:
    every = {layer.name: layer for layer in source.layers}
    for name in names:
        if name not in every:
            raise NoSuchLayer(file=file.name, layer=name, layers=", ".join(every))
    layers = [every[name] for name in names] if names else list(source.layers)
    if kind in ONE_LAYER and len(layers) > 1:
        filled = [layer for layer in layers if layer.count]
        if len(filled) > 1:
            suffix = target.suffix or _("a folder of plots")
            raise OneLayerOnly(file=file.name, suffix=suffix, layers=", ".join(layer.name for layer in layers))
        layers = filled or layers[:1]
    return layers


def _carried(
    reader: Reader, source: DescribedSource, layers: Sequence[SourceLayer], *, file: Path, target: Path, wishes: Wishes,
    crs: str | None, force: bool,
) -> dict[str, Any]:  # fmt: skip
    """Write beside the target, and put it in place if all went well; return the answer of the child."""
    draft = target.absolute().with_name(f".{target.name}.{os.getpid()}.{token_hex(4)}")
    orders = [_order(source, layer, crs, file) for layer in layers]
    arguments = {
        "read_from": str(source.read_from), "kind": source.source.kind, "encoding": source.encoding or None,
        "layers": orders, "known": [], "target": str(draft / target.name), "scratch": str(reader.folder("back")),
        "wishes": asdict(wishes),
    }  # fmt: skip
    try:
        draft.mkdir()
        outcome = reader.run(CARRY, arguments, source.size, memory=_MEMORY)
        if outcome.ending == "refused" and str(outcome.answer).startswith("convert."):
            raise _refused(str(outcome.answer), outcome.detail, file, target)
        if outcome.ending != "done":
            found = failure(outcome, file.name)
            raise FileUnusable(message=found.message, advice=found.hint)
        written = sorted(entry.name for entry in draft.iterdir())
        _put_in_place(draft, target, force=force)
    except OSError as error:
        raise TargetCannotBeWritten(file=target, reason=error.strerror or str(error)) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return {**outcome.answer, "files": written}


def _order(source: DescribedSource, layer: SourceLayer, crs: str | None, file: Path) -> dict[str, Any]:
    column = ""
    if source.is_table:
        column = next((name for name in layer.columns if name.casefold().rstrip("_") in GEOMETRY_COLUMNS), "")
    stated = layer.crs or (parse_crs(crs).to_wkt() if crs else None)
    alone = len(source.layers) == 1
    named_by_file = alone and layer.name in ("", source.read_from.stem)
    shown = file.name.removesuffix(".zip").partition(".")[0] if named_by_file else layer.name
    return {"name": layer.name, "shown": shown, "crs": stated, "geometry_column": column}


def _refused(code: str, detail: str, file: Path, target: Path) -> TubanError:
    suffix = target.suffix or target.name
    if code == "convert.crs_needed":
        return CrsMissing(file=file.name)
    if code in ("convert.no_shapes", "convert.nothing_left"):
        return NoShapes(file=file.name, suffix=suffix)
    if code in ("convert.outside_zones", "convert.cannot_transform"):
        return NoPlane(file=file.name, detail=detail)
    if code == "convert.several_kinds":
        return OneLayerOnly(file=file.name, suffix=suffix, layers=detail)
    if code == "convert.too_many_rows":
        detail = _("a sheet of Excel has no room for {count} rows.").format(count=detail)
    return TargetCannotBeWritten(file=target, reason=detail)


def _put_in_place(draft: Path, target: Path, *, force: bool) -> None:
    """Move what was written to its place; parts of an earlier Shapefile of this name go with it."""
    entries = sorted(draft.iterdir(), key=lambda entry: entry.name == target.name)
    for entry in entries:
        place = target.with_name(entry.name)
        if place.exists() and not force:
            raise TargetExists(file=place)
    for suffix in _LEFTOVERS.get(target.suffix.casefold(), ()):
        stale = target.with_suffix(suffix)
        if stale.name not in {entry.name for entry in entries}:
            stale.unlink(missing_ok=True)
    for entry in entries:
        place = target.with_name(entry.name)
        if place.is_dir():
            old = draft.with_name(draft.name + ".old")
            place.rename(old)
            entry.rename(place)
            shutil.rmtree(old, ignore_errors=True)
        else:
            entry.replace(place)


def _tell(answer: Mapping[str, Any], file: Path, target: Path) -> None:
    """Say what was written, what reading it back showed, and what the format did not keep."""
    written = sum(layer["proof"]["features"] for layer in answer["layers"])
    line = _("{source} → {target}: {read} features in, {written} out.")
    click.echo(line.format(source=file.name, target=target.name, read=answer["read"], written=written))
    for layer in answer["layers"]:
        found = layer["proof"]
        line = _(
            "  {layer}: {count} features, {columns} columns, {crs}; "
            "read back: points within {shift}, area {area:+.2f} m²"
        )
        crs = layer["crs"][1] or _("no coordinate system")
        click.echo(line.format(layer=layer["name"], count=found["features"], columns=layer["columns"], crs=crs,
                               shift=_length(found["shift_m"]), area=found["area_change_m2"] + 0.0))  # fmt: skip
    losses = answer["losses"]
    if not losses:
        click.echo(_("  Everything was kept."))
        return
    click.echo(_("  Changed or not kept:"))
    several = len(answer["layers"]) > 1
    for loss in losses[:_MOST_TOLD]:
        prefix = f"{loss['layer']}: " if several and loss["layer"] else ""
        click.echo(f"   · {prefix}{sentence(loss['code'], loss['words'])}")
    if len(losses) > _MOST_TOLD:
        click.echo(_("   · and {count} more; --json lists all.").format(count=len(losses) - _MOST_TOLD))


def _length(metres: float) -> str:
    return f"{metres * 1000:.3g} mm" if metres < 1 else f"{metres:.3f} m"
