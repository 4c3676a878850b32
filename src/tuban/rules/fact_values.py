"""Values of facts as people write them: areas with their unit, dates as far as they are known, words of a code list.

无 says that there is none; 不明 says that nobody knows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tuban.rules.rulebook import Rulebook
from tuban.rules.strict_yaml import LawbookFault, nearest
from tuban.rules.vocabulary import CodeList, FactKind
from tuban.values.area import Area
from tuban.values.dates import PartialDate
from tuban.values.errors import TubanError
from tuban.values.facts import UNKNOWN

NONE_WORDS = ("无", "没有")
UNKNOWN_WORDS = ("不明", "未知", "unknown")
YES_WORDS, NO_WORDS = ("是", "有", "yes", "true"), ("否", "无", "no", "false")
WHOLE_WORDS = ("全部", "whole")
PAPER_WORDS = {
    "kind": ("种类", "审批类型"),
    "number": ("文号", "批准文号"),
    "organ": ("机关", "批准机关"),
    "organ_level": ("级别", "机关级别"),
    "date": ("时间", "批准时间"),
    "until": ("期限", "到期时间"),
    "approved": ("面积", "批准面积"),
    "approved_cultivated": ("耕地", "其中耕地"),
    "covered": ("覆盖", "覆盖面积"),
    "holder": ("单位", "用地单位"),
    "use": ("用途", "批准用途"),
    "method": ("方式", "供地方式"),
    "project": ("项目", "项目名称"),
}


class WrongValue(LawbookFault):
    """{where}: “{value}” is not a value of “{name}”: {reason}."""

    code = "facts.wrong_value"
    hint = "Write areas with their unit (6.42 亩), dates as 2024-03 or 2024-03-05, words as in the code list."


class FactValues:
    """Reads values by the kinds and code lists of one lawbook."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self._readers: dict[str, Callable[[FactKind, Any, str], Any]] = {
            "text": self._text,
            "integer": self._number,
            "number": self._number,
            "flag": self._flag,
            "date": self._date,
            "area": self._area,
            "enum": self._word,
            "list": self._words,
        }

    def says_nothing(self, kind: FactKind, value: Any) -> bool:
        """Whether the value says that there is none, or that nobody knows; a word of the fact's own list says more."""
        if kind.codelist and isinstance(value, str) and self.rulebook.codelist(kind.codelist).find(value):
            return False
        if kind.type == "flag" and value in NO_WORDS:
            return False
        return value is None or (isinstance(value, str) and value in (*NONE_WORDS, *UNKNOWN_WORDS))

    def value(self, kind: FactKind, value: Any, where: str) -> Any:
        """Return the value of a fact that is no paper; None for 无, UNKNOWN for 不明. Raises WrongValue."""
        if self.says_nothing(kind, value):
            return None if value is None or value in NONE_WORDS else UNKNOWN
        return self._readers[kind.type](kind, value, where)

    def _text(self, _kind: FactKind, value: Any, _where: str) -> str:
        return str(value)

    def _number(self, kind: FactKind, value: Any, where: str) -> Any:
        if isinstance(value, str):
            try:
                value = int(value) if kind.type == "integer" else float(value.replace(",", ""))
            except ValueError as error:
                raise WrongValue(where=where, value=value, name=kind.title, reason="数字") from error
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise WrongValue(where=where, value=value, name=kind.title, reason="not a number")
        return value

    def _flag(self, kind: FactKind, value: Any, where: str) -> bool:
        if isinstance(value, bool):
            return value
        if str(value).lower() in YES_WORDS:
            return True
        if str(value).lower() in NO_WORDS:
            return False
        raise WrongValue(where=where, value=value, name=kind.title, reason="是 / 否")

    def _date(self, kind: FactKind, value: Any, where: str) -> PartialDate:
        day: PartialDate = self._parsed(PartialDate.parse, kind, value, where)
        return day

    def _area(self, kind: FactKind, value: Any, where: str) -> Area:
        area: Area = self._parsed(Area.parse, kind, value, where)
        return area

    def _parsed(self, parse: Callable[[str], Any], kind: FactKind, value: Any, where: str) -> Any:
        try:
            return parse(str(value))
        except TubanError as error:
            raise WrongValue(where=where, value=value, name=kind.title, reason=str(error)) from error

    def _word(self, kind: FactKind, value: Any, where: str) -> str:
        return self._coded(self.rulebook.codelist(kind.codelist or ""), kind.title, value, where)

    def _words(self, kind: FactKind, value: Any, where: str) -> tuple[str, ...]:
        given = value if isinstance(value, list) else [value]
        return tuple(self._word(kind, one, where) if kind.codelist else str(one) for one in given)

    def _coded(self, codelist: CodeList, title: str, value: Any, where: str) -> str:
        entry = codelist.find(str(value))
        if entry is None:
            words = [word for one in codelist for word in (one.label, one.value)]
            close = nearest(value, words)
            labels = "、".join(one.label for one in codelist.entries[:12])
            raise WrongValue(where=where, value=value, name=title, reason=close if close != "—" else labels)
        return entry.value

    def of_paper(self, name: str, value: Any, where: str, whole: Any) -> Any:
        """Return the value of a field of a paper; ``whole`` is the area of the part. Raises WrongValue."""
        kind = FactKind(name, PAPER_WORDS[name][0], "papers", "text", "disc")
        if self.says_nothing(kind, value):
            return UNKNOWN if name == "covered" and value not in NONE_WORDS else None
        if name in ("date", "until"):
            return self._date(kind, value, where)
        if name == "covered" and value in WHOLE_WORDS:
            if not isinstance(whole, Area):
                raise WrongValue(where=where, value=value, name="覆盖", reason="图形面积、监测面积均未填")
            return whole
        if name in ("approved", "approved_cultivated", "covered"):
            return self._area(kind, value, where)
        lists = {"kind": "paper_kind", "organ_level": "organ_level", "method": "supply_method"}
        if name in lists:
            return self._coded(self.rulebook.codelist(lists[name]), kind.title, value, where)
        return str(value)
