"""The route board in the browser: who may, what a drag says before it is let go, two people, keyboard and finger."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from tests.web.conftest import DESK, PHONE, faults_of_access
from tests.workflow.conftest import campaign, disc  # noqa: F401
from tests.workflow.routes.field import asked_for, worked_out

from tuban.workflow.routes import actions
from tuban.workflow.routes.models import Outfit, Plan, Visit
from tuban.workflow.routes.moving import Move

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.xdist_group("browser")]


@pytest.fixture
def plan(campaign, acting) -> Plan:  # noqa: F811
    """A plan of two days for two groups."""
    return worked_out(asked_for(acting("zuzhi"), days=2))


def address(name: str, *keys) -> str:
    return reverse(f"web:{name}", args=keys)


def _first(plan: Plan) -> Visit:
    return (
        Visit.objects.filter(plan=plan, team__isnull=False)
        .select_related("patch", "team")
        .order_by("team", "day", "order")[0]
    )


def test_an_office_without_plans_says_what_would_fill_it(client_of, campaign):  # noqa: F811
    page = client_of("zuzhi").get(address("routes")).content.decode()
    assert "还没有外业计划" in page
    assert "外业一组" in page
    clerk = client_of("xiang01").get(address("route_new"))
    assert clerk.status_code == 403
    assert "外业计划由组织员、领导和股长安排。" in clerk.content.decode()


def test_a_group_of_two_is_drawn_with_its_start(client_of, campaign):  # noqa: F811
    client = client_of("zuzhi")
    same = {"name": "外业三组", "first": "waiye", "second": "waiye", "place": "113.9, 31.7"}
    assert "外业组由两人组成。" in client.post(address("route_draw"), same).content.decode()
    wrong = {**same, "second": "waiye3", "place": "北边"}
    assert "请写经度、纬度" in client.post(address("route_draw"), wrong).content.decode()
    given = {**same, "second": "waiye3", "start_name": "国土所", "vehicle": "越野车"}
    assert client.post(address("route_draw"), given).status_code == 302
    outfit = Outfit.objects.get(group__name="外业三组")
    assert (outfit.start_lon, outfit.start_lat, outfit.vehicle) == (113.9, 31.7, "越野车")
    assert outfit.group.members.count() == 2


def test_patches_are_chosen_and_the_count_is_told_before(client_of, campaign):  # noqa: F811
    client = client_of("zuzhi")
    page = client.get(address("route_new"))
    assert page.status_code == 200
    counted = client.get(address("route_count"), {"state": ["compared"], "township": ["990101002"], "all": "1"})
    assert "1 个乡镇" in counted.content.decode()
    assert "没有符合的图斑" in client.get(address("route_count"), {"state": ["visited"]}).content.decode()


def test_what_a_move_would_change_is_answered_and_changes_nothing(client_of, plan):
    client, one = client_of("zuzhi"), _first(plan)
    moves = {"moves": [{"number": one.patch.number, "team": 2, "day": 2, "position": 0}]}
    answer = client.post(address("route_what_if", plan.pk), json.dumps(moves), content_type="application/json")
    assert answer.status_code == 200
    assert {"days", "before", "after"} == set(answer.json())
    assert _first(plan) == one
    refused = client.post(address("route_what_if", plan.pk), "[]", content_type="application/json")
    assert refused.status_code == 422
    assert client_of("anquan").get(address("route", plan.pk)).status_code == 404


def test_the_second_of_two_people_is_told_and_overwrites_nothing(client_of, plan, acting):
    one = _first(plan)
    actions.move(plan, by=acting("guzhang"), expected_version=plan.version, moves=[Move(one.patch.number, 2, 2)])
    seen = {"version": plan.version - 1, "moves": [{"number": one.patch.number, "team": 1, "day": 1, "position": 0}]}
    answer = client_of("zuzhi").post(address("route_move", plan.pk), json.dumps(seen), content_type="application/json")
    assert answer.status_code == 409
    assert "郑股长" in answer.json()["message"]
    assert _first(plan).patch.number != one.patch.number or _first(plan).team.place == 2


def test_a_stop_is_dragged_seen_before_and_taken_back(page_of, plan):
    one = _first(plan)
    page = page_of("zuzhi", DESK)
    page.goto(address("route", plan.pk))
    card = page.locator(f'[data-number="{one.patch.number}"]')
    other = 2 if one.team.place == 1 else 1
    target = page.locator(f'.route-column[data-key^="{other}:"]').first
    box, there = card.bounding_box(), target.bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(there["x"] + 60, there["y"] + 120, steps=6)
    page.locator("#route-badge table .is-total").wait_for()
    assert "→" in page.locator("#route-badge").inner_text()
    page.mouse.up()
    key = target.get_attribute("data-key")
    page.locator(f'.route-column[data-key="{key}"] [data-number="{one.patch.number}"]').wait_for()
    page.get_by_role("button", name="撤销").click()
    home = f'.route-column[data-key="{one.team.place}:{one.day}"] [data-number="{one.patch.number}"]'
    page.locator(home).wait_for()
    assert faults_of_access(page) == []


def test_the_same_is_done_by_keyboard_on_a_phone(page_of, plan):
    one = _first(plan)
    page = page_of("zuzhi", PHONE)
    page.goto(address("route", plan.pk))
    page.locator(f'[data-number="{one.patch.number}"]').focus()
    page.keyboard.press("Enter")
    dialog = page.locator("#route-dialog")
    dialog.get_by_label("外业组").select_option("2")
    dialog.get_by_label("天", exact=True).select_option(index=0)
    dialog.locator(".is-total").wait_for()
    dialog.get_by_label("固定").check()
    dialog.get_by_role("button", name="放到这里").click()
    moved = page.locator(f'.route-column[data-key^="2:"] [data-number="{one.patch.number}"]')
    moved.wait_for()
    assert "is-fixed" in moved.get_attribute("class")
    assert faults_of_access(page) == []
