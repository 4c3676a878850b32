"""Patches against the year's change survey, ground it records that no patch covers, sums and quota (C01–C03)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tuban.rules.checks.totals import Quota
from tuban.rules.contradictions.registry import Found, Look, area_of, contradiction, difference, percent
from tuban.values.area import ZERO, Area, total
from tuban.values.facts import Facts, Unknown

_SAID = ("survey_last", "survey_this")


@contradiction("C01")
def patch_and_survey(look: Look) -> Iterator[Found]:
    """The patch says new construction, the survey records none, less, or an older one; or the other way round."""
    inconsistent = [facts for facts, breach in look.breaches("R37") if breach.case == "inconsistent"]
    for facts in inconsistent:
        yield _against_survey(look, _case(look, facts), facts)
    for facts in look.parts:
        if facts["survey_comparison"] == "consistent" and _is_found_otherwise(look, facts):
            yield _against_survey(look, "recorded_otherwise", facts)


def _case(look: Look, facts: Facts) -> str:
    if _is_no_construction(look, facts):
        return "field_agrees"
    if facts["list_claim"] == "earlier_approved":
        return "not_yet_built"
    if facts["base_state"] == "construction":
        return "built_before"
    recorded = area_of(facts, "survey_new_construction_area") or ZERO
    return "less" if recorded > look.tolerance else "not_recorded"


def _is_no_construction(look: Look, facts: Facts) -> bool:
    """Whether a final finding says that nothing was newly built. A PJ patch was approved, built or not."""
    finding = look.rulebook.codelist("finding").by_value.get(str(facts["finding"]))
    is_final = finding is not None and finding.get("final") is True and finding.get("new_construction") is not True
    return is_final and facts["ground_state"] != "new_construction"


def _is_found_otherwise(look: Look, facts: Facts) -> bool:
    """Whether a final finding says that nothing was built, where the survey records new construction."""
    recorded = area_of(facts, "survey_new_construction_area") or ZERO
    return _is_no_construction(look, facts) and recorded > look.tolerance


def _against_survey(look: Look, case: str, facts: Facts) -> Found:
    whole = area_of(facts, "geometry_area") or ZERO
    built_now = area_of(facts, "survey_construction_now_area") or ZERO
    recorded = area_of(facts, "survey_new_construction_area") or ZERO
    held = built_now if facts["list_claim"] == "earlier_approved" else recorded
    missing = whole - held if whole > held else ZERO
    about = {
        "list": look.word(facts, "patch_list"),
        "area": area_of(facts, "monitored_area") or whole,
        "ground": look.word(facts, "ground_state"),
        "finding": look.word(facts, "finding"),
        "use_date": look.word(facts, "use_date"),
        "before": look.land_class(facts["main_class_before"]),
        "now": look.land_class(facts["main_class_now"]),
        "built": area_of(facts, "construction_area"),
        "built_now": built_now,
        "recorded": recorded,
        "missing": missing,
        "share": percent(held, whole),
    }
    first = look.source(facts, "patch_number", "ground_state")
    return Found(case, about, first, look.role(*_SAID), recorded if case == "recorded_otherwise" else missing, facts)


@contradiction("C02")
def surveyed_and_not_issued(look: Look) -> Iterator[Found]:
    """The change survey records new construction where no patch was issued."""
    for place in look.sources.places or ():
        if not place.unpatched:
            continue
        others = f"等{place.others_before + 1}块" if place.others_before else ""
        about = {
            "place": place.place,
            "parcel": place.parcel or "（无号）",
            "before": look.land_class(place.before),
            "others": others,
            "now": look.land_class(place.now),
            "area": place.area,
            "bare": place.unpatched,
            "covered": place.area - place.unpatched,
            "patches": "、".join(place.patches),
        }
        yield Found(
            "partly" if place.patches else "none",
            about,
            f"{place.source_now}；上年度{place.source_before}",
            look.role("patches"),
            place.unpatched,
            subject=f"变更图斑{place.parcel}" if place.parcel else "变更图斑",
            township_code=place.township_code,
        )


@contradiction("C03")
def sums_and_quota(look: Look) -> Iterator[Found]:
    """What was found by county against the survey's new construction, and against the annual quota."""
    for _facts, breach in look.breaches("R38"):
        about: dict[str, Any] = dict(breach.about)
        if breach.case == "survey":
            apart = difference(about["cards"], about["survey"])
            about |= {"difference": apart, "share": percent(apart, max(about["cards"], about["survey"]))}
            about["county"] = look.place(str(about["county"]))
            yield _sum(look, "survey", about, look.role("survey_this"), apart)
        elif breach.case == "quota":
            beyond = about["used"] - about["quota"]
            counted = look.rulebook.codelist("finding")
            count = sum(
                facts["county_code"] == about["county"]
                and facts["finding"] in {entry.value for entry in counted if entry.get("new_construction") is True}
                for facts in look.parts
            )
            about |= {"difference": beyond, "share": percent(beyond, about["quota"]), "count": count}
            about["county"] = look.place(str(about["county"]))
            yield _sum(look, "quota", about, look.role("quota"), beyond)
    yield from _approved_beyond_quota(look)


def _approved_beyond_quota(look: Look) -> Iterator[Found]:
    """The year's conversions, by what the register states, beyond the year's quota."""
    quotas = look.sources.totals.quotas
    if isinstance(quotas, Unknown) or len(quotas) != 1:
        return
    (county, quota), *_none = quotas.items()
    approved: dict[str, Area] = {}
    for filed in look.sources.papers:
        paper = filed.paper
        is_of_year = paper.date is not None and paper.date.year == look.campaign.year
        if paper.kind == "conversion" and paper.number and paper.approved and is_of_year:
            approved[paper.source] = paper.approved  # one paper may stand in several rows, each with its own ground
    summed = total(approved.values())
    if isinstance(quota, Quota) and summed > quota.area + look.tolerance:
        beyond = summed - quota.area
        about = {"county": look.place(county), "approved": summed, "count": len(approved), "quota": quota.area}
        about |= {"difference": beyond, "share": percent(beyond, quota.area)}
        yield _sum(look, "approved", about, look.role("quota"), beyond, first=look.role("conversion"))


def _sum(look: Look, case: str, about: dict[str, object], second: str, area: Area, *, first: str = "") -> Found:
    about |= {"year": look.campaign.year}
    return Found(case, about, first or "核查结果汇总", second, area, subject=str(about["county"]))
