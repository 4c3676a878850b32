"""The evidence package of a patch (证据包): its files with all that vouches for them, proved without the office."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from tuban import __version__
from tuban.workflow.audit.acting import action, note, subject_of
from tuban.workflow.audit.models import ChainHead, Line
from tuban.workflow.audit.recording import digested
from tuban.workflow.copies.actions import SUFFIX as COPY_SUFFIX
from tuban.workflow.copies.queries import copies_that_count, line_of
from tuban.workflow.copies.small import DRAWN
from tuban.workflow.evidence.log import chain_of
from tuban.workflow.evidence.models import Attachment, Exhibit, LogEntry
from tuban.workflow.evidence.queries import attachments_of
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.scrutiny.policies import may_take_package, may_take_public
from tuban.workflow.scrutiny.proof.bundles import PACKAGE, VERSION, fingerprint
from tuban.workflow.scrutiny.proof.entries import Entry, place_of
from tuban.workflow.store import checksum_of, found
from tuban.workflow.survey.models import Capture

_INDEX, _HOW = "index.html", "怎样核验.txt"
_NAME = 80


def take_package(
    patch: Patch, *, by: Acting, into: Path, words: Mapping[str, Any] | None = None, is_public: bool = False
) -> Path:
    """Write the package of a patch to a file; who took it along, and the digest of its list, are written down.
    ``words`` are what people call the deeds of the audit. The public version (公开版) holds public copies only.

    Raises Refused, ContentLost.
    """
    package = _PublicPackage(patch, words or {}) if is_public else _Package(patch, words or {})
    may, took = (may_take_public, _took_public) if is_public else (may_take_package, _took_along)
    may.demand(by, patch)
    told = package.written(into, by)
    took(patch, by=by, files=told["files"], list_sha256=told["list"], package_sha256=checksum_of(into))
    return into


def evidence_of(patch: Patch, by: Acting, beside: Sequence[str]) -> tuple[dict[str, Any], dict[str, Path]]:
    """Return the list of the package of a patch and where its files lie, by their names in it, for an archive that
    holds more: ``beside`` names what else lies there. Raises ContentLost."""
    package = _Package(patch, {})
    told = package._list(by) | {"beside": list(beside)}
    names = [str(one["path"]) for one in told["files"]]
    return told, dict(zip(names, package._contents(), strict=True))


@action("scrutiny.take_package", policy=may_take_package)
def _took_along(patch: Patch, *, by: Acting, files: int, list_sha256: str, package_sha256: str) -> None:
    del patch, by
    note(files=files, list_sha256=list_sha256, package_sha256=package_sha256)


@action("scrutiny.take_public_package", policy=may_take_public)
def _took_public(patch: Patch, *, by: Acting, files: int, list_sha256: str, package_sha256: str) -> None:
    del patch, by
    note(files=files, list_sha256=list_sha256, package_sha256=package_sha256)


class _Package:
    """What goes into the package of a patch."""

    def __init__(self, patch: Patch, words: Mapping[str, Any]) -> None:
        self.patch, self.words = patch, words
        self.attached = list(attachments_of(patch).order_by("at"))
        self.entries: Sequence[LogEntry] = list(self._entries())
        self.naming: dict[str, list[LogEntry]] = defaultdict(list)
        for row in self.entries:
            for sha256 in Entry(row.text, row.signature).files():
                self.naming[sha256].append(row)

    def _entries(self) -> QuerySet[LogEntry]:
        of_patch = Capture.objects.filter(patch=self.patch).values("entry")
        return (
            LogEntry.objects.filter(patch=self.patch.uuid) | LogEntry.objects.filter(pk__in=of_patch)
        ).select_related("device__person", "device__post__unit").order_by("device", "seq").distinct()  # fmt: skip

    def written(self, into: Path, by: Acting) -> dict[str, Any]:
        """Write it; returns how many files it holds, and the digest of its list."""
        told = self._list(by)
        content = json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8")
        with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive, translation.override("zh-hans"):
            archive.writestr(PACKAGE, content)
            archive.writestr(_INDEX, self._page(told))
            archive.writestr(_HOW, render_to_string("scrutiny/how.txt", {"told": told}))
            for content_of, file in zip(self._contents(), told["files"], strict=True):
                archive.write(content_of, file["path"], zipfile.ZIP_STORED)
        return {"files": len(told["files"]), "list": hashlib.sha256(content).hexdigest()}

    def _contents(self) -> list[Path]:
        """Return where the files lie, in the order of the list."""
        return [found(one.exhibit.checksum, one.exhibit.suffix) for one in self.attached]

    def _list(self, by: Acting) -> dict[str, Any]:
        head = ChainHead.objects.first() or ChainHead()
        return {
            "version": VERSION, "product": f"tuban {__version__}", "made_at": _local(timezone.now()),
            "made_for": f"{by.person_name}（{by.post_title}）",
            "patch": {
                "uuid": str(self.patch.uuid), "number": self.patch.number, "part": self.patch.part_number,
                "township": self.patch.township_name, "village": self.patch.village,
                "campaign": self.patch.campaign.title,
            },
            "beside": [_INDEX, _HOW],
            "files": [self._file(number, one) for number, one in enumerate(self.attached, start=1)],
            "devices": self._devices(),
            "audit": [{"values": json.loads(digested(line)), "digest": line.digest} for line in self._lines()],
            "audit_head": {"number": head.number, "digest": head.digest},
        }  # fmt: skip

    def _lines(self) -> Iterable[Line]:
        about = subject_of(self.patch)
        return Line.objects.filter(subject_kind=about.kind, subject_id=about.key).order_by("number")

    def _file(self, number: int, one: Attachment) -> dict[str, Any]:
        exhibit = one.exhibit
        return {
            "path": f"files/{number:03}-{exhibit.checksum[:12]}{exhibit.suffix}", "name": exhibit.name[:_NAME],
            "sha256": exhibit.checksum, "bytes": exhibit.size, "media_type": exhibit.media_type,
            "kind": exhibit.kind, "note": exhibit.note, "added_by": exhibit.added_by.name, "unit": exhibit.unit.name,
            "added_at": timezone.localtime(one.at).isoformat(timespec="seconds"),
            "entries": [
                {"device": str(row.device_id), "seq": row.seq, "received_at": _local(row.received_at)}
                for row in self.naming.get(exhibit.checksum, ())
            ],
        }  # fmt: skip

    def _devices(self) -> list[dict[str, Any]]:
        rows: dict[Any, list[LogEntry]] = defaultdict(list)
        for row in self.entries:
            rows[row.device].append(row)
        listed = []
        for device, own in rows.items():
            chain = chain_of(device)
            listed.append({
                "id": str(device.pk), "name": device.name, "person": device.person.name,
                "post": device.post.title, "unit": device.post.unit.name,
                "registered_at": _local(device.registered_at), "public_key": device.public_key,
                "key": fingerprint(device.public_key),
                "log": {
                    "entries": chain.entries, "last_seq": chain.last_seq, "last_hash": chain.last_hash,
                    "is_whole": chain.is_whole, "seen_at": _local(timezone.now()),
                },
                "entries": [
                    {"text": row.text, "signature": row.signature, "hash": row.hash,
                     "received_at": _local(row.received_at), "likely_at": _local(row.likely_at)}
                    for row in own
                ],
            })  # fmt: skip
        return listed

    def _page(self, told: dict[str, Any]) -> str:
        likely = {row.pk: row for row in self.entries}
        names = {one["id"]: one["name"] for one in told["devices"]}
        rows = []
        for one in told["files"]:
            row = next(iter(self.naming.get(one.get("copy_of", one)["sha256"], ())), None)
            entry = Entry(row.text, row.signature) if row is not None else None
            rows.append({
                **one, "is_picture": one["media_type"] in ("image/jpeg", "image/png", "image/webp"),
                "at": timezone.localtime(likely[row.pk].likely_at) if row is not None else None,
                "by": row.device.person.name if row is not None else one["added_by"],
                "device": names.get(str(row.device_id), "") if row is not None else "",
                "received_at": timezone.localtime(row.received_at) if row is not None else None,
                "place": place_of(entry) if entry is not None else "",
                "bearing": entry.body.get("bearing") if entry is not None else None,
                "seq": row.seq if row is not None else None,
            })  # fmt: skip
        deeds = [
            {
                "number": line["values"]["number"], "at": _local(datetime.fromisoformat(line["values"]["at"])),
                "who": line["values"]["person_name"], "reason": line["values"]["reason"], "digest": line["digest"],
                "what": str(self.words.get(line["values"]["action"], line["values"]["action"])),
            }
            for line in told["audit"]
        ]  # fmt: skip
        left_out = [
            {**one, "kind_title": Exhibit.Kind(one["kind"]).label, "why": str(_WHY_LEFT_OUT[one["because"]])}
            for one in told.get("left_out", ())
        ]
        about = {
            "told": told | {"left_out": left_out}, "files": rows, "patch": self.patch, "deeds": deeds,
        }  # fmt: skip
        return render_to_string("scrutiny/index.html", about)


class _PublicPackage(_Package):
    """What goes into the public version: the public copies that a person confirmed, with the signed entries of their
    originals. What anybody wrote by hand, other entries and the lines of the audit stay in the office."""

    def __init__(self, patch: Patch, words: Mapping[str, Any]) -> None:
        super().__init__(patch, words)
        self.copies = copies_that_count([one.exhibit_id for one in self.attached])
        self.left_out = [one for one in self.attached if one.exhibit_id not in self.copies]
        self.attached = [one for one in self.attached if one.exhibit_id in self.copies]
        originals = {one.original for one in self.copies.values()}
        vouching, self.naming = self.naming, defaultdict(list)
        self.kept_back: dict[str, list[LogEntry]] = defaultdict(list)
        for original in sorted(originals & set(vouching)):
            for row in vouching[original]:
                has_note = bool(Entry(row.text, row.signature).body.get("note"))
                (self.kept_back if has_note else self.naming)[original].append(row)
        self.entries = [row for rows in self.naming.values() for row in rows]

    def _contents(self) -> list[Path]:
        return [found(self.copies[one.exhibit_id].checksum, COPY_SUFFIX) for one in self.attached]

    def _list(self, by: Acting) -> dict[str, Any]:
        left_out = [
            {"kind": one.exhibit.kind, "sha256": one.exhibit.checksum, "because": _why_left_out(one.exhibit)}
            for one in self.left_out
        ]
        return super()._list(by) | {"public": True, "left_out": left_out}

    def _lines(self) -> Iterable[Line]:
        return ()

    def _file(self, number: int, one: Attachment) -> dict[str, Any]:
        copy, exhibit = self.copies[one.exhibit_id], one.exhibit
        path = f"files/{number:03}-{copy.checksum[:12]}{COPY_SUFFIX}"
        line = line_of(copy)
        return {
            "path": path, "name": path.rpartition("/")[2], "sha256": copy.checksum, "bytes": copy.size,
            "media_type": "image/jpeg", "kind": exhibit.kind, "note": "", "added_by": exhibit.added_by.name,
            "unit": exhibit.unit.name, "added_at": timezone.localtime(one.at).isoformat(timespec="seconds"),
            "copy_of": {"sha256": copy.original, "bytes": exhibit.size, "media_type": exhibit.media_type},
            "copy": {
                "number": copy.number, "width": copy.width, "height": copy.height, "places": copy.places,
                "stays": copy.stays, "confirmed_by": copy.by.name, "unit": copy.unit.name,
                "at": timezone.localtime(copy.at).isoformat(timespec="seconds"),
                "audit": {"number": line.number, "digest": line.digest} if line is not None else None,
            },
            "entries": [
                {"device": str(row.device_id), "seq": row.seq, "received_at": _local(row.received_at)}
                for row in self.naming.get(copy.original, ())
            ],
            "kept_back": [
                {"device": str(row.device_id), "seq": row.seq, "hash": row.hash}
                for row in self.kept_back.get(copy.original, ())
            ],
        }  # fmt: skip

    def _devices(self) -> list[dict[str, Any]]:
        """Return the devices by their keys: what people call them and how their logs stand is nobody's business."""
        return [one | {"name": "", "log": None} for one in super()._devices()]


_WHY_LEFT_OUT = {
    "no_photo": gettext_lazy("it is no photo: only photos have public copies"),
    "not_confirmed": gettext_lazy("no person has confirmed a public copy of it yet"),
    "not_drawn": gettext_lazy("its format cannot be drawn here, so it has no public copy"),
}


def _why_left_out(exhibit: Exhibit) -> str:
    """Return as a word why a file is not in the public version."""
    if exhibit.kind != Exhibit.Kind.PHOTO:
        return "no_photo"
    return "not_confirmed" if exhibit.media_type in DRAWN else "not_drawn"


def _local(at: Any) -> str:
    return str(timezone.localtime(at).isoformat(timespec="milliseconds"))
