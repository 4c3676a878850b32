"""Results in the browser: own area only, downloads written down, pages in a sandbox, the standard disc proved."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.urls import reverse
from tests.web.conftest import PHONE, faults_of_access
from tests.web.imports.discs import packed
from tests.workflow.days import TODAY
from tests.workflow.small_disc import SPLIT, small_disc

from tuban.jobs.models import Job
from tuban.jobs.work import do
from tuban.workflow.audit.models import Line
from tuban.workflow.organisations.models import Person
from tuban.workflow.organisations.queries import acting_as
from tuban.workflow.patches.arrivals import files
from tuban.workflow.patches.models import Arrival
from tuban.workflow.results.models import Contradiction, Result, ResultFile

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.xdist_group("browser")]


def address(name: str, *keys) -> str:
    return reverse(f"web:{name}", args=keys)


def test_nothing_written_yet_says_who_may_and_why_not(client_of, campaign):
    home = address("results_of", campaign.pk)
    assert client_of("zuzhi").get(address("results")).headers["Location"] == home
    page = client_of("zuzhi").get(home).content.decode()
    assert "还没有编制成果" in page
    assert address("results_write", campaign.pk) in page
    clerk = client_of("xiang01").get(home).content.decode()
    assert "成果由专项组织员、科股室负责人和审核员编制。" in clerk
    assert client_of("xiang01").get(address("results_write", campaign.pk)).status_code == 403
    assert client_of("xitong").get(home).status_code == 404


def test_an_organiser_has_them_written(client_of, campaign):
    client = client_of("zuzhi")
    answer = client.post(address("results_write", campaign.pk), {"groups": ["forms", "lists"]})
    assert answer.status_code == 302
    result = Result.objects.get()
    assert result.groups == ["forms", "lists"]
    assert "data-job" in client.get(address("results_of", campaign.pk)).content.decode()
    assert client.get(address("results_job", campaign.pk, "results")).status_code == 200
    assert do(result.job_id).state == Job.State.DONE
    page = client.get(address("results_of", campaign.pk)).content.decode()
    assert "统计表.xlsx" in page
    assert "填表人、审核人、领导小组组长" in page
    assert "卫片图合订本" not in page


@pytest.mark.seed("O1")
def test_what_is_another_s_is_not_there_and_the_attempt_is_logged(client_of, written):
    clerk = client_of("xiang01")
    for path in ("统计表.xlsx", "index.html", "登记卡-合订本/乙岭镇.docx"):
        assert ResultFile.objects.filter(result=written, path=path).exists()
        assert clerk.get(address("results_file", written.pk, path)).status_code == 404
    refused = Line.objects.filter(action="results.look_up", is_refused=True, person_name__contains="甲溪镇")
    assert refused.count() == 3
    own = clerk.get(address("results_file", written.pk, "登记卡-合订本/甲溪镇.docx"))
    assert own.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(own.streaming_content).startswith(b"PK")
    assert Line.objects.get(action="results.take").reason == "登记卡-合订本/甲溪镇.docx"
    assert clerk.get(address("results_kind", written.pk, "forms")).status_code == 404
    assert client_of("anquan").get(address("results_archive", written.pk)).status_code == 404


def test_all_of_it_is_packed_while_it_is_sent(client_of, written):
    answer = client_of("zuzhi").get(address("results_archive", written.pk))
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert archive.testzip() is None
        assert "统计表.xlsx" in archive.namelist()


@pytest.mark.parametrize("path", ["index.html", "导入体检.html"])
def test_a_page_is_shown_in_a_sandbox(client_of, written, path):
    answer = client_of("zuzhi").get(address("results_file", written.pk, path), follow=True)
    policy = answer.headers["Content-Security-Policy"]
    assert "sandbox allow-scripts" in policy
    assert "allow-same-origin" not in policy
    assert "unsafe-inline' ; script" not in policy
    assert "script-src 'sha256-" in policy


def test_a_capability_is_for_pictures_of_its_own_result_alone(client_of, client, written):
    shown = client_of("zuzhi").get(address("results_file", written.pk, "index.html")).headers["Location"]
    assert client.get(shown).status_code == 302, "the page itself wants a person"
    assert (
        client.get(shown.replace("index.html", "统计表.xlsx"), follow=True)
        .redirect_chain[-1][0]
        .startswith("/sign-in/")
    )
    assert client.get(shown.replace("index.html", "影像对照/nothing.jpg")).status_code == 404
    forged = address("results_shown", written.pk, "forged", "影像对照/nothing.jpg")
    assert client.get(forged).status_code == 404


@pytest.mark.seed("L7")
def test_contradictions_show_both_sides_and_lead_to_the_dossier(client_of, written):
    where = address("results_contradictions", written.campaign_id)
    page = client_of("zuzhi").get(where).content.decode()
    one = Contradiction.objects.filter(result=written).exclude(patch_number="").first()
    assert one is not None
    other = "990101002" if one.township_code == "990101001" else "990101001"
    for words in (one.first_says, one.second_says, one.first_source, one.settled_by):
        assert words in page
    assert "/patches/" in page
    only = client_of("zuzhi").get(where, {"kind": one.kind, "township": other}).content.decode()
    assert one.patch_number not in only
    clerk = client_of("xiang02" if other == "990101002" else "xiang01").get(where).content.decode()
    assert one.patch_number not in clerk


def test_before_any_result_the_contradictions_say_how_they_come(client_of, campaign):
    page = client_of("zuzhi").get(address("results_contradictions", campaign.pk)).content.decode()
    assert "各来源还没有对照" in page


@pytest.mark.seed("D1")
def test_the_standard_disc_is_made_and_proved(client_of, campaign, acting, tmp_path):
    person = Person.objects.get(username="zuzhi")
    source = packed(small_disc(tmp_path / "盘"), tmp_path / "盘.zip")
    arrival = Arrival.objects.create(
        name="盘.zip", size=source.stat().st_size, unit=acting_as(person, None, on=TODAY).post.unit, begun_by=person,
        state=Arrival.State.LOADED, campaign=campaign, summary={"files": [{"path": "盘.zip", "size": 1}]},
    )  # fmt: skip
    client = client_of("zuzhi")
    assert "光盘的文件在载入七天后已清除" in client.get(address("results_of", campaign.pk)).content.decode()
    place = files.folder_of(arrival) / "disc" / "盘.zip"
    place.parent.mkdir(parents=True)
    place.write_bytes(source.read_bytes())
    assert client_of("xiang01").post(address("results_make_disc", arrival.pk)).status_code == 404
    client.post(address("results_make_disc", arrival.pk))
    made = Result.objects.get(what="disc")
    assert do(made.job_id).state == Job.State.DONE, Job.objects.get(pk=made.job_id).error
    page = client.get(address("results_of", campaign.pk)).content.decode()
    assert "核验无误" in page
    answer = client.get(address("results_file", made.pk, "数据光盘.zip"))
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert "manifest.json" in archive.namelist()


def test_the_pages_in_the_browser(page_of, written):
    for size in (None, PHONE):
        page = page_of("zuzhi", size) if size else page_of("zuzhi")
        for where in (
            address("results"), address("results_contradictions", written.campaign_id),
            address("results_kind", written.pk, "registration_cards"), address("results_write", written.campaign_id),
        ):  # fmt: skip
            page.goto(where)
            assert not faults_of_access(page), where
            assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], where
    page.goto(address("results"))
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 统计表", exact=True).click()
    assert download.value.suggested_filename == "统计表.xlsx"
    page.goto(address("results"))
    page.goto(page.get_by_role("link", name="打开 成果总览页").get_attribute("href"))
    page.wait_for_selector(f"text={SPLIT}")
