"""A file of facts that a person wrote by hand: names in English or by their Chinese titles, areas with their unit.

Strict like the lawbook: an unknown name is refused with the nearest valid ones. What is left out is unknown; 无 says
that there is none; 不明 says that nobody knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tuban.rules.campaign import CampaignContext
from tuban.rules.fact_values import PAPER_WORDS, FactValues, WrongValue
from tuban.rules.rulebook import Rulebook
from tuban.rules.strict_yaml import LawbookFault, StrictList, StrictMapping, nearest, read
from tuban.rules.vocabulary import FactKind, UnknownFact
from tuban.values.facts import Facts
from tuban.values.papers import Paper

CAMPAIGN_WORDS, PARTS_WORDS = ("campaign", "检查"), ("parts", "地块")
YEAR_WORDS, REGION_WORDS = ("year", "年度"), ("region", "区划代码")


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
        self.values = FactValues(rulebook)

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
            if kind.type == "papers" and not self.values.says_nothing(kind, node[key]):
                papers = (node, key)
            else:
                facts[kind.name] = self.values.value(kind, node[key], where)
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
            told[words[key]] = self.values.of_paper(words[key], node[key], node.where(key), whole)
        if "kind" not in told:
            raise WrongValue(where=node.where(), value="—", name="种类", reason="种类")
        return Paper(**{"number": None, "source": node.where(), **told})
