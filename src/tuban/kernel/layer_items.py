"""The features of a layer as items: read from its normal form in batches, cut where huge, numbered by class."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from tuban.kernel.cutting import cut_huge
from tuban.kernel.outlines import NotFinite, Outlines, outlines_of_wkb
from tuban.values.errors import TubanError

ClassKey = tuple[Any, ...]
"""The values of the class columns, in their order; None where a value is missing."""

_FEATURES_AT_ONCE = 8192


class NoSuchColumn(TubanError):
    """{path} has no column {column!r}."""

    code = "layer_cache.no_such_column"
    hint = "It has these: {columns}."


class LayerNotFinite(TubanError):
    """Feature {feature} of {path} has a coordinate that is no number."""

    code = "layer_cache.not_finite"
    hint = "Repair the layer first."


def items_of_file(
    parquet: Path, columns: tuple[str, ...], classes: Classes, *, row_groups: range | None = None
) -> Iterator[tuple[Outlines, NDArray[np.int64], NDArray[np.bool_], int]]:
    """Yield the items of a normalised GeoParquet file batch by batch, of some of its row groups or of all.

    Each batch is its outlines, the class number of each item, which are pieces of a huge polygon, and how many
    features of the file lie before the batch's end. Features are counted from the beginning of the file. Raises
    NoSuchColumn, LayerNotFinite; OSError where the file cannot be read.
    """
    with pq.ParquetFile(parquet) as file:
        for column in ("geometry", *columns):
            if column not in file.schema_arrow.names:
                raise NoSuchColumn(path=parquet, column=column, columns=", ".join(file.schema_arrow.names))
        wanted = range(file.num_row_groups) if row_groups is None else row_groups
        before = sum(file.metadata.row_group(group).num_rows for group in range(wanted.start))
        read = file.iter_batches(
            _FEATURES_AT_ONCE, row_groups=list(wanted), columns=["geometry", *columns], use_threads=False
        )
        for batch in read:
            numbers = classes.of(batch)
            try:
                outlines, is_piece = cut_huge(outlines_of_wkb(batch.column("geometry")))
            except NotFinite as error:
                raise LayerNotFinite(path=parquet, feature=before + int(str(error.about["feature"]))) from error
            item_class = numbers[outlines.item_feature]
            counted = Outlines(
                outlines.coordinates,
                outlines.chain_start,
                outlines.item_chain,
                outlines.item_feature + before,
                outlines.boxes,
            )
            before += len(batch)
            yield counted, item_class, is_piece, before


def sorted_classes(keys: Iterable[ClassKey]) -> list[ClassKey]:
    """Return classes in the order in which rows have them: a missing value first."""
    return sorted(
        keys, key=lambda key: [(word is not None, type(word).__name__, "" if word is None else word) for word in key]
    )


class Classes:
    """Numbers the classes of a layer as they are met; ``number`` holds them by key."""

    def __init__(self, columns: tuple[str, ...]) -> None:
        self.columns = columns
        self.number: dict[ClassKey, int] = {}

    def of(self, batch: pa.RecordBatch) -> NDArray[np.int64]:
        """Return the class number of each row."""
        codes = np.zeros(len(batch), dtype=np.int64)
        words: list[list[Any]] = []
        for column in self.columns:
            encoded = batch.column(column).dictionary_encode(null_encoding="encode")
            words.append(encoded.dictionary.to_pylist())
            codes = codes * len(words[-1]) + encoded.indices.to_numpy(zero_copy_only=False)
        distinct, inverse = np.unique(codes, return_inverse=True)
        numbers = [self.number.setdefault(self._key(int(code), words), len(self.number)) for code in distinct]
        return np.asarray(numbers, dtype=np.int64)[inverse] if numbers else codes

    @staticmethod
    def _key(code: int, words: list[list[Any]]) -> ClassKey:
        key: list[Any] = []
        for column in reversed(words):
            code, place = divmod(code, len(column))
            key.append(column[place])
        return tuple(reversed(key))

    def sorted(self) -> tuple[list[ClassKey], NDArray[np.int32]]:
        """Return the classes in order, and the place of each number in it: the order of features leaves no trace."""
        keys = sorted_classes(self.number)
        place = np.empty(len(keys), dtype=np.int32)
        for position, key in enumerate(keys):
            place[self.number[key]] = position
        return keys, place
