"""How wide a word is on paper, in the face that prints it."""

from __future__ import annotations

from functools import cache
from typing import Any

from tuban.render.fonts import Face

_SIZE = 200


@cache
def _font(face: Face) -> Any:
    from PIL import ImageFont

    return ImageFont.truetype(str(face.path), _SIZE, index=face.number)


@cache
def width_of(text: str, face: Face) -> float:
    """Return the width of a text in ems: times the size of the letters it is the width on paper."""
    return float(_font(face).getlength(text)) / _SIZE
