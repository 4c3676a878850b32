"""The tasks of a run: sorting stretches of layers and patches into tiles, and comparing a tile.

A task is told where things are, not what they hold; it reads files and leaves one file, under a name that follows from
the inputs alone. Done twice, by two workers at once, or after one was killed half way, it leaves the same.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

from tuban.kernel.layer_cache import CompiledLayer, layer_in_memory, open_layer
from tuban.kernel.layer_items import Classes, ClassKey, items_of_file
from tuban.kernel.outlines import Outlines, joined, select
from tuban.kernel.overlay import overlay
from tuban.scale.ledger import Receipt, finish, finished, sha256_of, write_durably
from tuban.scale.parts import Items, read_items, read_patches, write_items, write_patches

BOXES, TILES = "boxes.npy", "tiles.npy"
_ITEMS_AT_ONCE = 8192


@dataclass(frozen=True, slots=True)
class Task:
    """A file to be made: ``result`` its path; what it is called in a sentence is ``shown``."""

    result: str
    shown: str

    suffix: ClassVar[str] = ""

    def perform(self) -> Receipt:
        """Make the file, unless it is there and whole. Raises what goes wrong; then there is no file."""
        path = Path(self.result)
        if (already := finished(path)) is not None:
            return already
        begin, used = time.perf_counter(), time.process_time()
        rows, read, told = self._make(path)
        receipt = Receipt(
            path.stem, rows, sha256_of(path), round(time.perf_counter() - begin, 4),
            round(time.process_time() - used, 4), read, peak_mib(), told,
        )  # fmt: skip
        finish(path, receipt)
        return receipt

    def _make(self, path: Path) -> tuple[int, int, dict[str, Any]]:
        """Write the file; return its rows, the bytes that were read, and what later tasks must know."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class ShareLayer(Task):
    """Sort a stretch of a layer into the tiles of a plan.

    ``source`` is a normalised GeoParquet file with ``columns`` that make the class, of which row groups ``first`` to
    ``last`` are meant; or, with ``is_compiled``, a compiled layer, of which items ``first`` to ``last`` are.
    """

    plan: str
    source: str
    columns: tuple[str, ...]
    first: int
    last: int
    is_compiled: bool = False

    def _make(self, path: Path) -> tuple[int, int, dict[str, Any]]:
        boxes, tiles = np.load(Path(self.plan, BOXES), mmap_mode="r"), np.load(Path(self.plan, TILES), mmap_mode="r")
        found: dict[int, list[tuple[Outlines, NDArray[np.int64], NDArray[np.bool_]]]] = {}
        classes: list[ClassKey] = []
        for outlines, item_class, is_piece, known in self._batches():
            classes = known
            for tile, items in _needed(outlines.boxes, boxes, tiles):
                found.setdefault(tile, []).append((select(outlines, items), item_class[items], is_piece[items]))
        by_tile = {
            tile: Items(
                joined([one[0] for one in some]), np.concatenate([one[1] for one in some]),
                np.concatenate([one[2] for one in some]), classes,
            )
            for tile, some in sorted(found.items())
        }  # fmt: skip
        write_durably(path, lambda draft: write_items(draft, by_tile, classes))
        return sum(len(items.outlines) for items in by_tile.values()), self._bytes(), {
            "tiles": list(by_tile), "classes": [list(key) for key in classes]
        }  # fmt: skip

    def _batches(self) -> Iterator[tuple[Outlines, NDArray[np.int64], NDArray[np.bool_], list[ClassKey]]]:
        if self.is_compiled:
            layer = open_layer(Path(self.source))
            for start in range(self.first, self.last, _ITEMS_AT_ONCE):
                items = np.arange(start, min(start + _ITEMS_AT_ONCE, self.last))
                yield (
                    select(layer.outlines, items), layer.item_class[items].astype(np.int64),
                    layer.item_piece[items].astype(bool), layer.classes,
                )  # fmt: skip
            if self.first >= self.last:
                yield select(layer.outlines, np.arange(0)), np.zeros(0, np.int64), np.zeros(0, bool), layer.classes
            return
        classes = Classes(self.columns)
        rows = items_of_file(Path(self.source), self.columns, classes, row_groups=range(self.first, self.last))
        for outlines, item_class, is_piece, _before in rows:
            yield outlines, item_class, is_piece, list(classes.number)

    def _bytes(self) -> int:
        if self.is_compiled:
            return Path(self.source).stat().st_size
        return _bytes_of(Path(self.source), range(self.first, self.last))


