"""Rules about the whole campaign are asked of the records: what they object to stands until they object no more."""

from __future__ import annotations

from datetime import timedelta

import pytest
import shapely
from django.conf import settings
from tests.workflow.small_disc import LEFT, OTHER, RIGHT

from tuban.inspect.run import inspect_disc
from tuban.jobs.models import Job
from tuban.jobs.work import do
from tuban.workflow import store
from tuban.workflow.audit.models import Line
from tuban.workflow.audit.policies import Refused
from tuban.workflow.audit.recording import PRODUCT
from tuban.workflow.campaigns.actions import close_campaign
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.actions import compare_again, merge_and_compare, restore_and_compare, split_and_compare
from tuban.workflow.comparison.campaign_rules.actions import ask_campaign_rules
from tuban.workflow.comparison.campaign_rules.queries import asked_of_all
from tuban.workflow.comparison.campaign_rules.soon import ASK_CAMPAIGN_RULES
from tuban.workflow.comparison.campaign_rules.standing import is_of_all, last_asking, standing
from tuban.workflow.comparison.dossiers import problems_of
from tuban.workflow.comparison.loading.reading import read_opened
from tuban.workflow.comparison.models import Asking, Comparison, Objection
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate
from tuban.workflow.practice.clearing import clear

pytestmark = pytest.mark.django_db
TOO_LITTLE = {"area": "300"}
"""A counted area far below the monitored one: the parts do not fit their patch (R13)."""


def patch_of(number: str, part: str = "") -> Patch:
    return Patch.objects.select_related("campaign").get(number=number, part_number=part, fate=Fate.ACTIVE)


def said(number: str, **facts) -> None:
    """Let the current comparison of a patch say something else, as one on other layers would."""
    current = Comparison.objects.get(patch=patch_of(number), is_current=True)
    current.facts = {**current.facts, **facts}
    current.save(update_fields=["facts"])


def asked(campaign, by) -> Job:
    job = do(ask_campaign_rules(campaign, by=by).pk)
    assert job.state == Job.State.DONE, job.error
    return job


def of_all(patch: Patch) -> list[dict]:
    return [one for one in problems_of(patch) if is_of_all(one["rule"])]


def works(**told) -> list[Job]:
    return list(Job.objects.filter(kind=ASK_CAMPAIGN_RULES, **told).order_by("asked_at"))


def halved(patch: Patch) -> shapely.LineString:
    west, south, east, north = patch.geometry.extent
    middle = (west + east) / 2
    return shapely.LineString([(middle, south - 1e-4), (middle, north + 1e-4)])


def test_of_unchanged_records_they_say_what_they_say_of_the_disc(campaign, acting):
    disc = read_opened(store.found(campaign.opened_checksum, ".json"))
    inspected = inspect_disc(disc, settings.HOME.caches / "layers", rulebook_of(campaign))
    expected = {(one.rule, one.message) for one in inspected.problems if is_of_all(one.rule)}
    counts = dict(Patch.objects.values_list("pk", "problem_count"))
    asked(campaign, acting("zuzhi"))
    found = {one for one in standing(campaign).values_list("rule", "message") if is_of_all(one[0])}
    assert found == expected
    assert "R35" in {rule for rule, _message in found}
    assert dict(Patch.objects.values_list("pk", "problem_count")) == counts


def test_an_objection_stands_from_one_asking_to_another_and_is_counted_and_dated(campaign, acting):
    asked(campaign, acting("zuzhi"))
    before = patch_of(OTHER).problem_count
    assert of_all(patch_of(OTHER)) == []

    said(OTHER, counted_area=TOO_LITTLE)
    asked(campaign, acting("zuzhi"))
    raised = last_asking(campaign)
    (objection,) = of_all(patch_of(OTHER))
    assert (objection["rule"], objection["as_of"], objection["since"]) == ("R13", raised.read_at, raised.read_at)
    assert patch_of(OTHER).problem_count == before + 1

    asked(campaign, acting("juzhang"))
    later = last_asking(campaign)
    (objection,) = of_all(patch_of(OTHER))
    assert (objection["as_of"], objection["since"]) == (later.read_at, raised.read_at)
    assert later.asked_by == acting("juzhang").person_name

    said(OTHER, counted_area=Comparison.objects.get(patch=patch_of(LEFT)).facts["counted_area"])
    said(OTHER, monitored_area=Comparison.objects.get(patch=patch_of(LEFT)).facts["monitored_area"])
    asked(campaign, acting("zuzhi"))
    assert of_all(patch_of(OTHER)) == []
    assert patch_of(OTHER).problem_count == before
    kept = Objection.objects.get(patch=patch_of(OTHER))
    assert (kept.raised, kept.settled) == (raised, last_asking(campaign))
    assert Asking.objects.count() == 4


