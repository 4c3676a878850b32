"""Who sees which patches: by area, by managed area, practice apart; and whoever guesses gets nothing and is logged."""

from __future__ import annotations

from uuid import uuid4

import pytest
from tests.workflow.small_disc import LEFT, OTHER, SPLIT

from tuban.workflow.audit.models import Line
from tuban.workflow.campaigns.models import Campaign, Question
from tuban.workflow.campaigns.queries import campaigns_seen_by, default_campaign, questions_seen_by
from tuban.workflow.comparison.models import WouldDiffer
from tuban.workflow.comparison.queries import would_differ_seen_by
from tuban.workflow.layers.models import Edition
from tuban.workflow.layers.queries import editions_seen_by
from tuban.workflow.organisations.models import Unit
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.policies import may_see
from tuban.workflow.patches.queries import counts, lists
from tuban.workflow.patches.queries.seen import PatchNotFound, patch_for, patches_for, patches_seen_by

EVERYTHING = lists.Filter()
IN_CAMPAIGN = "of a campaign"
QUERIES = {
    IN_CAMPAIGN: lambda by: lists.page(by, lists.Filter(campaign=Campaign.objects.get().pk)).patches,
    "patches": patches_seen_by,
    "page": lambda by: lists.page(by, EVERYTHING).patches,
    "filtered": lambda by: lists.filtered(by, EVERYTHING),
    "count": lambda by: [None] * counts.count(by, EVERYTHING),
    "by state": lambda by: [state for state, number in counts.counts_by_state(by, EVERYTHING).items() if number],
    "counted": lambda by: [None] * counts.counts_of(by, EVERYTHING).total,
    "by finding": lambda by: list(counts.counts_of(by, EVERYTHING).by_finding),
    "by township": lambda by: counts.counts_of(by, lists.Filter(campaign=Campaign.objects.get().pk)).townships,
    "of each": lambda by: [None] * counts.counts_of_each(by, {"all": EVERYTHING})["all"],
    "would differ": would_differ_seen_by,
    "campaigns": campaigns_seen_by,
    "questions": questions_seen_by,
    "editions": editions_seen_by,
}


@pytest.fixture
def everything(campaign, acting):
    """Something of every kind that a query could give away."""
    patch = Patch.objects.get(number=OTHER)
    WouldDiffer.objects.create(campaign=campaign, patch=patch, because="新版", old={}, new={})
    Question.objects.create(
        campaign=campaign, subject="口径", text="?", asked_by=acting("zuzhi").person,
        asked_from=Unit.objects.get(code="990101"),
    )  # fmt: skip
    return campaign


@pytest.mark.parametrize("name", QUERIES)
def test_the_county_sees_its_own_and_another_county_nothing(everything, acting, name):
    query = QUERIES[name]
    assert len(query(acting("zuzhi"))) > 0
    for model in (Patch, Campaign, Edition):
        model.objects.update(area_code="990102")
    Patch.objects.update(township_code="990102001", managed_code="990102001")
    assert len(query(acting("zuzhi"))) == 0


@pytest.mark.parametrize("name", QUERIES)
def test_practice_and_real_are_kept_apart(everything, acting, name):
    Campaign.objects.update(is_practice=False)
    Edition.objects.update(is_practice=False)
    assert len(QUERIES[name](acting("zuzhi"))) == 0


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("username", ["xitong", "anquan", "shenji"])
def test_administrators_see_nothing_of_the_inspection(everything, acting, name, username):
    assert len(QUERIES[name](acting(username))) == 0


@pytest.mark.parametrize(
    ("username", "numbers"),
    [("xiang01", {SPLIT, LEFT}), ("xiang02", {OTHER}), ("xiang03", set()), ("sheng", {SPLIT, LEFT, OTHER})],
)
def test_a_township_sees_its_own_part(campaign, acting, username, numbers):
    seen = {one.number for one in patches_seen_by(acting(username))}
    assert seen & {SPLIT, LEFT, OTHER} == numbers


def test_a_zone_sees_what_it_manages_in_a_township_and_the_township_sees_it_too(campaign, acting):
    Patch.objects.filter(number=OTHER).update(managed_code="990101011")
    for username in ("xiang02", "xiang03"):
        assert [one.number for one in patches_seen_by(acting(username))] == [OTHER]


def test_whoever_guesses_a_foreign_patch_gets_nothing_and_is_logged(campaign, acting):
    clerk = acting("xiang01")
    foreign = Patch.objects.get(number=OTHER)
    assert patch_for(acting("xiang02"), foreign.uuid) == foreign
    for uuid in (foreign.uuid, uuid4()):
        with pytest.raises(PatchNotFound):
            patch_for(clerk, uuid)
        line = Line.objects.latest("number")
        assert (line.action, line.is_refused, line.person_name) == ("patches.look_up", True, clerk.person_name)
        assert (line.subject_id, line.subject_title) == (str(uuid), "")
        assert line.area_code == "990101001"
    assert may_see.explain(clerk, foreign)


def test_of_several_asked_for_the_foreign_ones_are_left_out_and_logged(campaign, acting):
    own, foreign = Patch.objects.get(number=LEFT), Patch.objects.get(number=OTHER)
    asked = patches_for(acting("xiang01"), [own.uuid, foreign.uuid])
    assert (asked.patches, asked.not_found) == ((own,), (foreign.uuid,))
    assert Line.objects.latest("number").is_refused


def test_the_first_campaign_is_the_latest_that_runs(campaign, acting):
    Campaign.objects.create(
        code="later", title="明年", year=2025, area_code="990101", area_name="示范县", epsg=4547, lawbook_edition="",
        is_practice=True,
    )  # fmt: skip
    assert default_campaign(acting("xiang01")) == campaign
