"""Arcs in foreign layers (CurvePolygon, MultiSurface …): replaced by chords while they are read, and counted.

Survey databases and CAD write arcs; neither measuring nor overlaying knows them. GDAL draws them as chords of four
degrees where it hands over single features, but not where it hands over batches: a batch that holds arcs is read again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_CURVED = {8, 9, 10, 11, 12, 13, 14}  # the types of ISO 19125 that have arcs, or may have


def is_curved(wkb: bytes | None) -> bool:
    """Return whether a geometry is of a type that has arcs, by the head of its WKB."""
    if wkb is None or len(wkb) < 5:
        return False
    kind = int.from_bytes(wkb[1:5], "little" if wkb[0] == 1 else "big") & 0x0FFF_FFFF
    return kind % 1000 in _CURVED


def straightened(
    wkb: NDArray[np.object_], path: Path, layer: str | None, first: int, options: dict[str, Any]
) -> tuple[NDArray[np.object_], int]:
    """Return the WKB of a batch that begins at feature ``first`` (from 0) without arcs, and how many had any."""
    import pyogrio

    curved = np.array([is_curved(value) for value in wkb], dtype=bool)
    if not curved.any():
        return wkb, 0
    again = pyogrio.raw.read(path, layer=layer, columns=[], skip_features=first, max_features=len(wkb), **options)[2]
    straight = wkb.copy()
    straight[curved] = again[curved]
    return straight, int(curved.sum())
