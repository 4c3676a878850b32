"""A file that came with a request, as a file on the disk for as long as it is taken in."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile


@contextmanager
def on_disk(file: UploadedFile) -> Iterator[Path]:
    """Yield a path where the bytes of ``file`` lie until the block ends; its own name is never part of it."""
    settings.HOME.work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.HOME.work) as folder:
        path = Path(folder) / "sent"
        with path.open("wb") as kept:
            for portion in file.chunks():
                kept.write(portion)
        yield path
