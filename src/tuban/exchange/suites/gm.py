"""The suite ``gm`` (国密): SM3 (GB/T 32905), SM2 (GB/T 32918), SM4 (GB/T 32907) in GCM.

SM3 and SM4-GCM are OpenSSL's through ``cryptography``, SM2 is GmSSL's through ``gmssl_pyx``, which need not be
installed. Nothing here computes on a curve or in a block of its own.
"""

from __future__ import annotations

import base64
import importlib
import importlib.util
from typing import Any

from cryptography.hazmat.primitives.hashes import SM3, Hash

from tuban.exchange.refusals import SuiteUnavailable
from tuban.exchange.suites.gm_locking import Sm4Gcm
from tuban.exchange.suites.port import Suite

_PUBLIC, _SECRET = 64, 32


class Sm3:
    """The digest of GB/T 32905 as hashlib has digests.

    >>> hasher = Sm3()
    >>> hasher.update(b"abc")
    >>> hasher.hexdigest()[:8]
    '66c7f0f4'
    """

    def __init__(self) -> None:
        self._hash = Hash(SM3())

    def update(self, content: Any, /) -> None:
        """Take in more bytes."""
        self._hash.update(content)

    def hexdigest(self) -> str:
        """Return the digest; more may be taken in afterwards."""
        return self._hash.copy().finalize().hex()


class _Pair:
    """A secret key is base 64 of 32 secret and 64 public bytes (x and y of the point), a public one of the latter."""

    def new(self) -> str:
        """Return a new secret key. Raises SuiteUnavailable."""
        public, secret = _sm2().sm2_key_generate()
        return _text(secret + public)

    def public(self, secret: str) -> str:
        """Return the public key of a secret one. Raises ValueError where it is none."""
        both = _parts(secret, _SECRET + _PUBLIC)
        return _text(both[_SECRET:])


class Sm2Signature(_Pair):
    """Signatures of GB/T 32918.2 over ZA and the content, with the usual identifier of GM/T 0009, as DER in base 64."""

    def sign(self, secret: str, content: bytes) -> str:
        """Return the signature over content. Raises SuiteUnavailable."""
        both = _parts(secret, _SECRET + _PUBLIC)
        return _text(_sm2().sm2_sign(both[:_SECRET], both[_SECRET:], content))

    def fits(self, public: str, content: bytes, signature: str) -> bool:
        """Whether the holder of the secret key signed this. Raises SuiteUnavailable."""
        sm2 = _sm2()
        try:
            given = base64.b64decode(signature, validate=True)
            return bool(sm2.sm2_verify(_parts(public, _PUBLIC), content, given))
        except (ValueError, sm2.GmsslInnerError):
            return False


class Sm2Sm4(_Pair, Sm4Gcm):
    """Files locked by SM4-GCM under a key of their own; that key is locked by SM2 (GB/T 32918.4, C1‖C3‖C2) for a
    recipient."""

    def is_public(self, public: str) -> bool:
        """Whether something is a point of the curve. Raises SuiteUnavailable."""
        try:
            self._wrapped(bytes(1), public)
        except (ValueError, _sm2().GmsslInnerError):
            return False
        return True

    def _wrapped(self, key: bytes, public: str) -> bytes:
        return bytes(_sm2().sm2_encrypt(_parts(public, _PUBLIC), key))

    def _unwrapped(self, wrapped: bytes, secret: str) -> bytes | None:
        sm2 = _sm2()
        try:
            return bytes(sm2.sm2_decrypt(_parts(secret, _SECRET + _PUBLIC)[:_SECRET], wrapped))
        except sm2.GmsslInnerError:
            return None


def is_available() -> bool:
    """Whether SM2 is installed here."""
    return importlib.util.find_spec("gmssl_pyx") is not None


def _sm2() -> Any:
    try:
        return importlib.import_module("gmssl_pyx")
    except ImportError as error:
        raise SuiteUnavailable(package="gmssl-pyx") from error


def _parts(text: str, size: int) -> bytes:
    found = base64.b64decode(text, validate=True)
    if len(found) != size:
        raise ValueError("no key of SM2")
    return found


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


GM = Suite("gm", "SM3 · SM2 · SM4-GCM", Sm3, Sm2Signature(), Sm2Sm4())
