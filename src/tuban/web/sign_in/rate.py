"""How often sign-ins may fail from one address, whatever names are tried: guessing one password for many names is held
up too. One name from one address is locked out earlier (axes)."""

from __future__ import annotations

from datetime import timedelta

from axes.models import AccessFailureLog
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone


def fails_too_often(request: HttpRequest) -> bool:
    """Whether so many sign-ins failed from the address of a request lately that none is looked at now."""
    if settings.SIGN_IN_FAILURES < 1:
        return False
    since = timezone.now() - timedelta(hours=float(settings.AXES_COOLOFF_TIME))
    failed = AccessFailureLog.objects.filter(
        ip_address=request.META.get("REMOTE_ADDR") or None, attempt_time__gte=since
    )
    return bool(failed[: settings.SIGN_IN_FAILURES].count() >= settings.SIGN_IN_FAILURES)
