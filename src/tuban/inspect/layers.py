"""The reference layers of a disc made ready for comparing: several files of one role become one layer."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tuban.inspect.comparison import CLASS_COLUMNS
from tuban.inspect.disc import Layer
from tuban.inspect.progress import Progress
from tuban.kernel.layer_cache import CompiledLayer, compile_layer
from tuban.values.language import gettext as _


def compile_layers(layers: Mapping[str, Sequence[Layer]], work: Path, progress: Progress) -> dict[str, CompiledLayer]:
    """Compile every layer that patches are compared with into ``work``; roles without geometry are left out.

    A folder that stays keeps what was compiled: files are named by the files they were made of.
    """
    roles = [role for role in CLASS_COLUMNS if any(_has_geometry(layer.path) for layer in layers.get(role, ()))]
    work.mkdir(parents=True, exist_ok=True)
    compiled: dict[str, CompiledLayer] = {}
    for done, role in enumerate(roles):
        progress(_("Preparing the layers"), done, len(roles))
        paths = [layer.path for layer in layers[role] if _has_geometry(layer.path)]
        name = f"{role}-{digest_of(paths)}"
        source = paths[0] if len(paths) == 1 else _joined(paths, work / f"{name}.parquet", CLASS_COLUMNS[role])
        compiled[role] = compile_layer(source, work / f"{name}.layer", class_columns=CLASS_COLUMNS[role])
    progress(_("Preparing the layers"), len(roles), len(roles))
    return compiled


def digest_of(paths: Sequence[Path]) -> str:
    """Return a short name for what is made of some files; those of a store are named by their content."""
    return hashlib.sha256("\n".join(path.name for path in paths).encode()).hexdigest()[:16]


def _has_geometry(path: Path) -> bool:
    return path.suffix == ".parquet" and "geometry" in pq.read_schema(path).names


def _joined(paths: Sequence[Path], target: Path, columns: Sequence[str]) -> Path:
    """Write the files one after another, batch by batch, with the columns that make a class."""
    schema = pa.schema([pa.field("geometry", pa.binary()), *(_field(paths, name) for name in columns)])
    metadata = pq.read_schema(paths[0]).metadata
    draft = target.with_name(f"{target.name}.{os.getpid()}.part")
    with pq.ParquetWriter(draft, schema.with_metadata(metadata)) as writer:
        for path in paths:
            for batch in pq.ParquetFile(path).iter_batches(columns=["geometry", *columns]):
                writer.write_batch(
                    pa.RecordBatch.from_arrays(
                        [batch[name].cast(schema.field(name).type) for name in schema.names], schema=schema
                    )
                )
    draft.replace(target)
    return target


def _field(paths: Sequence[Path], name: str) -> pa.Field:
    return pa.field(name, pq.read_schema(paths[0]).field(name).type)
