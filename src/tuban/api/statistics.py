"""The official forms live: filled for a unit, batch and day, two side by side, and what is behind a cell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.errors import PROBLEMS
from tuban.api.words import lazily as _
from tuban.rules.forms.breakdown import LIST
from tuban.rules.forms.filled import Cell, FilledForm
from tuban.workflow.campaigns.queries import campaign_for
from tuban.workflow.statistics.cells import behind
from tuban.workflow.statistics.queries import batches_of, divisions_seen_by
from tuban.workflow.statistics.scopes import form_named, scope_for
from tuban.workflow.statistics.tables import Scope, forms_of, table

router = Router(tags=["statistics"])
Code = Annotated[str, Field(pattern=r"^([0-9]{2,12})?$", description="A division code; empty for the highest.")]


class FormNameOut(Schema):
    """An official form; ``lists`` says whether its rows are patches, else they are sums."""

    id: str
    title: str
    lists: bool


class StatisticsOut(Schema):
    """What can be asked for."""

    forms: list[FormNameOut]
    units: dict[str, str] = Field(description="The names of units by their division code.")
    batches: dict[str, str]


class FormAsked(Schema):
    """What a form is filled for."""

    unit: Code = ""
    batch: str = Field("", max_length=40, description="Empty for all.")
    day: date | None = Field(None, description="As of the end of this day, once it was filled; now where empty.")


class FormCellAsked(FormAsked):
    """Which cell is opened."""

    row: str = Field(max_length=80, description="The ``code`` of its row; ``*`` is all.")
    column: str = Field(max_length=80, description="The ``id`` of its column.")


class FormsCompared(FormAsked):
    """What the form of ``unit``, ``batch`` and ``day`` is held against."""

    other_unit: Code = ""
    other_batch: str = Field("", max_length=40)
    other_day: date | None = None


class FormColumnOut(Schema):
    """A column: ``path`` are its titles from the top of the head down."""

    id: str
    path: list[str]
    unit: str
    says: str = Field(description="How its cells come about.")


class FormCellOut(Schema):
    """A cell as printed; ``value`` is null where it is blank, ``unmeasured`` counts the parts nobody measured."""

    text: str
    value: Decimal | None
    unmeasured: int


class FormRowOut(Schema):
    """A row: ``kind`` is total, county, township, class or part."""

    kind: str
    code: str
    title: str
    level: int
    cells: list[FormCellOut]


class FormSectionOut(Schema):
    """A table of a form."""

    title: str
    columns: list[FormColumnOut]
    rows: list[FormRowOut]


class FormCheckOut(Schema):
    """A check inside the form or between forms."""

    says: str
    passed: bool
    failures: list[str]


class FormFilledOut(Schema):
    """A filled form; ``taken`` parts rest on a finding, ``proposed`` on a proposal only (null for a list)."""

    id: str
    title: str
    unit_line: str
    sections: list[FormSectionOut]
    notes: list[str]
    checks: list[FormCheckOut]
    taken: int | None
    proposed: int | None


class FormDifferenceOut(Schema):
    """A cell that differs between the two sides; ``by`` is the first less the other."""

    row: str
    title: str
    column: str
    first: Decimal | None
    other: Decimal | None
    by: Decimal | None


class FormPartOut(Schema):
    """A part in a cell and what it gives; null where nobody knows."""

    number: str
    is_taken: bool
    amount: Decimal | None


class FormSumOut(Schema):
    """A sum behind a cell: ``role`` is sum, or part and whole of a share."""

    role: str
    title: str
    fact: str
    unit: str
    total: Decimal
    parts: list[FormPartOut]


@router.get("/campaigns/{campaign}/forms", response={200: StatisticsOut, **PROBLEMS}, summary=_("Official forms"))
def forms(request: HttpRequest, campaign: UUID) -> Any:
    """Return the official forms, and the units and batches for which you may have them filled."""
    acting = by(request)
    row = campaign_for(acting, campaign)
    scope = scope_for(acting, row)
    return {
        "forms": [{"id": one.id, "title": one.title, "lists": one.one_row_per == LIST} for one in forms_of(scope.law)],
        "units": {one.code: one.name for one in divisions_seen_by(acting, row)},
        "batches": dict(batches_of(scope.campaigns)),
    }


@router.get(
    "/campaigns/{campaign}/forms/{form}", response={200: FormFilledOut, **PROBLEMS}, summary=_("A filled form")
)  # fmt: skip
def filled(request: HttpRequest, campaign: UUID, form: str, asked: Annotated[FormAsked, Query()]) -> Any:
    """Return a form of a unit from the kept sums, as they stand now or stood at the end of a day that was filled."""
    scope = _scope(request, campaign, asked.unit, asked.batch, asked.day)
    return _out(table(scope, form_named(scope, form)))


@router.get(
    "/campaigns/{campaign}/forms/{form}/differences", response={200: list[FormDifferenceOut], **PROBLEMS},
    summary=_("Two fillings of a form held against each other"),
)  # fmt: skip
def differences(request: HttpRequest, campaign: UUID, form: str, asked: Annotated[FormsCompared, Query()]) -> Any:
    """Return every figure that differs between two units, batches or days."""
    scope = _scope(request, campaign, asked.unit, asked.batch, asked.day)
    other = _scope(request, campaign, asked.other_unit or asked.unit, asked.other_batch, asked.other_day)
    definition = form_named(scope, form)
    return _differences(table(scope, definition), table(other, definition))


@router.get(
    "/campaigns/{campaign}/forms/{form}/cell", response={200: list[FormSumOut], **PROBLEMS},
    summary=_("The patches behind a cell"),
)  # fmt: skip
def cell(request: HttpRequest, campaign: UUID, form: str, asked: Annotated[FormCellAsked, Query()]) -> Any:
    """Return the sums behind a cell with what each part gives to them."""
    scope = _scope(request, campaign, asked.unit, asked.batch, asked.day)
    return [
        {
            "role": one.role, "title": one.title, "fact": one.fact, "unit": one.unit, "total": one.total,
            "parts": one.lines,
        }
        for one in behind(scope, form_named(scope, form), asked.row, asked.column)
    ]  # fmt: skip


def _scope(request: HttpRequest, campaign: UUID, unit: str, batch: str, day: date | None) -> Scope:
    acting = by(request)
    return scope_for(acting, campaign_for(acting, campaign), unit, batch, day)


def _out(form: FilledForm) -> dict[str, Any]:
    return {
        "id": form.id, "title": form.title, "unit_line": form.unit_line, "notes": form.notes, "checks": form.checks,
        "taken": form.rests.taken if form.rests else None, "proposed": form.rests.proposed if form.rests else None,
        "sections": [
            {
                "title": section.title, "columns": section.columns,
                "rows": [
                    {
                        "kind": row.kind, "code": row.code, "title": row.title, "level": row.level,
                        "cells": [
                            {"text": one.text, "value": _figure(one), "unmeasured": one.unmeasured}
                            for one in row.cells
                        ],
                    }
                    for row in section.rows
                ],
            }
            for section in form.sections
        ],
    }  # fmt: skip


def _figure(cell: Cell) -> Decimal | None:
    return Decimal(cell.value) if isinstance(cell.value, Decimal | int) else None


def _differences(first: FilledForm, other: FilledForm) -> list[dict[str, Any]]:
    found = []
    for ours, theirs in zip(first.sections, other.sections, strict=True):
        by_code = {row.code: row for row in theirs.rows}
        for place, row in enumerate(ours.rows):
            twin = by_code.get(row.code) or (theirs.rows[place] if place < 1 <= len(theirs.rows) else None)
            if twin is None:
                continue
            for column, one, two in zip(ours.columns, row.cells, twin.cells, strict=True):
                a, b = _figure(one), _figure(two)
                if a != b:
                    found.append({
                        "row": row.code, "title": row.title, "column": column.id, "first": a, "other": b,
                        "by": a - b if a is not None and b is not None else None,
                    })  # fmt: skip
    return found
