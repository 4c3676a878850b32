"""The results of the tiles put together: the rows of one process, in the same order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from tuban.kernel.layer_items import ClassKey, sorted_classes
from tuban.kernel.overlay import UNMATCHED, OverlapTable


def merged(
    results: Sequence[Path], layers: tuple[str, ...], classes: Mapping[str, Iterable[ClassKey]], count: int
) -> OverlapTable:
    """Return the table of ``count`` patches from the results of their tiles.

    ``classes`` are all that each layer has, also those that no patch meets. Raises OSError.
    """
    all_classes = {name: sorted_classes(set(classes[name])) for name in layers}
    place = [{key: at for at, key in enumerate(all_classes[name])} for name in layers]
    whole, overlapped = np.zeros(count), np.zeros((count, len(layers)))
    kinds = {
        "patch": np.int64,
        "layer": np.int64,
        "class_index": np.int64,
        "area_m2": np.float64,
        "plane_m2": np.float64,
    }
    columns = {name: [np.zeros(0, kind)] for name, kind in kinds.items()}
    for result in results:
        with np.load(result, allow_pickle=False) as tile:
            own = tile["place"]
            whole[own], overlapped[own] = tile["patch_m2"], tile["overlapped_m2"]
            layer, class_index = tile["layer"], tile["class_index"].copy()
            for number, keys in enumerate(json.loads(tile["classes"].tobytes())):
                to = np.array([place[number][tuple(key)] for key in keys] + [UNMATCHED], dtype=np.int64)  # −1: the rest
                here = layer == number
                class_index[here] = to[class_index[here]]
            for name, some in columns.items():
                some.append(class_index if name == "class_index" else tile[name])
    joined = {name: np.concatenate(some) for name, some in columns.items()}
    order = np.argsort(joined["patch"], kind="stable")
    return OverlapTable(
        layers,
        joined["patch"][order],
        joined["layer"][order],
        joined["class_index"][order],
        joined["area_m2"][order],
        joined["plane_m2"][order],
        whole,
        overlapped,
        all_classes,
    )
