"""The second sheet: by township, patches and findings beside the survey's new construction and the quota."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tuban.render.workbook.listing import Column, ListSheet, Looks
from tuban.rules.contradictions import Kinds, Reconciliation, Sums

if TYPE_CHECKING:
    from tuban.render.contradictions.writing import About

_PATCHES, _FOUND, _SURVEY, _APART = (
    "变化图斑（含卫片外）",
    "核查认定新增建设用地",
    "变更调查新增建设用地",
    "差额（核查－变更）",
)


def write_reconciliation(
    sheet: Any, looks: Looks, reconciliation: Reconciliation, kinds: Kinds, about: About
) -> None:  # fmt: skip
    """Draw one row per township and the county's total; the quota stands below it."""
    columns = (
        Column("序号", 6, centred=True), Column("乡镇", 16, centred=True),
        Column("图斑数", 9, _PATCHES), Column("图形面积（亩）", 13, _PATCHES),
        Column("宗数", 9, _FOUND), Column("面积（亩）", 13, _FOUND), Column("其中耕地（亩）", 13, _FOUND),
        Column("待测宗数", 9, _FOUND),
        Column("处数", 9, _SURVEY), Column("面积（亩）", 13, _SURVEY), Column("图斑以内（亩）", 13, _SURVEY),
        Column("图斑以外（亩）", 13, _SURVEY), Column(_APART, 15),
    )  # fmt: skip
    line = (
        f"{about.line}　变更调查新增建设用地为上年度与本年度变更调查叠加所得：本年为建设用地、上年为其他地类的土地。"
        "每宗、每处面积只取舍一次，各列相加即为合计。"
    )
    listing = ListSheet(
        sheet, looks, columns, title=f"{about.county_name}{kinds.title}（{kinds.words['reconciliation']}）", line=line,
        paper="A3",
    )  # fmt: skip
    for number, row in enumerate(reconciliation.townships, 1):
        name = about.township(row.township_code, "乡镇不明")
        listing.add(_cells(number, name, row, has_surveys=reconciliation.has_surveys))
    total = _cells("", "合计", reconciliation.total, has_surveys=reconciliation.has_surveys)
    bold = looks.text(centred=True, bold=True)
    strong = [looks.number(2 if isinstance(c, Decimal) else 0, bold=True) for c in total]
    listing.add(total, [bold, bold, *strong[2:]])
    _quota(listing, reconciliation)
    listing.finish(frozen_columns=2)


def _cells(number: object, name: str, row: Sums, *, has_surveys: bool) -> list[Any]:
    surveyed = [row.surveyed, row.surveyed_mu, row.inside_mu, row.outside_mu, row.built_mu - row.surveyed_mu]
    return [
        number, name, row.issued, row.issued_mu, row.built, row.built_mu, row.cultivated_mu, row.unmeasured,
        *(surveyed if has_surveys else [None] * len(surveyed)),
    ]  # fmt: skip


def _quota(listing: ListSheet, reconciliation: Reconciliation) -> None:
    total = reconciliation.total
    for title, quota, used in (
        ("年度计划指标：新增建设用地", reconciliation.quota_mu, total.built_mu),
        ("年度计划指标：其中占用耕地", reconciliation.quota_cultivated_mu, total.cultivated_mu),
    ):
        if quota is None:
            text = f"{title}　光盘没有指标资料，未比较。"
        else:
            apart = used - quota
            text = f"{title} {quota} 亩，核查认定 {used} 亩，{'超出' if apart > 0 else '结余'} {abs(apart)} 亩。"
        listing.merged(listing.row, 0, listing.last, text, listing.looks.text())
        listing.sheet.set_row(listing.row, 24)
        listing.row += 1
    if not reconciliation.has_surveys:
        listing.note("光盘缺上年度或本年度变更调查，变更调查各列空白。")
