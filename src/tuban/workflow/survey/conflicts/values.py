"""Whether two texts of a fact are one value: as the lawbook reads them, never as they are spelt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tuban.rules.fact_values import WrongValue
from tuban.rules.rulebook import Rulebook
from tuban.rules.telling import Question
from tuban.values.area import Area, AreaUnit
from tuban.values.facts import UNKNOWN
from tuban.workflow.survey.entering import entered

_AREA_PLACES = 6


class Values:
    """Reads the texts of one sheet; each text once."""

    def __init__(self, asked: Mapping[str, Question], law: Rulebook) -> None:
        self._asked, self._law = asked, law
        self._read: dict[tuple[str, str], Any] = {}

    def same(self, fact: str, one: str, other: str) -> bool:
        """Whether two texts of a fact are one value."""
        return one == other or bool(self._value(fact, one) == self._value(fact, other))

    def _value(self, fact: str, text: str) -> Any:
        key = (fact, text)
        if key not in self._read:
            self._read[key] = self._entered(fact, text)
        return self._read[key]

    def _entered(self, fact: str, text: str) -> Any:
        if fact not in self._asked:
            return ("as it is", text.strip())
        try:
            value = entered(self._asked[fact].kind, text, self._law)
        except WrongValue:
            return ("as it is", text.strip())
        if value is UNKNOWN:
            return ("unknown",)
        if isinstance(value, Area):
            return ("area", value.in_unit(AreaUnit.MU, _AREA_PLACES))
        return ("value", value)
