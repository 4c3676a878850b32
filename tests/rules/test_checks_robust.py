"""Whatever is missing from a record, the catalogue answers in sentences and never takes a gap for a pass."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.check_specimens import (
    CAMPAIGN,
    EARLIER,
    FACILITY,
    LAWFUL,
    TEMPORARY,
    UNCHANGED,
    UNLAWFUL,
    judged,
)

from tuban.rules import rulebook
from tuban.rules.checks import CampaignTotals, Quota, check_campaign, check_part
from tuban.rules.ratio import unlawful_ratio
from tuban.values.area import Area
from tuban.values.facts import UNKNOWN

BOOK = rulebook.load()
RECORDS = [LAWFUL, UNLAWFUL, UNCHANGED, TEMPORARY, FACILITY, EARLIER]
FINDINGS = [entry.value for entry in BOOK.codelist("finding")]
PLACED = ("county_code", "stated_county_code")


@st.composite
def torn_records(draw: st.DrawFn) -> dict[str, Any]:
    """A complete record with some facts untold, some known to be absent, and any finding put upon it."""
    record = dict(draw(st.sampled_from(RECORDS)))
    for name in draw(st.lists(st.sampled_from(sorted(record)), max_size=12, unique=True)):
        record[name] = draw(st.sampled_from([UNKNOWN, None]))
    if draw(st.booleans()):
        record["finding"] = draw(st.sampled_from(FINDINGS))
    return record


@given(torn_records())
def test_every_answer_is_a_whole_sentence_with_what_would_settle_it(record: dict[str, Any]) -> None:
    for problem in check_part(judged(record), BOOK, campaign=CAMPAIGN):
        assert problem.message
        assert problem.settled_by
        assert "{" not in problem.message + problem.settled_by
        assert "UNKNOWN" not in problem.message + problem.settled_by
        assert "None" not in problem.message


@given(st.lists(torn_records(), max_size=5))
def test_a_campaign_of_torn_records_is_answered_and_counted(records: list[dict[str, Any]]) -> None:
    parts = [judged(record) for record in records]
    stated = CampaignTotals(
        quotas={"990101": Quota(Area.from_mu("1.00"))},
        survey_new_construction={"990101": Area.from_mu("1.00")},
        patrol_numbers=frozenset({"990101SJBG24000002"}),
        earlier_numbers=frozenset({"990101SJBG24000001"}),
        platform={},
        linkage_filings=frozenset(),
    )
    for problem in check_campaign(parts, stated, BOOK, campaign=CAMPAIGN):
        assert "{" not in problem.message + problem.settled_by
        assert "UNKNOWN" not in problem.message
    found = unlawful_ratio(parts, BOOK, campaign=CAMPAIGN, unit_code="990101")
    assert found.before is None or 0 <= found.before <= 1


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["finding"])
def test_a_mandatory_fact_taken_away_is_always_missed(record: dict[str, Any]) -> None:
    mandatory = ["patch_number", "image_before", "monitored_area", "agricultural_area", "finding"]
    for name in mandatory:
        for gap in (UNKNOWN, None):
            assert check_part(judged(record, **{name: gap}), BOOK, campaign=CAMPAIGN), name
    assert check_part(judged(record, **dict.fromkeys(PLACED, UNKNOWN)), BOOK, campaign=CAMPAIGN)
