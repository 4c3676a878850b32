"""The kinds of messages: each stage names its own, so that people can say which of them they want by e-mail."""

from __future__ import annotations

from typing import Any

_KINDS: dict[str, Any] = {}


def message_kind(key: str, title: Any) -> str:
    """Make a kind known, ``stage.word`` with its title (lazily translated); returns the key."""
    _KINDS[key] = title
    return key


def kinds() -> dict[str, str]:
    """Return every kind with its title in the language of the reader, in the order of their keys."""
    return {key: str(_KINDS[key]) for key in sorted(_KINDS)}


def title_of(key: str) -> str:
    """Return the title of a kind; its key where this edition does not know it."""
    return str(_KINDS.get(key, key))
