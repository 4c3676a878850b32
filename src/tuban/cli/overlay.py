"""``tuban overlay``: how much of every patch lies in every class of every layer (叠加分析)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from tuban.cli.clusters import checked_cluster, cluster_options, run_on
from tuban.cli.row_files import OUTPUT_HELP, checked_target, write_rows
from tuban.cli.terminal import shown_progress
from tuban.cli.vector_files import VectorFile, polygons, reading
from tuban.inspect.progress import Progress
from tuban.kernel.layer_cache import compile_layer
from tuban.kernel.normal_form import GEOMETRY, SOURCE_FEATURE
from tuban.kernel.overlay import OverlapTable
from tuban.kernel.overlay import overlay as overlaid
from tuban.values.area import Area, AreaUnit, rounded_parts
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _

if TYPE_CHECKING:
    from tuban.scale.running import Run

COLUMNS = {"patch": pa.string(), "layer": pa.string(), "class": pa.string(), "area_m2": pa.float64()}
NO_CLASS = "?"
"""Stands for ground that the layer covers but does not name: the empty class is the unmatched rest."""
_PLACES = 6
_SHOWN = 5


class NumbersMissing(TubanError):
    """{count} patches of {file} have no number in {column}: features {features}."""

    code = "overlay.numbers_missing"
    hint = "Fill the column, or name another one with --id."


class NumbersTwice(TubanError):
    """{count} numbers in {column} of {file} are given to more than one patch: {numbers}."""

    code = "overlay.numbers_twice"
    hint = "Rows of different patches could not be told apart. Number them once each, or name another column with --id."


_HELP = _(
    """Measure how much of every patch in PATCHES lies in every class of every LAYER, on the CGCS2000 ellipsoid.

Files are Shapefiles (.shp or .zip), GeoPackages, File Geodatabases, GeoJSON or GeoParquet, each in any coordinate
system; FILE#LAYER names one of several layers. Columns: patch, layer (name of the file), class, area_m2. The class
is empty for the rest of a patch that a layer does not cover, so the rows of a patch and layer add up to the patch;
it is "?" where the layer's own column is empty. A layer without the column is one class with its own name. Ground
that features of one layer share counts once, for the first of them; how much it is, is said on standard error.

With --cluster patches and layers are cut into tiles that several machines compare; the rows are the same. A run that
was ended goes on where it was when the same command is given again; tiles that cannot be done are named, and no rows
are written without them.

\b
Examples:
  tuban overlay 图斑.shp 地类图斑.gpkg --id JCBH --by DLBM -o rows.csv
  tuban overlay patches.zip DLTB.shp YJJBNT.gdb plan.gpkg#zones --id TBBH --by DLBM --by GHYT -o rows.parquet
  tuban overlay patches.zip DLTB.shp -o rows.parquet --cluster tcp://10.0.0.5:8786 --run /mnt/shared/2024-3

