"""矛盾与待查明清单: everything a person must look at, as an Excel workbook.

First sheet: one row for each contradiction and each missing fact of a patch part, those of the whole campaign first,
with what would settle it and columns to fill by hand. Second sheet: the same counted by rule. Third: what
the disc needed. Text is never a formula,
and identical input gives identical bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tuban.inspect.disc import Finding
from tuban.render.workbook.book import new_book
from tuban.values.problems import Problem, Severity

TITLE = "矛盾与待查明清单"
MISSING = "待查明"
SEVERITY_NAMES = {Severity.ERROR: "错误", Severity.WARNING: "警示", Severity.NOTE: "说明"}
_GRAVEST_FIRST = (*SEVERITY_NAMES.values(), MISSING)
_MOST_IN_CELL = 32_000  # Excel takes 32 767 characters
_COLUMNS = (
    ("序号", 6), ("乡镇", 11), ("图斑编号", 22), ("地块号", 7), ("级别", 7), ("规则", 8), ("问题", 50),
    ("查明办法", 36), ("涉及事项", 28), ("查明结果", 18), ("查明人", 9), ("日期", 11),
)  # fmt: skip
_BY_HAND = 3
_RULE_COLUMNS = (("级别", 8), ("规则", 10), ("条数", 8), ("图斑数", 8), ("例", 70), ("查明办法", 46))
_DISC_COLUMNS = (
    ("级别", 7), ("文件", 22), ("要素", 8), ("说明", 58), ("修复前", 18), ("修复后", 18), ("怎么办", 44), ("代码", 26),
)  # fmt: skip
_FIRST_ROW = 3


@dataclass(frozen=True, slots=True)
class MissingFactOf:
    """A fact that nobody told us about one part of a patch: its title, why it matters, what would settle it."""

    patch_number: str
    part_number: str
    township_code: str
    title: str
    why: str
    settled_by: str


@dataclass(frozen=True, slots=True)
class _Line:
    township: str
    patch: str
    part: str
    severity: str
    rule: str
    message: str
    settled_by: str
    facts: str


def write_problem_list(
    path: Path,
    *,
    county_name: str,
    campaign_title: str,
    as_of: date,
    problems: Sequence[Problem],
    missing: Sequence[MissingFactOf] = (),
    township_names: Mapping[str, str] | None = None,
    fact_titles: Mapping[str, str] | None = None,
    findings: Sequence[Finding] = (),
) -> None:
    """Write the list to ``path``, dated ``as_of``; replaces the file only once all is written.

    ``township_names`` name the townships by code, ``fact_titles`` the facts by their names in the vocabulary;
    ``findings`` are what the disc needed: every repair with before and after.
    """
    lines = _lines(problems, missing, township_names or {}, fact_titles or {})
    with new_book(path, title=TITLE, subject=campaign_title, made=as_of) as book:
        sheets = _Sheets(book, f"{county_name}{TITLE}", f"{campaign_title}　截至 {as_of.isoformat()}")
        sheets.write_list(lines)
        sheets.write_rules(lines)
        sheets.write_findings(findings)


def _lines(
    problems: Sequence[Problem],
    missing: Sequence[MissingFactOf],
    townships: Mapping[str, str],
    titles: Mapping[str, str],
) -> list[_Line]:
    lines = [
        _Line(
            townships.get(problem.township_code, problem.township_code),
            problem.patch_number,
            problem.part_number,
            SEVERITY_NAMES[problem.severity],
            problem.rule,
            problem.message,
            problem.settled_by,
            "、".join(titles.get(name, name) for name in problem.facts),
        )
        for problem in problems
    ]
    lines += [
        _Line(
            townships.get(lack.township_code, lack.township_code),
            lack.patch_number,
            lack.part_number,
            MISSING,
            "",
            f"{lack.title}：{lack.why}" if lack.why else lack.title,
            lack.settled_by,
            lack.title,
        )
        for lack in missing
    ]
    return sorted(lines, key=_order)


def _order(line: _Line) -> tuple[Any, ...]:
    # The campaign's own problems first, then patch by patch, the gravest first.
    return (
        line.patch != "", line.patch, len(line.part), line.part, _GRAVEST_FIRST.index(line.severity), line.rule,
        line.message, line.settled_by,
    )  # fmt: skip


class _Sheets:
    def __init__(self, book: Any, title: str, note: str) -> None:
        self.book = book
        self.title = title
        self.note = note
        text = {"font_name": "宋体", "font_size": 10, "border": 1, "border_color": "#9AA7B3", "valign": "vcenter"}
        self.heading = book.add_format({"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter"})
        self.small = book.add_format({"font_name": "仿宋", "font_size": 11, "valign": "vcenter"})
        self.head = book.add_format(
            {**text, "font_name": "黑体", "align": "center", "text_wrap": True, "bg_color": "#E8EDF1"}
        )
        self.body = book.add_format({**text, "text_wrap": True, "num_format": "@"})
        self.middle = book.add_format({**text, "align": "center", "num_format": "@"})
        self.figure = book.add_format({**text, "align": "center", "num_format": "0"})
        self.severities = {
            name: book.add_format({**text, "align": "center", "bold": True, "font_color": colour})
            for name, colour in zip(_GRAVEST_FIRST, ("#B34700", "#8A5A00", "#5B6875", "#8A4B7A"), strict=True)
        }

    def _sheet(self, name: str, columns: Sequence[tuple[str, float]], about: str) -> Any:
        sheet = self.book.add_worksheet(name)
        last = len(columns) - 1
        for place, (title, width) in enumerate(columns):
            sheet.set_column(place, place, width)
            sheet.write_string(_FIRST_ROW - 1, place, title, self.head)
        sheet.set_row(0, 30)
        sheet.set_row(_FIRST_ROW - 1, 24)
        sheet.merge_range(0, 0, 0, last, "", self.heading)
        sheet.write_string(0, 0, self.title if name == TITLE else f"{self.title}（{name}）", self.heading)
        sheet.merge_range(1, 0, 1, last, "", self.small)
        sheet.write_string(1, 0, f"{self.note}　{about}", self.small)
        sheet.freeze_panes(_FIRST_ROW, 0)
        sheet.repeat_rows(0, _FIRST_ROW - 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        sheet.set_footer("&C第 &P 页　共 &N 页")
        return sheet

    def write_list(self, lines: Sequence[_Line]) -> None:
        """Write one row for each line, empty columns at the end for the hand."""
        about = f"共 {len(lines)} 条。以下均为系统提示的线索，签字前不作认定。"
        sheet = self._sheet(TITLE, _COLUMNS, about)
        for place, line in enumerate(lines):
            row = _FIRST_ROW + place
            sheet.write_number(row, 0, place + 1, self.figure)
            _write(sheet, row, 1, line.township or ("全县" if not line.patch else ""), self.middle)
            _write(sheet, row, 2, line.patch, self.middle)
            _write(sheet, row, 3, line.part, self.middle)
            _write(sheet, row, 4, line.severity, self.severities[line.severity])
            _write(sheet, row, 5, line.rule, self.middle)
            for column, text in ((6, line.message), (7, line.settled_by), (8, line.facts)):
                _write(sheet, row, column, text[:_MOST_IN_CELL], self.body)
            for column in range(len(_COLUMNS) - _BY_HAND, len(_COLUMNS)):
                sheet.write_blank(row, column, None, self.body)
            sheet.set_row(row, _height((line.message, 50), (line.settled_by, 36), (line.facts, 28)))
        if not lines:
            sheet.merge_range(_FIRST_ROW, 0, _FIRST_ROW, len(_COLUMNS) - 1, "", self.middle)
            sheet.write_string(_FIRST_ROW, 0, "按规则检查，没有发现矛盾，也没有待查明事项。", self.middle)
        sheet.autofilter(_FIRST_ROW - 1, 0, max(_FIRST_ROW, _FIRST_ROW - 1 + len(lines)), len(_COLUMNS) - 1)

    def write_findings(self, findings: Sequence[Finding]) -> None:
        """Write what the disc needed: one row for each finding, with the value before and after a repair."""
        repairs = sum(found.is_repair for found in findings)
        about = f"共 {len(findings)} 条，其中修复 {repairs} 处。光盘本身不作任何改动。"
        sheet = self._sheet("光盘检查", _DISC_COLUMNS, about)
        for place, found in enumerate(findings):
            row = _FIRST_ROW + place
            message, hint = found.in_chinese
            severity = SEVERITY_NAMES[found.severity]
            _write(sheet, row, 0, severity, self.severities[severity])
            _write(sheet, row, 1, found.file, self.body)
            _write(sheet, row, 2, found.feature, self.middle)
            for column, text in ((3, message), (4, found.before or ""), (5, found.after or ""), (6, hint)):
                _write(sheet, row, column, text[:_MOST_IN_CELL], self.body)
            _write(sheet, row, 7, found.code, self.middle)
            sheet.set_row(
                row,
                _height((message, 58), (hint, 44), (found.file, 22), (found.before or "", 18), (found.after or "", 18)),
            )
        sheet.autofilter(_FIRST_ROW - 1, 0, max(_FIRST_ROW, _FIRST_ROW - 1 + len(findings)), len(_DISC_COLUMNS) - 1)

    def write_rules(self, lines: Sequence[_Line]) -> None:
        """Write the counts by rule; missing facts are counted by what is missing."""
        by_rule: dict[tuple[int, str], list[_Line]] = {}
        for line in lines:
            name = line.rule if line.severity != MISSING else line.facts
            by_rule.setdefault((_GRAVEST_FIRST.index(line.severity), name), []).append(line)
        sheet = self._sheet("按规则汇总", _RULE_COLUMNS, f"{len(by_rule)} 类。")
        for place, ((gravity, rule), found) in enumerate(sorted(by_rule.items(), key=lambda item: item[0])):
            row = _FIRST_ROW + place
            severity = _GRAVEST_FIRST[gravity]
            _write(sheet, row, 0, severity, self.severities[severity])
            _write(sheet, row, 1, rule, self.body)
            sheet.write_number(row, 2, len(found), self.figure)
            sheet.write_number(row, 3, len({line.patch for line in found if line.patch}), self.figure)
            example = f"{found[0].patch}　{found[0].message}".strip()
            _write(sheet, row, 4, example[:_MOST_IN_CELL], self.body)
            _write(sheet, row, 5, found[0].settled_by[:_MOST_IN_CELL], self.body)
            sheet.set_row(row, _height((example, 70), (found[0].settled_by, 46)))
        if by_rule:
            sheet.autofilter(_FIRST_ROW - 1, 0, _FIRST_ROW - 1 + len(by_rule), len(_RULE_COLUMNS) - 1)


def _write(sheet: Any, row: int, column: int, text: str, style: Any) -> None:
    """Write text as text; an empty cell stays empty, so that filters find it."""
    if text:
        sheet.write_string(row, column, text, style)
    else:
        sheet.write_blank(row, column, None, style)


def _height(*cells: tuple[str, float]) -> float:
    """Return the height of a row in points: Chinese characters take two columns' width, a line 14 points."""
    lines = max(-(-sum(1 if ord(c) < 256 else 2 for c in text) // (width - 2)) for text, width in cells)
    return float(min(400, max(20, 6 + 14 * lines)))
