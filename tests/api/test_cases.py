"""Cases by token: a lead, a step, a conflict, what is refused."""

from __future__ import annotations

import hashlib

from tests.api.conftest import EVERYTHING
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


def test_a_machine_answers_suspends_extends_and_takes_the_papers_along(machine, desk):  # noqa: F811
    case = desk.until(desk.register(desk.unlawful, offender={"name": "示范公司", "address": "甲溪镇"}), "filed")
    client, leader = machine("zhifa", *EVERYTHING), machine("juzhang", Scope.READ, Scope.WRITE)
    address = f"/cases/{case.pk}"

    def seen():
        return client.get(f"/api/v1{address}").json()

    def sent(path, status, by=client, **told):
        made = by.post_json(f"{address}/{path}", {"version": seen()["version"]} | told)
        assert made.status_code == status, made.content
        return made.json()

    assert sent("answers", 422, question="hearing", value="perhaps")["faults"][0]["where"] == "body.given.value"
    sent("answers", 422, question="hearing", value="no")  # it is said with a reason
    answered = sent("answers", 201, question="hearing", value="no", reason="不属于听证范围")
    asked = {one["id"]: one for one in answered["questions"]}
    assert (asked["hearing"]["answer"], asked["discussion"]["answer"]) == ("no", "")
    sent("suspensions", 422, because="holiday", since="2024-06-12")
    assert _due(sent("suspensions", 201, because="expert", since="2024-06-12", reason="委托鉴定")) is None
    line = client.get(f"/api/v1{address}/journal").json()[0]
    assert _due(sent(f"suspensions/{line['id']}/end", 200, until="2024-06-21")) == "2024-09-19"
    sent("steps/decided/extend", 403, reason="案情复杂")
    assert _due(sent("steps/decided/extend", 201, by=leader, reason="案情复杂")) == "2024-10-21"
    person = {"kind": "discipline_proposal", "name": "李某", "organ": "示范县纪委监委", "sent_on": "2024-07-01"}
    measure = sent("persons", 201, **person)[0]
    replied = {"replied_on": "2024-07-20", "outcome": "administrative_discipline"}
    assert sent(f"persons/{measure['id']}/reply", 422, **replied | {"replied_on": "2024-06-20"})
    assert sent(f"persons/{measure['id']}/reply", 200, **replied)[0]["outcome"] == replied["outcome"]
    assert client.get(f"/api/v1{address}/persons").json()[0]["position"] == ""

    kinds = {one["kind"]: one for one in client.get(f"/api/v1{address}/papers").json()}
    assert (kinds["summons"]["after"], kinds["summons"]["several"], kinds["decision"]["step"]) == (
        "filed", True, "decided"
    )  # fmt: skip
    assert client.get(f"/api/v1{address}/papers/nothing").status_code == 404
    paper = client.get(f"/api/v1{address}/papers/summons").json()
    assert "接受调查时间" in paper["missing"]
    sent("papers/summons/issue", 422, day="2024-06-13")
    words = {one["id"]: one["text"] for one in paper["asks"]} | {"when": "6月14日", "at": "本局", "contact": "吴执法"}
    written = client.post_json(f"{address}/papers/summons", {"seen": paper["seen"], "asked": words}).json()
    assert (written["missing"], written["seen"]) == ([], 1)
    assert client.post_json(f"{address}/papers/summons", {"seen": 0, "asked": words}).status_code == 409
    issued = sent("papers/summons/issue", 201, day="2024-06-13")
    assert issued["number"] == "示范县调通〔2024〕1号"
    file = client.get(f"/api/v1{address}/issued-papers/{issued['id']}")
    assert hashlib.sha256(file.content).hexdigest() == issued["checksum"]
    assert client.get(f"/api/v1{address}/papers/decision/draft").content[:2] == b"PK"
    assert leader.get(f"/api/v1{address}/papers/decision/draft").status_code == 403  # its token exports nothing


def _due(case):
    return next(one["due"] for one in case["steps"] if one["id"] == "decided")
