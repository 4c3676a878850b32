"""Field packages in the browser: taken along for other tools, handed in again, photos placed by a person."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.field.device import work_on
from tests.web.conftest import DESK, PHONE, faults_of_access
from tests.workflow.packages.test_other_tools import patch_of, photo
from tests.workflow.small_disc import OTHER

from tuban.jobs.models import Job
from tuban.jobs.work import do
from tuban.render.field_book import patch_address
from tuban.workflow.comparison.reading import reading_of
from tuban.workflow.survey.models import Capture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("plan")]


def address(name: str, *keys) -> str:
    return reverse(f"web:{name}", args=keys)


def work() -> None:
    for job in Job.objects.filter(state=Job.State.WAITING, kind__startswith="packages."):
        do(job.pk)
    work_on()


def content(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_surveyor_takes_the_project_and_the_sheet_and_hands_the_sheet_in(client_of, group):
    client = client_of("waiye")
    page = client.get(address("packages")).content.decode()
    assert "外业一组" in page
    assert "我的组" in page
    client.post(address("package_project", group.pk))
    work()
    page = client.get(address("packages")).content.decode()
    link = page.partition("/qfield.zip")[0].rpartition('"')[2] + "/qfield.zip"
    assert content(client.get(link)).startswith(b"PK")
    sheet = openpyxl.load_workbook(io.BytesIO(content(client.post(address("package_sheet", group.pk)))))
    rows = sheet["外业核查表"]
    column = {cell.value: cell.column for cell in rows[3]}["ground_state"]
    row = next(one for one in rows.iter_rows(min_row=5) if one[1].value == OTHER)[0].row
    rows.cell(row, column, "实地未变化")
    target = io.BytesIO()
    sheet.save(target)
    answer = client.post(
        address("brought_bring"), {"file": SimpleUploadedFile("外业核查表.xlsx", target.getvalue())}, follow=True
    )
    assert "接收外业成果：外业核查表.xlsx" in answer.content.decode()
    work()
    page = client.get(answer.redirect_chain[-1][0]).content.decode()
    assert "填报事实" in page
    assert reading_of(patch_of(OTHER)).facts["ground_state"] == "unchanged"


def test_a_photo_is_placed_by_a_person_and_one_that_looked_away_is_not_offered(client_of):
    client, patch = client_of("waiye"), patch_of(OTHER)
    west, south, _east, north = patch.geometry.extent
    spot = (west - 0.0003, (south + north) / 2)
    for bearing, offered in ((270.0, False), (90.0, True)):
        name = f"相片{bearing:.0f}.jpg"
        sent = SimpleUploadedFile(name, photo(place=spot, bearing=bearing, shade=int(bearing) % 200))
        answer = client.post(address("brought_bring"), {"file": sent}, follow=True)
        work()
        here = answer.redirect_chain[-1][0]
        page = client.get(here).content.decode()
        choice = page.partition(f'value="{patch.uuid}"')[2].partition(">")[0]
        assert ("checked" in choice) is offered
    sha256 = page.partition('name="patch-')[2].partition('"')[0]
    assert content(client.get(f"{here}photos/{sha256}")).startswith(b"\xff\xd8")
    assert client_of("xiang01").get(f"{here}photos/{sha256}").status_code == 404
    assert client_of("zuzhi").get(here).status_code == 404  # each sees what they brought
    missed = client.post(f"{here}photos/", {f"patch-{sha256}": "number", f"number-{sha256}": "没有"}, follow=True)
    assert "没有 没有" in missed.content.decode()
    client.post(f"{here}photos/", {f"patch-{sha256}": "number", f"number-{sha256}": OTHER})
    work()
    assert Capture.objects.get().patch == patch
    assert "已归入" in client.get(here).content.decode()


def test_others_take_nothing_and_an_empty_file_is_refused_in_words(client_of, group):
    assert client_of("shi").post(address("package_make", group.pk)).status_code in (302, 404)
    assert "还没有可领的外业包" in client_of("xiang01").get(address("packages")).content.decode()
    sent = SimpleUploadedFile("空.zip", b"")
    answer = client_of("waiye").post(address("brought_bring"), {"file": sent}, follow=True)
    assert "空文件" in answer.content.decode()


def test_a_code_reader_opens_the_sheet_of_the_page_that_it_reads(client_of, campaign):
    patch = patch_of(OTHER)
    code = patch_address(campaign.code, patch.number, patch.part_number)
    for headers, told in (({}, "Location"), ({"HX-Request": "true"}, "HX-Redirect")):
        answer = client_of("waiye").get(address("search"), {"q": code}, headers=headers)
        assert answer[told] == address("patch_telling", patch.uuid)
    other = client_of("waiye").get(address("search"), {"q": patch_address(campaign.code, "没有")})
    assert other.status_code == 200
    assert str(patch.uuid) not in client_of("shenji").get(address("search"), {"q": code}).content.decode()


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.xdist_group("browser")
def test_the_pages_hold_to_the_rules_of_access_at_a_desk_and_on_a_phone(page_of, group):
    for size in (DESK, PHONE):
        page = page_of("waiye", size)
        page.goto(address("packages"))
        assert not faults_of_access(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
