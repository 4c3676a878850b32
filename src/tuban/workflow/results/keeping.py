"""The forms of a result as they were filled, kept beside its files: to be put forward for signing, and printed again.

Whoever signs a form signs what stands here. Nothing is filled anew for it: the county would have to be read for that.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from tuban.inspect.run import Inspection
from tuban.render.cards import pj_register
from tuban.render.results.writing import as_of
from tuban.rules.cards.filled import FilledRegister, Space
from tuban.rules.cards.kept import register_as_wire, register_from_wire
from tuban.rules.facts_wire import facts_as_wire, judgement_as_wire, sources_as_wire
from tuban.rules.forms.filled import FilledForm, LeafColumn, Row
from tuban.rules.forms.kept import form_as_wire, form_from_wire
from tuban.rules.rulebook import Rulebook
from tuban.workflow import store
from tuban.workflow.comparison.lawbook import cards
from tuban.workflow.results.models import Result
from tuban.workflow.signoff.cells import Cell
from tuban.workflow.signoff.law import chain_of, signing

REGISTER = "pj_register"
KEPT = "kept_forms"
RECORDS = "kept_records"
PROBLEMS = "kept_problems"
_SUFFIX = ".json"
LINES = ".jsonl"


def keep_forms(inspection: Inspection, law: Rulebook) -> str:
    """Keep the forms of an inspection and its register; returns the checksum under which they lie."""
    register = pj_register([part.judgement for part in inspection.parts], law)
    return store.keep_bytes(forms_as_bytes(as_of(inspection), inspection.forms, register), suffix=_SUFFIX)


def forms_as_bytes(as_of: date, forms: Iterable[FilledForm], register: FilledRegister) -> bytes:
    """Return forms and register as they are kept: the same forms are the same bytes."""
    content = {
        "as_of": as_of.isoformat(),
        "forms": {one.id: form_as_wire(one) for one in forms},
        "registers": {REGISTER: register_as_wire(register)},
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def keep_records(inspection: Inspection) -> str:
    """Keep every part with its facts and what was judged of it, a line each; returns the checksum."""
    lines = (
        _line_of(
            {"patch": part.key[0], "part": part.key[1], "facts": facts_as_wire(part.facts),
             "sources": sources_as_wire(part.facts), "judgement": judgement_as_wire(part.judgement),
             "is_taken": part.judgement.is_taken}
        )
        for part in sorted(inspection.parts, key=lambda one: one.key)
    )  # fmt: skip
    return store.keep_bytes("".join(lines).encode("utf-8"), suffix=LINES)


def keep_problems(inspection: Inspection) -> str:
    """Keep what the rules object to, a line each; returns the checksum."""
    lines = (
        _line_of(
            {"rule": one.rule, "severity": one.severity.value, "message": one.message, "settled_by": one.settled_by,
             "patch": one.patch_number, "part": one.part_number, "township": one.township_code}
        )
        for one in inspection.problems
    )  # fmt: skip
    return store.keep_bytes("".join(lines).encode("utf-8"), suffix=LINES)


def _line_of(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


@dataclass(frozen=True)
class KeptForms:
    """The forms of a whole result, read again."""

    result: Result

    @cached_property
    def _content(self) -> dict[str, Any]:
        path = store.found(self.result.about[KEPT], _SUFFIX)
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return content

    @property
    def as_of(self) -> date:
        """The day that the forms speak for."""
        return date.fromisoformat(self._content["as_of"])

    def form(self, form: str) -> FilledForm:
        """Return a table form as it was filled."""
        return form_from_wire(self._content["forms"][form])

    def register(self, form: str) -> FilledRegister:
        """Return a register as it was filled."""
        return register_from_wire(self._content["registers"][form], cards())

    def cells(self, form: str) -> tuple[Cell, ...]:
        """Return the cells of a form as they are signed; raises NoSuchPart where the form is not signed."""
        if form in self._content["registers"]:
            return tuple(_cells_of_register(self.register(form)))
        return tuple(_cells_of_form(self.form(form)))


def forms_of_campaign() -> list[str]:
    """Return the forms about a whole campaign that are signed, in the order of the lawbook's chains."""
    return [
        form for chain in signing().chains for form in chain.forms if chain.id in ("statistics", "earlier_approved")
    ]


def is_register(form: str) -> bool:
    """Whether a form is a register, which is printed as a Word file."""
    return form == REGISTER


def _cells_of_form(form: FilledForm) -> Iterator[Cell]:
    chain = chain_of(form.id)
    figures = chain.part_of("").id
    notes = next((part.id for part in chain.parts if part.id == "notes"), figures)
    for place, section in enumerate(form.sections):
        head = f"{section.title}　" if section.title else ""
        for row in section.rows:
            key = f"{place}.{row.kind}.{row.code or row.title}"
            if row.kind == "part":  # a list: what stands in a line is signed as one cell
                yield Cell(key, head + form.title, row.title, _line(section.columns, row), figures)
                continue
            for column, cell in zip(section.columns, row.cells, strict=True):
                if cell.text and not column.id.startswith("row."):
                    yield Cell(f"{key}.{column.id}", head + row.title, _title(column), cell.text, figures)
    for number, note in enumerate(form.notes, 1):
        yield Cell(f"note.{number}", "附注", f"注{number}", note, notes)


def _title(column: LeafColumn) -> str:
    return "·".join(column.path or (column.title,))


def _line(columns: tuple[LeafColumn, ...], row: Row) -> str:
    told = (
        f"{_title(column)} {cell.text}" for column, cell in zip(columns, row.cells, strict=True)
        if cell.text and cell.why != "counter" and column.kind != "integer"
    )  # fmt: skip
    return "；".join(told)


def _cells_of_register(register: FilledRegister) -> Iterator[Cell]:
    chain, card = chain_of(register.card.id), register.card
    rest = next(part.id for part in chain.parts if part.is_rest)
    for line in register.lines:
        told = {space.id: space for space in line}
        key = "-".join(told[name].text for name in ("patch_number", "part_number") if told[name].text)
        for space in line:
            if space.id != "row" and _said(space):
                yield Cell(f"{key}.{space.id}", key, space.label or space.id, _said(space), chain.part_of(space.id).id)
    for space in register.totals:
        if _said(space) and space.id != "row":
            yield Cell(
                f"total.{space.id}", card.total, space.label or space.id, _said(space), chain.part_of(space.id).id
            )
    if not register.lines:
        yield Cell("none", card.title, card.title, card.empty, chain.part_of("patch_number").id)
    if register.rests:
        yield Cell("rests", "附注", "认定与建议", register.rests, rest)


def _said(space: Space) -> str:
    ticked = "、".join(tick.label for tick in space.ticks if tick.ticked)
    return "　".join(part for part in (ticked, space.text, *space.more) if part)
