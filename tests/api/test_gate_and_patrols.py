"""The gate and the patrols for machines."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.api.conftest import EVERYTHING

from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.patches.models import Patch


@pytest.fixture
def patch(campaign) -> Patch:
    """A patch that was found unlawful."""
    row = Patch.objects.filter(proposed_finding__in=("unlawful", "manual")).order_by("number").last()
    Patch.objects.filter(pk=row.pk).update(finding="unlawful")
    return row


def test_a_program_asks_the_gate_certifies_and_asks_whether_it_stands(machine, patch):
    desk = machine("gengbao", *EVERYTHING)
    asked = {"title": "示范产业园", "boundary": json.loads(patch.geometry.geojson)}
    answered = desk.post_json("/gate/inquiries", asked, idempotency_key="one")
    assert answered.status_code == 201, answered.content
    told = answered.json()
    assert told["verdict"] == "blocked"
    assert told["unsettled"][0]["number"] == str(patch)
    assert told["unsettled"][0]["wanted"]
    assert desk.post_json("/gate/inquiries", asked, idempotency_key="one").json()["id"] == told["id"]
    assert [one["id"] for one in desk.get("/api/v1/gate/inquiries?verdict=blocked").json()] == [told["id"]]
    own = f"/gate/inquiries/{told['id']}"
    assert desk.get(f"/api/v1{own}/standing").json()["is_unchanged"]
    assert desk.get(f"/api/v1{own}/certificate.pdf").status_code == 404
    made = desk.post_json(f"{own}/certificate").json()
    assert made["certificate_number"]
    assert b"".join(desk.get(f"/api/v1{own}/certificate.pdf").streaming_content).startswith(b"%PDF")
    assert desk.post_json(f"{own}/certificate").status_code == 403
    assert machine("xiang01", *EVERYTHING).get(f"/api/v1{own}").status_code == 404
    assert machine("gengbao", Scope.READ).post_json("/gate/inquiries", asked).status_code == 403
    for bad in ({"title": "", "points": "1"}, {"title": "甲", "points": "1, 2"}, {"title": "甲", "boundary": {"a": 1}},
                {"title": "甲"}):  # fmt: skip
        refused = desk.post_json("/gate/inquiries", bad)
        assert refused.status_code == 422
        assert refused.json()["message"]


def test_a_program_has_a_file_checked_and_reads_what_was_made_up(machine, patch):
    desk = machine("gengbao", *EVERYTHING)
    feature = {"type": "Feature", "properties": {"name": "甲"}, "geometry": json.loads(patch.geometry.geojson)}
    file = SimpleUploadedFile("批.geojson", json.dumps({"type": "FeatureCollection", "features": [feature]}).encode())
    asked = desk.post("/api/v1/gate/bulk?epsg=4490", {"file": file})
    assert asked.status_code == 202, asked.content
    from tuban.jobs.work import do

    do(asked.json()["job_id"])
    done = desk.get(f"/api/v1/gate/bulk/{asked.json()['id']}").json()
    assert (done["blocked"], done["unread"]) == (1, [])
    assert len(b"".join(desk.get(f"/api/v1/gate/bulk/{done['id']}/table.xlsx").streaming_content)) > 1000
    assert desk.get("/api/v1/gate/made-up").json() == []
    assert desk.get("/api/v1/gate/bulk").json()[0]["id"] == done["id"]


def test_a_program_keeps_the_patrol_ledger(machine, patch):
    keeper = machine("zhifa", *EVERYTHING)
    given = {"number": "XC-1", "seen_on": "2024-03-02", "patch_number": patch.number, "told_by": "王某"}
    entered = keeper.post_json("/patrols", given)
    assert entered.status_code == 201, entered.content
    row = entered.json()
    match = next(one for one in row["matches"] if one["patch"] == str(patch.uuid))
    assert match["is_by_number"]
    said = keeper.post_json(
        f"/patrols/{row['id']}/matches/{match['id']}", {"patch_version": match["patch_version"], "same": True}
    )
    assert said.status_code == 200, said.content
    assert {one["answer"] for one in said.json()["matches"]} >= {"same"}
    again = keeper.post_json(
        f"/patrols/{row['id']}/matches/{match['id']}", {"patch_version": match["patch_version"] + 7, "same": True}
    )
    assert again.status_code == 409
    assert machine("shi", *EVERYTHING).get(f"/api/v1/patrols/{row['id']}").json()["told_by"] == ""
    found = keeper.get(f"/api/v1/campaigns/{patch.campaign_id}/discovery").json()
    assert found[0]["in_time"] + found[0]["missed"] + found[0]["late"] == 1
    ledger = SimpleUploadedFile("台账.csv", "任务编号,巡查时间,坐落\nXC-9,2024-05-01,王村\nXC-10,,王村\n".encode())
    brought = keeper.post("/api/v1/patrols/ledger", {"file": ledger})
    assert brought.status_code == 200, brought.content
    assert (brought.json()["entered"], [one[0] for one in brought.json()["faults"]]) == (1, [3])
    gone = keeper.post_json(f"/patrols/{row['id']}/withdraw", {"version": 1, "reason": "登错"})
    assert gone.json()["withdrawn_at"]
    assert len(keeper.get("/api/v1/patrols").json()) == 2
    assert keeper.post_json("/patrols", {"number": "1", "seen_on": "昨天", "location": "村"}).status_code == 422
