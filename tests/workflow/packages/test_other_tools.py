"""What other tools bring goes the way of the field: merged by field, known again, and never twice."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
import subprocess
import zipfile
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest
from django.conf import settings
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from tests.field.device import work_on
from tests.workflow.small_disc import OTHER

from tuban.jobs.models import Job
from tuban.jobs.work import do
from tuban.render.geopackage_file import geometry_blob
from tuban.values.language import speaking
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.comparison.reading import reading_of
from tuban.workflow.evidence.log import chain_of
from tuban.workflow.evidence.models import Device, LogEntry
from tuban.workflow.packages.actions import ask_for_package, ask_for_project, bring_back, confirm_photos
from tuban.workflow.packages.models import Package
from tuban.workflow.packages.patches import patches_of
from tuban.workflow.packages.qfield.giving import project_of
from tuban.workflow.packages.sheets.writing import write_sheet
from tuban.workflow.patches.cutting import to_plane
from tuban.workflow.patches.models import Patch
from tuban.workflow.routes.queries import work_of
from tuban.workflow.survey.actions import tell
from tuban.workflow.survey.models import Capture, Conflict, FoundPatch, Measurement, Statement
from tuban.workflow.survey.telling import Telling

SYSTEM_PYTHON = shutil.which("python3", path="/usr/bin")


def patch_of(number: str) -> Patch:
    return Patch.objects.select_related("campaign").get(number=number, fate="active")


def brought(by, content: bytes, name: str) -> dict:
    """Hand a file in as the page does; returns what came of it."""
    settings.HOME.uploads.mkdir(parents=True, exist_ok=True)
    (settings.HOME.uploads / name).write_bytes(content)
    job = do(bring_back(by=by, file=name, name=name).pk)
    assert job.state == Job.State.DONE, job.error
    work_on()
    return job.outcome


def refused(by, content: bytes, name: str) -> Job:
    settings.HOME.uploads.mkdir(parents=True, exist_ok=True)
    (settings.HOME.uploads / name).write_bytes(content)
    job = do(bring_back(by=by, file=name, name=name).pk)
    assert job.state == Job.State.FAILED
    return job


@pytest.fixture
def project(group, plan, acting, tmp_path):
    """The folder of the QField project of the group, as it lies on a phone."""
    job = do(ask_for_project(group, by=acting("waiye")).pk)
    assert job.state == Job.State.DONE, job.error
    folder = tmp_path / "phone"
    with zipfile.ZipFile(project_of(Package.objects.get())) as archive:
        archive.extractall(folder)
    (folder / "DCIM").mkdir(exist_ok=True)
    return folder


def zipped(folder) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, f"外业一组/{path.relative_to(folder)}")
    return target.getvalue()


def edit(folder, statement: str, *values) -> None:
    with closing(sqlite3.connect(folder / "patches.gpkg")) as database, database:
        database.execute(statement, values)


def photo(*, at: datetime | None = None, place=None, bearing: float | None = None, shade: int = 90) -> bytes:
    picture, target = Image.new("RGB", (64, 48), (shade, 120, 60)), io.BytesIO()
    exif = picture.getexif()
    if at is not None:
        exif.get_ifd(IFD.Exif)[Base.DateTimeOriginal] = f"{at + timedelta(hours=8):%Y:%m:%d %H:%M:%S}"
    if place is not None:
        gps = exif.get_ifd(IFD.GPSInfo)
        for name, side, value in ((GPS.GPSLongitude, "E", place[0]), (GPS.GPSLatitude, "N", place[1])):
            minutes = value % 1 * 60
            gps[name] = (int(value), int(minutes), round(minutes % 1 * 60, 6))
            gps[name - 1] = side
        if bearing is not None:
            gps[GPS.GPSImgDirection], gps[GPS.GPSImgDirectionRef] = bearing, "T"
    picture.save(target, "JPEG", exif=exif)
    return target.getvalue()


def test_what_was_filled_in_qfield_comes_back_by_field_with_boundary_photo_and_found_patch(project, acting):
    patch, surveyor = patch_of(OTHER), acting("waiye")
    key, epsg = str(patch.uuid), patch.campaign.epsg
    edit(
        project, "UPDATE patches SET ground_state = 'new_construction', use_date = '2024-03-05' WHERE tuban_id = ?", key
    )
    with closing(sqlite3.connect(project / "patches.gpkg")) as database, database:
        blob = database.execute("SELECT geom FROM patches WHERE tuban_id = ?", (key,)).fetchone()[0]
        database.execute("INSERT INTO boundaries (geom, method, of) VALUES (?, 'walked', 'land')", (blob,))

    shape = to_plane(__import__("shapely").from_wkb(bytes(patch.geometry.wkb)), epsg)
    beside = __import__("shapely").box(
        shape.bounds[2] + 50, shape.bounds[1], shape.bounds[2] + 80, shape.bounds[1] + 30
    )
    edit(project, "INSERT INTO found (geom, note) VALUES (?, '新堆料场')", geometry_blob(beside, epsg))
    place = patch.geometry.centroid
    at = datetime(2024, 8, 5, 2, 0, tzinfo=UTC)
    (project / "DCIM" / "近景.jpg").write_bytes(photo(at=at, place=(place.x, place.y), bearing=47.5))
    edit(project, "INSERT INTO photos (tuban_id, path, note) VALUES (?, 'DCIM/近景.jpg', '厂房')", key)
    edit(project, "INSERT INTO photos (tuban_id, path) VALUES (?, '../../etc/passwd')", key)
    first = brought(surveyor, zipped(project), "外业一组.zip")
    assert (first["facts"], first["boundaries"], first["photos"], first["found"]) == (2, 1, 1, 1)
    assert [one for one in first["problems"] if "passwd" in one]
    facts = reading_of(patch_of(OTHER)).facts
    assert facts["ground_state"] == "new_construction"
    assert str(facts["use_date"]) == "2024-03-05"
    assert "QField" in facts.sources["use_date"]
    measured = Measurement.objects.get()
    assert (measured.patch, measured.method, measured.differs) == (patch, "walked", False)
    assert abs(measured.office_m2 - patch.area_m2) < 1
    capture = Capture.objects.get()
    assert (capture.patch, capture.bearing, capture.taken_at) == (patch, 47.5, at)
    assert capture.latitude == pytest.approx(place.y, abs=1e-6)
    assert FoundPatch.objects.get().patch.source == "field"
    # Once more the same zip: nothing is told again.
    again = brought(surveyor, zipped(project), "外业一组 2.zip")
    assert (again["facts"], again["boundaries"], again["photos"], again["found"], again["known"]) == (0, 0, 0, 0, 3)
    assert Statement.objects.filter(patch=patch).count() == 2
    assert chain_of(Device.objects.get()).is_whole


def test_what_the_office_learned_meanwhile_is_a_conflict_and_equal_values_are_none(project, acting):
    patch = patch_of(OTHER)
    tell(
        patch, by=acting("zhifa"), expected_version=patch.version,
        telling=Telling({"ground_state": "unchanged", "actual_use": "072"}, (), Statement.Origin.DOCUMENT, "公函"),
    )  # fmt: skip
    edit(
        project, "UPDATE patches SET ground_state = 'new_construction', actual_use = '072' WHERE tuban_id = ?",
        str(patch.uuid),
    )  # fmt: skip
    brought(acting("waiye"), zipped(project), "外业.zip")
    conflict = Conflict.objects.get()
    assert (conflict.fact, conflict.base, conflict.mine, conflict.theirs) == (
        "ground_state", "", "new_construction", "unchanged",
    )  # fmt: skip
    assert reading_of(patch_of(OTHER)).facts["ground_state"] == "unchanged"


def test_a_field_sheet_comes_back_in_the_words_of_people(group, plan, acting, tmp_path):
    package, law = ask_for_package(group, by=acting("waiye")), rulebook_of(plan.campaign)
    path = tmp_path / "核查表.xlsx"
    write_sheet(path, patches_of(work_of(group), law, group=""), law, group=group.name, package=str(package.pk))
    book = openpyxl.load_workbook(path)
    sheet = book["外业核查表"]
    names = {cell.value: cell.column for cell in sheet[3]}
    row = next(one for one in sheet.iter_rows(min_row=5) if one[1].value == OTHER)[0].row
    for name, value in {
        "ground_state": "新增建设", "use_date": date(2024, 3, 5), "field_agrees": "是", "surveyed_area": "2.25",
        "user": "某公司", "construction_state": "盖好了",
    }.items():  # fmt: skip
        sheet.cell(row, names[name], value)
    book.save(path)
    outcome = brought(acting("waiye"), path.read_bytes(), "核查表.xlsx")
    assert (outcome["facts"], outcome["patches"]) == (5, 1)
    (problem,) = outcome["problems"]
    assert "盖好了" in problem
    assert str(row) in problem
    facts = reading_of(patch_of(OTHER)).facts
    assert facts["ground_state"] == "new_construction"
    assert facts["field_agrees"] is True
    assert str(facts["use_date"]) == "2024-03-05"
    assert str(facts["surveyed_area"].mu) == "2.25"
    assert brought(acting("waiye"), path.read_bytes(), "核查表 2.xlsx")["facts"] == 0


def test_photos_of_a_camera_are_proposed_by_place_look_and_time_and_placed_by_a_person(campaign, acting, tmp_path):
    patch = patch_of(OTHER)
    west, south, east, north = patch.geometry.extent
    at = datetime(2024, 8, 5, 2, 0, tzinfo=UTC)
    west_of = (west - 0.0003, (south + north) / 2)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.jpg", photo(at=at, place=west_of, bearing=90.0, shade=10))
        archive.writestr("b.jpg", photo(at=at + timedelta(minutes=3), shade=20))
        archive.writestr("c.jpg", photo(at=at + timedelta(hours=5), shade=30))
        archive.writestr("d.jpg", photo(at=at, place=(east + 0.5, north), shade=40))
        archive.writestr("e.jpg", b"no picture at all")
    outcome = brought(acting("waiye"), target.getvalue(), "相机.zip")
    assert outcome["kind"] == "photos"
    by_name = {one["media"]["name"] if "media" in one else one["name"]: one for one in outcome["photos"]}
    (guess,) = by_name["a.jpg"]["guesses"]
    assert (guess["patch"], guess["aside"], guess["by"]) == (str(patch.uuid), 0, "place")
    assert 10 < guess["metres"] < 60
    assert by_name["b.jpg"]["guesses"][0]["by"] == "time"
    assert by_name["c.jpg"]["guesses"] == by_name["d.jpg"]["guesses"] == []
    assert by_name["e.jpg"]["reason"]
    assert not Capture.objects.exists()  # a person places them
    chosen = [(by_name[name], str(patch.uuid)) for name in ("a.jpg", "b.jpg")]
    assert confirm_photos(by=acting("waiye"), chosen=chosen) == 2
    assert confirm_photos(by=acting("waiye"), chosen=chosen) == 0
    work_on()
    assert Capture.objects.filter(patch=patch, exhibit__isnull=False).count() == 2


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("空.zip", b"PK\x03\x04broken", "空.zip"),
        ("信.docx", b"hello", "信.docx"),
        ("patches.gpkg", b"SQLite format 3\x00" + b"\x00" * 200, ""),
    ],
)
def test_what_is_none_of_ours_is_refused_in_words(campaign, acting, name, content, says):
    with speaking("zh_CN"):
        job = refused(acting("waiye"), content, name)
    assert says in job.error
    assert job.hint
    assert not LogEntry.objects.exists()


@pytest.mark.skipif(
    SYSTEM_PYTHON is None
    or subprocess.run([SYSTEM_PYTHON, "-c", "import qgis.core"], capture_output=True, check=False).returncode != 0,
    reason="QGIS is not installed here",
)
def test_qgis_opens_the_project_fills_the_form_and_what_it_saved_comes_back(project, acting):
    patch = patch_of(OTHER)
    script = _IN_QGIS.replace("KEY", str(patch.uuid))
    ran = subprocess.run(
        [SYSTEM_PYTHON, "-c", script, str(project)], capture_output=True, text=True, check=False, timeout=120,
        env={"PATH": "/usr/bin:/bin", "QT_QPA_PLATFORM": "offscreen", "HOME": str(project)},
    )  # fmt: skip
    told = json.loads(ran.stdout.strip().splitlines()[-1])
    assert told["invalid"] == []
    assert told["crs"] == f"EPSG:{patch.campaign.epsg}"
    assert told["alias"] == "实地情况"
    assert told["widget"] == "ValueMap"
    assert {"新增建设": "new_construction"} in told["choices"]
    assert told["relations"] == [True, True]
    assert told["saved"] == [True, True]
    outcome = brought(acting("waiye"), zipped(project), "回来.zip")
    assert (outcome["facts"], outcome["boundaries"]) == (1, 1)
    assert reading_of(patch_of(OTHER)).facts["ground_state"] == "new_construction"
    assert Measurement.objects.get().patch == patch


_IN_QGIS = """
import json, os, sys
from qgis.core import QgsApplication, QgsFeature, QgsProject

