"""Shapes, counts and coordinate systems of what was issued (R04–R07)."""

from __future__ import annotations

from collections.abc import Iterator

from tuban.rules.checks.registry import Breach, CampaignAsking, PartAsking, campaign_rule, part_key, part_rule
from tuban.values.facts import Unknown


@part_rule("R04")
def geometry_is_clean(ask: PartAsking) -> Iterator[Breach]:
    """The outline is closed and simple, and no other patch of the batch lies over it."""
    yield from ask.unknown(*ask.lacking("geometry_valid", "overlaps_in_batch"))
    if ask.facts["geometry_valid"] is False:
        yield Breach("invalid", facts=("geometry_valid",))
    overlap = ask.area("overlaps_in_batch")
    if overlap is not None and overlap > ask.tolerance:
        yield Breach("overlaps", {"area": overlap}, ("overlaps_in_batch",))


@part_rule("R05")
def earlier_batches_lie_elsewhere(ask: PartAsking) -> Iterator[Breach]:
    """No patch of an earlier batch lies over this one."""
    yield from ask.unknown(*ask.lacking("overlaps_earlier_batch"))
    overlap = ask.area("overlaps_earlier_batch")
    if overlap is not None and overlap > ask.tolerance:
        yield Breach("overlaps", {"area": overlap})


@campaign_rule("R05")
def earlier_batches_have_other_numbers(ask: CampaignAsking) -> Iterator[Breach]:
    """No patch carries the number of an earlier batch's patch."""
    if isinstance(ask.totals.earlier_numbers, Unknown):
        yield from ask.unknown("往期图斑")
        return
    for facts in ask.parts():
        number = part_key(facts)[0]
        if number in ask.totals.earlier_numbers:
            yield Breach("same_number", {"number": number}, ("patch_number",), facts)


@campaign_rule("R06")
def counts_agree_with_the_descriptor(ask: CampaignAsking) -> Iterator[Breach]:
    """Every file holds as many features as its descriptor says, and every patch has its figure."""
    declared, loaded = ask.totals.declared_counts, ask.totals.loaded_counts
    if isinstance(declared, Unknown) or isinstance(loaded, Unknown):
        yield from ask.unknown("清单所列数量")
    else:
        for file in sorted(declared):
            if declared[file] != loaded.get(file, 0):
                yield Breach("counts", {"file": file, "declared": declared[file], "loaded": loaded.get(file, 0)})
    figures = ask.totals.figure_counts
    if not isinstance(figures, Unknown):
        for number in sorted({part_key(facts)[0] for facts in ask.parts()}):
            if figures.get(number, 0) != 1:
                yield Breach("figures", {"number": number, "count": figures.get(number, 0)})


@campaign_rule("R07")
def coordinates_are_national(ask: CampaignAsking) -> Iterator[Breach]:
    """Every issued file is in the national coordinate system."""
    files = ask.totals.crs_by_file
    if isinstance(files, Unknown):
        yield from ask.unknown("坐标系说明")
        return
    ranges = ask.rule.data["epsg"]
    for file in sorted(files):
        epsg = files[file]
        if epsg is None:
            yield Breach("unstated", {"file": file})
        elif not any(first <= epsg <= last for first, last in ranges):
            yield Breach("other", {"file": file, "epsg": epsg})
