"""One kind of source pair: a row for each contradiction, either source with what it says and where it stands."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tuban.render.workbook.listing import SEVERITY_NAMES, Column, ListSheet, Looks
from tuban.rules.contradictions import Comparison, Contradiction, Kinds

if TYPE_CHECKING:
    from tuban.render.contradictions.writing import About

_FROZEN = 5
_BY_HAND = 3


def write_kind(sheet: Any, looks: Looks, comparison: Comparison, kinds: Kinds, about: About) -> None:
    """Draw the sheet, A3 landscape, to be filtered, settled and signed."""
    kind = comparison.kind
    count, area = len(comparison.found), sum_of(comparison.found)
    line = f"{about.line}　共 {count} 条，涉及 {area} 亩。{kinds.words['proposal']}"
    line += f"{kinds.words['citations']}：{about.cited(kind.cites)}。"
    listing = ListSheet(
        sheet, looks, _columns(kind.first, kind.second), title=f"{about.county_name}{kinds.title}（{kind.title}）",
        line=line, paper="A3",
    )  # fmt: skip
    for number, one in enumerate(comparison.found, 1):
        severity = SEVERITY_NAMES[one.severity]
        cells = [
            number, about.township(one.township_code, kinds.words["county"]), one.patch_number or one.subject,
            one.part_number, severity, one.first.says, one.first.source, one.second.says, one.second.source,
            one.difference, None if one.area is None else one.area.mu, one.rule, one.settled_by, one.office,
            *[None] * _BY_HAND,
        ]  # fmt: skip
        listing.add(cells, _looks(looks, severity))
    last = listing.row - 1
    if comparison.found:
        bold = looks.text(centred=True, bold=True)
        cells = ["合计", f"{count} 条", *[None] * 8, area, *[None] * (len(listing.columns) - 11)]
        listing.add(cells, [bold, bold, *[bold] * 8, looks.number(2, bold=True), *[bold] * (len(cells) - 11)])
    elif comparison.missing:
        listing.note(kinds.words["not_compared"].format(roles="、".join(comparison.missing)))
    else:
        listing.note(kinds.words["none"])
    listing.finish(frozen_columns=_FROZEN, filtered_to=last if comparison.found else None)


def sum_of(found: tuple[Contradiction, ...] | list[Contradiction]) -> Decimal:
    """Return the areas in 亩, each rounded once."""
    return sum((one.area.mu for one in found if one.area is not None), Decimal("0.00"))


def _columns(first: str, second: str) -> tuple[Column, ...]:
    return (
        Column("序号", 5, centred=True),
        Column("乡镇", 10, centred=True),
        Column("图斑编号（对象）", 22, centred=True),
        Column("地块号", 5, centred=True),
        Column("级别", 6, centred=True),
        Column("内容", 31, f"甲：{first}"),
        Column("出处（文件、条目、版次）", 24, f"甲：{first}"),
        Column("内容", 31, f"乙：{second}"),
        Column("出处（文件、条目、版次）", 24, f"乙：{second}"),
        Column("差异", 22),
        Column("涉及面积（亩）", 9),
        Column("规则", 6, centred=True),
        Column("查明办法", 28),
        Column("责任部门", 9, centred=True),
        Column("处理意见", 18, "处理"),
        Column("签字", 9, "处理"),
        Column("日期", 9, "处理"),
    )


def _looks(looks: Looks, severity: str) -> list[Any]:
    plain, middle, faint = looks.text(), looks.text(centred=True), looks.text(faint=True)
    return [
        looks.number(), middle, middle, middle, looks.severity(severity), plain, faint, plain, faint, plain,
        looks.number(2), middle, plain, middle, plain, middle, middle,
    ]  # fmt: skip