\b
Exit codes: 0 done · 2 it could not be done; nothing was written"""
)


@click.command(help=_HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("patches", metavar="PATCHES")
@click.argument("layers", metavar="LAYER...", nargs=-1, required=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help=OUTPUT_HELP)
@click.option(
    "--id", "id_column", metavar="COLUMN", help=_("The column of PATCHES that numbers them; else their order.")
)
@click.option(
    "--by", "class_columns", metavar="COLUMN", multiple=True,
    help=_("The column that holds the class. May be given several times: each layer uses the first it has."),
)  # fmt: skip
@click.option("--crs", metavar="EPSG:N", help=_("The coordinate system of files that do not say their own."))
@cluster_options
def overlay(
    patches: str,
    layers: tuple[str, ...],
    *,
    output: Path | None,
    id_column: str | None,
    class_columns: tuple[str, ...],
    crs: str | None,
    cluster: str | None,
    run: Path | None,
) -> None:
    """Compare the patches with the layers and write the rows."""
    checked_target(output)
    checked_cluster(cluster, output=output, run=run)
    with ExitStack() as opened:
        progress = opened.enter_context(shown_progress())
        reader = opened.enter_context(reading(crs))
        total = len(layers) + 1
        progress(_("Reading"), 0, total)
        source = reader.look(patches)
        files = [reader.look(layer) for layer in layers]
        number = source.column(id_column) if id_column else None
        chosen = _class_columns(files, class_columns)
        epsg = source.working_epsg
        machines = None
        if cluster:
            machines = opened.enter_context(run_on(cluster, output=output, run=run, progress=progress))
        wanted = [(source, {"id": number} if number else {})]
        wanted += [(file, {"class": column} if column else {}) for file, column in zip(files, chosen, strict=True)]
        names = _distinct([file.name for file in files])
        columns = {name: ["class"] if column else [] for name, column in zip(names, chosen, strict=True)}
        brought: dict[int, Path] = {}
        for done, (place, path) in enumerate(reader.bring(wanted, epsg=epsg)):
            brought[place] = path
            progress(_("Reading"), done + 1, total)
        numbers, shapes = _patches(brought[0], source, number)
        paths = {name: brought[place] for place, name in enumerate(names, 1)}
        if machines is None:
            table = _here(shapes, paths, columns, epsg, progress)
        else:
            table = _on_machines(machines, brought[0], paths, columns, epsg)
        _tell_double_cover(table, numbers)
        write_rows(output, COLUMNS, _rows(table, numbers))


def _here(
    shapes: NDArray[np.object_],
    paths: Mapping[str, Path],
    columns: Mapping[str, Sequence[str]],
    epsg: int,
    progress: Progress,
) -> OverlapTable:
    compiled = {}
    for done, (name, path) in enumerate(paths.items()):
        progress(_("Preparing the layers"), done, len(paths))
        compiled[name] = compile_layer(path, path.with_suffix(".layer"), class_columns=columns[name])
    progress(_("Comparing"), 0, 0)
    return overlaid(shapes, compiled, epsg=epsg)


def _on_machines(
    run: Run, patches: Path, paths: Mapping[str, Path], columns: Mapping[str, Sequence[str]], epsg: int
) -> OverlapTable:
    """Compare on the machines of a run; the normal forms go where they all see them."""
    layers = {name: run.normal_file(run.taken_in(path), columns[name]) for name, path in paths.items()}
    return run.overlay_files(run.taken_in(patches), layers, epsg=epsg)


def _class_columns(files: Sequence[VectorFile], wanted: Sequence[str]) -> list[str | None]:
    """Return the column that tells apart the ground of each layer; None for a layer that is one class.

    Raises NoSuchField where no layer has one of them: then the name is wrong.
    """
    if not wanted:
        return [None] * len(files)
    chosen = [file.first_column(wanted) for file in files]
    if not any(chosen):
        files[0].column(" / ".join(wanted))
    for file, column in zip(files, chosen, strict=True):
        if column is None:
            line = _("{file} has no column {column}; it counts as one class with its own name.")
            click.echo(line.format(file=file.shown, column=" / ".join(wanted)), err=True)
    return chosen


def _patches(path: Path, source: VectorFile, column: str | None) -> tuple[list[str], NDArray[np.object_]]:
    """Return the numbers and shapes of the patches; raises NumbersMissing, NumbersTwice."""
    rows = pq.read_table(path)
    shapes = polygons(rows.column(GEOMETRY).combine_chunks())
    if column is None:
        return [str(number) for number in rows.column(SOURCE_FEATURE).to_pylist()], shapes
    numbers = [(number or "").strip() for number in rows.column("id").to_pylist()]
    missing = [str(place + 1) for place, number in enumerate(numbers) if not number]
    if missing:
        raise NumbersMissing(count=len(missing), file=source.shown, column=column, features=_some(missing))
    twice = [number for number, count in Counter(numbers).items() if count > 1]
    if twice:
        raise NumbersTwice(count=len(twice), file=source.shown, column=column, numbers=_some(twice))
    return numbers, shapes


def _some(words: Sequence[str]) -> str:
    return ", ".join(words[:_SHOWN]) + (" …" if len(words) > _SHOWN else "")


def _distinct(names: Sequence[str]) -> list[str]:
    """Return names that differ: a second file of the same name gets a number."""
    made: list[str] = []
    for name in names:
        candidate, number = name, 1
        while candidate in made:
            number += 1
            candidate = f"{name}-{number}"
        made.append(candidate)
    return made


def _rows(table: OverlapTable, numbers: Sequence[str]) -> list[Sequence[str | Decimal]]:
    """Return the columns of the output; areas are rounded so that they still add up."""
    patch, layer = table.patch.tolist(), table.layer.tolist()
    classes = []
    for row in range(len(table)):
        key = table.class_of(row)
        name = table.layers[layer[row]]
        classes.append("" if key is None else (key[0] or NO_CLASS) if key else name)
    areas: list[Decimal] = []
    exact = [Area(Fraction(area)) for area in table.area_m2.tolist()]
    for _key, group in groupby(range(len(table)), key=lambda row: (patch[row], layer[row])):
        areas += rounded_parts([exact[row] for row in group], AreaUnit.M2, _PLACES)
    return [[numbers[place] for place in patch], [table.layers[place] for place in layer], classes, areas]


def _tell_double_cover(table: OverlapTable, numbers: Sequence[str]) -> None:
    for place, name in enumerate(table.layers):
        covered = table.overlapped_m2[:, place]
        met = np.flatnonzero(covered).tolist()
        if met:
            line = _("Layer {layer} covers ground twice in {count} patches ({patches}): {area:.2f} m² counted once.")
            shown = _some([numbers[patch] for patch in met])
            click.echo(line.format(layer=name, count=len(met), patches=shown, area=covered.sum()), err=True)
