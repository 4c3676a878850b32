"""Facts as people read them: the label of a code, a date, an area; empty where nobody knows.

What is known to be absent and what is unknown both read as empty here: the list of missing facts tells them apart.
"""

from __future__ import annotations

from typing import Any

from tuban.rules.rulebook import Rulebook
from tuban.values.area import Area
from tuban.values.facts import UNKNOWN, Facts


def is_told(facts: Facts, name: str) -> bool:
    """Whether the fact has a value: neither unknown nor known to be absent."""
    value = facts[name]
    return value is not UNKNOWN and value is not None


def area_of(facts: Facts, name: str) -> Area | None:
    """Return an area; None where it is unknown or absent."""
    value = facts[name]
    return value if isinstance(value, Area) else None


def text_of(facts: Facts, name: str, rulebook: Rulebook) -> str:
    """Return a fact as its Chinese label or plain text; empty where there is nothing to read."""
    if not is_told(facts, name):
        return ""
    return _text(facts[name], name, rulebook)


def _text(value: Any, name: str, rulebook: Rulebook) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (tuple, list, frozenset, set)):
        items = sorted(value) if isinstance(value, (frozenset, set)) else value
        return "、".join(_text(item, name, rulebook) for item in items)
    return rulebook.label(name, value)
