"""Sends a message to people: into the inbox at once, and by the ways out of the product that they and their units
chose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from tuban.workflow.audit.recording import NOTHING, Subject
from tuban.workflow.messages.delivering import ask_where_due
from tuban.workflow.messages.models import Message
from tuban.workflow.messages.outward import write_deliveries
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Holding, Person, Post

LONGEST_KEY, LONGEST_TITLE = 200, 200
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class _Receiver:
    person: Person
    post: Post | None


@transaction.atomic
def send(
    to: Iterable[Holding | Person | Acting],
    *,
    kind: str,
    title: str,
    text: str = "",
    about: Subject = NOTHING,
    key: str,
    is_urgent: bool = False,
) -> int:
    """Tell people something; returns how many were told who had not been told this ``key`` before.

    ``to`` are people, or who holds a post (:class:`Holding`, as ``hands.posts_in`` returns them); title and text are
    Chinese and shown as sent. ``about`` is what the audit calls the thing (``subject_of(patch)``): the inbox leads
    there. ``key`` names the occasion, such as ``rectification.due:<key>:2026-11-30``.
    """
    receivers = _each_once(to)
    told = set(
        Message.objects.filter(key=key[:LONGEST_KEY], person__in=list(receivers)).values_list("person_id", flat=True)
    )
    new = [one for person, one in receivers.items() if person not in told and one.person.is_active]
    rows = [
        Message(
            person=one.person, post=one.post, kind=kind, title=title[:LONGEST_TITLE], text=text, about_kind=about.kind,
            about_key=about.key, about_title=about.title[:LONGEST_TITLE], campaign_id=about.campaign_id,
            is_urgent=is_urgent, key=key[:LONGEST_KEY],
        )
        for one in new
    ]  # fmt: skip
    Message.objects.bulk_create(rows, batch_size=_AT_ONCE, ignore_conflicts=True)
    if write_deliveries(rows):
        ask_where_due()
    return len(rows)


def _each_once(to: Iterable[Holding | Person | Acting]) -> dict[object, _Receiver]:
    receivers: dict[object, _Receiver] = {}
    for one in to:
        receiver = _Receiver(one, None) if isinstance(one, Person) else _Receiver(one.person, one.post)
        receivers.setdefault(receiver.person.pk, receiver)
    return receivers
