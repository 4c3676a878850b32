"""Limits of time and hands in words, as the chapter of procedures and the comparison of editions say them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tuban.rules.procedures import Hands
from tuban.rules.rulebook import Rulebook


def limit_in_words(path: str, rulebook: Rulebook, words: Mapping[str, Any]) -> str:
    """Return a limit as it is in force at last; what was before stands in the chapter of parameters."""
    parameter = rulebook.parameters[path]
    edition = parameter.layers[0].editions[-1]
    return f"{edition.value}{words['units'][parameter.unit]}（{parameter.title}）"


def hands_in_words(hands: Hands, words: Mapping[str, Any]) -> str:
    """Return whose hands something lies in: units, duty and roles."""

    def named(kind: str, of: Iterable[str]) -> str:
        return "、".join(words[kind][one] for one in of)

    duty = words["signing_duties"][hands.duty] if hands.duty else ""
    return str(
        words["signing_post"].format(
            units=named("signing_units", hands.units), duty=duty, roles=named("signing_roles", hands.roles)
        )
    )
