"""Which ways out of the product a message takes: webhooks of the units it went to, e-mails of the people who want them.

Nothing is sent here: deliveries are written down in the transaction of the message, and a job sends them afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from tuban.workflow.messages.kinds import title_of
from tuban.workflow.messages.models import Delivery, Message, Webhook, Wishes

CHANNELS = ("webhook", "mail")


def write_deliveries(messages: Sequence[Message]) -> int:
    """Write down the ways out of new messages; returns how many. One call of a webhook tells of all its readers."""
    calls, mails = _calls(messages), _mails(messages)
    Delivery.objects.bulk_create([*calls, *mails], ignore_conflicts=True)
    return len(calls) + len(mails)


def _calls(messages: Sequence[Message]) -> list[Delivery]:
    units = {one.post.unit_id for one in messages if one.post is not None}
    if not units or not settings.WEBHOOK_HOSTS:
        return []
    hooks = Webhook.objects.filter(unit__in=units, is_on=True)
    found: dict[tuple[Any, str], Delivery] = {}
    for hook in hooks:
        for one in messages:
            if one.post is None or one.post.unit_id != hook.unit_id or not _is_wanted(one.kind, hook.kinds):
                continue
            made = found.setdefault((hook.pk, one.key), _delivery(one, webhook=hook, content=_content(one)))
            made.content["to"].append({"name": one.person.name, "post": str(one.post)})
    return list(found.values())


def _is_wanted(kind: str, kinds: Sequence[str]) -> bool:
    return not kinds or kind in kinds


def _content(message: Message) -> dict[str, Any]:
    return {
        "type": message.kind,
        "timestamp": message.created_at.isoformat(),
        "data": {
            "title": message.title, "text": message.text, "is_urgent": message.is_urgent, "key": message.key,
            "kind": title_of(message.kind),
            "about": {"kind": message.about_kind, "id": message.about_key, "title": message.about_title},
            "campaign": str(message.campaign_id) if message.campaign_id else None,
        },
        "to": [],
    }  # fmt: skip


def _mails(messages: Sequence[Message]) -> list[Delivery]:
    if not settings.MAIL_IS_ON:
        return []
    wishes = {
        one.person_id: one
        for one in Wishes.objects.filter(person__in=[m.person_id for m in messages], is_mailed=True).exclude(email="")
    }
    now = timezone.now()
    return [
        _delivery(
            one, person=one.person, content={"text": one.text, "about": one.about_title},
            due_at=mailed_at(wish, now, is_urgent=one.is_urgent),
        )
        for one in messages
        if (wish := wishes.get(one.person_id)) is not None and one.kind not in wish.left_out
    ]  # fmt: skip


def _delivery(message: Message, **more: Any) -> Delivery:
    return Delivery(key=message.key, kind=message.kind, title=message.title, **more)


def mailed_at(wish: Wishes, now: datetime, *, is_urgent: bool) -> datetime:
    """Return when a message of now is mailed: gathered ones at the next hour of the day that was chosen, urgent ones
    and those that are not gathered at once, but never within the quiet hours."""
    local = timezone.localtime(now)
    if wish.is_gathered and not is_urgent:
        at = local.replace(hour=wish.daily_at.hour, minute=wish.daily_at.minute, second=0, microsecond=0)
        return at if at > local else at + timedelta(days=1)
    start, end = wish.quiet_from, wish.quiet_until
    if start is None or end is None or start == end:
        return now
    clock = local.time()
    is_quiet = start <= clock < end if start < end else clock >= start or clock < end
    if not is_quiet:
        return now
    at = local.replace(hour=end.hour, minute=end.minute, second=0, microsecond=0)
    return at if at > local else at + timedelta(days=1)
