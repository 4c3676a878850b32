"""Questions about messages. Everybody reads their own, whatever post they act under."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tuban.workflow.messages.kinds import title_of
from tuban.workflow.messages.models import Delivery, Message, Webhook, Wishes
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.queries import units_seen_by
from tuban.workflow.organisations.remembering import counted


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which messages are asked for; what is left empty is not asked."""

    unread_only: bool = False
    urgent_only: bool = False
    kind: str = ""
    text: str = ""
    about_kind: str = ""
    about_key: str = ""


def messages_of(by: Acting, wanted: Wanted | None = None) -> QuerySet[Message]:
    """Return the messages of the acting person, newest first."""
    asked = wanted or Wanted()
    found = Message.objects.filter(person_id=by.person_id).select_related("post__unit", "post__department")
    if asked.unread_only:
        found = found.filter(read_at__isnull=True)
    if asked.urgent_only:
        found = found.filter(is_urgent=True)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.about_kind:
        found = found.filter(about_kind=asked.about_kind, about_key=asked.about_key)
    if asked.text:
        found = found.filter(
            Q(title__icontains=asked.text) | Q(text__icontains=asked.text) | Q(about_title__icontains=asked.text)
        )
    return found.order_by("-created_at", "-id")


def after(messages: QuerySet[Message], last: Message) -> QuerySet[Message]:
    """Keep what comes after a message in the order of the inbox."""
    return messages.filter(Q(created_at__lt=last.created_at) | Q(created_at=last.created_at, id__lt=last.pk))


def message_of(by: Acting, key: UUID) -> Message | None:
    """Return one message of the acting person; None where it is none of theirs."""
    return messages_of(by).filter(pk=key).first()


def count_unread(by: Acting) -> int:
    """Return how many messages the acting person has not read."""
    unread = Message.objects.filter(person_id=by.person_id, read_at__isnull=True)
    return counted(("unread", by.person_id), lambda: unread.values("pk"))


def counts_by_kind(by: Acting, *, unread_only: bool = False) -> Mapping[str, tuple[str, int]]:
    """Return the kinds of which the acting person has messages, each with its title and how many."""
    rows = messages_of(by, Wanted(unread_only=unread_only)).order_by().values("kind").annotate(count=Count("pk"))
    return {row["kind"]: (title_of(row["kind"]), row["count"]) for row in sorted(rows, key=lambda row: row["kind"])}


def wishes_of(by: Acting) -> Wishes:
    """Return how the acting person wants to be told; what is right for most where they never said."""
    return Wishes.objects.filter(person_id=by.person_id).first() or Wishes(person=by.person)


def webhooks_seen_by(by: Acting) -> QuerySet[Webhook]:
    """Return the webhooks of the units that the acting person sees."""
    return Webhook.objects.filter(unit__in=units_seen_by(by)).select_related("unit").order_by("unit__code", "name")


def deliveries_of(webhook: Webhook) -> QuerySet[Delivery]:
    """Return the calls of a webhook, the newest first."""
    return Delivery.objects.filter(webhook=webhook).order_by("-created_at", "-pk")
