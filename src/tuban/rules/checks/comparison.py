"""Results against the change survey, the lists, the quota and the patrol ledger (R37, R38): every contradiction."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from tuban.rules.checks.registry import (
    Breach,
    CampaignAsking,
    PartAsking,
    campaign_rule,
    is_filled,
    part_key,
    part_rule,
)
from tuban.values.area import ZERO, Area, total
from tuban.values.codes import land_class_stem
from tuban.values.facts import UNKNOWN, Facts, Unknown
from tuban.values.papers import Paper


@part_rule("R37")
def patch_agrees_with_the_change_survey(ask: PartAsking) -> Iterator[Breach]:
    """The patch agrees with the record of the change survey, and its list with the papers; else it is visited."""
    comparison = ask.facts["survey_comparison"]
    if comparison in (UNKNOWN, "unknown"):
        yield from ask.unknown("survey_comparison")
    elif comparison == "inconsistent":
        grown = ask.area("survey_new_construction_area")
        about = {
            "before": _land_class(ask, "main_class_before"),
            "now": _land_class(ask, "main_class_now"),
            "grown": "—" if grown is None else grown,
        }
        yield Breach("inconsistent", about)
    yield from _list_against_papers(ask)


def _list_against_papers(ask: PartAsking) -> Iterator[Breach]:
    """The list on which a patch was issued contradicts the papers that lie over it: both sources are named."""
    listed, state, timing = (ask.facts[name] for name in ("patch_list", "approval_state", "timing_state"))
    case = None
    if listed == "unapproved" and state in ("full", "partial") and timing in ("before_use", "early_use"):
        case = "listed_unapproved"
    elif listed in ("approved", "earlier_approved") and state == "none":
        case = "listed_approved"
    if case is not None:
        papers = ask.papers("conversion")
        named = [] if isinstance(papers, Unknown) else [_named(paper) for paper in papers]
        about = {
            "list": ask.label("patch_list", listed),
            "list_source": ask.facts.sources.get("patch_list", "—"),
            "papers": "、".join(named) or ask.rule.data["no_papers"],
        }
        yield Breach(case, about, ("patch_list", "approval_state", "timing_state", "approvals"))


def _land_class(ask: PartAsking, name: str) -> str:
    code = ask.facts[name]
    return ask.label("land_class", land_class_stem(str(code))) if is_filled(code) else "—"


def _named(paper: Paper) -> str:
    date = f"，{paper.date}" if paper.date else ""
    source = f"，{paper.source}" if paper.source else ""
    return f"{paper.number or '—'}{date}{source}"


@part_rule("R38")
def patrol_claim_agrees_with_the_ledger(ask: PartAsking) -> Iterator[Breach]:
    """What is said to be found by patrol stands in the patrol ledger, and the ledger agrees with the finding."""
    in_ledger, claimed = ask.facts["in_patrol_ledger"], ask.facts["patrol_found"]
    yield from ask.unknown(*ask.lacking("in_patrol_ledger", "patrol_found"))
    if claimed is True and in_ledger is False:
        yield Breach("not_in_ledger", facts=("patrol_found", "in_patrol_ledger"))
    if claimed is False and in_ledger is True:
        yield Breach("only_in_ledger", facts=("patrol_found", "in_patrol_ledger"))
    if in_ledger is True and ask.finding != "unlawful" and ask.finding in ask.marked("finding", "final"):
        about = {"finding": ask.label("finding", ask.finding)}
        yield Breach("ledger_against_finding", about, ("in_patrol_ledger", "finding"))


@campaign_rule("R38")
def totals_agree(ask: CampaignAsking) -> Iterator[Breach]:
    """New construction by the cards agrees with the change survey, the annual quota and the patrol ledger."""
    yield from _against_survey(ask)
    yield from _against_quota(ask)
    numbers = ask.totals.patrol_numbers
    if isinstance(numbers, Unknown):
        yield from ask.unknown("动态巡查台账")
        return
    issued = {part_key(facts)[0] for facts in ask.parts()}
    strangers = sorted(numbers - issued)
    if strangers:
        yield Breach("ledger_without_patch", {"numbers": "、".join(strangers)}, ("in_patrol_ledger",))


def _new_construction(ask: CampaignAsking) -> dict[str, list[Facts]]:
    counted = ask.marked("finding", "new_construction")
    by_county: dict[str, list[Facts]] = {}
    for facts in ask.parts():
        if facts["finding"] in counted and is_filled(facts["county_code"]):
            by_county.setdefault(str(facts["county_code"]), []).append(facts)
    return by_county


def _sum(parts: list[Facts], name: str) -> Area:
    """Return the sum of the areas as the forms print them, each rounded once; those not measured are left out."""
    return total(Area.from_mu(value.mu) for facts in parts if isinstance(value := facts[name], Area))


def _against_survey(ask: CampaignAsking) -> Iterator[Breach]:
    survey = ask.totals.survey_new_construction
    if isinstance(survey, Unknown):
        yield from ask.unknown("变更调查新增建设用地")
        return
    share = Fraction(str(ask.parameters("checks/totals_difference_share")))
    carded = _new_construction(ask)
    for county in sorted(set(survey) | set(carded)):
        parts = carded.get(county, [])
        cards, surveyed = _sum(parts, "counted_area"), survey.get(county, ZERO)
        difference = abs(cards.square_metres - surveyed.square_metres)
        if difference > max(surveyed.square_metres, cards.square_metres) * share:
            about = {"county": county, "cards": cards, "count": len(parts), "survey": surveyed}
            yield Breach("survey", about, ("counted_area", "survey_new_construction_area"))


def _against_quota(ask: CampaignAsking) -> Iterator[Breach]:
    quotas = ask.totals.quotas
    if isinstance(quotas, Unknown):
        yield from ask.unknown("年度计划指标")
        return
    for county, parts in sorted(_new_construction(ask).items()):
        quota = quotas.get(county)
        if quota is None:
            yield from ask.unknown(f"{county}年度计划指标")
            continue
        for name, allowed in (("counted_area", quota.area), ("counted_cultivated_area", quota.cultivated)):
            used = _sum(parts, name)
            if isinstance(allowed, Area) and used > allowed + ask.tolerance:
                about = {"county": county, "what": ask.title(name), "used": used, "quota": allowed}
                yield Breach("quota", about, (name,))
