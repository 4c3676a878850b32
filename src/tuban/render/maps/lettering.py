"""How wide a word is on paper, in the face that prints it."""

from __future__ import annotations

from functools import cache
from typing import Any

from tuban.render.cards.docx_text import clean
from tuban.render.fonts import Face

_SIZE = 200


@cache
def _font(face: Face) -> Any:
    from PIL import ImageFont

    # The basic layout is everywhere the same, and takes any text; complex scripts do not stand on these maps.
    return ImageFont.truetype(str(face.path), _SIZE, index=face.number, layout_engine=ImageFont.Layout.BASIC)


@cache
def width_of(text: str, face: Face) -> float:
    """Return the width of a text in ems: times the size of the letters it is the width on paper."""
    return float(_font(face).getlength(" ".join(clean(text).split()))) / _SIZE
