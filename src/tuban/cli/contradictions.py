"""What `tuban inspect` leaves of the contradictions: the workbook 矛盾对照表."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tuban.inspect.contradictions import sources_of
from tuban.inspect.run import Inspection
from tuban.render.contradictions import About, write_contradictions
from tuban.rules.contradictions import find_contradictions, kinds_of, reconcile
from tuban.rules.rulebook import Rulebook

CONTRADICTIONS = "矛盾对照表.xlsx"


def write_contradictions_of(inspection: Inspection, folder: Path, rulebook: Rulebook, day: date) -> None:
    """Hold the results against every other source, and write the workbook into ``folder``."""
    campaign = inspection.disc.campaign
    sources = sources_of(inspection)
    townships = {unit.code: unit.name for unit in inspection.units if not unit.is_county}
    write_contradictions(
        folder / CONTRADICTIONS,
        find_contradictions(sources, rulebook, campaign=inspection.context),
        reconcile(sources, rulebook, list(townships)),
        kinds_of(rulebook),
        About(
            campaign.area_name,
            campaign.title,
            day,
            townships,
            {id: rulebook.citation(id).text for id in rulebook.instruments},
        ),
    )
