"""Fills the tables: every value as the form or card has it, or a sentence that says where it cannot be had."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tuban.rules.forms.filled import Cell, FilledForm, PartKey, Row
from tuban.rules.ministry_export import definition
from tuban.rules.ministry_export.cards import CardRows
from tuban.rules.ministry_export.coded import Coded, Gap, Line, Origin, SumTold, Value
from tuban.rules.ministry_export.definition import CodedField, CodedTable, CodeEdition
from tuban.rules.ministry_export.fitting import fitted
from tuban.values.errors import TubanError

_LIST, _DIVISION = "part", "township"


class FormLacking(TubanError):
    """The sealed content has no {what} for “{table}”."""

    code = "ministry_export.form_lacking"
    hint = "It was sealed by another edition of the lawbook. Seal the campaign anew, then export it."


class SumsUnequal(TubanError):
    """{table}, {field}: the rows add up to {total}, the sealed form says {sealed}."""

    code = "ministry_export.sums_unequal"
    hint = "Nothing is exported that differs from what was signed. Tell those who look after the product."


class AreaLacking(TubanError):
    """{table}: the sealed patches have no {row}."""

    code = "ministry_export.area_lacking"
    hint = "Form and patches of a seal belong together. Tell those who look after the product."


def code_tables(
    edition: CodeEdition, forms: Mapping[str, FilledForm], cards: CardRows, origin: Origin
) -> Iterator[Coded]:
    """Yield every table of an edition. Raises FormLacking, SumsUnequal, AreaLacking and what values do not fit."""
    for table in edition.tables:
        if table.card:
            yield _of_card(table, forms, cards)
        else:
            yield _of_form(table, forms, origin)


def _of_form(table: CodedTable, forms: Mapping[str, FilledForm], origin: Origin) -> Coded:
    form = forms.get(table.form)
    if form is None:
        raise FormLacking(what=table.form, table=table.title)
    rows = list(_rows_of(form))
    _demand_columns(table, rows)
    listed = [one for one in rows if one.row.kind == _LIST]
    total = next((one for one in rows if one.row.kind == "total"), None)
    is_list = bool(listed) or table.shapes
    shown = listed if is_list else rows
    reader = _Reader(table, origin)
    lines = tuple(reader.line(one) for one in shown)
    parts = lines if is_list else tuple(
        line for line, one in zip(lines, shown, strict=True) if one.row.kind == _DIVISION
    )  # fmt: skip
    is_summed = total is not None and (is_list or bool(parts))
    return Coded(table, lines, _sums(table, parts, total, shown) if is_summed and total is not None else ())


@dataclass(frozen=True, slots=True)
class _Merged:
    """A row with its cells from every section of the form."""

    row: Row
    cells: Mapping[str, Cell]


def _rows_of(form: FilledForm) -> Iterator[_Merged]:
    found: dict[tuple[str, str, int], tuple[Row, dict[str, Cell]]] = {}
    for section in form.sections:
        seen: dict[tuple[str, str], int] = {}
        for row in section.rows:
            again = seen[row.kind, row.code] = seen.get((row.kind, row.code), -1) + 1
            cells = dict(zip((one.id for one in section.columns), row.cells, strict=True))
            found.setdefault((row.kind, row.code, again), (row, {}))[1].update(cells)
    for row, cells in found.values():
        yield _Merged(row, cells)


def _demand_columns(table: CodedTable, rows: Sequence[_Merged]) -> None:
    for one in table.fields if rows else ():
        if one.source in ("column", "mark") and one.name not in rows[0].cells:
            raise FormLacking(what=one.name, table=table.title)


@dataclass(frozen=True, slots=True)
class _Reader:
    table: CodedTable
    origin: Origin

    def line(self, one: _Merged) -> Line:
        key = _key(one.row)
        name = "-".join(part for part in key if part)
        return Line(key, tuple(fitted(self.table, field, self.value(field, one, key), name)
                               for field in self.table.fields))  # fmt: skip

    def value(self, field: CodedField, one: _Merged, key: PartKey) -> Value:
        if field.source == "column":
            return _value(field, one.cells[field.name])
        if field.source == "mark":
            text = one.cells[field.name].text
            return text.removesuffix(one.row.title).strip() if text.endswith(one.row.title) else ""
        if field.source == "about":
            return str(getattr(self.origin, field.name))
        if field.source == "patch":
            if key not in self.origin.areas:
                raise AreaLacking(table=self.table.title, row="-".join(part for part in key if part))
            return self.origin.areas[key]
        return _of_row(field.name, one.row, key)


def _key(row: Row) -> PartKey:
    return (row.title, row.code[len(row.title) + 1 :]) if row.kind == _LIST else (row.code, "")


def _of_row(name: str, row: Row, key: PartKey) -> Value:
    found: dict[str, Value] = {
        "number": key[0], "part": key[1], "code": row.code, "title": row.title, "level": row.level,
    }  # fmt: skip
    return found[name]


def _value(field: CodedField, cell: Cell) -> Value:
    if field.is_figure:
        return cell.value if isinstance(cell.value, Decimal | int) else None
    return cell.text


def _sums(table: CodedTable, parts: Sequence[Line], total: _Merged, shown: Sequence[_Merged]) -> tuple[SumTold, ...]:
    found = []
    for place, field in enumerate(table.fields):
        cell = total.cells.get(field.name) if field.source == "column" else None
        if cell is None or not isinstance(cell.value, Decimal | int) or field.unit == "percent":
            continue
        unmeasured = sum(one.cells[field.name].unmeasured or bool(_is_open(one.cells[field.name])) for one in shown)
        if field.type == definition.TEXT:  # a tick: the form counts them
            ours = Decimal(sum(line.values[place] in field.values.values() for line in parts))
        else:
            ours = _sum_of(parts, place)
        _demand_equal(table, field, ours, Decimal(cell.value))
        found.append(SumTold(field.code, field.title, ours, Decimal(cell.value), field.unit, unmeasured))
    return tuple(found)


def _is_open(cell: Cell) -> bool:
    """Whether a figure is still to be measured: something is printed, and it is no figure."""
    return cell.value is None and bool(cell.text)


def _sum_of(lines: Iterable[Line], place: int) -> Decimal:
    return sum((Decimal(value) for line in lines if isinstance(value := line.values[place], Decimal | int)), Decimal(0))


def _demand_equal(table: CodedTable, field: CodedField, total: Decimal, sealed: Decimal) -> None:
    if total != sealed:
        raise SumsUnequal(table=table.title, field=f"{field.code} {field.title}", total=total, sealed=sealed)


def _of_card(table: CodedTable, forms: Mapping[str, FilledForm], cards: CardRows) -> Coded:
    gaps: dict[str, list[str]] = {}
    lines = []
    for key, values, lacking in cards.rows(table):
        name = "-".join(part for part in key if part)
        lines.append(Line(key, tuple(fitted(table, one, value, name)
                                     for one, value in zip(table.fields, values, strict=True))))  # fmt: skip
        for code in lacking:
            gaps.setdefault(code, []).append(name)
    sums = []
    for place, field in enumerate(table.fields):
        sealed = _total_of(forms, field.equals) if field.equals else None
        if sealed is not None:
            ours = _sum_of(lines, place)
            _demand_equal(table, field, ours, sealed)
            open_rows = sum(line.values[place] is None for line in lines)
            sums.append(SumTold(field.code, field.title, ours, sealed, field.unit, open_rows))
    titles = {one.code: one.title for one in table.fields}
    told = tuple(Gap(code, titles[code], len(names), names[0]) for code, names in gaps.items())
    return Coded(table, tuple(lines), tuple(sums), told)


def _total_of(forms: Mapping[str, FilledForm], place: tuple[str, str]) -> Decimal | None:
    form = forms.get(place[0])
    for row, cell in form.column(place[1]) if form is not None else ():
        if row.kind == "total" and isinstance(cell.value, Decimal | int):
            return Decimal(cell.value)
    return None
