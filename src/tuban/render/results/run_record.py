"""``run.json``: what went in, what came out, under which editions, with which versions, how long it took."""

from __future__ import annotations

import hashlib
import json
import platform
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from tuban import __version__
from tuban.inspect.run import Inspection
from tuban.render.results.writing import Stopwatch, disc_checksum
from tuban.rules.rulebook import Rulebook

RUN = "run.json"
LIBRARIES = ("numpy", "shapely", "pyogrio", "pyproj", "pyarrow", "numba", "rasterio", "xlsxwriter")


def write_run(
    folder: Path,
    inspection: Inspection,
    rulebook: Rulebook,
    *,
    disc: str,
    started: datetime,
    watch: Stopwatch,
    notes: Sequence[str] = (),
) -> None:
    """Write ``run.json``: what went in, what came out, under which editions, with which versions, how long it took."""
    campaign = inspection.disc.campaign
    record: dict[str, Any] = {
        "tuban": __version__,
        "disc": disc,
        "campaign": {
            "id": campaign.id,
            "title": campaign.title,
            "year": campaign.year,
            "area_code": campaign.area_code,
            "area_name": campaign.area_name,
            "issuer": campaign.issuer,
            "issued_on": campaign.issued_on,
            "working_crs": f"EPSG:{campaign.epsg}",
        },
        "disc_checksum": disc_checksum(inspection),
        "lawbook_edition": rulebook.edition,
        "verdict": inspection.disc.verdict,
        "inputs": [
            {
                "role": layer.role,
                "file": layer.source_file,
                "sha256": layer.checksum_sha256,
                "edition": layer.edition,
                "count": layer.count,
            }
            for role in sorted(inspection.disc.layers)
            for layer in inspection.disc.layers[role]
        ],
        "missing_roles": list(inspection.disc.missing_roles),
        "counts": {
            "total": inspection.disc.counts.total,
            "loaded": inspection.disc.counts.loaded,
            "skipped": inspection.disc.counts.skipped,
            "patches": len({part.key[0] for part in inspection.parts}),
            "parts": len(inspection.parts),
            "findings": dict(sorted(Counter(str(part.facts["finding"]) for part in inspection.parts).items())),
            "problems": dict(sorted(Counter(problem.rule for problem in inspection.problems).items())),
        },
        "disc_findings": dict(sorted(Counter(finding.code for finding in inspection.disc.findings).items())),
        "notes": list(notes),
        "outputs": {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        },
        "versions": {"python": platform.python_version(), **{name: _version(name) for name in LIBRARIES}},
        "started_at": started.isoformat(timespec="seconds"),
        "finished_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": watch.seconds,
    }
    text = json.dumps(record, ensure_ascii=False, indent=2)
    (folder / RUN).write_text(text + "\n", encoding="utf-8")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
