"""Deeds by API are the deeds of the browser: the same people may, the same versions hold, the same lines are kept."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
import shapely
from tests.api.conftest import EVERYTHING, person_acting
from tests.workflow.small_disc import LEFT, OTHER, RIGHT

from tuban.workflow.audit.models import Line
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.organisations.models import Group, KeptAnswer, Responsibility, Unit
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser(machine):
    """A machine of the organiser that may do everything the organiser may."""
    return machine("zuzhi", *EVERYTHING)


def patch_of(number: str) -> Patch:
    return Patch.objects.get(number=number, fate=Fate.ACTIVE)


def across(patch: Patch) -> dict[str, Any]:
    west, south, east, north = patch.geometry.extent
    middle = (west + east) / 2
    line = shapely.LineString([(middle, south - 1e-4), (middle, north + 1e-4)])
    return json.loads(shapely.to_geojson(line))


def township(name: str = "甲溪镇") -> str:
    return str(Unit.objects.get(name=name).pk)


# Assigning ------------------------------------------------------------------------------------------------------------


@pytest.mark.seed("O1")
def test_a_patch_is_assigned_under_its_version_and_the_audit_says_so(organiser, campaign):
    patch = patch_of(LEFT)
    answer = organiser.post_json(
        f"/patches/{patch.uuid}/assign",
        {"unit": township(), "due_on": "2026-12-01", "version": patch.version, "reason": "属地"},
    )
    assert answer.status_code == 200, answer.content
    assert (answer.json()["assigned_unit_id"], answer.json()["version"]) == (township(), patch.version + 1)
    line = Line.objects.get(action="patches.assign")
    assert (line.person_name, line.reason, line.is_refused) == (person_acting("zuzhi").person_name, "属地", False)


def test_whoever_was_slower_gets_the_difference_and_overwrites_nothing(organiser, machine, campaign):
    patch = patch_of(LEFT)
    seen = patch.version
    assert (
        organiser.post_json(f"/patches/{patch.uuid}/assign", {"unit": township(), "version": seen}).status_code == 200
    )
    slower = machine("guzhang", Scope.WRITE).post_json(
        f"/patches/{patch.uuid}/assign", {"due_on": "2027-01-01", "version": seen}
    )
    told = slower.json()
    assert (slower.status_code, told["code"], told["version"]) == (409, "patches.changed_meanwhile", seen + 1)
    (change,) = told["difference"]
    assert (change["field"], change["was"], change["now"]) == ("assigned_unit_id", None, township())
    assert (change["who"], change["deed"]) == (person_acting("zuzhi").person_name, "patches.assign")
    patch.refresh_from_db()
    assert (str(patch.assigned_unit_id), patch.due_on) == (township(), None)


def test_many_are_assigned_and_those_that_cannot_be_are_told(organiser, campaign):
    left, right = patch_of(LEFT), patch_of(RIGHT)
    stranger = uuid4()
    answer = organiser.post_json("/assignments", {"unit": township(), "patches": [
        {"uuid": str(left.uuid), "version": left.version}, {"uuid": str(right.uuid), "version": right.version + 7},
        {"uuid": str(stranger), "version": 1},
    ]}).json()  # fmt: skip
    assert (answer["done"], answer["not_found"]) == (1, [str(stranger)])
    assert [one["uuid"] for one in answer["refused"]] == [str(right.uuid)]


@pytest.mark.seed("O1")
def test_what_lies_elsewhere_is_not_there_and_the_attempt_is_logged(machine, campaign):
    foreign = patch_of(OTHER)
    clerk = machine("xiang01", *EVERYTHING)
    before = Line.objects.filter(is_refused=True).count()
    deeds = {
        f"/patches/{foreign.uuid}/assign": {"version": 1},
        f"/patches/{foreign.uuid}/split": {"version": 1, "reason": "x", "cut_by": [across(foreign)]},
        f"/patches/{foreign.uuid}/restore": {"version": 1, "reason": "x"},
        f"/patches/{foreign.uuid}/compare": {"version": 1},
    }
    for address, body in deeds.items():
        answer = clerk.post_json(address, body)
        assert (answer.status_code, answer.json()["code"]) == (404, "patches.not_found"), address
    assert Line.objects.filter(is_refused=True, subject_id=str(foreign.uuid)).count() == before + len(deeds)
    unit = clerk.send("GET", f"/units/{township('乙岭镇')}")
    assert (unit.status_code, unit.json()["code"]) == (404, "api.not_found")
    assert Line.objects.get(action="api.look_outside").subject_id == township("乙岭镇")


def test_a_refusal_says_why_and_is_logged(machine, campaign):
    patch = patch_of(LEFT)
    answer = machine("xiang01", Scope.WRITE).post_json(f"/patches/{patch.uuid}/assign", {"version": patch.version})
    assert (answer.status_code, answer.json()["code"]) == (403, "policy.refused")
    assert answer.json()["message"]
    assert Line.objects.get(action="patches.assign").is_refused


def test_a_token_for_reading_writes_nothing(machine, campaign):
    patch = patch_of(LEFT)
    reader = machine("zuzhi", Scope.READ)
    assert reader.post_json(f"/patches/{patch.uuid}/assign", {"version": patch.version}).status_code == 403
    assert reader.send("GET", f"/campaigns/{campaign.pk}/patches.csv").status_code == 403
    assert machine("zuzhi", Scope.WRITE).send("GET", "/me").status_code == 403


# Once for a key -------------------------------------------------------------------------------------------------------


def test_a_deed_that_is_sent_twice_with_its_key_is_done_once(organiser, campaign):
    patch = patch_of(LEFT)
    body = {"unit": township(), "version": patch.version}
    first, again = (
        organiser.post_json(f"/patches/{patch.uuid}/assign", body, Idempotency_Key="a-1") for _time in range(2)
    )
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.content == again.content
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert Line.objects.filter(action="patches.assign").count() == 1


def test_a_key_belongs_to_one_request_and_one_post(organiser, machine, campaign):
    patch = patch_of(LEFT)
    body = {"unit": township(), "version": patch.version}
    organiser.post_json(f"/patches/{patch.uuid}/assign", body, Idempotency_Key="a-1")
    other = organiser.post_json(f"/patches/{patch.uuid}/assign", {**body, "reason": "另一件"}, Idempotency_Key="a-1")
    assert (other.status_code, other.json()["code"]) == (422, "api.key_used_otherwise")
    somebody = machine("guzhang", Scope.WRITE).post_json(
        f"/patches/{patch.uuid}/assign", {"version": patch.version + 1}, Idempotency_Key="a-1"
    )
    assert somebody.status_code == 200


def test_a_refusal_is_not_kept_for_a_key_but_its_line_is(organiser, campaign):
    patch = patch_of(LEFT)
    address, body = f"/patches/{patch.uuid}/assign", {"unit": str(uuid4()), "version": patch.version}
    assert organiser.post_json(address, body, Idempotency_Key="a-2").status_code == 404
    assert not KeptAnswer.objects.exists()
    assert Line.objects.filter(action="api.look_outside", is_refused=True).count() == 1
    assert organiser.post_json(address, {**body, "unit": township()}, Idempotency_Key="a-2").status_code == 200


@pytest.mark.parametrize("key", ["", " ", "甲", "x" * 129])
def test_a_key_is_plain_and_short(organiser, campaign, key):
    answer = organiser.post_json(f"/patches/{patch_of(LEFT).uuid}/assign", {"version": 1}, Idempotency_Key=key)
    assert answer.json()["code"] == "api.invalid"


# Splitting, merging, restoring, adding --------------------------------------------------------------------------------


@pytest.mark.seed("C4")
def test_a_patch_is_split_compared_and_restored(organiser, campaign):
    patch = patch_of(LEFT)
    cut = {"cut_by": [across(patch)]}
    seen = organiser.post_json(f"/patches/{patch.uuid}/split/preview", cut).json()
    assert len(seen) == 2
    made = organiser.post_json(
        f"/patches/{patch.uuid}/split", {**cut, "version": patch.version, "reason": "两户"}, Idempotency_Key="cut-1"
    )
    assert made.status_code == 201, made.content
    children = made.json()
    assert [child["area_m2"] for child in children] == [piece["area_m2"] for piece in seen]
    assert Comparison.objects.filter(patch__uuid__in=[one["uuid"] for one in children], is_current=True).count() == 2
    patch.refresh_from_db()
    assert patch.fate == Fate.SPLIT
    back = organiser.post_json(f"/patches/{patch.uuid}/restore", {"version": patch.version, "reason": "一户"})
    assert [one["uuid"] for one in back.json()] == [str(patch.uuid)]


def test_adjoining_patches_become_one(organiser, campaign):
    left, right = patch_of(LEFT), patch_of(RIGHT)
    seen = [{"uuid": str(one.uuid), "version": one.version} for one in (left, right)]
    made = organiser.post_json("/merges", {"patches": seen, "reason": "同一项目"})
    assert made.status_code == 201, made.content
    assert made.json()["number"] == RIGHT
    again = organiser.post_json("/merges", {"patches": seen, "reason": "同一项目"})
    assert (again.status_code, again.json()["code"]) == (403, "policy.refused")


def test_patches_that_do_not_adjoin_or_are_not_seen_stay_apart(organiser, machine, campaign):
    left, other = patch_of(LEFT), patch_of(OTHER)
    body = {"patches": [{"uuid": str(one.uuid), "version": one.version} for one in (left, other)], "reason": "x"}
    assert organiser.post_json("/merges", body).status_code == 422
    clerk = machine("xiang01", Scope.WRITE).post_json("/merges", body)
    assert (clerk.status_code, clerk.json()["code"]) == (404, "patches.not_found")


@pytest.mark.seed("D6")
def test_a_patch_that_no_satellite_saw_is_added_once_compared_and_asked_whether_it_is_known(organiser, campaign):
    known = patch_of(LEFT)
    outline = json.loads(known.geometry[0].geojson)
    body = {
        "source": "patrol", "source_reference": "巡查2024-17", "geometry": outline, "found_on": "2024-09-01",
        "village": "甲村",
    }  # fmt: skip
    first, again = (
        organiser.post_json(f"/campaigns/{campaign.pk}/patches", body, Idempotency_Key="add-1") for _time in range(2)
    )
    assert first.status_code == 201, first.content
    assert first.json()["uuid"] == again.json()["uuid"]
    assert Patch.objects.filter(source="patrol").count() == 1
    added = first.json()
    assert (added["state"], added["township_name"]) == ("compared", known.township_name)
    (question,) = organiser.send("GET", f"/patches/{added['uuid']}/likenesses").json()
    assert (question["patch"], question["other"]) == (added["uuid"], str(known.uuid))
    told = organiser.post_json(
        f"/patches/{added['uuid']}/likenesses/{question['id']}", {"answer": "same", "version": added["version"]}
    )
    assert told.json()["answer"] == "same"
    assert Patch.objects.get(uuid=added["uuid"]).fate == Fate.DUPLICATE


@pytest.mark.parametrize(
    "change",
    [
        {"source": "satellite"}, {"found_on": "2999-01-01"}, {"geometry": {"type": "Point", "coordinates": [1, 2]}},
        {"geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}},
        {"geometry": {"type": "Polygon", "coordinates": [[[400, 0], [401, 1], [402, 0], [400, 0]]]}},
        {"geometry": {"type": "Polygon", "coordinates": ["x"]}}, {"source_reference": ""},
    ],
)  # fmt: skip
def test_a_patch_that_cannot_be_is_not_added(organiser, campaign, change):
    west, south, east, north = patch_of(LEFT).geometry.extent
    body = {
        "source": "report", "source_reference": "12336",
        "geometry": json.loads(shapely.to_geojson(shapely.box(west, south, east, north))),
    }  # fmt: skip
    answer = organiser.post_json(f"/campaigns/{campaign.pk}/patches", {**body, **change})
    assert answer.status_code == 422, answer.content
    assert Patch.objects.filter(source="report").count() == 0


# Organisation and campaign --------------------------------------------------------------------------------------------


@pytest.mark.seed("O2")
def test_groups_and_the_responsibility_register_are_kept(organiser, campaign):
    county = Unit.objects.get(level="county", is_practice=True)
    group = organiser.post_json("/groups", {
        "unit": str(county.pk), "kind": "leading", "name": "领导小组", "since": "2024-07-01",
        "document": "示政办〔2024〕3号",
        "members": [{"name": "钱县长", "duty": "组长", "position": "示范县人民政府"}],
    })  # fmt: skip
    assert group.status_code == 201, group.content
    key = group.json()["id"]
    members = organiser.send("PUT", f"/groups/{key}/members", {"members": [{"name": "孙县长", "duty": "组长"}]})
    assert [one["name"] for one in members.json()["members"]] == ["孙县长"]
    ended = organiser.post_json(f"/groups/{key}/end", {"until": "2024-12-31", "reason": "专项结束"})
    assert ended.json()["until"] == "2024-12-31"
    assert Group.objects.get(pk=key).founded_by == "示政办〔2024〕3号"
    line = organiser.post_json("/responsibilities", {
        "unit": township(), "liability": "overall", "name": "李书记", "position": "党委书记", "since": "2024-01-01",
    }).json()  # fmt: skip
    corrected = organiser.post_json(f"/responsibilities/{line['id']}/correct", {
        "version": line["version"], "name": "李书记", "position": "党委书记", "telephone": "0100",
    })  # fmt: skip
    assert corrected.json()["telephone"] == "0100"
    stale = organiser.post_json(f"/responsibilities/{line['id']}/correct", {
        "version": line["version"], "name": "王", "position": "镇长",
    })  # fmt: skip
    assert (stale.status_code, stale.json()["difference"][0]["field"]) == (409, "telephone")
    assert Responsibility.objects.get(pk=line["id"]).name == "李书记"


@pytest.mark.seed("O5")
def test_contact_points_questions_and_answers(organiser, machine, campaign):
    point = organiser.post_json(
        f"/campaigns/{campaign.pk}/contact-points", {"subject": "技术", "name": "周工", "telephone": "0101"}
    )
    assert point.status_code == 201
    asked = machine("xiang01", *EVERYTHING).post_json(
        f"/campaigns/{campaign.pk}/questions", {"subject": "举证", "text": "照片要几张？"}
    ).json()  # fmt: skip
    told = organiser.post_json(
        f"/questions/{asked['id']}/answer", {"version": asked["version"], "text": "四张。", "is_shared": True}
    )
    assert told.json()["answered_by"]
    (read,) = machine("xiang02").send("GET", f"/campaigns/{campaign.pk}/questions").json()
    assert read["answer"] == "四张。"


@pytest.mark.seed("L6")
def test_values_of_a_campaign_lie_on_the_lawbook_and_every_reason_names_its_layer(organiser, campaign):
    whole = organiser.send("GET", f"/campaigns/{campaign.pk}").json()
    body = {
        "version": whole["version"], "reason": "县级口径",
        "parameters": {"patches/likeness_share": {"value": 0.5, "because": "县里定的"}},
    }  # fmt: skip
    kept = organiser.send("PUT", f"/campaigns/{campaign.pk}/parameters", body)
    assert kept.status_code == 200, kept.content
    assert kept.json()["lawbook_edition"] != whole["lawbook_edition"]
    stale = organiser.send("PUT", f"/campaigns/{campaign.pk}/parameters", body)
    assert (stale.status_code, stale.json()["code"]) == (409, "campaigns.changed_meanwhile")
    reasons = organiser.send("GET", f"/patches/{patch_of(LEFT).uuid}/reasons").json()
    assert reasons["steps"]
    assert any(step["cites"] for step in reasons["steps"])
    assert all(value["where"] for step in reasons["steps"] for value in step["values"])


@pytest.mark.seed("D5")
def test_the_preparation_register_is_kept(organiser, campaign):
    first = organiser.send("GET", f"/campaigns/{campaign.pk}/materials").json()[0]
    kept = organiser.send("PUT", f"/campaigns/{campaign.pk}/materials/{first['id']}", {
        "version": first["version"], "state": "here", "keeper": "档案室", "place": "三楼",
    })  # fmt: skip
    assert (kept.json()["state"], kept.json()["keeper"]) == ("here", "档案室")


@pytest.mark.seed("O6")
def test_the_practice_county_is_reset_by_its_organisers_only(organiser, machine, campaign):
    job = organiser.post_json(f"/campaigns/{campaign.pk}/reset", {})
    assert job.status_code == 202
    assert machine("xiang01", *EVERYTHING).post_json(f"/campaigns/{campaign.pk}/reset", {}).status_code == 403
