"""What is reported under which code: editions, tables, fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tuban.rules.parameters import NotInForce

TEXT, NUMBER, INTEGER = "text", "number", "integer"
TYPES = (TEXT, NUMBER, INTEGER)
SOURCES = ("column", "row", "mark", "card", "about", "patch")
ROW = ("number", "part", "code", "title", "level")
ABOUT = ("as_of", "unit", "area_code", "area_name")
PATCH = ("area_m2",)
CODE, WORDS = "code", "words"


@dataclass(frozen=True, slots=True)
class CodedField:
    """A field: its official ``code``, its name in a DBF, and where its value comes from (``source``, ``name``).

    ``width`` counts letters of a text, figures of a number with point and sign; ``unit`` is that of the form.
    ``values`` turn what is printed into what is written. ``equals`` names the form and column whose total its sum
    must equal.
    """

    code: str
    dbf: str
    title: str
    source: str
    name: str
    type: str
    width: int
    decimals: int = 0
    unit: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    blank: str | None = None
    required: bool = False
    takes: str = WORDS
    equals: tuple[str, str] | None = None
    cites: tuple[str, ...] = ()

    @property
    def is_figure(self) -> bool:
        """Whether it is a number."""
        return self.type != TEXT


@dataclass(frozen=True, slots=True)
class CodedTable:
    """A table of a form or a card; ``file`` is the stem of its files, ``shapes`` says whether patches go with it."""

    id: str
    title: str
    file: str
    form: str
    card: str
    shapes: bool
    fields: tuple[CodedField, ...]
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CodeEdition:
    """The codes in force since a day."""

    since: date
    tables: tuple[CodedTable, ...]
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Codebook:
    """Every edition in order of time."""

    title: str
    editions: tuple[CodeEdition, ...]

    def on(self, day: date) -> CodeEdition:
        """Return the edition in force on a day. Raises NotInForce."""
        found = [one for one in self.editions if one.since <= day]
        if not found:
            raise NotInForce(path="ministry_export", day=day.isoformat())
        return found[-1]
