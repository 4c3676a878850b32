"""A newer layer changes nothing by itself: old beside new, until a person says what counts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.workflow.small_disc import OTHER

from tuban.jobs.models import Job
from tuban.jobs.work import do
from tuban.workflow.audit.models import Line
from tuban.workflow.audit.policies import Refused
from tuban.workflow.campaigns.actions import lay_values
from tuban.workflow.comparison.actions import (
    answer_would_differ,
    ask_what_would_differ,
    compare_again,
    split_and_compare,
)
from tuban.workflow.comparison.models import Comparison, WouldDiffer
from tuban.workflow.comparison.queries import what_rests_on, what_rests_on_each
from tuban.workflow.layers.entering import Delivered, enter_editions
from tuban.workflow.layers.models import Edition
from tuban.workflow.patches.models import Patch


@pytest.fixture
def newer_survey(campaign, newer_disc) -> Edition:
    """A newer edition of the survey, as an upload of the layer alone would enter it."""
    from tuban.workflow.comparison.loading.load import delivered_of
    from tuban.workflow.comparison.loading.reading import OPENED, read_opened

    opened = read_opened(newer_disc.work("newer") / OPENED)
    delivered: list[Delivered] = [delivered_of(layer) for layer in opened.layers["survey_last"]]
    return enter_editions("990101", delivered, is_practice=True).new[0]


def asked(edition: Edition, by) -> list[WouldDiffer]:
    job = do(ask_what_would_differ(edition, by=by).pk)
    assert job.state == Job.State.DONE, job.error
    return list(WouldDiffer.objects.all())


def test_a_newer_layer_lists_the_patches_that_would_differ_and_judges_nothing(newer_survey, acting):
    before = list(Comparison.objects.order_by("pk").values_list("pk", "is_current"))
    rows = asked(newer_survey, acting("diji"))
    assert [str(row.patch) for row in rows] == [OTHER]
    assert rows[0].old["prejudgement"] != rows[0].new["prejudgement"]
    assert rows[0].edition == newer_survey
    assert list(Comparison.objects.order_by("pk").values_list("pk", "is_current")) == before
    assert len(asked(newer_survey, acting("diji"))) == 1  # asked again, listed once


def test_a_person_takes_the_new_pre_judgement(newer_survey, acting):
    row = asked(newer_survey, acting("diji"))[0]
    answer_would_differ(row, by=acting("diji"), answer=WouldDiffer.Answer.TAKEN, expected_version=1, reason="以新为准")
    patch = Patch.objects.get(number=OTHER)
    now = Comparison.objects.get(patch=patch, is_current=True)
    assert now.prejudgement == row.new["prejudgement"]
    assert Decimal(now.overlaps[0]["m2"]) == 0
    assert (patch.version, patch.proposed_finding) == (2, row.new["finding"])
    with pytest.raises(Refused):
        answer_would_differ(row, by=acting("diji"), answer=WouldDiffer.Answer.KEPT, expected_version=2, reason="")
    assert asked(newer_survey, acting("diji")) == [row]  # nothing is left to ask


def test_a_person_keeps_the_old_one(newer_survey, acting):
    row = asked(newer_survey, acting("diji"))[0]
    answer_would_differ(row, by=acting("diji"), answer=WouldDiffer.Answer.KEPT, expected_version=1, reason="现场为准")
    assert Comparison.objects.filter(patch=row.patch).count() == 1
    assert Line.objects.latest("number").reason == "现场为准"


def test_a_split_is_compared_on_the_layers_that_the_patch_was_judged_on(newer_survey, acting):
    patch = Patch.objects.select_related("campaign").get(number=OTHER)
    west, south, east, north = patch.geometry.extent
    import shapely

    line = shapely.LineString([((west + east) / 2, south - 1e-4), ((west + east) / 2, north + 1e-4)])
    children = split_and_compare(patch, by=acting("zhifa"), expected_version=1, reason="两户", cut_by=[line])
    assert {child.proposed_finding for child in children} == {patch.proposed_finding}
    again = compare_again(children[0], by=acting("zhifa"), expected_version=1, reason="新版")
    assert Comparison.objects.get(patch=again, is_current=True).editions.filter(pk=newer_survey.pk).exists()


def test_what_rests_on_an_edition_is_counted(campaign, acting):
    survey = Edition.objects.get(role="survey_last")
    assert (what_rests_on(survey).comparisons, what_rests_on(survey).patches) == (5, 5)
    compare_again(Patch.objects.get(number=OTHER), by=acting("zhifa"), expected_version=1)
    assert what_rests_on_each([survey])[survey.pk].patches == 5


def test_values_of_the_campaign_count_when_somebody_compares_anew(campaign, acting):
    lay_values(
        campaign, by=acting("zuzhi"), expected_version=campaign.version, reason="本县通知",
        parameters={"coverage/full_share": {"value": 0.99, "because": "本县通知〔2024〕1号"}},
    )  # fmt: skip
    patch = Patch.objects.select_related("campaign").get(number=OTHER)
    old = Comparison.objects.get(patch=patch)
    compare_again(patch, by=acting("zhifa"), expected_version=1)
    now = Comparison.objects.get(patch=patch, is_current=True)
    assert now.lawbook_edition == campaign.lawbook_edition != old.lawbook_edition
    used = {one["path"]: one for one in now.judgement["parameters"]}
    assert used["coverage/full_share"]["because"] == "本县通知〔2024〕1号"
