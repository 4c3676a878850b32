"""The case register against what was found (C13)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tuban.rules.checks.registry import part_key
from tuban.rules.contradictions.papers import same_person
from tuban.rules.contradictions.registry import (
    Found,
    Look,
    area_of,
    contradiction,
    date_of,
    days_between,
    difference,
    ground,
    is_known,
)
from tuban.rules.contradictions.sources import RegisterRow
from tuban.values.area import Area, total
from tuban.values.dates import PartialDate
from tuban.values.facts import Facts

_OPENED = ("filed",)
_AREAS = ("case_area", "return_due_area")


@contradiction("C13")
def cases_and_findings(look: Look) -> Iterator[Found]:
    """Cases of land that is not unlawful, unlawful land without a case, other areas, other offenders, other dates."""
    registered: dict[str, list[RegisterRow]] = {}
    for row in look.rows("cases"):
        registered.setdefault(str(row.get("patch_number")), []).append(row)
    final = {entry.value for entry in look.rulebook.codelist("finding") if entry.get("final") is True}
    for number, rows in registered.items():
        parts = look.parts_of(number)
        for row in rows:
            yield from _one_case(look, row, _parts_of(row, parts), final)
    for facts in look.parts:
        if facts["finding"] == "unlawful" and not registered.get(part_key(facts)[0]):
            about = {"violation": look.word(facts, "violation_type"), "counted": _counted(look, facts)}
            second = look.source(facts, "ground_state", "patch_number")
            yield Found("no_case", about, look.role("cases"), second, ground(facts), facts)
    for facts, breach in look.breaches("R34"):
        if breach.case in ("recultivated", "demolished"):
            done, due = breach.about["done"], breach.about["due"]
            name = "recultivated_area" if breach.case == "recultivated" else "demolished_land_area"
            apart = difference(done, due)  # type: ignore[arg-type]
            first = look.source(facts, name)
            yield Found(breach.case, dict(breach.about), first, look.source(facts, "ground_state"), apart, facts)


def _parts_of(row: RegisterRow, parts: Sequence[Facts]) -> Sequence[Facts]:
    part = str(row.get("part_number") or "")
    return [facts for facts in parts if not part or part_key(facts)[1] in (part, "")]


def _one_case(look: Look, row: RegisterRow, parts: Sequence[Facts], final: set[str]) -> Iterator[Found]:
    unlawful = [facts for facts in parts if facts["finding"] == "unlawful"]
    if not parts:
        return  # a stranger: C14 tells it
    if not unlawful:
        facts = parts[0]
        if row.get("handling") in _OPENED and facts["finding"] in final:
            about = {"case": _case(look, row), "finding": look.word(facts, "finding")}
            yield Found("not_unlawful", about, row.source, look.source(facts, "ground_state"), ground(facts), facts)
        return
    facts = max(unlawful, key=lambda one: (ground(one) is not None, ground(one)))
    yield from _area(look, row, facts, unlawful)
    offender, user = row.get("offender"), facts["user"]
    if offender and is_known(user) and not same_person(str(offender), str(user)):
        about = {"case": _case(look, row), "offender": offender, "user": user}
        yield Found("offender", about, row.source, look.source(facts, "user"), ground(facts), facts)
    filed, used = row.get("case_filed_on"), date_of(facts, "use_date")
    if isinstance(filed, PartialDate) and used and (days := days_between(filed, used)) > 0:
        told = {"case": _case(look, row), "filed_on": filed, "use_date": look.word(facts, "use_date"), "days": days}
        yield Found("filed_before_use", told, row.source, look.source(facts, "use_date"), ground(facts), facts)


def _area(look: Look, row: RegisterRow, facts: Facts, unlawful: Sequence[Facts]) -> Iterator[Found]:
    """The area of the case, or the land to be returned, against the unlawful parts together; the first stated."""
    known = [area for one in unlawful if (area := area_of(one, "counted_area")) is not None]
    counted = total(known) if len(known) == len(unlawful) else None
    name = next((one for one in _AREAS if isinstance(row.get(one), Area)), None)
    if counted is None or name is None:
        return
    stated = row.get(name)
    if difference(stated, counted) > look.tolerance:
        about = {
            "case": _case(look, row),
            "what": look.rulebook.vocabulary[name].title,
            "stated": stated,
            "counted": counted,
            "basis": look.word(facts, "area_basis"),
            "difference": difference(stated, counted),
        }
        second = look.source(facts, "surveyed_area", "ground_state")
        yield Found("area", about, row.source, second, difference(stated, counted), facts)


def _case(look: Look, row: RegisterRow) -> str:
    handling = look.rulebook.label("handling", row.get("handling")) if row.get("handling") else ""
    return " ".join(filter(None, (handling, str(row.get("case_number") or "")))) or "有记录"


def _counted(look: Look, facts: Facts) -> str:
    area = area_of(facts, "counted_area")
    return f"用地面积{area}" if area is not None else f"面积{look.word(facts, 'counted_area')}"
