"""The readers of our own, by the kind of the file."""

from __future__ import annotations

from pathlib import Path

from tuban.kernel.formats import boundary_points, gpx, kml, ovital
from tuban.kernel.formats.drawn import Drawing


def read(path: Path, kind: str, *, undo_gcj02: bool = False) -> Drawing:
    """Read a whole drawing of one of :data:`tuban.kernel.formats.drawn.KINDS`. Raises Refusal."""
    if kind in ("kml", "kmz"):
        return kml.read(path, kind, undo_gcj02=undo_gcj02)
    if kind == "ovjsn":
        return ovital.read(path, undo_gcj02=undo_gcj02)
    if kind == "gpx":
        return gpx.read(path)
    if kind == "dxf":
        from tuban.kernel.formats import cad  # takes half a second to load

        return cad.read(path)
    return boundary_points.read(path)
