"""核对清单: what is in every file, its sums beside those of the sealed forms, what is not filled, what each code is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from tuban.render.workbook.listing import Column, ListSheet, Looks, write_book
from tuban.rules.ministry_export.coded import Coded
from tuban.rules.ministry_export.definition import CodedField
from tuban.rules.rulebook import Rulebook

TITLE = "上报数据核对清单"
_UNITS = {"mu": "亩", "m2": "㎡", "ha": "公顷", "yuan": "元", "percent": "%", "": ""}
_TYPES = {"text": "文本", "number": "数值", "integer": "整数"}
_ABOUT = (Column("事项", 18), Column("内容", 90))
_FILES = (
    Column("文件", 44), Column("表", 34), Column("行数", 8), Column("核对格数", 10), Column("字节", 11),
    Column("SHA-256", 68),
)  # fmt: skip
_SUMS = (
    Column("表", 34), Column("字段", 20), Column("名称", 30), Column("文件中合计", 14), Column("表中合计", 14),
    Column("单位", 7, centred=True), Column("结果", 8, centred=True), Column("待测行数", 9),
)  # fmt: skip
_GAPS = (Column("表", 34), Column("字段", 16), Column("名称", 30), Column("行数", 8), Column("首个图斑", 28))
_CODES = (
    Column("表", 34), Column("代码", 20), Column("DBF 字段名", 12), Column("名称", 30), Column("类型", 7, centred=True),
    Column("长度", 6), Column("小数位", 7), Column("单位", 7, centred=True), Column("取值", 40), Column("依据", 40),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileTold:
    """A file of the export: its path in the archive, its table, how many rows and cells were read back as written."""

    path: str
    table: str
    rows: int
    cells: int
    size: int
    sha256: str


def write_check_list(
    path: Path, about: Sequence[tuple[str, str]], files: Sequence[FileTold], tables: Sequence[Coded],
    rulebook: Rulebook, *, line: str, made: date,
) -> None:  # fmt: skip
    """Write the check list; ``about`` are what is said of the whole, ``line`` stands below every title."""

    def draw(book: Any, looks: Looks) -> None:
        def sheet(name: str, columns: Sequence[Column], rows: Sequence[Sequence[Any]], nothing: str) -> None:
            made_sheet = ListSheet(book.add_worksheet(name), looks, columns, title=TITLE, line=line)
            for row in rows:
                made_sheet.add(row)
            if not rows:
                made_sheet.note(nothing)
            made_sheet.finish()

        sheet("说明", _ABOUT, about, "")
        told = [(one.path, one.table, one.rows, one.cells, one.size, one.sha256) for one in files]
        sheet("文件", _FILES, told, "没有文件")
        sheet("汇总核对", _SUMS, [row for one in tables for row in _sums(one)], "没有可核对的合计")
        sheet("应填未填", _GAPS, [row for one in tables for row in _gaps(one)], "应填的都已填写")
        sheet("代码对照", _CODES, [row for one in tables for row in _codes(one, rulebook)], "")

    write_book(path, draw, title=TITLE, subject=line, made=made)


def _sums(coded: Coded) -> list[tuple[Any, ...]]:
    return [
        (coded.table.title, one.code, one.title, _figure(one.total), _figure(one.sealed), _UNITS[one.unit], "相符",
         one.unmeasured or None)
        for one in coded.sums
    ]  # fmt: skip


def _figure(value: Decimal) -> Decimal | int:
    return int(value) if value == value.to_integral_value() and value.as_tuple().exponent == 0 else value


def _gaps(coded: Coded) -> list[tuple[Any, ...]]:
    return [(coded.table.title, one.code, one.title, one.rows, one.first) for one in coded.gaps]


def _codes(coded: Coded, rulebook: Rulebook) -> list[tuple[Any, ...]]:
    return [
        (coded.table.title, one.code, one.dbf, one.title, _TYPES[one.type], one.width, one.decimals or None,
         _UNITS[one.unit], _values(one), "、".join(rulebook.citations(one.cites)))
        for one in coded.table.fields
    ]  # fmt: skip


def _values(field: CodedField) -> str:
    told: Mapping[str, str] = {**field.values, **({"空": field.blank} if field.blank is not None else {})}
    return "；".join(f"{value}＝{words}" for words, value in told.items() if value != words)
