"""Whether a file is known to the office, by its content, its looks, its camera or its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from tuban.values.identities import uuid_of
from tuban.values.language import gettext as _
from tuban.workflow.audit.recording import digest_of
from tuban.workflow.copies.actions import SUFFIX as COPY_SUFFIX
from tuban.workflow.copies.models import PublicCopy
from tuban.workflow.copies.queries import copies_of, copy_of_content, line_of, photos_of
from tuban.workflow.evidence.log import Chain, chain_of
from tuban.workflow.evidence.models import Attachment, Device, Exhibit, LogEntry, LogFile, Media
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.queries.seen import patches_seen_by
from tuban.workflow.scrutiny.models import Picture
from tuban.workflow.scrutiny.pictures import Seen, seen
from tuban.workflow.scrutiny.proof.bundles import because_copy
from tuban.workflow.scrutiny.proof.entries import Entry, place_of
from tuban.workflow.scrutiny.proof.verdicts import Proof, Verdict
from tuban.workflow.store import checksum_of, path_of
from tuban.workflow.survey.models import Capture

ALIKE_BITS = 14
"""In so many of 64 bits at most both fingerprints of pictures differ that are versions of one: saved anew, cut at the
edge, painted over in a corner."""

_SHORTEST_NAME = 8
_PATCH = "patches.patch"


@dataclass
class Office:
    """The office as it is asked about files; logs are read once. ``by`` is None for whoever keeps the machine."""

    by: Acting | None = None
    _chains: dict[UUID, Chain] = field(default_factory=dict)

    def proof_of(self, path: Path, name: str) -> Proof:
        """Return what is said of a file."""
        sha256 = checksum_of(path)
        known = self.proof_of_content(sha256, name)
        if known is not None:
            return known
        alike = next(self._alike(seen(path), name), None)
        if alike is None:
            because = _("Nothing is known of this file: not its content, no picture, camera time or name like it.")
            return Proof(name, Verdict.ABSENT, because, sha256)
        other, because = alike
        told = self.proof_of_content(other, name)
        facts = told.facts if told is not None else ()
        return Proof(
            name, Verdict.ALTERED, because, sha256,
            (*facts, (_("Checksum of the file that was taken"), other)) if facts else (),
            patch=told.patch if told is not None else "",
        )  # fmt: skip

    def proof_of_content(self, sha256: str, name: str) -> Proof | None:
        """Return what is said of content by its checksum; None where it is not known."""
        named = (
            LogFile.objects.filter(sha256=sha256)
            .select_related("log_entry__device__person", "log_entry__device__post__unit")
            .order_by("log_entry__received_at", "log_entry__seq")
        ).first()
        if named is not None:
            return self._of_entry(named.log_entry, sha256, name)
        exhibit = (
            Exhibit.objects.filter(checksum=sha256).select_related("added_by", "unit").order_by("added_at").first()
        )
        if exhibit is not None:
            return self._of_exhibit(exhibit, name)
        copy = copy_of_content(sha256)
        return self._of_copy(copy, name) if copy is not None else None

    def chain(self, device: Device) -> Chain:
        """Return how the log of a device stands."""
        if device.pk not in self._chains:
            self._chains[device.pk] = chain_of(device)
        return self._chains[device.pk]

    def _of_entry(self, row: LogEntry, sha256: str, name: str) -> Proof:
        entry = Entry(row.text, row.signature, row.hash)
        patch = self._patch_of(row)
        sees = self.by is None or patch is not None
        facts = self._facts(row, entry, patch) if sees else ()
        number = patch.number if patch is not None and sees else ""
        fault = entry.fault(row.device.public_key) or (
            "" if sha256 in entry.files() else _("The log entry does not name this file.")
        )
        if fault:
            because = _("The file is the one that was taken, but what vouches for it was altered: {fault}").format(
                fault=fault
            )
            return Proof(name, Verdict.ALTERED, because, sha256, facts, (), number)
        because = _(
            "It is, byte by byte, the file that the device signed in its log; the office had the entry on {day}."
        ).format(day=_moment(row.received_at))
        if not sees:
            because = _("It is known and untouched; it belongs to an area that is not one of yours.")
        return Proof(name, Verdict.UNTOUCHED, because, sha256, facts, self._doubts(row, entry), number)

    def _doubts(self, row: LogEntry, entry: Entry) -> tuple[str, ...]:
        chain = self.chain(row.device)
        found = []
        if chain.breaks:
            number, why = chain.breaks[0]
            found.append(_("The log of the device breaks at entry {number}: {why}.").format(number=number, why=why))
        if chain.gaps:
            first, last = chain.gaps[0]
            found.append(
                _("The entries {first} to {last} of the log have not come yet.").format(first=first, last=last)
            )
        if row.device.revoked_at is not None and row.received_at > row.device.revoked_at:
            found.append(_("The entry came after the device was revoked."))
        if not Media.objects.filter(device=row.device, sha256__in=list(entry.files()), state=Media.State.SAFE).exists():
            found.append(_("The file itself has not come to the office yet; its entry has."))
        return tuple(found)

    def _of_exhibit(self, exhibit: Exhibit, name: str) -> Proof:
        attached = Attachment.objects.filter(exhibit__checksum=exhibit.checksum, subject_kind=_PATCH)
        patch = self._visible(Patch.objects.filter(uuid__in=list(attached.values_list("subject_id", flat=True))))
        sees = self.by is None or patch is not None
        facts = (
            (_("Added by"), f"{exhibit.added_by.name}（{exhibit.unit.name}）"),
            (_("Added at"), _moment(exhibit.added_at)),
            *(((_("Patch"), patch.number),) if patch is not None else ()),
        )
        because = (
            _("It is, byte by byte, the file that was added in the office.")
            if sees
            else _("It is known and untouched; it belongs to an area that is not one of yours.")
        )
        doubt = _("No device of the field vouches for it: before it was added, anything may have happened to it.")
        number = patch.number if patch is not None else ""
        return Proof(name, Verdict.UNTOUCHED, because, exhibit.checksum, facts if sees else (), (doubt,), number)

    def _of_copy(self, copy: PublicCopy, name: str) -> Proof:
        attached = Attachment.objects.filter(exhibit=copy.exhibit, subject_kind=_PATCH)
        patch = self._visible(Patch.objects.filter(uuid__in=list(attached.values_list("subject_id", flat=True))))
        sees = self.by is None or patch is not None
        number = patch.number if patch is not None else ""
        line = line_of(copy)
        if line is None or digest_of(line) != line.digest:
            because = _("It is a public copy that lies in the office, but the line of the audit about it was altered.")
            return Proof(name, Verdict.ALTERED, because, copy.checksum, (), (), number, copy.original)
        facts = (
            (_("Checksum of the photo"), copy.original),
            (_("Covered places"), str(len(copy.places))),
            (_("Confirmed by"), f"{copy.by.name}（{copy.unit.name}）"),
            (_("Confirmed at"), _moment(copy.at)),
            (_("Line of the audit"), str(line.number)),
            *(((_("Patch"), patch.number),) if patch is not None else ()),
        )
        if not sees:
            because = _("It is known and untouched; it belongs to an area that is not one of yours.")
            return Proof(name, Verdict.UNTOUCHED, because, copy.checksum, (), (), "", copy.original)
        doubts = []
        newest = copies_of(copy.exhibit).first()
        if newest is not None and newest.number > copy.number:
            doubts.append(_("A later public copy stands in its place since {day}.").format(day=_moment(newest.at)))
        original = path_of(copy.original, copy.exhibit.suffix)
        if not original.is_file() or checksum_of(original) != copy.original:
            doubts.append(_("The photo does not lie in the store of the office as it was put there."))
        return Proof(
            name, Verdict.UNTOUCHED, because_copy(), copy.checksum, facts, tuple(doubts), number, copy.original
        )

    def _facts(self, row: LogEntry, entry: Entry, patch: Patch | None) -> tuple[tuple[str, str], ...]:
        device = row.device
        told = [
            (_("Taken by"), f"{device.person.name}（{device.post.unit.name}）"),
            (_("Taken at"), _moment(row.likely_at)),
            (_("Place"), place_of(entry)),
            (_("Device"), device.name),
            (_("Log entry"), f"{row.seq} · {row.hash[:16]}…"),
            (_("Received at"), _moment(row.received_at)),
            (_("Patch"), patch.number if patch is not None else ""),
        ]
        return tuple((title, value) for title, value in told if value)

    def _patch_of(self, row: LogEntry) -> Patch | None:
        capture = Capture.objects.filter(entry=row).values_list("patch_id", flat=True).first()
        return self._visible(Patch.objects.filter(Q(pk=capture) if capture else Q(uuid=row.patch)))

    def _visible(self, rows: Any) -> Patch | None:
        seen_here = rows if self.by is None else patches_seen_by(self.by).filter(pk__in=rows.values("pk"))
        found: Patch | None = seen_here.order_by("number", "part_number").first()
        return found

    def _alike(self, told: Seen, name: str) -> Iterator[tuple[str, str]]:
        """Yield known files that this one is a version of, each with how that is known: the surest first."""
        look = told.look
        if look is not None:
            nearest: tuple[int, str] | None = None
            for row in Picture.objects.filter(fault="").exclude(contrast=0).values_list("sha256", "shape", "steps"):
                differs = max((int(row[1], 16) ^ look.shape).bit_count(), (int(row[2], 16) ^ look.steps).bit_count())
                if differs <= ALIKE_BITS and (nearest is None or differs < nearest[0]):
                    nearest = (differs, row[0])
            if nearest is not None:
                because = _(
                    "It shows the same picture as a known photo ({differs} of 64 bits differ), but its content is not "
                    "that of the photo: it was saved anew, cut or painted over."
                ).format(differs=nearest[0])
                yield nearest[1], because
            if look.camera_at is not None and told.camera:
                same = Picture.objects.filter(camera=told.camera, camera_at=look.camera_at).first()
                if same is not None:
                    because = _("The same camera took a known photo in the same second; the content is another one.")
                    yield same.sha256, because
        if len(name) >= _SHORTEST_NAME:
            by_name = (
                LogFile.objects.filter(name=name).values_list("sha256", flat=True).first()
                or Exhibit.objects.filter(name=name).values_list("checksum", flat=True).first()
            )
            if by_name is not None:
                yield by_name, _("A file of this name is known, but its content is another one.")


def _moment(at: Any) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}"


def wrong_keys(keys: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return what does not fit between the keys of a bundle and those that devices registered here, as sentences."""
    found = []
    for name, key in keys.items():
        device = uuid_of(name)
        row = Device.objects.filter(pk=device).first() if device is not None else None
        if row is None:
            found.append(_("No device of this identity was ever registered in this office: {name}").format(name=name))
        elif (row.public_key.get("x"), row.public_key.get("y")) != (key.get("x"), key.get("y")):
            found.append(
                _("The key in it is not the one that the device «{device}» registered: it was made up.").format(
                    device=row.name
                )
            )
    return found


