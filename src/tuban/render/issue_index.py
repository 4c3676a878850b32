"""发放目录与签收单: which discs of a city were issued, with checksums, and what each receiver signs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tuban.inspect.disc.fields import labels
from tuban.inspect.issuing import City, Issue, Issued
from tuban.render.workbook.listing import SEVERITY_NAMES, Column, ListSheet, Looks, write_book
from tuban.rules.rulebook import Rulebook

INDEX, RECEIPTS, CHECKS, WARNINGS = "发放目录", "签收单", "完整性检查", "图斑警示"


def write_issue_index(
    path: Path, city: City, issue: Issue, issued: Sequence[Issued], rulebook: Rulebook, *, made: date
) -> None:  # fmt: skip
    """Write the workbook to ``path`` (.xlsx); identical input gives identical bytes."""
    law = rulebook.issuing
    line = "　".join(
        filter(None, (issue.title or city.disc.campaign.title, f"发放编号：{issue.number}", f"发放单位：{issue.issuer}",
                      f"发放日期：{issue.day}"))
    )  # fmt: skip

    def draw(book: Any, looks: Looks) -> None:
        title = f"{city.name}{law.text('index_title')}"
        _index(book.add_worksheet(INDEX), looks, issued, title=title, line=line)
        receipt = f"{city.name}{law.text('receipt_title')}"
        _receipts(book.add_worksheet(RECEIPTS), looks, issued, title=receipt, line=line)
        _requirements(book.add_worksheet(CHECKS), looks, city, rulebook, line=line)
        _warnings(book.add_worksheet(WARNINGS), looks, city, line=line)

    write_book(path, draw, title=f"{city.name}{law.text('index_title')}", subject=line, made=made)


def _index(sheet: Any, looks: Looks, issued: Sequence[Issued], *, title: str, line: str) -> None:
    lists = [label.partition("（")[0] for label in labels("patch_list").values()]
    columns = (
        Column("序号", 5, centred=True), Column("区划代码", 9, centred=True), Column("县（市、区）", 14, centred=True),
        Column("光盘文件", 30), *(Column(name, 10, "图斑数") for name in lists), Column("合计", 8, "图斑数"),
        Column("监测面积（亩）", 12), Column("前时相", 8, "影像覆盖", centred=True),
        Column("后时相", 8, "影像覆盖", centred=True), Column("文件数", 7), Column("大小（MB）", 9),
        Column("SHA-256 校验码", 36), Column("备注", 22),
    )  # fmt: skip
    listing = ListSheet(sheet, looks, columns, title=title, line=line, paper="A3")
    for number, one in enumerate(issued, 1):
        county, data = one.county, one.data
        counts = [data.lists.get(name, 0) if data else 0 for name in lists]
        note = county.unchanged
        about = "　".join(filter(None, ("声明无变化", note.reason, note.signed, note.day))) if note else ""
        cells = [
            number, county.code, county.name, one.file or "不发放", *counts, sum(counts) if data else 0,
            data.area.mu if data else None, f"{county.shown_before:.1%}", f"{county.shown_after:.1%}",
            one.files or None, _megabytes(one.size), one.sha256, about,
        ]  # fmt: skip
        faint = {len(columns) - 2: looks.text(faint=True)}
        own = [faint.get(place) for place in range(len(columns))]
        listing.add(cells, own)
    total = [one for one in issued if one.data]
    sums = [sum(one.data.lists.get(name, 0) for one in total if one.data) for name in lists]
    areas = [one.data.area.mu for one in total if one.data]
    bold = looks.text(centred=True, bold=True)
    number = looks.number(bold=True)
    cells = ["合计", "", f"{len(total)} 张光盘", "", *sums, sum(sums), sum(areas[1:], areas[0]) if areas else None,
             *[""] * 6]  # fmt: skip
    listing.add(cells, [bold] * 4 + [number] * (len(lists) + 1) + [looks.number(2, bold=True)] + [bold] * 6)
    listing.finish(frozen_columns=3)


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.2f}" if size else ""


def _receipts(sheet: Any, looks: Looks, issued: Sequence[Issued], *, title: str, line: str) -> None:
    columns = (
        Column("序号", 5, centred=True), Column("接收单位", 22), Column("光盘文件", 30), Column("图斑数", 8),
        Column("SHA-256 校验码（前16位）", 20, centred=True), Column("份数", 6),
        Column("接收时校验（tuban disc verify）", 18),
        Column("接收人（签字）", 14), Column("接收日期", 12), Column("联系电话", 14), Column("发放人（签字）", 14),
    )  # fmt: skip
    listing = ListSheet(sheet, looks, columns, title=title, line=line)
    for number, one in enumerate((one for one in issued if one.data), 1):
        count = sum(one.data.lists.values()) if one.data else 0
        cells = [number, one.county.name, one.file, count, one.sha256[:16], *[""] * 6]
        listing.add(cells, least=34)
    listing.finish(frozen_columns=2)


def _requirements(sheet: Any, looks: Looks, city: City, rulebook: Rulebook, *, line: str) -> None:
    columns = (
        Column("编号", 8, centred=True),
        Column("要求", 36),
        Column("结果", 10, centred=True),
        Column("说明", 70),
    )
    law = rulebook.issuing
    listing = ListSheet(sheet, looks, columns, title=f"{city.name}{law.text('title')}", line=line)
    for entry in law.sequence("requirements"):
        unmet = [one.says for one in city.unmet if one.id == entry.text("id")]
        cells = [entry.text("id"), entry.text("title"), "不符" if unmet else "符合", "\n".join(unmet)]
        listing.add(cells)
    listing.finish()


def _warnings(sheet: Any, looks: Looks, city: City, *, line: str) -> None:
    columns = (
        Column("序号", 6, centred=True), Column("图斑编号", 24, centred=True), Column("级别", 8, centred=True),
        Column("规则", 8, centred=True), Column("问题", 52), Column("查明办法", 40),
    )  # fmt: skip
    listing = ListSheet(sheet, looks, columns, title=f"{city.name}图斑警示", line=f"{line}　不影响发放，随盘告知各县。")
    for number, problem in enumerate(city.warnings, 1):
        severity = SEVERITY_NAMES[problem.severity]
        cells = [number, problem.patch_number, severity, problem.rule, problem.message, problem.settled_by]
        listing.add(cells, [None, None, looks.severity(severity), None, None, None])
    if not city.warnings:
        listing.note("没有需要告知的警示。")
    listing.finish(filtered_to=listing.row - 1 if city.warnings else None)
