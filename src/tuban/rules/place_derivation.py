"""What the map says of a part, in words: its land before, basic farmland, plan, settlement, the change survey."""

from __future__ import annotations

from typing import Any

from tuban.rules.evidence import Evidence
from tuban.values.area import ZERO, Area
from tuban.values.facts import UNKNOWN


def base_state(evidence: Evidence) -> Any:
    """Return whether the part was construction land in last year's survey."""
    built, whole = evidence.area("construction_area"), evidence.whole()
    if not isinstance(built, Area) or not isinstance(whole, Area):
        return UNKNOWN
    share = evidence.share(built, whole)
    if share >= evidence.parameter("base/construction_share"):
        return "construction"
    return "not_construction" if share <= evidence.parameter("coverage/none_share") else "mixed"


def basic_farmland_state(evidence: Evidence) -> Any:
    """Return whether the part takes permanent basic farmland."""
    taken = evidence.area("basic_farmland_area")
    if not isinstance(taken, Area):
        return UNKNOWN
    return "some" if taken > Area.from_mu(evidence.parameter("basic_farmland/tolerance")) else "none"


def plan_state(evidence: Evidence) -> Any:
    """Return whether the part conforms to the plan, breaches it, or both."""
    conforming, breaching = evidence.area("plan_conforming_area"), evidence.area("plan_breaching_area")
    if not isinstance(conforming, Area) or not isinstance(breaching, Area):
        return UNKNOWN
    unmapped = evidence.look("plan_unmapped_area")
    mapped = conforming + breaching
    whole = mapped + unmapped if isinstance(unmapped, Area) else mapped
    least = evidence.parameter("plan/mixed_share")
    if not mapped or (isinstance(unmapped, Area) and evidence.share(unmapped, whole) > least):
        return evidence.need("plan_conforming_area")
    if evidence.share(breaching, mapped) < least:
        return "conforming"
    return "breaching" if evidence.share(conforming, mapped) < least else "mixed"


def settlement_state(evidence: Evidence) -> Any:
    """Return whether the part lies in a town, a village, or outside settlements (城镇村属性码)."""
    code = evidence.ask("settlement_code")
    if code is UNKNOWN:
        return UNKNOWN
    entry = evidence.rulebook.codelist("settlement_code").find(str(code or ""))
    return str(entry["state"]) if entry else "outside"


def survey_comparison(evidence: Evidence) -> Any:
    """Return whether the change survey, too, records the change that the patch suggests (内业比对)."""
    earlier = evidence.derived.get("list_claim") == "earlier_approved"
    recorded = evidence.ask("survey_construction_now_area" if earlier else "survey_new_construction_area")
    whole = evidence.whole()
    if recorded is UNKNOWN or not isinstance(whole, Area):
        return UNKNOWN
    share = evidence.share(recorded if isinstance(recorded, Area) else ZERO, whole)
    return "consistent" if share >= evidence.parameter("comparison/consistent_share") else "inconsistent"
