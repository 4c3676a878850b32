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
from tuban.render.workbook.listing import MISSING, SEVERITY_NAMES, Column, ListSheet, Looks, write_book
from tuban.values.problems import Problem

TITLE = "矛盾与待查明清单"
_GRAVEST_FIRST = (*SEVERITY_NAMES.values(), MISSING)
_COLUMNS = (
    Column("序号", 6, centred=True), Column("乡镇", 11, centred=True), Column("图斑编号", 22, centred=True),
    Column("地块号", 7, centred=True), Column("级别", 7, centred=True), Column("规则", 8, centred=True),
    Column("问题", 50), Column("查明办法", 36), Column("涉及事项", 28), Column("查明结果", 18),
    Column("查明人", 9), Column("日期", 11),
)  # fmt: skip
_RULE_COLUMNS = (
    Column("级别", 8, centred=True), Column("规则", 24, centred=True), Column("条数", 8), Column("图斑数", 8),
    Column("例", 70), Column("查明办法", 46),
)  # fmt: skip
_DISC_COLUMNS = (
    Column("级别", 7, centred=True), Column("文件", 24), Column("要素", 10, centred=True), Column("说明", 58),
    Column("修复前", 18), Column("修复后", 18), Column("怎么办", 44), Column("代码", 26, centred=True),
)  # fmt: skip


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

    def draw(book: Any, looks: Looks) -> None:
        sheets = _Sheets(book, looks, f"{county_name}{TITLE}", f"{campaign_title}　截至 {as_of.isoformat()}")
        sheets.write_list(lines)
        sheets.write_rules(lines)
        sheets.write_findings(findings)

    write_book(path, draw, title=TITLE, subject=campaign_title, made=as_of)


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
    """The three sheets, each a list with its own columns below one title."""

    def __init__(self, book: Any, looks: Looks, title: str, note: str) -> None:
        self.book, self.looks, self.title, self.note = book, looks, title, note

    def _sheet(self, name: str, columns: Sequence[Column], about: str) -> ListSheet:
        title = self.title if name == TITLE else f"{self.title}（{name}）"
        return ListSheet(self.book.add_worksheet(name), self.looks, columns, title=title, line=f"{self.note}　{about}")

    def _severity(self, name: str, columns: Sequence[Column]) -> list[Any]:
        """Return the looks of a row: its severity in colour, everything else as its column says."""
        return [self.looks.severity(name) if column.title == "级别" else None for column in columns]

    def write_list(self, lines: Sequence[_Line]) -> None:
        """Write one row for each line, empty columns at the end for the hand."""
        sheet = self._sheet(TITLE, _COLUMNS, f"共 {len(lines)} 条。以下均为系统提示的线索，签字前不作认定。")
        for place, line in enumerate(lines, start=1):
            township = line.township or ("全县" if not line.patch else "")
            cells = (place, township, line.patch, line.part, line.severity, line.rule, line.message, line.settled_by,
                     line.facts, "", "", "")  # fmt: skip
            sheet.add(cells, self._severity(line.severity, _COLUMNS))
        if not lines:
            sheet.note("按规则检查，没有发现矛盾，也没有待查明事项。")
        sheet.finish(filtered_to=sheet.row - 1)

    def write_findings(self, findings: Sequence[Finding]) -> None:
        """Write what the disc needed: one row for each finding, with the value before and after a repair."""
        repairs = sum(found.is_repair for found in findings)
        about = f"共 {len(findings)} 条，其中修复 {repairs} 处。光盘本身不作任何改动。"
        sheet = self._sheet("光盘检查", _DISC_COLUMNS, about)
        for found in findings:
            message, hint = found.in_chinese
            before, after = found.change_in_chinese
            severity = SEVERITY_NAMES[found.severity]
            cells = (
                severity,
                found.file,
                found.feature,
                message,
                before or "",
                after or "",
                hint,
                found.code,
            )
            sheet.add(cells, self._severity(severity, _DISC_COLUMNS))
        if not findings:
            sheet.note("光盘各项检查均未发现问题。")
        sheet.finish(filtered_to=sheet.row - 1)

    def write_rules(self, lines: Sequence[_Line]) -> None:
        """Write the counts by rule; missing facts are counted by what is missing."""
        by_rule: dict[tuple[int, str], list[_Line]] = {}
        for line in lines:
            name = line.rule if line.severity != MISSING else line.facts
            by_rule.setdefault((_GRAVEST_FIRST.index(line.severity), name), []).append(line)
        sheet = self._sheet("按规则汇总", _RULE_COLUMNS, f"{len(by_rule)} 类。")
        for (gravity, rule), found in sorted(by_rule.items(), key=lambda item: item[0]):
            severity = _GRAVEST_FIRST[gravity]
            patches = len({line.patch for line in found if line.patch})
            example = f"{found[0].patch}　{found[0].message}".strip()
            cells = (severity, rule, len(found), patches, example, found[0].settled_by)
            sheet.add(cells, self._severity(severity, _RULE_COLUMNS))
        if not by_rule:
            sheet.note("没有可汇总的事项。")
        sheet.finish(filtered_to=sheet.row - 1)
