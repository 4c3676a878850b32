"""Signatures of devices: ECDSA on P-256 over SHA-256, checked by a library."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

from tuban.values.errors import TubanError

_BYTES = 32


class KeyUnfit(TubanError):
    """The public key of the device is none that is taken: {why}."""

    code = "evidence.key_unfit"
    hint = "A JWK with kty EC, crv P-256, x and y; its private half never leaves the device."


def fit_key(given: Mapping[str, Any]) -> dict[str, str]:
    """Return the parts of a JWK that are kept. Raises KeyUnfit."""
    if "d" in given:
        raise KeyUnfit(why="d")
    if given.get("kty") != "EC" or given.get("crv") != "P-256":
        raise KeyUnfit(why="kty, crv")
    x, y = str(given.get("x", "")), str(given.get("y", ""))
    if len(_number(x)) != _BYTES or len(_number(y)) != _BYTES:
        raise KeyUnfit(why="x, y")
    _key_of(x, y)
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def fits(key: Mapping[str, str], signature: str, content: bytes) -> bool:
    """Return whether a signature (base64 of r‖s) of content was made by the private half of a key."""
    try:
        both = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        return False
    if len(both) != 2 * _BYTES:
        return False
    r, s = int.from_bytes(both[:_BYTES], "big"), int.from_bytes(both[_BYTES:], "big")
    try:
        _key_of(key["x"], key["y"]).verify(utils.encode_dss_signature(r, s), content, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=2000)
def _key_of(x: str, y: str) -> ec.EllipticCurvePublicKey:
    numbers = ec.EllipticCurvePublicNumbers(
        int.from_bytes(_number(x), "big"), int.from_bytes(_number(y), "big"), ec.SECP256R1()
    )
    try:
        return numbers.public_key()
    except ValueError as error:
        raise KeyUnfit(why="x, y") from error


def _number(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return b""
