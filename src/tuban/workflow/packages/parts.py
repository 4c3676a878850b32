"""The parts of a package, made one by one: JSON, pictures that the store holds, tiles of the basemap."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from tuban.inspect.progress import Progress
from tuban.kernel.formats.children import Nursery
from tuban.workflow import store
from tuban.workflow.comparison.loading.pictures import SUFFIX
from tuban.workflow.layers.models import Edition
from tuban.workflow.packages.basemap import wanted_tiles, write_basemap
from tuban.workflow.packages.queries import folder_of_parts

JSON, JPEG, ZIP = "application/json", "image/jpeg", "application/zip"
Way = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Made:
    """A part: its name in the package, its kind of the protocol, and its content by its SHA-256; ``size`` in bytes."""

    name: str
    kind: str
    checksum: str
    suffix: str
    size: int
    media_type: str
    is_stored: bool = False


def json_part(folder: Path, name: str, kind: str, content: Any) -> Made:
    """Write content as JSON and return its part."""
    path = folder / name
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), "utf-8")
    return cached_part(path, kind, ".json", JSON)


def cached_part(path: Path, kind: str, suffix: str, media_type: str) -> Made:
    """Move a file to the parts, under the checksum of its content."""
    checksum, size = store.checksum_of(path), path.stat().st_size
    target = folder_of_parts() / f"{checksum}{suffix}"
    target.parent.mkdir(parents=True, exist_ok=True)
    path.replace(target)
    return Made(path.name, kind, checksum, suffix, size, media_type)


def chip_parts(patches: Sequence[dict[str, Any]]) -> list[Made]:
    """Return the pictures of the patches, each once; parts of a split patch share them."""
    found: dict[str, Made] = {}
    for patch in patches:
        for chip in patch["chips"]:
            checksum = chip["sha256"]
            if checksum not in found:
                size = store.found(checksum, SUFFIX).stat().st_size
                name = f"{patch['number']}-{chip['time']}{SUFFIX}"
                found[checksum] = Made(name, "chip", checksum, SUFFIX, size, JPEG, is_stored=True)
    return list(found.values())


def basemap_parts(
    folder: Path, editions: Sequence[Edition], shapes: Sequence[shapely.Geometry], ways: Sequence[Way],
    progress: Progress,
) -> list[Made]:  # fmt: skip
    """Return the tiles around shapes and along ways, both in degrees; none where no image is installed."""
    images = [one for one in editions if one.role == "image_after"] or [
        one for one in editions if one.role == "image_before"
    ]
    if not images:
        return []
    with Nursery() as nursery:
        tiles = wanted_tiles(shapes, [np.array(way, dtype=float).reshape(-1, 2) for way in ways])
        zips = write_basemap(folder, images, tiles, nursery=nursery, progress=progress)
    return [cached_part(path, "tiles", ".zip", ZIP) for path in zips]
