"""Rules about the whole campaign by API: how they stand, and asked again in the background."""

from __future__ import annotations

from uuid import UUID

import pytest
from tests.api.conftest import EVERYTHING
from tests.workflow.small_disc import OTHER

from tuban.jobs.work import do
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.patches.models import Patch

pytestmark = pytest.mark.django_db


def test_they_are_asked_again_and_told(machine, campaign):
    client, address = machine("zuzhi", *EVERYTHING), f"/campaigns/{campaign.pk}/rules"
    assert client.send("GET", address).json()["asked_at"] is None

    current = Comparison.objects.get(patch__number=OTHER, is_current=True)
    current.facts = {**current.facts, "counted_area": {"area": "300"}}
    current.save(update_fields=["facts"])
    answer = client.post_json(address, Idempotency_Key="one")
    assert answer.status_code == 202
    assert client.post_json(address, Idempotency_Key="one").json()["id"] == answer.json()["id"]
    do(UUID(answer.json()["id"]))

    told = client.send("GET", address).json()
    assert (told["patches"], told["is_behind"], told["patches_objected_to"]) == (5, False, 1)
    assert "R35" in {one["rule"] for one in told["objections"]}
    problems = client.send("GET", f"/patches/{Patch.objects.get(number=OTHER).uuid}").json()["problems"]
    assert {one["rule"]: one["as_of"] for one in problems}["R13"] == told["asked_at"]

    township = machine("xiang01", *EVERYTHING)
    assert township.send("GET", address).json()["objections"] is None
    assert township.post_json(address).status_code == 403
