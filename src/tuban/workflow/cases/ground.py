"""What is known of the patches of a case: the finding with the facts that it rests on, and what the case told since."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tuban.values.area import Area
from tuban.values.facts import UNKNOWN, Facts
from tuban.workflow.cases.models import Case, CasePatch
from tuban.workflow.cases.queries import lines_of
from tuban.workflow.patches.models import Patch
from tuban.workflow.review.cards import card_reading, handling_reading

UNLAWFUL = "unlawful"


@dataclass(frozen=True, slots=True)
class Ground:
    """A patch of a case with its facts; ``is_found`` tells whether a person found it unlawful."""

    line: CasePatch
    facts: Facts

    @property
    def patch(self) -> Patch:
        """The patch."""
        return self.line.patch

    @property
    def is_found(self) -> bool:
        """Whether a person took the finding that it is unlawful."""
        return self.patch.finding == UNLAWFUL

    @property
    def is_visited(self) -> bool:
        """Whether the field told what it saw there."""
        return self.facts["ground_state"] not in (UNKNOWN, None, "unknown")

    def area(self, name: str) -> Area | None:
        """Return an area of it; None where nobody knows."""
        found = self.facts[name]
        return found if isinstance(found, Area) else None


def grounds_of(case: Case) -> list[Ground]:
    """Return the patches of a case with what is known of them."""
    return [Ground(line, facts_of(line.patch)) for line in lines_of(case)]


def facts_of(patch: Patch) -> Facts:
    """Return the facts of a patch as a case takes them: its finding and what was handled since, else what is
    proposed."""
    reading = handling_reading(patch) or card_reading(patch)
    return reading.judgement.facts if reading is not None else Facts()


def summed(grounds: list[Ground], name: str) -> Area | None:
    """Return an area of all patches together; None where nobody knows one of them."""
    areas = [one.area(name) for one in grounds]
    if not areas or any(one is None for one in areas):
        return None
    return Area(sum((one.square_metres for one in areas if one is not None), Fraction(0)))


def at_least(grounds: list[Ground], name: str) -> Area:
    """Return what is known of an area of all patches together."""
    known = [one.area(name) for one in grounds]
    return Area(sum((one.square_metres for one in known if one is not None), Fraction(0)))
