"""A run: patches and layers cut into tiles, the tiles compared wherever an engine takes them, the rows put together.

The run folder keeps what was done. The same inputs find it again: a run that was killed goes on where it was, one that
was finished does nothing. Every machine that works must see the folder under the same path.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

from tuban import __version__
from tuban.inspect.progress import Progress, silent
from tuban.kernel.layer_cache import CompiledLayer
from tuban.kernel.outlines import Floats
from tuban.kernel.overlay import CrsMismatch, OverlapTable
from tuban.scale.engines import Engine, InThisProcess
from tuban.scale.inputs import Cut, LayerFile, boxes_of, row_groups
from tuban.scale.ledger import Receipt, finished, sha256_of, write_durably
from tuban.scale.merging import merged
from tuban.scale.tasks import BOXES, TILES, CompareTile, ShareLayer, SharePatches, Task
from tuban.scale.tiles import Tiles, cut
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _

_FORMAT = 1
_NAMED = 5


class TilesMissing(TubanError):
    """{missing} of {total} tiles are missing: {which}."""

    code = "scale.tiles_missing"
    hint = (
        "The others are kept in {folder}. Mend what is named and run the same again: what is done stays done, unless "
        "files change."
    )


class LayerNotShared(TubanError):
    """The layers cannot be cut into tiles: {which}."""

    code = "scale.layer_not_shared"
    hint = "What is done is kept in {folder}. Mend what is named, then run the same again."


@dataclass
class Account:
    """What a run did: receipts by stage, how many tasks there were, and how many were done before."""

    receipts: dict[str, list[Receipt]] = field(default_factory=dict)
    found_done: int = 0
    total: int = 0


@dataclass
class Run:
    """A folder that all machines see, an engine that takes tasks, and how to cut. See :meth:`overlay`."""

    folder: Path
    engine: Engine = field(default_factory=InThisProcess)
    cut: Cut = field(default_factory=Cut)
    progress: Progress = silent
    account: Account = field(default_factory=Account)

    def overlay(
        self,
        patches: NDArray[np.object_],
        layers: Mapping[str, CompiledLayer],
        *,
        epsg: int,
        whole: Floats | None = None,
    ) -> OverlapTable:
        """Return what :func:`tuban.kernel.overlay.overlay` returns for the same arguments, to the last digit.

        Raises CrsMismatch, LayerNotShared, TilesMissing, and what the engine raises.
        """
        columns: dict[str, pa.Array] = {"geometry": pa.array(_wkb(patches), pa.binary())}
        if whole is not None:
            columns["whole"] = pa.array(np.asarray(whole, dtype=float))
        written = hashlib.sha256(repr([patches.shape, columns["geometry"].to_pylist()]).encode())
        written.update(b"" if whole is None else np.asarray(whole, dtype=float).tobytes())
        path = self.folder / f"patches-{written.hexdigest()[:16]}.parquet"
        if not path.exists():
            write_durably(
                path, lambda draft: pq.write_table(pa.table(columns), draft, row_group_size=self.cut.features)
            )
        files = {name: self.compiled_file(layer) for name, layer in layers.items()}
        return self.overlay_files(path, files, epsg=epsg)

    def overlay_files(
        self, patches: Path, layers: Mapping[str, LayerFile], *, epsg: int, counties: Sequence[str] | None = None
    ) -> OverlapTable:
        """Return the overlay of a file of patches with layers that lie in files; no layer is ever held whole.

        ``patches`` has a column ``geometry`` (WKB, valid, in ``epsg``) and may have ``whole`` (㎡). All files must lie
        where every machine sees them. ``counties`` (n,) keep patches of different counties in different tiles.
        Raises as :meth:`overlay`.
        """
        for name, layer in layers.items():
            if layer.epsg is not None and layer.epsg != epsg:
                raise CrsMismatch(layer=name, theirs=layer.epsg, ours=epsg)
        self.progress(_("Cutting into tiles"), 0, 0)
        boxes = np.concatenate([np.zeros((0, 4)), *boxes_of(patches)])
        tiles = cut(boxes, self.cut.patches, counties)
        plan = self.folder / self._identity(patches, layers, tiles, epsg)
        _keep(plan / BOXES, boxes)
        _keep(plan / TILES, tiles)
        shared, patch_parts = self._shared(plan, patches, layers)
        done = self._compared(plan, boxes, tiles, shared, patch_parts, epsg=epsg)
        classes = {name: [tuple(key) for part in parts.values() for key in part.told["classes"]]
                   for name, parts in shared.items()}  # fmt: skip
        return merged(done, tuple(layers), classes, len(boxes))

    def taken_in(self, file: Path) -> Path:
        """Return a file as every machine sees it: copied into the run folder under its checksum. Raises OSError."""
        kept = self.folder / "inputs" / f"{sha256_of(file)}{file.suffix}"
        if not kept.exists():
            write_durably(kept, lambda draft: shutil.copyfile(file, draft))
        return kept

    def normal_file(self, parquet: Path, columns: Sequence[str]) -> LayerFile:
        """Return the normal form of a layer as a file to compare with; raises OSError."""
        about = json.loads((pq.read_schema(parquet).metadata or {}).get(b"tuban", b"{}"))
        stretches = row_groups(parquet, self.cut.features)
        return LayerFile(parquet, tuple(columns), sha256_of(parquet), stretches, about.get("crs_epsg"))

    def compiled_file(self, layer: CompiledLayer) -> LayerFile:
        """Return a compiled layer as a file to compare with; its cache must lie where every machine sees it."""
        count, step = len(layer), self.cut.features
        stretches = tuple((at, min(at + step, count)) for at in range(0, max(count, 1), step))
        return LayerFile(layer.path, layer.class_columns, layer.source_sha256, stretches, layer.epsg, is_compiled=True)

    def _identity(self, patches: Path, layers: Mapping[str, LayerFile], tiles: Tiles, epsg: int) -> str:
        """Return the name of the plan: it follows from the inputs and from how they are cut."""
        said = [
            _FORMAT, __version__, epsg, sha256_of(patches), hashlib.sha256(tiles.tobytes()).hexdigest(),
            [[name, layer.identity, layer.columns, layer.stretches] for name, layer in layers.items()],
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:16]

    def _shared(
        self, plan: Path, patches: Path, layers: Mapping[str, LayerFile]
    ) -> tuple[dict[str, dict[str, Receipt]], dict[str, Receipt]]:
        """Sort layers and patches into tiles; the receipts of every layer's stretches and of those of the patches."""
        tasks: list[Task] = []
        owner: list[int] = []
        for number, first, last in [(-1, *one) for one in row_groups(patches, self.cut.features)]:
            tasks.append(
                SharePatches(
                    str(plan / "parts" / f"patches-{first}.arrow"), _("patches"), str(plan), str(patches), first, last
                )
            )
            owner.append(number)
        for number, (name, layer) in enumerate(layers.items()):
            for first, last in layer.stretches:
                result = str(plan / "parts" / f"layer-{number}-{first}.arrow")
                shown = _("layer {name}, stretch {first}").format(name=name, first=first)
                tasks.append(
                    ShareLayer(result, shown, str(plan), str(layer.path), layer.columns, first, last, layer.is_compiled)
                )
                owner.append(number)
        receipts, failures = self._performed(_("Sorting into tiles"), tasks)
        if failures:
            raise LayerNotShared(which=_named(failures), folder=self.folder)
        made = [{task.result: receipts[task.result] for task, own in zip(tasks, owner, strict=True) if own == number}
                for number in range(-1, len(layers))]  # fmt: skip
        return dict(zip(layers, made[1:], strict=True)), made[0]

    def _compared(
        self,
        plan: Path,
        boxes: Floats,
        tiles: Tiles,
        shared: Mapping[str, Mapping[str, Receipt]],
        patch_parts: Mapping[str, Receipt],
        *,
        epsg: int,
    ) -> list[Path]:
        holders = {name: _by_tile(parts) for name, parts in shared.items()}
        owners = _by_tile(patch_parts)
        tasks = [
            CompareTile(
                str(plan / "tiles" / f"{tile:06d}.npz"), _where(tile, boxes[tiles == tile]), tile,
                owners.get(tile, ()), tuple((name, found.get(tile, ())) for name, found in holders.items()), epsg,
            )
            for tile in range(int(tiles.max()) + 1 if len(tiles) else 0)
        ]  # fmt: skip
        _receipts, failures = self._performed(_("Comparing tiles"), tasks)
        if failures:
            raise TilesMissing(missing=len(failures), total=len(tasks), which=_named(failures), folder=self.folder)
        return [Path(task.result) for task in tasks]

    def _performed(self, stage: str, tasks: Sequence[Task]) -> tuple[dict[str, Receipt], dict[str, str]]:
        """Let the engine do what has no receipt yet; returns receipts by file, and what failed with its reason."""
        self.progress(stage, 0, len(tasks))
        receipts: dict[str, Receipt] = {}
        for task in tasks:
            if (receipt := finished(Path(task.result))) is not None:
                receipts[task.result] = receipt
        self.account.total += len(tasks)
        self.account.found_done += len(receipts)
        failures: dict[str, str] = {}
        done = len(receipts)
        self.progress(stage, done, len(tasks))
        waiting = [task for task in tasks if task.result not in receipts]
        for task, outcome in self.engine.perform(waiting, retries=self.cut.retries):
            if isinstance(outcome, Receipt):
                receipts[task.result] = outcome
                done += 1
            else:
                failures[task.shown] = outcome
            self.progress(stage, done, len(tasks))
        self.account.receipts.setdefault(stage, []).extend(receipts.values())
        return receipts, failures


