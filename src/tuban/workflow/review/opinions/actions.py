"""What people do in the joint review: ask departments, speak for one, decide where they disagree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.rules.opinions import Answer, settled_where
from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.comparison.comparing import state_before_review
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import Duty
from tuban.workflow.patches.meanwhile import hold, lock
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.moving import move
from tuban.workflow.patches.states import State
from tuban.workflow.review.arranging import arrangement_of, due_day
from tuban.workflow.review.considering import Considered, NoCategory, consider, is_final
from tuban.workflow.review.models import Conference, Consultation, Opinion
from tuban.workflow.review.opinions.agreement import table_of
from tuban.workflow.review.opinions.policies import duty_of, may_ask, may_chair, may_opine, may_withdraw
from tuban.workflow.review.opinions.prefilling import Prefilled, as_kept, prefilled
from tuban.workflow.review.returns.writing import send_to_department

PASS, RETURN, DIFFERING = "pass_reason", "return_reason", "differing_reason"
CLEAR_REASON = "facts_agree"


class OpinionUnfit(TubanError):
    """The opinion cannot be taken as it is: {why}."""

    code = "review.opinion_unfit"
    hint = "Correct it; nothing that you typed is lost."


class ChangedBeforeSpeaking(TubanError):
    """{patch} was changed while you looked at it: {what}."""

    code = "review.changed_meanwhile"
    hint = "Look at it as it is now, then say it again if it is still right. Nothing was overwritten."


class DecisionUnfit(TubanError):
    """The decision cannot be taken as it is: {why}."""

    code = "review.decision_unfit"
    hint = "A decision where departments disagree says in words why, and who was present."


@dataclass(frozen=True, slots=True)
class Said:
    """What a department says: its verdict, the finding it holds right, its points, what it rests on, why."""

    verdict: str
    finding: str
    violation_type: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    missing: Sequence[str] = ()
    reasons: Sequence[str] = ()
    document: str = ""
    text: str = ""


@action("review.consult", policy=may_ask)
def consult(
    patch: Patch, *, by: Acting, expected_version: int, due_on: date | None = None, duties: Sequence[str] = ()
) -> list[Consultation]:
    """Put a patch to the departments, to all that are arranged for or to some of them, until a day, else each until the
    day that it has. What the chair decided before counts no more. Raises ChangedMeanwhile, CalendarYearUnknown."""
    arranged, today = arrangement_of(patch.campaign), timezone.localdate()
    wanted = list(duties or arranged.duties)
    days = {one: due_on or due_day(patch.campaign, today, one) for one in wanted}
    lock(patch, expected_version)
    state = State(patch.state)
    move(patch, unreviewed(patch) if state is State.REVIEWED else state, expected_version=expected_version)
    Conference.objects.filter(patch=patch, is_current=True).update(is_current=False)
    waiting = set(patch.consultations.filter(answered_at=None, withdrawn_at=None).values_list("duty", flat=True))
    asked = [one for one in wanted if one not in waiting]
    note(duties=asked, due_on=[days[one].isoformat() for one in asked])
    return [Consultation.objects.create(patch=patch, duty=one, asked_by=by.person, due_on=days[one]) for one in asked]


@action("review.withdraw", policy=may_withdraw, lock=hold)
def withdraw(patch: Patch, *, by: Acting, duties: Sequence[str] = (), reason: str = "") -> int:
    """Take back the question to the departments, or to some, that have not spoken yet; returns to how many."""
    rows = Consultation.objects.filter(patch=patch, answered_at=None, withdrawn_at=None)
    if duties:
        rows = rows.filter(duty__in=duties)
    taken_back = rows.update(withdrawn_at=timezone.now())
    _go_on(patch)
    return taken_back


@action("review.stand_as_arranged", policy=may_withdraw, lock=hold)
def stand_as_arranged(patch: Patch, *, by: Acting) -> Patch:
    """Let a patch stand as reviewed or not by the departments that are arranged for now."""
    _go_on(patch)
    return patch


@action("review.give_opinion", policy=may_opine, secrets=("said",), lock=hold)
def give_opinion(patch: Patch, *, by: Acting, said: Said, seen: UUID, replaces: UUID | None = None) -> Opinion:
    """Speak for a department. ``seen`` is the comparison that it was given upon, ``replaces`` the opinion of the
    department that was current then. An opinion that another replaces is kept.

    Raises Refused, ChangedBeforeSpeaking, OpinionUnfit, NoCategory, ViolationTypeUnfit, FactsMissing, PapersMissing.
    """
    duty = duty_of(by)
    assert duty is not None  # noqa: S101 - the policy said so
    held = consider(patch, said.finding, said.violation_type)
    before = Opinion.objects.filter(patch=patch, duty=duty, is_current=True).first()
    if held.comparison.pk != seen:
        raise ChangedBeforeSpeaking(patch=patch, what=_("its facts are not those that you saw"))
    if (before.pk if before else None) != replaces:
        raise ChangedBeforeSpeaking(patch=patch, what=_("somebody else spoke for your department"))
    points = prefilled(held, duty)
    kept = as_kept(points, said.answers, said.words)
    _check(held, said, points, kept)
    if before is not None:
        before.is_current = False
        before.save(update_fields=["is_current"])
    made = Opinion.objects.create(
        patch=patch, duty=duty, verdict=said.verdict, finding=said.finding, violation_type=said.violation_type,
        points=kept, missing=list(said.missing), cites=list(dict.fromkeys(c for one in points for c in one.cites)),
        document=said.document.strip()[:120], reasons=list(said.reasons), text=said.text.strip(),
        comparison=held.comparison, by=by.person, post=by.post,
    )  # fmt: skip
    Consultation.objects.filter(patch=patch, duty=duty, answered_at=None, withdrawn_at=None).update(
        answered_at=timezone.now()
    )
    Conference.objects.filter(patch=patch, is_current=True).update(is_current=False)
    note(duty=duty.value, verdict=said.verdict, finding=said.finding, opinion=str(made.pk))
    if made.verdict == Opinion.Verdict.OPEN:
        _send_on(patch, made, held, by)
    else:
        _go_on(patch)
    return made


def _check(held: Considered, said: Said, points: Sequence[Prefilled], kept: Sequence[Mapping[str, Any]]) -> None:
    if said.verdict not in Opinion.Verdict.values:
        raise OpinionUnfit(why=_("it says neither that it agrees, objects, nor what is missing"))
    _check_answers(said, points, kept)
    lists = (PASS,) if said.verdict == Opinion.Verdict.AGREES else (RETURN,)
    known = {entry.value for name in lists for entry in held.rulebook.codelist(name)}
    if not said.reasons or not known.issuperset(said.reasons):
        raise OpinionUnfit(why=_("it needs at least one of the coded reasons"))
    if said.verdict == Opinion.Verdict.OPEN:
        unknown = [one for one in said.missing if one not in held.rulebook.vocabulary]
        if not said.missing or unknown:
            raise OpinionUnfit(why=_("it says that something is missing, but not which facts"))
        if said.finding not in held.rulebook.codelist("finding"):
            raise NoCategory(finding=said.finding)
        return
    if said.verdict == Opinion.Verdict.AGREES and is_final(held.proposed, held.rulebook) and held.differs:
        raise OpinionUnfit(why=_("it agrees with the proposal and holds another finding right"))
    held.demand()
    if not held.is_favourable:
        return
    barring = [point for point, one in zip(points, kept, strict=True) if point.must and one["answer"] != Answer.YES]
    unknown_ones = [one.title for one, row in zip(points, kept, strict=True)
                    if one.must and row["answer"] == Answer.UNKNOWN]  # fmt: skip
    if unknown_ones:
        raise OpinionUnfit(
            why=_("«{finding}» cannot be held right while it is unknown: {points}").format(
                finding=held.label, points="、".join(unknown_ones)
            )
        )
    if barring and not said.text.strip():
        raise OpinionUnfit(
            why=_("«{finding}» is held right although a point speaks against it ({points}): say why in words").format(
                finding=held.label, points="、".join(one.title for one in barring)
            )
        )


def _check_answers(said: Said, points: Sequence[Prefilled], kept: Sequence[Mapping[str, Any]]) -> None:
    ids = {one.id for one in points}
    strange = [name for name, answer in said.answers.items() if name not in ids or answer not in list(Answer)]
    if strange:
        raise OpinionUnfit(why=_("it answers what was not asked ({points})").format(points="、".join(strange)))
    unsaid = [one["title"] for one in kept if one["answer"] != one["prefilled"] and not one["text"]
              and one["answer"] != Answer.UNKNOWN]  # fmt: skip
    if unsaid and not said.document.strip():
        raise OpinionUnfit(
            why=_("it answers otherwise than the facts, and names no document: {points}").format(
                points="、".join(unsaid)
            )
        )


def _send_on(patch: Patch, opinion: Opinion, held: Considered, by: Acting) -> None:
    """Send a patch to those who can settle what is missing: back to the field, or to another department."""
    where = settled_where(opinion.missing, held.rulebook.vocabulary, held.book)
    if "field" in where:
        move(patch, State.TO_VISIT, expected_version=patch.version)
    elif patch.state == State.REVIEWED:
        move(patch, unreviewed(patch), expected_version=patch.version)
    for duty, facts in where.items():
        if duty not in ("field", opinion.duty):
            titles = "、".join(held.rulebook.vocabulary[name].title for name in facts)
            send_to_department(patch, Duty(duty), opinion=opinion, titles=titles, by=by)
    note(sent_to=sorted(where))


def _go_on(patch: Patch) -> None:
    """Let a patch stand as reviewed where the departments agree or the chair decided, and not where they do not."""
    chosen = table_of(patch, today=timezone.localdate()).chosen
    if chosen is not None and patch.state != State.REVIEWED:
        move(patch, State.REVIEWED, expected_version=patch.version)
    elif chosen is None and patch.state == State.REVIEWED:
        move(patch, unreviewed(patch), expected_version=patch.version)


def unreviewed(patch: Patch) -> State:
    """Return where a patch stands without its review: visited where somebody knows what stands there."""
    return state_before_review(patch.comparisons.filter(is_current=True).values_list("facts", flat=True).first() or {})


@action("review.confer", policy=may_chair, secrets=("text",))
def confer(
    patch: Patch, *, by: Acting, expected_version: int, finding: str, violation_type: str = "",
    reasons: Sequence[str] = (), text: str = "", present: str = "",
) -> Conference:  # fmt: skip
    """Decide as the chair. All opinions of now are kept with the decision, those in the minority for ever.

    Raises ChangedMeanwhile, DecisionUnfit, NoCategory, ViolationTypeUnfit, FactsMissing, PapersMissing.
    """
    lock(patch, expected_version)
    held = consider(patch, finding, violation_type)
    known = {entry.value for name in (PASS, RETURN, DIFFERING) for entry in held.rulebook.codelist(name)}
    if not text.strip():
        raise DecisionUnfit(why=_("it says nothing in words"))
    if not present.strip():
        raise DecisionUnfit(why=_("it does not say who was present"))
    if not reasons or not known.issuperset(reasons):
        raise DecisionUnfit(why=_("it needs at least one of the coded reasons"))
    held.demand()
    opinions = list(Opinion.objects.filter(patch=patch, is_current=True).select_related("comparison"))
    stale = [one.get_duty_display() for one in opinions if not one.comparison.is_current]
    if stale:
        raise DecisionUnfit(
            why=_("the facts changed since these departments spoke: {duties}. Ask them anew").format(
                duties="、".join(map(str, stale))
            )
        )
    Conference.objects.filter(patch=patch, is_current=True).update(is_current=False)
    made = Conference.objects.create(
        patch=patch, finding=finding, violation_type=violation_type, reasons=list(reasons), text=text.strip(),
        present=present.strip()[:200], by=by.person, post=by.post,
    )  # fmt: skip
    made.opinions.set(opinions)
    move(patch, State.REVIEWED, expected_version=patch.version)
    note(conference=str(made.pk), minority=[str(one.duty) for one in minority_of(made)])
    return made


def minority_of(conference: Conference) -> list[Opinion]:
    """Return the opinions that a decision went against: those of another finding, or that object or want more."""
    return [
        one for one in conference.opinions.all()
        if one.finding != conference.finding or one.verdict != Opinion.Verdict.AGREES
    ]  # fmt: skip


# Many at once ---------------------------------------------------------------------------------------------------------


def clear_opinion(patch: Patch) -> tuple[Considered, Said]:
    """Return the opinion that agrees with all that is filled in beforehand; raises OpinionUnfit where none is clear."""
    proposed = consider(patch, patch.proposed_finding)
    held = consider(
        patch, proposed.proposed, proposed.proposed_violation_type, comparison=proposed.comparison
    )  # fmt: skip
    if not held.is_final:
        raise OpinionUnfit(why=_("nothing final is proposed"))
    if held.objections:
        raise OpinionUnfit(why=_("a rule objects: {rule}").format(rule=held.objections[0]["message"]))
    return held, Said(Opinion.Verdict.AGREES, held.finding, held.violation_type, reasons=(CLEAR_REASON,))


def agree(patch: Patch, *, by: Acting) -> Opinion:
    """Agree with everything filled in beforehand, where that is clear; the same is checked as of any opinion."""
    duty = duty_of(by)
    if duty is None:
        may_opine.demand(by, patch)
        raise OpinionUnfit(why=_("you speak for no department"))
    held, said = clear_opinion(patch)
    before = Opinion.objects.filter(patch=patch, duty=duty, is_current=True).first()
    return give_opinion(patch, by=by, said=said, seen=held.comparison.pk, replaces=before.pk if before else None)
