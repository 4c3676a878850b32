"""Patches come to a plan from the board and from the list of patches, and go with a reason; seen as people do it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.web.conftest import DESK, faults_of_access
from tests.workflow.conftest import campaign, disc  # noqa: F401
from tests.workflow.routes.field import asked_for, worked_out
from tests.workflow.small_disc import LEFT, OTHER

from tuban.workflow.patches.models import Patch
from tuban.workflow.routes.models import Plan, Visit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plan(campaign, acting) -> Plan:  # noqa: F811
    """A plan of two days that lacks a patch."""
    return worked_out(asked_for(acting("zuzhi"), days=2, without=(OTHER,)))


def address(name: str, *keys) -> str:
    return reverse(f"web:{name}", args=keys)


def test_what_is_chosen_as_when_planning_is_added(client_of, plan):
    client, chosen = client_of("zuzhi"), {"state": ["compared"], "township": ["990101002"], "all": "1"}
    page = client.get(address("route_add", plan.pk))
    assert page.context["total"] == 1  # what the plan has is not offered
    counted = client.get(address("route_add_count", plan.pk), chosen).content.decode()
    assert "<b>1</b>" in counted
    answer = client.post(address("route_add", plan.pk), chosen)
    assert answer["Location"] == address("route", plan.pk)
    assert Visit.objects.get(plan=plan, patch__number=OTHER).left_because == "added"
    worked_out(plan)
    asked = client.post(address("route_fit", plan.pk), {"numbers": [OTHER]}, content_type="application/json").json()
    assert [one["number"] for one in asked["moves"]] == [OTHER]
    assert asked["after"]["metres"] > asked["before"]["metres"]
    assert client_of("guihua").get(address("route_add", plan.pk)).status_code == 403


def test_patches_chosen_in_the_list_are_added_to_the_plan_that_is_chosen(client_of, plan):
    client = client_of("zuzhi")
    assert address("route_take") in client.get(address("patches")).content.decode()
    keys = {one.number: str(one.uuid) for one in Patch.objects.filter(number__in=(OTHER, LEFT))}
    page = client.post(address("route_take"), {"patch": list(keys.values()), "query": "?"})
    (offer,) = page.context["plans"]
    assert (offer["count"], offer["refused"]) == (1, [("计划里已有", 1)])
    token = page.context["token"]
    assert "请选一个计划" in client.post(address("route_take"), {"token": token}).content.decode()
    answer = client.post(address("route_take"), {"token": token, "plan": str(plan.pk)})
    assert answer["Location"] == address("route", plan.pk)
    assert Visit.objects.filter(plan=plan, patch__number=OTHER).exists()
    assert client.post(address("route_take"), {"token": token, "plan": str(plan.pk)}).status_code == 404


@pytest.mark.slow
@pytest.mark.xdist_group("browser")
def test_where_added_patches_cost_least_is_told_before_and_one_goes_with_a_reason(page_of, client_of, plan):
    client_of("zuzhi").post(
        address("route_add", plan.pk), {"state": ["compared"], "township": ["990101002"], "all": "1"}
    )
    worked_out(plan)
    page = page_of("zuzhi", DESK)
    page.goto(address("route", plan.pk))
    told = page.locator("#route-fit")
    told.locator(".is-total").wait_for()
    assert "→" in told.inner_text()
    assert faults_of_access(page) == []
    told.get_by_role("button", name="放进去").click()
    card = page.locator(f'.route-column:not([data-key="0:0"]) [data-number="{OTHER}"]')
    card.wait_for()
    card.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="移出计划").click()
    page.get_by_label("为什么不去").fill("桥断了")
    page.keyboard.press("Enter")
    page.locator(f'.route-column[data-key="0:0"] [data-number="{OTHER}"]', has_text="桥断了").wait_for()
    page.locator("#route-undo").click()
    card.wait_for()
    page.locator("#route-undo").click()
    page.locator(f'.route-column[data-key="0:0"] [data-number="{OTHER}"]').wait_for()
