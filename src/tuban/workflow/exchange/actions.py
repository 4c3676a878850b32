"""What people do: make keys, take in the card of another installation and trust it, make packages, decide on those
that came."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.exchange.keys import Keys, is_fingerprint_of, read_card
from tuban.exchange.manifest import Manifest, read_manifest
from tuban.exchange.order import is_known
from tuban.exchange.suites.choice import suite_named
from tuban.jobs.queue import ask_for
from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.exchange.contents import content_of
from tuban.workflow.exchange.models import Package, Peer, UnitKeys
from tuban.workflow.exchange.policies import (
    may_decide,
    may_exchange,
    may_pack,
    may_receive,
    may_trust,
    may_withdraw,
)
from tuban.workflow.exchange.queries import card_of, keys_rows, own_suite, room_of, secret_place, taken_before
from tuban.workflow.exchange.receipts import acknowledge
from tuban.workflow.exchange.room import check_waiting
from tuban.workflow.exchange.words import Brings, State, Trust, Way
from tuban.workflow.organisations.acting import Acting

PACK, LOOK = "exchange.pack", "exchange.look"
_LONGEST_REASON = 300


class FingerprintDiffers(TubanError):
    """The fingerprint that was typed is not that of the card of {name}."""

    code = "exchange.fingerprint_differs"
    hint = "Have it read out by telephone once more. If it stays so, the card is not theirs: do not trust it."


class OwnCard(TubanError):
    """This is the card of your own unit."""

    code = "exchange.own_card"
    hint = "Take in the card of the other unit, and hand yours to them."


class PackageChanged(TubanError):
    """«{name}» was decided meanwhile by somebody else."""

    code = "exchange.changed_meanwhile"
    hint = "Look at it as it is now. Nothing was done twice."


class ReasonNeeded(TubanError):
    """Whoever lays a package aside says why: its sender reads it."""

    code = "exchange.reason_needed"
    hint = "Write a sentence."


@action("exchange.make_keys", policy=may_exchange)
def make_keys(*, by: Acting, suite: str = "") -> UnitKeys:
    """Make keys of one's unit in a suite, without one in that of the installation; earlier ones of that suite open
    nothing any more. Raises SuiteUnknown, SuiteUnavailable."""
    unit, chosen = by.post.unit, suite_named(suite) if suite else own_suite()
    keys = Keys.made(unit.code, unit.name, timezone.localtime().isoformat(timespec="seconds"), chosen)
    row = UnitKeys(pk=uuid4(), unit=unit, card=asdict(keys.card), fingerprint=keys.card.fingerprint, made_by=by.person)
    keys.write(secret_place(row))
    row.save(force_insert=True)
    note(fingerprint=row.fingerprint, suite=chosen.name)
    return row


@action("exchange.read_card", policy=may_exchange, secrets=("content",))
def take_card(*, by: Acting, content: bytes, name: str) -> Peer:
    """Take in the card of another installation; it is not trusted yet. Raises CardUnsound, OwnCard, SuiteUnknown,
    SuiteUnavailable."""
    card = read_card(content, name)
    if keys_rows(by.post.unit).filter(fingerprint=card.fingerprint).exists():
        raise OwnCard
    peer, _is_new = Peer.objects.get_or_create(
        unit=by.post.unit, fingerprint=card.fingerprint,
        defaults={"code": card.code[:12], "name": card.name[:80], "card": asdict(card), "read_by": by.person},
    )  # fmt: skip
    note(fingerprint=card.fingerprint)
    return peer


@action("exchange.trust", policy=may_trust)
def trust(peer: Peer, *, by: Acting, typed: str) -> Peer:
    """Trust a card whose fingerprint was read out by telephone and typed here; it takes the place of an earlier card of
    the same unit. Raises FingerprintDiffers."""
    peer = Peer.objects.select_for_update().get(pk=peer.pk)
    if not is_fingerprint_of(card_of(peer), typed):
        raise FingerprintDiffers(name=peer.name)
    for other in Peer.objects.filter(unit=peer.unit, code=peer.code, state=Trust.TRUSTED).exclude(pk=peer.pk):
        other.state, other.version = Trust.WITHDRAWN, other.version + 1
        other.save(update_fields=["state", "version"])
    peer.state, peer.trusted_at, peer.trusted_by = Trust.TRUSTED, timezone.now(), by.person
    peer.version += 1
    peer.save()
    return peer


@action("exchange.withdraw", policy=may_withdraw)
def withdraw(peer: Peer, *, by: Acting, reason: str) -> Peer:
    """Trust an installation no more: what it sends is refused from now on."""
    peer.state = Trust.WITHDRAWN
    peer.version += 1
    peer.save(update_fields=["state", "version"])
    return peer


@action("exchange.pack", policy=may_pack)
def pack(peer: Peer, *, by: Acting, brings: str, given: Mapping[str, Any], queue: bool = True) -> Package:
    """Ask for a package for an installation; ``given`` is what its content gathers. Without ``queue`` the caller makes
    it at once."""
    package = Package.objects.create(
        unit=by.post.unit, peer=peer, way=Way.OUT, brings=Brings(brings), state=State.MAKING, by=by.person,
        name=_("for {name}").format(name=peer.name),
    )  # fmt: skip
    if queue:
        title = _("Make a package for {name}").format(name=peer.name)
        _queued(package, PACK, title, by, {"given": dict(given), "post_id": str(by.post_id)})
    return package


@action("exchange.receive", policy=may_receive, secrets=("file",))
def receive(*, by: Acting, name: str, file: Path | None = None, queue: bool = True) -> Package:
    """Take a file that came into the inbox, to be looked at; ``file`` is moved there. Without ``queue`` the caller
    looks at once."""
    package = Package.objects.create(
        unit=by.post.unit, way=Way.IN, state=State.OPENING, name=name[:200], by=by.person,
        size=file.stat().st_size if file else 0,
    )  # fmt: skip
    if queue and file is not None:
        check_waiting(package)
        room = room_of(package)
        room.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.move(file, room / "package.tbx")
        _queued(package, LOOK, _("Look at a package: {name}").format(name=name), by, {})
    return package


@action("exchange.take_in", policy=may_decide)
def take_in(package: Package, *, by: Acting, version: int) -> Package:
    """Take a package in as it was shown, and make its receipt. Raises PackageChanged, and what order refuses."""
    manifest = _locked(package, version)
    if is_known(manifest, taken_before(package)):
        raise PackageChanged(name=package.name)
    came = content_of(package.brings).take_in(package, room_of(package) / "files", by)
    package.about = {**package.about, **came}
    package.code, package.reason, package.hint = "", "", ""
    _decided(package, by, State.TAKEN)
    acknowledge(package, by, "taken")
    return package


@action("exchange.lay_aside", policy=may_decide)
def lay_aside(package: Package, *, by: Acting, version: int, reason: str) -> Package:
    """Lay a package aside: nothing of it is taken in, and its sender is told why. Raises ReasonNeeded."""
    if not reason.strip():
        raise ReasonNeeded
    _locked(package, version)
    package.code, package.reason, package.hint = "", reason.strip()[:_LONGEST_REASON], ""
    _decided(package, by, State.ASIDE)
    acknowledge(package, by, "aside", package.reason)
    return package


def _locked(package: Package, version: int) -> Manifest:
    if package.peer is None:
        raise PackageChanged(name=package.name)
    Peer.objects.select_for_update().get(pk=package.peer.pk)  # packages of a sender one after the other
    current = Package.objects.select_for_update().get(pk=package.pk)
    if (current.version, current.state) != (version, State.WAITING):
        raise PackageChanged(name=package.name, row=package, expected=version)
    told = json.dumps(package.manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return read_manifest(told.encode())


def _decided(package: Package, by: Acting, state: State) -> None:
    package.state, package.decided_at, package.decided_by = state, timezone.now(), by.person
    package.version += 1
    package.save()
    room = room_of(package)
    transaction.on_commit(lambda: shutil.rmtree(room, ignore_errors=True))


def _queued(package: Package, kind: str, title: str, by: Acting, more: Mapping[str, Any]) -> None:
    job = ask_for(
        kind, title, {"package_id": str(package.pk), **more}, person_id=by.person_id, person_name=by.person_name,
        area_code=package.area_code,
    )  # fmt: skip
    package.job_id = job.pk
    package.save(update_fields=["job_id"])
