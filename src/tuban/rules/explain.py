"""Decisions in Chinese sentences: the conclusion, the row, the citations, the facts, the values, what is missing.

A reader must be able to check every step against the paper it rests on: each fact says who told it, each value which
instrument fixes it and what it overrode. What several decisions share is said once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tuban.rules.decision import Decision, Judgement, MissingFact
from tuban.rules.fact_words import in_words, paper_in_words, parameter_in_words
from tuban.rules.parameters import ParameterValue, Passed
from tuban.rules.rulebook import Rulebook
from tuban.values.area import Area
from tuban.values.facts import UNKNOWN, Facts

PROPOSAL = "以上均为系统建议，须经审查人员签字后生效。"
LAYER_WORDS = {"norm": "基准", "notice": "通知", "province": "省", "city": "市", "county": "县"}
AREAS = (
    "counted_area",
    "counted_agricultural_area",
    "counted_cultivated_area",
    "counted_basic_farmland_area",
    "counted_plan_conforming_area",
    "counted_plan_breaching_area",
    "deductible_cultivated_area",
)
OFFICE = "review/prejudgement"


def sentences(subject: Judgement | Decision, rulebook: Rulebook) -> list[str]:
    """Return an explanation in Chinese sentences: of one decision, or of a whole judgement."""
    if isinstance(subject, Decision):
        return [*_decision(subject, rulebook, Facts()), *_shared([subject], rulebook)]
    visited = subject.facts["ground_state"] is not UNKNOWN
    shown = [one for one in subject.decisions if not (visited and one.table == OFFICE)]
    said = [_conclusion(subject, rulebook), _areas(subject, rulebook)]
    said += _told(shown, subject.facts, rulebook)
    said += [line for decision in shown for line in _decision(decision, rulebook, subject.facts)]
    said += _shared(shown, rulebook)
    said += missing_sentences(subject.missing)
    said.append(f"规则库版本：{subject.edition[:12]}。{PROPOSAL}")
    return said


def missing_sentences(missing: Sequence[MissingFact]) -> list[str]:
    """Return one sentence for each missing fact: what it is, why it matters, what would settle it."""
    return [f"尚缺事实：{one.why}；查明途径：{one.settled_by}。" for one in missing]


def _conclusion(judgement: Judgement, rulebook: Rulebook) -> str:
    facts = judgement.facts
    number, part = facts["patch_number"], facts["part_number"]
    name = "本地块" if number in (UNKNOWN, None) else f"图斑{number}"
    name += f"之{part}" if part not in (UNKNOWN, None, "") else ""
    said = f"结论：{name}拟认定为“{in_words('finding', facts['finding'], rulebook)}”"
    for fact in ("violation_type", "lawful_kind"):
        if facts[fact] is not None and (facts[fact] is not UNKNOWN or facts["finding"] == "unlawful"):
            said += f"，{rulebook.vocabulary[fact].title}为“{in_words(fact, facts[fact], rulebook)}”"
    if facts["finding"] == "manual" and facts["ground_state"] is UNKNOWN:
        said += f"，列入外业核查（内业预判：{in_words('prejudgement', facts['prejudgement'], rulebook)}）"
    return f"{said}。"


def _areas(judgement: Judgement, rulebook: Rulebook) -> str:
    facts = judgement.facts
    said = [f"面积依据：{in_words('area_basis', facts['area_basis'], rulebook)}"]
    said += [f"{rulebook.vocabulary[name].title}{facts[name]}" for name in AREAS if isinstance(facts[name], Area)]
    return f"{'，'.join(said)}。"


def _told(decisions: Iterable[Decision], facts: Facts, rulebook: Rulebook) -> list[str]:
    """Return the raw facts that the decisions rest on, once, each with its source; papers one by one."""
    names: dict[str, None] = {}
    for decision in decisions:
        for word in decision.facts_used:
            names.update(dict.fromkeys(decision.grounds.get(word, ())))
            names[word] = None
    raw = [
        name
        for name in names
        if name in rulebook.vocabulary
        and rulebook.vocabulary[name].made_by not in ("derived", "decided")
        and facts.is_known(name)
    ]
    said = []
    for name in raw:
        if name != "approvals" or not facts[name]:
            title, value = rulebook.vocabulary[name].title, in_words(name, facts[name], rulebook)
            said.append(f"{title}={value}{_source(facts.sources.get(name, ''))}")
    lines = [f"已知事实：{'；'.join(said)}。"] if said else []
    papers = facts["approvals"] if "approvals" in raw and facts["approvals"] else ()
    lines += [
        f"用地手续{index}：{paper_in_words(paper, rulebook)}{_source(paper.source)}。"
        for index, paper in enumerate(papers, start=1)
    ]
    return lines


def _source(text: str) -> str:
    return f"〔{text}〕" if text else ""


def _decision(decision: Decision, rulebook: Rulebook, facts: Facts) -> list[str]:
    answers = "、".join(
        f"{rulebook.vocabulary[name].title}=“{_answer(name, value, rulebook, facts)}”"
        for name, value in decision.answers.items()
    )
    row = f"判定表 {decision.table} 第 {decision.row} 行" if decision.rows else f"判定表 {decision.table}，无一行命中"
    because = f"（{decision.because}）" if decision.because else ""
    cites = "；".join(rulebook.citations(decision.cites))
    said = [f"【{decision.title}】{answers}。依据：{row}{because}，{cites}。"]
    if decision.facts_used:
        said.append(f"  所用事实：{'；'.join(_fact(name, decision, rulebook) for name in decision.facts_used)}。")
    return said


def _answer(name: str, value: Any, rulebook: Rulebook, facts: Facts) -> str:
    """Return an answer in words; an item of a list with the area it bears on, where the code list names one."""
    if not isinstance(value, tuple) or not value:
        return in_words(name, value, rulebook)
    entries = rulebook.codelist(rulebook.vocabulary[name].codelist or "").by_value
    said = []
    for one in value:
        area = facts[entries[one].get("area", "")]
        said.append(f"{entries[one].label}（{area}）" if isinstance(area, Area) else entries[one].label)
    return "；".join(said)


def _fact(name: str, decision: Decision, rulebook: Rulebook) -> str:
    said = f"{rulebook.vocabulary[name].title}=“{in_words(name, decision.facts_used[name], rulebook)}”"
    grounds = [rulebook.vocabulary[one].title for one in decision.grounds.get(name, ()) if one != name]
    return f"{said}（据{'、'.join(grounds)}）" if grounds else said


def _shared(decisions: Sequence[Decision], rulebook: Rulebook) -> list[str]:
    """Return what was presumed and which values were used, each once."""
    presumed = dict.fromkeys(name for one in decisions for name in one.presumed)
    values = {value.path: value for one in decisions for value in one.parameters}
    said = []
    if presumed:
        cites = [cite for path, value in values.items() if path.startswith("presumptions/") for cite in value.cites]
        by = "；".join(rulebook.citations(dict.fromkeys(cites or ["inf"])))
        said.append(f"推定：{'、'.join(_presumed(name, rulebook) for name in presumed)}，无人主张或异议（{by}）。")
    return said + [
        _parameter(value, rulebook) for path, value in values.items() if not path.startswith("presumptions/")
    ]


def _presumed(name: str, rulebook: Rulebook) -> str:
    if name in rulebook.vocabulary:
        return f"“{rulebook.vocabulary[name].title}”"
    kinds = rulebook.codelist("paper_kind").by_value
    return f"“{kinds[name].label}”" if name in kinds else f"“{name}”"


def _parameter(value: ParameterValue, rulebook: Rulebook) -> str:
    cites = "；".join(rulebook.citations(value.cites))
    where = "" if value.layer == "norm" else f"{LAYER_WORDS[value.layer]}{value.region}："
    said = (
        f"参数：{value.title}={parameter_in_words(value.value, value.unit, value.codelist, rulebook)}（{where}{cites}）"
    )
    if value.because:
        said += f"，理由：{value.because}"
    return said + "".join(_overridden(one, value, rulebook) for one in value.passed) + "。"


def _overridden(passed: Passed, value: ParameterValue, rulebook: Rulebook) -> str:
    cites = "；".join(rulebook.citations(passed.cites))
    worth = parameter_in_words(passed.value, value.unit, value.codelist, rulebook)
    was = f"{LAYER_WORDS[passed.layer]}{passed.region}值{worth}（{cites}）"
    return f"；{was}宽于上级规定，不予采用" if passed.refused else f"；替代了{was}"
