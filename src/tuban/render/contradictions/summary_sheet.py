"""The first sheet: how many contradictions of each kind in each township, and how much ground; both add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tuban.render.contradictions.kind_sheet import sum_of
from tuban.render.workbook.listing import SEVERITY_NAMES, Column, ListSheet, Looks
from tuban.rules.contradictions import Comparison, Contradiction, Kinds

if TYPE_CHECKING:
    from tuban.render.contradictions.writing import About

_NAMING = 3
_WIDE = 7.5


def write_summary(
    sheet: Any, looks: Looks, comparisons: Sequence[Comparison], kinds: Kinds, about: About, *,
    links: Mapping[str, str],
) -> None:  # fmt: skip
    """Draw counts, areas, and who should settle them; a kind's title leads to its sheet."""
    everything = [one for comparison in comparisons for one in comparison.found]
    townships = _townships(everything, about)
    names = [about.township(code, kinds.words["county"]) for code in townships]
    columns = [
        Column("编号", 6, centred=True), Column("种类", 22), Column("甲／乙", 44),
        *(Column(name, max(_WIDE, len(name) * 2 + 1.5)) for name in names), Column("合计", 9),
    ]  # fmt: skip
    line = f"{about.line}　共 {len(everything)} 条。{kinds.words['proposal']}{kinds.words['repeated']}"
    listing = ListSheet(
        sheet, looks, columns, title=f"{about.county_name}{kinds.title}（{kinds.words['summary']}）", line=line,
        paper="A3",
    )  # fmt: skip
    _block(listing, "一、条数")
    for comparison in comparisons:
        counts = [sum(one.township_code == code for one in comparison.found) for code in townships]
        _kind_row(listing, comparison, [*counts, len(comparison.found)], links, kinds)
    _total(listing, [sum(one.township_code == code for one in everything) for code in townships], len(everything))
    _block(listing, "二、涉及面积（亩）")
    for comparison in comparisons:
        by_township = [sum_of([one for one in comparison.found if one.township_code == code]) for code in townships]
        _kind_row(listing, comparison, [*by_township, sum_of(comparison.found)], links, kinds)
    areas = [sum_of([one for one in everything if one.township_code == code]) for code in townships]
    _total(listing, areas, sum_of(everything))
    _offices(listing, everything, kinds)
    listing.finish(frozen_columns=2)
    sheet.fit_to_pages(1, 1)


def _townships(everything: Sequence[Contradiction], about: About) -> list[str]:
    """Return the codes that have a column: the county itself where something has no township, then all townships."""
    strangers = {one.township_code for one in everything} - set(about.townships)
    return [*sorted(strangers), *about.townships]


def _block(listing: ListSheet, title: str) -> None:
    listing.merged(listing.row, 0, listing.last, title, listing.looks.block)
    listing.sheet.set_row(listing.row, 26)
    listing.row += 1


def _kind_row(
    listing: ListSheet,
    comparison: Comparison,
    values: Sequence[int | Decimal],
    links: Mapping[str, str],
    kinds: Kinds,
) -> None:
    looks, kind = listing.looks, comparison.kind
    row, pair = listing.row, f"{kind.first}／{kind.second}"
    places = 2 if isinstance(values[-1], Decimal) else 0
    if comparison.missing:
        pair = kinds.words["not_compared"].format(roles="、".join(comparison.missing))
        values = [None] * len(values)  # type: ignore[list-item]
    number = looks.number(places, blank_zero=True)
    own = [looks.text(centred=True), looks.text(link=True), looks.text(faint=True)]
    last = looks.number(places, bold=True)
    listing.add([kind.id, kind.title, pair, *values], [*own, *[number] * (len(values) - 1), last])
    listing.sheet.write_url(row, 1, f"internal:'{links[kind.id]}'!A1", looks.text(link=True), kind.title)


def _total(listing: ListSheet, values: Sequence[int | Decimal], everything: int | Decimal) -> None:
    looks = listing.looks
    places = 2 if isinstance(everything, Decimal) else 0
    bold = looks.text(centred=True, bold=True)
    cells = ["合计", None, None, *values, everything]
    listing.add(cells, [*[bold] * _NAMING, *[looks.number(places, bold=True)] * (len(values) + 1)])


def _offices(listing: ListSheet, everything: Sequence[Contradiction], kinds: Kinds) -> None:
    """Who should settle them, by gravity: the office over the naming columns, counts in the columns after them."""
    _block(listing, "三、责任部门与级别（条数）")
    looks, sheet = listing.looks, listing.sheet
    severities = list(SEVERITY_NAMES.values())
    heads = [*severities, "合计"]
    listing.merged(listing.row, 0, _NAMING - 1, "责任部门", looks.head)
    for place, text in enumerate(heads, _NAMING):
        sheet.write_string(listing.row, place, text, looks.head)
    listing.row += 1
    rows = [*kinds.offices.values()]
    for name in [*rows, "合计"]:
        mine = [one for one in everything if name in (one.office, "合计")]
        counts = [sum(SEVERITY_NAMES[one.severity] == severity for one in mine) for severity in severities]
        bold = name == "合计"
        listing.merged(listing.row, 0, _NAMING - 1, name, looks.text(bold=bold))
        for place, count in enumerate([*counts, len(mine)], _NAMING):
            last = place == _NAMING + len(counts)
            sheet.write_number(
                listing.row, place, count, looks.number(bold=bold or last, blank_zero=not (bold or last))
            )
        listing.row += 1