def _wkb(patches: NDArray[np.object_]) -> list[bytes | None]:
    return list(shapely.to_wkb(np.asarray(patches, dtype=object)))


def _keep(path: Path, array: NDArray[np.generic]) -> None:
    def save(draft: Path) -> None:
        with draft.open("wb") as file:
            np.save(file, array)

    if not path.exists():
        write_durably(path, save)


def _by_tile(parts: Mapping[str, Receipt]) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    for result, receipt in parts.items():
        for tile in receipt.told["tiles"]:
            found.setdefault(tile, []).append(result)
    return {tile: tuple(results) for tile, results in found.items()}


def _where(tile: int, boxes: Floats) -> str:
    """Say which tile it is so that a person finds it on a map."""
    known = boxes[np.isfinite(boxes).all(axis=1)]
    if not len(known):
        return _("tile {tile}, patches without shape").format(tile=tile + 1)
    west, south = known[:, :2].min(axis=0)
    east, north = known[:, 2:].max(axis=0)
    return _("tile {tile} ({count} patches, {west:.0f}–{east:.0f} east, {south:.0f}–{north:.0f} north)").format(
        tile=tile + 1, count=len(boxes), west=west, east=east, south=south, north=north
    )


def _named(failures: Mapping[str, str]) -> str:
    said = [f"{shown}: {reason.rstrip('.。')}" for shown, reason in list(failures.items())[:_NAMED]]
    return "; ".join(said) + (" …" if len(failures) > _NAMED else "")
