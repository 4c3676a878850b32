"""The checklist of materials: from a disc (or none) and a register of what lies on paper to the workbook."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tuban.inspect.disc import Disc
from tuban.inspect.disc.fields import roles
from tuban.inspect.disc.missing import COSTS
from tuban.inspect.preparation import Materials, Prepared, gather, read_materials
from tuban.inspect.preparation.materials import NOTHING, MaterialsNotUnderstood, MaterialsUnreadable
from tuban.render.preparation import Checklist, write_checklist
from tuban.rules.forms import statutory_forms
from tuban.rules.preparation import Holding, checklist, cost_of, field_end, preparation_of, tools
from tuban.rules.rulebook import Rulebook
from tuban.values.language import chinese

CHECKLIST = "准备资料清单.xlsx"


def filled_checklist(prepared: Prepared, materials: Materials, rulebook: Rulebook, day: date) -> Checklist:
    """Return the checklist of what a disc shows and people registered; field work may begin on ``day``."""
    preparation = preparation_of(rulebook)
    campaign = prepared.campaign
    on = date(campaign.year, 12, 31) if campaign.year else day
    days = int(rulebook.parameter("preparation/field_days", on=on, region=campaign.area_code).value)
    entries = checklist(
        preparation, roles=prepared.counts, paper_years=prepared.paper_years, holdings=materials.holdings,
        year=campaign.year,
    )  # fmt: skip
    return Checklist(
        preparation,
        entries,
        tools(preparation, materials.instruments, day=day, field_days=days),
        materials,
        {entry.item.id: cost_of(entry.item, rulebook, entry.lost) for entry in entries},
        prepared.files,
        {name: role.title for name, role in roles().items()},
        {name: chinese(cost) for name, cost in COSTS.items()},
        [form.title for form in statutory_forms(rulebook)],
        day,
        field_end(day, days),
        campaign.area_name,
        campaign.title,
        {id: rulebook.citation(id).text for id in rulebook.instruments},
    )  # fmt: skip


def write_checklist_of(
    disc: Disc, folder: Path, rulebook: Rulebook, day: date, materials: Materials | None = None
) -> None:
    """Write the checklist of an opened disc into ``folder``, with the register given or else that of the disc.

    A register that cannot be read is told on the list itself: it stops no inspection.
    """
    if materials is None:
        materials = materials_on_disc(disc, rulebook)
    write_checklist(folder / CHECKLIST, filled_checklist(gather(disc), materials, rulebook, day))


def materials_on_disc(disc: Disc, rulebook: Rulebook) -> Materials:
    """Return the register that lies on a disc; where it cannot be read, what must be told of it."""
    if disc.materials is None:
        return NOTHING
    try:
        return read_materials(disc.materials, preparation_of(rulebook))
    except (MaterialsUnreadable, MaterialsNotUnderstood) as error:
        return Materials({}, others=((disc.materials.name, Holding(note=error.message)),))
