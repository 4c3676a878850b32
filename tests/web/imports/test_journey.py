"""What an organiser does in the browser: upload, look at the findings, confirm, see that it is loaded."""

from __future__ import annotations

import pytest
from tests.web.conftest import PHONE, faults_of_access
from tests.web.imports.discs import packed, small_disc

from tuban.jobs.models import Job
from tuban.jobs.work import do
from tuban.workflow.patches.arrivals import files
from tuban.workflow.patches.models import Arrival

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.xdist_group("browser"),
]


def work_off() -> None:
    """Do what waits, as the worker does."""
    for job in Job.objects.filter(state=Job.State.WAITING).order_by("asked_at"):
        assert do(job.pk).state == Job.State.DONE, Job.objects.get(pk=job.pk).error


@pytest.fixture
def disc(tmp_path):
    return packed(small_disc(tmp_path / "disc"), tmp_path / "示范县2024.zip")


def test_from_the_file_to_the_loaded_disc(page_of, disc):
    page = page_of("zuzhi")
    page.goto("/imports/")
    assert not faults_of_access(page)
    page.get_by_role("link", name="上传光盘").first.click()
    assert not faults_of_access(page)
    page.set_input_files("input[data-choose=file]", disc)
    page.wait_for_selector("[data-state=queued]")
    work_off()
    page.wait_for_selector(".doctor-verdict", timeout=15_000)
    page.wait_for_selector("svg.doctor-chart")
    assert not faults_of_access(page)
    page.locator("[data-find]").first.click()
    assert page.locator(".finding.is-chosen").count() == 1
    assert "#finding-" in page.url
    page.reload()
    page.wait_for_selector(".finding.is-chosen")
    page.get_by_role("button", name="确认并载入").click()
    assert "将载入 7 个图斑至" in page.locator("#consequence").inner_text()
    page.locator("[data-consequence-yes]").click()
    page.wait_for_selector("[data-state=queued]")
    work_off()
    page.wait_for_selector(".loaded", timeout=15_000)
    assert "已载入 7 个图斑" in page.locator(".loaded").inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="导入证明（PDF）").click()
    assert download.value.suggested_filename == "导入证明.pdf"
    assert Arrival.objects.get().patches.count() >= 7


def test_an_upload_goes_on_after_the_browser_was_closed(page_of, tmp_path):
    large = tmp_path / "大.zip"
    large.write_bytes(b"PK" + bytes(40 << 20))
    page = page_of("zuzhi")
    page.goto("/imports/upload/")
    page.route("**/files/*/", lambda route: route.abort() if _is_late(route) else route.continue_())
    page.set_input_files("input[data-choose=file]", large)
    page.wait_for_selector("text=线路中断")
    page.get_by_role("button", name="暂停").click()
    arrival = Arrival.objects.get()
    here = files.uploads_of(arrival)[0].offset
    assert 0 < here < large.stat().st_size
    page.close()
    page_of.faults.clear()

    again = page_of("zuzhi")
    again.goto("/imports/")
    again.get_by_role("link", name="大.zip").click()
    other = tmp_path / "别的.zip"
    other.write_bytes(b"PK" + bytes(1 << 20))
    again.set_input_files("input[data-choose=file]", other)
    again.wait_for_selector("text=不是本次上传的文件")
    sent: list[int] = []
    again.on("request", lambda asked: asked.method == "PATCH" and sent.append(int(asked.headers["upload-offset"])))
    again.set_input_files("input[data-choose=file]", large)
    again.wait_for_url("**/imports/*-*/", timeout=30_000)
    assert min(sent) == here
    arrival.refresh_from_db()
    assert arrival.state == "checking"


def _is_late(route) -> bool:
    asked = route.request
    return asked.method == "PATCH" and int(asked.headers["upload-offset"]) > 0


def test_a_folder_is_uploaded_with_its_paths(page_of, tmp_path):
    folder = small_disc(tmp_path / "示范县2024")
    page = page_of("zuzhi")
    page.goto("/imports/upload/")
    page.set_input_files("input[data-choose=folder]", folder)
    page.wait_for_url("**/imports/*-*/", timeout=30_000)
    arrival = Arrival.objects.get()
    assert arrival.name == "示范县2024"
    assert {one.path for one in files.uploads_of(arrival)} == {f"示范县2024/{path.name}" for path in folder.iterdir()}
    assert all(one.is_whole for one in files.uploads_of(arrival))


def test_everything_fits_a_telephone(page_of, disc):
    page = page_of("zuzhi", PHONE)
    page.goto("/imports/upload/")
    page.set_input_files("input[data-choose=file]", disc)
    page.wait_for_selector("[data-state=queued]")
    work_off()
    page.wait_for_selector("svg.doctor-chart", timeout=15_000)
    for address in (page.url, "/imports/", "/imports/upload/", "/jobs/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address
        assert not faults_of_access(page), address
