"""The bare ground at the desk: pictures bear no outline, it is drawn over them wherever they are shown or printed."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest
import shapely
from django.db import transaction
from django.urls import reverse
from PIL import Image
from tests.kernel.test_chips import sheet
from tests.web.desk.conftest import HOW_MANY, STEM
from tests.web.desk.test_desk import at_desk, shows  # noqa: F401

from tuban.jobs.models import Job
from tuban.jobs.work import do
from tuban.workflow.comparison.actions import split_and_compare
from tuban.workflow.comparison.loading.pictures import frame_of
from tuban.workflow.comparison.models import Picture
from tuban.workflow.comparison.outlining import shape_of
from tuban.workflow.layers.entering import Delivered, enter_editions
from tuban.workflow.patches.models import Patch
from tuban.workflow.store import found, keep

pytestmark = pytest.mark.django_db(transaction=True)
OUTSIDE = 0.02


def patch(place: int = 1) -> Patch:
    return Patch.objects.select_related("campaign").get(number=f"{STEM}{place:03d}", fate="active")


def reds(content: bytes) -> int:
    """Return how many pixels of a picture are as red as the outline."""
    red, green, blue = np.moveaxis(np.asarray(Image.open(io.BytesIO(content)).convert("RGB")).astype(int), 2, 0)
    return int(((red > 170) & (green < 90) & (blue < 90)).sum())


def content_of(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.fixture
def bare(office):
    """The pictures of the office as they are cut now: without the outline, with the ground that they show."""
    one = patch()
    Picture.objects.update(frame=frame_of(shape_of(one), one.campaign.epsg))
    return one


def test_the_desk_gets_the_bare_ground_and_every_other_page_the_outline(bare, client_of):
    client = client_of("diji")
    told = client.get(reverse("web:desk_patch", args=[bare.uuid])).json()
    assert told["after"]["isBare"]
    assert told["outline"].startswith("M")
    answer = client.get(told["after"]["url"])
    assert "immutable" in answer["Cache-Control"]
    assert content_of(answer) == found(Picture.objects.filter(when="after").first().checksum, ".jpg").read_bytes()
    assert reds(content_of(client.get(told["after"]["url"]))) == 0
    shown = client.get(told["after"]["url"].partition("?")[0])
    assert reds(shown.content) > 300
    assert (
        client.get(told["after"]["url"].partition("?")[0], headers={"if-none-match": shown["ETag"]}).status_code == 304
    )
    assert reds(client.get(reverse("web:map_picture", args=[bare.uuid, "after"])).content) > 300


def test_the_printed_card_bears_the_outline(bare, client_of):
    file = client_of("diji").get(reverse("web:patch_card_file", args=[bare.uuid]))
    with zipfile.ZipFile(io.BytesIO(content_of(file))) as package:
        media = [package.read(name) for name in package.namelist() if name.endswith((".jpg", ".jpeg"))]
    assert len(media) == 2
    assert min(reds(one) for one in media) > 300


def test_a_piece_of_a_patch_shows_its_own_outline_on_the_ground_of_the_whole(bare, client_of, acting):
    west, south, east, north = bare.geometry.extent
    line = shapely.LineString([((west + east) / 2, south - 1e-4), ((west + east) / 2, north + 1e-4)])
    whole = client_of("zhifa").get(reverse("web:desk_patch", args=[bare.uuid])).json()
    pieces = split_and_compare(
        bare, by=acting("zhifa"), expected_version=bare.version, reason="两户", cut_by=[line]
    )  # fmt: skip
    told = [client_of("zhifa").get(reverse("web:desk_patch", args=[one.uuid])).json() for one in pieces]
    assert [one["after"]["url"].split("/")[-1] for one in told] == [whole["after"]["url"].split("/")[-1]] * 2
    spans = [[float(x.split()[0]) for x in one["outline"].strip("MZ").split("L")] for one in (*told, whole)]
    widths = [max(one) - min(one) for one in spans]
    assert widths[0] + widths[1] == pytest.approx(widths[2], abs=1)


def test_the_key_hides_the_outline_and_says_where_an_older_picture_keeps_it(bare, at_desk):  # noqa: F811
    Picture.objects.filter(patch=patch(2)).update(frame=None)
    page = at_desk()
    shows(page, 1)
    path = page.locator("figure[data-when=after] path.line")
    assert path.is_visible()
    page.keyboard.press("o")
    assert not path.is_visible()
    assert "画在图上" not in page.locator("[data-desk=done]").inner_text()
    page.keyboard.press("o")
    page.keyboard.press("x")
    shows(page, 2)
    page.keyboard.press("o")
    page.locator("[data-desk=done]", has_text="画在图上").wait_for()


def test_an_organiser_has_older_pictures_cut_anew_from_the_images_of_now(office, client_of, tmp_path):
    one = patch()
    shape = shape_of(one)
    west, north = shape.bounds[0] - 500, shape.bounds[3] + 500
    from rasterio.transform import from_origin

    epsg = one.campaign.epsg
    tif = sheet(tmp_path / "after.tif", (10, 90, 40), size=1200, crs=f"EPSG:{epsg}",
                transform=from_origin(west, north, 1, 1))  # fmt: skip
    checksum = keep(tif, suffix=".tif")
    delivered = Delivered(
        "image_after", "", "影像", "", "2024-07", "a.tif", checksum, checksum, ".tif", 0, 1, epsg, None, False, True
    )  # fmt: skip
    with transaction.atomic():
        enter_editions("990101", [delivered], is_practice=True)
    before = dict(Picture.objects.filter(patch=one).values_list("when", "checksum"))
    address = reverse("web:desk_pictures")
    assert client_of("diji").post(address).status_code == 403
    organiser = client_of("zuzhi")
    told = organiser.get(reverse("web:desk_calibration")).content.decode()
    assert f"{HOW_MANY} 个图斑的影像" in told, told.partition("drawn-in")[2][:400]
    organiser.post(address)
    job = do(Job.objects.get(kind="comparison.cut_bare_pictures").pk)
    assert job.state == Job.State.DONE, job.error
    now = {row.when: row for row in Picture.objects.filter(patch=one)}
    assert now["after"].checksum != before["after"]
    assert reds(found(now["after"].checksum, ".jpg").read_bytes()) == 0
    assert now["after"].is_bare
    assert (now["before"].checksum, now["before"].is_bare) == (before["before"], False)  # no image shows it any more
