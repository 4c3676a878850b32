"""What each command besides ``inspect`` costs on the practice county, as a user starts it: whole processes, in turn."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.processes import Cost, run

WITH_FINDINGS = (0, 1)
"""The exit codes of a command that did its work and found something, or nothing, to be mended."""

TARGETS = ("shp", "gpkg", "geojson", "kml", "dxf", "txt")


def costs(disc: Path, results: Path) -> Iterator[Cost]:
    """Yield the cost of every command; ``results`` are those of ``tuban inspect``, with sheets."""
    roads = disc / "其他" / "道路.gpkg"
    survey = disc / "地类" / "地类图斑2023.gpkg"
    with tempfile.TemporaryDirectory(prefix="tuban-bench-") as scratch:
        work = Path(scratch)
        yield run("disc check", "disc", "check", disc, wanted=WITH_FINDINGS)
        yield run("disc check, with its page", "disc", "check", disc, "--page", work / "check.html",
                  wanted=WITH_FINDINGS)  # fmt: skip
        yield run("disc verify", "disc", "verify", disc)
        yield run("disc prepare", "disc", "prepare", disc, "-o", work / "prepare.xlsx",
                  wanted=WITH_FINDINGS)  # fmt: skip
        yield run("route, three groups, with books", "route", results, "--roads", roads, "--groups", 3,
                  "-o", work / "routes")  # fmt: skip
        yield run("field-book, every patch", "field-book", results, "--all", "-o", work / "books")
        yield run("trace, one cell", "trace", results, "--form", "S3", "--cell", "F8")
        for suffix in TARGETS:
            yield run(f"convert 13 000 parcels to {suffix}", "convert", survey, work / f"parcels.{suffix}")
        yield run("lawbook check", "lawbook", "check")
        yield run("lawbook print", "lawbook", "print", "-o", work / "lawbook.docx")
