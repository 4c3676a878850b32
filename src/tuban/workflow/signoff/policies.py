"""Who may sign, withdraw, send back, delegate and register absences, and why not."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.workflow.audit.policies import policy
from tuban.workflow.audit.recording import Actor, Subject
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Person, Post, Unit
from tuban.workflow.organisations.policies import outside
from tuban.workflow.organisations.queries import holdings_of
from tuban.workflow.organisations.roles import ADMINISTRATORS, Role
from tuban.workflow.signoff.authority import authorities_of
from tuban.workflow.signoff.models import VALID, Absence, Capacity, Delegation, Document, Signature
from tuban.workflow.signoff.turns import why_no_turn

_ABOVE = frozenset({Role.REVIEWER, Role.SUPERVISOR})


@policy
def may_open(by: Actor, subject: Subject, unit: Unit) -> str:
    """Why not: a form is put forward by who works on what it is about, never by an administrator."""
    if not isinstance(by, Acting):
        return ""  # the product itself, for a stage whose own policy was asked
    if by.is_administrator:
        return _("Administrators of the product do no work of the inspection.")
    if by.is_practice != unit.is_practice:
        return _("The practice county and real units are kept apart.")
    return "" if by.post.unit_id == unit.pk else _of_another(by, subject)


def _of_another(by: Acting, subject: Subject) -> str:
    if by.role in _ABOVE:
        return _("Levels above read and sign what a unit puts forward; only the unit itself puts it forward.")
    if not by.answers_for(subject.area_code):
        return _("{what} lies outside your areas.").format(what=subject.title)
    return ""


@policy
def may_bring_up_to_date(by: Actor, document: Document) -> str:
    """Why not: whoever may change what a document is about may say that it changed."""
    if isinstance(by, Acting) and by.is_practice != document.is_practice:
        return _("The practice county and real units are kept apart.")
    return ""


@policy
def may_sign(by: Acting, document: Document) -> str:
    """Why not: it is somebody else's turn, or something they signed speaks against it."""
    return why_no_turn(by, document)


@policy
def may_withdraw(by: Acting, signature: Signature) -> str:
    """Why not: one's own, while it holds and nobody of a later level has signed upon it."""
    if signature.person_id != by.person_id:
        return _("A signature is withdrawn by the one who signed.")
    if not signature.is_valid:
        return _("This signature does not hold any more.")
    later = Signature.objects.filter(VALID, document=signature.document_id, level__gt=signature.level).first()
    if later is not None:
        return _("{person} has signed upon it as {step}. Ask them, or the organiser, to send it back.").format(
            person=later.person_name, step=later.step_title
        )
    return ""


@policy
def may_send_back(by: Acting, document: Document) -> str:
    """Why not: whoever signs a later step by their own post, and organisers, send a signed document back."""
    if by.is_practice != document.is_practice:
        return _("The practice county and real units are kept apart.")
    if not document.is_current:
        return _("This document does not stand any more: {why}").format(why=document.ended_because)
    organises = by.role is Role.ORGANISER and by.answers_for(document.area_code)
    if not organises:
        rights = [one for one in authorities_of(by) if one.capacity is not Capacity.ABOVE and one.covers(document)]
        if not any(right.step.level > right.chain.steps[0].level for right in rights):
            return _("A document is sent back by those who check and sign it, and by organisers.")
    if not document.signatures.filter(VALID).exists():
        return _("Nobody has signed it: there is nothing to send back.")
    return ""


@policy
def may_delegate(by: Acting, post: Post, from_person: Person, to_person: Person) -> str:
    """Why not: one's own signature for one's own post, or the security administrator for others; within the unit."""
    if from_person.pk == to_person.pk:
        return _("Nobody delegates to themselves.")
    if by.person_id != from_person.pk:
        if by.role is not Role.SECURITY_ADMINISTRATOR:
            return _("Others are delegated for by a security administrator only.")
        if why := outside(by, post.unit):
            return why
    return _cannot_stand_in(post, from_person, to_person)


def _cannot_stand_in(post: Post, from_person: Person, to_person: Person) -> str:
    today = timezone.localdate()
    if post.role in ADMINISTRATORS:
        return _("Administrators sign nothing, so there is nothing to delegate.")
    if not any(one.post_id == post.pk for one in holdings_of(from_person, on=today)):
        return _("{person} does not hold «{post}» today.").format(person=from_person.name, post=post.title)
    held = [one for one in holdings_of(to_person, on=today) if one.post.role not in ADMINISTRATORS]
    if not to_person.is_active or not any(one.post.unit_id == post.unit_id for one in held):
        return _("{person} holds no post in {unit}.").format(person=to_person.name, unit=post.unit.name)
    return ""


@policy
def may_end_delegation(by: Acting, delegation: Delegation) -> str:
    """Why not: the one who delegated, or a security administrator."""
    if by.person_id == delegation.from_person_id:
        return ""
    if by.role is not Role.SECURITY_ADMINISTRATOR:
        return _("A delegation is ended by the one who gave it, or by a security administrator.")
    return outside(by, delegation.post.unit)


@policy
def may_register_absence(by: Acting, post: Post, *_people: Person) -> str:
    """Why not: absences are registered by the organiser."""
    if by.role is not Role.ORGANISER:
        return _("Absences are registered by a campaign organiser.")
    return outside(by, post.unit)


@policy
def may_end_absence(by: Acting, absence: Absence) -> str:
    """Why not: the organiser; whoever is back says so themselves."""
    if by.person_id == absence.person_id:
        return ""
    if by.role is not Role.ORGANISER:
        return _("Absences are registered by a campaign organiser.")
    return outside(by, absence.post.unit)
