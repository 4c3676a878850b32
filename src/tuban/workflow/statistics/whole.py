"""All official forms of a campaign as of now, lists whole: summaries from the kept sums, lists from the records."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tuban.rules.facts_wire import facts_from_wire
from tuban.rules.forms.asking import facts_listed
from tuban.rules.forms.filled import FilledForm, PartKey
from tuban.rules.forms.filling import statutory_forms
from tuban.rules.forms.population import text_of
from tuban.rules.forms.together import fill_together
from tuban.values.facts import Facts
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.statistics.records import records_of
from tuban.workflow.statistics.tables import Scope, tallies_in, units_with_rows


@dataclass(frozen=True, slots=True)
class Listed:
    """A part with the facts that forms print or ask for."""

    facts: Facts


def whole_forms(campaign: Campaign, *, ratios: Mapping[str, Any] | None = None) -> list[FilledForm]:
    """Return every table form of a campaign whose sums are up to date. ``ratios`` are those of its units."""
    law, taken = rulebook_of(campaign), set[PartKey]()
    tallies = tallies_in(Scope((campaign,), campaign.area_code))
    parts = _parts(campaign, facts_listed(statutory_forms(law)), taken)
    return fill_together(tallies, parts, units_with_rows(campaign), law, ratios=ratios, taken=taken)


def _parts(campaign: Campaign, only: Collection[str], taken: set[PartKey]) -> Iterator[Listed]:
    """Yield the parts of a campaign, and put those whose finding a person took into ``taken``."""
    for one in records_of(campaign):
        # Sources say whether the parts of a split patch were measured together: of others they are not asked.
        facts = facts_from_wire(one.facts, one.sources if one.facts.get("part_number") else {}, only)
        if one.is_taken:
            taken.add((text_of(facts["patch_number"]), text_of(facts["part_number"])))
        yield Listed(facts)
