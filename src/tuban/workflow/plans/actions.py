"""The days of plans are set; a unit hands its plan in; the unit above accepts or returns it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.values.errors import TubanError
from tuban.workflow import store
from tuban.workflow.audit.acting import action, note
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.plans.law import Kind, plan_law
from tuban.workflow.plans.looking import suffix_of
from tuban.workflow.plans.models import Plan, PlanDay
from tuban.workflow.plans.policies import may_decide, may_hand_in, may_set_days
from tuban.workflow.plans.standing import days_of
from tuban.workflow.plans.telling import tell_decided, tell_handed_in

_LONGEST, _LONGEST_REASON, _LONGEST_NAME = 300, 500, 120


class NoSuchPlan(TubanError):
    """There is no kind of plan «{kind}»."""

    code = "plans.no_such_plan"
    hint = "Choose one of the kinds on the page of the plans."


class WordsNeeded(TubanError):
    """This needs words: {why}."""

    code = "plans.words_needed"
    hint = "Say it in a sentence; it is kept with the plan."


class SameAgain(TubanError):
    """This file was handed in already, as version {number}."""

    code = "plans.same_again"
    hint = "Change what the level above asked for, save it, and hand that in."


@action("plans.set_day", policy=may_set_days)
def set_day(campaign: Campaign, *, by: Acting, kind: str, due_on: date) -> PlanDay:
    """Set the day on which every unit owes a kind of plan. What came before keeps being in time or late as it was.
    Raises NoSuchPlan."""
    known = _kind(kind)
    made, _is_new = PlanDay.objects.update_or_create(campaign=campaign, kind=known.id, defaults={"due_on": due_on})
    note(kind=known.title, due_on=due_on.isoformat())
    return made


@action("plans.hand_in", policy=may_hand_in, secrets=("path",))
def hand_in(campaign: Campaign, *, by: Acting, kind: str, path: Path, name: str, words: str = "") -> Plan:
    """Hand in the plan of the own unit, a Word file or a PDF; it replaces one that waits or was returned.

    ``words`` are needed where it replaces one that was accepted. Raises NoSuchPlan, NotAPlan, WordsNeeded, SameAgain.
    """
    known, unit, said = _kind(kind), by.post.unit, words.strip()[:_LONGEST]
    shown = name.replace("\\", "/").rpartition("/")[2][-_LONGEST_NAME:] or known.title
    suffix = suffix_of(path, shown)
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    before = Plan.objects.filter(campaign=campaign, kind=known.id, unit=unit).order_by("-number").first()
    if before is not None and before.state == Plan.State.ACCEPTED and not said:
        raise WordsNeeded(why=_("it replaces one that was accepted"))
    checksum = store.keep(path, suffix=suffix)
    if before is not None and before.checksum == checksum:
        raise SameAgain(number=before.number)
    if before is not None and before.state == Plan.State.HANDED_IN:
        before.state, before.version = Plan.State.REPLACED, before.version + 1
        before.save(update_fields=["state", "version"])
    due = days_of(campaign)[known.id]
    made = Plan.objects.create(
        campaign=campaign, kind=known.id, unit=unit, number=before.number + 1 if before else 1, name=shown,
        suffix=suffix, checksum=checksum, size=path.stat().st_size, note=said, by=by.person, post=by.post,
        is_late=before.is_late if before else due is not None and timezone.localdate() > due,
    )  # fmt: skip
    tell_handed_in(made)
    note(kind=known.title, version=made.number, digest=checksum, late=made.is_late)
    return made


@action("plans.accept", policy=may_decide)
def accept(plan: Plan, *, by: Acting, text: str = "") -> Plan:
    """Accept a plan."""
    return _decide(plan, by, Plan.State.ACCEPTED, text)


@action("plans.send_back", policy=may_decide)
def send_back(plan: Plan, *, by: Acting, text: str) -> Plan:
    """Return a plan with what is to be changed. Raises WordsNeeded."""
    if not text.strip():
        raise WordsNeeded(why=_("say what is to be corrected"))
    return _decide(plan, by, Plan.State.RETURNED, text)


def _kind(name: str) -> Kind:
    found = plan_law().kind(name)
    if found is None:
        raise NoSuchPlan(kind=name)
    return found


def _decide(plan: Plan, by: Acting, state: Plan.State, text: str) -> Plan:
    plan.refresh_from_db(
        from_queryset=Plan.objects.select_for_update(of=("self",)).select_related("unit__above", "campaign")
    )
    may_decide.demand(by, plan)
    plan.state, plan.reason, plan.version = state, text.strip()[:_LONGEST_REASON], plan.version + 1
    plan.decided_at, plan.decided_by, plan.decided_post = timezone.now(), by.person, by.post
    plan.save()
    tell_decided(plan)
    note(version=plan.number, digest=plan.checksum)
    return plan
