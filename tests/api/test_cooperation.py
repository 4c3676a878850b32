"""Tasks between departments and messages by token, from the question to its acceptance."""

from __future__ import annotations

import pytest
from tests.api.conftest import EVERYTHING

from tuban.workflow.campaigns.actions import open_campaign
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.models import Person
from tuban.workflow.organisations.queries import acting_as


@pytest.fixture
def opened(county):
    from django.utils import timezone

    by = acting_as(Person.objects.get(username="zuzhi"), None, on=timezone.localdate())
    return open_campaign(
        county, by=by, code="2024", title="2024年度", year=2024, epsg=4549, cadence=Campaign.Cadence.YEAR
    )


@pytest.mark.django_db
def test_a_task_and_its_messages_by_token(machine, opened):
    asker, finance = machine("zhifa", *EVERYTHING), machine("caizheng", *EVERYTHING)
    address = f"/api/v1/campaigns/{opened.pk}"
    kinds = {one["kind"]: one for one in asker.get(f"{address}/task-kinds").json()}
    assert [one["name"] for one in kinds["land_payment"]["given"]] == ["land_payment_due"]
    asked = {"kind": "land_payment", "case_reference": "3号", "typed": {"land_payment_due": "120000"}}
    refused = asker.post_json(f"/campaigns/{opened.pk}/tasks", {**asked, "typed": {}})
    assert (refused.status_code, refused.json()["code"]) == (422, "cooperation.field_unfit")
    made = asker.post_json(f"/campaigns/{opened.pk}/tasks", asked, Idempotency_Key="k1")
    assert made.status_code == 201, made.content
    again = asker.post_json(f"/campaigns/{opened.pk}/tasks", asked, Idempotency_Key="k1")
    assert again.json()["id"] == made.json()["id"]
    assert asker.post_json(f"/campaigns/{opened.pk}/tasks", asked).status_code == 409
    task = made.json()
    message = finance.get("/api/v1/messages?unread=true").json()["items"][0]
    assert (message["about_kind"], message["about_id"]) == ("cooperation.task", task["id"])
    assert finance.post_json(f"/messages/{message['id']}/read", {}).json()["read_at"]
    assert asker.post_json(f"/messages/{message['id']}/read", {}).status_code == 404
    assert finance.get(f"{address}/tasks?queue=mine").json()["items"][0]["id"] == task["id"]
    typed = {"land_payment_paid": "120000", "land_payment_on": "2024-09-02", "land_payment_receipt": "8号"}
    answer = {"version": 1, "outcome": "done", "typed": typed}
    assert asker.post_json(f"/tasks/{task['id']}/answers", answer).status_code == 403
    answered = finance.post_json(f"/tasks/{task['id']}/answers", answer)
    assert answered.json()["state"] == "answered"
    assert finance.post_json(f"/tasks/{task['id']}/answers", answer).status_code == 403
    stale = asker.post_json(f"/tasks/{task['id']}/ask-again", {"version": 1, "reason": "凭据号不清"})
    assert stale.status_code == 409
    back = asker.post_json(f"/tasks/{task['id']}/ask-again", {"version": 2, "reason": "凭据号不清"}).json()
    assert (back["state"], back["round"], back["answers"][0]["sent_back_because"]) == ("open", 2, "凭据号不清")
    finance.post_json(f"/tasks/{task['id']}/answers", {**answer, "version": 3})
    accepted = asker.post_json(f"/tasks/{task['id']}/accept", {"version": 4}).json()
    assert accepted["state"] == "done"
    month = accepted["asked_at"][:7]
    (figures,) = asker.get(f"{address}/task-figures?month={month}").json()
    assert (figures["duty"], figures["due"], figures["paid"]) == ("finance", 120000, 120000)
    assert machine("xiang01", *EVERYTHING).get(f"/api/v1/tasks/{task['id']}").status_code == 404
