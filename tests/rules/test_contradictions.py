"""Every kind of contradiction: what two sources must say so that it is told, and that nothing is told without need."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.rules.check_specimens import CAMPAIGN, LAWFUL, UNLAWFUL, mu, on
from tests.rules.contradiction_specimens import PATROL, PLACE, SECOND, SPECIMENS, THIRD, Specimen, row, sources

from tuban.rules import rulebook
from tuban.rules.checks import CampaignTotals, Quota, check_campaign, check_part
from tuban.rules.contradictions import Contradiction, Sources, find_contradictions, kinds_of, reconcile
from tuban.rules.contradictions.registry import FINDERS
from tuban.rules.rulebook import Rulebook
from tuban.values.area import total


@pytest.fixture(scope="module")
def law() -> Rulebook:
    return rulebook.load()


def found(law: Rulebook, told: Sources) -> list[Contradiction]:
    return [one for kind in find_contradictions(told, law, campaign=CAMPAIGN) for one in kind.found]


@pytest.mark.parametrize("specimen", SPECIMENS, ids=lambda one: f"{one.kind}-{one.case}")
def test_two_sources_that_disagree_stand_side_by_side(law: Rulebook, specimen: Specimen) -> None:
    mine = [one for one in found(law, specimen.told) if (one.kind, one.case) == (specimen.kind, specimen.case)]
    assert mine, [(one.kind, one.case) for one in found(law, specimen.told)]
    one = mine[0]
    assert specimen.first in one.first.says
    assert specimen.second in one.second.says
    assert specimen.difference in one.difference
    assert one.first.source
    assert one.second.source
    assert one.settled_by
    assert one.office in kinds_of(law).offices.values()
    assert "{" not in one.first.says + one.second.says + one.difference
    if specimen.area is not None:
        assert one.area is not None
        assert str(one.area.mu) == str(mu(specimen.area).mu)


def test_every_case_of_the_lawbook_has_a_specimen_and_every_kind_a_finder(law: Rulebook) -> None:
    kinds = kinds_of(law).kinds
    assert {(one.kind, one.case) for one in SPECIMENS} == {
        (k, case) for k, kind in kinds.items() for case in kind.cases
    }
    assert set(FINDERS) == set(kinds)


def test_sources_that_agree_give_nothing(law: Rulebook) -> None:
    agreed = {**UNLAWFUL, "survey_new_construction_area": mu("6.42"), "in_patrol_ledger": True, "patrol_found": True}
    agreed |= {"patrol_found_on": on("2024-02-01"), "use_date": on("2024-01")}
    told = sources(LAWFUL, agreed, rows={"patrol": [row(SECOND, **PATROL)]}, places=[])
    assert found(law, told) == []


def test_a_kind_whose_source_is_missing_says_so_instead_of_nothing(law: Rulebook) -> None:
    told = sources()
    told = replace(told, roles={name: one for name, one in told.roles.items() if name != "survey_this"})
    by_kind = {one.kind.id: one for one in find_contradictions(told, law, campaign=CAMPAIGN)}
    assert by_kind["C01"].missing == by_kind["C02"].missing == ("某登记",)
    assert by_kind["C01"].found == ()


@pytest.mark.parametrize("specimen", SPECIMENS, ids=lambda one: f"{one.kind}-{one.case}")
def test_what_the_rules_report_names_the_same_parts(law: Rulebook, specimen: Specimen) -> None:
    """A case that belongs to a rule tells exactly the parts that the rule tells, no more and no fewer."""
    told = specimen.told
    problems = [p for one in told.judgements for p in check_part(one, law, campaign=CAMPAIGN)]
    problems += check_campaign(told.judgements, told.totals, law, campaign=CAMPAIGN)
    for rule in ("R05", "R25", "R28", "R37", "R38"):
        listed = [one for one in found(law, told) if one.rule == rule]
        keys = {(one.patch_number, one.part_number) for one in listed if one.case != "ledger_without_patch"}
        said = "但批准" if rule == "R25" else ""
        told_by_rule = [p for p in problems if p.rule == rule and "缺" not in p.message and said in p.message]
        reported = {(p.patch_number, p.part_number) for p in told_by_rule}
        strangers = {key for key in reported if not key[0]} if rule == "R38" else set()
        assert keys - {("", "")} == reported - strangers, rule


def test_township_sums_add_up_to_the_county(law: Rulebook) -> None:
    elsewhere = {**UNLAWFUL, "patch_number": THIRD, "township_code": "990101002", "counted_area": mu("1.015")}
    told = sources(
        LAWFUL, UNLAWFUL, elsewhere, places=[PLACE], totals=CampaignTotals(quotas={"990101": Quota(mu("9"))})
    )
    sums = reconcile(told, law, ["990101001", "990101002", "990101003"])
    assert [row.township_code for row in sums.townships] == ["990101001", "990101002", "990101003"]
    for name in ("issued", "built", "built_mu", "surveyed_mu", "inside_mu", "outside_mu"):
        assert sum(getattr(row, name) for row in sums.townships) == getattr(sums.total, name)
    assert str(sums.total.built_mu) == "13.86"
    assert sums.total.inside_mu + sums.total.outside_mu == sums.total.surveyed_mu
    assert total([mu("6.42"), mu("6.42")]).mu + mu("1.015").mu == sums.total.built_mu
