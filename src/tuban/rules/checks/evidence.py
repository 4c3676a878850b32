"""Causes, photographs, and opinions against land classes (R27–R29)."""

from __future__ import annotations

from collections.abc import Iterator

from tuban.rules.checks.registry import Breach, PartAsking, is_filled, part_rule
from tuban.values.codes import land_class_stem
from tuban.values.facts import UNKNOWN


@part_rule("R27")
def unchanged_ground_has_cause_and_photo(ask: PartAsking) -> Iterator[Breach]:
    """A pseudo-change (伪变化) states its cause and shows a photograph."""
    if ask.finding == "unchanged":
        yield from ask.unknown(*ask.empty("pseudo_change_cause"))
        yield from _photo(ask)


@part_rule("R28")
def opinion_agrees_with_the_land_class(ask: PartAsking) -> Iterator[Breach]:
    """The opinion agrees with what the land class of last year lets expect."""
    land_class = ask.facts["main_class_before"]
    if not is_filled(land_class):
        yield from ask.unknown("main_class_before")
        return
    if ask.finding not in ask.marked("finding", "final"):
        return
    papers = ask.papers("conversion", "supply", "registration")
    approved = isinstance(papers, tuple) and any(is_filled(paper.number) for paper in papers)
    stem = land_class_stem(str(land_class))
    about = {"land_class": ask.label("land_class", stem), "finding": ask.label("finding", ask.finding)}
    expected = ask.rule.data["expects"].get(stem)
    if expected is not None:
        # An approval, a supply or a certificate comes before the land class (domain.md §3.2, order of S5).
        if ask.finding != expected and not (ask.finding == "lawful" and approved):
            yield Breach("unexpected", {**about, "expected": ask.label("finding", expected)})
    elif ask.finding == "lawful" and not approved and stem.startswith(tuple(ask.rule.data["doubtful"])):
        yield Breach("doubtful", about)


@part_rule("R29")
def every_category_has_a_photo(ask: PartAsking) -> Iterator[Breach]:
    """Every category shows at least one photograph; a pseudo-change is asked by R27."""
    if ask.finding in ask.marked("finding", "final") and ask.finding != "unchanged":
        yield from _photo(ask)


def _photo(ask: PartAsking) -> Iterator[Breach]:
    count = ask.facts["photo_count"]
    if count is UNKNOWN:
        yield from ask.unknown("photo_count")
    elif (count or 0) < ask.parameters("checks/photos_minimum"):
        yield Breach("no_photo", {"count": count or 0}, ("photo_count",))
