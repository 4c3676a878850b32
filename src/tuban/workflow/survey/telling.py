"""What a person tells at one time, and all that is told of a patch then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from tuban.rules.facts_wire import value_as_wire
from tuban.workflow.comparison.telling import TellingOf, told_of
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.survey.models import Statement


@dataclass(frozen=True, slots=True)
class Telling:
    """Facts by name with their values (areas as Area, papers as tuples), those taken back, and where it is known
    from."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    taken_back: tuple[str, ...] = ()
    origin: Statement.Origin = Statement.Origin.OTHER
    source: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every fact that it speaks of."""
        return (*self.facts, *self.taken_back)


def told_with(patch: Patch, telling: Telling, *, by: Acting) -> TellingOf:
    """Return all that is told of a patch once this is told too; writes nothing."""
    day = timezone.localdate().isoformat()
    words = f"{telling.origin.label}：{telling.source or '—'}（{by.person_name} {day}）"
    known = told_of([patch]).get(patch.pk, {})
    return {
        **{name: one for name, one in known.items() if name not in telling.taken_back},
        **{name: {"value": value_as_wire(value), "source": words} for name, value in telling.facts.items()},
    }
