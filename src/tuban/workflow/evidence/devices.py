"""The register of devices: a person registers theirs, and whoever answers for it revokes it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.audit.policies import policy
from tuban.workflow.evidence.models import Device
from tuban.workflow.evidence.signatures import fit_key
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.policies import outside
from tuban.workflow.organisations.queries import acting_as, units_seen_by
from tuban.workflow.organisations.roles import Role

__all__ = [
    "BEGINNING",
    "ByDevice",
    "Device",
    "Registered",
    "Sender",
    "device_named",
    "device_of_secret",
    "devices_in_care",
    "devices_seen_by",
    "register_device",
    "revoke_device",
    "sender_of",
]

BEGINNING = "tubanfield_"
VALID = timedelta(days=366)
_USED_EVERY = timedelta(minutes=5)
_CARRIERS = frozenset({
    Role.CLERK, Role.SURVEYOR, Role.CHECKER, Role.SECTION_LEADER, Role.ORGANISER, Role.REVIEWER, Role.SUPERVISOR,
})  # fmt: skip
"""Who goes into the field: those who work on patches, and those who visit again for a level above."""


class DeviceNameless(TubanError):
    """A device needs a name by which its person knows it."""

    code = "evidence.device_nameless"
    hint = "Name it as you would call it: my phone, the tablet of the second group."


class RevokingNeedsReason(TubanError):
    """Revoking a device needs a reason."""

    code = "evidence.revoking_needs_reason"
    hint = "Say in a few words why: lost, handed on, replaced."


@policy
def may_register_device(by: Acting) -> str:
    """Why not: devices are registered by those who go into the field, each their own."""
    if by.role in _CARRIERS and not by.is_of_other_organ:
        return ""
    words = _("Devices of the field are registered by those who work on patches or visit again, not by a {role}.")
    return words.format(role=by.role.label)


@policy
def may_revoke_device(by: Acting, device: Device) -> str:
    """Why not: one's own; the organiser's of the unit; the security administrator's of the area."""
    if device.person_id == by.person_id:
        return ""
    if by.role not in (Role.ORGANISER, Role.SECURITY_ADMINISTRATOR):
        return _("A device is revoked by its person, by an organiser or by a security administrator.")
    return outside(by, device.post.unit)


@dataclass(frozen=True, slots=True)
class Registered:
    """A device just registered. ``secret`` is shown this once and kept nowhere."""

    device: Device
    secret: str


@dataclass(frozen=True, slots=True)
class Sender:
    """A device that speaks. ``reason`` says why it may take nothing and why nothing of it is applied; empty where it
    may."""

    device: Device
    acting: Acting | None
    reason: str


def register_device(*, by: Acting, name: str, public_key: Mapping[str, Any]) -> Registered:
    """Register a device of the acting person under their present post. Raises Refused, DeviceNameless, KeyUnfit."""
    if not name.strip():
        raise DeviceNameless
    secret = BEGINNING + secrets.token_urlsafe(32)
    return Registered(
        _register(by=by, name=name.strip()[:60], public_key=fit_key(public_key), digest=digest_of(secret)), secret
    )


@action("evidence.register_device", policy=may_register_device, secrets=("digest", "public_key"))
def _register(*, by: Acting, name: str, public_key: dict[str, str], digest: str) -> Device:
    device = Device.objects.create(
        person=by.person, post=by.post, name=name, public_key=public_key, token_digest=digest,
        expires_on=timezone.localdate() + VALID,
    )  # fmt: skip
    note(device=str(device.pk), key=public_key["x"][:12])
    return device


@action("evidence.revoke_device", policy=may_revoke_device)
def revoke_device(device: Device, *, by: Acting, reason: str) -> Device:
    """Let a device take nothing any more; what it still hands in is kept and waits. Raises RevokingNeedsReason."""
    if not reason.strip():
        raise RevokingNeedsReason
    if device.revoked_at is None:
        device.revoked_at, device.revoked_by = timezone.now(), by.person
        device.revoked_because = reason.strip()[:200]
        device.save(update_fields=["revoked_at", "revoked_by", "revoked_because"])
    return device


def device_of_secret(secret: str) -> Device | None:
    """Return the device of a token, also of one that may take nothing any more; None where none was ever given."""
    if not secret.startswith(BEGINNING):
        return None
    found = _with_person(Device.objects.filter(token_digest=digest_of(secret))).first()
    now = timezone.now()
    if found is not None and (found.used_at is None or now - found.used_at > _USED_EVERY):
        Device.objects.filter(pk=found.pk).update(used_at=now)
    return found


def sender_of(device: Device, *, address: str = "") -> Sender:
    """Return who acts by a device, and why not."""
    today = timezone.localdate()
    acting = acting_as(device.person, device.post_id, on=today, address=address) if device.person.is_active else None
    if acting is not None and acting.post_id != device.post_id:
        acting = None
    if device.revoked_at is not None:
        return Sender(device, acting, _("The device was revoked: {reason}").format(reason=device.revoked_because))
    if device.expires_on < today:
        return Sender(device, acting, _("The registration of the device ended on {day}.").format(day=device.expires_on))
    if acting is None:
        return Sender(
            device, None,
            _("{person} does not hold the post «{post}» any more.").format(person=device.person.name, post=device.post),
        )  # fmt: skip
    return Sender(device, acting, "")


def devices_seen_by(by: Acting) -> QuerySet[Device]:
    """Return the devices that the acting person may look after, newest first, with how much came of each."""
    return _with_person(devices_in_care(by)).annotate(
        entry_count=Count("entries"), last_received=Max("entries__received_at")
    )


def devices_in_care(by: Acting) -> QuerySet[Device]:
    """Return the devices that the acting person may look after: their own; those of the units of their areas for
    organisers, leaders and administrators of security."""
    whose = Q(person=by.person)
    if by.role in (
        Role.ORGANISER, Role.LEADER, Role.SECTION_LEADER, Role.SECURITY_ADMINISTRATOR, Role.CHECKER,
    ):  # fmt: skip
        whose |= Q(post__unit__in=units_seen_by(by))
    return Device.objects.filter(whose, person__is_practice=by.is_practice)


def digest_of(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode("utf-8")).hexdigest()


def _with_person(rows: QuerySet[Device]) -> QuerySet[Device]:
    return rows.select_related("person", "post__unit", "post__department", "revoked_by")


@dataclass(frozen=True, slots=True)
class ByDevice:
    """A device as the audit names it: its person under the post it was registered under, whatever they hold today."""

    device: Device
    address: str = ""

    @property
    def person_id(self) -> UUID:
        """The person of the device."""
        return self.device.person_id

    @property
    def person_name(self) -> str:
        """The name of the person."""
        return self.device.person.name

    @property
    def post_id(self) -> UUID:
        """The post it was registered under."""
        return self.device.post_id

    @property
    def post_title(self) -> str:
        """Unit, department and post in words, with the device."""
        return f"{self.device.post} · {self.device.name}"

    @property
    def area_code(self) -> str:
        """The division of the unit."""
        return self.device.area_code


def device_named(key: UUID) -> Device:
    """Return a device with its person and post."""
    return _with_person(Device.objects.filter(pk=key)).get()
