"""The forms of a seal as they were sealed, here or in another installation, to be read on a page; their numbers opened
to the patches behind them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from tuban.rules.forms.filled import FilledForm
from tuban.rules.forms.kept import form_from_wire
from tuban.values.errors import TubanError
from tuban.workflow import store
from tuban.workflow.submission.contents import FORMS, PATCHES, number_of, sealed_lines
from tuban.workflow.submission.models import Seal
from tuban.workflow.submission.refilling import refilled


class FormsUnreadable(TubanError):
    """The forms of the seal cannot be read."""

    code = "submission.forms_unreadable"
    hint = "Open the workbooks among its files, and ask whoever sealed it for the package again."


class NoSuchCell(TubanError):
    """The form has no such cell."""

    code = "submission.no_such_cell"
    hint = "Open the form again and choose one of its numbers."


@dataclass(frozen=True, slots=True)
class SealedForms:
    """The day that the forms speak for, their titles by id in the order of the seal, and the one that was asked for."""

    as_of: str
    titles: dict[str, str]
    form: FilledForm


def sealed_forms(seal: Seal, name: str = "") -> SealedForms:
    """Return the form ``name`` of a seal, the first where there is none of that name. Raises FormsUnreadable,
    ContentLost."""
    try:
        told = _read(seal.files[FORMS]["sha256"], seal.files[FORMS]["suffix"])
        titles = {id: str(one["title"]) for id, one in told["forms"].items()}
        chosen = name if name in titles else next(iter(titles))
        return SealedForms(str(told["as_of"]), titles, form_from_wire(told["forms"][chosen]))
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError, StopIteration) as error:
        raise FormsUnreadable from error


@dataclass(frozen=True, slots=True)
class SealedLine:
    """A part behind a cell: its number, what it gives (None where nobody measured it), and the line of the seal about
    its patch."""

    number: str
    amount: Decimal | None
    patch: dict[str, Any]


@dataclass(frozen=True, slots=True)
class SealedSum:
    """One sum behind a cell: ``role`` is that of :class:`~tuban.rules.forms.filled.Term`, ``fact`` what is added up,
    None where parts are counted."""

    role: str
    fact: str | None
    total: Decimal
    lines: tuple[SealedLine, ...]


@dataclass(frozen=True, slots=True)
class SealedCell:
    """A cell of a sealed form with the sums behind it."""

    row: str
    path: str
    says: str
    text: str
    sums: tuple[SealedSum, ...]


def sealed_cell(seal: Seal, name: str, place: tuple[int, int, int]) -> SealedCell:
    """Return a cell (section, row and column, counted from 0) of a sealed form with the parts behind it: the forms are
    filled again from the sealed records, and what comes out is held against what was sealed.

    Raises NoSuchCell, AnotherLawbook, FormsUnreadable, ContentLost.
    """
    sealed, again = sealed_forms(seal, name).form, _again(seal.pk, seal.digest)
    at, line, leaf = place
    try:
        section = again[name].sections[at]
        row, column = section.rows[line], section.columns[leaf]
        cell, printed = row.cells[leaf], sealed.sections[at].rows[line].cells[leaf]
    except LookupError as error:
        raise NoSuchCell from error
    if cell.text != printed.text:
        raise FormsUnreadable
    patches = {(one["number"], one["part"]): one for one in sealed_lines(seal, PATCHES)}
    return SealedCell(
        row.title, "·".join(column.path), " ".join(filter(None, (row.says, column.says))), cell.text,
        tuple(
            SealedSum(
                term.role, term.fact, term.total,
                tuple(
                    SealedLine(number_of({"number": key[0], "part": key[1]}), amount, patches.get(key, {}))
                    for key, amount in zip(term.keys, term.amounts, strict=True)
                ),
            )
            for term in cell.terms
        ),
    )  # fmt: skip


@lru_cache(maxsize=1)
def _again(key: UUID, _digest: str) -> dict[str, FilledForm]:
    return {one.id: one for one in refilled(Seal.objects.select_related("campaign").get(pk=key)).forms}


@lru_cache(maxsize=2)
def _read(checksum: str, suffix: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(store.found(checksum, suffix).read_text(encoding="utf-8"))
    return content
