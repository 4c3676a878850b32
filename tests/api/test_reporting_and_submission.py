"""Reports and submissions for machines: the same rules as for people; signing stays with a hand and a password."""

from __future__ import annotations

from datetime import time

import pytest
from tests.api.conftest import EVERYTHING
from tests.workflow.conftest import acting
from tests.workflow.reporting.conftest import FRIDAY, MONDAY, clock, found, measured_disc, office
from tests.workflow.reporting.test_weeks import signed
from tests.workflow.submission.conftest import planned_disc, ready
from tests.workflow.submission.going_up import sealed
from tests.workflow.submission.going_up import signed as signed_by_all

from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.patches.models import Patch
from tuban.workflow.reporting import actions
from tuban.workflow.signoff.models import Document
from tuban.workflow.submission.actions import send

__all__ = ["acting", "clock", "found", "measured_disc", "office", "planned_disc", "ready"]
pytestmark = pytest.mark.django_db


@pytest.mark.seed("S14")
def test_a_machine_confirms_the_day_and_the_week_and_hands_it_over_once_people_signed(found, clock, acting, machine):
    given = {"daily_by": time(17, 30), "weekly_day": 5, "weekly_by": time(16), "until": None}
    actions.set_schedule(found.campaign, by=found.organiser, since=MONDAY, **given)
    clock(FRIDAY, 14)
    base, day = f"/campaigns/{found.campaign.pk}/reports", FRIDAY.isoformat()
    town, section, head = (
        machine("xiang02", *EVERYTHING),
        machine("zhifa", *EVERYTHING),
        machine("zuzhang", *EVERYTHING),
    )
    own = found.township.post.unit_id
    told = town.send("GET", f"{base}/daily/{day}/units/{own}").json()
    assert (told["edition"], told["sums"]["total"]["plots"]) == (0, "1")
    once = {"digest": told["digest"]}
    first = town.post_json(f"{base}/daily/{day}/confirm", once, Idempotency_Key="a-1")
    assert (first.status_code, first.json()["edition"]) == (201, 1)
    assert town.post_json(f"{base}/daily/{day}/confirm", once, Idempotency_Key="a-1")["Idempotent-Replayed"] == "true"
    assert town.post_json(f"{base}/daily/{day}/confirm", {"digest": "0" * 64, "reason": "更正"}).status_code == 409
    owed = section.send("GET", f"{base}?days=5").json()
    figures = {one["unit"]: one for one in owed["units"]}[str(own)]
    assert (figures["owed"], figures["in_time"], figures["missing"], figures["share"]) == (5, 1, 4, 0.2)
    week = section.send("GET", f"{base}/weekly/{day}").json()
    made = section.post_json(f"{base}/weekly/{day}/confirm", {"digest": week["digest"]}).json()
    assert (made["stage"], made["waits_for"]) == ("sign", "填表人")
    assert section.post_json(f"/reports/{made['report']}/hand-over", {}).status_code == 403
    signed(Document.objects.get(pk=made["document"]), acting)
    over = section.post_json(f"/reports/{made['report']}/hand-over", {"words": "请查收"}).json()
    assert section.post_json(f"/handovers/{over['id']}/receive", {}).status_code == 403
    assert head.post_json(f"/handovers/{over['id']}/receive", {"words": "已阅"}).json()["receiver"] == "卫组长"
    assert section.send("GET", f"{base}/weekly/{day}").json()["stage"] == "received"
    assert town.send("GET", f"{base}/weekly/{day}").status_code == 404
    assert machine("xitong", Scope.ORGANISE).send("GET", base).status_code in (401, 403)


@pytest.mark.seed("U3")
def test_a_machine_reads_what_hinders_returns_with_pinned_patches_accepts_and_reopens(ready, machine, acting):
    county, city = machine("zuzhi", *EVERYTHING), machine("shi", *EVERYTHING)
    base = f"/campaigns/{ready.campaign.pk}/submission"
    told = county.send("GET", f"{base}/hindrances").json()
    keys = [one["key"] for one in told["items"]]
    assert county.post_json(f"{base}/explanations", {"keys": keys, "text": "已与台账核对"}).status_code == 201
    assert not any(county.send("GET", f"{base}/hindrances").json()["standing"].values())
    assert city.post_json(f"{base}/seals", {}).status_code == 403
    seal = sealed(ready.campaign, ready.organiser)
    assert county.send("GET", base).json()["state"] == "sealed"
    assert county.post_json(f"/seals/{seal.pk}/send", {}).status_code == 403
    signed_by_all(seal, acting)
    sent = county.post_json(f"/seals/{seal.pk}/send", {"words": "请审核"}).json()
    assert (sent["state"], sent["stations"][0]["outcome"]) == ("under_way", "")
    patch = Patch.objects.filter(campaign=ready.campaign, fate="active").first()
    pin = {"patch": str(patch.uuid), "reasons": ["field_photos"], "text": "缺全景照片"}
    address, given = f"/submissions/{sent['id']}", {"reasons": ["patches"], "text": "请补充照片", "pins": [pin]}
    wrong = given | {"pins": [pin | {"reasons": ["nothing"]}]}
    assert city.post_json(f"{address}/return", wrong).json()["code"] == "submission.reason_unknown"
    assert county.post_json(f"{address}/return", given).status_code == 403
    back = city.post_json(f"{address}/return", given).json()
    assert (back["state"], back["stations"][0]["pinned"][0]["number"]) == ("returned", str(patch))
    levels = county.send("GET", base).json()["levels"]
    assert [(one["level"], one["holds"]) for one in levels][:2] == [("county", True), ("city", False)]
    assert levels[0]["due_on"] is not None


@pytest.mark.long
@pytest.mark.seed("U3")
def test_what_was_accepted_is_reopened_with_a_reason(ready, machine, acting):
    seal = sealed(ready.campaign, ready.organiser)
    signed_by_all(seal, acting)
    sent, city = send(seal, by=ready.organiser), machine("shi", *EVERYTHING)
    taken = city.post_json(f"/submissions/{sent.pk}/accept", {"text": "同意"}).json()
    assert taken["stations"][0]["outcome"] == "accepted"
    given = {"reasons": ["later_facts"], "text": "验收后查明新的事实"}
    assert machine("zuzhi", *EVERYTHING).post_json(f"/submissions/{sent.pk}/reopen", given).status_code == 403
    assert city.post_json(f"/submissions/{sent.pk}/reopen", given).json()["state"] == "reopened"
