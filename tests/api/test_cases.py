"""Cases by token: a lead, a step, a conflict, what is refused."""

from __future__ import annotations

from tests.workflow.cases.conftest import desk  # noqa: F401
from tests.workflow.conftest import acting, measured_disc  # noqa: F401

from tuban.workflow.organisations.tokens import Scope


def test_a_machine_registers_a_lead_and_records_a_step(machine, desk):  # noqa: F811
    client = machine("zhifa", Scope.READ, Scope.WRITE)
    given = {"title": "示范公司非法占地案", "source": "patrol", "received_on": "2024-06-03",
             "patches": [str(desk.unlawful.uuid)]}  # fmt: skip
    made = client.post_json("/cases", given, idempotency_key="lead-1")
    assert made.status_code == 201, made.content
    case = made.json()
    assert case["proposed"]
    assert client.post_json("/cases", given, idempotency_key="lead-1").json()["id"] == case["id"]
    assert client.post_json("/cases", given).status_code == 409  # it is in a case already
    address = f"/cases/{case['id']}"
    step = {"version": case["version"], "day": "2024-06-05", "officers": [str(one.pk) for one in desk.officers]}
    assert client.post_json(f"{address}/steps/nothing", step).status_code == 404
    assert client.post_json(f"{address}/steps/filed", step).status_code == 403  # the leader files
    assert client.post_json(f"{address}/steps/verified", step | {"version": 99}).status_code == 409
    done = client.post_json(f"{address}/steps/verified", step)
    assert done.status_code == 201, done.content
    steps = {one["id"]: one for one in done.json()["steps"]}
    assert (steps["verified"]["stand"], steps["filed"]["due"]) == ("done", "2024-06-20")
    assert [one["about"] for one in client.get(f"/api/v1{address}/journal").json()] == ["verified", "lead"]
    row = client.get("/api/v1/cases?kind=late").json()[0]
    assert (row["is_late"], row["next_step"]) == (True, "major_report")
    assert machine("xiang01", Scope.READ).get(f"/api/v1{address}").status_code == 404
