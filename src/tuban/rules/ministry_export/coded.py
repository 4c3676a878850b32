"""A table under official codes as plain values, before it is written into any file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from tuban.rules.forms.filled import PartKey
from tuban.rules.ministry_export.definition import CodedTable

Value = Decimal | int | str | None
"""What a field holds: a number of the field's decimals, a text, or nothing."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row: the patch and part, or the code of the division or class and nothing; its values as the fields stand."""

    key: PartKey
    values: tuple[Value, ...]

    @property
    def name(self) -> str:
        """The patch with its part as people write it, or the code.

        >>> Line(("A1", "2"), ()).name, Line(("990101", ""), ()).name
        ('A1-2', '990101')
        """
        return "-".join(one for one in self.key if one)


@dataclass(frozen=True, slots=True)
class SumTold:
    """The sum of a field over its rows beside the cell of the form that it was found equal to."""

    code: str
    title: str
    total: Decimal
    sealed: Decimal
    unit: str
    unmeasured: int = 0


@dataclass(frozen=True, slots=True)
class Gap:
    """A field that a card asks for and that nobody filled: in how many rows, and the first of them."""

    code: str
    title: str
    rows: int
    first: str


@dataclass(frozen=True, slots=True)
class Coded:
    """A table with its rows, its sums and its gaps."""

    table: CodedTable
    lines: tuple[Line, ...]
    sums: tuple[SumTold, ...] = ()
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """What every row says of where it comes from; ``areas`` are those of the outlines, in m², by patch and part."""

    as_of: str
    unit: str
    area_code: str
    area_name: str
    areas: Mapping[PartKey, Decimal] = field(default_factory=dict)
