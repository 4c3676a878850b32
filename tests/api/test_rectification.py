"""The rectification ledger by token: the same actions, once for a key; who saw an earlier state gets the difference."""

from __future__ import annotations

import pytest
from tests.api.conftest import EVERYTHING
from tests.workflow.conftest import acting  # noqa: F401
from tests.workflow.rectification.conftest import found, measured_disc, office, propose  # noqa: F401

from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.rectification.models import Way

pytestmark = pytest.mark.django_db


def test_a_program_reads_the_ledger_sets_a_way_and_notes_progress(machine, found):  # noqa: F811
    propose(found.finding, "supply")
    client, place = machine("zhifa", *EVERYTHING), f"/patches/{found.patch.uuid}"
    whole = client.get(f"/api/v1{place}/rectification").json()
    assert (whole["stand"], [one["way"] for one in whole["proposed"]]) == ("unset", ["supply"])
    for _time in range(2):
        made = client.post_json(
            f"{place}/ways", {"version": whole["version"], "ways": ["supply"]}, Idempotency_Key="w-1"
        )
        assert made.status_code == 201, made.content
    way = made.json()[0]
    assert Way.objects.count() == 1
    stale = client.post_json(f"{place}/ways", {"version": whole["version"], "ways": ["file_case"], "reason": "x"})
    assert (stale.status_code, stale.json()["code"]) == (409, "patches.changed_meanwhile")
    township = machine("xiang02", *EVERYTHING)
    assert township.post_json(f"/ways/{way['id']}/progress", {"text": "材料已报"}).status_code == 201
    now = client.get(f"/api/v1{place}/rectification").json()
    told = {"version": now["version"], "because": "appeal", "since": way["set_on"], "document": "复议通知"}
    assert client.post_json(f"/ways/{way['id']}/suspend", told).json()["due_on"] is None
    now = client.get(f"/api/v1{place}/rectification").json()
    assert now["limits"][way["id"]]["suspended_since"] == way["set_on"]
    lacking = township.post_json(f"/ways/{way['id']}/declarations", {"version": now["version"], "facts": {}})
    assert (lacking.status_code, lacking.json()["code"]) == (422, "rectification.not_declared")
    page = client.get(f"/api/v1/campaigns/{found.campaign.pk}/rectification?way=supply").json()
    assert (page["total"], page["items"][0]["number"]) == (1, found.patch.number)
    sums = client.get(f"/api/v1/campaigns/{found.campaign.pk}/rectification/sums").json()
    assert [(one["key"], one["patches"]) for one in sums["by_way"]] == [("supply", 1)]


def test_a_program_fills_in_the_self_check_of_its_unit_and_sees_no_other(machine, found):  # noqa: F811
    place = f"/campaigns/{found.campaign.pk}"
    line = {"patch": str(found.patch.uuid), "area_mu": "2.25", "cultivated_mu": "2.25", "floor_area_m2": "100"}
    assert machine("xiang02", *EVERYTHING).post_json(f"{place}/self-checks", line).status_code == 201
    assert machine("xiang01", *EVERYTHING).post_json(f"{place}/self-checks", line).status_code == 404
    assert machine("xiang02", Scope.READ).post_json(f"{place}/self-checks", line).status_code == 403
    seen = machine("zuzhi", Scope.READ).get(f"/api/v1{place}/self-checks").json()
    assert {one["code"]: one["state"] for one in seen}["990101002"] == "begun"
    assert machine("zuzhi", Scope.READ).get(f"/api/v1{place}/acceptance-groups").json() == []
