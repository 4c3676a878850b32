"""The manifest of a package: from whom, to whom, of which campaign, after which one, and every file with its digest."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from tuban.exchange.refusals import Malformed, TooLarge, UnsafeName, VersionUnknown
from tuban.exchange.suites.choice import suite_named
from tuban.exchange.suites.gm import GM
from tuban.exchange.suites.international import INTERNATIONAL
from tuban.values.language import gettext as _

VERSION, VERSION_OF_SUITE = 1, 2
"""The first names no suite and is of the first one; the second names another."""
LARGEST_MANIFEST = 32 << 20
_DIGEST, _LONGEST_PATH, _LONGEST_NAME, _LARGEST_NUMBER = 64, 200, 120, 1 << 53
_HEX = frozenset("0123456789abcdef")


class Kind(StrEnum):
    """What a package brings: patches that are issued, results that are reported up, what was decided on results, the
    receipt of any."""

    ISSUE = "issue"
    SUBMISSION = "submission"
    VERDICT = "verdict"
    ACKNOWLEDGEMENT = "acknowledgement"


@dataclass(frozen=True, slots=True)
class Party:
    """A unit that sends or receives: division code, name, and the fingerprint of its card."""

    code: str
    name: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Round:
    """The campaign that a package is of: its code, title and division."""

    code: str
    title: str
    area_code: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A file of a package: where it lies, bytes, SHA-256, in the suite ``gm`` SM3 too. One that ``is_held`` is left
    out: it came before."""

    path: str
    size: int
    sha256: str
    is_held: bool = False
    sm3: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a package may hold: files, and bytes of all files together."""

    files: int = 50_000
    size: int = 64 << 30


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a package says of itself. ``sequence`` counts the packages of a campaign and kind from sender to recipient
    from 1 on, ``previous`` is the digest of the one before; of receipts they are 0 and empty. ``about`` is what its
    kind tells besides. ``suite`` is that in which it is signed and locked."""

    kind: Kind
    key: str
    sender: Party
    recipient: Party
    campaign: Round
    sequence: int
    previous: str
    made_at: str
    made_by: str
    pieces: tuple[Piece, ...]
    about: Mapping[str, Any] = field(default_factory=dict)
    version: int = VERSION
    suite: str = INTERNATIONAL.name

    def as_bytes(self) -> bytes:
        """Return it as it is signed: the same manifest is always the same bytes."""
        told = asdict(self)
        if self.suite == INTERNATIONAL.name:
            del told["suite"]
            for piece in told["pieces"]:
                del piece["sm3"]
        return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @property
    def digest(self) -> str:
        """The digest of its bytes by its suite: the next package names it, and so does the receipt."""
        return suite_named(self.suite).digest_of(self.as_bytes())

    @property
    def carried(self) -> list[Piece]:
        """The files that lie in the package."""
        return [one for one in self.pieces if not one.is_held]


def read_manifest(content: bytes, limits: Limits | None = None) -> Manifest:
    """Return the manifest of its bytes. Raises Malformed, VersionUnknown, SuiteUnknown, UnsafeName, TooLarge."""
    try:
        told = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Malformed(what=_("its manifest cannot be read")) from error
    if not isinstance(told, dict):
        raise Malformed(what=_("its manifest cannot be read"))
    version = told.get("version")
    if not _is_number(version):
        raise Malformed(what=_("its manifest states no version"))
    if version not in (VERSION, VERSION_OF_SUITE):
        raise VersionUnknown(version=version, known=VERSION_OF_SUITE)
    suite = told.get("suite", INTERNATIONAL.name)
    if not isinstance(suite, str) or version != version_of(suite_named(suite).name):
        raise Malformed(what=_("its manifest is not written as one"))
    try:
        made = _made(told)
    except (TypeError, KeyError, ValueError) as error:
        raise Malformed(what=_("its manifest lacks something")) from error
    if not _is_sound(made) or made.as_bytes() != content:
        raise Malformed(what=_("its manifest is not written as one"))
    check_pieces(made.pieces, limits or Limits())
    return made


def version_of(suite: str) -> int:
    """Return the version in which manifests of a suite are written."""
    return VERSION if suite == INTERNATIONAL.name else VERSION_OF_SUITE


def check_pieces(pieces: Iterable[Piece], limits: Limits) -> None:
    """Raise UnsafeName or TooLarge where files may not be written as they are named, or are too many or too much."""
    listed = list(pieces)
    if len(listed) > limits.files:
        raise TooLarge(size=len(listed), unit=_("files"), most=limits.files)
    total = sum(one.size for one in listed)
    if total > limits.size:
        raise TooLarge(size=total, unit=_("bytes"), most=limits.size)
    known: set[str] = set()
    folders: set[str] = set()
    for one in listed:
        why = _unsafe(one.path)
        folded = one.path.casefold()
        parents = {folded[:at] for at, sign in enumerate(folded) if sign == "/"}
        if not why and (folded in known or folded in folders or parents & known):
            why = _("another file stands there")
        if why:
            raise UnsafeName(path=one.path[:_LONGEST_NAME], why=why)
        known.add(folded)
        folders |= parents


def _unsafe(path: str) -> str:
    """Return why a path may not be written; empty where it may."""
    if len(path.encode("utf-8", "surrogatepass")) > _LONGEST_PATH:
        return _("it is too long")
    if path != unicodedata.normalize("NFC", path) or not path.isprintable() or set(path) & set('\\:*?"<>|'):
        return _("it holds signs that names do not have")
    parts = path.split("/")
    if any(part in ("", ".", "..") for part in parts):
        return _("it leads out of its folder")
    if any(part[0] in " ." or part[-1] in " ." for part in parts):
        return _("a part of it begins or ends with a dot or a space")
    return ""


def _made(told: dict[str, Any]) -> Manifest:
    return Manifest(**{
        **told, "kind": Kind(told["kind"]), "sender": Party(**told["sender"]), "recipient": Party(**told["recipient"]),
        "campaign": Round(**told["campaign"]), "pieces": tuple(Piece(**one) for one in told["pieces"]),
    })  # fmt: skip


def _is_sound(made: Manifest) -> bool:
    """Whether everything is of the type that it should be; a data class takes anything."""
    words = [made.key, made.previous, made.made_at, made.made_by]
    for one in (made.sender, made.recipient):
        words += [one.code, one.name, one.fingerprint]
    words += [made.campaign.code, made.campaign.title, made.campaign.area_code]
    is_told = isinstance(made.about, dict) and _is_number(made.sequence)
    return (
        is_told
        and all(isinstance(one, str) for one in words)
        and all(_is_sound_piece(one, made.suite) for one in made.pieces)
    )


def _is_sound_piece(one: Piece, suite: str) -> bool:
    has_digests = _is_digest(one.sha256) and (_is_digest(one.sm3) if suite == GM.name else one.sm3 == "")
    return isinstance(one.path, str) and _is_number(one.size) and has_digests and isinstance(one.is_held, bool)


def _is_digest(value: object) -> bool:
    return isinstance(value, str) and len(value) == _DIGEST and set(value) <= _HEX


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _LARGEST_NUMBER
