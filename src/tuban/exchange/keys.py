"""The keys of a unit, and the card (名片) on which others find its public ones."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from tuban.exchange.refusals import CardUnsound, KeysUnsound
from tuban.exchange.suites.choice import suite_named
from tuban.exchange.suites.international import INTERNATIONAL
from tuban.exchange.suites.port import Suite
from tuban.values.language import gettext as _

CARD, CARD_OF_SUITE, KEYS = "tuban.exchange.card/1", "tuban.exchange.card/2", "tuban.exchange.keys/1"
"""A card of the first suite names none; every other one names it."""
_SIGNED_CARD = b"tuban.exchange card\n"
_LARGEST_CARD = 1 << 14
_GROUPS, _DIGITS = 8, 5


@dataclass(frozen=True, slots=True)
class Card:
    """Who a unit is and its public keys, in one suite: ``signing`` proves its signatures, ``recipient`` locks for it.
    ``signature`` is that of the unit over the rest."""

    code: str
    name: str
    signing: str
    recipient: str
    made_at: str
    signature: str = ""
    suite: str = INTERNATIONAL.name

    @property
    def fingerprint(self) -> str:
        """Forty digits in groups of five, which people read to each other by telephone; of the code, both keys and
        the suite.

        >>> len(Card("990101", "示范县", "AA==", "age1", "").fingerprint)
        47
        """
        begin = (CARD,) if self.suite == INTERNATIONAL.name else (CARD_OF_SUITE, self.suite)
        told = "\n".join((*begin, self.code, self.signing, self.recipient))
        number = int(suite_named(self.suite).digest_of(told.encode()), 16) % 10 ** (_GROUPS * _DIGITS)
        digits = f"{number:0{_GROUPS * _DIGITS}}"
        return " ".join(digits[at : at + _DIGITS] for at in range(0, len(digits), _DIGITS))

    def told(self) -> dict[str, str]:
        """Return what stands on the card."""
        told = asdict(self)
        if self.suite == INTERNATIONAL.name:
            del told["suite"]
        return told

    def as_text(self) -> str:
        """Return the card as the text of its file."""
        begin = CARD if self.suite == INTERNATIONAL.name else CARD_OF_SUITE
        return json.dumps({"format": begin, **self.told()}, ensure_ascii=False, indent=1) + "\n"

    def has_signed(self, content: bytes, signature: str) -> bool:
        """Whether the holder of the card signed this. Raises SuiteUnavailable."""
        return suite_named(self.suite).signature.fits(self.signing, content, signature)

    def signed(self) -> bytes:
        """Return what the unit signs of its card."""
        told = {name: value for name, value in self.told().items() if name != "signature"}
        return _SIGNED_CARD + json.dumps(told, ensure_ascii=False, sort_keys=True).encode()


def plain_digits(fingerprint: str) -> str:
    """Return the digits of a fingerprint as somebody typed it.

    >>> plain_digits("12345 67890-１")
    '1234567890'
    """
    return "".join(one for one in fingerprint if one.isascii() and one.isdigit())[: _GROUPS * _DIGITS]


def is_fingerprint_of(card: Card, typed: str) -> bool:
    """Whether somebody typed the whole fingerprint of a card; spaces do not matter."""
    return plain_digits(typed) == plain_digits(card.fingerprint)


def read_card(content: bytes, name: str) -> Card:
    """Return the card of a file. Raises CardUnsound, SuiteUnknown, SuiteUnavailable."""
    try:
        told = json.loads(content[: _LARGEST_CARD + 1]) if len(content) <= _LARGEST_CARD else None
    except (ValueError, RecursionError):
        told = None
    kind = told.pop("format", None) if isinstance(told, dict) else None
    if not isinstance(told, dict) or kind not in (CARD, CARD_OF_SUITE):
        raise CardUnsound(name=name, what=_("it is not written as one"))
    wanted = set(Card.__slots__) - ({"suite"} if kind == CARD else set())
    if set(told) != wanted or not all(isinstance(one, str) for one in told.values()):
        raise CardUnsound(name=name, what=_("something on it is missing"))
    card = Card(**told)
    if kind == CARD_OF_SUITE and card.suite == INTERNATIONAL.name:
        raise CardUnsound(name=name, what=_("it is not written as one"))
    if not (card.code.isascii() and (card.code.isdecimal() or not card.code)) or not card.name.strip():
        raise CardUnsound(name=name, what=_("it names no unit"))
    if not suite_named(card.suite).cipher.is_public(card.recipient):
        raise CardUnsound(name=name, what=_("its key cannot be read"))
    if not card.has_signed(card.signed(), card.signature):
        raise CardUnsound(name=name, what=_("its signature does not fit what stands on it"))
    return card


class Keys:
    """The secret keys of a unit in the suite of its card: one signs, one opens what is locked for it."""

    def __init__(self, signing: str, identity: str, card: Card) -> None:
        self._signing, self.identity, self.card = signing, identity, card

    @property
    def suite(self) -> Suite:
        """The suite of both keys."""
        return suite_named(self.card.suite)

    @classmethod
    def made(cls, code: str, name: str, made_at: str, suite: Suite = INTERNATIONAL) -> Keys:
        """Make new ones for a unit. Raises SuiteUnavailable."""
        signing, identity = suite.signature.new(), suite.cipher.new()
        public, recipient = suite.signature.public(signing), suite.cipher.public(identity)
        bare = Card(code, name, public, recipient, made_at, suite=suite.name)
        told = asdict(bare) | {"signature": suite.signature.sign(signing, bare.signed())}
        return cls(signing, identity, Card(**told))

    def sign(self, content: bytes) -> str:
        """Return the signature over content, in base 64."""
        return self.suite.signature.sign(self._signing, content)

    def write(self, place: Path) -> None:
        """Write them where nobody but the installation reads them; the file appears whole."""
        told = {"format": KEYS, "signing": self._signing, "identity": self.identity, "card": self.card.told()}
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = place.with_suffix(".new")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(told, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(place)

    @classmethod
    def read(cls, place: Path) -> Keys:
        """Read them from their file. Raises KeysUnsound, SuiteUnknown."""
        try:
            told = json.loads(place.read_text(encoding="utf-8"))
            keys = cls(told["signing"], told["identity"], Card(**told["card"]))
            suite, card = keys.suite, keys.card
            public = suite.signature.public(keys._signing), suite.cipher.public(keys.identity)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise KeysUnsound(place=place) from error
        if public != (card.signing, card.recipient):
            raise KeysUnsound(place=place)
        return keys
