"""A supervision by token: drawn, visited blind, judged, what is false named, corrections followed to their end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.api.conftest import EVERYTHING
from tests.workflow.conftest import acting  # noqa: F401
from tests.workflow.supervision.conftest import found, measured_disc, office, supervised  # noqa: F401

from tuban.workflow.supervision import actions
from tuban.workflow.supervision.models import Supervision


def test_a_supervision_by_token(machine, supervised):  # noqa: F811
    bureau, county = machine("ducha", *EVERYTHING), machine("zuzhi", *EVERYTHING)
    (listed,) = bureau.get(f"/api/v1/campaigns/{supervised.campaign.pk}/supervisions").json()
    key = listed["id"]
    assert listed["promise"]["drawn"] >= 1
    assert (listed["lot"], listed["judged"]) == (None, None)
    again = bureau.post_json("/supervisions", {"campaign": str(supervised.campaign.pk)})
    assert (again.status_code, again.json()["code"]) == (422, "supervision.not_yet")
    assert county.post_json(f"/supervisions/{key}/list", {}).status_code == 403
    assert bureau.post_json(f"/supervisions/{key}/list", {"share": 0.01}).status_code == 422
    assert bureau.post_json(f"/supervisions/{key}/list", {"share": 0.5}).status_code == 201
    assert bureau.get(f"/api/v1/supervisions/{key}/list").status_code == 404  # nothing was drawn
    told = {"word": "3105.28", "word_from": "上证指数收盘", "visitors": [str(supervised.city.pk)]}
    assert bureau.post_json(f"/supervisions/{key}/draw", {**told, "visitors": [key]}).status_code == 404
    made = bureau.post_json(f"/supervisions/{key}/draw", told, Idempotency_Key="k")
    assert made.status_code == 201, made.content
    assert bureau.post_json(f"/supervisions/{key}/draw", told, Idempotency_Key="k").json() == made.json()
    lot = made.json()["lot"]
    assert (lot["reproduces"], lot["sealed"]) == (True, 0)
    seen = county.get(f"/api/v1/supervisions/{key}").json()
    assert (seen["lot"]["seed"], seen["lot"]["secret"], seen["judged"]) == (None, None, None)
    for part in ("drawn", "list"):
        assert county.get(f"/api/v1/supervisions/{key}/{part}").status_code == 404
    assert county.get(f"/api/v1/supervisions/{key}/checklist").status_code == 403

    city = machine("shi", *EVERYTHING)
    assert city.get(f"/api/v1/supervisions/{key}").status_code == 404
    sheets = city.get("/api/v1/blind-sheets").json()
    assert len(sheets) == lot["sheets"]
    allowed = {"id", "number", "township", "village", "outline", "supervision", "sealed_at", "finding", "mu",
               "cultivated_mu"}  # fmt: skip
    assert all(set(one) == allowed and (one["finding"], one["mu"]) == ("", None) for one in sheets)
    visit = {
        "finding": "unlawful", "mu": "2.25", "cultivated_mu": "2.25", "visited_on": timezone.localdate().isoformat(),
        "did_not_know": True,
    }  # fmt: skip
    first = sheets[0]["id"]
    assert bureau.post_json(f"/blind-sheets/{first}/seal", visit).status_code == 404
    assert city.post_json(f"/blind-sheets/{first}/seal", {**visit, "did_not_know": False}).status_code == 422
    for one in sheets:
        sealed = city.post_json(f"/blind-sheets/{one['id']}/seal", visit)
        assert (sealed.status_code, sealed.json()["mu"]) == (200, "2.25")

    judged = county.get(f"/api/v1/supervisions/{key}").json()["judged"]
    assert (judged["decision"], judged["unknown"]) == ("rejected", 0)
    rows = bureau.get(f"/api/v1/supervisions/{key}/list").json()
    assert {row["key"] for row in rows} >= {one["number"] for one in sheets}
    drawn = bureau.get(f"/api/v1/supervisions/{key}/drawn").json()
    bad = next(row for row in drawn if row["is_other_finding"])
    beside = {row["id"]: row for row in bureau.get(f"/api/v1/supervisions/{key}/drawn/{bad['id']}/documents").json()}
    assert (beside["registration"]["is_installed"], beside["registration"]["answer"]) == (False, "unknown")

    due = (timezone.localdate() + timedelta(days=9)).isoformat()
    contrary = bureau.get(f"/api/v1/supervision-drawn/{bad['id']}/contrary").json()
    assert {row["kind"] for row in contrary["records"]} >= {"finding"}
    named = {"record": "finding:finding", "evidence": ["finding"], "reason": "现场为厂房", "due_on": due}
    address = f"/supervision-drawn/{bad['id']}/falsehoods"
    assert county.post_json(address, named).status_code == 403
    assert bureau.post_json(address, named).json()["correction"] == 1
    item = {"answer": "no", "words": "漏登一宗", "patches": [bad["number"]]}
    answered = bureau.send("PUT", f"/supervisions/{key}/checklist/registered", item)
    assert (answered.status_code, answered.json()["answer"]) == (200, "no")
    assert county.send("PUT", f"/supervisions/{key}/checklist/registered", item).status_code == 403
    told = {one["item"]: one["answer"] for one in county.get(f"/api/v1/supervisions/{key}/checklist").json()}
    assert (told["registered"], told["filed"]) == ("no", "unknown")
    asked = bureau.post_json(f"/supervisions/{key}/corrections", {"demand": "补登", "due_on": due}).json()
    step = f"/supervision-corrections/{asked['id']}"
    assert bureau.post_json(f"{step}/answer", {"words": "已补登"}).status_code == 403
    assert county.post_json(f"{step}/answer", {"words": "已补登"}).json()["state"] == "answered"
    assert bureau.post_json(f"{step}/return", {"words": "缺登记表"}).json()["state"] == "asked"
    county.post_json(f"{step}/answer", {"words": "附登记表"})
    assert bureau.post_json(f"{step}/accept", {"words": "属实"}).json()["state"] == "done"
    assert len(county.get(f"/api/v1/supervisions/{key}/corrections").json()) == 2


def test_a_county_and_its_townships_open_nothing_and_see_nothing_of_others(machine, supervised):  # noqa: F811
    one = Supervision.objects.get()
    assert machine("xiang01", *EVERYTHING).get(f"/api/v1/supervisions/{one.pk}").status_code == 404
    opened = machine("zuzhi", *EVERYTHING).post_json("/supervisions", {"campaign": str(supervised.campaign.pk)})
    assert opened.status_code == 403
    with pytest.raises(actions.NotYet):
        actions.open_supervision(supervised.campaign, by=supervised.bureau)
