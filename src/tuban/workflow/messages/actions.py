"""What people do about the ways of messages out of the product."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.messages.calling import check_address, new_secret
from tuban.workflow.messages.delivering import ask_where_due
from tuban.workflow.messages.models import Delivery, Webhook, Wishes
from tuban.workflow.messages.policies import may_keep_webhooks, may_set_wishes
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Unit

TRIAL = "messages.trial"


class AddressMissing(TubanError):
    """E-mails cannot be sent without an address."""

    code = "messages.address_missing"
    hint = "Enter an e-mail address, or switch e-mails off."


class QuietHalfSaid(TubanError):
    """Quiet hours need both a beginning and an end."""

    code = "messages.quiet_half_said"
    hint = "Enter both, or leave both empty."


class NameTaken(TubanError):
    """The unit has a webhook called «{name}» already."""

    code = "messages.name_taken"
    hint = "Choose another name."


class ChangedMeanwhile(TubanError):
    """Somebody else changed this meanwhile."""

    code = "messages.changed_meanwhile"
    hint = "Look at what they made of it, then send yours again."


@action("messages.set_wishes", policy=may_set_wishes)
def set_wishes(
    wishes: Wishes, *, by: Acting, email: str, is_mailed: bool, is_gathered: bool, daily_at: time,
    left_out: Sequence[str], quiet_from: time | None, quiet_until: time | None,
) -> Wishes:  # fmt: skip
    """Choose how one is told besides the inbox. Raises AddressMissing, QuietHalfSaid."""
    if is_mailed and not email:
        raise AddressMissing
    if (quiet_from is None) != (quiet_until is None):
        raise QuietHalfSaid
    wishes.email, wishes.is_mailed, wishes.is_gathered, wishes.daily_at = email, is_mailed, is_gathered, daily_at
    wishes.left_out, wishes.quiet_from, wishes.quiet_until = sorted(left_out), quiet_from, quiet_until
    wishes.version += 1
    wishes.save()
    return wishes


@action("messages.add_webhook", policy=may_keep_webhooks)
def add_webhook(unit: Unit, *, by: Acting, name: str, address: str, kinds: Sequence[str]) -> Webhook:
    """Have the messages of a unit sent to an address of another system; no kind named: all of them. Its secret is
    ``secret`` of the answer. Raises AddressUnfit, HostNotAllowed, NameTaken."""
    check_address(address)
    try:
        with transaction.atomic():
            hook = Webhook.objects.create(unit=unit, name=name, address=address, kinds=sorted(kinds),
                                          secret=new_secret())  # fmt: skip
    except IntegrityError:
        raise NameTaken(name=name) from None
    note(webhook={"id": str(hook.pk), "name": hook.name})
    return hook


@action("messages.change_webhook", policy=may_keep_webhooks)
def change_webhook(
    webhook: Webhook, *, by: Acting, expected_version: int, address: str, kinds: Sequence[str], is_on: bool
) -> Webhook:
    """Change where a webhook goes and what it tells, or switch it off. Raises AddressUnfit, HostNotAllowed,
    ChangedMeanwhile."""
    if is_on:
        check_address(address)
    current = Webhook.objects.select_for_update().get(pk=webhook.pk)
    if current.version != expected_version:
        raise ChangedMeanwhile
    webhook.address, webhook.kinds, webhook.is_on = address, sorted(kinds), is_on
    webhook.version = expected_version + 1
    webhook.save()
    return webhook


@action("messages.try_webhook", policy=may_keep_webhooks)
def try_webhook(webhook: Webhook, *, by: Acting) -> Delivery:
    """Send a message to a webhook that says nothing but that it comes; how it went stands in its log."""
    now = timezone.now()
    made = Delivery.objects.create(
        webhook=webhook, kind=TRIAL, key=f"{TRIAL}:{uuid4()}", title="试发",
        content={"type": TRIAL, "timestamp": now.isoformat(), "data": {"title": "试发"}, "to": []},
    )  # fmt: skip
    ask_where_due()
    return made
