"""Rectification and its totals, amounts, and the gate for approvals (R30–R32, R34, R36)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tuban.rules.checks.gate import is_blocked, made_up_afterwards
from tuban.rules.checks.registry import Breach, CampaignAsking, PartAsking, campaign_rule, is_filled, part_rule
from tuban.rules.checks.totals import Figure
from tuban.values.area import Area, total
from tuban.values.facts import UNKNOWN, Facts, Unknown

_WAYS_OF_DEMOLITION = ("demolished_area", "demolished_land_area", "recultivated_area")


@part_rule("R30")
def rectified_means_nothing_is_left(ask: PartAsking) -> Iterator[Breach]:
    """A part is rectified exactly where nothing remains to be rectified and its handling is concluded."""
    if ask.finding != "unlawful":
        return
    settled, remaining = ask.facts["settled"], ask.area("remaining_area")
    done = [name for name in ("settled", "case_closed") if ask.facts[name] is True]
    done += ["fulfilment"] if ask.facts["fulfilment"] == "fully" else []
    if remaining is None:
        if done:
            yield from ask.unknown("remaining_area")
        return
    if remaining > ask.tolerance and done:
        yield Breach("left_over", {"remaining": remaining, "done": ask.titles(done)}, ("remaining_area", *done))
    concluded = ask.facts["case_closed"] is True
    if remaining <= ask.tolerance and concluded and settled is False:
        yield Breach("not_settled", {"remaining": remaining}, ("remaining_area", "case_closed", "settled"))


@campaign_rule("R31")
def tasks_are_rectified_or_open(ask: CampaignAsking) -> Iterator[Breach]:
    """Every task is either rectified or open, and the reported figures say so."""
    tasks = ask.parts("unlawful")
    unclear = [facts for facts in tasks if facts["settled"] not in (True, False)]
    if unclear:
        yield from ask.unknown(ask.title("settled"), count=len(unclear))
    stated = ask.totals.rectification
    if isinstance(stated, Unknown):
        return
    yield from _identity(ask, "sum", stated.total, [stated.rectified, stated.open])
    if not unclear:
        settled = [facts for facts in tasks if facts["settled"] is True]
        yield from _identity(ask, "total_differs", stated.total, [_figure(tasks)])
        yield from _identity(ask, "rectified_differs", stated.rectified, [_figure(settled)])


@campaign_rule("R32")
def rectified_by_demolition_or_procedure(ask: CampaignAsking) -> Iterator[Breach]:
    """Every rectified task was demolished, regularised, or both; the reported figures add up so."""
    for facts in ask.parts("unlawful"):
        if facts["settled"] is not True:
            continue
        demolished = [facts[name] for name in _WAYS_OF_DEMOLITION]
        by_demolition = any(isinstance(area, Area) and area for area in demolished)
        if by_demolition or facts["regularised"] is True:
            continue
        if UNKNOWN in (facts["regularised"], *demolished):
            yield from ask.unknown(f"{ask.title('demolished_area')}、{ask.title('regularised')}", facts)
        else:
            yield Breach("no_way", part=facts)
    stated = ask.totals.rectification
    if not isinstance(stated, Unknown):
        yield from _identity(ask, "sum", stated.rectified, [stated.demolished, stated.regularised, stated.both])


def _figure(parts: Sequence[Facts]) -> Figure:
    return Figure(len(parts), _sum(parts, "counted_area"), _sum(parts, "counted_cultivated_area"))


def _sum(parts: Sequence[Facts], name: str) -> Area:
    return total(value for facts in parts if isinstance(value := facts[name], Area))


def _identity(ask: CampaignAsking, case: str, whole: Figure, parts: Sequence[Figure]) -> Iterator[Breach]:
    """Compare a figure with the sum of others by count, area and cultivated land."""
    names = ask.rule.data["measures"]
    count = sum(part.count for part in parts)
    if whole.count != count:
        yield Breach(case, {"measure": names["count"], "stated": whole.count, "sum": count})
    for measure in ("area", "cultivated"):
        stated: Area = getattr(whole, measure)
        added = total(getattr(part, measure) for part in parts)
        if abs(stated.square_metres - added.square_metres) > ask.tolerance.square_metres:
            yield Breach(case, {"measure": names[measure], "stated": stated, "sum": added})


@part_rule("R34")
def no_more_is_done_than_was_due(ask: PartAsking) -> Iterator[Breach]:
    """No more is recultivated, demolished or paid than there was."""
    if ask.finding != "unlawful":
        return
    for done, due, case in (
        ("recultivated_area", "counted_cultivated_area", "recultivated"),
        ("demolished_land_area", "counted_area", "demolished"),
    ):
        small, large = ask.area(done), ask.area(due)
        if small is not None and large is None:
            yield from ask.unknown(due)
        elif small is not None and large is not None and small > large + ask.tolerance:
            yield Breach(case, {"done": small, "due": large}, (done, due))
    paid, fine = ask.facts["fine_paid"], ask.facts["fine_due"]
    if is_filled(paid) and not is_filled(fine):
        yield from ask.unknown("fine_due")
    elif is_filled(paid) and paid > fine:
        yield Breach("paid", {"done": f"{paid:g}", "due": f"{fine:g}"}, ("fine_paid", "fine_due"))


@part_rule("R36")
def unsettled_land_gets_no_approval(ask: PartAsking) -> Iterator[Breach]:
    """Unlawful land not settled is on the block list; an approval made up before settlement is an error."""
    if not is_blocked(ask.facts):
        return
    number = made_up_afterwards(ask.facts)
    if number is not None:
        case = "made_up" if ask.facts["settled"] is False else "made_up_open"
        yield Breach(case, {"number": number})
    elif ask.facts["settled"] is UNKNOWN:
        yield from ask.unknown("settled")
    else:
        yield Breach("blocked")
