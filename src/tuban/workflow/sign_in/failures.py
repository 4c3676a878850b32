"""Failed sign-ins, told to the audit in so few lines that nobody can fill it.

What fails in one way, for one account, from one address, is one line when it first happens in an hour, and one more
with the count when the hour is over. A name that is nobody's is kept as a keyed digest: people type passwords there.
Where one address tries many such names, or many addresses do, they share a line from some number on; an account that
is there is not hidden among them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from tuban.workflow.audit.acting import subject_of
from tuban.workflow.audit.recording import Product, Subject, record
from tuban.workflow.organisations.models import Person, Post
from tuban.workflow.organisations.queries import acting_as
from tuban.workflow.organisations.roles import Role
from tuban.workflow.sign_in.models import FailedSignIn
from tuban.workflow.sign_in.words import Way, Why

_MOST_OF_AN_ADDRESS = 20
_MOST_IN_AN_HOUR = 200
_ACTIONS = {Why.LOCKED: "sign_in.lock_out", Why.ADDRESS: "sign_in.lock_out"}
_PURPOSE = "tuban.sign_in.failures"
_DIGITS = 16
NOBODY = "未登录"
"""Who did it, as the lines have it: whoever fails to sign in is nobody yet."""


def failed(way: Way, why: Why, *, address: str, person: Person | None = None, typed: str = "") -> None:
    """Count a failure; ``typed`` is a name or token that is nobody's. The audit is told of the first of an hour."""
    tell_counts()
    now = timezone.now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    about = str(person.pk) if person is not None else _digest_of(typed)
    key = {"begun_at": hour, "way": way, "why": why, "about": about, "address": address[:45]}
    if _is_counted(key, now):
        return
    here = FailedSignIn.objects.filter(begun_at=hour, person__isnull=person is None)
    if here.count() >= _MOST_IN_AN_HOUR:
        key |= {"about": "", "address": ""}
    elif person is None and here.filter(address=key["address"]).count() >= _MOST_OF_AN_ADDRESS:
        key |= {"about": ""}
    if _is_counted(key, now):
        return
    try:
        with transaction.atomic():
            _tell(FailedSignIn.objects.create(**key, person=person if key["about"] else None, last_at=now))
    except IntegrityError:  # another of the same moment was first
        _is_counted(key, now)


def _is_counted(key: dict[str, Any], now: datetime) -> bool:
    return bool(FailedSignIn.objects.filter(**key).update(count=F("count") + 1, last_at=now))


def _digest_of(typed: str) -> str:
    return salted_hmac(_PURPOSE, typed, algorithm="sha256").hexdigest()[:_DIGITS] if typed else ""


def tell_counts() -> int:
    """Tell the audit how often each failed in hours that are over; returns how many lines that were."""
    over = FailedSignIn.objects.filter(begun_at__lte=timezone.now() - timedelta(hours=1), told__lt=F("count"))
    lines = 0
    for key in list(over.values_list("pk", flat=True)[:_MOST_IN_AN_HOUR]):
        with transaction.atomic():
            row = over.select_for_update().filter(pk=key).first()
            if row is not None:  # else another told of it
                FailedSignIn.objects.filter(pk=key).update(told=row.count)
                _tell(row)
                lines += 1
    return lines


def _tell(row: FailedSignIn) -> None:
    """Write the line of a row, with its count."""
    by = Product(person_name=NOBODY, address=row.address, area_code=_area_of(row.person))
    record(
        _ACTIONS.get(Why(row.why), "sign_in.fail"), by=by, subject=_subject(row), reason=str(row.get_why_display()),
        is_refused=True, details={
            "way": row.way, "why": row.why, "count": row.count,
            "until": f"{timezone.localtime(row.last_at):%Y-%m-%d %H:%M:%S}",
        },
    )  # fmt: skip


def _subject(row: FailedSignIn) -> Subject:
    if row.person is not None:
        return subject_of(row.person)
    if row.about:
        told = _("name or token that is nobody's, {digest}").format(digest=row.about)
        return Subject("sign_in.name", row.about, told)
    return Subject("sign_in.name", "", _("several names") if row.address else _("several names and addresses"))


def _area_of(person: Person | None) -> str:
    """Return the division whose audit administrator reads the line: that of the person's unit, else the highest."""
    acting = acting_as(person, None, on=timezone.localdate()) if person is not None else None
    if acting is not None:
        return acting.area_code
    posts = Post.objects.filter(role=Role.AUDIT_ADMINISTRATOR, closed_on__isnull=True)
    codes = posts.order_by("unit__is_practice", Length("unit__code"), "unit__code").values_list("unit__code", flat=True)
    return codes.first() or ""


def hear_of_failure(
    sender: Any, credentials: dict[str, Any], request: Any = None, way: Way = Way.PASSWORD, **more: Any
) -> None:
    """Count what Django says of a sign-in that failed, after the lock-out has looked at it."""
    del sender, more
    name = str(credentials.get("username") or "").strip().lower()
    person = Person.objects.filter(username=name).first() if name else None
    if getattr(request, "axes_locked_out", False):
        why = Why.LOCKED
    elif way == Way.CODE:
        return  # the code that was wrong has its own line
    else:
        why = Why.UNKNOWN if person is None else Why.WRONG if person.is_active else Why.SUSPENDED
    failed(way, why, address=request.META.get("REMOTE_ADDR", "") if request else "", person=person, typed=name)
