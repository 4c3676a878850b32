"""Areas that nest and add up (R08–R13)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from tuban.rules.checks.registry import Breach, CampaignAsking, PartAsking, campaign_rule, part_key, part_rule
from tuban.values.area import ZERO, Area, total
from tuban.values.facts import Facts

_COUNTED = "counted_"
_MEASURED = ""
_OVERLAY_AREAS = (
    "agricultural_area",
    "cultivated_area",
    "construction_area",
    "unused_area",
    "unsurveyed_area",
    "basic_farmland_area",
    "basic_farmland_cultivated_area",
    "plan_conforming_area",
    "plan_breaching_area",
    "plan_unmapped_area",
    "conversion_area",
    "supply_area",
)


def _whole(prefix: str) -> str:
    return "counted_area" if prefix else "geometry_area"


@part_rule("R08")
def classes_nest(ask: PartAsking) -> Iterator[Breach]:
    """农用地 holds 耕地, which holds the cultivated part of the basic farmland."""
    yield from ask.unknown(*ask.lacking("agricultural_area", "cultivated_area", "basic_farmland_cultivated_area"))
    for outer, inner in (
        ("counted_agricultural_area", "counted_cultivated_area"),
        ("agricultural_area", "cultivated_area"),
        ("cultivated_area", "basic_farmland_cultivated_area"),
    ):
        yield from _exceeds(ask, inner, outer)


def _exceeds(ask: PartAsking, inner: str, outer: str, case: str = "exceeds") -> Iterator[Breach]:
    small, large = ask.area(inner), ask.area(outer)
    if small is not None and large is not None and small > large + ask.tolerance:
        about = {"inner": ask.title(inner), "inner_area": small, "outer": ask.title(outer), "outer_area": large}
        yield Breach(case, about, (inner, outer))


@part_rule("R09")
def classes_add_up(ask: PartAsking) -> Iterator[Breach]:
    """农用地 + 建设用地 + 未利用地 is the whole part."""
    yield from ask.unknown(*ask.empty("agricultural_area", "construction_area", "unused_area"))
    for prefix in (_COUNTED, _MEASURED):
        names = tuple(f"{prefix}{group}_area" for group in ("agricultural", "construction", "unused"))
        yield from _sum(ask, names, _whole(prefix), rest="unsurveyed_area")


@part_rule("R10")
def plan_areas_add_up(ask: PartAsking) -> Iterator[Breach]:
    """符合规划 + 不符合规划 is the whole part, and one of them is filled."""
    if ask.area("plan_conforming_area") is None and ask.area("plan_breaching_area") is None:
        yield from ask.unknown("plan_conforming_area", "plan_breaching_area")
    for prefix in (_COUNTED, _MEASURED):
        names = tuple(f"{prefix}plan_{side}_area" for side in ("conforming", "breaching"))
        yield from _sum(ask, names, _whole(prefix), rest="plan_unmapped_area")


def _sum(ask: PartAsking, names: tuple[str, ...], whole: str, *, rest: str) -> Iterator[Breach]:
    parts = [ask.area(name) for name in names]
    area = ask.area(whole)
    if area is None or any(part is None for part in parts):
        return
    added = total(part for part in parts if part is not None)
    if _differ(added, area, ask.tolerance):
        about = {"terms": " + ".join(ask.title(name) for name in names), "sum": added, "whole": area}
        uncovered = ask.area(rest) or ZERO
        case = "uncovered" if uncovered > ask.tolerance else "differs"
        yield Breach(case, {**about, "uncovered": uncovered}, (*names, whole, rest))


def _differ(one: Area, other: Area, tolerance: Area) -> bool:
    return abs(one.square_metres - other.square_metres) > tolerance.square_metres


@part_rule("R11")
def basic_farmland_breaches_the_plan(ask: PartAsking) -> Iterator[Breach]:
    """Basic farmland taken lies within the area that does not conform to the plan."""
    yield from ask.unknown(*ask.lacking("basic_farmland_area", "plan_breaching_area"))
    counted = list(_exceeds(ask, "counted_basic_farmland_area", "counted_plan_breaching_area"))
    yield from counted or _exceeds(ask, "basic_farmland_area", "plan_breaching_area")


@part_rule("R12")
def measured_areas_are_possible(ask: PartAsking) -> Iterator[Breach]:
    """No measured area is negative, empty, or larger than the land it lies in."""
    yield from ask.unknown(*ask.lacking("geometry_area", "monitored_area"))
    for name in _OVERLAY_AREAS:
        area = ask.area(name)
        if area is not None and area < ZERO:
            yield Breach("negative", {"what": ask.title(name), "area": area}, (name,))
    shape = ask.area("geometry_area")
    if shape is not None and shape <= ZERO:
        yield Breach("nothing", {"area": shape}, ("geometry_area",))
    yield from _exceeds(ask, "basic_farmland_area", "monitored_area")
    yield from _exceeds(ask, "cultivated_area", "geometry_area")


@campaign_rule("R13")
def parts_fit_their_patch(ask: CampaignAsking) -> Iterator[Breach]:
    """The parts of a patch together are no larger than the patch, and not much smaller."""
    # Each part carries its own share of the patch's monitored area.
    floor = Fraction(str(ask.parameters("checks/parts_share_floor")))
    patches: dict[str, list[Facts]] = {}
    for facts in ask.parts():
        patches.setdefault(part_key(facts)[0], []).append(facts)
    for number, parts in patches.items():
        patch = parts[0].with_facts(part_number="")
        counted, issued = (_known(parts, name) for name in ("counted_area", "monitored_area"))
        if not number or len(issued) < len(parts):
            yield from ask.unknown(ask.title("monitored_area"), patch)
            continue
        about = {"count": len(parts), "sum": total(counted), "monitored": total(issued)}
        if total(counted) > total(issued) + ask.tolerance:
            yield Breach("exceeds", about, part=patch)
        elif len(counted) < len(parts):
            yield from ask.unknown(ask.title("counted_area"), patch)
        elif total(counted) < total(issued) * floor:
            yield Breach("short", about, part=patch)


def _known(parts: Sequence[Facts], name: str) -> list[Area]:
    return [area for facts in parts if isinstance(area := facts[name], Area)]
