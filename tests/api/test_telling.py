"""Facts are told by machines as on the sheet: the same questions, the same judgement, the same words."""

from __future__ import annotations

import pytest
from tests.api.conftest import EVERYTHING
from tests.workflow.small_disc import OTHER

from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.patches.models import Patch
from tuban.workflow.survey.models import Statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def patch(campaign) -> Patch:
    return Patch.objects.get(number=OTHER)


@pytest.fixture
def surveyor(machine):
    return machine("waiye", *EVERYTHING)


def told(patch, **more):
    return {
        "version": patch.version, "facts": {"ground_state": "new_construction", "use_date": "2024-03"},
        "origin": "field", "source": "手簿", **more,
    }  # fmt: skip


def test_facts_are_tried_told_and_taken_back(surveyor, patch):
    address = f"/patches/{patch.uuid}/facts"
    tried = surveyor.post_json(f"{address}/preview", told(patch)).json()
    assert tried["answers"]["违法类型"] == "未报即用"
    assert "实测面积" in tried["missing"]
    assert not Statement.objects.exists()
    kept = surveyor.post_json(address, told(patch))
    assert kept.status_code == 200, kept.json()
    rows = {one["fact"]: one for one in surveyor.get(f"/api/v1{address}").json()}
    assert (rows["use_date"]["value"], rows["use_date"]["is_told"]) == ("2024-03", True)
    assert rows["surveyed_area"]["is_asked"]
    version = kept.json()["version"]
    back = surveyor.post_json(address, {"version": version, "facts": {"use_date": ""}})
    assert back.status_code == 200
    history = surveyor.get(f"/api/v1/patches/{patch.uuid}/statements").json()
    assert [(one["fact"], one["is_withdrawn"]) for one in history][0] == ("use_date", True)
    assert len(history) == 3


def test_a_paper_is_told(surveyor, patch):
    paper = {"kind": "conversion", "number": "政土〔2023〕9号", "date": "2023-05-10", "covered": "全部"}
    answer = surveyor.post_json(f"/patches/{patch.uuid}/facts", told(patch, facts={}, papers=[paper]))
    assert answer.status_code == 200, answer.json()
    rows = {one["fact"]: one for one in surveyor.get(f"/api/v1/patches/{patch.uuid}/facts").json()}
    assert "政土〔2023〕9号" in rows["approvals"]["words"]


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"facts": {"use_date": "去年"}}, 422, "facts.wrong_value"),
        ({"facts": {"finding": "lawful"}}, 422, "survey.not_asked"),
        ({"source": ""}, 422, "survey.source_needed"),
        ({"version": 99}, 409, "patches.changed_meanwhile"),
    ],
)
def test_what_cannot_be_told_is_refused_with_its_code(surveyor, patch, more, status, code):
    answer = surveyor.post_json(f"/patches/{patch.uuid}/facts", told(patch, **more))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Statement.objects.exists()


def test_reading_alone_tells_nothing(machine, patch):
    assert machine("waiye", Scope.READ).post_json(f"/patches/{patch.uuid}/facts", told(patch)).status_code == 403
    assert machine("xiang01", *EVERYTHING).get(f"/api/v1/patches/{patch.uuid}/facts").status_code == 404
