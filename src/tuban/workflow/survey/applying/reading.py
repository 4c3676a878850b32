"""An entry of a log as it is applied: its body, with every value that comes from outside fitted or left out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tuban.values.errors import TubanError
from tuban.values.identities import uuid_of
from tuban.workflow.evidence.clocks import time_of
from tuban.workflow.evidence.models import LogEntry
from tuban.workflow.evidence.outside import clean, is_hash, number_of
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.policies import works_on_patches
from tuban.workflow.patches.queries.seen import patches_seen_by
from tuban.workflow.survey.models import FoundPatch

_SOURCES = ("gps", "mock", "tapped")


class EntryUnfit(TubanError):
    """The entry cannot be read: {what}."""

    code = "survey.entry_unfit"
    hint = "It is kept as it came; the app that wrote it may be older or newer than the office."


class PatchUnknown(TubanError):
    """The patch is none that {person} may work on."""

    code = "survey.patch_unknown"
    hint = "It may lie in another area, or belong to a practice county; the entry is kept."


@dataclass(frozen=True, slots=True)
class Told:
    """An entry with what its text says."""

    row: LogEntry
    body: Mapping[str, Any]
    person: UUID | None

    @classmethod
    def of(cls, row: LogEntry) -> Told:
        """Read the text of a kept entry. Raises EntryUnfit."""
        told = json.loads(row.text)
        body = told.get("body")
        if not isinstance(body, Mapping):
            raise EntryUnfit(what="body")
        return cls(row, body, uuid_of(told.get("person")))

    def text(self, name: str, most: int = 400) -> str:
        """Return a text of the body."""
        return clean(self.body.get(name), most)

    def number(self, name: str) -> float | None:
        """Return a number of the body."""
        return number_of(self.body.get(name))

    def checksum(self, name: str) -> str:
        """Return a checksum of the body; empty where it is none."""
        value = self.body.get(name)
        return str(value) if is_hash(value) else ""

    def identity(self, name: str) -> UUID:
        """Return an identity of the body. Raises EntryUnfit."""
        found = uuid_of(self.body.get(name))
        if found is None:
            raise EntryUnfit(what=name)
        return found

    @property
    def media(self) -> tuple[str, str]:
        """The checksum and the name of its file; empty where it names none."""
        media = self.body.get("media")
        if not isinstance(media, Mapping) or not is_hash(media.get("sha256")):
            raise EntryUnfit(what="media")
        return media["sha256"], clean(media.get("name"), 200)

    @property
    def position(self) -> dict[str, Any] | None:
        """Where it was written down, None where nobody knows."""
        return position_of(self.body.get("position"))


def position_of(value: Any) -> dict[str, Any] | None:
    """Return a position in degrees with its accuracy, None where it is none."""
    if not isinstance(value, Mapping):
        return None
    longitude, latitude = number_of(value.get("lon")), number_of(value.get("lat"))
    if longitude is None or latitude is None or abs(longitude) > 180 or abs(latitude) > 90:
        return None
    at = time_of(value.get("at"))
    source = value.get("source")
    return {
        "lon": longitude, "lat": latitude, "accuracy_m": number_of(value.get("accuracy_m")),
        "altitude_m": number_of(value.get("altitude_m")), "at": at.isoformat() if at else None,
        "source": source if source in _SOURCES else "",
    }  # fmt: skip


class Patches:
    """The patches that a sender may work on, each looked up once."""

    def __init__(self, by: Acting) -> None:
        self.by = by
        self._known: dict[UUID, Patch] = {}

    def named(self, uuid: UUID | None) -> Patch | None:
        """Return the patch that an entry is about; None where it names none. Raises PatchUnknown."""
        if uuid is None:
            return None
        if uuid not in self._known:
            self._known[uuid] = patch_named(uuid, self.by)
        return self._known[uuid]


def patch_named(uuid: UUID, by: Acting) -> Patch:
    """Return the patch that an entry is about, as it is now: one of the office, or one that a device found. Whoever
    only reads patches brings nothing about them. Raises PatchUnknown."""
    if not works_on_patches(by):
        raise PatchUnknown(person=by.person_name)
    seen = patches_seen_by(by).select_related("campaign")
    found = seen.filter(uuid=uuid).first()
    if found is None:
        minted = FoundPatch.objects.filter(pk=uuid).values_list("patch_id", flat=True).first()
        found = seen.filter(pk=minted).first() if minted is not None else None
    if found is None:
        raise PatchUnknown(person=by.person_name)
    return found
