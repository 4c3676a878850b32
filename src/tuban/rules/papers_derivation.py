"""What the papers of a part say, in words: approval, order of dates, supply, quantity, use, application, faults."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tuban.rules.evidence import Evidence
from tuban.values.area import Area, total
from tuban.values.dates import PartialDate
from tuban.values.facts import UNKNOWN, Unknown
from tuban.values.papers import Paper

APPLICATION_STEPS = ("city", "province", "ministry")


def _conversions(evidence: Evidence) -> tuple[Paper, ...] | Unknown:
    return evidence.papers(*evidence.parameter("approval/conversion_kinds"))


def approval_state(evidence: Evidence) -> Any:
    """Return how far conversion (or what stands for it) covers the part; not needed on construction land of old."""
    cover = evidence.cover(_conversions(evidence), "conversion_area")
    if cover in ("none", "partial") and evidence.derived["base_state"] == "construction":
        evidence.look("construction_area")
        return "not_needed"
    return cover


def expropriation_state(evidence: Evidence) -> Any:
    """Return how far a separate expropriation covers the part; without one, the conversion's paper decides both."""
    if evidence.derived["approval_state"] in ("none", "not_needed"):
        return "not_applicable"
    papers = evidence.papers("expropriation", presumed=True)
    cover = evidence.cover(papers, None) if papers else "none"
    return "with_conversion" if cover == "none" else cover


def timing_state(evidence: Evidence) -> Any:
    """Return whether approval came before use, after use, or after a permitted early use."""
    state = evidence.derived["approval_state"]
    if state in ("none", "not_needed"):
        return "not_applicable"
    used = evidence.ask("use_date")
    approved = _approved_on(evidence)
    if approved is None:
        return evidence.need("approvals")
    if not isinstance(used, PartialDate):
        return evidence.need("use_date")
    order = _in_order(approved, used)
    if not order and _early_use(evidence, used):
        return "early_use"
    if order is None:
        evidence.need("use_date")
        return "time_unclear"
    return "before_use" if order else "after_use"


def _approved_on(evidence: Evidence) -> PartialDate | None:
    """Return the day from which conversion, and expropriation where it is a paper of its own, stood."""
    papers = evidence.touching(_conversions(evidence))
    approved = evidence.decisive_date(papers)
    separate = evidence.touching(evidence.papers("expropriation", presumed=True))
    if not separate or evidence.derived["expropriation_state"] == "with_conversion":
        return approved
    taken = evidence.decisive_date(separate)
    return None if approved is None or taken is None else max(approved, taken, key=lambda day: day.latest)


def _in_order(first: PartialDate, then: PartialDate) -> bool | None:
    """Whether the first came before the second; None where they may be the same day."""
    return None if first == then else first.before(then)


def _early_use(evidence: Evidence, used: PartialDate) -> bool:
    levels = evidence.parameter("approval/early_use_levels")
    papers = evidence.touching(evidence.papers("early_use", presumed=True))
    return any(
        paper.organ_level in levels
        and paper.date is not None
        and _in_order(paper.date, used) is True
        and evidence.cover((paper,), None) == "full"
        for paper in papers
    )


def supply_cover(evidence: Evidence) -> Any:
    """Return how far land supply covers the part, whenever it was made."""
    use = evidence.look("actual_use")
    if use is not UNKNOWN and use in evidence.parameter("approval/uses_without_supply"):
        return "not_needed"
    return evidence.cover(evidence.papers("supply"), "supply_area")


def supply_state(evidence: Evidence) -> Any:
    """Return how far land supply covers the part, and whether it came before the use."""
    cover = supply_cover(evidence)
    if cover != "full":
        return cover
    papers = evidence.papers("supply")
    supplied = evidence.decisive_date(evidence.touching(papers))
    used = evidence.ask("use_date")
    if supplied is None:
        return evidence.need("approvals")
    if not isinstance(used, PartialDate):
        return evidence.need("use_date")
    order = _in_order(supplied, used)
    if order is None:
        return evidence.need("use_date", "approvals")
    return "full" if order else "late"


def quantity_state(evidence: Evidence) -> Any:
    """Return whether the part is larger than everything that its papers approve together."""
    supplies = evidence.papers("supply", presumed=True)
    papers = evidence.touching(supplies) or evidence.touching(_conversions(evidence))
    if not papers:
        return "not_applicable"
    approved = [paper.approved for paper in papers]
    if any(area is None for area in approved):
        return "within"  # the boundary decides: a paper that states no area has no other quantity
    surveyed = evidence.look("surveyed_area")
    used = surveyed if isinstance(surveyed, Area) else evidence.whole()
    if not isinstance(used, Area):
        return UNKNOWN
    most = total(area for area in approved if area is not None)
    over = used.square_metres - most.square_metres
    return "exceeded" if over > most.square_metres * _exact(evidence, "coverage/quantity_tolerance") else "within"


