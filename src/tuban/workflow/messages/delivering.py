"""Sends what waits: calls of webhooks with patience, e-mails one by one or gathered."""

from __future__ import annotations

import smtplib
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.utils import timezone

from tuban.jobs.models import Job
from tuban.jobs.queue import ask_for
from tuban.values.language import gettext as _
from tuban.workflow.messages.calling import Answered, call
from tuban.workflow.messages.models import Delivery, Wishes

DELIVER = "messages.deliver"
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480, 1440))
"""How long after each failed try the next one is made; after the last it is given up."""

_CLAIMED = timedelta(minutes=5)
_AT_ONCE = 200
_GONE = 410


def ask_where_due() -> Job | None:
    """Queue a round of sending where something is due and no round waits yet."""
    due = Delivery.objects.filter(state=Delivery.State.WAITING, due_at__lte=timezone.now())
    if not due.exists() or Job.objects.filter(kind=DELIVER, state=Job.State.WAITING).exists():
        return None
    return ask_for(DELIVER, _("Sending messages out"), {})


def deliver_due() -> dict[str, int]:
    """Send everything that is due; returns how many went out, wait for another try, and were given up."""
    counts = {"sent": 0, "waiting": 0, "given_up": 0}
    due = Delivery.objects.filter(state=Delivery.State.WAITING, due_at__lte=timezone.now())
    mails: dict[UUID, list[Delivery]] = defaultdict(list)
    for one in due.select_related("webhook", "person").order_by("due_at", "pk")[:_AT_ONCE]:
        if not _claim(one):
            continue  # another worker has it
        if one.webhook is not None:
            _end([one], _called(one), counts)
        elif one.person_id is not None:
            mails[one.person_id].append(one)
    for deliveries in mails.values():
        _send_mails(deliveries, counts)
    return counts


def _claim(delivery: Delivery) -> bool:
    """Take a delivery for this worker; one that dies over it leaves it due again a little later."""
    seen = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.WAITING, due_at=delivery.due_at)
    taken = seen.update(due_at=timezone.now() + _CLAIMED, attempts=F("attempts") + 1)
    delivery.attempts += 1
    return taken == 1


def _called(delivery: Delivery) -> Answered:
    hook = delivery.webhook
    if hook is None or not hook.is_on:
        return Answered(_GONE, _("The webhook was switched off."))
    now = int(timezone.now().timestamp())
    return call(hook.address, hook.secret, delivery.content, key=str(delivery.pk), timestamp=now)


def _send_mails(deliveries: Sequence[Delivery], counts: dict[str, int]) -> None:
    wish = Wishes.objects.filter(person=deliveries[0].person_id, is_mailed=True).exclude(email="").first()
    if wish is None or not settings.MAIL_IS_ON:
        _end(deliveries, Answered(_GONE, _("No e-mail is wanted any more.")), counts)
        return
    portions = [deliveries] if wish.is_gathered else [[one] for one in deliveries]
    for portion in portions:
        _end(portion, _mailed(wish.email, portion), counts)


def _mailed(address: str, deliveries: Sequence[Delivery]) -> Answered:
    first = deliveries[0]
    many = _("{first} and {count} more").format(first=first.title, count=len(deliveries) - 1)
    subject = first.title if len(deliveries) == 1 else many
    parts = [
        "\n".join(line for line in (f"■ {one.title}", one.content.get("text"), one.content.get("about")) if line)
        for one in deliveries
    ]
    ending = _("Open the office to answer. How you are told can be chosen there: Messages, How I am told.")
    mail = EmailMessage(
        " ".join(subject.split()), "\n\n".join([*parts, ending]), settings.DEFAULT_FROM_EMAIL, [address]
    )
    try:
        mail.send()
    except (smtplib.SMTPException, OSError) as error:
        return Answered(None, str(error)[:300])
    return Answered(200)


def _end(deliveries: Sequence[Delivery], answered: Answered, counts: dict[str, int]) -> None:
    now = timezone.now()
    for one in deliveries:
        one.status, one.trouble = answered.status, "" if answered.is_ok else answered.trouble[:300]
        if answered.is_ok:
            one.state, one.ended_at = Delivery.State.SENT, now
        elif answered.status == _GONE or one.attempts > len(WAITS):
            one.state, one.ended_at = Delivery.State.GIVEN_UP, now
        else:
            one.due_at = now + WAITS[one.attempts - 1]
        one.save(update_fields=["state", "status", "trouble", "due_at", "ended_at", "attempts"])
        counts[one.state] += 1
