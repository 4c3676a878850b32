"""How the state of a patch looks: one colour, one mark and one hatch, the same on the page and in QGIS.

The colours are safe for the colour-blind and never stand alone: every finding also has a shape (seen from afar) and
a fill or hatch (seen close). Which finding has which state is said by the code list of findings, not here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Hatch = Literal["none", "solid", "horizontal", "vertical", "diagonal", "backward", "cross", "dots"]

_SHAPES = {
    "triangle": "M8 1.2 15.4 14.6H.6Z",
    "circle": "M8 1.6a6.4 6.4 0 1 0 0 12.8a6.4 6.4 0 1 0 0-12.8Z",
    "target": "M8 1a7 7 0 1 0 0 14a7 7 0 1 0 0-14ZM8 3a5 5 0 1 1 0 10a5 5 0 1 1 0-10ZM8 5.7a2.3 2.3 0 1 0 0 4.6"
    "a2.3 2.3 0 1 0 0-4.6Z",
    "diamond": "M8 .4 15.6 8 8 15.6.4 8ZM8 4 4 8 8 12 12 8Z",
    "square": "M1.8 1.8H14.2V14.2H1.8ZM4.4 4.4V11.6H11.6V4.4Z",
    "ring": "M8 1.2a6.8 6.8 0 1 0 0 13.6a6.8 6.8 0 1 0 0-13.6ZM8 3.4a4.6 4.6 0 1 1 0 9.2a4.6 4.6 0 1 1 0-9.2Z",
    "horizontal": "M1.5 2.2H14.5V5H1.5ZM1.5 6.6H14.5V9.4H1.5ZM1.5 11H14.5V13.8H1.5Z",
    "vertical": "M2.2 1.5H5V14.5H2.2ZM6.6 1.5H9.4V14.5H6.6ZM11 1.5H13.8V14.5H11Z",
    "cross": "M6.3 1.2H9.7V6.3H14.8V9.7H9.7V14.8H6.3V9.7H1.2V6.3H6.3Z",
    "diagonal": "M3.4.9 8 5.5 12.6.9 15.1 3.4 10.5 8 15.1 12.6 12.6 15.1 8 10.5 3.4 15.1.9 12.6 5.5 8 .9 3.4Z",
    "dots": "M1.6 1.6H6.4V6.4H1.6ZM9.6 1.6H14.4V6.4H9.6ZM1.6 9.6H6.4V14.4H1.6ZM9.6 9.6H14.4V14.4H9.6Z",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """How one state or finding is drawn.

    ``shape`` names the mark seen from afar (``path`` draws it in a box of 16 × 16, even-odd); ``fill`` is the share of
    the colour inside the outline, ``hatch`` the lines over it; ``line`` is the width of the outline in pixels.
    """

    colour: str
    shape: str
    fill: float
    hatch: Hatch = "none"
    line: float = 1.2
    dashed: bool = False
    rank: int = 0

    @property
    def path(self) -> str:
        """The mark as SVG path data in a box of 16 × 16, to be filled by the even-odd rule."""
        return _SHAPES[self.shape]

    @property
    def edge(self) -> str:
        """A darker shade of the colour for outlines, so that light colours still stand out on white."""
        channels = (int(self.colour[i : i + 2], 16) for i in (1, 3, 5))
        return "#" + "".join(f"{round(channel * 0.72):02x}" for channel in channels)


_STATES = {
    "issued": Mark("#9aa0a6", "ring", 0.0, line=1.0, rank=1),
    "visit": Mark("#56b4e9", "target", 0.10, line=1.6, rank=4),
    "review": Mark("#0072b2", "square", 0.12, line=1.6, rank=5),
    "lawful": Mark("#009e73", "circle", 0.20, rank=3),
    "unlawful": Mark("#d55e00", "triangle", 0.35, line=2.4, rank=7),
    "rectifying": Mark("#e69f00", "diagonal", 0.12, "diagonal", rank=5),
    "accepted": Mark("#117733", "circle", 0.30, rank=3),
    "doubt": Mark("#cc79a7", "diamond", 0.10, line=1.8, dashed=True, rank=6),
}
_OTHER_COLOUR = "#7f8c8d"
_OTHER_KINDS: tuple[tuple[str, Hatch], ...] = (
    ("horizontal", "horizontal"),
    ("vertical", "vertical"),
    ("cross", "cross"),
    ("diagonal", "diagonal"),
    ("dots", "dots"),
)


def _other(kind: tuple[str, Hatch]) -> Mark:
    shape, hatch = kind
    return Mark(_OTHER_COLOUR, shape, 0.06, hatch, rank=2)


def marks_of(findings: Iterable[tuple[str, str]]) -> dict[str, Mark]:
    """Return the mark of every finding, given (finding, state) in the order of their code list.

    Findings in the state ``other`` share a colour and take their hatch in turn; an unknown state looks as issued.
    """
    marks: dict[str, Mark] = {}
    kinds = 0
    for finding, state in findings:
        if state == "other":
            marks[finding] = _other(_OTHER_KINDS[kinds % len(_OTHER_KINDS)])
            kinds += 1
        else:
            marks[finding] = _STATES.get(state, _STATES["issued"])
    return marks


_JOURNEY = {
    "issued": _STATES["issued"],
    "compared": Mark(_OTHER_COLOUR, "horizontal", 0.06, "horizontal", rank=2),
    "to_visit": _STATES["visit"],
    "visited": Mark("#0072b2", "dots", 0.06, "dots", rank=4),
    "reviewed": _STATES["review"],
    "settled": Mark("#1f2933", "cross", 0.06, "cross", rank=3),
    "rectifying": _STATES["rectifying"],
    "accepted": _STATES["accepted"],
}


_OTHER_SLUGS = ("unchanged", "agricultural_adjustment", "facility", "temporary", "other")
_NAMED = {
    **_STATES,
    **{slug: _other(kind) for slug, kind in zip(_OTHER_SLUGS, _OTHER_KINDS, strict=True)},
    "to_visit": _STATES["visit"],
    "to_review": _STATES["review"],
    "doubtful": _STATES["doubt"],
}


def mark_named(slug: str) -> Mark | None:
    """Return the mark by the slug that lists and dossiers know it by; None where there is no such mark."""
    return _NAMED.get(slug)


def mark_of_stage(stage: str) -> Mark:
    """Return how a patch looks by where it stands on its journey; an unknown stage looks as issued."""
    return _JOURNEY.get(stage, _STATES["issued"])
