"""Temporary land, facility agriculture, and land approved earlier and built this year (R25, R26, R39)."""

from __future__ import annotations

from collections.abc import Iterator

from tuban.rules.checks.registry import Breach, PartAsking, is_filled, part_rule
from tuban.values.area import total
from tuban.values.facts import UNKNOWN, Unknown


@part_rule("R25")
def temporary_land_is_in_term(ask: PartAsking) -> Iterator[Breach]:
    """Temporary land is approved, in term, and carries no permanent building; else it is unlawful."""
    if ask.finding != "temporary_use":
        return
    yield from ask.unknown(*ask.empty("temporary_state", "permanent_structure"))
    state = ask.facts["temporary_state"]
    if is_filled(state) and state != "valid":
        yield Breach("not_valid", {"state": ask.label("temporary_state", state)}, ("temporary_state",))
    if ask.facts["permanent_structure"] is True:
        yield Breach("permanent", facts=("permanent_structure",))


@part_rule("R26")
def facility_is_filed_and_spares_farmland(ask: PartAsking) -> Iterator[Breach]:
    """Facility agriculture is filed and takes no permanent basic farmland."""
    claimed = "facility_agriculture" in (ask.finding, ask.facts["ground_state"])
    if not claimed or ask.finding == "unlawful":
        return
    yield from _filing(ask)
    yield from ask.unknown(*ask.lacking("basic_farmland_area"))
    farmland = ask.area("basic_farmland_area")
    if farmland is not None and farmland > ask.tolerance:
        yield Breach("on_basic_farmland", {"area": farmland}, ("basic_farmland_area",))
    cultivated = ask.area("cultivated_area")
    if cultivated is not None and cultivated > ask.tolerance:
        yield Breach("on_cultivated", {"area": cultivated}, ("cultivated_area",))


def _filing(ask: PartAsking) -> Iterator[Breach]:
    number = ask.facts["facility_filing_number"]
    papers = ask.papers("facility")
    if is_filled(number) or (not isinstance(papers, Unknown) and any(is_filled(paper.number) for paper in papers)):
        return
    if number is UNKNOWN and isinstance(papers, Unknown):
        yield from ask.unknown("facility_filing_number")
    else:
        yield Breach("not_filed", facts=("facility_filing_number", "approvals"))


@part_rule("R39")
def built_part_lies_within_the_approval(ask: PartAsking) -> Iterator[Breach]:
    """Of land approved earlier, the built area is within the approved, the cultivated within the built."""
    if ask.facts["patch_list"] != "earlier_approved" or ask.finding == "unlawful":
        return
    if ask.facts["ground_state"] not in (UNKNOWN, None, "new_construction"):
        ground = ask.label("ground_state", ask.facts["ground_state"])
        yield Breach("not_built", {"ground": ground}, ("patch_list", "ground_state"))
        return
    yield from ask.unknown(*ask.empty("built_cultivated_area", "built_cultivated_basis"))
    built = ask.area("counted_area") or ask.area("geometry_area")
    if built is None:
        yield from ask.unknown("counted_area")
        return
    cultivated = ask.area("built_cultivated_area")
    if cultivated is not None and cultivated > built + ask.tolerance:
        yield Breach("cultivated_beyond", {"cultivated": cultivated, "built": built}, ("built_cultivated_area",))
    papers = ask.papers(*ask.parameters("approval/conversion_kinds"))
    if isinstance(papers, Unknown):
        return
    approved = [paper.approved for paper in papers if paper.approved is not None]
    if papers and len(approved) == len(papers) and built > total(approved) + ask.tolerance:
        yield Breach("built_beyond", {"built": built, "approved": total(approved)}, ("counted_area", "approvals"))
