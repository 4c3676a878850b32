"""Writes the files of an export, format by format, and reads each back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tuban.render.ministry_export import layers, reading_back, sheets, vectors
from tuban.render.ministry_export.check_list import FileTold
from tuban.rules.ministry_export.coded import Coded
from tuban.values.language import gettext as _
from tuban.workflow.ministry_export.choices import Format
from tuban.workflow.ministry_export.models import MinistryExport

_DRAFT = "草稿_"
_ALL = "上报数据"


@dataclass(frozen=True, slots=True)
class Given:
    """What the files are written from: tables, outlines by patch and part in the system of the export, the day they
    speak for."""

    tables: Sequence[Coded]
    shapes: Mapping[Any, Any]
    on: date


def write_files(export: MinistryExport, given: Given, scratch: Path, tell: Any) -> list[FileTold]:
    """Write every file below ``scratch`` in a folder of its format; returns them with what was read back of each.

    Raises LetterOutside, BytesTooMany, NotAsWritten.
    """
    told: list[FileTold] = []
    prefix = f"{_DRAFT if export.is_draft else ''}{export.campaign.area_code}"
    for done, name in enumerate(export.formats):
        tell(_("Writing {format}").format(format=name), done, len(export.formats))
        folder = scratch / name
        folder.mkdir()
        if name == Format.GEOPACKAGE:
            told.append(_layers(folder / f"{prefix}{_ALL}.gpkg", given, export.epsg))
            continue
        for coded in given.tables:
            place = folder / f"{prefix}{coded.table.file}.{name}"
            if name == Format.EXCEL:
                sheets.write_sheet(place, coded, subject=export.campaign.title, made=given.on)
                told.append(_told(place, coded, reading_back.prove_sheet(place, coded)))
            elif name == Format.DBF:
                vectors.write_dbf(place, coded, encoding=export.encoding)
                told += _set(place, coded, reading_back.prove_table(place, coded))
            elif coded.table.shapes:
                vectors.write_shapefile(place, coded, given.shapes, epsg=export.epsg, encoding=export.encoding)
                reading_back.prove_shapes(place, coded, given.shapes)
                told += _set(place, coded, reading_back.prove_table(place, coded))
    return told


def _layers(place: Path, given: Given, epsg: int) -> FileTold:
    tables = given.tables
    layers.write_layers(place, tables, given.shapes, epsg=epsg, on=given.on)
    cells = 0
    for coded in tables:
        layer = coded.table.file
        cells += reading_back.prove_table(place, coded, layer=layer, by_dbf=False)
        if coded.table.shapes and given.shapes:
            reading_back.prove_shapes(place, coded, given.shapes, layer=layer)
    return FileTold(
        f"{place.parent.name}/{place.name}", "、".join(one.table.file for one in tables),
        sum(len(one.lines) for one in tables), cells, place.stat().st_size, _digest(place),
    )  # fmt: skip


def _set(place: Path, coded: Coded, cells: int) -> list[FileTold]:
    """Return the files of a set, the table of values first: it is the one that was read back."""
    beside = sorted(place.parent.glob(f"{place.stem}.*"), key=lambda one: (one.suffix != ".dbf", one.suffix))
    return [_told(one, coded, cells if one.suffix == ".dbf" else 0) for one in beside]


def _told(place: Path, coded: Coded, cells: int) -> FileTold:
    return FileTold(
        f"{place.parent.name}/{place.name}", coded.table.title, len(coded.lines), cells, place.stat().st_size,
        _digest(place),
    )  # fmt: skip


def _digest(place: Path) -> str:
    with place.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
