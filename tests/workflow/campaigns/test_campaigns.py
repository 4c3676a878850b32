"""Campaigns: opened, changed, closed; phases, questions, preparation, and values on top of the lawbook."""

from __future__ import annotations

from datetime import date

import pytest

from tuban.rules.campaign_values import CampaignValueUnfit
from tuban.rules.parameters import NoSuchParameter
from tuban.workflow.audit.models import Line
from tuban.workflow.audit.policies import Refused
from tuban.workflow.campaigns.actions import (
    CampaignChangedMeanwhile,
    CodeIsTaken,
    NothingAnswered,
    WindowUnfit,
    answer,
    ask,
    change_campaign,
    close_campaign,
    drop_phase,
    lay_values,
    open_campaign,
    register_material,
    set_contact_point,
    set_phase,
)
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign, Material
from tuban.workflow.campaigns.queries import (
    CampaignNotFound,
    campaign_for,
    contact_points_of,
    open_phase,
    phases_of,
    questions_seen_by,
)

YEAR = {"begins": date(2024, 7, 1), "ends": date(2025, 1, 31)}
PATH = "coverage/full_share"


@pytest.fixture
def opened(county, acting) -> Campaign:
    return open_campaign(
        county, by=acting("zuzhi"), code="990101-2024", title="2024年度", year=2024, epsg=4547,
        cadence=Campaign.Cadence.YEAR, **YEAR,
    )  # fmt: skip


def test_a_campaign_is_opened_once_and_its_disc_is_loaded_into_it(opened, acting, county, disc):
    with pytest.raises(CodeIsTaken):
        open_campaign(
            county, by=acting("zuzhi"), code="990101-2024", title="又一次", year=2024, epsg=4547,
            cadence=Campaign.Cadence.YEAR,
        )  # fmt: skip
    disc.load()
    campaign = Campaign.objects.get()
    assert (campaign.pk, campaign.title, campaign.state) == (opened.pk, "2024年度", Campaign.State.RUNNING)


@pytest.mark.parametrize("username", ["juzhang", "zhifa", "xiang01", "xitong"])
def test_only_organisers_open_and_change_campaigns(opened, acting, county, username):
    with pytest.raises(Refused):
        set_phase(opened, by=acting(username), title="自查", begins=date(2024, 8, 1), ends=date(2024, 9, 1))
    assert Line.objects.latest("number").is_refused


def test_what_two_change_at_once_is_not_lost(opened, acting):
    told = {"cadence": Campaign.Cadence.QUARTER, **YEAR}
    change_campaign(opened, by=acting("zuzhi"), expected_version=1, title="甲", **told)
    with pytest.raises(CampaignChangedMeanwhile):
        change_campaign(opened, by=acting("zuzhi"), expected_version=1, title="乙", **told)
    assert Campaign.objects.get().title == "甲"


def test_phases_lie_inside_the_campaign_and_tell_which_is_open(opened, acting):
    by = acting("zuzhi")
    first = set_phase(opened, by=by, title="自查", begins=date(2024, 8, 1), ends=date(2024, 9, 30))
    second = set_phase(opened, by=by, title="整改", begins=date(2024, 9, 15), ends=date(2024, 11, 30))
    assert open_phase(opened, on=date(2024, 8, 5)) == first
    assert open_phase(opened, on=date(2024, 9, 20)) == second
    assert open_phase(opened, on=date(2024, 12, 31)) is None
    for window in (
        {"begins": date(2024, 9, 1), "ends": date(2024, 8, 1)},
        {"begins": date(2024, 6, 1), "ends": date(2024, 8, 1)},
        {"begins": date(2024, 9, 1), "ends": date(2024, 12, 1)},
    ):
        with pytest.raises(WindowUnfit):
            set_phase(opened, by=by, title="自查", **window)
    with pytest.raises(WindowUnfit):
        change_campaign(
            opened, by=by, expected_version=1, title="短", cadence=Campaign.Cadence.YEAR, begins=date(2024, 9, 1),
            ends=date(2024, 12, 1),
        )  # fmt: skip
    set_phase(opened, by=by, phase=first, title="自查", begins=date(2024, 8, 1), ends=date(2024, 9, 10))
    drop_phase(second, by=by)
    assert [phase.ends for phase in phases_of(opened)] == [date(2024, 9, 10)]


