"""Questions about keys, other installations and packages."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from tuban.exchange.keys import Card, Keys
from tuban.exchange.suites.choice import suite_named
from tuban.exchange.suites.port import Suite
from tuban.workflow import store
from tuban.workflow.exchange.models import Package, Peer, UnitKeys
from tuban.workflow.exchange.words import Brings, State, Trust, Way
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Unit

SUFFIX = ".tbx"


def own_suite() -> Suite:
    """Return the suite in which this installation makes its keys (TUBAN_CRYPTO_SUITE). Raises SuiteUnknown."""
    return suite_named(settings.CRYPTO_SUITE)


def keys_row(unit: Unit, suite: str = "") -> UnitKeys | None:
    """Return the public side of the keys that a unit has in a suite, without one in that of the installation; None
    before it has any."""
    wanted = suite or own_suite().name
    return next((one for one in keys_rows(unit) if card_of(one).suite == wanted), None)


def keys_rows(unit: Unit) -> QuerySet[UnitKeys]:
    """Return all keys that a unit ever made, the newest first: the first of a suite holds."""
    return UnitKeys.objects.filter(unit=unit).select_related("made_by")


def current_keys(unit: Unit) -> list[UnitKeys]:
    """Return the keys of a unit that hold: the newest of each suite, that of the installation first."""
    newest: dict[str, UnitKeys] = {}
    for row in keys_rows(unit):
        newest.setdefault(card_of(row).suite, row)
    return sorted(newest.values(), key=lambda row: card_of(row).suite != own_suite().name)


def secret_place(row: UnitKeys) -> Path:
    """Return where the secret side of keys lies."""
    folder: Path = settings.HOME.folder
    return folder / "exchange" / f"{row.pk}.keys"


def keys_of(unit: Unit, suite: str = "") -> Keys | None:
    """Return the keys of a unit in a suite, without one in that of the installation; None before it has any. Raises
    KeysUnsound."""
    row = keys_row(unit, suite)
    return Keys.read(secret_place(row)) if row is not None else None


def card_of(peer: Peer | UnitKeys) -> Card:
    """Return the card of another installation, or of a unit here."""
    return Card(**peer.card)


def suite_of(peer: Peer | UnitKeys) -> Suite:
    """Return the suite of algorithms that a card is of."""
    return suite_named(card_of(peer).suite)


def peers_of(by: Acting) -> QuerySet[Peer]:
    """Return the installations that the unit of the acting person knows; administrators of the product see none."""
    rows = Peer.objects.none() if by.is_administrator else Peer.objects.filter(unit=by.post.unit)
    return rows.select_related("trusted_by", "read_by", "unit")


def peer_for(by: Acting, key: UUID) -> Peer | None:
    """Return one of them; None where it is none of theirs."""
    return peers_of(by).filter(pk=key).first()


def trusted_card(unit: Unit, fingerprint: str) -> Card | None:
    """Return the card of a trusted installation by its fingerprint; None where there is none."""
    peer = Peer.objects.filter(unit=unit, fingerprint=fingerprint, state=Trust.TRUSTED).first()
    return card_of(peer) if peer is not None else None


def trusted_instead(unit: Unit, fingerprint: str) -> Card | None:
    """Return the card for which a unit is trusted now that once had another, of this fingerprint; None without one."""
    other = Peer.objects.filter(unit=unit, fingerprint=fingerprint).exclude(state=Trust.TRUSTED).first()
    peer = other and Peer.objects.filter(unit=unit, code=other.code, state=Trust.TRUSTED).first()
    return card_of(peer) if peer is not None else None


def packages_of(by: Acting, way: str) -> QuerySet[Package]:
    """Return the packages of the acting person's unit that went out or came in, the newest first."""
    rows = _packages(by).filter(way=way)
    return rows.select_related("peer", "by", "decided_by", "unit", "answers").defer("manifest")


def _packages(by: Acting) -> QuerySet[Package]:
    """Return the packages of the acting person's unit; administrators of the product see none."""
    return Package.objects.none() if by.is_administrator else Package.objects.filter(unit=by.post.unit)


def package_for(by: Acting, key: UUID) -> Package | None:
    """Return one of them; None where it is none of theirs."""
    rows = _packages(by).filter(pk=key)
    return rows.select_related("peer", "by", "decided_by", "unit", "answers").first()


def taken_before(package: Package) -> dict[int, str]:
    """Return digests of the manifests that were taken in or laid aside, from the sender of a package, of its campaign
    and kind, by number."""
    rows = Package.objects.filter(
        unit=package.unit, peer=package.peer, brings=package.brings, campaign_code=package.campaign_code, way=Way.IN,
        state__in=(State.TAKEN, State.ASIDE),
    )  # fmt: skip
    return dict(rows.values_list("sequence", "digest"))


def last_taken(package: Package) -> Package | None:
    """Return the package of the same sender, campaign and kind that was taken in last; None before the first."""
    rows = Package.objects.filter(
        unit=package.unit, peer=package.peer, brings=package.brings, campaign_code=package.campaign_code, way=Way.IN,
        state=State.TAKEN,
    )  # fmt: skip
    return rows.order_by("-sequence").first()


def sent_before(peer: Peer, brings: str, campaign_code: str) -> QuerySet[Package]:
    """Return what was made for an installation of a kind and campaign, the last first; what failed does not count."""
    rows = Package.objects.filter(peer=peer, brings=brings, campaign_code=campaign_code, way=Way.OUT)
    return rows.exclude(state=State.FAILED).order_by("-sequence")


def is_campaign_shared(package: Package) -> bool:
    """Whether patches of the campaign of a package were issued to its sender from here."""
    return sent_before(package.peer, Brings.ISSUE, package.campaign_code).exists() if package.peer else False


def file_of(package: Package) -> Path:
    """Return where the file of a package lies. Raises ContentLost."""
    return store.found(package.checksum, SUFFIX)


def room_of(package: Package) -> Path:
    """Return the folder in which a package that came is opened."""
    folder: Path = settings.HOME.uploads / "exchange" / str(package.pk)
    return folder


def counts_waiting(by: Acting) -> int:
    """Return how many packages wait for a decision of the acting person's unit."""
    return Package.objects.filter(unit=by.post.unit, way=Way.IN, state=State.WAITING).count()


def trusted_peer(by: Acting, code: str) -> Peer | None:
    """Return the trusted installation of a division code that the acting person's unit knows; None without one."""
    return peers_of(by).filter(code=code, state=Trust.TRUSTED).first()


def receipt_named(by: Acting, name: str) -> Package | None:
    """Return the receipt of a package that came, by the name of its file or the digest of its manifest."""
    rows = Package.objects.filter(unit=by.post.unit, way=Way.OUT, answers__isnull=False)
    return rows.filter(Q(answers__name=name) | Q(answers__digest=name)).first()


def sealed_packages() -> QuerySet[Package]:
    """Return every package with results reported up that was taken in, the last first."""
    rows = Package.objects.filter(way=Way.IN, state=State.TAKEN, brings=Brings.SUBMISSION)
    return rows.select_related("unit").order_by("-decided_at", "-sequence")


def piece_of(package: Package, path: str) -> bytes | None:
    """Return a file that a package taken in brought, or that the one before it did; None where it has none of that
    path. Raises ContentLost."""
    piece = next((one for one in package.manifest["pieces"] if one["path"] == path), None)
    return store.found(piece["sha256"]).read_bytes() if piece is not None else None
