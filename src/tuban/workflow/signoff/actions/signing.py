"""Signing, one or many; taking one's own signature back; sending a signed document back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.audit.policies import Refused
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.signoff.models import VALID, Document, Signature
from tuban.workflow.signoff.policies import may_send_back, may_sign, may_withdraw
from tuban.workflow.signoff.proof import Proof, ProofNeeded
from tuban.workflow.signoff.turns import Turn, level_up, turns_of, why_no_turn
from tuban.workflow.taking_turns import taking_turns


class SignoffChangedMeanwhile(TubanError):
    """{document} is not any more what you looked at: it was changed meanwhile."""

    code = "signoff.changed_meanwhile"
    hint = "Look at what changed, then sign it as it is now. Nothing was signed."


class NotThisStep(TubanError):
    """You cannot sign {document} as {step}."""

    code = "signoff.not_this_step"
    hint = "Load the page again: it shows what you may sign now."


class ReasonNeeded(TubanError):
    """This needs a reason."""

    code = "signoff.reason_needed"
    hint = "Say in a few words why; it is kept with the signature."


@action("signoff.sign", policy=may_sign)
def sign(document: Document, *, by: Acting, digest: str, proof: Proof, step: str = "") -> Signature:
    """Sign a document as it stands: ``digest`` is that of what the person saw, ``step`` the one they chose where there
    are several. Raises ProofNeeded, SignoffChangedMeanwhile, NotThisStep, Refused."""
    if not proof.holds_for(by):
        raise ProofNeeded
    document.refresh_from_db(from_queryset=Document.objects.select_for_update())
    snapshot = document.snapshots.get(is_current=True)
    if snapshot.digest != digest:
        raise SignoffChangedMeanwhile(document=document)
    turn = _turn(by, document, step)
    right = turn.right
    signature = Signature.objects.create(
        document=document, snapshot=snapshot, step=turn.step.key, step_title=turn.step.title, level=turn.step.level,
        person=by.person, person_name=by.person_name, post=by.post, post_title=by.post_title,
        capacity=right.capacity, for_person=right.for_person,
        for_name=right.for_person.name if right.for_person else "", delegation=right.delegation,
        absence=right.absence, digest=snapshot.digest, answers=turn.step.answers,
    )  # fmt: skip
    document.version += 1
    level_up(document)
    document.save()
    note(
        signed_step=turn.step.title, capacity=right.capacity.value, digest=snapshot.digest, answers=turn.step.answers,
        **({"for_name": signature.for_name} if signature.for_name else {}),
    )  # fmt: skip
    return signature


def _turn(by: Acting, document: Document, step: str) -> Turn:
    turns = turns_of(by, document)
    if not turns:
        raise Refused(reason=why_no_turn(by, document))
    chosen = next((turn for turn in turns if not step or turn.step.key == step), None)
    if chosen is None:
        raise NotThisStep(document=document, step=step)
    return chosen


@dataclass(frozen=True, slots=True)
class Signed:
    """What came of signing many: the signatures, and what was not signed with the reason."""

    signatures: tuple[Signature, ...]
    refused: tuple[tuple[Document, str], ...]


def sign_all(documents: Iterable[tuple[Document, str]], *, by: Acting, proof: Proof) -> Signed:
    """Sign several documents, each with the digest that was seen; each for itself and by the same checks as a single
    one. Raises ProofNeeded."""
    if not proof.holds_for(by):
        raise ProofNeeded
    signatures, refused = [], []
    for document, digest in taking_turns(documents):
        try:
            signatures.append(sign(document, by=by, digest=digest, proof=proof))
        except TubanError as error:
            refused.append((document, f"{error.message} {error.advice}".strip()))
    return Signed(tuple(signatures), tuple(refused))


@action("signoff.withdraw", policy=may_withdraw)
def withdraw(signature: Signature, *, by: Acting, reason: str) -> Signature:
    """Take one's own signature back while nobody signed upon it; it stays to be read. Raises ReasonNeeded, Refused."""
    if not reason.strip():
        raise ReasonNeeded
    document = Document.objects.select_for_update().get(pk=signature.document_id)
    signature.refresh_from_db()
    may_withdraw.demand(by, signature)
    signature.withdrawn_at = timezone.now()
    signature.withdrawn_reason = reason.strip()[:200]
    signature.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    document.version += 1
    level_up(document)
    document.save()
    return signature


@action("signoff.send_back", policy=may_send_back)
def send_back(document: Document, *, by: Acting, reason: str) -> Document:
    """Send a document back to the hands that filled it in: every signature on it is void, with the reason, and the
    chain begins anew. Raises ReasonNeeded, Refused."""
    if not reason.strip():
        raise ReasonNeeded
    document.refresh_from_db(from_queryset=Document.objects.select_for_update())
    may_send_back.demand(by, document)
    because = _("sent back by {person}: {reason}").format(person=by.person_name, reason=reason.strip())[:300]
    voided = list(document.signatures.filter(VALID))
    for one in voided:
        one.voided_at, one.voided_because = timezone.now(), because
        one.save(update_fields=["voided_at", "voided_because"])
    document.version += 1
    level_up(document)
    document.save()
    note(voided=[str(one) for one in voided])
    return document
