"""When unlawful land was taken into use: plots and area by month, from the list of all patches (变化图斑情况统计表)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from tuban.rules.forms.filled import Cell, PartKey
from tuban.rules.reports.figures import Cells, Figure
from tuban.values.dates import NotADate, PartialDate

FORM, USED_ON, AREA = "change_patch_statistics", "used_on", "used"


@dataclass(frozen=True, slots=True)
class Month:
    """A month (or only a year) of use, with its figures ``it.plots`` and ``it.area``."""

    code: str
    title: str
    figures: Mapping[str, Figure]


def months_of_use(cells: Cells, among: Collection[PartKey]) -> list[Month]:
    """Return the months of use of some parts, the earliest first; parts without a date of use are in none."""
    filled = cells.forms.get(FORM)
    wanted = set(among)
    gathered: dict[str, list[tuple[PartKey, Cell]]] = {}
    for section in filled.sections if filled is not None else ():
        for row in section.rows:
            used = section.cell(row, USED_ON) if row.kind == "part" else None
            if used is None or not set(used.keys) & wanted:
                continue
            month = _month(used.text)
            if month is not None:
                gathered.setdefault(month, []).append((used.keys[0], section.cell(row, AREA)))
    return [_of(cells, month, found) for month, found in sorted(gathered.items())]


def _month(text: str) -> str | None:
    try:
        day = PartialDate.parse(text)
    except NotADate:
        return None
    return str(PartialDate(day.year, day.month))


def _of(cells: Cells, code: str, found: list[tuple[PartKey, Cell]]) -> Month:
    year, _dash, month = code.partition("-")
    title = f"{year}年{int(month)}月" if month else f"{year}年（月份不详）"
    sheet = cells.forms[FORM].sheet.split(" ", 1)[0]
    keys = tuple(key for key, _cell in found)
    measured = [cell for _key, cell in found if isinstance(cell.value, Decimal)]
    area = sum((cell.value for cell in measured if isinstance(cell.value, Decimal)), Decimal("0.00"))
    plots = Decimal(len(found))
    about = f"{sheet}《{cells.forms[FORM].title}》“用地时间”为{title}的违法用地"
    return Month(
        code,
        title,
        {
            "it.plots": Figure(f"{FORM}/{USED_ON}={code}/plots", plots, f"{plots:f}", keys, origin=f"{about}，计宗数"),
            "it.area": Figure(
                f"{FORM}/{USED_ON}={code}/area",
                area,
                f"{area:f}",
                keys,
                len(found) - len(measured),
                origin=f"{about}，“用地面积·总数”之和",
            ),
        },
    )
