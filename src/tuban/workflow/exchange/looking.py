"""Looks at a package that came: opens it, proves it, and says what would change; what is wrong is refused in words."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from django.db import transaction

from tuban.exchange.keys import Card
from tuban.exchange.manifest import Kind, Manifest
from tuban.exchange.opening import held_pieces, open_package
from tuban.exchange.order import is_known
from tuban.exchange.refusals import PieceLacking, Refusal, SuiteNotOurs, SuiteNotTrusted
from tuban.exchange.suites.choice import suite_named, suite_of_file
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _
from tuban.values.language import speaking
from tuban.workflow import store
from tuban.workflow.audit.acting import subject_of
from tuban.workflow.audit.recording import PRODUCT, record
from tuban.workflow.exchange.contents import content_of
from tuban.workflow.exchange.models import Package, Peer
from tuban.workflow.exchange.packing import KeysMissing, wire_of
from tuban.workflow.exchange.queries import (
    keys_of,
    own_suite,
    room_of,
    taken_before,
    trusted_card,
    trusted_instead,
)
from tuban.workflow.exchange.receipts import take_receipt
from tuban.workflow.exchange.room import TIMES_OPENED, check_room
from tuban.workflow.exchange.words import Brings, State, Trust

Progress = Callable[[str, int, int], None]


class ReceiptUnknown(Refusal):
    """The receipt names a package that was not made here for its sender."""

    code = "exchange.receipt_unknown"
    hint = "Ask the sender which package they took in."


def look(package: Package, file: Path, progress: Progress) -> Package:
    """Look at a package whose file lies at a place; its row then waits for a person, or says why it was refused.

    The file stays where it is. Faults of the disk are raised.
    """
    room = room_of(package)
    shutil.rmtree(room / "files", ignore_errors=True)
    try:
        check_room(file.stat().st_size * TIMES_OPENED)
        manifest = _opened(package, file, progress)
        with transaction.atomic():
            _placed(package, manifest, room / "files")
    except TubanError as error:
        _hindered(package, error)
        package.state = State.REFUSED
    package.version += 1
    with transaction.atomic():
        package.save()
        told = {"state": package.state, "code": package.code, "digest": package.digest}
        record("exchange.looked_at", by=PRODUCT, subject=subject_of(package), reason=package.reason, details=told)
    if package.state != State.WAITING:
        shutil.rmtree(room, ignore_errors=True)
    return package


def _opened(package: Package, file: Path, progress: Progress) -> Manifest:
    unit, suite = package.unit, suite_of_file(file) or own_suite()
    keys = keys_of(unit, suite.name)
    if keys is None:
        own = keys_of(unit)
        if own is None:
            raise KeysMissing(unit=unit.name)
        raise SuiteNotOurs(name=package.name, suite=suite.algorithms, own=own.suite.algorithms)
    opening = _("Opening the package")

    def trusted(fingerprint: str) -> Card | None:
        card = trusted_card(unit, fingerprint)
        instead = None if card is not None else trusted_instead(unit, fingerprint)
        if instead is not None and instead.suite != suite.name:  # an earlier suite of theirs: weaker, or worn out
            trusted_for = suite_named(instead.suite).algorithms
            raise SuiteNotTrusted(sender=instead.name, trusted=trusted_for, suite=suite.algorithms)
        return card

    return open_package(
        file, name=package.name, keys=keys, trusted=trusted, into=room_of(package) / "files",
        tell=lambda done, total: progress(opening, done, total),
    ).manifest  # fmt: skip


def _placed(package: Package, manifest: Manifest, folder: Path) -> None:
    """Say of a package that was proved where it belongs, and what would change."""
    package.peer = Peer.objects.select_for_update().get(
        unit=package.unit, fingerprint=manifest.sender.fingerprint, state=Trust.TRUSTED
    )  # fmt: skip
    package.brings, package.sequence, package.digest = Brings(manifest.kind), manifest.sequence, manifest.digest
    package.campaign_code, package.campaign_title = manifest.campaign.code[:60], manifest.campaign.title[:120]
    package.manifest = wire_of(manifest)
    if manifest.kind is Kind.ACKNOWLEDGEMENT:
        if not take_receipt(package, manifest):
            raise ReceiptUnknown
        package.state = State.TAKEN
        return
    content = content_of(package.brings)
    content.check(package, manifest.campaign)
    if is_known(manifest, taken_before(package)):
        package.state = State.TWICE
        return
    for one in held_pieces(manifest):
        if not store.path_of(one.sha256).is_file():
            raise PieceLacking(path=one.path)
    package.state, package.about = State.WAITING, {}
    try:
        package.about = {"changes": [asdict(one) for one in content.difference(package, folder)]}
    except TubanError as error:  # it is theirs and the next one, so somebody decides on it: the one after must not wait
        _hindered(package, error)


def _hindered(package: Package, error: TubanError) -> None:
    with speaking("zh_CN"):
        package.code, package.reason, package.hint = error.code, error.message, error.advice
