"""Which files of a folder belong together to one source of data, by their names alone.

A Shapefile is a set of files, a File Geodatabase is a folder. Nothing is opened here: whether a file is what its name
says is found out in a child process (:mod:`tuban.kernel.formats.describe`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

KIND_BY_SUFFIX = {
    ".shp": "shapefile", ".gpkg": "geopackage", ".geojson": "geojson", ".json": "geojson",
    ".parquet": "geoparquet", ".geoparquet": "geoparquet", ".xlsx": "excel", ".xls": "excel", ".xlsm": "excel",
    ".xlsb": "excel", ".ods": "excel", ".csv": "csv", ".tif": "raster", ".tiff": "raster", ".img": "raster",
    ".zip": "zip", ".fgb": "flatgeobuf", ".kml": "kml", ".ovkml": "kml", ".kmz": "kmz", ".ovkmz": "kmz",
    ".ovjsn": "ovjsn", ".dxf": "dxf", ".gpx": "gpx", ".txt": "plots", ".mif": "mapinfo", ".tab": "mapinfo",
    ".ovobj": "closed", ".dwg": "closed", ".mdb": "closed", ".mpk": "closed", ".vct": "closed",
}  # fmt: skip
SHAPEFILE_PARTS = (".shx", ".dbf", ".prj", ".cpg", ".qpj", ".sbn", ".sbx", ".shp.xml", ".fix", ".qix", ".fbn", ".fbx",
                   ".ain", ".aih", ".ixs", ".mxs", ".atx")  # fmt: skip
MAPINFO_PARTS = {".mif": (".mid",), ".tab": (".dat", ".id", ".map", ".ind")}
RASTER_PARTS = (".tfw", ".tifw", ".aux.xml", ".ovr", ".rrd", ".ige", ".xml", ".prj")
SIDE_FILES = ("-wal", "-shm", "-journal")
_IGNORED_NAMES = {"thumbs.db", "desktop.ini", ".ds_store"}


@dataclass(frozen=True, slots=True)
class Source:
    """One source of data below a root: ``path`` is its main file (or .gdb folder); ``parts`` the others, relative."""

    path: str
    kind: str
    parts: tuple[str, ...] = ()

    @property
    def everything(self) -> tuple[str, ...]:
        """All files, the main one first; a File Geodatabase has only parts."""
        return self.parts if self.kind == "geodatabase" else (self.path, *self.parts)


@dataclass(slots=True)
class Found:
    """What lies in a folder: sources of data, other files, and links that lead out (relative paths, sorted)."""

    sources: list[Source] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


def recognise(root: Path) -> Found:
    """Group the files below ``root``. Symbolic links are listed and never followed."""
    found = Found()
    files: list[str] = []
    for path, is_link in _walk(root, found):
        (found.links if is_link else files).append(path)
    by_folded = {name.casefold(): name for name in files}
    taken: set[str] = {part for source in found.sources for part in source.parts}
    for name in files:
        kind = KIND_BY_SUFFIX.get(Path(name).suffix.casefold())
        if kind is None or name in taken:
            continue
        parts = _parts(name, kind, by_folded)
        taken.update((name, *parts))
        found.sources.append(Source(name, kind, parts))
    for name in files:  # a table or geometry that lost its Shapefile is still worth a word
        if name not in taken and Path(name).suffix.casefold() in (".dbf", ".shx"):
            main = _lost_shapefile(name)
            if main.casefold() not in {source.path.casefold() for source in found.sources}:
                parts = _parts(main, "shapefile", by_folded)
                taken.update(parts)
                found.sources.append(Source(main, "shapefile", parts))
    found.others = sorted(name for name in files if name not in taken)
    found.sources.sort(key=lambda source: source.path)
    found.links.sort()
    return found


def _lost_shapefile(name: str) -> str:
    return str(Path(name).with_suffix(".shp").as_posix())


def _parts(name: str, kind: str, by_folded: dict[str, str]) -> tuple[str, ...]:
    path = Path(name)
    stem = path.with_suffix("").as_posix().casefold()
    whole = name.casefold()
    if kind == "shapefile":
        wanted = [stem + suffix for suffix in SHAPEFILE_PARTS]
    elif kind == "mapinfo":
        wanted = [stem + suffix for suffix in MAPINFO_PARTS[path.suffix.casefold()]]
    elif kind == "raster":
        wanted = [stem + suffix for suffix in RASTER_PARTS] + [whole + suffix for suffix in RASTER_PARTS]
    else:
        wanted = [whole + suffix for suffix in SIDE_FILES]
        if kind == "csv":
            wanted += [whole + "t", stem + ".cpg", stem + ".prj"]
        if kind == "excel":
            wanted += [stem + ".prj"]
    return tuple(sorted({by_folded[key] for key in wanted if key in by_folded and by_folded[key] != name}))


def _walk(folder: Path, found: Found, inside: str = "") -> Iterator[tuple[str, bool]]:
    with os.scandir(folder) as entries:
        listed = sorted(entries, key=lambda entry: entry.name)
    for entry in listed:
        name = f"{inside}{entry.name}"
        if entry.is_symlink():
            yield name, True
        elif entry.is_dir(follow_symlinks=False):
            below = list(_walk(Path(entry.path), found, name + "/"))
            if entry.name.casefold().endswith(".gdb"):
                parts = tuple(sorted(path for path, is_link in below if not is_link))
                found.sources.append(Source(name, "geodatabase", parts))
                below = [(path, is_link) for path, is_link in below if is_link]
            elif entry.name == "__MACOSX":
                continue
            yield from below
        elif entry.is_file(follow_symlinks=False) and entry.name.casefold() not in _IGNORED_NAMES:
            if not entry.name.startswith("._") and not entry.name.startswith("~$"):
                yield name, False
        elif not entry.is_file(follow_symlinks=False):
            yield name, True  # a pipe, a socket or a device: as unwelcome as a link
