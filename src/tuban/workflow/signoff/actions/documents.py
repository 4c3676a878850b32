"""A document is put forward, brought up to date, and ends with the thing it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.audit.recording import Actor, Subject
from tuban.workflow.organisations.models import Unit
from tuban.workflow.signoff.cells import Cell, Difference, cells_of, checked, differences, digest_of
from tuban.workflow.signoff.law import chain_of, edition, form_title, voiding_parts
from tuban.workflow.signoff.models import VALID, Document, Signature, Snapshot, Step
from tuban.workflow.signoff.policies import may_bring_up_to_date, may_open
from tuban.workflow.signoff.turns import level_up


class NoSuchPartOfForm(TubanError):
    """The form {form} has no part “{part}”, to which the cell “{key}” is said to belong."""

    code = "signoff.no_such_part_of_form"
    hint = "The parts of a form are those of its chain of signatures in the lawbook."


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What bringing a document up to date did: what changed, and whose signatures that voided."""

    changed: tuple[Difference, ...]
    voided: tuple[Signature, ...]


@action("signoff.open_document", policy=may_open)
def open_document(
    subject: Subject, unit: Unit, *, by: Actor, form: str, cells: Sequence[Cell], campaign_id: UUID | None = None
) -> Document:
    """Put a form forward for signing, as it stands; the one that is open already is brought up to date instead.

    ``unit`` is the one whose form it is. Raises NoSuchPart for a form that is not signed, NoSuchPartOfForm,
    NothingToSign, CellTwice.
    """
    known = Document.objects.filter(
        subject_kind=subject.kind, subject_id=subject.key, form=form, is_current=True
    ).first()
    _check(form, checked(cells))
    if known is not None:
        _bring_up_to_date(known, by, cells)
        return known
    document = Document.objects.create(
        subject_kind=subject.kind, subject_id=subject.key, title=subject.title, area_code=subject.area_code,
        campaign_id=campaign_id or subject.campaign_id, form=form, form_title=form_title(form), unit=unit,
        is_practice=unit.is_practice,
    )  # fmt: skip
    _take_chain(document)
    snapshot = _keep(document, cells, by, number=1, difference=())
    level_up(document)
    document.save()
    note(made={"id": str(document.pk), "title": str(document)}, digest=snapshot.digest)
    return document


@action("signoff.refresh", policy=may_bring_up_to_date)
def refresh(document: Document, *, by: Actor, cells: Sequence[Cell]) -> Refreshed:
    """Say what a document says now. What changed voids or marks the signatures by the rule of the lawbook; the same
    cells again change nothing. Raises NoSuchPartOfForm, NothingToSign, CellTwice."""
    _check(document.form, checked(cells))
    return _bring_up_to_date(document, by, cells)


@action("signoff.end", policy=may_bring_up_to_date)
def end(document: Document, *, by: Actor, reason: str) -> Document:
    """Say that what a document is about does not stand any more; its signatures stay as they are, to be read."""
    document.refresh_from_db(from_queryset=Document.objects.select_for_update())
    document.is_current = False
    document.ended_because = reason[:200]
    document.version += 1
    level_up(document)
    document.save()
    return document


def end_all_about(kind: str, key: str, *, by: Actor, reason: str) -> int:
    """End every document of a thing that does not stand any more; returns how many."""
    found = list(Document.objects.filter(subject_kind=kind, subject_id=key, is_current=True))
    for document in found:
        end(document, by=by, reason=reason)
    return len(found)


def end_all_of(campaign_id: UUID, *, by: Actor, reason: str) -> int:
    """End every document of a campaign that is dropped; returns how many."""
    found = list(Document.objects.filter(campaign_id=campaign_id, is_current=True))
    for document in found:
        end(document, by=by, reason=reason)
    return len(found)


def _check(form: str, cells: Sequence[Cell]) -> None:
    parts = {part.id for part in chain_of(form).parts}
    for cell in cells:
        if cell.part not in parts:
            raise NoSuchPartOfForm(form=form, part=cell.part, key=cell.key)


def _take_chain(document: Document) -> None:
    """Take the chain of the lawbook in force; only where nobody's signature holds."""
    steps = chain_of(document.form).steps
    document.steps.exclude(key__in=[step.id for step in steps]).delete()
    for place, step in enumerate(steps):
        Step.objects.update_or_create(
            document=document, key=step.id,
            defaults={"level": step.level, "place": place, "title": step.title, "level_title": step.level_title,
                      "answers": step.answers},
        )  # fmt: skip


def _keep(
    document: Document, cells: Sequence[Cell], by: Actor, *, number: int, difference: Sequence[Difference]
) -> Snapshot:
    return Snapshot.objects.create(
        document=document, number=number, cells=[cell.as_json() for cell in cells], edition=edition(),
        digest=digest_of(document.form, document.subject_kind, document.subject_id, cells),
        difference=[one.as_json() for one in difference], by_name=by.person_name,
    )  # fmt: skip


def _bring_up_to_date(document: Document, by: Actor, cells: Sequence[Cell]) -> Refreshed:
    document.refresh_from_db(from_queryset=Document.objects.select_for_update())
    current = document.snapshots.get(is_current=True)
    is_same = digest_of(document.form, document.subject_kind, document.subject_id, cells) == current.digest
    if is_same or not document.is_current:
        return Refreshed((), ())
    voiding = voiding_parts(document.form)
    changed = differences(cells_of(current.cells), cells, voiding)
    current.is_current = False
    current.save(update_fields=["is_current"])
    _keep(document, cells, by, number=current.number + 1, difference=changed)
    voided = _void_what_changed(document, cells)
    if not document.signatures.filter(VALID).exists():
        _take_chain(document)
    document.version += 1
    level_up(document)
    document.save()
    note(
        changed_cells=[f"{one.title}：{one.old}→{one.new}" for one in changed],
        voided=[str(one) for one in voided],
    )  # fmt: skip
    return Refreshed(changed, tuple(voided))


def _void_what_changed(document: Document, cells: Sequence[Cell]) -> list[Signature]:
    """Void the signatures on what changed, and every later one: it rests on them."""
    voiding = voiding_parts(document.form)
    valid = list(document.signatures.filter(VALID).select_related("snapshot").order_by("level", "pk"))
    told = {one.pk: differences(cells_of(one.snapshot.cells), cells, voiding) for one in valid}
    broken = [one.level for one in valid if any(each.voids for each in told[one.pk])]
    voided = [one for one in valid if broken and (one.level > min(broken) or any(each.voids for each in told[one.pk]))]
    now = timezone.now()
    for one in voided:
        telling = [each for each in told[one.pk] if each.voids]
        one.voided_at = now
        one.voided_because = (
            _("changed since: {cells}").format(cells="、".join(each.title for each in telling))
            if telling
            else _("an earlier signature fell")
        )[:300]
        one.void_difference = [each.as_json() for each in told[one.pk]]
        one.save(update_fields=["voided_at", "voided_because", "void_difference"])
    return voided
