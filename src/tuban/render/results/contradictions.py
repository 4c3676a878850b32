"""What a result holds of the contradictions: the workbook 矛盾对照表."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tuban.inspect.contradictions import sources_of
from tuban.inspect.run import Inspection
from tuban.render.contradictions import About, write_contradictions
from tuban.rules.contradictions import Comparison, find_contradictions, kinds_of, reconcile
from tuban.rules.rulebook import Rulebook

CONTRADICTIONS = "矛盾对照表.xlsx"


def contradictions_of(inspection: Inspection, rulebook: Rulebook) -> tuple[Comparison, ...]:
    """Hold the results against every other source."""
    return find_contradictions(sources_of(inspection), rulebook, campaign=inspection.context)


def write_contradictions_of(
    inspection: Inspection, folder: Path, rulebook: Rulebook, day: date, comparisons: Sequence[Comparison]
) -> None:
    """Write the workbook of what was found into ``folder``."""
    campaign = inspection.disc.campaign
    townships = {unit.code: unit.name for unit in inspection.units if not unit.is_county}
    write_contradictions(
        folder / CONTRADICTIONS,
        comparisons,
        reconcile(sources_of(inspection), rulebook, list(townships)),
        kinds_of(rulebook),
        About(
            campaign.area_name,
            campaign.title,
            day,
            townships,
            {id: rulebook.citation(id).text for id in rulebook.instruments},
        ),
    )
