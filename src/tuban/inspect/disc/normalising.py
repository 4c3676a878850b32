"""Sends every assigned layer through its conversion in a child process and gathers the layers in normal form."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pyproj import CRS, Transformer

from tuban.inspect.disc.fields import Match, codes, known_names, labels
from tuban.inspect.disc.findings import Finding, from_json
from tuban.inspect.disc.model import Counts, Layer
from tuban.inspect.disc.proposal import Assignment
from tuban.inspect.disc.sources import failure
from tuban.inspect.progress import Progress, silent
from tuban.kernel.formats.children import Limits, Nursery, Task
from tuban.values.language import gettext as _

CONVERT = "tuban.inspect.disc.conversion:convert"


def normalise_all(
    assigned: Sequence[Assignment], *, epsg: int, into: Path, nursery: Nursery, limits: Limits,
    progress: Progress = silent,
) -> tuple[list[Layer], list[Finding], Counts]:  # fmt: skip
    """Convert every layer; return them in the order given, with what was noticed and how much was loaded."""
    into.mkdir(parents=True, exist_ok=True)
    vectors = [assignment for assignment in assigned if assignment.layer.geometry != "raster"]
    layers = {id(assignment): _image(assignment, epsg) for assignment in assigned if assignment not in vectors}
    tasks = [_task(assignment, number, epsg, into, limits) for number, assignment in enumerate(vectors)]
    findings: list[Finding] = []
    loaded = skipped = total = 0
    progress(_("Reading the disc"), 0, len(tasks))
    for done, (number, outcome) in enumerate(nursery.run_all(tasks), 1):
        assignment = vectors[number]
        if outcome.ending != "done":
            findings.append(failure(outcome, assignment.source.shown))
            total += assignment.layer.count
            skipped += assignment.layer.count
        else:
            findings.extend(from_json(outcome.answer["findings"]))
            loaded += outcome.answer["count"]
            skipped += outcome.answer["skipped"]
            total += outcome.answer["total"]
            layers[id(assignment)] = _layer(assignment, outcome.answer, Path(tasks[number].arguments["target"]), epsg)
        progress(_("Reading the disc"), done, len(tasks))
    ordered = [layers[id(assignment)] for assignment in assigned if id(assignment) in layers]
    return ordered, findings, Counts(loaded, skipped, total)


def _task(assignment: Assignment, number: int, epsg: int, into: Path, limits: Limits) -> Task:
    source, layer, role = assignment.source, assignment.layer, assignment.role
    geometry = "none" if layer.geometry == "none" or role.geometry == "none" else role.geometry
    shown = f"{source.shown}:{layer.name}" if len(source.layers) > 1 else source.shown
    name = f"{role.name}-{number:02d}-{hashlib.sha256(shown.encode()).hexdigest()[:8]}.parquet"
    fields = [_field(field.name, assignment.matches.get(field.name), field) for field in role.fields.values()]
    about = {"role": role.name, "edition": assignment.entry.edition, "source_sha256": source.checksum}
    arguments: dict[str, Any] = {
        "read_from": str(source.read_from), "kind": source.source.kind, "layer": layer.name,
        "encoding": source.encoding or None, "crs": layer.crs, "epsg": epsg, "geometry": geometry, "role": role.name,
        "file": shown, "fields": fields, "target": str(into / name), "about": about, "known": sorted(known_names()),
        "list_slug": assignment.entry.list,
        "list_labels": dict(labels("patch_list")) if role.name == "patches" else None,
        "swapped": layer.swapped, "shift": assignment.entry.shift,
    }  # fmt: skip
    return Task(CONVERT, arguments, limits.for_size(source.size))


def _field(name: str, match: Match | None, field: Any) -> dict[str, Any]:
    return {"name": name, "required": field.required, "column": match.column if match else None, "type": field.type,
            "unit": (match.unit if match else "") or field.unit,
            "codes": dict(codes(field.codelist)) if field.codelist else None}  # fmt: skip


def _layer(assignment: Assignment, answer: dict[str, Any], path: Path, epsg: int) -> Layer:
    entry = assignment.entry
    bounds = answer["bounds"]
    return Layer(
        entry.role, path, assignment.source.shown, entry.edition, assignment.source.checksum, answer["count"], epsg,
        entry.list, entry.as_of, None if bounds is None else (bounds[0], bounds[1], bounds[2], bounds[3]),
        has_geometry=assignment.layer.geometry != "none" and assignment.role.geometry != "none",
        declared_count=entry.count, source_count=assignment.layer.count, source_epsg=assignment.layer.epsg or None,
        shift=entry.shift,
    )  # fmt: skip


def _image(assignment: Assignment, epsg: int) -> Layer:
    """Register an image: it stays where it is; its bounds are carried into the working CRS."""
    layer, entry = assignment.layer, assignment.entry
    bounds = None
    if layer.crs and layer.bounds:
        box = Transformer.from_crs(CRS.from_user_input(layer.crs), epsg, always_xy=True).transform_bounds(*layer.bounds)
        bounds = (box[0], box[1], box[2], box[3])
    return Layer(
        entry.role, assignment.source.read_from, assignment.source.shown, entry.edition, assignment.source.checksum,
        layer.count, layer.epsg or 0, "", entry.as_of, bounds,
    )  # fmt: skip