def test_a_patch_that_is_compared_anew_keeps_what_was_asked_last_with_its_day(campaign, acting):
    said(OTHER, counted_area=TOO_LITTLE)
    asked(campaign, acting("zuzhi"))
    count, when = patch_of(OTHER).problem_count, last_asking(campaign).read_at
    Comparison.objects.filter(patch=patch_of(OTHER)).update(digest="0" * 64)
    compare_again(patch_of(OTHER), by=acting("zhifa"), expected_version=1, reason="")
    assert [one["as_of"] for one in of_all(patch_of(OTHER))] == [when]
    assert patch_of(OTHER).problem_count == count

    asked(campaign, acting("zuzhi"))
    assert of_all(patch_of(OTHER)) == []
    assert patch_of(OTHER).problem_count == count - 1


def test_all_parts_of_a_patch_are_told_what_concerns_it_whole(campaign, acting):
    west, east = split_and_compare(
        patch_of(OTHER), by=acting("zhifa"), expected_version=1, reason="两户", cut_by=[halved(patch_of(OTHER))]
    )
    Comparison.objects.filter(patch=west, is_current=True).update(
        facts={**Comparison.objects.get(patch=west, is_current=True).facts, "counted_area": {"area": "2000"}}
    )
    asked(campaign, acting("zuzhi"))
    assert [one["rule"] for one in of_all(west)] == [one["rule"] for one in of_all(east)] == ["R13"]


def test_they_are_asked_by_themselves_once_for_however_much_changed(
    county, disc, acting, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        disc.load()
    (first,) = works()
    assert (first.state, first.person_id) == (Job.State.WAITING, None)
    do(first.pk)
    campaign = Campaign.objects.get()
    assert not asked_of_all(acting("zuzhi"), campaign).is_behind

    with django_capture_on_commit_callbacks(execute=True):
        split_and_compare(
            patch_of(OTHER), by=acting("zhifa"), expected_version=1, reason="两户", cut_by=[halved(patch_of(OTHER))]
        )
    with django_capture_on_commit_callbacks(execute=True):
        merged = merge_and_compare(
            patch_of(LEFT), patch_of(RIGHT), by=acting("zhifa"), expected_versions=[1, 1], reason="一户"
        )
    assert asked_of_all(acting("zuzhi"), campaign).is_behind
    _first, second = works()
    assert do(second.pk).outcome["changed"] is True
    assert last_asking(campaign).patches == Patch.objects.filter(fate=Fate.ACTIVE).count()
    assert last_asking(campaign).asked_by == ""

    with django_capture_on_commit_callbacks(execute=True):
        restore_and_compare(merged, by=acting("zhifa"), expected_version=merged.version, reason="看错了")
    third = works()[-1]
    assert do(third.pk).outcome["changed"] is True
    again = Job.objects.create(kind=ASK_CAMPAIGN_RULES, title="", arguments=third.arguments)
    assert do(again.pk).outcome == {"changed": False}  # nothing changed since: nothing is asked


def test_whoever_read_the_records_earlier_overwrites_nothing(campaign, acting):
    asked(campaign, acting("zuzhi"))
    Asking.objects.update(read_at=last_asking(campaign).read_at + timedelta(hours=1))
    said(OTHER, counted_area=TOO_LITTLE)
    assert asked(campaign, acting("zuzhi")).outcome == {"changed": False}
    assert of_all(patch_of(OTHER)) == []


def test_who_may_not_is_told_why_and_written_down(campaign, acting):
    for username in ("xiang01", "zhifa", "xitong"):
        with pytest.raises(Refused):
            ask_campaign_rules(campaign, by=acting(username))
    assert Line.objects.filter(action="comparison.ask_campaign_rules", is_refused=True).count() == 3
    close_campaign(campaign, by=acting("zuzhi"), expected_version=campaign.version, reason="结束")
    campaign.refresh_from_db()
    with pytest.raises(Refused):
        ask_campaign_rules(campaign, by=acting("zuzhi"))


def test_what_concerns_the_county_is_not_told_to_a_township(campaign, acting):
    said(OTHER, counted_area=TOO_LITTLE)
    asked(campaign, acting("zuzhi"))
    county, first, second = (asked_of_all(acting(one), campaign) for one in ("zuzhi", "xiang01", "xiang02"))
    assert county.of_campaign
    assert county.patches == 1
    assert (first.of_campaign, first.patches) == (None, 0)
    assert (second.of_campaign, second.patches) == (None, 1)


def test_practice_is_dropped_with_what_was_asked_of_it(campaign, acting):
    said(OTHER, counted_area=TOO_LITTLE)
    asked(campaign, acting("zuzhi"))
    clear(campaign, by=PRODUCT)
    assert not Asking.objects.exists()
    assert not Objection.objects.exists()