QgsApplication.setPrefixPath("/usr", True)
application = QgsApplication([], False)
application.initQgis()
folder = sys.argv[1]
project = QgsProject.instance()
project.read(os.path.join(folder, next(one for one in os.listdir(folder) if one.endswith(".qgs"))))
layers = {one.id(): one for one in project.mapLayers().values()}
patches, boundaries = layers["tuban_layer_patches"], layers["tuban_layer_boundaries"]
place = patches.fields().indexOf("ground_state")
setup = patches.editorWidgetSetup(place)
row = next(one for one in patches.getFeatures() if one["tuban_id"] == "KEY")
patches.startEditing()
patches.changeAttributeValue(row.id(), place, "new_construction")
saved = [patches.commitChanges()]
boundaries.startEditing()
drawn = QgsFeature(boundaries.fields())
drawn.setGeometry(row.geometry().buffer(-2, 4))
drawn["tuban_id"], drawn["method"], drawn["of"] = "KEY", "walked", "land"
boundaries.addFeature(drawn)
saved.append(boundaries.commitChanges())
print(json.dumps({
    "invalid": [key for key, one in layers.items() if not one.isValid()], "crs": project.crs().authid(),
    "alias": patches.attributeAlias(place), "widget": setup.type(), "choices": setup.config()["map"],
    "relations": [one.isValid() for one in project.relationManager().relations().values()], "saved": saved,
}), flush=True)
os._exit(0)  # QGIS 3.22 crashes now and then while it ends
"""
