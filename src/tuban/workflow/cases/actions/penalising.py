"""The items of the penalty are set before the decision, and performed one by one after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.rules.penalties import FINE, fine_of, fine_range
from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.cases.course import course_of
from tuban.workflow.cases.filing import act_day
from tuban.workflow.cases.ground import Ground, facts_of
from tuban.workflow.cases.law import law_of, word
from tuban.workflow.cases.locking import lock
from tuban.workflow.cases.models import Case, CasePatch, Item, Performance
from tuban.workflow.cases.policies import may_handle, may_keep_record
from tuban.workflow.cases.telling import tell
from tuban.workflow.organisations.acting import Acting


class ItemUnfit(TubanError):
    """The item of the penalty cannot be kept like this: {why}."""

    code = "cases.item_unfit"
    hint = "Put it right and send it again."


@dataclass(frozen=True, slots=True)
class Extent:
    """How far an item reaches: square metres of ground and of floor, yuan a square metre or an amount, days."""

    land_m2: Decimal | None = None
    floor_m2: Decimal | None = None
    rate: Decimal | None = None
    amount: Decimal | None = None
    days: int | None = None
    basis: str = ""


@action("cases.set_item", policy=may_handle)
def set_item(
    case: Case, *, by: Acting, expected_version: int, line: CasePatch, item: str, extent: Extent, is_proposed: bool,
    because: str = "",
) -> Item:  # fmt: skip
    """Set an item of the penalty on a patch, before the decision. A fine takes its rate within the range of the law,
    with a reason; what the lawbook does not propose takes a reason too.

    Raises ChangedMeanwhile, ItemUnfit, RateOutOfRange.
    """
    lock(case, expected_version)
    law = law_of(case)
    _demand_open(case, line)
    if item not in law.codelist("penalty_item"):
        raise ItemUnfit(why=_("“{item}” is no item of a penalty").format(item=item))
    for number in (extent.land_m2, extent.floor_m2, extent.rate, extent.amount):
        if number is not None and number < 0:
            raise ItemUnfit(why=_("areas and amounts are not below zero"))
    amount = extent.amount
    if item == FINE:
        amount = _fine(case, line, extent, because)
    elif not is_proposed and not because.strip():
        raise ItemUnfit(why=_("the lawbook does not propose it: say why it is imposed"))
    made, _created = Item.objects.update_or_create(
        line=line, item=item,
        defaults={
            "land_m2": extent.land_m2, "floor_m2": extent.floor_m2, "basis": extent.basis,
            "rate": extent.rate if item == FINE else None, "amount": amount, "days": extent.days,
            "is_proposed": is_proposed, "because": because.strip(),
        },
    )  # fmt: skip
    note(item=word(law, "penalty_item", item), patch=str(line.patch), amount=str(amount) if amount is not None else "")
    return made


def _fine(case: Case, line: CasePatch, extent: Extent, because: str) -> Decimal:
    today = timezone.localdate()
    if extent.rate is None or not extent.land_m2:
        raise ItemUnfit(why=_("a fine has a rate and the area that it is reckoned on"))
    on = act_day(case, [Ground(line, facts_of(line.patch))], today=today)
    fine_range(law_of(case), on=on, region=case.area_code[:6]).demand(extent.rate)
    if not because.strip():
        raise ItemUnfit(why=_("say why the rate is what it is"))
    return fine_of(extent.rate, extent.land_m2)


def _demand_open(case: Case, line: CasePatch) -> None:
    if line.case_id != case.pk:
        raise ItemUnfit(why=_("the patch is not in this case"))
    course = course_of(case, on=timezone.localdate())
    if "filed" not in course.done:
        raise ItemUnfit(why=_("the case is not filed yet"))
    if "decided" in course.done:
        raise ItemUnfit(why=_("the case is decided: strike the decision first"))


@action("cases.take_off_item", policy=may_handle)
def take_off_item(case: Case, *, by: Acting, expected_version: int, item: Item, reason: str) -> Case:
    """Take an item off the penalty before the decision, with a reason. Raises ChangedMeanwhile, ItemUnfit."""
    lock(case, expected_version)
    _demand_open(case, item.line)
    if not reason.strip():
        raise ItemUnfit(why=_("say why it is not imposed"))
    note(item=word(law_of(case), "penalty_item", item.item), patch=str(item.line.patch))
    item.delete()
    return case


@dataclass(frozen=True, slots=True)
class Done:
    """What was performed: square metres, restored cultivated land, yuan, and the receipt that proves it."""

    land_m2: Decimal | None = None
    floor_m2: Decimal | None = None
    cultivated_m2: Decimal | None = None
    amount: Decimal | None = None
    surcharge: Decimal | None = None
    handed_over_on: date | None = None
    receipt: str = ""
    words: str = ""


@action("cases.perform", policy=may_keep_record)
def perform(case: Case, *, by: Acting, expected_version: int, item: Item, day: date, done: Done) -> Performance:
    """Record what was performed of an item. Money and what is handed over to finance ask for a receipt.

    Raises ChangedMeanwhile, ItemUnfit.
    """
    lock(case, expected_version)
    course = course_of(case, on=timezone.localdate())
    if item.line.case_id != case.pk or "decided" not in course.done:
        raise ItemUnfit(why=_("nothing is performed before the decision"))
    if not course.done["decided"].day <= day <= course.on:
        raise ItemUnfit(why=_("the day lies between the decision and today"))
    values = (done.land_m2, done.floor_m2, done.cultivated_m2, done.amount, done.surcharge)
    if all(one is None for one in values) and done.handed_over_on is None:
        raise ItemUnfit(why=_("say what was performed"))
    if any(one is not None and one < 0 for one in values):
        raise ItemUnfit(why=_("areas and amounts are not below zero"))
    if (done.amount or done.handed_over_on) and not done.receipt.strip():
        raise ItemUnfit(why=_("the receipt is missing"))
    if done.handed_over_on and done.handed_over_on > course.on:
        raise ItemUnfit(why=_("{day} is yet to come").format(day=done.handed_over_on.isoformat()))
    made = Performance.objects.create(
        item=item, day=day, land_m2=done.land_m2, floor_m2=done.floor_m2, cultivated_m2=done.cultivated_m2,
        amount=done.amount, surcharge=done.surcharge, handed_over_on=done.handed_over_on, receipt=done.receipt.strip(),
        words=done.words.strip(), by=by.person,
    )  # fmt: skip
    note(item=word(law_of(case), "penalty_item", item.item), day=day.isoformat())
    tell(case, by=by)
    return made


@action("cases.strike_performance", policy=may_keep_record)
def strike_performance(
    case: Case, *, by: Acting, expected_version: int, performance: Performance, reason: str
) -> Performance:
    """Strike what was recorded as performed and was not, with a reason. Raises ChangedMeanwhile, ItemUnfit."""
    lock(case, expected_version)
    if performance.item.line.case_id != case.pk or performance.struck_because:
        raise ItemUnfit(why=_("it does not stand any more"))
    if case.standing == Case.Standing.CLOSED:
        raise ItemUnfit(why=_("the case is closed: strike its closing first"))
    if not reason.strip():
        raise ItemUnfit(why=_("say why it does not hold"))
    performance.struck_because = reason.strip()
    performance.save(update_fields=["struck_because"])
    tell(case, by=by)
    return performance
