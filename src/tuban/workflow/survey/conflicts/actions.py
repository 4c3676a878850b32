"""What people do with conflicts: decide each by itself."""

from __future__ import annotations

from django.utils import timezone

from tuban.rules.telling import sheet_of
from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.comparison.actions import make_ready
from tuban.workflow.comparison.reading import reading_of
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.survey.actions import tell
from tuban.workflow.survey.applying.facts import settle_entry
from tuban.workflow.survey.conflicts.policies import may_decide
from tuban.workflow.survey.conflicts.values import Values
from tuban.workflow.survey.models import Conflict, Statement
from tuban.workflow.survey.telling import telling_of

Decision = Conflict.Decision


class DecisionNeedsReason(TubanError):
    """Deciding a conflict needs a reason."""

    code = "survey.decision_needs_reason"
    hint = "Say in a few words what it rests on: the photo, the document, who was asked."


class DecisionValueMissing(TubanError):
    """Something else was chosen, but no value was given."""

    code = "survey.decision_value_missing"
    hint = "Type the value as on the sheet, or choose one of both sides."


def decide(conflict: Conflict, *, by: Acting, decision: str, value: str = "", reason: str) -> Conflict:
    """Decide a conflict; where the field is right, or something else, the patch is told so and judged anew at once.

    Raises Refused, DecisionNeedsReason, DecisionValueMissing, WrongValue, ChangedMeanwhile.
    """
    if not reason.strip():
        raise DecisionNeedsReason
    if decision == Decision.OTHER and not value.strip():
        raise DecisionValueMissing
    make_ready(conflict.patch)
    return _decide(conflict, by=by, decision=Decision(decision), value=value.strip(), reason=reason.strip())


@action("survey.decide_conflict", policy=may_decide, secrets=("value",))
def _decide(conflict: Conflict, *, by: Acting, decision: Decision, value: str, reason: str) -> Conflict:
    patch = Patch.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=conflict.patch_id)
    conflict.refresh_from_db(fields=["state", "mine", "theirs"])
    may_decide.demand(by, conflict)
    decided = {Decision.MINE: conflict.mine, Decision.THEIRS: conflict.theirs, Decision.OTHER: value}[decision]
    if decision != Decision.THEIRS:
        _tell(patch, conflict, decided, by)
    conflict.state, conflict.decision, conflict.decided = Conflict.State.DECIDED, decision, decided[:400]
    conflict.decided_by, conflict.decided_at, conflict.reason = by.person, timezone.now(), reason[:200]
    conflict.save(update_fields=["state", "decision", "decided", "decided_by", "decided_at", "reason"])
    settle_entry(conflict.entry_id)
    note(patch=str(patch), fact=conflict.fact, base=conflict.base, mine=conflict.mine, theirs=conflict.theirs,
         decided=decided)  # fmt: skip
    return conflict


def _tell(patch: Patch, conflict: Conflict, value: str, by: Acting) -> None:
    reading = reading_of(patch)
    if reading is None:
        return
    telling = telling_of(reading, {conflict.fact: value}, None, origin=Statement.Origin.FIELD,
                         source=conflict.source or str(conflict.device))  # fmt: skip
    if telling.names:
        tell(patch, by=by, expected_version=patch.version, telling=telling)
    law = rulebook_of(patch.campaign)
    same = Values(sheet_of(law).questions, law).same
    for other in Conflict.objects.filter(patch=patch, fact=conflict.fact, state=Conflict.State.OPEN).exclude(
        pk=conflict.pk
    ):  # fmt: skip
        if same(conflict.fact, other.mine, value):
            other.state, other.decided = Conflict.State.AGREED, value[:400]
            other.save(update_fields=["state", "decided"])
            settle_entry(other.entry_id)