def _exact(evidence: Evidence, path: str) -> Any:
    return Area.from_m2(evidence.parameter(path)).square_metres


def use_state(evidence: Evidence) -> Any:
    """Return whether the land is used as approved: as the field says, as the two uses show; else nobody knows."""
    told = evidence.look("used_as_approved")
    if isinstance(told, bool):
        return "as_approved" if told else "changed"
    papers = [
        *evidence.touching(evidence.papers("supply", presumed=True)),
        *evidence.touching(_conversions(evidence)),
        *evidence.touching(evidence.papers("registration", presumed=True)),
    ]
    if not papers and evidence.derived["approval_state"] in ("none", "not_needed"):
        return "not_applicable"
    uses = evidence.rulebook.codelist("actual_use")
    actual = evidence.look("actual_use")
    approved = next((entry for paper in papers if paper.use and (entry := uses.find(paper.use))), None)
    if approved is not None:
        if actual not in uses:
            return evidence.need("actual_use")
        return "as_approved" if uses.entry(actual)["group"] == approved["group"] else "changed"
    return evidence.need("used_as_approved")


def application_state(evidence: Evidence) -> Any:
    """Return whether an application had been accepted when the use began."""
    accepted = [evidence.look(f"{step}_accepted_on") for step in APPLICATION_STEPS]
    days = [day for day in accepted if isinstance(day, PartialDate)]
    if not days:
        # The city accepts first: where it accepted nothing, nobody did.
        return "none" if accepted[0] is None else evidence.need("city_accepted_on")
    used = evidence.ask("use_date")
    if not isinstance(used, PartialDate):
        return evidence.need("use_date")
    first = min(days, key=lambda day: day.latest)
    order = True if first == used and first.day is not None else first.before(used)
    if order is None:
        evidence.need("use_date")
        return "time_unclear"
    return "before_use" if order else "after_use"


def application_level(evidence: Evidence) -> Any:
    """Return the highest level that accepted the application."""
    accepted = {step: evidence.look(f"{step}_accepted_on") for step in APPLICATION_STEPS}
    reached = [step for step, day in accepted.items() if isinstance(day, PartialDate)]
    if reached:
        return reached[-1]
    return "none" if accepted["city"] is None else evidence.need("city_accepted_on")


def registration_state(evidence: Evidence) -> Any:
    """Return whether a right over the part was registered before the use; nobody claims one: none."""
    papers = evidence.papers("registration", presumed=True)
    if not evidence.looked_into("registration") and not papers and evidence.presumes_absent("registration"):
        return "none"
    cover = evidence.cover(papers, "registered_area")
    if cover != "full":
        return cover
    registered = evidence.decisive_date(evidence.touching(papers))
    used = evidence.ask("use_date")
    if registered is None:
        return evidence.need("approvals")
    if not isinstance(used, PartialDate):
        return evidence.need("use_date")
    order = _in_order(registered, used)
    return evidence.need("use_date") if order is None else ("full" if order else "late")


def approval_fault(evidence: Evidence) -> Any:
    """Return whether the approval itself is bad: forged, given without power, or supplied unlawfully."""
    for name, bad, fault in (
        ("approval_forged", True, "forged"),
        ("approved_within_power", False, "without_power"),
        ("unlawful_supply_method", True, "unlawful_supply"),
    ):
        if evidence.claimed(name) is bad:
            return fault
    if evidence.facts["approved_within_power"] is True:
        return "none"
    return _fault_of_level(evidence, evidence.touching(_conversions(evidence)))


def _fault_of_level(evidence: Evidence, papers: Sequence[Paper]) -> Any:
    levels = [paper.organ_level for paper in papers]
    general = evidence.parameter("approval/levels_with_power")
    if any(level is not None and level not in general for level in levels):
        return "without_power"
    highest = evidence.parameter("approval/basic_farmland_levels_with_power")
    if all(level in highest for level in levels):
        return "none"
    farmland = evidence.derived["basic_farmland_state"]
    if farmland == "none":
        return "none"
    if farmland is UNKNOWN:
        return evidence.need("basic_farmland_area")
    if any(level is None for level in levels):
        return evidence.need("approvals")
    return "without_power"


