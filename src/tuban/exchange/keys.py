"""The keys of a unit, and the card (名片) on which others find its public ones."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tuban.exchange.refusals import CardUnsound, KeysUnsound
from tuban.values.language import gettext as _

CARD, KEYS = "tuban.exchange.card/1", "tuban.exchange.keys/1"
_SIGNED_CARD = b"tuban.exchange card\n"
_LARGEST_CARD = 1 << 14
_GROUPS, _DIGITS = 8, 5


@dataclass(frozen=True, slots=True)
class Card:
    """Who a unit is and its public keys: ``signing`` is Ed25519 in base 64, ``recipient`` one of age. ``signature`` is
    that of the unit over the rest."""

    code: str
    name: str
    signing: str
    recipient: str
    made_at: str
    signature: str = ""

    @property
    def fingerprint(self) -> str:
        """Forty digits in groups of five, which people read to each other by telephone; of the code and both keys.

        >>> len(Card("990101", "示范县", "AA==", "age1", "").fingerprint)
        47
        """
        told = "\n".join((CARD, self.code, self.signing, self.recipient))
        number = int.from_bytes(hashlib.sha256(told.encode()).digest()) % 10 ** (_GROUPS * _DIGITS)
        digits = f"{number:0{_GROUPS * _DIGITS}}"
        return " ".join(digits[at : at + _DIGITS] for at in range(0, len(digits), _DIGITS))

    def as_text(self) -> str:
        """Return the card as the text of its file."""
        return json.dumps({"format": CARD, **asdict(self)}, ensure_ascii=False, indent=1) + "\n"

    def has_signed(self, content: bytes, signature: str) -> bool:
        """Whether the holder of the card signed this."""
        try:
            key = Ed25519PublicKey.from_public_bytes(base64.b64decode(self.signing, validate=True))
            key.verify(base64.b64decode(signature, validate=True), content)
        except (InvalidSignature, ValueError, binascii.Error):
            return False
        return True

    def _signed(self) -> bytes:
        told = {name: value for name, value in asdict(self).items() if name != "signature"}
        return _SIGNED_CARD + json.dumps(told, ensure_ascii=False, sort_keys=True).encode()


def plain_digits(fingerprint: str) -> str:
    """Return the digits of a fingerprint as somebody typed it.

    >>> plain_digits("12345 67890-１")
    '123456789'
    """
    return "".join(one for one in fingerprint if one.isascii() and one.isdigit())[: _GROUPS * _DIGITS]


def is_fingerprint_of(card: Card, typed: str) -> bool:
    """Whether somebody typed the whole fingerprint of a card; spaces do not matter."""
    return plain_digits(typed) == plain_digits(card.fingerprint)


def read_card(content: bytes, name: str) -> Card:
    """Return the card of a file. Raises CardUnsound."""
    try:
        told = json.loads(content[: _LARGEST_CARD + 1]) if len(content) <= _LARGEST_CARD else None
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or told.pop("format", None) != CARD:
        raise CardUnsound(name=name, what=_("it is not written as one"))
    if sorted(told) != sorted(Card.__slots__) or not all(isinstance(one, str) for one in told.values()):
        raise CardUnsound(name=name, what=_("something on it is missing"))
    card = Card(**told)
    if not (card.code.isascii() and (card.code.isdecimal() or not card.code)) or not card.name.strip():
        raise CardUnsound(name=name, what=_("it names no unit"))
    try:
        pyrage.x25519.Recipient.from_str(card.recipient)
    except pyrage.RecipientError as error:
        raise CardUnsound(name=name, what=_("its key cannot be read")) from error
    if not card.has_signed(card._signed(), card.signature):
        raise CardUnsound(name=name, what=_("its signature does not fit what stands on it"))
    return card


class Keys:
    """The secret keys of a unit: one signs, one opens what is locked for it."""

    def __init__(self, signing: Ed25519PrivateKey, identity: Any, card: Card) -> None:
        self._signing, self.identity, self.card = signing, identity, card

    @classmethod
    def made(cls, code: str, name: str, made_at: str) -> Keys:
        """Make new ones for a unit."""
        signing, identity = Ed25519PrivateKey.generate(), pyrage.x25519.Identity.generate()
        public = base64.b64encode(signing.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
        bare = Card(code, name, public, str(identity.to_public()), made_at)
        told = asdict(bare) | {"signature": base64.b64encode(signing.sign(bare._signed())).decode()}
        return cls(signing, identity, Card(**told))

    def sign(self, content: bytes) -> str:
        """Return the signature over content, in base 64."""
        return base64.b64encode(self._signing.sign(content)).decode()

    def write(self, place: Path) -> None:
        """Write them where nobody but the installation reads them; the file appears whole."""
        private = self._signing.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        told = {
            "format": KEYS, "signing": base64.b64encode(private).decode(), "identity": str(self.identity),
            "card": asdict(self.card),
        }  # fmt: skip
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = place.with_suffix(".new")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(told, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(place)

    @classmethod
    def read(cls, place: Path) -> Keys:
        """Read them from their file. Raises KeysUnsound."""
        try:
            told = json.loads(place.read_text(encoding="utf-8"))
            signing = Ed25519PrivateKey.from_private_bytes(base64.b64decode(told["signing"]))
            return cls(signing, pyrage.x25519.Identity.from_str(told["identity"]), Card(**told["card"]))
        except (OSError, ValueError, KeyError, TypeError, pyrage.IdentityError) as error:
            raise KeysUnsound(place=place) from error
