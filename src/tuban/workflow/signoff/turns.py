"""Whose turn it is: the open steps of a document, who may sign them, and why somebody may not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.workflow.organisations.acting import Acting
from tuban.workflow.signoff.authority import Authority, authorities_of
from tuban.workflow.signoff.models import VALID, Capacity, Document, Signature, Step

_STANDING_IN = frozenset({Capacity.ABOVE, Capacity.INSTEAD})
"""Who signs so may sign their own level as well: there is nobody else."""


@dataclass(frozen=True, slots=True)
class Turn:
    """An open step of a document, and the right in which the acting person may sign it."""

    step: Step
    right: Authority


def level_up(document: Document) -> None:
    """Say anew which steps of a document are open, and whether the whole chain is signed."""
    signed = set(document.signatures.filter(VALID).values_list("step", flat=True))
    steps = list(document.steps.all())
    waiting = [step.level for step in steps if step.key not in signed]
    opened = min(waiting, default=0)
    for step in steps:
        is_open = document.is_current and step.level == opened and step.key not in signed
        if step.is_open != is_open:
            step.is_open = is_open
            step.save(update_fields=["is_open"])
    if waiting:
        document.signed_at = None
    elif document.signed_at is None:
        document.signed_at = timezone.now()


def turns_of(by: Acting, document: Document, rights: Sequence[Authority] | None = None) -> list[Turn]:
    """Return the open steps of a document that the acting person may sign, their own first."""
    return _sorted_out(by, document, rights)[0]


def why_no_turn(by: Acting, document: Document) -> str:
    """Return why the acting person may sign nothing of a document now; empty where they may."""
    turns, why = _sorted_out(by, document, None)
    return "" if turns else why


def _sorted_out(by: Acting, document: Document, rights: Sequence[Authority] | None) -> tuple[list[Turn], str]:
    if by.is_administrator:
        return [], _("Administrators of the product sign nothing of the inspection.")
    if not document.is_current:
        return [], _("This document does not stand any more: {why}").format(why=document.ended_because)
    if by.is_practice != document.is_practice:
        return [], _("The practice county and real units are kept apart.")
    steps = list(document.steps.all())
    opened = [step for step in steps if step.is_open]
    if not opened:
        return [], _("Every step is signed.")
    own = [right for right in (authorities_of(by) if rights is None else rights) if right.covers(document)]
    signatures = list(document.signatures.filter(VALID))
    turns: list[Turn] = []
    whys: list[str] = []
    for step in opened:
        for right in own:
            if right.step.id == step.key:
                why = _conflict(by, step.level, right, signatures)
                if why:
                    whys.append(why)
                else:
                    turns.append(Turn(step, right))
    if turns:
        return turns, ""
    return [], whys[0] if whys else _not_yours(by, steps, opened, own, signatures)


def _conflict(by: Acting, level: int, right: Authority, signatures: Iterable[Signature]) -> str:
    """Return why a person who has part in earlier signatures cannot sign too; empty where nothing speaks against it."""
    people = {by.person_id} | ({right.for_person.pk} if right.for_person else set())
    filling = right.chain.steps[0].level
    for one in signatures:
        if not people & {one.person_id, one.for_person_id}:
            continue
        if one.level == level:
            return _("{person} has signed at this level already: one person signs once at a level.").format(
                person=one.person_name
            )
        if filling in (one.level, level):
            return _("{person} signed as {step}: whoever fills a form in does not check it too.").format(
                person=one.person_name, step=one.step_title
            )
        if right.capacity not in _STANDING_IN and one.capacity not in _STANDING_IN:
            return _("{person} signed as {step} already: nobody signs at two levels.").format(
                person=one.person_name, step=one.step_title
            )
    return ""


def _not_yours(
    by: Acting, steps: list[Step], opened: list[Step], own: list[Authority], signatures: list[Signature]
) -> str:
    titles = "、".join(step.title for step in opened)
    mine = next((one for one in signatures if by.person_id == one.person_id), None)
    if mine is not None:
        return _("You have signed it as {step}. Now it waits for {titles}.").format(step=mine.step_title, titles=titles)
    keys = {right.step.id for right in own}
    later = [step for step in steps if step.key in keys and step.level > opened[0].level]
    if later:
        return _("{step} signs when {titles} have signed.").format(step=later[0].title, titles=titles)
    return _("It waits for {titles}; your post signs none of these steps.").format(titles=titles)


def waiting_for(by: Acting, rights: Sequence[Authority] | None = None) -> QuerySet[Step]:
    """Return the open steps that the acting person may sign: one line for each."""
    mine = authorities_of(by) if rights is None else rights
    if not mine:
        return Step.objects.none()
    alike: dict[tuple[Any, ...], list[Authority]] = defaultdict(list)
    for right in mine:
        alike[right.where, _freedom(by, right)].append(right)
    found = reduce(or_, (
        reduce(or_, (right.of_steps() for right in rights)) & rights[0].of_areas() & _free(*freedom)
        for (_where, freedom), rights in alike.items()
    ))  # fmt: skip
    return Step.objects.filter(found, is_open=True, document__is_current=True, document__is_practice=by.is_practice)


def _freedom(by: Acting, right: Authority) -> tuple[frozenset[UUID], int, int, bool]:
    """Return what :func:`_free` hangs on: rights that share it are asked about at once."""
    people = frozenset([by.person_id, *([right.for_person.pk] if right.for_person else [])])
    return people, right.step.level, right.chain.steps[0].level, right.capacity in _STANDING_IN


def _free(people: frozenset[UUID], level: int, filling: int, is_standing_in: bool) -> Q:
    """Return the condition that nothing these people signed speaks against it: the same as :func:`_conflict`."""
    signed = Signature.objects.filter(VALID, document=OuterRef("document")).filter(
        Q(person__in=people) | Q(for_person__in=people)
    )
    if level == filling:
        return ~Q(Exists(signed))
    speaks = Q(level__in=[level, filling])
    if not is_standing_in:
        speaks |= ~Q(capacity__in=_STANDING_IN)
    return ~Q(Exists(signed.filter(speaks)))
