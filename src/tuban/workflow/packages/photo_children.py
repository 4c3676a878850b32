"""Draws photos small, inside a child process: photos are foreign files. Knows nothing of records."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

SIDE_PX = 1280
"""The longer side of a photo that goes along."""

_QUALITY = 80


def reduce(*, paths: Mapping[str, str], folder: str) -> list[str]:
    """Draw some photos small, inside a child; returns the names of those that could be drawn."""
    made = []
    for name, path in paths.items():
        try:
            with Image.open(path) as image:
                upright = ImageOps.exif_transpose(image)
                upright.thumbnail((SIDE_PX, SIDE_PX))
                upright.convert("RGB").save(Path(folder) / f"{name}.jpg", "JPEG", quality=_QUALITY)
        except (OSError, UnidentifiedImageError, SyntaxError, ValueError, Image.DecompressionBombError):
            continue
        made.append(name)
    return made
