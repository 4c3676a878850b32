"""Results for machines: by scope and area, written on demand, contradictions page by page."""

from __future__ import annotations

from uuid import uuid4

import pytest
from tests.workflow.conftest import TOWNSHIPS, disc  # noqa: F401

from tuban.jobs.models import Job
from tuban.jobs.work import do
from tuban.workflow.audit.models import Line
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.results.models import Result

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def campaign(county, disc) -> Campaign:  # noqa: F811
    """The practice campaign, loaded."""
    disc.load()
    return Campaign.objects.get()


@pytest.fixture
def written(machine, campaign) -> str:
    """The key of a result that a machine had written."""
    client = machine("zuzhi", Scope.READ, Scope.WRITE)
    wish = {"groups": ["forms", "lists", "cards"]}
    answer = client.post(f"/api/v1/campaigns/{campaign.pk}/results", wish, content_type="application/json")
    assert answer.status_code == 202, answer.content
    key = answer.json()["id"]
    assert client.get(f"/api/v1/results/{key}").json()["whole_at"] is None
    job = do(Result.objects.get(pk=key).job_id)
    assert job.state == Job.State.DONE, job.error
    return key


def test_a_result_says_what_it_rests_on(machine, campaign, written):
    (one,) = machine("zuzhi").get(f"/api/v1/campaigns/{campaign.pk}/results").json()
    assert (one["id"], one["state"], one["what"]) == (written, "done", "results")
    assert len(one["disc_checksum"]) == len(one["lawbook_edition"]) == 64
    assert one["patches_changed_since"] == 0
    assert one["about"]["patches"] == 4


def test_writing_wants_the_scope_and_the_post(machine, campaign):
    where = f"/api/v1/campaigns/{campaign.pk}/results"
    for client, status in (
        (machine("zuzhi"), 403), (machine("xiang01", Scope.WRITE), 403), (machine("zuzhi", Scope.WRITE), 422),
    ):  # fmt: skip
        answer = client.post(where, {"groups": ["nothing"]}, content_type="application/json")
        assert answer.status_code == status, answer.content
    assert not Result.objects.exists()


def test_files_are_taken_with_the_scope_for_it(machine, written):
    reader, taker = machine("zuzhi"), machine("zuzhi", Scope.EXPORT, Scope.READ)
    page = reader.get(f"/api/v1/results/{written}/files?limit=3").json()
    assert len(page["items"]) == 3
    assert page["next"] == page["items"][-1]["path"]
    following = reader.get(f"/api/v1/results/{written}/files", {"after": page["next"], "limit": 500}).json()
    assert following["next"] is None
    assert not {one["path"] for one in page["items"]} & {one["path"] for one in following["items"]}
    where = f"/api/v1/results/{written}/files/统计表.xlsx"
    assert reader.get(where).status_code == 403
    answer = taker.get(where)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"PK")
    assert b"".join(taker.get(f"/api/v1/results/{written}/archive").streaming_content).startswith(b"PK")
    assert Line.objects.filter(action="results.take").count() == 2


@pytest.mark.seed("O1")
def test_a_township_s_machine_gets_its_own_and_a_guess_is_logged(machine, campaign, written):
    client = machine("xiang01", Scope.READ, Scope.EXPORT)
    items = client.get(f"/api/v1/results/{written}/files?limit=500").json()["items"]
    assert items
    assert {one["township_code"] for one in items} == {"990101001"}
    assert client.get(f"/api/v1/results/{written}/files/统计表.xlsx").status_code == 404
    assert Line.objects.filter(action="results.look_up", is_refused=True).exists()
    assert client.get(f"/api/v1/results/{written}").json()["about"] == {}
    assert client.get(f"/api/v1/results/{uuid4()}").status_code == 404


@pytest.mark.seed("L7")
def test_contradictions_are_walked_page_by_page(machine, campaign, written):
    where = f"/api/v1/campaigns/{campaign.pk}/contradictions"
    client = machine("diji")
    found, cursor = [], 0
    while cursor is not None:
        page = client.get(where, {"limit": 2, "cursor": cursor}).json()
        found += page["items"]
        cursor = page["next"]
    positions = [one["position"] for one in found]
    assert positions == list(range(1, len(found) + 1))
    assert sum(kind["count"] for kind in page["kinds"]) == len(found)
    named = next(one for one in found if one["patch"])
    assert client.get(f"/api/v1/patches/{named['patch']}").json()["number"] == named["patch_number"]
    own = machine("xiang02").get(where).json()["items"]
    assert {one["township_code"] for one in own} <= {"990101002"}
