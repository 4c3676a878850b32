"""Field routes for machines: the same actions, the same refusals, the same 409 as at the board."""

from __future__ import annotations

from uuid import uuid4

import pytest
from tests.api.conftest import person_acting
from tests.workflow.routes.field import asked_for, worked_out

from tuban.jobs.models import Job
from tuban.jobs.work import do
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.patches.models import Patch
from tuban.workflow.routes.models import Plan

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plan(campaign) -> Plan:
    """A plan of two days for two groups."""
    return worked_out(asked_for(person_acting("zuzhi"), days=2))


@pytest.fixture
def client(machine):
    """The organiser's machine."""
    return machine("zuzhi", Scope.READ, Scope.WRITE, Scope.EXPORT)


def test_a_machine_plans_and_takes_the_routes(client, campaign):
    groups = client.send("GET", "/field-groups").json()
    assert [one["name"] for one in groups] == ["外业一组", "外业二组"]
    place = list(Patch.objects.first().geometry.centroid.coords)
    start = {"expected_version": 0, "start_name": "国土所", "start": place}
    assert client.send("PUT", f"/field-groups/{groups[0]['id']}/equipment", start).status_code == 200
    found = client.send("GET", f"/campaigns/{campaign.pk}/field-candidates?doubtful_only=false").json()
    assert len(found) == Patch.objects.count()
    wish = {"title": "第一轮", "groups": [groups[0]["id"]], "patches": [one["patch"] for one in found], "days": 2}
    asked = client.post_json(f"/campaigns/{campaign.pk}/route-plans", wish)
    assert asked.status_code == 202, asked.content
    assert do(asked.json()["job"]).state == Job.State.DONE
    whole = client.send("GET", f"/route-plans/{asked.json()['id']}").json()
    assert whole["state"] == "planned"
    assert len(whole["visits"]) == len(found)
    assert len(client.send("GET", f"/campaigns/{campaign.pk}/route-plans").json()) == 1


def test_a_machine_moves_takes_back_and_is_told_of_others(client, plan):
    where = f"/route-plans/{plan.pk}"
    number = client.send("GET", where).json()["visits"][0]["number"]
    moves = [{"number": number, "group": 2, "day": 2}]
    would = client.post_json(f"{where}/what-if", {"moves": moves}).json()
    moved = client.post_json(f"{where}/moves", {"moves": moves, "expected_version": plan.version}).json()
    assert sum(day["metres"] for team in moved["teams"] for day in team["days"]) == would["after"]["metres"]
    late = client.post_json(f"{where}/moves", {"moves": moves, "expected_version": plan.version})
    assert (late.status_code, late.json()["code"]) == (409, "routes.changed_meanwhile")
    back = client.post_json(f"{where}/undo", {"expected_version": moved["version"]})
    assert back.status_code == 200
    again = client.post_json(f"{where}/anew", {"expected_version": back.json()["version"], "from_day": 1, "days": 2})
    assert do(again.json()["job"]).state == Job.State.DONE


def test_reading_is_not_writing_and_what_is_none_is_not_found(machine, plan):
    where = f"/route-plans/{plan.pk}"
    assert machine("zuzhi").post_json(f"{where}/undo", {"expected_version": plan.version}).status_code == 403
    assert machine("xiang01").send("GET", f"/route-plans/{uuid4()}").status_code == 404
    refused = machine("guihua", Scope.WRITE).post_json(f"{where}/give-out", {"expected_version": plan.version})
    assert (refused.status_code, refused.json()["code"]) == (403, "policy.refused")


def test_documents_are_written_and_handed_out(client, plan):
    where = f"/route-plans/{plan.pk}"
    asked = client.post_json(f"{where}/papers")
    assert asked.status_code == 202
    job = do(asked.json()["job"])
    assert job.state == Job.State.DONE, job.error
    (papers,) = client.send("GET", f"{where}/papers").json()
    names = {one["path"] for one in papers["files"]}
    assert {"外业路线.xlsx", "外业路线.gpx", "外业路线.kml"} <= names
    book = next(one for one in papers["files"] if one["path"].startswith("外业手簿/"))
    assert book["group"]
    taken = client.get(f"/api/v1{where}/papers/{book['id']}")
    assert b"".join(taken.streaming_content).startswith(b"%PDF")
