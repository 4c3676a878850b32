"""Who speaks: a device by its token; a person by the session of the browser or by a token that may write."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from tuban.api.authentication import bearer_in, by
from tuban.workflow.audit.policies import Refused
from tuban.workflow.evidence.devices import BEGINNING, Device, Sender, device_of_secret, sender_of
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.tokens import Bearer, Scope
from tuban.workflow.sign_in.failures import failed
from tuban.workflow.sign_in.words import Way, Why


class DeviceAuth(HttpBearer):
    """``Authorization: Bearer tubanfield_…``: also of a device that may take nothing any more, for what it hands in."""

    def authenticate(self, request: HttpRequest, token: str) -> Device | None:
        """Return the device."""
        found = device_of_secret(token)
        if found is None and token.startswith(BEGINNING):
            failed(Way.DEVICE, Why.UNKNOWN, address=_address(request), typed=token)
        return found


class PersonToken(HttpBearer):
    """``Authorization: Bearer tuban_…``."""

    def authenticate(self, request: HttpRequest, token: str) -> Bearer | None:
        """Return who acts by the token."""
        if token.startswith(BEGINNING):
            return None
        return bearer_in(request, token)


class PersonSession(APIKeyCookie):
    """The session of the browser with its CSRF token."""

    param_name = "sessionid"

    def authenticate(self, request: HttpRequest, key: str | None) -> Bearer | None:
        """Return the acting person of the session."""
        del key
        acting = getattr(request, "acting", None)
        if not acting or request.user.must_change_password:  # type: ignore[union-attr]
            return None
        return Bearer(acting, frozenset({Scope.READ, Scope.WRITE}))


PERSON = [PersonToken(), PersonSession()]


def person_of(request: HttpRequest) -> Acting:
    """Return the signed-in person that asks; raises Refused for a token that may not write."""
    return by(request, Scope.WRITE)


def device_of(request: HttpRequest) -> Device:
    """Return the device that speaks; what it hands in is kept whatever became of its rights."""
    device: Device = request.auth  # type: ignore[attr-defined]
    return device


def taker_of(request: HttpRequest) -> Sender:
    """Return the device that asks for something, with its acting person. Raises Refused where it may take nothing."""
    sender = sender_of(device_of(request), address=_address(request))
    if sender.reason:
        raise Refused(reason=sender.reason)
    return sender


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
