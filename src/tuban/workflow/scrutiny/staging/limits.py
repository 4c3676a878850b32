"""The values of ``lawbook/staging.yaml``, with those of the deployment laid over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from tuban.rules.strict_yaml import StrictMapping, read_mapping

FILE = "staging.yaml"


@dataclass(frozen=True, slots=True)
class Limits:
    """What is looked for, and how much it counts."""

    signs: Mapping[str, Mapping[str, float]]
    most_points: int
    points_per_weight: float

    def points(self, kind: str) -> int:
        """Return how much a sign counts; one of no points is not looked for."""
        return int(self.signs[kind]["points"])

    def value(self, kind: str, name: str) -> float:
        """Return one value of a sign."""
        return self.signs[kind][name]

    def weight(self, points: int) -> float:
        """Return how much likelier a draw takes what has so many points."""
        return 1 + points / self.points_per_weight


def read_limits(own: Path | None = None) -> Limits:
    """Return the values of the product, those of a file of the deployment laid over them. Raises LawbookFault."""
    values = read_mapping(Path(str(files("tuban.lawbook").joinpath(FILE))), shown_as=FILE)
    if own is not None and own.is_file():
        values.lay_over(read_mapping(own, shown_as=own.name))
    signs: StrictMapping = values.mapping("signs")
    return Limits(
        {kind: {name: float(signs.mapping(kind).number(name)) for name in signs.mapping(kind)} for kind in signs},
        values.integer("most_points"),
        max(1.0, float(values.mapping("sampling").number("points_per_weight"))),
    )