@dataclass(frozen=True, slots=True)
class SharePatches(Task):
    """Sort row groups ``first`` to ``last`` of the file of patches into their tiles."""

    plan: str
    source: str
    first: int
    last: int

    def _make(self, path: Path) -> tuple[int, int, dict[str, Any]]:
        tiles = np.load(Path(self.plan, TILES), mmap_mode="r")
        with pq.ParquetFile(self.source) as file:
            place = sum(file.metadata.row_group(group).num_rows for group in range(self.first))
            with_whole = "whole" in file.schema_arrow.names
            columns = ["geometry", "whole"] if with_whole else ["geometry"]
            rows = file.read_row_groups(list(range(self.first, self.last)), columns=columns)
        shapes = rows.column("geometry").to_pylist()
        wholes = rows.column("whole").to_pylist() if with_whole else [float("nan")] * len(shapes)
        own = np.asarray(tiles[place : place + len(shapes)])
        by_tile = {}
        for tile in np.unique(own).tolist():
            members = np.flatnonzero(own == tile).tolist()
            by_tile[tile] = ([place + one for one in members], [shapes[one] for one in members],
                             [wholes[one] for one in members])  # fmt: skip
        write_durably(path, lambda draft: write_patches(draft, by_tile))
        return len(shapes), _bytes_of(Path(self.source), range(self.first, self.last)), {"tiles": list(by_tile)}


@dataclass(frozen=True, slots=True)
class CompareTile(Task):
    """Compare the patches of a tile with what it needs of every layer.

    ``patches`` are the part files that hold its patches; ``layers`` the name of each layer, in order, with its part
    files that hold items for the tile.
    """

    tile: int
    patches: tuple[str, ...]
    layers: tuple[tuple[str, tuple[str, ...]], ...]
    epsg: int

    def _make(self, path: Path) -> tuple[int, int, dict[str, Any]]:
        read = 0
        places, shapes, wholes = [], [], []
        for part in self.patches:
            batch, size = read_patches(Path(part), self.tile)
            read += size
            places.append(batch.column("place").to_numpy())
            shapes += batch.column("geometry").to_pylist()
            wholes.append(batch.column("whole").to_numpy())
        whole = np.concatenate(wholes)
        layers: dict[str, CompiledLayer] = {}
        for name, parts in self.layers:
            layers[name], size = self._layer(parts)
            read += size
        table = overlay(
            np.asarray(shapely.from_wkb(np.array(shapes, dtype=object)), dtype=object), layers,
            epsg=self.epsg, whole=None if np.isnan(whole).all() else whole, threads=1,
        )  # fmt: skip
        place = np.concatenate(places)
        arrays = {
            "place": place, "patch": place[table.patch], "layer": table.layer, "class_index": table.class_index,
            "area_m2": table.area_m2, "plane_m2": table.plane_m2, "patch_m2": table.patch_m2,
            "overlapped_m2": table.overlapped_m2,
        }  # fmt: skip
        classes = json.dumps([table.classes[name] for name, _parts in self.layers]).encode()
        write_durably(path, lambda draft: _save(draft, arrays | {"classes": np.frombuffer(classes, dtype=np.uint8)}))
        return len(table), read, {}

    def _layer(self, parts: tuple[str, ...]) -> tuple[CompiledLayer, int]:
        """Return the items of a layer that the tile needs, as a layer, and how many bytes were read."""
        found, read = [], 0
        for part in parts:
            items, size = read_items(Path(part), self.tile)
            found.append(items)
            read += size
        number: dict[ClassKey, int] = {}
        classes = []
        for items in found:
            renumbered = np.array([number.setdefault(key, len(number)) for key in items.classes], dtype=np.int64)
            classes.append(renumbered[items.item_class])
        layer = layer_in_memory(
            joined([items.outlines for items in found] or [_NONE]), np.concatenate([np.zeros(0, np.int64), *classes]),
            np.concatenate([np.zeros(0, bool), *(items.item_piece for items in found)]), list(number), epsg=self.epsg,
        )  # fmt: skip
        return layer, read


_NONE = Outlines(
    np.zeros((0, 2)), np.zeros(1, np.int64), np.zeros(1, np.int64), np.zeros(0, np.int64), np.zeros((0, 4))
)


def _needed(theirs: Any, boxes: Any, tiles: Any) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Yield each tile that needs some of the items with boxes ``theirs``, and which: where a patch's box meets one."""
    if not len(theirs):
        return
    west, south = theirs[:, :2].min(axis=0)
    east, north = theirs[:, 2:].max(axis=0)
    near = np.flatnonzero(
        (boxes[:, 0] <= east) & (boxes[:, 2] >= west) & (boxes[:, 1] <= north) & (boxes[:, 3] >= south)
    )
    if not len(near):
        return
    tree = shapely.STRtree(shapely.box(*np.asarray(boxes[near]).T))
    item, patch = tree.query(shapely.box(*theirs.T))
    pairs = np.unique(np.column_stack([np.asarray(tiles[near])[patch], item]), axis=0)
    begins = np.flatnonzero(np.diff(pairs[:, 0], prepend=-1))
    for some in np.split(pairs, begins[1:]) if len(pairs) else []:
        yield int(some[0, 0]), some[:, 1].astype(np.int64)


def _save(draft: Path, arrays: dict[str, Any]) -> None:
    with draft.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)


def _bytes_of(parquet: Path, groups: range) -> int:
    about = pq.read_metadata(parquet)
    return sum(
        about.row_group(group).column(column).total_compressed_size
        for group in groups
        for column in range(about.num_columns)
    )


def peak_mib() -> float:
    """Return the most memory that this process ever had, in MiB; 0 where the system does not say."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next((round(int(line.split()[1]) / 1024, 1) for line in lines if line.startswith("VmHWM:")), 0.0)