def temporary_state(evidence: Evidence) -> Any:
    """Return whether a temporary approval covers the part, is in term, and bears no permanent building."""
    asked = evidence.look("ground_state") in (UNKNOWN, "temporary_use")
    papers = evidence.papers("temporary", presumed=not asked)
    cover = evidence.cover(papers, "temporary_area")
    if cover in ("none", UNKNOWN) and not asked:
        return "not_applicable" if not papers else cover
    if cover != "full":
        return cover
    return _temporary_term(evidence, evidence.touching(papers))


def _temporary_term(evidence: Evidence, papers: Sequence[Paper]) -> Any:
    permanent = evidence.ask("permanent_structure")
    if permanent is True:
        return "permanent"
    over = _term_over(evidence, papers)
    if over is not False:
        return "expired" if over is True else UNKNOWN
    used = evidence.ask("use_date")
    approved = evidence.decisive_date(papers)
    if approved is None:
        return evidence.need("approvals")
    if permanent is not False or not isinstance(used, PartialDate):
        return UNKNOWN
    order = approved == used or approved.before(used)
    return evidence.need("use_date") if order is None else ("valid" if order else "none")


def _term_over(evidence: Evidence, papers: Sequence[Paper]) -> bool | Unknown:
    """Return whether the last term ended before the land was last seen in use."""
    ends = [paper.until for paper in papers if paper.until is not None]
    seen = [day for name in ("image_after", "visited_on") if isinstance(day := evidence.look(name), PartialDate)]
    if not ends or not seen:
        return evidence.need("image_after" if ends else "approvals")
    last = max(seen, key=lambda day: day.latest)
    over = max(ends, key=lambda day: day.latest).before(last)
    if over is None or (not over and evidence.facts["visited_on"] is UNKNOWN):
        return evidence.need("visited_on")  # who saw the use last decides whether the term had ended
    return over


def facility_state(evidence: Evidence) -> Any:
    """Return whether an agricultural facility is filed, and free of permanent basic farmland."""
    if evidence.look("ground_state") not in (UNKNOWN, "facility_agriculture"):
        return "not_applicable"
    filed = _filed(evidence)
    if filed != "full":
        return "unfiled" if filed == "none" else filed
    farmland = evidence.derived["basic_farmland_state"]
    if farmland is UNKNOWN:
        return evidence.need("basic_farmland_area")
    return "filed" if farmland == "none" else "on_basic_farmland"


def _filed(evidence: Evidence) -> Any:
    """Return how far a filing covers the part. A filing number without a boundary on the disc counts as told."""
    number = evidence.look("facility_filing_number")
    papers = evidence.papers("facility", presumed=number is not UNKNOWN)
    if isinstance(papers, Unknown):
        return evidence.need("facility_filing_number")
    told = isinstance(number, str) and bool(number)
    if papers and not (told and any(paper.covered is UNKNOWN for paper in papers)):
        return evidence.cover(papers, "facility_area")
    return "full" if told else "none"


def other_papers_state(evidence: Evidence) -> Any:
    """Return whether papers beside conversion and supply touch the part."""
    kinds = ("temporary", "facility", "registration", "early_use", "emergency", "housing", "disaster")
    return "some" if evidence.touching(evidence.papers(*kinds, presumed=True)) else "none"


def image_timing(evidence: Evidence) -> Any:
    """Return whether approval came before, between or after the two images (for the office, before any visit)."""
    if evidence.derived["approval_state"] in ("none", "not_needed"):
        return "not_applicable"
    papers = evidence.touching(_conversions(evidence))
    approved = evidence.decisive_date(papers) if papers else None
    before, after = evidence.ask("image_before"), evidence.ask("image_after")
    if approved is None or not isinstance(before, PartialDate) or not isinstance(after, PartialDate):
        return UNKNOWN
    if approved.before(before):
        return "before_images"
    if after.before(approved):
        return "after_images"
    return "between_images"


def approval_ground(evidence: Evidence) -> Any:
    """Return on what a lawful use rests: conversion, a pilot's approval, or a registered right."""
    papers = evidence.touching(_conversions(evidence))
    if papers:
        return "conversion" if any(paper.kind == "conversion" for paper in papers) else "pilot"
    return "registration" if evidence.derived["registration_state"] == "full" else "none"


def approval_year(evidence: Evidence) -> Any:
    """Return whether approval was of the year inspected or earlier."""
    papers = evidence.touching(_conversions(evidence))
    if not papers:
        return "not_applicable"
    approved = evidence.decisive_date(papers)
    if approved is None:
        return evidence.need("approvals")
    year = evidence.campaign.year
    return "this_year" if approved.year == year else ("earlier" if approved.year < year else "later")
