"""The preparation register of a campaign, as far as the disc shows it and people registered it on the disc."""

from __future__ import annotations

from collections.abc import Mapping

from tuban.inspect.disc import Disc
from tuban.inspect.disc.fields import roles
from tuban.inspect.preparation import Prepared, gather, read_materials
from tuban.inspect.preparation.materials import NOTHING, Materials, MaterialsNotUnderstood, MaterialsUnreadable
from tuban.kernel.formats.children import Nursery
from tuban.rules.preparation import Entry, State, checklist, cost_of, preparation_of
from tuban.rules.rulebook import Rulebook
from tuban.workflow.campaigns.entering import Needed
from tuban.workflow.campaigns.models import Material

_STATES = {
    State.PRESENT: Material.State.HERE,
    State.PARTLY: Material.State.PARTLY,
    State.MISSING: Material.State.MISSING,
    State.UNREGISTERED: Material.State.NOT_REGISTERED,
}
_LONGEST = 200


def needed_of(disc: Disc, rulebook: Rulebook, nursery: Nursery) -> list[Needed]:
    """Return the lines of the register in the order of the lawbook."""
    preparation = preparation_of(rulebook)
    prepared = gather(disc)
    materials = _registered(disc, rulebook, nursery)
    entries = checklist(
        preparation, roles=prepared.counts, paper_years=prepared.paper_years, holdings=materials.holdings,
        year=disc.campaign.year,
    )  # fmt: skip
    return [_needed(entry, prepared, rulebook, preparation.groups) for entry in entries]


def _registered(disc: Disc, rulebook: Rulebook, nursery: Nursery) -> Materials:
    if disc.materials is None or not disc.materials.is_file():
        return NOTHING
    try:
        return read_materials(disc.materials, preparation_of(rulebook), nursery=nursery)
    except (MaterialsUnreadable, MaterialsNotUnderstood):
        return NOTHING  # the check of the disc tells it; a load is not stopped by a list of paper


def _needed(entry: Entry, prepared: Prepared, rulebook: Rulebook, groups: Mapping[str, str]) -> Needed:
    item = entry.item
    files = [
        "，".join(filter(None, (one.file, one.edition, str(one.count))))
        for one in prepared.files
        if one.role in (*item.roles, *item.also)
    ]
    return Needed(
        item=item.id,
        title=item.title,
        kind=groups.get(item.group, item.group)[:40],
        state=_STATES[entry.state],
        lacks=_lacks(entry, rulebook),
        on_disc="\n".join(files),
        keeper=entry.holding.holder[:60],
        place=entry.holding.place[:120],
        note=entry.holding.note[:_LONGEST],
    )


def _lacks(entry: Entry, rulebook: Rulebook) -> str:
    """Say what is missing and what that costs: facts that stay unknown, rules that cannot be asked."""
    if entry.state is State.PRESENT:
        return ""
    titles = {name: role.title for name, role in roles().items()}
    absent = "、".join(titles[role] for role in entry.absent_roles)
    years = "、".join(f"{year}年" for year in entry.years)
    cost = cost_of(entry.item, rulebook, entry.lost)
    lines = [
        f"缺：{absent}" if absent else "",
        f"缺年份：{years}" if years else "",
        f"不明的事实：{'、'.join(cost.facts)}" if cost.facts else "",
        f"受影响的表：{'、'.join(title for title, _columns in cost.forms)}" if cost.forms else "",
        f"不能核对：{'、'.join(cost.rules)}" if cost.rules else "",
        entry.item.cost,
    ]
    return "\n".join(filter(None, lines))
