"""The sentences that papers share: what was done, what it breaks, what is imposed, what was performed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from tuban.rules.case_papers import gap
from tuban.rules.fact_words import UNIT_WORDS, in_words
from tuban.rules.limits import limit_of
from tuban.rules.rulebook import Rulebook
from tuban.values.area import Area, AreaUnit
from tuban.values.dates import PartialDate
from tuban.values.facts import UNKNOWN
from tuban.workflow.cases.filing import filing_grounds
from tuban.workflow.cases.ground import Ground
from tuban.workflow.cases.law import word
from tuban.workflow.cases.models import Case, Item, Performance

_NUMERALS = "一二三四五六七八九十"
_AREAS = {
    "area_m2": ("counted_area", AreaUnit.M2, "占地面积"), "area_mu": ("counted_area", AreaUnit.MU, "占地面积"),
    "cultivated_mu": ("counted_cultivated_area", AreaUnit.MU, "其中耕地"),
    "farmland_mu": ("counted_basic_farmland_area", AreaUnit.MU, "其中永久基本农田"),
    "conforming_m2": ("counted_plan_conforming_area", AreaUnit.M2, "符合规划面积"),
    "breaching_m2": ("counted_plan_breaching_area", AreaUnit.M2, "不符合规划面积"),
}  # fmt: skip


def day_in_words(day: date) -> str:
    """Return a day as official papers write it.

    >>> day_in_words(date(2024, 9, 6))
    '2024年9月6日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def number(value: Decimal) -> str:
    """Return a number without needless zeros.

    >>> number(Decimal("1500.0000"))
    '1500'
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def limit_in_words(rulebook: Rulebook, path: str, *, on: date, region: str) -> str:
    """Return a limit as papers write it: 5个工作日, 60日, 6个月."""
    found = limit_of(rulebook, path, on=on, region=region)
    unit = "日" if found.unit == "day" else UNIT_WORDS[found.unit]
    return f"{found.value}{unit}"


def facts_in_words(case: Case, grounds: list[Ground], offender: str, rulebook: Rulebook) -> str:
    """Return what was done, a sentence for each patch; what the officers wrote follows. What nobody knows is marked."""
    pattern = rulebook.cases.mapping("wording").text("patch")
    said = [pattern.format(**_of_patch(case, one, offender, rulebook)) for one in grounds]
    return "经查，" + "".join([*said, case.words]) if said else case.words


def _of_patch(case: Case, ground: Ground, offender: str, rulebook: Rulebook) -> dict[str, str]:
    told = {}
    for name, (fact, unit, label) in _AREAS.items():
        area = ground.facts[fact]
        told[name] = str(area.in_unit(unit)) if isinstance(area, Area) else gap(label)
    used_on, use = ground.facts["use_date"], ground.facts["actual_use"]
    when = day_in_words(case.act_on) if case.act_on else ""
    if not when and isinstance(used_on, PartialDate):
        when = in_words("use_date", used_on, rulebook)
    patch = ground.patch
    return told | {
        "offender": offender or gap("当事人"), "act_on": when or gap("违法时间"),
        "place": f"{patch.township_name}{patch.village}" or case.place or gap("违法地点"),
        "use": gap("实际用途") if use in (UNKNOWN, None) else rulebook.label("actual_use", use), "patch": str(patch),
    }  # fmt: skip


def provisions(grounds: list[Ground], rulebook: Rulebook) -> tuple[str, str]:
    """Return what was broken and by what that is punished, as papers cite it; empty where nobody knows."""
    broken: dict[str, None] = {}
    punished: dict[str, None] = {}
    node = rulebook.cases.mapping("provisions")
    for name in filing_grounds(grounds):
        if name in node:
            entry = node.mapping(name)
            broken |= dict.fromkeys(entry.texts("breaks"))
            punished |= dict.fromkeys(entry.texts("punished_by"))
    return cited(broken, rulebook), cited(punished, rulebook)


def cited(cites: Iterable[str], rulebook: Rulebook) -> str:
    """Return citations as papers write them: an instrument is named once, its articles follow."""
    articles: dict[str, list[str]] = {}
    for cite in cites:
        found = rulebook.citation(cite)
        own = articles.setdefault(found.instrument.title, [])
        if found.article:
            own.append(found.article)
    return "、".join(f"《{title}》{'、'.join(own)}" for title, own in articles.items())


def violation_in_words(grounds: list[Ground], rulebook: Rulebook) -> str:
    """Return the types of violation of the patches."""
    found = {
        str(one.facts["violation_type"]): None
        for one in grounds
        if isinstance(one.facts["violation_type"], str)
        and one.facts["violation_type"] in rulebook.codelist("violation_type")
    }
    return "、".join(word(rulebook, "violation_type", one) for one in found)


def item_in_words(item: Item, rulebook: Rulebook) -> str:
    """Return an item as the decision writes it; what nobody set is marked."""
    patterns: Mapping[str, object] = rulebook.cases.mapping("wording").mapping("items")
    labels = {"land_m2": "占地面积", "floor_m2": "建筑面积", "rate": "罚款标准", "amount": "金额", "days": "拆除期限"}
    told = {}
    for name, label in labels.items():
        value = getattr(item, name)
        told[name] = gap(label) if value is None else number(Decimal(value))
    return str(patterns[item.item]).format(**told)


def numbered(sentences: list[str]) -> str:
    """Return sentences in numbered paragraphs.

    >>> numbered(["甲", "乙"])
    '（一）甲；\\n（二）乙。'
    """
    if not sentences:
        return ""
    marked = [f"（{_NUMERALS[place]}）{one}" for place, one in enumerate(sentences[: len(_NUMERALS)])]
    return "；\n".join(marked) + "。"


def performed_in_words(item: Item, done: list[Performance], rulebook: Rulebook) -> str:
    """Return what was performed of an item."""
    title = word(rulebook, "penalty_item", item.item)
    if not done:
        return f"{title}：未履行"
    parts = []
    for one in done:
        amounts = [
            (one.land_m2, "土地{}平方米"), (one.floor_m2, "建筑面积{}平方米"), (one.cultivated_m2, "复耕耕地{}平方米"),
            (one.amount, "{}元"), (one.surcharge, "加处罚款{}元"),
        ]  # fmt: skip
        said = "、".join(pattern.format(number(value)) for value, pattern in amounts if value is not None)
        if one.handed_over_on:
            said += f"，{day_in_words(one.handed_over_on)}移交财政"
        receipt = f"（凭据{one.receipt}）" if one.receipt else ""
        parts.append(f"{day_in_words(one.day)}{said}{receipt}")
    return f"{title}：{'，'.join(parts)}"
