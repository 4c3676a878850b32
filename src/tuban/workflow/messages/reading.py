"""What people do with their messages: read them, or take them for unread. Nobody else sees it, so that it leaves no
line of the audit."""

from __future__ import annotations

from django.utils import timezone

from tuban.workflow.messages.models import Message
from tuban.workflow.messages.queries import Wanted, messages_of
from tuban.workflow.organisations.acting import Acting


def mark_read(message: Message, *, by: Acting, is_read: bool = True) -> Message:
    """Take a message of the acting person for read, or for unread again; one of somebody else stays as it is."""
    if message.person_id == by.person_id and (message.read_at is not None) is not is_read:
        message.read_at = timezone.now() if is_read else None
        message.save(update_fields=["read_at"])
    return message


def mark_all_read(*, by: Acting, wanted: Wanted | None = None) -> int:
    """Take the unread messages asked for as read; returns how many they were."""
    return messages_of(by, wanted).filter(read_at__isnull=True).update(read_at=timezone.now())
