"""How often a device may ask. Pieces of files count apart: a package is taken in a thousand of them."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from tuban.api.limits import buckets
from tuban.workflow.evidence.devices import Device

_PIECES = ("/field/v1/parts/", "/field/v1/media/")
_PIECES_FOR_ONE = 20
"""So many pieces of files a device may send or take for each other thing that it may ask."""


class PerDevice(BaseThrottle):
    """Lets a device, or the person who registers one, ask ``FIELD_PER_MINUTE`` times a minute, each by itself."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Whether the request may go on."""
        who = getattr(request, "auth", None)
        key = f"device-{who.pk}" if isinstance(who, Device) else f"person-{who.acting.person_id}" if who else ""
        most: int = settings.FIELD_PER_MINUTE
        if request.path.startswith(_PIECES):
            key, most = f"{key}-pieces", most * _PIECES_FOR_ONE
        wait = buckets.take(key, most)
        request.waits_seconds = wait  # type: ignore[attr-defined]
        return not wait
