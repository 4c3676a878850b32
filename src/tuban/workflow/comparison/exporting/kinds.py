"""The kinds of files, how many patches each may hold at once, and how one is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tuban.kernel.crs import GEOGRAPHIC_EPSG
from tuban.values.errors import TubanError
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.exporting.wording import About
from tuban.workflow.comparison.exporting.writing import Tell, silent, write_csv, write_layer, write_parquet, write_sheet

CSV, SHEET, LAYER, PARQUET = "csv", "xlsx", "gpkg", "parquet"


class TooManyForOneFile(TubanError):
    """These are {total} patches; a {kind} file holds {most} at most."""

    code = "comparison.too_many_for_one_file"
    hint = "Narrow the list, for example to one township, or take CSV."


class KindUnknown(TubanError):
    """{kind} is no kind of file that patches are written into."""

    code = "comparison.file_kind_unknown"
    hint = "Choose of: csv, xlsx, gpkg, parquet."


class SystemUnfit(TubanError):
    """Coordinates are written in degrees (EPSG:4490) or in the working system of the campaign, not in EPSG:{epsg}."""

    code = "comparison.system_unfit"
    hint = "Leave it out, or take 4490 or the one that the campaign names."


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: its media type, and how many patches it may hold at once, and in all when made in the
    background."""

    name: str
    media_type: str
    at_once: int
    in_all: int
    has_places: bool = False


KINDS = {
    one.name: one
    for one in (
        FileKind(CSV, "text/csv; charset=utf-8", 1_000_000, 5_000_000),
        FileKind(SHEET, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 50_000, 50_000),
        FileKind(LAYER, "application/geopackage+sqlite3", 20_000, 2_000_000, has_places=True),
        FileKind(PARQUET, "application/vnd.apache.parquet", 20_000, 2_000_000, has_places=True),
    )
}
"""A sheet is read by people; nobody waits for the outlines of a province with the page open."""


def kind_named(name: str) -> FileKind:
    """Return a kind of file; raises KindUnknown."""
    if name not in KINDS:
        raise KindUnknown(kind=name[:20])
    return KINDS[name]


def system_for(kind: FileKind, campaign: Campaign | None, wanted: int | None) -> int | None:
    """Return the system of the coordinates of a file, None for one without any. Raises SystemUnfit.

    Without a wish a GeoPackage is in the working system of the campaign, GeoParquet in degrees.
    """
    if not kind.has_places:
        return None
    working = campaign.epsg if campaign is not None else GEOGRAPHIC_EPSG
    if wanted is None:
        return working if kind.name == LAYER else GEOGRAPHIC_EPSG
    if wanted not in (GEOGRAPHIC_EPSG, working):
        raise SystemUnfit(epsg=wanted)
    return wanted


def write(
    kind: FileKind, path: Path, rows: Iterable[Any], about: About, *, epsg: int | None, with_mark: bool = True,
    tell: Tell = silent,
) -> None:  # fmt: skip
    """Write patches into a file of a kind."""
    if kind.name == CSV:
        write_csv(path, rows, tell=tell, with_mark=with_mark)
    elif kind.name == SHEET:
        write_sheet(path, rows, about, tell=tell)
    elif kind.name == LAYER:
        write_layer(path, rows, about, epsg=epsg or GEOGRAPHIC_EPSG, tell=tell)
    else:
        write_parquet(path, rows, about, epsg=epsg or GEOGRAPHIC_EPSG, tell=tell)
