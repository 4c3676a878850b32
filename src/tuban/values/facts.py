"""What is known about a piece of land, and where it is known from.

A fact has one of three states: a value, ``None`` (known to be absent: no application was ever filed), or
:data:`UNKNOWN` (nobody told us). Their names, types and units are the vocabulary in ``lawbook/facts.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final


class Unknown:
    """The state of a fact that nobody told us. There is one: :data:`UNKNOWN`. It is neither true nor false."""

    _only: Unknown | None = None

    def __new__(cls) -> Unknown:
        """Return the only one."""
        if cls._only is None:
            cls._only = super().__new__(cls)
        return cls._only

    def __bool__(self) -> bool:
        raise TypeError("unknown is neither true nor false: ask `is UNKNOWN` first")

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __reduce__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()


@dataclass(frozen=True, slots=True)
class Facts(Mapping[str, Any]):
    """Named facts of one patch part, immutable, each with its source in words (a file and row, a layer edition).

    Reading a name that was never set gives UNKNOWN.
    """

    values_by_name: Mapping[str, Any] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "values_by_name", MappingProxyType(dict(self.values_by_name)))
        object.__setattr__(self, "sources", MappingProxyType(dict(self.sources)))

    def __getitem__(self, name: str) -> Any:
        return self.values_by_name.get(name, UNKNOWN)

    def get(self, name: str, default: Any = UNKNOWN) -> Any:
        """Return the fact, UNKNOWN where nobody told us."""
        return self.values_by_name.get(name, default)

    def __contains__(self, name: object) -> bool:
        return name in self.values_by_name

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_by_name)

    def __len__(self) -> int:
        return len(self.values_by_name)

    def __hash__(self) -> int:
        return id(self)

    def __reduce__(self) -> tuple[Any, ...]:
        return Facts, (dict(self.values_by_name), dict(self.sources))

    def is_known(self, name: str) -> bool:
        """Whether somebody told us, be it only that there is none."""
        return self[name] is not UNKNOWN

    def with_facts(self, source: str = "", /, **facts: Any) -> Facts:
        """Return a copy with these facts added or replaced, all from one source."""
        sources = {**self.sources, **dict.fromkeys(facts, source)} if source else self.sources
        return Facts({**self.values_by_name, **facts}, sources)

    def with_facts_of(self, other: Facts) -> Facts:
        """Return a copy in which the facts of another stand above these, each with its own source."""
        if not other:
            return self
        return Facts({**self.values_by_name, **other}, {**self.sources, **other.sources})
