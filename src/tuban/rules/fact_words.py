"""A fact's value in Chinese words, as it is written in an explanation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tuban.rules.rulebook import Rulebook
from tuban.values.area import Area
from tuban.values.dates import PartialDate
from tuban.values.facts import UNKNOWN
from tuban.values.papers import Paper

NOT_TOLD = "不明"
NONE = "无"
UNIT_WORDS = {
    "mu": "亩",
    "m2": "平方米",
    "ha": "公顷",
    "day": "天",
    "working_day": "个工作日",
    "month": "个月",
    "m": "米",
    "yuan": "元",
}


def in_words(name: str, value: Any, rulebook: Rulebook) -> str:
    """Return a value in words: its label, area, date, 是 or 否; 不明 where unknown, 无 where known to be absent."""
    if value is UNKNOWN or value is None:
        return NOT_TOLD if value is UNKNOWN else NONE
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (tuple, list)):
        return "、".join(in_words(name, one, rulebook) for one in value) or NONE
    if isinstance(value, Paper):
        return paper_in_words(value, rulebook)
    return day_in_words(value) if isinstance(value, PartialDate) else rulebook.label(name, value)


def day_in_words(day: PartialDate) -> str:
    """Return a date as officials write it: 2024年3月5日."""
    words = f"{day.year}年"
    if day.month is not None:
        words += f"{day.month}月"
    return words if day.day is None else f"{words}{day.day}日"


def paper_in_words(paper: Paper, rulebook: Rulebook) -> str:
    """Return a paper in words: its kind, number, organ, date and what it covers here."""
    kinds = rulebook.codelist("paper_kind").by_value
    said = [kinds[paper.kind].label if paper.kind in kinds else paper.kind, paper.number or "无文号"]
    said += [paper.organ] if paper.organ else []
    said += [day_in_words(paper.date)] if paper.date else []
    said += [f"期限至{day_in_words(paper.until)}"] if paper.until else []
    said.append(f"覆盖{paper.covered}" if isinstance(paper.covered, Area) else "界线不明")
    return " ".join(said)


def parameter_in_words(value: Any, unit: str, codelist: str | None, rulebook: Rulebook) -> str:
    """Return a parameter's value with its unit; words by the labels of their code list."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        labels = rulebook.codelist(codelist).by_value if codelist else {}
        return "、".join(labels[one].label if one in labels else str(one) for one in value)
    if isinstance(value, date):
        return day_in_words(PartialDate.of(value))
    if unit == "share":
        return f"{value * 100:g}%"
    return f"{value}{UNIT_WORDS.get(unit, '')}"


def as_data(value: Any) -> Any:
    """Return a value for machines: areas with their unit, dates as text, unknown as the word ``unknown``."""
    if isinstance(value, Area):
        return f"{float(value.square_metres):.2f} m2"
    if isinstance(value, Paper):
        return {name: as_data(getattr(value, name)) for name in Paper.__slots__}
    if isinstance(value, (tuple, list)):
        return [as_data(one) for one in value]
    if isinstance(value, Mapping):
        return {name: as_data(one) for name, one in value.items()}
    if value is UNKNOWN or isinstance(value, (PartialDate, date)):
        return "unknown" if value is UNKNOWN else str(value)
    return value
