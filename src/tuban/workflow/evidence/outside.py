"""Values that come from outside: taken where they are what they should be, else left out."""

from __future__ import annotations

from typing import Any

HASH_LENGTH = 64
_HEXADECIMAL = frozenset("0123456789abcdef")
_FAR = 1e9


def is_hash(value: Any) -> bool:
    """Whether a value is a SHA-256 in lower-case hexadecimal."""
    return isinstance(value, str) and len(value) == HASH_LENGTH and _HEXADECIMAL.issuperset(value)


def clean(value: Any, most: int) -> str:
    """Return a text as it can be kept and shown, in so many characters at the most."""
    return "".join(one for one in value if one.isprintable())[:most] if isinstance(value, str) else ""


def number_of(value: Any, *, below: float = _FAR) -> float | None:
    """Return a number; None where it is none, or not nearer to zero than ``below``."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < below else None


def pair_of(value: Any) -> list[float] | None:
    """Return the first two numbers of a point; None where it is none."""
    if not isinstance(value, list) or len(value) < 2:
        return None
    first, second = number_of(value[0]), number_of(value[1])
    return [first, second] if first is not None and second is not None else None
