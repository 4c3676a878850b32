"""An entry of a log as it proves itself: its text against its hash and its signature. Needs no office."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tuban.values.language import gettext as _
from tuban.workflow.evidence.outside import is_hash
from tuban.workflow.evidence.signatures import fits


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it was handed on: its text and its signature. ``hash`` is what somebody else says of it."""

    text: str
    signature: str
    hash: str = ""

    @property
    def digest(self) -> str:
        """The hash of its text."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def told(self) -> Mapping[str, Any]:
        """What its text says; empty where it is no JSON."""
        try:
            found = json.loads(self.text)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def body(self) -> Mapping[str, Any]:
        """What it is about."""
        body = self.told.get("body")
        return body if isinstance(body, dict) else {}

    @property
    def seq(self) -> int:
        """Its number; 0 where it has none."""
        seq = self.told.get("seq")
        return seq if isinstance(seq, int) and not isinstance(seq, bool) else 0

    def files(self) -> Iterator[str]:
        """Yield the checksums of the files that it names."""
        media = self.body.get("media")
        for name in (media.get("sha256") if isinstance(media, dict) else None, self.body.get("receiver_file")):
            if is_hash(name):
                yield str(name)

    def fault(self, key: Mapping[str, str]) -> str:
        """Return what is wrong with it, as a sentence; empty where nothing is. ``key`` is that of its device."""
        if self.hash and self.hash != self.digest:
            return _("The text of the log entry {seq} is not the one that was signed.").format(seq=self.seq)
        if not fits(key, self.signature, self.text.encode("utf-8", "surrogatepass")):
            return _("The signature of the log entry {seq} does not fit the key of the device.").format(seq=self.seq)
        return ""


def breaks_of(entries: Sequence[Entry]) -> list[str]:
    """Return where entries that follow one another do not: as sentences. Numbers that are left out are no break."""
    found = []
    ordered = sorted(entries, key=lambda one: one.seq)
    for one, other in pairwise(ordered):
        if other.seq == one.seq:
            found.append(_("There are two log entries of the number {seq}.").format(seq=one.seq))
        elif other.seq == one.seq + 1 and other.told.get("previous") != one.digest:
            found.append(_("The log entry {seq} does not follow the one before it.").format(seq=other.seq))
    return found


def gaps_of(entries: Sequence[Entry]) -> list[tuple[int, int]]:
    """Return the numbers that are left out between entries."""
    numbers = sorted({one.seq for one in entries})
    return [(one + 1, other - 1) for one, other in pairwise(numbers) if other > one + 1]


def place_of(entry: Entry) -> str:
    """Return where an entry says that it was made; empty where it does not."""
    place = entry.body.get("position")
    if not isinstance(place, dict):
        return ""
    lon, lat, accuracy = place.get("lon"), place.get("lat"), place.get("accuracy_m")
    if not isinstance(lon, int | float) or not isinstance(lat, int | float):
        return ""
    told = f"{lon:.6f}°, {lat:.6f}°"
    return f"{told} ±{accuracy:g} m" if isinstance(accuracy, int | float) else told
