"""Identities (UUID) as they come in addresses, forms and files."""

from __future__ import annotations

from typing import Any
from uuid import UUID


def uuid_of(value: Any) -> UUID | None:
    """Return an identity that was written as text; None where it is none.

    >>> uuid_of("00000000-0000-4000-8000-00000000000a")
    UUID('00000000-0000-4000-8000-00000000000a')
    >>> uuid_of("12"), uuid_of(""), uuid_of(None)
    (None, None, None)
    """
    if not isinstance(value, str):
        return None
    try:
        return UUID(value)
    except ValueError:
        return None
