"""A stored comparison as the engine of law knows it again: its judgement, the figures of its card, the card itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tuban.rules.cards import fill_card
from tuban.rules.cards.filled import FilledCard
from tuban.rules.facts_wire import facts_from_wire, judgement_from_wire
from tuban.rules.judgement import Judgement
from tuban.rules.part_figures import Figures, figures_of
from tuban.values.area import AreaUnit
from tuban.values.facts import Facts
from tuban.workflow.comparison.lawbook import cards
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate

CARD = "registration_card"
HANDLING = "handling_card"
"""The card of a violation: how it is handled, and what became of it."""


@dataclass(frozen=True)
class Reading:
    """A comparison of a patch, read again. Every figure is the one that is printed.

    ``taken`` is the judgement under the finding that a person took, where one was.
    """

    patch: Patch
    comparison: Comparison
    taken: Judgement | None = None

    @cached_property
    def facts(self) -> Facts:
        """All facts with their sources."""
        return facts_from_wire(self.comparison.facts, self.comparison.sources)

    @cached_property
    def judgement(self) -> Judgement:
        """What the lawbook proposed, and what was missing; what a person took stands above it."""
        if self.taken is not None:
            return self.taken
        return judgement_from_wire(self.comparison.judgement, self.facts)

    @cached_property
    def siblings(self) -> list[Reading]:
        """The other parts of a split patch, by their comparison."""
        if not self.patch.part_number:
            return []
        others = Comparison.objects.filter(
            is_current=True, patch__campaign=self.patch.campaign_id, patch__number=self.patch.number,
            patch__fate=Fate.ACTIVE,
        ).exclude(patch=self.patch)  # fmt: skip
        return [Reading(one.patch, one) for one in others.select_related("patch")]

    @cached_property
    def figures(self) -> Figures:
        """The figures of the patch in 亩; a part of a split patch is fitted to its siblings, as on paper."""
        return figures_of([self.judgement.facts, *(one.facts for one in self.siblings)], AreaUnit.MU)[0]

    @cached_property
    def card(self) -> FilledCard:
        """The registration card, filled with what is known."""
        return self.filled(CARD)

    def filled(self, form: str) -> FilledCard:
        """Return a card by its id, filled with what is known."""
        book = cards()
        return fill_card(book.cards[form], self.judgement, book, self.figures)


def reading_of(patch: Patch) -> Reading | None:
    """Return the current comparison of a patch, read again; None where it was not compared yet."""
    comparison = Comparison.objects.filter(patch=patch, is_current=True).first()
    return Reading(patch, comparison) if comparison is not None else None
