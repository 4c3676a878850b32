"""Sessions: begun at the sign-in, looked at on every request, ended by the clock or by somebody."""

from __future__ import annotations

from collections.abc import MutableMapping
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from tuban.values.identities import uuid_of
from tuban.workflow.organisations.models import Person
from tuban.workflow.sign_in.devices import device_of
from tuban.workflow.sign_in.models import Session
from tuban.workflow.sign_in.queries import age_limit, idle_limit

KEY = "open_session"
_SEEN_EVERY = timedelta(minutes=1)
_KEPT = timedelta(days=90)


def begin_at_sign_in(sender: Any, request: HttpRequest, user: Person, **more: Any) -> None:
    """Open a session for whoever just signed in, by whatever way."""
    del sender, more
    begin(request, user)


def begin(request: HttpRequest, person: Person) -> Session:
    """Open a session in the browser that asks."""
    now = timezone.now()
    made = Session.objects.create(
        person=person, address=request.META.get("REMOTE_ADDR", "")[:45], begun_at=now, seen_at=now,
        device=device_of(request.META.get("HTTP_USER_AGENT", "")),
    )  # fmt: skip
    Session.objects.filter(person=person, begun_at__lt=now - _KEPT).delete()
    request.session[KEY] = str(made.pk)
    return made


def look(kept: MutableMapping[str, Any], person: Person, *, is_by_hand: bool = True) -> str:
    """Return why the session that a cookie names is over; empty where it stands.

    What a page asks by itself (``is_by_hand`` false) does not keep a session open. One without an identity is over.
    """
    now, key = timezone.now(), uuid_of(kept.get(KEY) or "")
    found = Session.objects.filter(pk=key, person=person.pk).first() if key else None
    if found is None:
        return Session.End.ENDED
    if found.ended_at is not None:
        return found.end
    over = ""
    if now - found.seen_at > idle_limit():
        over = Session.End.IDLE
    elif now - found.begun_at > age_limit():
        over = Session.End.TOO_OLD
    if over:
        end(Session.objects.filter(pk=found.pk), over)
    elif is_by_hand and now - found.seen_at > _SEEN_EVERY:
        Session.objects.filter(pk=found.pk, ended_at__isnull=True).update(seen_at=now)
    return over


def end(sessions: Any, why: str) -> int:
    """End sessions; returns how many stood open."""
    return int(sessions.filter(ended_at__isnull=True).update(ended_at=timezone.now(), end=why))


def end_all(person: Person, why: str) -> None:
    """End every session of a person."""
    end(Session.objects.filter(person=person), why)


def sign_out_of(kept: MutableMapping[str, Any]) -> None:
    """End the session that a cookie names because its person signs out."""
    key = uuid_of(kept.get(KEY) or "")
    if key:
        end(Session.objects.filter(pk=key), Session.End.SIGNED_OUT)
