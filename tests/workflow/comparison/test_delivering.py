"""A layer comes alone: checked like one of a disc, entered where it is sound; what it would change is listed."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import geopandas
import pytest
from django.conf import settings
from tests.inspect.small_county import box
from tests.workflow.small_disc import OTHER

from tuban.jobs.models import Job
from tuban.jobs.work import do
from tuban.workflow.audit.models import Line
from tuban.workflow.audit.policies import Refused
from tuban.workflow.comparison.actions import (
    RoleCannotBeDelivered,
    answer_all_that_differ,
    answer_would_differ,
    compare_again,
    deliver_layer,
)
from tuban.workflow.comparison.models import Comparison, WouldDiffer
from tuban.workflow.layers.models import Edition
from tuban.workflow.patches.models import Patch


def uploaded(name: str, rows: list[dict], *, epsg: int, zipped: bool = False) -> Path:
    """Write a layer below the uploads, as the page keeps it."""
    folder = settings.HOME.uploads / "layers" / uuid4().hex
    folder.mkdir(parents=True)
    table = geopandas.GeoDataFrame(rows, geometry="geometry", crs=epsg)
    if not zipped:
        path = folder / f"{name}.gpkg"
        table.to_file(path, driver="GPKG", layer=name)
        return path
    table.to_file(folder / f"{name}.shp", encoding="gb18030")
    path = folder / f"{name}.zip"
    parts = [one for one in folder.iterdir() if one.suffix != ".zip"]
    with zipfile.ZipFile(path, "w") as archive:
        for part in parts:
            archive.write(part, part.name)
            part.unlink()
    return path


def moved_border(epsg: int, *, zipped: bool = False) -> Path:
    """The border between the townships moved east: the patch of the second comes to the first."""
    rows = [
        {"XZQDM": "990101001", "XZQMC": "甲溪镇", "geometry": box(0, 0, 800, 1000)},
        {"XZQDM": "990101002", "XZQMC": "乙岭镇", "geometry": box(800, 0, 200, 1000)},
    ]
    return uploaded("新界线", rows, epsg=epsg, zipped=zipped)


def delivered(campaign, by, file: Path, **options) -> Job:
    return do(deliver_layer(campaign, by=by, file=file, title="勘界", reason="县界纠错", **options).pk)


@pytest.mark.parametrize("zipped", [False, True])
def test_boundaries_put_right_say_which_patches_move_and_move_them_when_a_person_says_so(campaign, acting, zipped):
    old = Edition.objects.get(role="boundaries")
    file = moved_border(campaign.epsg, zipped=zipped)
    job = delivered(campaign, acting("diji"), file, role="boundaries", as_of="2024-06-01", replaces=old)
    assert job.state == Job.State.DONE, job.error
    old.refresh_from_db()
    assert old.replaced_by is not None
    assert (old.replaced_by.edition, old.replaced_by.as_of, old.replaced_by.rows) == ("勘界", "2024-06-01", 2)
    rows = list(WouldDiffer.objects.all())
    assert [(str(one.patch), one.old["township"], one.new["township"]) for one in rows] == [(OTHER, "乙岭镇", "甲溪镇")]
    patch = Patch.objects.get(number=OTHER)
    assert patch.township_name == "乙岭镇"  # nothing moved by itself
    answered = answer_all_that_differ(
        [(row, 1) for row in rows], by=acting("diji"), answer=WouldDiffer.Answer.TAKEN, reason="以勘界为准"
    )
    assert (answered.count, answered.refused) == (1, ())
    patch.refresh_from_db()
    assert (patch.township_name, patch.township_code, patch.version) == ("甲溪镇", "990101001", 2)
    assert not file.parent.exists()  # what was uploaded is in the store
    told = Line.objects.filter(action="comparison.enter_layer").get()
    assert told.details["rows"] == 2


def test_what_somebody_changed_meanwhile_stays_open_and_is_told(campaign, acting):
    old = Edition.objects.get(role="boundaries")
    delivered(campaign, acting("diji"), moved_border(campaign.epsg), role="boundaries", replaces=old)
    row = WouldDiffer.objects.get()
    answered = answer_all_that_differ([(row, 7)], by=acting("diji"), answer=WouldDiffer.Answer.TAKEN, reason="批量")
    assert answered.count == 0
    assert OTHER in answered.refused[0][1]
    assert {one.answer for one in WouldDiffer.objects.all()} == {WouldDiffer.Answer.OPEN}
    answer_would_differ(row, by=acting("diji"), answer=WouldDiffer.Answer.KEPT, expected_version=1, reason="旧界")
    told = Line.objects.filter(action="comparison.answer_would_differ", is_refused=False).latest("number")
    assert (told.subject_kind, told.subject_title) == ("patches.patch", OTHER)  # the journey of the patch shows it


def test_a_layer_beside_others_leaves_them_current(campaign, acting):
    was = set(Edition.objects.filter(role="conversion", replaced_by__isnull=True))
    rows = [{"PZWH": "示政土〔2024〕9号", "PZJG": "示范省人民政府", "PZRQ": "2024-02-01", "PZMJ": 0.1,
             "geometry": box(690, 290, 70, 50)}]  # fmt: skip
    job = delivered(campaign, acting("guihua"), uploaded("补办批准", rows, epsg=campaign.epsg), role="conversion")
    assert job.state == Job.State.DONE, job.error
    now = set(Edition.objects.filter(role="conversion", replaced_by__isnull=True))
    assert was < now
    assert len(now) == len(was) + 1
    compare_again(Patch.objects.get(number=OTHER), by=acting("guihua"), expected_version=1, reason="补办")
    current = Comparison.objects.get(patch__number=OTHER, is_current=True)
    approved = next(one for one in current.overlaps if one["what"] == "approved")
    assert Decimal(approved["m2"]) == pytest.approx(Decimal(1500), abs=Decimal("0.01"))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"SQLite format 3\x00 nothing more"])
def test_a_broken_file_changes_nothing_and_says_why(campaign, acting, content):
    folder = settings.HOME.uploads / "layers" / "broken"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / ("行政区.zip" if content[:2] == b"PK" else "行政区.gpkg")
    file.write_bytes(content)
    before = list(Edition.objects.order_by("pk").values_list("pk", "replaced_by"))
    job = delivered(campaign, acting("diji"), file, role="boundaries")
    assert job.state == Job.State.FAILED
    assert job.error_code == "comparison.layer_unfit"
    assert "行政区" in job.error
    assert list(Edition.objects.order_by("pk").values_list("pk", "replaced_by")) == before


def test_who_does_not_check_patches_delivers_no_layer_and_patches_come_with_a_disc(campaign, acting):
    file = moved_border(campaign.epsg)
    with pytest.raises(Refused):
        deliver_layer(campaign, by=acting("xiang01"), file=file, role="boundaries", title="x", reason="x")
    with pytest.raises(RoleCannotBeDelivered):
        deliver_layer(campaign, by=acting("diji"), file=file, role="patches", title="x", reason="x")