def test_a_shared_answer_is_read_by_all_and_another_by_those_who_asked(opened, acting):
    first = ask(opened, by=acting("xiang01"), subject="口径", text="设施农用地怎么填？")
    second = ask(opened, by=acting("xiang01"), subject="口径", text="宅基地怎么填？")
    with pytest.raises(Refused):
        answer(first, by=acting("xiang02"), expected_version=1, text="不知道", is_shared=True)
    with pytest.raises(NothingAnswered):
        answer(first, by=acting("zuzhi"), expected_version=1, text=" ", is_shared=True)
    answer(first, by=acting("zuzhi"), expected_version=1, text="按备案填。", is_shared=True)
    assert set(questions_seen_by(acting("xiang01"))) == {first, second}
    assert set(questions_seen_by(acting("xiang02"))) == {first}
    assert set(questions_seen_by(acting("shi"))) == {first, second}


def test_contact_points_and_materials_are_kept(campaign, acting):
    point = set_contact_point(campaign, by=acting("zuzhi"), subject="技术", name="李某", telephone="0000")
    set_contact_point(
        campaign, by=acting("zuzhi"), subject="技术", name="王某", telephone="1111", contact_point=point
    )  # fmt: skip
    assert [one.name for one in contact_points_of(campaign)] == ["王某"]
    material = campaign.materials.filter(state=Material.State.NOT_REGISTERED).first()
    register_material(
        material, by=acting("diji"), expected_version=1, state=Material.State.HERE, keeper="档案室", place="三楼"
    )  # fmt: skip
    with pytest.raises(CampaignChangedMeanwhile):
        register_material(material, by=acting("diji"), expected_version=1, state=Material.State.MISSING)


def test_what_people_registered_outlives_another_load(campaign, acting, newer_disc):
    material = campaign.materials.filter(state=Material.State.NOT_REGISTERED).first()
    register_material(material, by=acting("diji"), expected_version=1, state=Material.State.HERE, keeper="档案室")
    newer_disc.load()
    material.refresh_from_db()
    assert (material.state, material.keeper) == (Material.State.HERE, "档案室")


def test_values_of_a_campaign_lie_on_top_of_the_lawbook_and_say_why(opened, acting):
    laid = {PATH: {"value": 0.99, "because": "本县通知〔2024〕1号"}}
    before = rulebook_of(None)
    lay_values(opened, by=acting("zuzhi"), expected_version=1, parameters=laid, reason="通知")
    law = rulebook_of(opened)
    value = law.parameter(PATH, on=date(2024, 12, 31), region="990101")
    assert (value.value, value.layer, value.because) == (0.99, "county", "本县通知〔2024〕1号")
    assert value.passed[0].value == before.parameter(PATH, on=date(2024, 12, 31)).value
    assert law.edition == opened.lawbook_edition != before.edition
    assert law.parameter(PATH, on=date(2024, 12, 31), region="990102").layer == "norm"


@pytest.mark.parametrize(
    ("laid", "error"),
    [
        ({"coverage/ful_share": {"value": 0.9, "because": "?"}}, NoSuchParameter),
        ({PATH: {"value": 1.5, "because": "通知"}}, CampaignValueUnfit),
        ({PATH: {"value": "0.9", "because": "通知"}}, CampaignValueUnfit),
        ({PATH: {"value": True, "because": "通知"}}, CampaignValueUnfit),
        ({PATH: {"value": 0.9, "because": " "}}, CampaignValueUnfit),
        ({PATH: {"value": 0.9}}, CampaignValueUnfit),
        ({PATH: 0.9}, CampaignValueUnfit),
        ({"approval/conversion_kinds": {"value": ["conversion", "nothing"], "because": "通知"}}, CampaignValueUnfit),
        ({"preparation/field_days": {"value": 1.5, "because": "通知"}}, CampaignValueUnfit),
    ],
)
def test_values_that_the_lawbook_does_not_understand_are_refused(opened, acting, laid, error):
    with pytest.raises(error):
        lay_values(opened, by=acting("zuzhi"), expected_version=1, parameters=laid, reason="?")
    assert Campaign.objects.get().parameters == {}


def test_a_closed_campaign_is_read_and_not_changed(opened, acting):
    close_campaign(opened, by=acting("juzhang"), expected_version=1, reason="验收通过")
    with pytest.raises(Refused):
        set_contact_point(opened, by=acting("zuzhi"), subject="?", name="?", telephone="?")
    assert campaign_for(acting("xiang01"), opened.pk) == opened


def test_a_foreign_campaign_is_not_found(opened, acting):
    Campaign.objects.update(area_code="990102")
    with pytest.raises(CampaignNotFound):
        campaign_for(acting("zuzhi"), opened.pk)
