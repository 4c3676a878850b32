"""Which group a surveyed land class belongs to: cultivated, agricultural, construction or unused land (三大类)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tuban.rules.rulebook import Rulebook
from tuban.values.codes import land_class_stem


@dataclass(frozen=True, slots=True)
class LandClasses:
    """The code list of land classes, ready to be asked."""

    group_by_code: Mapping[str, str]
    label_by_code: Mapping[str, str]

    @classmethod
    def of(cls, rulebook: Rulebook) -> LandClasses:
        """Read the code list ``land_class``; an alias counts as its class."""
        groups: dict[str, str] = {}
        labels: dict[str, str] = {}
        for entry in rulebook.codelist("land_class").entries:
            for code in (entry.value, *entry.aliases):
                groups[code] = str(entry["group"])
                labels[code] = entry.label
        return cls(groups, labels)

    def group(self, code: str | None) -> str | None:
        """Return cultivated, agricultural, construction or unused; None for a class nobody listed."""
        stem = self._stem(code)
        return None if stem is None else self.group_by_code[stem]

    def label(self, code: str | None) -> str:
        """Return the Chinese name of a class; the code itself where nobody listed it."""
        stem = self._stem(code)
        return (code or "") if stem is None else self.label_by_code[stem]

    def _stem(self, code: str | None) -> str | None:
        if not code:
            return None
        stem = land_class_stem(code)
        for candidate in (stem, stem[:2]):
            if candidate in self.group_by_code:
                return candidate
        return None
