"""Devices: registered by their person, and who they are."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from tuban.api.errors import PROBLEMS
from tuban.field.door.authentication import PERSON, device_of, person_of
from tuban.workflow.evidence.devices import Device, register_device, sender_of

router = Router()


class DeviceIn(Schema):
    """A device: the name its person knows it by, and the public half of its key as JWK."""

    name: str = Field(max_length=60)
    public_key: dict[str, Any] = Field(max_length=20)


class DevicePerson(Schema):
    """Whose device it is."""

    id: UUID
    name: str
    post: str
    unit: str


class DeviceRegistered(Schema):
    """A device just registered; the token is told this once."""

    device: UUID
    token: str
    expires_on: date
    person: DevicePerson
    server_time: datetime


class MeOut(Schema):
    """A device, its person, and whether it may take anything."""

    device: UUID
    name: str
    expires_on: date
    person: DevicePerson
    may_take: bool
    reason: str
    server_time: datetime


def _person(device: Device) -> DevicePerson:
    return DevicePerson(
        id=device.person_id, name=device.person.name, post=device.post.title, unit=device.post.unit.name
    )


@router.post("/devices", auth=PERSON, response={201: DeviceRegistered, **PROBLEMS})
def register(request: HttpRequest, given: DeviceIn) -> Status[DeviceRegistered]:
    """Register a device of the person who is signed in."""
    made = register_device(by=person_of(request), name=given.name, public_key=given.public_key)
    told = DeviceRegistered(
        device=made.device.pk, token=made.secret, expires_on=made.device.expires_on, person=_person(made.device),
        server_time=timezone.now(),
    )  # fmt: skip
    return Status(201, told)


@router.get("/me", response={200: MeOut, **PROBLEMS})
def me(request: HttpRequest) -> MeOut:
    """Return who speaks, and the time of the office."""
    device = device_of(request)
    sender = sender_of(device)
    return MeOut(
        device=device.pk, name=device.name, expires_on=device.expires_on, person=_person(device),
        may_take=not sender.reason, reason=sender.reason, server_time=timezone.now(),
    )  # fmt: skip
