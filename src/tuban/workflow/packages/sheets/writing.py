"""Writes the field sheet of a group: a row a patch, a column a question, lists to choose from, and what it said when it
was taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import xlsxwriter
import yaml
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from tuban.rules.rulebook import Rulebook
from tuban.rules.telling import sheet_of
from tuban.rules.vocabulary import FactKind
from tuban.workflow.packages.patches import shown_of

KEY_ROW, FIRST_ROW = 2, 4
"""The hidden row of column names, and the first row of patches, counted from 0."""

_FONT = "Microsoft YaHei"
_SHADE, _LINE, _HEAD = "#F0F3F6", "#D9E0E7", "#E3EEF0"
_WIDTHS = {"enum": 14, "flag": 9, "date": 12, "area": 13, "text": 20, "integer": 9, "number": 10, "list": 16}
_SHOWN_WIDTHS = {"number": 24, "missing": 28, "proposal": 12, "township": 12, "village": 14}


@cache
def words() -> Mapping[str, Any]:
    """Return the words of the sheet."""
    found: Mapping[str, Any] = yaml.safe_load(
        (files("tuban.workflow.packages.sheets") / "words.yaml").read_text(encoding="utf-8")
    )
    return found


def asked_of(law: Rulebook) -> list[FactKind]:
    """Return the facts that the sheet asks, in its order; papers are told in the office."""
    return [one.kind for one in sheet_of(law).questions.values() if one.kind.type != "papers"]


def write_sheet(path: Path, patches: Sequence[Mapping[str, Any]], law: Rulebook, *, group: str, package: str) -> None:
    """Write the workbook; ``patches`` are as docs/reference/field-protocol.md writes them."""
    spoken, kinds = words(), asked_of(law)
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_formulas": False}) as book:
        sheet, lists = book.add_worksheet(spoken["sheet"]), book.add_worksheet(spoken["lists"])
        base = book.add_worksheet(spoken["base"])
        shade = book.add_format({"font_name": _FONT, "font_size": 10, "bg_color": _SHADE, "border": 1,
                                 "border_color": _LINE, "valign": "vcenter", "text_wrap": True})  # fmt: skip
        cell = book.add_format({"font_name": _FONT, "font_size": 10, "border": 1, "border_color": _LINE,
                                "valign": "vcenter", "text_wrap": True, "num_format": "@"})  # fmt: skip
        head = book.add_format({"font_name": _FONT, "font_size": 10, "bold": True, "bg_color": _HEAD, "border": 1,
                                "border_color": _LINE, "valign": "vcenter", "align": "center",
                                "text_wrap": True})  # fmt: skip
        titles = {"tuban_id": "", **spoken["shown"], **{kind.name: kind.title for kind in kinds}}
        sheet.write(0, 1, spoken["title"].format(group=group),
                    book.add_format({"font_name": _FONT, "font_size": 14, "bold": True}))  # fmt: skip
        sheet.write(1, 1, spoken["note"],
                    book.add_format({"font_name": _FONT, "font_size": 9, "font_color": "#5A6875"}))  # fmt: skip
        for column, (name, title) in enumerate(titles.items()):
            sheet.write(KEY_ROW, column, name)
            sheet.write(KEY_ROW + 1, column, title, head)
        for row, patch in enumerate(patches, start=FIRST_ROW):
            for column, value in enumerate(_shown(patch)):
                sheet.write_string(row, column, value, shade)
            for column, kind in enumerate(kinds, start=len(spoken["shown"]) + 1):
                sheet.write_string(row, column, in_label(kind, patch["facts"].get(kind.name, ""), law), cell)
        _widths(sheet, kinds)
        _choices(sheet, lists, kinds, law, last=FIRST_ROW + max(len(patches), 1) - 1)
        _base(base, patches, package)
        sheet.set_row(KEY_ROW, None, None, {"hidden": True})
        sheet.set_row(KEY_ROW + 1, 32)
        sheet.freeze_panes(FIRST_ROW, 2)
        sheet.set_landscape()
        sheet.set_paper(8)  # A3
        sheet.repeat_rows(KEY_ROW + 1)
        sheet.repeat_columns(0, 1)
        lists.hide()
        base.very_hidden()


def in_label(kind: FactKind, value: str, law: Rulebook) -> str:
    """Return a typed value in the words of people."""
    if kind.type == "flag":
        return str(words()["flag"].get(value, value))
    if kind.codelist and kind.type == "enum":
        entry = law.codelist(kind.codelist).find(value)
        return entry.label if entry is not None else value
    return value


def _shown(patch: Mapping[str, Any]) -> list[str]:
    shown = shown_of(patch)
    return [str(patch["id"]), *(shown[name] for name in words()["shown"])]


def _widths(sheet: Worksheet, kinds: Sequence[FactKind]) -> None:
    sheet.set_column(0, 0, None, None, {"hidden": True})
    shown = words()["shown"]
    for column, name in enumerate(shown, start=1):
        sheet.set_column(column, column, _SHOWN_WIDTHS.get(name, 8))
    for column, kind in enumerate(kinds, start=len(shown) + 1):
        sheet.set_column(column, column, _WIDTHS.get(kind.type, 16))


def _choices(sheet: Worksheet, lists: Worksheet, kinds: Sequence[FactKind], law: Rulebook, *, last: int) -> None:
    """Let cells be chosen from their lists; anything else is asked about, not refused: 不明, 无."""
    place: dict[str, int] = {}
    for column, kind in enumerate(kinds, start=len(words()["shown"]) + 1):
        if kind.type == "flag":
            source: Any = list(words()["flag"].values())
        elif kind.codelist and kind.type == "enum":
            labels = [one.label for one in law.codelist(kind.codelist).entries]
            at = place.setdefault(kind.codelist, len(place))
            lists.write_column(0, at, [kind.codelist, *labels])
            name = xl_col_to_name(at)
            source = f"='{words()['lists']}'!${name}$2:${name}${len(labels) + 1}"
        else:
            continue
        sheet.data_validation(
            FIRST_ROW, column, last, column, {"validate": "list", "source": source, "error_type": "warning"}
        )


def _base(base: Worksheet, patches: Sequence[Mapping[str, Any]], package: str) -> None:
    base.write_row(0, 0, ["package", package, ""])
    rows = [(str(one["id"]), fact, value) for one in patches for fact, value in one["facts"].items()]
    for row, told in enumerate(rows, start=1):
        for column, value in enumerate(told):
            base.write_string(row, column, value)
