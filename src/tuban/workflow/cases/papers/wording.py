"""The sentences that papers share: what was done, what it breaks, what is imposed, what was performed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tuban.rules.case_papers import gap
from tuban.rules.fact_words import UNIT_WORDS, in_words
from tuban.rules.limits import limit_of
from tuban.rules.rulebook import Rulebook
from tuban.rules.strict_yaml import StrictMapping
from tuban.values.area import Area, AreaUnit
from tuban.values.dates import PartialDate
from tuban.values.facts import UNKNOWN
from tuban.workflow.cases.filing import filing_grounds
from tuban.workflow.cases.ground import Ground
from tuban.workflow.cases.law import word
from tuban.workflow.cases.models import Case, Item, Performance
from tuban.workflow.cases.penalties import FineDue
from tuban.workflow.cases.telling import FULL, NOTHING, progress_of

_SURCHARGE = "fines/surcharge_rate"
_NUMERALS = ("", *"一二三四五六七八九")
_MONEY = ("fine", "confiscate_gains")
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
    """Return what was done, a paragraph for each patch; what the officers wrote follows. What nobody knows is marked,
    but for the use: nothing is said of one that nobody knows."""
    words = rulebook.cases.mapping("wording")
    said = [words.text("patch").format(**_of_patch(case, one, offender, rulebook)) for one in grounds]
    return "\n".join(one for one in (words.text("found") + "\n".join(said) if said else "", case.words) if one)


def lead_in_words(case: Case, grounds: list[Ground], rulebook: Rulebook) -> str:
    """Return what a lead says before anybody was there: the patches as they were issued, and what is known in words."""
    words = rulebook.cases.mapping("wording")
    said = []
    for one in grounds:
        patch = one.patch
        area = None if patch.monitored_m2 is None else Area(Fraction(patch.monitored_m2))
        told = {
            "place": place_of(case, [one]), "monitored_mu": str(area.in_unit(AreaUnit.MU)) if area else "",
            "before": day_written(patch.before_on), "after": day_written(patch.after_on), "patch": str(patch),
        }  # fmt: skip
        unknown = words.text("lead_unknown")
        said.append(words.text("lead").format(**{name: value or unknown for name, value in told.items()}))
    return "\n".join([*said, *([case.words] if case.words else [])])


def day_written(day: str | None) -> str:
    """Return a day of the record (2024-08-14) as papers write it; what is no whole day stays as it is."""
    try:
        return day_in_words(date.fromisoformat(day or ""))
    except ValueError:
        return day or ""


def place_of(case: Case, grounds: list[Ground]) -> str:
    """Return where the act was done: the villages of the patches, else what the case says; empty where nobody knows."""
    found = dict.fromkeys(f"{one.patch.township_name}{one.patch.village}" for one in grounds)
    return "、".join(one for one in found if one) or case.place


def _of_patch(case: Case, ground: Ground, offender: str, rulebook: Rulebook) -> dict[str, str]:
    told = {}
    words = rulebook.cases.mapping("wording")
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
        "place": place_of(case, [ground]) or gap("违法地点"), "patch": str(patch),
        "cultivated": _cultivated(ground, told, words), "plan": _plan(ground, told, words),
        "use": "" if use in (UNKNOWN, None) else words.text("use").format(use=rulebook.label("actual_use", use)),
    }  # fmt: skip


def _cultivated(ground: Ground, told: Mapping[str, str], words: StrictMapping) -> str:
    """Return what of a patch is cultivated land and basic farmland; a part that is none is said in words."""
    cultivated, farmland = (ground.facts[_AREAS[name][0]] for name in ("cultivated_mu", "farmland_mu"))
    way = "none" if _is_none(cultivated) else "no_farmland" if _is_none(farmland) else "some"
    pattern: str = words.mapping("cultivated").text(way)
    return pattern.format(**told)


def _plan(ground: Ground, told: Mapping[str, str], words: StrictMapping) -> str:
    """Return what of a patch conforms to the plan and what does not; a part that is none falls away."""
    conforming, breaching = (ground.facts[_AREAS[name][0]] for name in ("conforming_m2", "breaching_m2"))
    way = "breaching" if _is_none(conforming) else "conforming" if _is_none(breaching) else "both"
    pattern: str = words.mapping("plan").text(way)
    return pattern.format(**told)


def _is_none(area: object) -> bool:
    return isinstance(area, Area) and not area.square_metres


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


_EXTENT = {"land_m2": "占地面积", "floor_m2": "建筑面积", "rate": "罚款标准", "amount": "金额", "days": "拆除期限"}
_SUMMED = ("land_m2", "floor_m2", "amount")


def items_in_words(items: Iterable[Item], rulebook: Rulebook) -> list[str]:
    """Return the items as the decision writes them. Those of several patches that have the same rate and the same days
    are one, with their areas and amounts summed; what nobody set of one of them is marked."""
    patterns = rulebook.cases.mapping("wording").mapping("items")
    said = []
    for own in _alike(items, rulebook):
        told = {"rate": own[0].rate, "days": own[0].days} | {
            name: _total(getattr(one, name) for one in own) for name in _SUMMED
        }
        said.append(patterns.text(own[0].item).format(**_extent(told)))
    return said


def unperformed_in_words(items: Iterable[Item], rulebook: Rulebook) -> list[str]:
    """Return what is left of the items: those that nobody began as the decision has them, of the others the rest."""
    untouched: list[Item] = []
    begun: list[Item] = []
    for one in items:
        progress = progress_of(one)
        if progress != FULL:
            (untouched if progress == NOTHING else begun).append(one)
    begun_money = {one.item for one in begun if one.item in _MONEY}
    owed = [one for one in (*untouched, *begun) if one.item in begun_money]
    words = rulebook.cases.mapping("wording")
    said = items_in_words([one for one in untouched if one.item not in begun_money], rulebook)
    for item in begun:
        if item.item not in _MONEY:
            told = {"rate": item.rate, "days": item.days} | _rest(item)
            said.append(words.mapping("items").text(item.item).format(**_extent(told)))
    return [*said, *(_unpaid([one for one in owed if one.item == name], words) for name in sorted(begun_money))]


def _unpaid(items: list[Item], words: StrictMapping) -> str:
    """Return what is unpaid of one kind of money as one sum, with its parts where several patches have some."""
    rest = {str(one.line.patch): _rest(one)["amount"] for one in sorted(items, key=lambda one: str(one.line.patch))}
    told: dict[str, Decimal | int | None] = dict.fromkeys(_EXTENT)
    pattern: str = words.mapping("unpaid").text(items[0].item)
    said = pattern.format(**_extent(told | {"amount": _total(rest.values())}))
    if len(rest) == 1:
        return said
    part: str = words.text("unpaid_part")
    parts = (part.format(patch=name, amount=_extent(told | {"amount": one})["amount"]) for name, one in rest.items())
    return f"{said}{words.text('unpaid_parts').format(parts='，'.join(parts))}"


def surcharge_rate(rulebook: Rulebook, *, on: date, region: str) -> str:
    """Return by how much an unpaid fine grows on each day, as papers write it: 3%."""
    return f"{rulebook.parameter(_SURCHARGE, on=on, region=region).value * 100:g}%"


def surcharge_in_words(fines: FineDue, rulebook: Rulebook, *, day: date, region: str) -> str:
    """Return by how much the fines of a case have grown until a day; empty where they have not, marked where nobody can
    tell."""
    if fines.grown is None or fines.last_day is None:
        return gap(rulebook.cases.mapping("fields").text("surcharge"))
    if not fines.grown:
        return ""
    pattern: str = rulebook.cases.mapping("wording").text("surcharge")
    return pattern.format(
        last_day=day_in_words(fines.last_day), surcharge_rate=surcharge_rate(rulebook, on=day, region=region),
        day=day_in_words(day), grown=number(fines.grown),
    )  # fmt: skip


def _rest(item: Item) -> dict[str, Decimal | None]:
    """Return what of an item is not performed yet."""
    held = [one for one in item.performances.all() if not one.struck_because]
    rest: dict[str, Decimal | None] = {}
    for name in _SUMMED:
        due: Decimal | None = getattr(item, name)
        done = sum((getattr(one, name) or Decimal(0) for one in held), Decimal(0))
        rest[name] = None if due is None else max(due - done, Decimal(0))
    return rest


def _alike(items: Iterable[Item], rulebook: Rulebook) -> list[list[Item]]:
    """Return the items in the order of the lawbook, those together that a sentence can tell at once."""
    order = rulebook.codelist("penalty_item").values
    found: dict[tuple[object, ...], list[Item]] = {}
    for one in sorted(items, key=lambda one: order.index(one.item)):
        found.setdefault((one.item, one.rate, one.days), []).append(one)
    return list(found.values())


def _total(values: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum; None where one of them is unknown."""
    known = list(values)
    return None if None in known else sum((one for one in known if one is not None), Decimal(0))


