"""``tuban measure``: the ellipsoidal area of every polygon of a file (椭球面积)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import click
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from tuban.cli.row_files import OUTPUT_HELP, checked_target, write_rows
from tuban.cli.terminal import shown_progress
from tuban.cli.vector_files import VectorFile, polygons, reading
from tuban.inspect.disc.fields import roles
from tuban.kernel.measure import ellipsoidal_areas, perimeters
from tuban.kernel.normal_form import GEOMETRY, SOURCE_FEATURE
from tuban.values.language import gettext as _

COLUMNS = {"id": pa.string(), "area_m2": pa.float64(), "area_mu": pa.float64(), "perimeter_m": pa.float64()}
_MU_PER_M2 = 15 / 10000
_AT_ONCE = 20_000


_HELP = _(
    """Measure every polygon of FILE on the CGCS2000 ellipsoid, by the formula of the national land survey.

FILE is a Shapefile (.shp or .zip), GeoPackage, File Geodatabase, GeoJSON or GeoParquet in any coordinate system;
FILE#LAYER names one of several layers. Columns: id, area_m2, area_mu (亩), perimeter_m. A feature without polygon
keeps its row with empty cells. The id is the column given by --id, else the patch number (JCBH, TBBH …) where the
file has one, else the number of the feature in the file.

\b
Examples:
  tuban measure 图斑.shp -o areas.csv
  tuban measure survey.gpkg#DLTB --id BSM -o areas.parquet
  tuban measure patches.geojson --exact

\b
Exit codes: 0 done · 2 it could not be done; nothing was written"""
)


@click.command(help=_HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("file", metavar="FILE")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help=OUTPUT_HELP)
@click.option("--id", "id_column", metavar="COLUMN", help=_("The column that names each polygon."))
@click.option("--crs", metavar="EPSG:N", help=_("The coordinate system of a file that does not say its own."))
@click.option("--exact", is_flag=True, help=_("Without the survey's rounding of coordinates."))
def measure(file: str, *, output: Path | None, id_column: str | None, crs: str | None, exact: bool) -> None:
    """Measure the file and write the areas."""
    checked_target(output)
    with reading(crs) as reader, shown_progress() as progress:
        progress(_("Reading"), 0, 0)
        source = reader.look(file)
        epsg = source.working_epsg
        name = source.column(id_column) if id_column else _patch_number(source)
        ((_number, path),) = reader.bring([(source, {"id": name} if name else {})], epsg=epsg)
        ids: list[str] = []
        areas, lengths = [np.zeros(0)], [np.zeros(0)]
        with pq.ParquetFile(path) as rows:
            for batch in rows.iter_batches(_AT_ONCE):
                progress(_("Measuring"), len(ids), source.count)
                shapes = polygons(batch.column(GEOMETRY))
                ids += _ids(batch, named=bool(name))
                nothing = shapely.is_missing(shapes)
                area = ellipsoidal_areas(shapes, epsg=epsg, rounding=not exact)
                areas.append(np.where(nothing, np.nan, area))
                lengths.append(np.where(nothing, np.nan, perimeters(shapes, epsg=epsg)))
    area, length = np.concatenate(areas), np.concatenate(lengths)
    write_rows(output, COLUMNS, [ids, _decimals(area, 6), _decimals(area * _MU_PER_M2, 6), _decimals(length, 4)])


def _patch_number(source: VectorFile) -> str | None:
    """Return the column that holds the patch number by one of its official names; None where there is none."""
    known = [alias.casefold() for alias in roles()["patches"].fields["number"].aliases]
    found = [column for column in source.columns if column.casefold() in known]
    return min(found, key=lambda column: known.index(column.casefold())) if found else None


def _ids(batch: pa.RecordBatch, *, named: bool) -> list[str]:
    numbers = [str(number) for number in batch.column(SOURCE_FEATURE).to_pylist()]
    if not named:
        return numbers
    return [value or "" for value in batch.column("id").to_pylist()]


def _decimals(values: np.ndarray, places: int) -> Sequence[Decimal | None]:
    step = Decimal(1).scaleb(-places)
    return [None if np.isnan(v) else Decimal(repr(float(v))).quantize(step, ROUND_HALF_UP) for v in values.tolist()]
