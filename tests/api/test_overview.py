"""The overview for machines of levels above: the same rows, read only."""

from __future__ import annotations

import pytest
from tests.workflow.neighbours import packed
from tests.workflow.overview.conftest import SEALED

from tuban.workflow.organisations.models import Unit
from tuban.workflow.patches.models import Patch

pytestmark = pytest.mark.django_db


def test_a_machine_of_the_city_reads_every_county_with_its_origin(machine, campaign):
    campaign.area_name = "示范县"
    campaign.save(update_fields=["area_name"])
    packed(campaign, Unit.objects.get(code="9901"), sealed_at=SEALED, code="990103")
    city = machine("shi")
    told = city.get("/api/v1/overview?year=2024").json()
    assert told["is_complete"]
    assert {one["code"]: one["origin"] for one in told["rows"]} == {"990101": "here", "990103": "package"}
    issued = Patch.objects.filter(campaign=campaign).count()
    assert [one["patches"] for one in told["rows"]] == [issued, issued], "the package holds the same patches"
    assert told["whole"]["patches"] == 2 * issued
    assert {one["rank"] for one in told["rows"]} in ({1}, {None}, {1, 2})
    assert city.get("/api/v1/overview?unit=990103").json()["rows"][0]["origin"] == "package"
    assert city.get("/api/v1/overview?unit=9902").status_code == 404
    assert machine("zuzhi").get("/api/v1/overview").status_code == 403
    assert city.post_json("/overview", {}).status_code == 405