def proofs_of_patch(patch: Patch, office: Office) -> list[Proof]:
    """Return what is said of everything that speaks about a patch: what the office holds is read again, and what
    vouches for it proved anew."""
    rows = Attachment.objects.filter(subject_kind=_PATCH, subject_id=str(patch.uuid), taken_off_at=None)
    found = []
    for one in rows.select_related("exhibit").order_by("at"):
        exhibit = one.exhibit
        path = path_of(exhibit.checksum, exhibit.suffix)
        if not path.is_file():
            because = _("The store of the office has lost it: restore it from the backup.")
            found.append(Proof(exhibit.name, Verdict.ABSENT, because, exhibit.checksum, patch=patch.number))
        elif checksum_of(path) != exhibit.checksum:
            because = _("What lies in the store of the office is not what was put there.")
            found.append(Proof(exhibit.name, Verdict.ALTERED, because, exhibit.checksum, patch=patch.number))
        else:
            proof = office.proof_of_content(exhibit.checksum, exhibit.name)
            found += [proof] if proof is not None else []
    found += _copies(patch, office)
    missing = Capture.objects.filter(patch=patch, is_withdrawn=False, exhibit=None).exclude(sha256="")
    because = _("The device signed it in its log, but the file itself has not come to the office.")
    found += [
        Proof(one.name or one.sha256[:16], Verdict.ABSENT, because, one.sha256, patch=patch.number)
        for one in missing.order_by("taken_at")
    ]
    return found


def _copies(patch: Patch, office: Office) -> Iterator[Proof]:
    """Yield what is said of the public copies that count, read again from the store."""
    for photo in photos_of(patch):
        if photo.copy is None:
            continue
        copy, path = photo.copy, path_of(photo.copy.checksum, COPY_SUFFIX)
        name = _("Public copy {number} of {name}").format(number=copy.number, name=photo.exhibit.name)
        if not path.is_file():
            because = _("The store of the office has lost it: restore it from the backup.")
            yield Proof(name, Verdict.ABSENT, because, copy.checksum, patch=patch.number, copy_of=copy.original)
        elif checksum_of(path) != copy.checksum:
            because = _("What lies in the store of the office is not what was put there.")
            yield Proof(name, Verdict.ALTERED, because, copy.checksum, patch=patch.number, copy_of=copy.original)
        elif (told := office.proof_of_content(copy.checksum, name)) is not None:
            yield told


def patches_numbered(number: str) -> list[Patch]:
    """Return the patches of a number, for whoever keeps the machine."""
    return list(Patch.objects.filter(number=number).order_by("campaign", "part_number"))