def _extent(told: Mapping[str, Decimal | int | None]) -> dict[str, str]:
    return {
        name: gap(label) if told[name] is None else number(Decimal(told[name] or 0)) for name, label in _EXTENT.items()
    }


def numbered(sentences: list[str]) -> str:
    """Return sentences in numbered paragraphs.

    >>> numbered(["甲", "乙"])
    '（一）甲；\\n（二）乙。'
    """
    if not sentences:
        return ""
    marked = [f"（{_numeral(place)}）{one}" for place, one in enumerate(sentences, start=1)]
    return "；\n".join(marked) + "。"


def _numeral(count: int) -> str:
    """Return a number below a hundred in Chinese.

    >>> [_numeral(one) for one in (3, 10, 12, 20, 45)]
    ['三', '十', '十二', '二十', '四十五']
    """
    tens, ones = divmod(count, 10)
    return f"{_NUMERALS[tens] if tens > 1 else ''}{'十' if tens else ''}{_NUMERALS[ones]}"


def performed_in_words(item: Item, done: list[Performance], rulebook: Rulebook, *, told_of: str = "") -> str:
    """Return what was performed of an item; ``told_of`` names its patch where a case has several."""
    title = word(rulebook, "penalty_item", item.item) + (f"（{told_of}）" if told_of else "")
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
