"""A file of facts that a person wrote by hand: names in English or by their Chinese titles, areas with their unit.

Strict like the lawbook: an unknown name is refused with the nearest valid ones. What is left out is unknown; 无 says
that there is none; 不明 says that nobody knows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tuban.rules.campaign import CampaignContext
from tuban.rules.rulebook import Rulebook
from tuban.rules.strict_yaml import LawbookFault, StrictList, StrictMapping, nearest, read
from tuban.rules.vocabulary import CodeList, FactKind, UnknownFact
from tuban.values.area import Area
from tuban.values.dates import PartialDate
from tuban.values.errors import TubanError
from tuban.values.facts import UNKNOWN, Facts
from tuban.values.papers import Paper

NONE_WORDS = ("无", "没有")
UNKNOWN_WORDS = ("不明", "未知", "unknown")
YES_WORDS, NO_WORDS = ("是", "有", "yes", "true"), ("否", "无", "no", "false")
WHOLE_WORDS = ("全部", "whole")
CAMPAIGN_WORDS, PARTS_WORDS = ("campaign", "检查"), ("parts", "地块")
YEAR_WORDS, REGION_WORDS = ("year", "年度"), ("region", "区划代码")
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


class NotFacts(LawbookFault):
    """{where}: a file of facts is a mapping of facts, or a mapping with “parts”: a list of such mappings."""

    code = "facts.not_facts"
    hint = "See docs/zh/how-to/decide-one-patch.md for a file to start from."


class UnknownName(LawbookFault):
    """{where}: “{name}” is not the name of a fact. Nearest: {nearest}."""

    code = "facts.unknown_name"
    hint = "Use the English name or the Chinese title of the fact."


class NotTold(LawbookFault):
    """{where}: “{name}” is not told but worked out; tell the facts that it rests on."""

    code = "facts.not_told"
    hint = "Only facts that a disc, a map, a field visit or a case tells may be given."


class WrongValue(LawbookFault):
    """{where}: “{value}” is not a value of “{name}”: {reason}."""

    code = "facts.wrong_value"
    hint = "Write areas with their unit (6.42 亩), dates as 2024-03 or 2024-03-05, words as in the code list."


@dataclass(frozen=True, slots=True)
class FactsFile:
    """What a file tells: the parts, and the campaign where it names one."""

    parts: tuple[Facts, ...]
    campaign: CampaignContext | None


def read_facts(path: Path, rulebook: Rulebook) -> FactsFile:
    """Read a file of facts; raises LawbookFault naming the line, or TubanError."""
    content = read(path, shown_as=path.name)
    if not isinstance(content, StrictMapping):
        raise NotFacts(where=f"{path.name}:1")
    campaign = _campaign(content)
    rest = {key: value for key, value in content.items() if key not in CAMPAIGN_WORDS}
    listed = next((key for key in rest if key in PARTS_WORDS), None)
    if listed is None:
        parts: list[Any] = [StrictMapping(rest, content.file, content.line, content.lines)]
    elif len(rest) > 1 or not isinstance(rest[listed], StrictList):
        raise NotFacts(where=content.where(listed))
    else:
        parts = rest[listed]
    reader = _Reader(rulebook)
    for index, part in enumerate(parts):
        if not isinstance(part, StrictMapping):
            raise NotFacts(where=f"{path.name}:{parts.lines[index] if isinstance(parts, StrictList) else 1}")
    return FactsFile(tuple(reader.part(part) for part in parts), campaign)


def _campaign(content: StrictMapping) -> CampaignContext | None:
    key = next((word for word in CAMPAIGN_WORDS if word in content), None)
    if key is None:
        return None
    told = content.mapping(key).only(optional=(*YEAR_WORDS, *REGION_WORDS))
    year = next((word for word in YEAR_WORDS if word in told), YEAR_WORDS[0])
    region = next((told.text(word) for word in REGION_WORDS if word in told), "")
    return CampaignContext(year=told.integer(year), region_code=region)


class _Reader:
    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.readers: dict[str, Callable[[FactKind, Any, str], Any]] = {
            "text": self.text,
            "integer": self.number,
            "number": self.number,
            "flag": self.flag,
            "date": self.date,
            "area": self.area,
            "enum": self.word,
            "list": self.words,
        }

    def part(self, node: StrictMapping) -> Facts:
        facts: dict[str, Any] = {}
        lines: dict[str, str] = {}
        papers: tuple[StrictMapping, str] | None = None
        for key in node:
            where = node.where(key)
            kind = self.kind(key, where)
            if kind.name in lines:
                raise WrongValue(where=where, value=key, name=kind.title, reason="told twice")
            lines[kind.name] = where
            if self.says_nothing(kind, node[key]):
                facts[kind.name] = None if node[key] is None or node[key] in NONE_WORDS else UNKNOWN
            elif kind.type == "papers":
                papers = (node, key)
            else:
                facts[kind.name] = self.readers[kind.type](kind, node[key], where)
        if papers is not None:
            facts["approvals"] = self.papers(*papers, facts)
        return Facts(facts, lines)

    def kind(self, key: str, where: str) -> FactKind:
        try:
            kind = self.rulebook.vocabulary.find(key)
        except UnknownFact as error:
            raise UnknownName(where=where, name=key, nearest=error.about["nearest"]) from error
        if kind.made_by in ("derived", "decided"):
            raise NotTold(where=where, name=kind.title)
        return kind

    def says_nothing(self, kind: FactKind, value: Any) -> bool:
        """Whether the value says that there is none, or that nobody knows; a word of the fact's own list says more."""
        if kind.codelist and isinstance(value, str) and self.rulebook.codelist(kind.codelist).find(value):
            return False
        if kind.type == "flag" and value in NO_WORDS:
            return False
        return value is None or (isinstance(value, str) and value in (*NONE_WORDS, *UNKNOWN_WORDS))

    def text(self, _kind: FactKind, value: Any, _where: str) -> str:
        return str(value)

    def number(self, kind: FactKind, value: Any, where: str) -> Any:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise WrongValue(where=where, value=value, name=kind.title, reason="not a number")
        return value

    def flag(self, kind: FactKind, value: Any, where: str) -> bool:
        if isinstance(value, bool):
            return value
        if str(value).lower() in YES_WORDS:
            return True
        if str(value).lower() in NO_WORDS:
            return False
        raise WrongValue(where=where, value=value, name=kind.title, reason="是 / 否")

    def date(self, kind: FactKind, value: Any, where: str) -> PartialDate:
        day: PartialDate = self.parsed(PartialDate.parse, kind, value, where)
        return day

    def area(self, kind: FactKind, value: Any, where: str) -> Area:
        area: Area = self.parsed(Area.parse, kind, value, where)
        return area

    def parsed(self, parse: Callable[[str], Any], kind: FactKind, value: Any, where: str) -> Any:
        try:
            return parse(str(value))
        except TubanError as error:
            raise WrongValue(where=where, value=value, name=kind.title, reason=str(error)) from error

    def word(self, kind: FactKind, value: Any, where: str) -> str:
        return self.coded(self.rulebook.codelist(kind.codelist or ""), kind.title, value, where)

    def words(self, kind: FactKind, value: Any, where: str) -> tuple[str, ...]:
        given = value if isinstance(value, list) else [value]
        return tuple(self.word(kind, one, where) if kind.codelist else str(one) for one in given)

    def coded(self, codelist: CodeList, title: str, value: Any, where: str) -> str:
        entry = codelist.find(str(value))
        if entry is None:
            words = [word for one in codelist for word in (one.label, one.value)]
            close = nearest(value, words)
            labels = "、".join(one.label for one in codelist.entries[:12])
            raise WrongValue(where=where, value=value, name=title, reason=close if close != "—" else labels)
        return entry.value

    def papers(self, node: StrictMapping, key: str, facts: dict[str, Any]) -> tuple[Paper, ...]:
        listed = node.sequence(key)
        whole = next((facts[name] for name in ("geometry_area", "monitored_area") if name in facts), None)
        for index, paper in enumerate(listed):
            if not isinstance(paper, StrictMapping):
                raise NotFacts(where=listed.where(index))
        return tuple(self.paper(paper, whole) for paper in listed)

    def paper(self, node: StrictMapping, whole: Any) -> Paper:
        words = {spelling: name for name, others in PAPER_WORDS.items() for spelling in (name, *others)}
        told: dict[str, Any] = {}
        for key in node:
            if key not in words:
                raise UnknownName(where=node.where(key), name=key, nearest=nearest(key, words))
            told[words[key]] = self.paper_value(words[key], node[key], node.where(key), whole)
        if "kind" not in told:
            raise WrongValue(where=node.where(), value="—", name="种类", reason="种类")
        return Paper(**{"number": None, "source": node.where(), **told})

    def paper_value(self, name: str, value: Any, where: str, whole: Any) -> Any:
        kind = FactKind(name, PAPER_WORDS[name][0], "papers", "text", "disc")
        if self.says_nothing(kind, value):
            return UNKNOWN if name == "covered" and value not in NONE_WORDS else None
        if name in ("date", "until"):
            return self.date(kind, value, where)
        if name == "covered" and value in WHOLE_WORDS:
            if not isinstance(whole, Area):
                raise WrongValue(where=where, value=value, name="覆盖", reason="图形面积、监测面积均未填")
            return whole
        if name in ("approved", "approved_cultivated", "covered"):
            return self.area(kind, value, where)
        lists = {"kind": "paper_kind", "organ_level": "organ_level", "method": "supply_method"}
        if name in lists:
            return self.coded(self.rulebook.codelist(lists[name]), kind.title, value, where)
        return str(value)
