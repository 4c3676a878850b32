"""The words printed in forms: labels of code lists and of facts, and the few standing phrases, all from the lawbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tuban.values.facts import UNKNOWN


@dataclass(frozen=True, slots=True)
class Wording:
    """How values are put into words.

    ``codelists`` maps a code list to its labels by value; ``fact_codelists`` maps a fact to its code list; ``phrases``
    are the standing phrases of ``forms/printing.yaml`` and ``forms/tracing.yaml``.
    """

    codelists: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fact_codelists: Mapping[str, str] = field(default_factory=dict)
    phrases: Mapping[str, str] = field(default_factory=dict)

    def phrase(self, name: str, /, **about: object) -> str:
        """Return a standing phrase with its blanks filled; raises KeyError where the lawbook has none."""
        return self.phrases[name].format(**about)

    def label(self, fact: str, value: Any) -> str:
        """Return a value of ``fact`` in the words of its code list; empty where it is unknown or absent."""
        if value is UNKNOWN or value is None:
            return ""
        if isinstance(value, bool):
            return self.phrases["yes"] if value else self.phrases["no"]
        labels = self.codelists.get(self.fact_codelists.get(fact, ""), {})
        if isinstance(value, tuple | list | frozenset):
            return "、".join(labels.get(str(item), str(item)) for item in value)
        return labels.get(str(value), str(value))
