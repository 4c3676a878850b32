"""K26: 120 field results; six are drawn, of each kind its quota; the same seed draws the same; no result, no quota."""

from __future__ import annotations

import pytest

from tuban.rules import rulebook
from tuban.rules.campaign import CampaignContext
from tuban.rules.decision import Judgement
from tuban.rules.rulebook import Rulebook
from tuban.rules.sampling import field_recheck, lawful_dossiers
from tuban.values.facts import Facts

CAMPAIGN = CampaignContext(year=2024, region_code="990101")


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return rulebook.load()


def results(**counts: int) -> list[Judgement]:
    findings = [finding for finding, count in counts.items() for _ in range(count)]
    return [
        Judgement(Facts({"patch_number": f"990101SJBG24{serial:06d}", "finding": finding}), (), (), "")
        for serial, finding in enumerate(findings)
    ]


COUNTY = results(unlawful=70, lawful=20, unchanged=20, agricultural_adjustment=10)


def test_six_of_120_are_drawn_with_at_least_two_two_one_and_one(book: Rulebook) -> None:
    drawn = field_recheck(COUNTY, book, campaign=CAMPAIGN, seed="2024-11-01")
    assert len(drawn.keys) == 6
    assert drawn.drawn_of("unlawful") >= 2
    assert drawn.drawn_of("lawful") >= 2
    assert drawn.drawn_of("unchanged") >= 1
    assert drawn.drawn_of("agricultural_adjustment") >= 1
    assert drawn.shortfalls == ()


def test_the_same_seed_draws_the_same_and_another_seed_another(book: Rulebook) -> None:
    first = field_recheck(COUNTY, book, campaign=CAMPAIGN, seed="2024-11-01")
    assert field_recheck(list(reversed(COUNTY)), book, campaign=CAMPAIGN, seed="2024-11-01") == first
    assert field_recheck(COUNTY, book, campaign=CAMPAIGN, seed="2024-11-02").keys != first.keys


def test_of_thirty_results_still_six_are_drawn(book: Rulebook) -> None:
    town = results(unlawful=12, lawful=8, unchanged=6, agricultural_adjustment=4)
    assert len(field_recheck(town, book, campaign=CAMPAIGN, seed="2024-11-01").keys) == 6


def test_a_unit_without_agricultural_results_says_that_this_quota_cannot_be_met(book: Rulebook) -> None:
    town = results(unlawful=12, lawful=8, unchanged=10)
    drawn = field_recheck(town, book, campaign=CAMPAIGN, seed="2024-11-01")
    (short,) = drawn.shortfalls
    assert (short.kind, short.asked, short.available) == ("agricultural_adjustment", 1, 0)
    labels = {entry.value: entry.label for entry in book.codelist("finding")}
    (sentence,) = drawn.shortfall_sentences(labels)
    assert "农业结构调整" in sentence
    assert len(drawn.keys) == 6, "the place is filled from the other kinds"


def test_what_waits_for_a_person_is_no_field_result(book: Rulebook) -> None:
    drawn = field_recheck(results(manual=5, split_first=5), book, campaign=CAMPAIGN, seed="2024-11-01")
    assert drawn.population == 0


def test_five_dossiers_of_lawful_land_are_read(book: Rulebook) -> None:
    drawn = lawful_dossiers(COUNTY, book, campaign=CAMPAIGN, seed="2024-11-01")
    assert len(drawn.keys) == 5
    assert drawn.drawn_of("lawful") == 5
