"""The pages of the scrutiny: files proved, packages taken along, and field work to look at first."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.field.device import FieldDevice
from tests.web.axe import faults_of_access
from tests.web.conftest import DESK, PHONE
from tests.workflow.conftest import campaign, disc  # noqa: F401
from tests.workflow.scrutiny.field_day import again, look_on, photo_of, taken

from tuban.workflow.audit.models import Line
from tuban.workflow.patches.models import Patch

pytestmark = pytest.mark.django_db


@pytest.fixture
def patch(campaign):  # noqa: F811
    return Patch.objects.order_by("number").first()


@pytest.fixture
def staged(patch) -> tuple[Patch, Patch, bytes]:
    """One picture on two patches that lie apart; the second from a position that was made up."""
    device, other = FieldDevice.registered(), Patch.objects.order_by("number").last()
    photo = taken(device, patch, photo_of(80))
    centre = other.geometry.centroid
    place = {"lon": centre.x, "lat": centre.y, "accuracy_m": 5.0, "source": "mock"}
    taken(device, other, again(photo, quality=80, mark=False), name="IMG_2.jpg", position=place)
    look_on()
    return patch, other, photo


def proved(client, *files: tuple[str, bytes]) -> str:
    handed = [SimpleUploadedFile(name, content) for name, content in files]
    answer = client.post("/scrutiny/verify/", {"file": handed})
    assert answer.status_code == 200
    return answer.content.decode()


def test_files_that_are_handed_in_get_one_of_three_answers_and_are_not_kept(client_of, staged):
    _patch, _other, photo = staged
    client = client_of("ducha")
    text = proved(client, ("a.jpg", photo), ("b.jpg", again(photo)), ("c.jpg", photo_of(81)))
    assert "未改动 1 · 已改动 1 · 不存在 1" in text
    assert "王外业" in text
    line = Line.objects.filter(action="scrutiny.verify").latest("number")
    assert (line.details["untouched"], line.details["altered"], line.details["absent"]) == (1, 1, 1)


def test_what_cannot_be_proved_is_told_in_a_sentence(client_of, patch):
    client = client_of("zuzhi")
    assert client.post("/scrutiny/verify/", {}).status_code == 422
    broken = io.BytesIO()
    with zipfile.ZipFile(broken, "w") as archive:
        archive.writestr("evidence.json", "[]")
    assert "不能作为救援文件或证据包读取" in proved(client, ("x.zip", broken.getvalue()))
    assert "管理员不办理" in client_of("xitong").get("/scrutiny/verify/").content.decode()


def test_field_work_is_listed_most_points_first_with_its_reasons(client_of, staged):
    patch, other, _photo = staged
    text = client_of("ducha").get("/scrutiny/").content.decode()
    assert text.index(str(other)) < text.rindex(str(patch))
    assert "模拟定位" in text
    assert "抽查权重" in text
    only = client_of("ducha").get("/scrutiny/?kind=mock_position").content.decode()
    assert f"/patches/{other.uuid}/evidence/" in only
    assert f"/patches/{patch.uuid}/evidence/" not in only


@pytest.mark.parametrize("username", ["waiye", "xiang01"])
def test_those_whose_own_work_is_looked_at_do_not_see_points(client_of, staged, username):
    patch, other, _photo = staged
    client = client_of(username)
    assert "模拟定位" not in client.get("/scrutiny/").content.decode()
    for one in (patch, other):
        answer = client.get(f"/patches/{one.uuid}/evidence/")
        assert answer.status_code in (200, 404)
        assert "真实性检视" not in answer.content.decode().partition("<main")[2]


def test_the_dossier_proves_all_of_it_and_hands_the_package_over(client_of, staged):
    patch, other, _photo = staged
    client = client_of("zuzhi")
    text = client.get(f"/patches/{other.uuid}/evidence/").content.decode()
    assert "模拟定位" in text
    assert "未改动 1 · 已改动 0 · 不存在 0" in client.get(f"/patches/{patch.uuid}/evidence/proof/").content.decode()
    answer = client.get(f"/patches/{patch.uuid}/evidence/package/")
    content = b"".join(answer.streaming_content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert "index.html" in archive.namelist()
        page = archive.read("index.html").decode()
    assert "收下外业照片" in page or "survey." not in page
    assert "未改动 1 · 已改动 0 · 不存在 0" in proved(client, ("证据包.zip", content))


def test_a_patch_of_another_area_has_no_proof_and_no_package(client_of, patch):
    client = client_of("xiang02" if patch.township_code.endswith("001") else "xiang01")
    for page in ("proof", "package"):
        assert client.get(f"/patches/{patch.uuid}/evidence/{page}/").status_code == 404


@pytest.mark.long
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.django_db(transaction=True)
def test_the_pages_are_open_to_everybody(page_of, staged, size, tmp_path):
    _patch, other, photo = staged
    for name, content in (("a.jpg", photo), ("b.jpg", again(photo)), ("c.jpg", photo_of(81))):
        (tmp_path / name).write_bytes(content)
    page = page_of("ducha", size)
    for address in ("/scrutiny/", f"/patches/{other.uuid}/evidence/", f"/patches/{other.uuid}/evidence/proof/"):
        page.goto(address)
        assert faults_of_access(page) == []
    page.goto("/scrutiny/verify/")
    page.set_input_files("#file", [tmp_path / "a.jpg", tmp_path / "b.jpg", tmp_path / "c.jpg"])
    page.get_by_role("button", name="验真", exact=True).click()
    page.get_by_text("未改动 1 · 已改动 1 · 不存在 1").wait_for()
    assert faults_of_access(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
