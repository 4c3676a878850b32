"""The pages of accountability, read by those who may, and the same by the API."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.urls import reverse
from tests.api.conftest import _full_buckets, machine  # noqa: F401
from tests.workflow.rectification.conftest import found  # noqa: F401
from tests.workflow.review.conftest import measured_disc, office  # noqa: F401
from tests.workflow.small_disc import OTHER

from tuban.workflow.accountability.models import KeptList
from tuban.workflow.organisations.tokens import Scope

pytestmark = pytest.mark.django_db
OTHERS = "990101002"


def text_of(client, name: str, *parts: str, **asked: str) -> str:
    answer = client.get(reverse(f"web:{name}", args=parts), asked)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.long
def test_every_unit_opens_to_the_patches_behind_its_sums(client_of, found):  # noqa: F811
    client = client_of("zuzhang")
    page = text_of(client, "accountability")
    assert reverse("web:accountability_unit", args=[OTHERS]) in page
    unit = text_of(client, "accountability_unit", OTHERS)
    assert OTHER in unit
    assert "100.00%" in unit
    assert client.get(reverse("web:accountability_unit", args=["990199"])).status_code == 404


def test_a_township_opens_its_own_unit_only(client_of, found):  # noqa: F811
    client = client_of("xiang01")
    assert OTHERS not in text_of(client, "accountability")
    assert client.get(reverse("web:accountability_unit", args=[OTHERS])).status_code == 404


def test_a_list_is_set_down_and_taken_along_as_a_workbook(client_of, found):  # noqa: F811
    client = client_of("juzhang")
    assert "乙岭镇" in text_of(client, "accountability_lists")
    client.post(reverse("web:accountability_keep"))
    kept = KeptList.objects.get()
    assert kept.digest in text_of(client, "accountability_list", kept.pk)
    answer = client.get(reverse("web:accountability_list_file", args=[kept.pk]))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    talk = [[cell.value for cell in row] for row in book["约谈"].iter_rows()]
    assert any(kept.digest in str(row[0]) for row in talk)
    assert next(row for row in talk if row[0] == OTHERS)[2] == "100.00%"
    assert client_of("xiang01").post(reverse("web:accountability_keep")).status_code == 403
    assert client_of("xiang01").get(reverse("web:accountability_list", args=[kept.pk])).status_code == 404


def test_ticked_rectifications_are_worked_out_by_the_address_alone(client_of, found):  # noqa: F811
    client = client_of("zuzhang")
    pick = str(found.patch.pk)
    assert "0.00%" in text_of(client, "accountability_plan", unit=OTHERS, pick=pick)
    assert client.get(reverse("web:accountability_plan"), {"unit": "990199"}).status_code == 404
    for nonsense in ("x", "9" * 40, "-1"):
        assert "100.00%" in text_of(client, "accountability_plan", unit=OTHERS, pick=nonsense)


@pytest.mark.parametrize("name", ["accountability_days", "accountability_applications", "whereabouts"])
def test_the_other_pages_tell_of_the_patch(client_of, found, name):  # noqa: F811
    assert found.campaign.title in text_of(client_of("zuzhang"), name)


def test_a_figure_of_the_whereabouts_opens_its_patches(client_of, found):  # noqa: F811
    client = client_of("xiang02")
    assert OTHER in text_of(client, "whereabouts_patches", stage="found", kind="waiting")
    assert OTHER not in text_of(client, "whereabouts_patches", stage="accepted")
    assert OTHER not in text_of(client_of("xiang01"), "whereabouts_patches", stage="issued")


@pytest.mark.parametrize("name", [
    "accountability", "accountability_lists", "accountability_plan", "accountability_days",
    "accountability_applications", "whereabouts",
])  # fmt: skip
def test_administrators_and_offices_without_a_campaign_are_told_so(client_of, county, name):
    for who in ("xitong", "zuzhang"):
        assert "问责" in text_of(client_of(who), name)


def test_a_machine_reads_ratios_and_plans_and_sets_lists_down(machine, found):  # noqa: F811
    reader = machine("juzhang", Scope.READ, Scope.WRITE)
    campaign = found.campaign.pk
    units = reader.get(f"/api/v1/campaigns/{campaign}/ratios").json()
    unit = next(one for one in units if one["code"] == OTHERS)
    assert (unit["after"], unit["crossed"]["action"]) == ("100.00%", "约谈")
    plan = reader.get(f"/api/v1/campaigns/{campaign}/ratios/{OTHERS}/plan", {"pick": str(found.patch.uuid)}).json()
    assert (plan["after"], plan["smallest"][0]["patches"]) == ("0.00%", [str(found.patch.uuid)])
    days = reader.get(f"/api/v1/campaigns/{campaign}/ratios/{OTHERS}/days").json()
    assert days[-1]["after"] == "100.00%"
    steps = reader.get(f"/api/v1/campaigns/{campaign}/whereabouts").json()
    assert [one["count"] for one in steps if one["stage"] == "found"] == [1]
    assert reader.get(f"/api/v1/campaigns/{campaign}/used-before-approval").status_code == 200
    made = reader.post_json(f"/campaigns/{campaign}/unit-lists")
    assert made.status_code == 201
    assert reader.get(f"/api/v1/campaigns/{campaign}/unit-lists").json()[0]["digest"] == made.json()["digest"]
    assert reader.get(f"/api/v1/campaigns/{campaign}/ratios/990199/plan").status_code == 404
