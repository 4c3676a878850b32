"""A layer made ready once, so that comparing with it costs no more than the ground that is looked at.

The normalised GeoParquet of a layer is streamed into one file of flat numbers, ordered along a curve so that
neighbours lie together, and mapped into memory afterwards. The file names the checksum of what it was made from and
of what it holds; one that is of another source, another make, or damaged, is made anew.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from tuban.kernel.box_tree import hilbert_order, pack
from tuban.kernel.layer_items import (
    Classes,
    ClassKey,
    LayerNotFinite,
    NoSuchColumn,
    items_of_file,
    sorted_classes,
)
from tuban.kernel.outlines import Floats, Integers, Outlines, ranges, select, starts
from tuban.values.errors import TubanError

__all__ = [
    "CacheDamaged",
    "ClassKey",
    "CompiledLayer",
    "LayerNotFinite",
    "NoSuchColumn",
    "compile_layer",
    "layer_in_memory",
    "open_layer",
]

_MAGIC = b"TUBAN\x00LAYER\x00"
_FORMAT = 1
_ALIGN = 64
_ITEMS_AT_ONCE = 16384
_ARRAYS = (
    "coordinates",
    "chain_start",
    "item_chain",
    "item_feature",
    "item_class",
    "item_piece",
    "boxes",
    "level_start",
)


class CacheDamaged(TubanError):
    """The prepared layer {path} cannot be used: {reason}."""

    code = "layer_cache.damaged"
    hint = "Delete it; it is made anew from the layer."


@dataclass(frozen=True, slots=True)
class CompiledLayer:
    """A layer ready for comparing: outlines of items in curve order, a tree over their boxes, and their classes.

    ``item_class`` (n,) is an index into ``classes``, which are sorted. ``item_piece`` (n,) marks pieces of a huge
    polygon. ``boxes`` holds all levels of the tree, ``level_start`` where each begins. All arrays are read-only.
    ``epsg`` is None where the source does not say.
    """

    outlines: Outlines
    item_class: NDArray[np.int32]
    item_piece: NDArray[np.uint8]
    boxes: Floats
    level_start: Integers
    classes: list[ClassKey]
    class_columns: tuple[str, ...]
    feature_count: int
    epsg: int | None
    source_sha256: str
    path: Path

    def __len__(self) -> int:
        return len(self.item_class)


def compile_layer(parquet: Path, cache: Path, *, class_columns: Sequence[str]) -> CompiledLayer:
    """Return the layer of a normalised GeoParquet file ready for comparing; ``cache`` is the file it is kept in.

    A cache that was made from exactly this file with these class columns is used as it is. Otherwise it is made, and
    appears under its name only when complete. Memory grows with the number of features, not with their points.
    Raises NoSuchColumn, LayerNotFinite; OSError where the source cannot be read.
    """
    source = _sha256(parquet)
    columns = tuple(class_columns)
    try:
        layer = open_layer(cache)
        if layer.source_sha256 == source and layer.class_columns == columns:
            return layer
    except (CacheDamaged, FileNotFoundError):
        pass
    _build(parquet, cache, columns, source)
    return open_layer(cache)


def open_layer(cache: Path) -> CompiledLayer:
    """Map a prepared layer into memory; raises CacheDamaged, or FileNotFoundError where there is none."""
    with cache.open("rb") as file:
        header, start = _read_header(file, cache)
        _check(file, header, start, cache)
        size = start + header["bytes"]
        mapped = mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ)
    arrays = {
        name: np.frombuffer(mapped, dtype=entry["type"], count=int(np.prod(entry["shape"])), offset=start + entry["at"])
        .reshape(entry["shape"])
        for name, entry in header["arrays"].items()
    }  # fmt: skip
    boxes, items = arrays["boxes"], len(arrays["item_feature"])
    outlines = Outlines(
        arrays["coordinates"], arrays["chain_start"], arrays["item_chain"], arrays["item_feature"], boxes[:items]
    )
    return CompiledLayer(
        outlines,
        arrays["item_class"],
        arrays["item_piece"],
        boxes,
        arrays["level_start"],
        [tuple(key) for key in header["classes"]],
        tuple(header["class_columns"]),
        header["features"],
        header["epsg"],
        header["source_sha256"],
        cache,
    )


def layer_in_memory(
    items: Outlines,
    item_class: NDArray[np.int64],
    item_piece: NDArray[np.bool_],
    classes: Sequence[ClassKey],
    *,
    epsg: int | None,
    class_columns: Sequence[str] = (),
) -> CompiledLayer:
    """Return some items of a layer as a layer of their own, kept in memory; ``item_class`` counts in ``classes``.

    A patch that meets the same items here as in the whole layer is measured the same, to the last digit.
    """
    keys = sorted_classes(classes)
    number = {key: position for position, key in enumerate(keys)}
    place = np.array([number[key] for key in classes], dtype=np.int32)
    order = hilbert_order(items.boxes)
    ordered = select(items, order)
    boxes, level_start = pack(ordered.boxes)
    return CompiledLayer(
        ordered,
        place[item_class[order]] if len(order) else np.zeros(0, dtype=np.int32),
        item_piece[order].astype(np.uint8),
        boxes,
        level_start,
        keys,
        tuple(class_columns),
        len(np.unique(items.item_feature)),
        epsg,
        "",
        Path(),
    )


# --- making -------------------------------------------------------------------------------------------------------


def _build(parquet: Path, cache: Path, columns: tuple[str, ...], source: str) -> None:
    cache.parent.mkdir(parents=True, exist_ok=True)
    classes = Classes(columns)
    with tempfile.TemporaryDirectory(prefix=f".{cache.name}.", dir=cache.parent) as folder:
        spill = Path(folder, "coordinates")
        with spill.open("wb") as out:
            parts = list(_stream(parquet, columns, classes, out))
        unordered, item_class, item_piece, features = _collect(parts, spill)
        order = hilbert_order(unordered.boxes)
        boxes, level_start = pack(unordered.boxes[order])
        keys, place = classes.sorted()
        chains = np.diff(unordered.item_chain)[order]
        lengths = np.diff(unordered.chain_start)
        arrays: dict[str, NDArray[Any]] = {
            "chain_start": starts(lengths[ranges(unordered.item_chain[order], unordered.item_chain[order + 1])]),
            "item_chain": starts(chains),
            "item_feature": unordered.item_feature[order],
            "item_class": place[item_class[order]] if len(order) else np.zeros(0, dtype=np.int32),
            "item_piece": item_piece[order].astype(np.uint8),
            "boxes": boxes,
            "level_start": level_start,
        }
        about = {
            "format": _FORMAT,
            "source_sha256": source,
            "class_columns": columns,
            "classes": keys,
            "features": features,
            "epsg": _epsg(parquet),
        }
        made = Path(folder, "layer")
        _write(made, about, arrays, unordered, order)
        os.replace(made, cache)


def _stream(
    parquet: Path, columns: tuple[str, ...], classes: Classes, spill: BinaryIO
) -> Iterator[tuple[Outlines, NDArray[np.int64], NDArray[np.bool_], int]]:
    """Read the features in batches; their points go to ``spill``, so that they never fill the memory."""
    for outlines, item_class, is_piece, before in items_of_file(parquet, columns, classes):
        spill.write(np.ascontiguousarray(outlines.coordinates).data)
        light = Outlines(
            np.zeros((0, 2)), outlines.chain_start, outlines.item_chain, outlines.item_feature, outlines.boxes
        )
        yield light, item_class, is_piece, before


def _collect(
    parts: list[tuple[Outlines, NDArray[np.int64], NDArray[np.bool_], int]], spill: Path
) -> tuple[Outlines, NDArray[np.int64], NDArray[np.bool_], int]:
    """Join what was streamed; the points stay in the file."""
    points = np.memmap(spill, np.float64, "r") if spill.stat().st_size else np.zeros(0)
    chain_start, item_chain = [np.zeros(1, dtype=np.int64)], [np.zeros(1, dtype=np.int64)]
    for outlines, *_rest in parts:
        chain_start.append(outlines.chain_start[1:] + chain_start[-1][-1])
        item_chain.append(outlines.item_chain[1:] + item_chain[-1][-1])
    joined = Outlines(
        points.reshape(-1, 2),
        np.concatenate(chain_start),
        np.concatenate(item_chain),
        np.concatenate([np.zeros(0, dtype=np.int64), *(part[0].item_feature for part in parts)]),
        np.concatenate([np.zeros((0, 4)), *(part[0].boxes for part in parts)]),
    )
    item_class = np.concatenate([np.zeros(0, dtype=np.int64), *(part[1] for part in parts)])
    item_piece = np.concatenate([np.zeros(0, dtype=bool), *(part[2] for part in parts)])
    return joined, item_class, item_piece, parts[-1][3] if parts else 0


def _write(
    made: Path, about: dict[str, Any], arrays: dict[str, NDArray[Any]], unordered: Outlines, order: Integers
) -> None:
    """Write header and arrays; the header is sized first, its checksum filled in last."""
    at, entries = 0, {}
    shapes = {"coordinates": (("<f8"), unordered.coordinates.shape)}
    shapes |= {name: (array.dtype.str, array.shape) for name, array in arrays.items()}
    for name in _ARRAYS:
        kind, shape = shapes[name]
        entries[name] = {"at": at, "type": kind, "shape": list(shape)}
        at += -(-int(np.prod(shape)) * np.dtype(kind).itemsize // _ALIGN) * _ALIGN
    header = about | {"arrays": entries, "bytes": at, "crc32": 2**32 - 1, "header_crc32": 2**32 - 1}
    room = -(-(len(_MAGIC) + 8 + len(json.dumps(header))) // _ALIGN) * _ALIGN + _ALIGN
    check = 0
    with made.open("wb") as file:
        file.seek(room)
        for name in _ARRAYS:
            for chunk in _gathered(unordered, order) if name == "coordinates" else [arrays[name]]:
                data = np.ascontiguousarray(chunk).data.cast("B") if chunk.size else b""
                check = zlib.crc32(data, check)
                file.write(data)
            padding = b"\x00" * (-file.tell() % _ALIGN)
            check = zlib.crc32(padding, check)
            file.write(padding)
        header["crc32"] = check
        header.pop("header_crc32")
        header["header_crc32"] = zlib.crc32(json.dumps(header, sort_keys=True).encode())
        text = json.dumps(header, sort_keys=True).encode()
        file.seek(0)
        file.write(_MAGIC + room.to_bytes(4, "little") + len(text).to_bytes(4, "little") + text)
        file.flush()
        os.fsync(file.fileno())


def _gathered(unordered: Outlines, order: Integers) -> Iterator[Floats]:
    """Yield the points of the items in order, some items at a time."""
    for first in range(0, len(order), _ITEMS_AT_ONCE):
        yield select(unordered, order[first : first + _ITEMS_AT_ONCE]).coordinates


def _epsg(parquet: Path) -> int | None:
    metadata = pq.read_schema(parquet).metadata or {}
    number = json.loads(metadata.get(b"tuban", b"{}")).get("crs_epsg")
    return None if number is None else int(number)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# --- reading ------------------------------------------------------------------------------------------------------


def _read_header(file: BinaryIO, cache: Path) -> tuple[dict[str, Any], int]:
    lead = file.read(len(_MAGIC) + 8)
    if not lead.startswith(_MAGIC) or len(lead) < len(_MAGIC) + 8:
        raise CacheDamaged(path=cache, reason="it does not begin as one")
    start, length = (int.from_bytes(lead[at : at + 4], "little") for at in (len(_MAGIC), len(_MAGIC) + 4))
    try:
        header: dict[str, Any] = json.loads(file.read(length))
        said = header.pop("header_crc32")
    except (ValueError, KeyError, AttributeError) as error:
        raise CacheDamaged(path=cache, reason="its header cannot be read") from error
    if said != zlib.crc32(json.dumps(header, sort_keys=True).encode()):
        raise CacheDamaged(path=cache, reason="its header was changed")
    if header["format"] != _FORMAT:
        raise CacheDamaged(path=cache, reason=f"it is of format {header['format']}, not {_FORMAT}")
    return header, start


def _check(file: BinaryIO, header: dict[str, Any], start: int, cache: Path) -> None:
    """Compare the contents with their checksum, reading past the mapping so that memory stays free."""
    if cache.stat().st_size != start + header["bytes"]:
        raise CacheDamaged(path=cache, reason="its length is wrong")
    file.seek(start)
    check = 0
    while chunk := file.read(1 << 22):
        check = zlib.crc32(chunk, check)
    if check != header["crc32"]:
        raise CacheDamaged(path=cache, reason="its contents do not match their checksum")
