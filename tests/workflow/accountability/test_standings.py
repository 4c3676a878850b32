"""How units stand, lists that are set down, what rectification would change, day by day, whereabouts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import timezone
from tests.workflow.small_disc import OTHER

from tuban.values.area import Area
from tuban.values.dates import PartialDate
from tuban.workflow.accountability.actions import keep_list
from tuban.workflow.accountability.days import days_of
from tuban.workflow.accountability.lists import lists_of, rows_of
from tuban.workflow.accountability.models import KeptList
from tuban.workflow.accountability.planning import plan_of
from tuban.workflow.accountability.queries import holds, kept_lists_of
from tuban.workflow.accountability.standings import campaigns_together, standing_of, standings
from tuban.workflow.accountability.whereabouts import STAGES, funnel, whereabouts
from tuban.workflow.audit.models import Line
from tuban.workflow.audit.policies import Refused
from tuban.workflow.audit.recording import PRODUCT
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.patches.meanwhile import lock
from tuban.workflow.practice.clearing import clear
from tuban.workflow.review.findings.actions import reopen
from tuban.workflow.review.later import tell_later
from tuban.workflow.review.models import Finding
from tuban.workflow.review.ratios import ratio_of, ratios_of

pytestmark = pytest.mark.django_db
COUNTY, FIRST, OTHERS = "990101", "990101001", "990101002"
TODAY = date(2024, 9, 23)


def restore(found, mu: str) -> None:
    """Let all of the patch be recultivated, as the case tells."""
    patch = found.now()
    lock(patch, patch.version)
    facts = {"recultivated_area": Area.from_mu(mu), "recultivated_on": PartialDate(2024, 9, 1), "regularised": False}
    tell_later(patch, by=found.section, facts=facts, source="整改")


@pytest.mark.seed("A-1")
def test_every_unit_has_its_ratio_and_parts_add_up_to_the_county(found):
    units = standings(found.county, found.campaign)
    assert [one.code for one in units] == [COUNTY, FIRST, OTHERS, "990101011"]
    whole, *townships = units
    for name in ("unlawful", "construction", "deducted"):
        parts = sum((getattr(one.ratio, name).area.mu for one in townships), Decimal(0))
        assert getattr(whole.ratio, name).area.mu == parts
    other = next(one for one in townships if one.code == OTHERS)
    assert other.ratio.unlawful.keys == ((OTHER, ""),)
    assert other.ratio.after == 1
    assert other.crossed.action == "约谈"
    assert other.counted.taken == {(OTHER, "")}
    assert all(one.counted == ratio_of(found.campaign, one.code) for one in units)


def test_a_unit_alone_and_all_at_once_are_the_same_ratio(found):
    together = ratios_of(found.campaign, [COUNTY, FIRST, OTHERS])
    assert together[OTHERS].ratio == ratio_of(found.campaign, OTHERS).ratio


def test_a_township_sees_itself_and_administrators_nothing(found, acting):
    assert [one.code for one in standings(found.township, found.campaign)] == [OTHERS]
    assert standing_of(found.township, found.campaign, COUNTY) is None
    assert standings(acting("xitong"), found.campaign) == []


def test_a_city_sees_its_counties_in_one_table(found, acting):
    city = acting("shi")
    assert standings(city, found.campaign)[0].code == COUNTY
    neighbour = Campaign.objects.create(
        code="990102-2024", title="邻县", year=2024, area_code="990102", area_name="邻县", epsg=4526,
        lawbook_edition="", is_practice=True, cadence=found.campaign.cadence,
    )  # fmt: skip
    assert campaigns_together(city, found.campaign) == [found.campaign, neighbour]
    units = standings(city, found.campaign)
    assert [one.code for one in units][:2] == ["9901", COUNTY]
    assert units[0].campaign is None
    assert units[0].ratio.numerator == units[1].ratio.numerator


@pytest.mark.seed("A-2")
def test_a_list_that_is_set_down_stays_as_it_was(found):
    kept = keep_list(found.campaign, by=found.county)
    rows = kept.rows
    assert {one.action: [row["code"] for row in one.rows] for one in lists_of(rows)}["约谈"] == [OTHERS]
    restore(found, "2.25")
    now = rows_of(standings(found.county, found.campaign))
    assert [row["code"] for row in lists_of(now)[1].rows] == []
    again = KeptList.objects.get()
    assert again.rows == rows
    assert holds(again)
    assert keep_list(found.campaign, by=found.county).number == 2
    line = Line.objects.filter(action="accountability.keep_list").order_by("number").first()
    assert line.details["list"] == kept.digest
    again.rows[0]["after"] = "0.00%"
    again.save()
    assert not holds(KeptList.objects.get(number=1))


def test_lists_are_set_down_by_who_answers_for_the_county(found, acting):
    for who in ("xiang02", "guihua", "xitong"):
        with pytest.raises(Refused):
            keep_list(found.campaign, by=acting(who))
    assert list(kept_lists_of(found.county, found.campaign)) == []


def test_a_practice_county_is_dropped_with_its_lists(found):
    keep_list(found.campaign, by=found.county)
    clear(found.campaign, by=PRODUCT)
    assert not KeptList.objects.exists()


def test_what_rectification_would_change_is_what_it_then_changes(found):
    standing = standing_of(found.county, found.campaign, OTHERS)
    plan = plan_of(standing, found.campaign, today=TODAY)
    one = plan.useful[0]
    assert (str(one.patch), one.way.route) == (OTHER, "demolish")
    assert one.gives == one.restores == Decimal("2.25")
    outcome = plan.outcome({one.patch.pk})
    assert (outcome.before, outcome.after, outcome.last_day) == (Fraction(1), Fraction(0), date(2024, 10, 23))
    assert all(line.is_past and not line.would_be_past for line in outcome.lines)
    smallest = plan.smallest(standing.ratio.lines[0])
    assert [way.key for way in smallest.ways] == [(OTHER, "")]
    before = Comparison.objects.count(), Finding.objects.count(), Line.objects.count()
    plan.outcome({one.patch.pk})
    assert (Comparison.objects.count(), Finding.objects.count(), Line.objects.count()) == before
    restore(found, "2.25")
    assert standing_of(found.county, found.campaign, OTHERS).ratio.after == outcome.after


def test_a_patch_that_nobody_found_unlawful_has_no_way(found):
    Finding.objects.update(is_current=False, reopened_at=timezone.now())
    patch = found.now()
    patch.finding = None
    patch.save(update_fields=["finding"])
    plan = plan_of(standing_of(found.county, found.campaign, OTHERS), found.campaign, today=TODAY)
    assert [one.way.why for one in plan.candidates] == ["no_finding"]
    assert plan.smallest(plan.standing.ratio.lines[0]).missing > 0


def test_the_ratio_of_a_day_is_what_was_known_at_its_end(found):
    now = timezone.now()
    day = {name: timezone.localdate() - timedelta(days=ago) for name, ago in (("came", 30), ("taken", 20), ("back", 5))}
    Comparison.objects.update(at=now - timedelta(days=30))
    Finding.objects.update(at=now - timedelta(days=20))
    restored = standing_of(found.county, found.campaign, OTHERS).counted
    restore(found, "2.25")
    Comparison.objects.filter(is_current=True, patch=found.patch).update(at=now - timedelta(days=10))
    told = standing_of(found.county, found.campaign, OTHERS).counted
    course = days_of(found.campaign, OTHERS, today=timezone.localdate())
    assert [one.day for one in course] == [day["came"], timezone.localdate() - timedelta(days=10)]
    assert [one.ratio.after for one in course] == [restored.ratio.after, told.ratio.after] == [1, 0]
    assert course[-1].ratio == told.ratio
    assert course[-1].changes[0].events == ("compared",)
    assert course[-1].changes[0].unlawful == (Decimal("2.25"), Decimal(0))
    patch = found.now()
    reopen(patch, by=found.county, expected_version=patch.version, because="ground_differs", reason="重新核实")
    now_stands = standing_of(found.county, found.campaign, OTHERS)
    assert days_of(found.campaign, OTHERS, today=timezone.localdate())[-1].ratio.after == now_stands.ratio.after


def test_whereabouts_tell_what_was_reached_what_waits_and_what_was_passed_over(found):
    patch = found.now()
    lock(patch, patch.version)
    facts = {"penalty_on": PartialDate(2024, 9, 3), "penalty_number": "示罚〔2024〕1号"}
    tell_later(patch, by=found.section, facts=facts, source="案卷")
    rows = {one.number: one for one in whereabouts(found.county, found.campaign)}
    one = rows[OTHER]
    assert set(one.reached) == {"issued", "compared", "visited", "found", "decided"}
    assert (one.furthest, one.passed_over, one.over, one.mu) == ("decided", ("filed",), "", Decimal("2.25"))
    assert one.waits_since(date(2024, 9, 23)) == 20
    steps = {step.stage: step for step in funnel(rows.values(), date(2024, 9, 23))}
    assert tuple(steps) == STAGES
    assert (steps["issued"].count, steps["decided"].count, steps["filed"].passed_over) == (len(rows), 1, 1)
    assert (steps["decided"].oldest_days, steps["decided"].waiting_mu) == (20, Decimal("2.25"))
    assert sum(step.waiting + step.over for step in steps.values()) == len(rows)


def test_a_township_counts_its_own_patches_only(found):
    assert {one.township_code for one in whereabouts(found.township, found.campaign)} == {OTHERS}
