"""A drawn patch beside the documents of the lawbook: what the office holds of each, by the comparison of the patch.

Where no layer of a document is installed nobody knows what it says: it is unknown, and nothing favourable follows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tuban.inspect.land_classes import LandClasses
from tuban.rules.fact_words import in_words
from tuban.values.facts import UNKNOWN
from tuban.workflow.comparison.lawbook import rulebook
from tuban.workflow.comparison.reading import Reading, reading_of
from tuban.workflow.patrols.queries import sightings_of
from tuban.workflow.supervision.law import Compared, supervision_law
from tuban.workflow.supervision.models import Drawn

_PATROLS = "patrols"
_CLASSES = frozenset({"main_class_before", "main_class_now"})


@dataclass(frozen=True, slots=True)
class Line:
    """What a document says: its title and the value in words; ``is_unknown`` where nobody knows."""

    title: str
    words: str
    is_unknown: bool


@dataclass(frozen=True, slots=True)
class Document:
    """A document beside a patch. ``editions`` are the layers it rests on; ``is_installed`` whether there is any.
    ``told`` is what supervision said of it: state, words, by, at; None before."""

    law: Compared
    is_installed: bool
    editions: tuple[str, ...]
    lines: tuple[Line, ...]
    told: dict[str, Any] | None


def documents_of(drawn: Drawn) -> list[Document]:
    """Return every document of the lawbook beside a drawn patch, in its order."""
    reading = reading_of(drawn.patch)
    editions = list(reading.comparison.editions.order_by("role", "list")) if reading is not None else []
    found = []
    for one in supervision_law().compared:
        own = [row for row in editions if row.role in one.layers]
        lines = _lines(one, reading) if own and reading is not None else ()
        if one.id == _PATROLS:
            lines = (*lines, *(Line(str(row.seen_on), str(row), False) for row in sightings_of(drawn.patch)))
        titles = dict.fromkeys(" ".join(filter(None, (row.title, row.edition, row.as_of))) for row in own)
        found.append(Document(one, bool(lines), tuple(titles), lines, drawn.compared.get(one.id)))
    return found


def _lines(law: Compared, reading: Reading) -> tuple[Line, ...]:
    book, facts = rulebook(), reading.facts
    classes = LandClasses.of(book)
    found = []
    for name in law.facts:
        value = facts[name]
        words = in_words(name, value, book)
        if name in _CLASSES and isinstance(value, str):
            words = " ".join(dict.fromkeys((value, classes.label(value))))
        found.append(Line(book.vocabulary[name].title, words, value is UNKNOWN))
    return tuple(found)
