"""What machines read: patches counted and explained, layers, jobs, units, audit; and what holds for every request."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.api.conftest import EVERYTHING, person_acting
from tests.web.conftest import signed_in_client
from tests.workflow.small_disc import LEFT, OTHER

from tuban.api.limits import Buckets
from tuban.jobs.models import Job
from tuban.jobs.queue import ask_for
from tuban.workflow.patches.models import Patch

pytestmark = pytest.mark.django_db


def get(client, address):
    answer = client.send("GET", address)
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.mark.seed("D4")
def test_patches_are_counted_by_stage_finding_list_and_township_in_one_s_own_area(machine, campaign):
    whole = get(machine("zuzhi"), f"/campaigns/{campaign.pk}/counts")
    own = get(machine("xiang01"), f"/campaigns/{campaign.pk}/counts")
    assert whole["total"] == Patch.objects.filter(fate="active").count() == sum(whole["by_list"].values())
    assert [one["code"] for one in own["by_township"]] == ["990101001"]
    assert own["total"] < whole["total"]
    nothing = get(machine("zuzhi"), f"/campaigns/{campaign.pk}/counts?township=990101099")
    assert nothing["total"] == 0


@pytest.mark.seed("C1")
def test_a_list_is_narrowed_and_ordered_like_the_one_of_the_browser(machine, campaign):
    base = f"/campaigns/{campaign.pk}/patches"
    by_area = get(machine("zuzhi"), f"{base}?order=area")["items"]
    areas = [float(one["area_mu"]) for one in by_area if one["area_mu"] is not None]
    assert areas == sorted(areas, reverse=True)
    differing = get(machine("zuzhi"), f"{base}?survey_comparison=inconsistent")["items"]
    assert {one["survey_comparison"] for one in differing} <= {"inconsistent"}
    assert get(machine("zuzhi"), f"{base}?assigned=me")["items"] == []


@pytest.mark.seed("C4")
@pytest.mark.seed("L7")
def test_a_patch_is_told_whole_with_its_overlaps_objections_reasons_and_editions(machine, campaign):
    patch = Patch.objects.get(number=LEFT, fate="active")
    whole = get(machine("zuzhi"), f"/patches/{patch.uuid}")
    assert whole["geometry"]["type"] == "MultiPolygon"
    assert whole["overlaps"]
    assert isinstance(whole["problems"], list)
    assert len(whole["lawbook_edition"]) == 64
    assert {one["title"] for one in whole["layer_editions"]}
    reasons = get(machine("zuzhi"), f"/patches/{patch.uuid}/reasons")
    assert any(step["is_main"] for step in reasons["steps"])
    assert get(machine("zuzhi"), f"/patches/{patch.uuid}/journey")[0]["kind"] == "issued"


def test_layers_say_what_rests_on_them(machine, campaign):
    layers = get(machine("xiang01"), "/layers")
    assert any(one["resting_comparisons"] for one in layers)
    one = get(machine("zuzhi"), f"/layers/{layers[0]['id']}")
    assert len(one["checksum"]) == 64
    checker = machine("gengbao", *EVERYTHING)
    described = checker.post_json(f"/layers/{one['id']}/describe", {"version": one["version"], "title": "界线"})
    assert described.status_code == 200, described.content
    assert checker.post_json(f"/layers/{one['id']}/would-differ").status_code == 202
    stale = checker.post_json(f"/layers/{one['id']}/describe", {"version": one["version"], "title": "别名"})
    assert (stale.status_code, stale.json()["difference"][0]["now"]) == (409, "界线")


@pytest.mark.seed("O3")
def test_a_unit_is_told_with_its_areas_departments_and_posts(machine, county):
    whole = get(machine("zuzhi"), f"/units/{county.pk}")
    assert {one["duty"] for one in whole["departments"]} >= {"planning", "cadastre", "farmland", "enforcement"}
    assert any("赵组织" in post["holders"] for post in whole["posts"])
    below = get(machine("zuzhi"), f"/units?above={county.pk}")
    assert {one["level"] for one in below} == {"township", "zone"}
    assert {one["above"] for one in below} == {str(county.pk)}
    assert {hand["name"] for hand in get(machine("xiang01"), "/hands")}


def test_one_s_own_jobs_are_watched_stopped_and_gone_on_with(machine, county):
    mine = ask_for("nothing", "一件事", {}, person_id=person_acting("zuzhi").person_id)
    ask_for("nothing", "别人的事", {}, person_id=person_acting("guzhang").person_id)
    client = machine("zuzhi", *EVERYTHING)
    assert [one["title"] for one in get(client, "/jobs")["items"]] == ["一件事"]
    stopped = client.post_json(f"/jobs/{mine.pk}/cancel").json()
    assert stopped["state"] == "cancelled"
    again = client.post_json(f"/jobs/{mine.pk}/retry")
    assert again.json()["state"] == "waiting"
    assert client.post_json(f"/jobs/{mine.pk}/retry").status_code == 409
    foreign = Job.objects.get(title="别人的事")
    assert client.send("GET", f"/jobs/{foreign.pk}").status_code == 404


def test_the_audit_is_read_by_those_who_may(machine, campaign):
    clerk, organiser = machine("xiang01", *EVERYTHING), machine("zuzhi")
    clerk.send("GET", f"/patches/{Patch.objects.get(number=OTHER).uuid}")
    lines = get(clerk, "/audit?refused_only=true")["items"]
    assert [one["action"] for one in lines] == ["patches.look_up"]
    assert clerk.send("GET", f"/audit/{lines[0]['number']}").status_code == 200
    assert organiser.send("GET", f"/audit/{lines[0]['number']}").status_code == 404
    administrator = signed_in_client("shenji").get("/api/v1/audit?limit=1").json()
    assert administrator["next"]
    older = signed_in_client("shenji").get(f"/api/v1/audit?limit=1&below={administrator['next']}").json()
    assert older["items"][0]["number"] < administrator["items"][0]["number"]


# Every request --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "address", "status", "code"),
    [
        ("GET", "/nothing", 404, "api.not_found"), ("POST", "/me", 405, "api.method_not_taken"),
        ("GET", "/patches/x", 422, "api.invalid"), ("POST", "/merges", 400, "api.refused"),
    ],
)  # fmt: skip
def test_every_error_has_the_one_shape(machine, method, address, status, code):
    answer = machine("zuzhi", *EVERYTHING).generic(method, f"/api/v1{address}", "{", "application/json")
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/json"
    assert answer.json()["code"] == code
    assert set(answer.json()) == {"code", "message", "hint", "faults", "version", "difference"}


def test_messages_are_chinese_and_english_where_the_request_prefers_it(machine):
    client = machine("zuzhi")
    assert (
        "接口说明"
        in client.get("/api/v1/nothing").json()["hint"] + client.get("/api/v1/jobs?limit=0").json()["message"]
    )
    english = client.get("/api/v1/jobs?limit=0", headers={"accept-language": "en"}).json()
    assert english["message"] == "The request does not fit its description."


def test_a_body_that_is_too_large_is_not_read(machine):
    answer = machine("zuzhi", *EVERYTHING).post_json("/merges", {"reason": "x" * (11 << 20)})
    assert (answer.status_code, answer.json()["code"]) == (413, "api.too_large")


def test_who_asks_too_often_is_told_when_to_come_again(machine, settings):
    settings.API_PER_MINUTE = 3
    often, seldom = machine("zuzhi"), machine("guzhang")
    statuses = [often.send("GET", "/me").status_code for _time in range(4)]
    assert statuses == [200, 200, 200, 429]
    refused = often.send("GET", "/me")
    assert refused.json()["code"] == "api.too_many"
    assert 1 <= int(refused["Retry-After"]) <= 20
    assert seldom.send("GET", "/me").status_code == 200


def test_a_bucket_fills_as_time_goes():
    now = [0.0]
    buckets = Buckets(lambda: now[0])
    assert [buckets.take("a", 2) for _time in range(3)] == [0, 0, 30]
    now[0] = 30.0
    assert (buckets.take("a", 2), buckets.take("a", 2)) == (0, 30)
    assert buckets.take("b", 2) == 0


def test_the_page_of_the_description_needs_no_other_host_and_speaks_chinese(county):
    page = Client().get("/api/v1/docs").content.decode()
    assert "://" not in page.replace("http://www.w3.org", "")
    described = Client().get("/api/v1/openapi.json").json()
    assert described["paths"]["/api/v1/me"]["get"]["summary"] == "令牌代表谁"
    english = Client().get("/api/v1/openapi.json", headers={"accept-language": "en"}).json()
    assert english["paths"]["/api/v1/me"]["get"]["summary"] == "Who the token acts as"
