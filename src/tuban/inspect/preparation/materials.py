"""The register of materials (准备资料登记): what lies on paper, who holds it where, and the measuring instruments.

It is a YAML file, a CSV table, or the checklist itself after somebody filled its columns by hand. Nothing of it is
lost: what no item of the list is called stays as it was written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tuban.inspect.plain_rows import KIND_BY_SUFFIX
from tuban.kernel.formats.children import Nursery, Task
from tuban.kernel.formats.describe import folded
from tuban.rules.preparation import Holding, Instrument, Item, Preparation, State, Tool
from tuban.values.dates import NotADate, PartialDate
from tuban.values.errors import TubanError

_NAME = ("资料名称", "仪器名称", "名称", "资料", "仪器")
_STATE = ("登记状态", "状态")
_MODEL, _SERIAL, _COUNT, _UNTIL = ("型号",), ("编号", "出厂编号"), ("数量",), ("检定有效期至", "检定有效期", "检定到期")
_HOLDER, _PLACE, _NOTE = ("持有人", "保管人"), ("存放地点", "存放处"), ("备注",)
COLUMNS = (*_NAME, *_STATE, *_MODEL, *_SERIAL, *_COUNT, *_UNTIL, *_HOLDER, *_PLACE, *_NOTE)
_MOST_DIGITS = 6
_READ = "tuban.inspect.plain_rows:plain_rows"
_STATE_WORDS = {
    "有": State.PRESENT, "齐全": State.PRESENT, "√": State.PRESENT, "是": State.PRESENT, "已备": State.PRESENT,
    "部分": State.PARTLY, "不全": State.PARTLY, "无": State.MISSING, "缺": State.MISSING, "×": State.MISSING,
    "否": State.MISSING, "未备": State.MISSING, "": None, "未登记": None,
}  # fmt: skip


class MaterialsUnreadable(TubanError):
    """{file} cannot be read as a register of materials: {reason}."""

    code = "preparation.unreadable"
    hint = "Use the checklist that `tuban disc prepare` writes, or a CSV or YAML file with the same column names."


class MaterialsNotUnderstood(TubanError):
    """{file}, {table}, row {row}: “{word}” in the column {column} is not understood."""

    code = "preparation.not_understood"
    hint = "States are 有, 部分 or 无; dates are written 2025-06-30; counts are whole numbers."


@dataclass(frozen=True, slots=True)
class Materials:
    """What was registered: holdings by the id of the item, instruments, and what no item is called, as written."""

    holdings: Mapping[str, Holding]
    instruments: tuple[Instrument, ...] = ()
    others: tuple[tuple[str, Holding], ...] = ()


NOTHING = Materials({})


def read_materials(path: Path, preparation: Preparation, *, nursery: Nursery | None = None) -> Materials:
    """Read a register; raises MaterialsUnreadable, MaterialsNotUnderstood."""
    kind = KIND_BY_SUFFIX.get(path.suffix.casefold())
    if kind is None or not path.is_file():
        raise MaterialsUnreadable(file=path, reason="—" if path.is_file() else "no such file")
    task = Task(_READ, {"path": str(path), "kind": kind, "known": list(COLUMNS)})
    if nursery is not None:
        outcome = nursery.run(task)
    else:
        with Nursery() as own:
            outcome = own.run(task)
    if outcome.ending != "done":
        detail = " ".join(filter(None, (str(outcome.answer or outcome.ending), outcome.detail)))
        raise MaterialsUnreadable(file=path, reason=detail)
    names = {folded(name) for name in _NAME}
    if not any(names & {folded(column) for column in table["columns"]} for table in outcome.answer):
        raise MaterialsUnreadable(file=path, reason=f"no column {_NAME[0]} or {_NAME[1]}")
    return _understood(list(_rows(path, outcome.answer)), preparation)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the register: where it stands, and its cells by folded column name."""

    file: str
    table: str
    number: int
    cells: Mapping[str, str]

    def text(self, columns: Sequence[str]) -> str:
        return next((self.cells[folded(name)] for name in columns if self.cells.get(folded(name))), "")

    def wrong(self, columns: Sequence[str]) -> MaterialsNotUnderstood:
        return MaterialsNotUnderstood(
            file=self.file, table=self.table, row=self.number, column=columns[0], word=self.text(columns)
        )

    def state(self) -> State | None:
        word = self.text(_STATE)
        if word not in _STATE_WORDS:
            raise self.wrong(_STATE)
        return _STATE_WORDS[word]

    def day(self) -> PartialDate | None:
        text = self.text(_UNTIL)
        if not text:
            return None
        try:
            return PartialDate.parse(text)
        except NotADate as error:
            raise self.wrong(_UNTIL) from error

    def count(self) -> int | None:
        text = self.text(_COUNT)
        if text and not (text.isdecimal() and text.isascii() and len(text) <= _MOST_DIGITS):
            raise self.wrong(_COUNT)
        return int(text) if text else None


def _rows(path: Path, tables: Sequence[Mapping[str, Any]]) -> Iterator[_Row]:
    for table in tables:
        for number, cells in table["rows"]:
            row = _Row(path.name, str(table["name"]), number, {folded(key): text for key, text in cells.items()})
            if row.text(_NAME):
                yield row


def _understood(rows: Sequence[_Row], preparation: Preparation) -> Materials:
    items = {folded(name): item for item in preparation.items for name in item.names}
    tools = {folded(name): tool for tool in preparation.tools for name in tool.names}
    holdings: dict[str, Holding] = {}
    instruments: list[Instrument] = []
    others: list[tuple[str, Holding]] = []
    for row in rows:
        name = row.text(_NAME)
        if _is_instrument(row, name, items, tools):
            one = _instrument(row, name)
            if one != Instrument(name):  # the name of a kind alone is a row nobody filled
                instruments.append(one)
            continue
        holding = Holding(row.state(), row.text(_HOLDER), row.text(_PLACE), row.text(_NOTE))
        item = items.get(folded(name))
        if holding == Holding():
            continue
        if item is None:
            others.append((name, holding))
        else:
            holdings[item.id] = holding
    return Materials(holdings, tuple(instruments), tuple(others))


def _is_instrument(row: _Row, name: str, items: Mapping[str, Item], tools: Mapping[str, Tool]) -> bool:
    if folded(name) in items:
        return False
    told = any(row.text(columns) for columns in (_MODEL, _SERIAL, _UNTIL))
    return told or folded(name) in tools or bool(row.cells.get(folded("仪器名称")))


def _instrument(row: _Row, name: str) -> Instrument:
    return Instrument(
        name, row.text(_MODEL), row.text(_SERIAL), row.count(), row.day(), row.text(_HOLDER), row.state(),
        row.text(_NOTE),
    )  # fmt: skip
