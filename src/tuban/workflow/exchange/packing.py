"""Makes a package that was asked for: gathers its files, leaves out what the recipient has, seals it, keeps it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tuban import __version__
from tuban.exchange.digests import piece_of
from tuban.exchange.keys import Keys
from tuban.exchange.manifest import Kind, Manifest, Party, Piece, Round, version_of
from tuban.exchange.sealing import seal
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _
from tuban.values.language import speaking
from tuban.workflow import store
from tuban.workflow.audit.acting import subject_of
from tuban.workflow.audit.recording import PRODUCT, record
from tuban.workflow.exchange.contents import content_of
from tuban.workflow.exchange.models import Package, Peer
from tuban.workflow.exchange.queries import SUFFIX, card_of, keys_of, sent_before
from tuban.workflow.exchange.room import TIMES_PACKED, check_room
from tuban.workflow.exchange.words import State
from tuban.workflow.organisations.acting import Acting

Progress = Callable[[str, int, int], None]


class KeysMissing(TubanError):
    """{unit} has no keys yet."""

    code = "exchange.keys_missing"
    hint = "Make the keys of the unit first, and hand out its card."


class NotMade(TubanError):
    """The package could not be made."""

    code = "exchange.not_made"
    hint = "Make it again; if it stays so, the log of the installation says why."


class AnotherIsMade(TubanError):
    """Another package for {name} of the same campaign is being made."""

    code = "exchange.another_is_made"
    hint = "Wait until it is ready: packages of a campaign follow one another."


def make(package: Package, given: Mapping[str, Any], by: Acting, progress: Progress) -> None:
    """Make a package whole or not at all; one that cannot be made says why. Raises what its content raises."""
    settings.HOME.work.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(prefix="pack-", dir=settings.HOME.work) as scratch:
            _make(package, given, by, progress, Path(scratch))
    except Exception as error:  # whatever it was: a number that nobody makes any more must not stop the next one
        told = error if isinstance(error, TubanError) else NotMade()
        with speaking("zh_CN"):
            package.code, package.reason, package.hint = told.code, told.message, told.advice
        package.state = State.FAILED
        package.save()
        raise


def _make(package: Package, given: Mapping[str, Any], by: Acting, progress: Progress, scratch: Path) -> None:
    peer = package.peer
    keys = keys_of(package.unit, card_of(peer).suite) if peer is not None else None
    if peer is None or keys is None:
        raise KeysMissing(unit=package.unit.name)
    content = content_of(package.brings)
    gathered = content.gather({**given, "to": peer.code}, by, scratch, lambda words: progress(words, 0, 0))
    last = _numbered(package, peer, gathered.campaign, keys.card.fingerprint)
    held = _held_there(peer, package.brings, gathered.campaign.code) if content.is_incremental else frozenset()
    progress(_("Reading the files"), 0, 0)
    pieces = []
    for path, source in gathered.files.items():
        piece = piece_of(path, source, suite=keys.suite.name)
        pieces.append(replace(piece, is_held=piece.sha256 in held))
    check_room(sum(one.size for one in pieces if not one.is_held) * TIMES_PACKED)
    manifest = manifest_of(
        package, keys, campaign=gathered.campaign, pieces=pieces, sequence=package.sequence,
        previous=last.digest if last else "", about=gathered.about,
    )  # fmt: skip
    into = scratch / f"package{SUFFIX}"
    sealing = _("Sealing the package")
    seal(
        manifest, gathered.files, into, keys=keys, recipient=card_of(peer),
        tell=lambda done, total: progress(sealing, done, total),
    )  # fmt: skip
    with transaction.atomic():
        keep(package, manifest, into)
        content.sent(package, given, by)


def _numbered(package: Package, peer: Peer, campaign: Round, fingerprint: str) -> Package | None:
    """Give a package its number; returns the one before it, of the same keys. Raises AnotherIsMade."""
    with transaction.atomic():
        Peer.objects.select_for_update().get(pk=peer.pk)
        before = sent_before(peer, package.brings, campaign.code).exclude(pk=package.pk)
        if before.filter(state=State.MAKING).exists():
            raise AnotherIsMade(name=peer.name)
        last = before.filter(manifest__sender__fingerprint=fingerprint).first()
        package.campaign_code, package.campaign_title = campaign.code[:60], campaign.title[:120]
        package.sequence = last.sequence + 1 if last else 1
        package.save()
    return last


def manifest_of(
    package: Package, keys: Keys, *, campaign: Round, pieces: list[Piece], sequence: int, previous: str,
    about: Mapping[str, Any],
) -> Manifest:  # fmt: skip
    """Return the manifest of a package that goes to its peer."""
    peer = package.peer
    assert peer is not None  # noqa: S101 - whoever asks has one
    return Manifest(
        Kind(package.brings), str(package.pk), Party(keys.card.code, keys.card.name, keys.card.fingerprint),
        Party(peer.code, peer.name, peer.fingerprint), campaign, sequence, previous,
        timezone.localtime().isoformat(timespec="seconds"), package.by.name, tuple(pieces),
        {**about, "product": f"tuban {__version__}"}, version_of(keys.suite.name), keys.suite.name,
    )  # fmt: skip


def keep(package: Package, manifest: Manifest, file: Path) -> None:
    """Keep a package that was sealed, and say so in its row and in the audit."""
    package.checksum = store.keep(file, suffix=SUFFIX)
    package.size = file.stat().st_size
    package.manifest, package.digest = wire_of(manifest), manifest.digest
    package.sequence = manifest.sequence
    package.campaign_code, package.campaign_title = manifest.campaign.code, manifest.campaign.title[:120]
    package.name = name_of(manifest)
    package.state = State.READY
    package.version += 1
    with transaction.atomic():
        package.save()
        told = {
            "digest": package.digest, "files": len(manifest.pieces), "carried": len(manifest.carried),
            "recipient": manifest.recipient.fingerprint,
        }  # fmt: skip
        record("exchange.sealed", by=PRODUCT, subject=subject_of(package), details=told)


def wire_of(manifest: Manifest) -> dict[str, Any]:
    """Return a manifest as a row keeps it."""
    told: dict[str, Any] = json.loads(manifest.as_bytes())
    return told


def name_of(manifest: Manifest) -> str:
    """Return what the file of a package is called: what it brings, from whom to whom, its campaign and number."""
    titles = {Kind.ISSUE: "下发", Kind.SUBMISSION: "上报", Kind.VERDICT: "审核", Kind.ACKNOWLEDGEMENT: "回执"}
    number = f"-{manifest.sequence:03}" if manifest.sequence else f"-{manifest.key[:8]}"
    ends = f"{manifest.sender.code or '0'}-{manifest.recipient.code or '0'}"
    return f"{titles[manifest.kind]}-{manifest.campaign.code}-{ends}{number}{SUFFIX}"


def _held_there(peer: Peer, brings: str, campaign_code: str) -> frozenset[str]:
    """Return the digests of the files that the recipient said to have taken in."""
    rows = sent_before(peer, brings, campaign_code).filter(state=State.ANSWERED)
    answered = [one for one in rows if one.about.get("outcome") == "taken"]
    return frozenset(piece["sha256"] for one in answered for piece in one.manifest["pieces"])
