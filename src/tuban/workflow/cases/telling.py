"""What a case tells of its patches, as the handling card asks for it: its papers, its penalty, what was performed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils import timezone

from tuban.values.area import Area
from tuban.values.dates import PartialDate
from tuban.workflow.cases.course import Course, course_of
from tuban.workflow.cases.filing import offender_of
from tuban.workflow.cases.ground import Ground, facts_of
from tuban.workflow.cases.law import law_of, word
from tuban.workflow.cases.models import Case, CasePatch, Item, Measure, Performance
from tuban.workflow.cases.queries import lines_of
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.review.later import tell_later

_DAYS = {
    "stop": "stop_notice_on", "major_report": "reported_on", "filed": "case_filed_on",
    "investigated": "investigation_ended_on", "decided": "penalty_on", "demanded": "demand_on",
    "court_applied": "court_applied_on", "closed": "case_closed_on",
}  # fmt: skip
_NUMBERS = {
    "stop": "stop_notice_number", "major_report": "reported_number", "decided": "penalty_number",
    "court_applied": "court_number",
}  # fmt: skip
DISCIPLINE, CRIME = "discipline_proposal", "crime_transfer"
FULL, PARTLY, NOTHING = "fully", "partly", "none"


def tell(case: Case, *, by: Acting) -> None:
    """Tell every patch of a case what the case says now, and take back what it said and says no more.

    To be called last inside an action. A patch without a finding is told too: it is a record, no judgement.
    """
    course = course_of(case, on=timezone.localdate())
    source = f"案卷{case.number or case.title}"
    for line in lines_of(case):
        facts = told_of_line(course, line)
        gone = [name for name in line.told if name not in facts]
        patch = Patch.objects.select_for_update().select_related("campaign").get(pk=line.patch_id)
        tell_later(patch, by=by, facts=facts, taken_back=gone, source=source)
        line.told = sorted(facts)
        line.save(update_fields=["told"])


def told_of_line(course: Course, line: CasePatch) -> dict[str, Any]:
    """Return the facts that a case tells of one of its patches."""
    case = course.case
    law = law_of(case)
    found: dict[str, Any] = {}
    if case.standing == Case.Standing.NOT_FILED:
        return {"handling": "not_filed", "not_filed_reason": word(law, "case_not_filed", case.not_filed)}
    source = law.codelist("case_source").by_value.get(case.source)
    if source is not None:
        found["found_by"] = source["found_by"]
    for step, name in _DAYS.items():
        if step in course.done:
            found[name] = PartialDate.of(course.done[step].day)
    for step, name in _NUMBERS.items():
        if step in course.done and course.done[step].number:
            found[name] = course.done[step].number
    if "filed" in course.done:
        found |= _filed(course, line)
    if "decided" in course.done:
        found |= _penalty(line, law.codelist("penalty_item").values)
    found |= _persons(course)
    if "closed" in course.done:
        found["case_closed"] = True
    return found


def _filed(course: Course, line: CasePatch) -> dict[str, Any]:
    case = course.case
    facts = facts_of(line.patch)
    found: dict[str, Any] = {"handling": "filed", "case_organ": case.organ.name, "case_number": case.number}
    handlers = "、".join(str(one["name"]) for one in _officers(course))
    if handlers:
        found["case_handlers"] = handlers
    offender = offender_of(case, [Ground(line, facts)])
    if offender:
        found["offender"] = offender
    if isinstance(facts["counted_area"], Area):
        found["case_area"] = facts["counted_area"]
    return found


def _officers(course: Course) -> list[dict[str, str]]:
    for step in ("investigated", "verified", "stop"):
        if step in course.done and course.done[step].officers:
            return list(course.done[step].officers)
    return [{"name": one.name} for one in course.case.officers.all()]


def _penalty(line: CasePatch, order: Sequence[str]) -> dict[str, Any]:
    items = {one.item: one for one in sorted(line.items.all(), key=lambda one: order.index(one.item))}
    done = {name: _held(one) for name, one in items.items()}
    found: dict[str, Any] = {"penalty_items_decided": tuple(items)}
    if "return" in items:
        found |= _areas(items["return"], done["return"], "return_due_area", "returned_area", "land_m2")
        found |= _last_day(done["return"], "returned_on")
    if "demolish" in items:
        found |= _areas(items["demolish"], done["demolish"], "demolish_due_area", "demolished_area", "floor_m2")
        found |= _last_day(done["demolish"], "demolished_on")
        found |= _sum(done["demolish"], "land_m2", "demolished_land_area")
        restored = [one for one in done["demolish"] if one.cultivated_m2]
        found |= _sum(restored, "cultivated_m2", "recultivated_area")
        found |= _last_day(restored, "recultivated_on")
    if "confiscate" in items:
        found |= _areas(items["confiscate"], done["confiscate"], "confiscate_due_area", "confiscated_area", "floor_m2")
        handed = [one for one in done["confiscate"] if one.handed_over_on]
        if handed:
            found["handed_over_on"] = PartialDate.of(max(one.handed_over_on for one in handed if one.handed_over_on))
            found["handover_receipt"] = "、".join(one.receipt for one in handed if one.receipt) or None
    if "fine" in items and items["fine"].amount is not None:
        found["fine_due"] = float(items["fine"].amount)
        if done["fine"]:
            found["fine_paid"] = float(sum((one.amount or Decimal(0) for one in done["fine"]), Decimal(0)))
            found |= _last_day(done["fine"], "fine_paid_on")
    found["fulfilment"] = fulfilment(items.values())
    return {name: value for name, value in found.items() if value is not None}


def _held(item: Item) -> list[Performance]:
    return [one for one in item.performances.all() if not one.struck_because]


def _m2(value: Decimal) -> Area:
    return Area(Fraction(value))


def _sum(rows: Iterable[Performance], column: str, name: str) -> dict[str, Any]:
    values = [getattr(one, column) for one in rows if getattr(one, column) is not None]
    return {name: _m2(sum(values, Decimal(0)))} if values else {}


def _areas(item: Item, done: list[Performance], due: str, made: str, column: str) -> dict[str, Any]:
    owed = getattr(item, column)
    return ({due: _m2(owed)} if owed is not None else {}) | _sum(done, column, made)


def _last_day(rows: list[Performance], name: str) -> dict[str, Any]:
    return {name: PartialDate.of(max(one.day for one in rows))} if rows else {}


def progress_of(item: Item) -> str:
    """Return how far an item is performed: ``none``, ``partly`` or ``fully``. What is confiscated is performed when it
    was handed over with a receipt."""
    held = _held(item)
    if not held:
        return NOTHING
    if item.item in ("fine", "confiscate_gains"):
        paid = sum((one.amount or Decimal(0) for one in held), Decimal(0))
        return FULL if item.amount is not None and paid >= item.amount else PARTLY
    if item.item == "confiscate" and not any(one.handed_over_on and one.receipt for one in held):
        return PARTLY
    columns = [name for name in ("land_m2", "floor_m2") if getattr(item, name) is not None]
    for name in columns:
        made = sum((getattr(one, name) or Decimal(0) for one in held), Decimal(0))
        if made < getattr(item, name):
            return PARTLY
    return FULL


def fulfilment(items: Iterable[Item]) -> str:
    """Return how far a penalty is performed as a whole."""
    states = {progress_of(one) for one in items}
    if states == {FULL}:
        return FULL
    return NOTHING if states <= {NOTHING} else PARTLY


def _persons(course: Course) -> dict[str, Any]:
    found: dict[str, Any] = {}
    rows = list(Measure.objects.filter(case=course.case))
    if not rows and course.nobody is not None:
        return {"persons_handled": True}
    for kind, stem, count in (
        (DISCIPLINE, "discipline", "discipline_proposed_count"), (CRIME, "crime_transfer", "crime_transfer_count"),
    ):  # fmt: skip
        own = [one for one in rows if one.kind == kind]
        if own:
            last = own[-1]
            found |= {f"{stem}_on": PartialDate.of(last.sent_on), f"{stem}_organ": last.organ, count: len(own)}
            if last.number:
                found[f"{stem}_number"] = last.number
    for outcome, name in (
        ("party_discipline", "party_discipline_count"),
        ("administrative_discipline", "administrative_discipline_count"), ("criminal", "criminal_count"),
    ):  # fmt: skip
        number = sum(one.outcome == outcome for one in rows)
        if number:
            found[name] = number
    settled = [one for one in rows if one.outcome and one.outcome != "accepted"]
    if rows and len(settled) == len(rows):
        found["persons_handled"] = True
    return found
