"""What a foreign file holds, told as plain JSON values; runs in a child process (see ``children``)."""

from __future__ import annotations

import codecs
import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from tuban.kernel.formats import drawings, drawn, encodings, shapefile, tables, vectors
from tuban.kernel.formats.nursery import Refusal

SAMPLE = 300
_NOT_COMPARED = "()（）[]【】_-“”\"'‘’《》「」"
_NOT_ON_EARTH = 1e8
_LONGEST_PRJ = 20_000
_ZIP_MAGIC = b"PK\x03\x04"
_OLE_MAGIC = b"\xd0\xcf\x11\xe0"
_MAGIC = {"geopackage": (b"SQLite format 3\0",), "geoparquet": (b"PAR1",), "excel": (_ZIP_MAGIC, _OLE_MAGIC),
          "raster": (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+", b"EHFA"), "kmz": (_ZIP_MAGIC,),
          "flatgeobuf": (b"fgb\x03fgb",)}  # fmt: skip
_FOREIGN_MAGIC = (_ZIP_MAGIC, _OLE_MAGIC, b"SQLite format 3\0", b"PAR1", b"%PDF", b"\x89PNG", b"\xff\xd8\xff",
                  b"\x7fELF", b"MZ", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")  # fmt: skip


def describe(
    *, root: str, path: str, kind: str, parts: Sequence[str], known: Sequence[str], scratch: str,
    encoding: str | None = None, undo_gcj02: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Return checksums, layers and what was noticed. ``known`` are column names that may stand in a header, folded.

    ``encoding`` is the one a manifest declares. Anything repaired to be able to read (an index, an encoding) is made
    in a copy below ``scratch``, and ``read_from`` then names the copy. ``undo_gcj02`` brings coordinates that say they
    are shifted back, instead of refusing them. Raises Refusal.
    """
    main = Path(root) / path
    answer: dict[str, Any] = {"layers": [], "notes": [], "read_from": str(main), "encoding": None}
    everything = parts if kind == "geodatabase" else [path, *parts]
    answer["sha256"] = {name: checksum(Path(root) / name) for name in everything if (Path(root) / name).is_file()}
    answer["size"] = sum((Path(root) / name).stat().st_size for name in answer["sha256"])
    if kind != "geodatabase" and main.is_file():
        _check_magic(main, kind)
    if kind == "closed":
        raise Refusal(f"format.{main.suffix.casefold().removeprefix('.')}")
    if kind == "raster":
        answer["layers"] = [_raster(main)]
    elif kind in ("excel", "csv"):
        _describe_tables(answer, main, kind, set(known), encoding)
    else:
        if kind in drawn.KINDS:
            main = _drawn(answer, main, kind, Path(scratch), undo_gcj02=undo_gcj02)
        _describe_vectors(answer, main, kind, Path(scratch), encoding)
    if not answer["layers"]:
        raise Refusal("file.no_layer")
    return answer


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal text."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """Fold a name for comparison: case, spaces, brackets and quotation marks do not count."""
    return "".join(c for c in name.casefold() if not c.isspace() and c not in _NOT_COMPARED)


def opened_tables(main: Path, kind: str, known: set[str], encoding: str | None) -> list[tables.Table]:
    """Open the tables of a spreadsheet or CSV file."""

    def is_known(text: str) -> bool:
        bare = (text, text.partition("(")[0], text.partition("（")[0])
        return bool(text) and any(folded(piece) in known for piece in bare)

    if kind == "excel":
        return tables.read_excel(main, is_known)
    return [tables.read_csv(main, encoding or encodings.UTF8, is_known)]


def _check_magic(main: Path, kind: str) -> None:
    with main.open("rb") as file:
        head = file.read(32)
    if not head:
        raise Refusal("file.empty")
    if kind in _MAGIC:
        fits = head.startswith(_MAGIC[kind])
    elif kind == "geojson":
        fits = head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{")
    else:
        fits = kind != "csv" or not (head.startswith(_FOREIGN_MAGIC) or _is_binary(main))
    if not fits:
        raise Refusal("file.other_kind", main.suffix)


def _is_binary(main: Path) -> bool:
    with main.open("rb") as file:
        head = file.read(65536)
    return not head.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\0" in head


def _note(answer: dict[str, Any], code: str, before: str, after: str, detail: str = "") -> None:
    words = {"detail": detail}
    answer["notes"].append({"code": code, "feature": "", "before": before, "after": after, "words": words})


def _note_encoding(answer: dict[str, Any], declared: str, found: encodings.FoundEncoding | None) -> str:
    """Keep the encoding found; note where it differs from the declared one or none was declared."""
    if found is None:
        raise Refusal("encoding.unknown", declared)
    answer["encoding"] = found.encoding
    said = encodings.canonical(declared)
    if not found.plain and said != found.encoding:
        if declared:
            _note(answer, "encoding.corrected", declared, found.encoding)
        elif found.encoding != encodings.UTF8:
            _note(answer, "encoding.detected", "", found.encoding)
    return found.encoding


def _describe_tables(answer: dict[str, Any], main: Path, kind: str, known: set[str], declared: str | None) -> None:
    encoding = None
    if kind == "csv":
        found = encodings.of_file(main, encodings.canonical(declared))
        encoding = _note_encoding(answer, declared or "", found)
    crs = _system_beside(main)
    for table in opened_tables(main, kind, known, encoding):
        sample: dict[str, list[str]] = {name: [] for name in table.columns}
        count = 0
        for row in table.rows:
            if row:
                count += 1
                if count <= SAMPLE:
                    for name, cell in zip(table.columns, row, strict=True):
                        sample[name].append(tables.cell_text(cell)[:200])
        if table.columns:
            answer["layers"].append(
                _layer(table.name, "none", crs=crs, bounds=None, count=count, columns=table.columns, sample=sample)
            )


def _system_beside(main: Path) -> str | None:
    """Return what the .prj beside a table says; None where there is none."""
    beside = shapefile.sibling(main, ".prj")
    return beside.read_bytes()[:_LONGEST_PRJ].decode("utf-8", "replace") if beside is not None else None


def _drawn(answer: dict[str, Any], main: Path, kind: str, scratch: Path, *, undo_gcj02: bool) -> Path:
    """Read a drawing to its end, keep its layers in a copy, and return where; what was noticed is noted."""
    drawing = drawings.read(main, kind, undo_gcj02=undo_gcj02)
    answer["encoding"] = drawing.encoding
    for note in drawing.notes:
        answer["notes"].append({"code": note.code, "feature": note.feature, "before": note.before, "after": note.after,
                                "words": dict(note.words)})  # fmt: skip
    return drawn.store(drawing, main, scratch)


def _describe_vectors(answer: dict[str, Any], main: Path, kind: str, scratch: Path, declared: str | None) -> None:
    encoding = None
    if kind == "shapefile":
        about = shapefile.examine(main, declared)
        encoding = _note_encoding(answer, about.declared, about.found)
        if not about.has_index:
            main = _with_index(main, scratch)
            _note(answer, "shapefile.index_rebuilt", "", ".shx")
    elif kind == "geojson":
        found = encodings.of_file(main, None)
        if found is not None and found.encoding != encodings.UTF8:
            main = _as_utf8(main, scratch, found.encoding)
            _note(answer, "encoding.corrected", encodings.UTF8, found.encoding)
        elif found is None:
            raise Refusal("encoding.unknown", encodings.UTF8)
    elif kind == "geopackage" and _journal(main).is_file():
        main = _with_journal(main, Path(scratch))
    answer["read_from"] = str(main)
    for layer in vectors.layers(main, kind, encoding):
        columns = [name for name, _kind in layer.columns]
        sample, shapes = _sample(main, kind, layer.name, columns, encoding)
        kinds = _kinds(shapes)
        geometry = layer.geometry if layer.geometry != "unknown" else kinds.pop() if len(kinds) == 1 else "unknown"
        bounds = layer.bounds if _on_earth(layer.bounds) else _bounds_on_earth(shapes)
        answer["layers"].append(
            _layer(
                layer.name,
                geometry,
                crs=layer.crs,
                bounds=bounds,
                count=layer.count,
                columns=columns,
                sample=sample,
            )
        )


def _layer(
    name: str, geometry: str, *, crs: str | None, bounds: Sequence[float] | None, count: int,
    columns: Sequence[str], sample: Mapping[str, list[str]],
) -> dict[str, Any]:  # fmt: skip
    about = {"name": name, "geometry": geometry, "count": count, "columns": list(columns), "sample": dict(sample)}
    return {**about, **_crs(crs, bounds)}


def _crs(crs: str | None, bounds: Sequence[float] | None) -> dict[str, Any]:
    """Return the CRS as text with its EPSG number, unit and name; the bounds also in degrees where they are known."""
    from pyproj import CRS, Transformer
    from pyproj.exceptions import CRSError, ProjError

    finite = _on_earth(bounds)
    about: dict[str, Any] = {"crs": None, "epsg": None, "crs_name": "", "degrees": None,
                             "bounds": list(bounds or ()) if finite else None, "lonlat": None}  # fmt: skip
    if not crs:
        return about
    try:
        parsed = CRS.from_user_input(json.loads(crs) if crs.startswith("{") else crs)
        about.update(crs=parsed.to_wkt(), epsg=parsed.to_epsg(min_confidence=60), crs_name=parsed.name,
                     degrees=parsed.is_geographic)  # fmt: skip
        if about["bounds"]:
            transformer = Transformer.from_crs(parsed, 4490, always_xy=True)
            lonlat = transformer.transform_bounds(*about["bounds"])
            about["lonlat"] = list(lonlat) if all(abs(value) < 1000 for value in lonlat) else None
    except (CRSError, ProjError, ValueError):
        pass  # then it has no CRS that PROJ knows; the finding says so
    return about


def _sample(
    main: Path, kind: str, layer: str, columns: list[str], encoding: str | None
) -> tuple[dict[str, list[str]], Any]:
    """Return the first values of every column, and the first geometries."""
    import shapely

    sample: dict[str, list[str]] = {name: [] for name in columns}
    for batch in vectors.batches(main, kind, layer, columns, encoding):
        head = batch.table.slice(0, SAMPLE)
        for name in head.column_names:
            column = head.column(name)
            if not pa.types.is_binary(column.type):
                sample[name] = [tables.cell_text(value)[:200] for value in column.to_pylist()]
        wkb: Any = batch.wkb[:SAMPLE] if batch.wkb is not None else []
        return sample, shapely.from_wkb(wkb, on_invalid="ignore")
    return sample, shapely.from_wkb([])


def _kinds(shapes: Any) -> set[str]:
    import shapely

    by_type = {0: "point", 1: "line", 3: "polygon", 4: "point", 5: "line", 6: "polygon"}
    return {by_type[int(number)] for number in shapely.get_type_id(shapes) if int(number) in by_type}


def _on_earth(bounds: Sequence[float] | None) -> bool:
    """Whether bounds can be those of a layer: finite, and no coordinate of any system is this far out."""
    return bounds is not None and all(abs(value) < _NOT_ON_EARTH for value in bounds)


def _bounds_on_earth(shapes: Any) -> tuple[float, float, float, float] | None:
    """Return the bounds of the features that lie on earth, so that one stray coordinate does not hide the others."""
    import shapely

    boxes = [box for box in shapely.bounds(shapes).tolist() if _on_earth(box)]
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def _with_index(main: Path, scratch: Path) -> Path:
    """Copy a Shapefile that has lost its index; the reader then makes a new one beside the copy."""
    import pyogrio

    folder = scratch / f"index-{hashlib.sha256(str(main).encode()).hexdigest()[:12]}"
    folder.mkdir(parents=True, exist_ok=True)
    for suffix in (".shp", ".dbf", ".prj"):
        part = shapefile.sibling(main, suffix)
        if part is not None:
            shutil.copyfile(part, folder / f"{main.stem}{suffix}")
    pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": True})
    copy = folder / f"{main.stem}.shp"
    try:
        pyogrio.read_info(copy)
    except pyogrio.errors.DataSourceError as error:
        raise Refusal("file.unreadable", str(error)) from error
    return copy


def _journal(main: Path) -> Path:
    return main.with_name(main.name + "-wal")


def _with_journal(main: Path, scratch: Path) -> Path:
    """Copy a GeoPackage that was left with unfinished changes: reading these writes beside the file."""
    folder = scratch / f"journal-{hashlib.sha256(str(main).encode()).hexdigest()[:12]}"
    folder.mkdir(parents=True, exist_ok=True)
    for part in (main, _journal(main)):
        shutil.copyfile(part, folder / part.name)
    return folder / main.name


def _as_utf8(main: Path, scratch: Path, encoding: str) -> Path:
    scratch.mkdir(parents=True, exist_ok=True)
    copy = scratch / f"{hashlib.sha256(str(main).encode()).hexdigest()[:12]}{main.suffix}"
    with main.open(encoding=encodings.python_codec(encoding)) as source, copy.open("w", encoding="utf-8") as target:
        shutil.copyfileobj(source, target)
    return copy


def _raster(main: Path) -> dict[str, Any]:
    import rasterio
    from rasterio.errors import RasterioError

    try:
        with main.open("rb") as file:
            driver = "HFA" if file.read(4) == b"EHFA" else "GTiff"
        with rasterio.open(main, driver=driver) as opened:
            crs = opened.crs.to_wkt() if opened.crs else None
            if opened.width * opened.height <= 0 or not opened.count:
                raise Refusal("file.unreadable", "no pixels")
            opened.read(1, window=((0, 1), (0, min(256, opened.width))))
            opened.read(1, window=((opened.height - 1, opened.height), (0, min(256, opened.width))))
            return _layer(
                main.stem, "raster", crs=crs, bounds=tuple(opened.bounds), count=opened.count, columns=[], sample={}
            )
    except (RasterioError, ValueError) as error:
        raise Refusal("file.unreadable", str(error)) from error
