"""A person takes a finding, or takes one back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.rules.facts_wire import judgement_as_wire, value_as_wire
from tuban.rules.part_figures import figures_of
from tuban.values.area import AreaUnit
from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.comparison.reading import Reading
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.meanwhile import lock
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.moving import move
from tuban.workflow.patches.states import State
from tuban.workflow.review.cards import refresh_card
from tuban.workflow.review.considering import Considered, consider
from tuban.workflow.review.counting import keep_terms
from tuban.workflow.review.findings.policies import may_reopen, may_take
from tuban.workflow.review.models import Finding
from tuban.workflow.review.opinions.actions import DIFFERING, unreviewed
from tuban.workflow.review.opinions.agreement import Choice, Table, table_of


class NotAgreed(TubanError):
    """No finding can be taken of {patch} yet: {why}."""

    code = "review.not_agreed"
    hint = "Let every department speak; where they disagree, the chair decides."


class ReasonMissing(TubanError):
    """Why is missing: {why}."""

    code = "review.reason_missing"
    hint = "Choose a coded reason and say in words why."


@action("review.take_finding", policy=may_take, secrets=("text",))
def take_finding(
    patch: Patch, *, by: Acting, expected_version: int, finding: str, violation_type: str = "",
    reasons: Sequence[str] = (), text: str = "",
) -> Finding:  # fmt: skip
    """Take a finding on a patch; the area that counts follows from it. The whole decision is kept.

    Raises ChangedMeanwhile, NotAgreed, NoCategory, ViolationTypeUnfit, FactsMissing, PapersMissing, ReasonMissing.
    """
    lock(patch, expected_version)
    held = consider(patch, finding, violation_type)
    table = table_of(patch, today=timezone.localdate())
    _demand_agreement(patch, table, Choice(finding, violation_type))
    held.demand()
    _demand_reason(held, reasons, text)
    judged = judgement_as_wire(held.judgement)
    judged["objections"] = held.objections
    judged["evidence"] = [
        {"id": one.evidence.id, "title": one.evidence.title, "is_there": one.is_there} for one in held.evidence
    ]
    vocabulary = held.rulebook.vocabulary
    decided = {
        name: value_as_wire(value) for name, value in held.judgement.facts.items()
        if name in vocabulary and vocabulary[name].made_by == "decided"
    }  # fmt: skip
    figures = _figures(patch, held)
    made = Finding.objects.create(
        patch=patch, comparison=held.comparison, conference=table.conference, proposed=held.proposed,
        proposed_violation_type=held.proposed_violation_type, finding=finding, violation_type=violation_type,
        differs=held.differs, reasons=list(reasons), text=text.strip(), judgement=judged, decided=decided,
        area_basis=str(held.judgement.facts["area_basis"]), counted_mu=figures.get("counted_area"),
        counted_cultivated_mu=figures.get("counted_cultivated_area"),
        digest=digest_of(held, judged, decided, reasons, text.strip()), by=by.person, post=by.post,
    )  # fmt: skip
    patch.finding = finding
    patch.save(update_fields=["finding"])
    keep_terms(patch)
    move(patch, State.SETTLED, expected_version=patch.version)
    refresh_card(patch)
    note(finding_id=str(made.pk), proposed=held.proposed, digest=made.digest, differs=held.differs)
    return made


def _demand_agreement(patch: Patch, table: Table, choice: Choice) -> None:
    if not table.columns:
        return
    if table.chosen is None:
        silent = "、".join(str(one.duty.label) for one in table.columns if not one.counts)
        why = (
            _("these departments have not spoken upon the facts of now: {duties}").format(duties=silent)
            if silent else _("the departments disagree and the chair has not decided")
        )  # fmt: skip
        raise NotAgreed(patch=patch, why=why)
    chosen = table.chosen
    if chosen.finding != choice.finding or (chosen.violation_type and chosen.violation_type != choice.violation_type):
        raise NotAgreed(patch=patch, why=_("the departments or the chair hold another finding right"))


def _demand_reason(held: Considered, reasons: Sequence[str], text: str) -> None:
    known = held.rulebook.codelist(DIFFERING)
    strange = [one for one in reasons if one not in known]
    if strange:
        raise ReasonMissing(why=_("“{reason}” is none of the coded reasons").format(reason=strange[0]))
    if not held.wants_a_reason or (reasons and text.strip()):
        return
    if held.objections:
        rule = held.objections[0]
        raise ReasonMissing(
            why=_("rule {rule} objects to «{finding}»: {message}").format(
                rule=rule["rule"], finding=held.label, message=rule["message"]
            )
        )
    raise ReasonMissing(why=_("«{finding}» is not what the lawbook proposes").format(finding=held.label))


def _figures(patch: Patch, held: Considered) -> dict[str, Decimal]:
    """Return the figures of the patch in 亩 under the choice, fitted to its siblings as on paper."""
    siblings = [one.facts for one in Reading(patch, held.comparison).siblings]
    return dict(figures_of([held.judgement.facts, *siblings], AreaUnit.MU)[0])


def digest_of(held: Considered, judged: Any, decided: Any, reasons: Sequence[str], text: str) -> str:
    """Return the digest of a whole decision: facts, rows, answers, reasons, editions of layers and lawbook."""
    said = {
        "patch": str(held.patch.uuid), "facts": held.comparison.facts, "sources": held.comparison.sources,
        "judgement": judged, "decided": decided, "finding": held.finding, "violation_type": held.violation_type,
        "reasons": list(reasons), "text": text, "lawbook": held.rulebook.edition, "basis": held.comparison.basis.digest,
    }  # fmt: skip
    told = json.dumps(said, cls=DjangoJSONEncoder, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


@action("review.reopen", policy=may_reopen)
def reopen(patch: Patch, *, by: Acting, expected_version: int, because: str, reason: str) -> Finding:
    """Take a finding back: it stays with its history. ``because`` is a coded reason, ``reason`` says it in words.

    What departments said stays; who wants to hear them again asks them anew. Raises ChangedMeanwhile, ReasonMissing.
    """
    lock(patch, expected_version)
    held = Finding.objects.select_for_update().get(patch=patch, is_current=True)
    known = consider(patch, held.finding).rulebook.codelist(DIFFERING)
    if because not in known or not reason.strip():
        raise ReasonMissing(why=_("a finding is reopened for a coded reason, said in words too"))
    held.is_current, held.reopened_at, held.reopened_by = False, timezone.now(), by.person
    held.reopened_because = f"{known.label(because)}：{reason.strip()}"[:200]
    held.save(update_fields=["is_current", "reopened_at", "reopened_by", "reopened_because"])
    patch.finding = None
    patch.save(update_fields=["finding"])
    keep_terms(patch)
    stands = table_of(patch, today=timezone.localdate()).chosen is not None
    move(patch, State.REVIEWED if stands else unreviewed(patch), expected_version=patch.version)
    refresh_card(patch)
    note(finding_id=str(held.pk), finding=held.finding)
    return held


def take_chosen(patch: Patch, *, by: Acting) -> Finding:
    """Take what the departments or the chair hold right, where that needs no further reason."""
    chosen = table_of(patch, today=timezone.localdate()).chosen
    if chosen is None:
        may_take.demand(by, patch)
        raise NotAgreed(patch=patch, why=_("nobody has decided which finding is right"))
    return take_finding(
        patch, by=by, expected_version=patch.version, finding=chosen.finding, violation_type=chosen.violation_type
    )
