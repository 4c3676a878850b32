"""A sealed submission is exported under official codes; strangers' readers find in it what was sealed."""

from __future__ import annotations

import hashlib
import json
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyogrio
import pytest
import shapely
from tests.workflow.submission.going_up import sealed, signed

from tuban.exchange.suites.gm import GM
from tuban.jobs.models import Job
from tuban.jobs.work import do
from tuban.rules.forms.kept import form_from_wire
from tuban.workflow.audit.policies import Refused
from tuban.workflow.ministry_export import actions, choices
from tuban.workflow.ministry_export.models import MinistryExport
from tuban.workflow.ministry_export.queries import export_for, exports_of, file_of
from tuban.workflow.patches.models import Patch
from tuban.workflow.submission.actions import accept, send
from tuban.workflow.submission.contents import FORMS, sealed_bytes, sealed_files

ALL = ("xlsx", "dbf", "shp", "gpkg")
pytestmark = pytest.mark.django_db(transaction=True)


def made(export: MinistryExport) -> MinistryExport:
    job = do(export.job_id)
    assert job.state == Job.State.DONE, job.error
    export.refresh_from_db()
    return export


def failed(export: MinistryExport) -> str:
    job = do(export.job_id)
    export.refresh_from_db()
    assert (job.state, export.made_at, export.checksum) == (Job.State.FAILED, None, "")
    return job.error


def test_a_signed_seal_is_exported_and_every_reader_finds_what_was_sealed(ready, tmp_path):
    campaign, organiser = ready.campaign, ready.organiser
    chosen = choices.choice(campaign, ALL)
    seal = sealed(campaign, organiser)
    with pytest.raises(Refused, match=r"signed|签齐"):
        actions.export_seal(seal, by=organiser, chosen=chosen)
    signed(seal, ready.acting)
    with pytest.raises(Refused, match=r"accepted|审核通过"):
        actions.export_seal(seal, by=ready.city, chosen=chosen)
    with pytest.raises(Refused):
        actions.export_seal(seal, by=ready.acting("guihua"), chosen=chosen)
    export = made(actions.export_seal(seal, by=organiser, chosen=chosen))

    with zipfile.ZipFile(file_of(export)) as archive:
        archive.extractall(tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    assert manifest["seal"] == {"number": 1, "digest": seal.digest}
    assert manifest["lawbook"] == seal.lawbook_edition
    assert manifest["exported"]["by"] == organiser.person_name
    for one in (*manifest["files"], manifest["check_list"]):
        content = (tmp_path / one["path"]).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (one["sha256"], one["size"])
    forms = {name: form_from_wire(one) for name, one in json.loads(sealed_bytes(seal, FORMS))["forms"].items()}
    the_list_is_in_every_format(tmp_path, forms["change_patch_statistics"])
    the_sums_are_those_of_the_forms(tmp_path, forms)
    the_outlines_are_those_of_the_patches(tmp_path, campaign)


def read(path: Path, layer: str | None = None) -> list[dict]:
    return pyogrio.read_arrow(path, layer=layer)[1].to_pylist()


def figure(value: float, places: int = 2) -> Decimal:
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-places))


def the_list_is_in_every_format(folder: Path, form) -> None:
    section = form.sections[0]
    rows = [row for row in section.rows if row.kind == "part"]
    told = [(row.title, section.cell(row, "used").value, section.cell(row, "user").text or None) for row in rows]
    for table in (
        read(folder / "dbf/990101BHTBQKTJB.dbf"), read(folder / "shp/990101BHTBQKTJB.shp"),
        read(folder / "gpkg/990101上报数据.gpkg", "BHTBQKTJB"),
    ):  # fmt: skip
        assert [(one["TBBH"], figure(one["YDMJZS"]), one["YDDW"]) for one in table] == told
    assert (folder / "dbf/990101BHTBQKTJB.cpg").read_text().strip() == "GBK"
    assert "示范公司".encode("gbk") in (folder / "dbf/990101BHTBQKTJB.dbf").read_bytes()
    sheet = openpyxl.load_workbook(folder / "xlsx/990101BHTBQKTJB.xlsx").active
    codes, titles, *lines = list(sheet.iter_rows(values_only=True))
    assert titles[codes.index("TBBH")] == "图斑编号"
    places = [codes.index(one) for one in ("TBBH", "YDMJZS", "YDDW")]
    assert [(line[places[0]], figure(line[places[1]]), line[places[2]]) for line in lines] == told


def the_sums_are_those_of_the_forms(folder: Path, forms) -> None:
    total = next(row for row in forms["change_patch_statistics"].sections[0].rows if row.kind == "total")
    cell = forms["change_patch_statistics"].sections[0].cell(total, "used")
    assert sum(figure(one["YDMJZS"]) for one in read(folder / "dbf/990101BHTBQKTJB.dbf")) == cell.value
    assert sum(figure(one["dkmj"]) for one in read(folder / "dbf/990101DKHCQKDJK.dbf")) == cell.value
    table = {one["qhdm"]: one for one in read(folder / "dbf/990101ZFJCSJHZB.dbf")}
    first = forms["inspection_summary"].sections[0]
    for row in first.rows:
        assert figure(table[row.code]["JCTB_S"]) == first.cell(row, "monitored.area").value
        assert table[row.code]["SDWBH_Z"] == first.cell(row, "unchanged.plots").value
    about = openpyxl.load_workbook(folder / "核对清单.xlsx")
    assert {row[6] for row in about["汇总核对"].iter_rows(min_row=4, values_only=True)} == {"相符"}


def the_outlines_are_those_of_the_patches(folder: Path, campaign) -> None:
    assert pyogrio.read_info(folder / "shp/990101BHTBQKTJB.shp")["crs"] == f"EPSG:{campaign.epsg}"
    for one in read(folder / "shp/990101BHTBQKTJB.shp"):
        patch = Patch.objects.get(number=one["TBBH"], part_number=one["ZDH"] or "")
        assert figure(one["TXMJ"], 4) == patch.area_m2
        assert shapely.from_wkb(one["wkb_geometry"]).area == pytest.approx(float(patch.area_m2), rel=1e-3)


def test_what_is_not_what_was_signed_is_refused_and_a_draft_says_so_everywhere(ready, settings):
    campaign, organiser = ready.campaign, ready.organiser
    seal = sealed(campaign, organiser)
    signed(seal, ready.acting)
    submission = send(seal, by=organiser)
    accept(submission, by=ready.city)
    with_shapes, tables = choices.choice(campaign, ["gpkg"]), choices.choice(campaign, ["dbf"], "UTF-8", "geographic")
    assert (with_shapes.epsg, tables.epsg) == (campaign.epsg, 4490)

    one = Patch.objects.order_by("number").last()
    geometry = one.geometry
    Patch.objects.filter(pk=one.pk).update(geometry=Patch.objects.order_by("number").first().geometry)
    assert one.number in failed(actions.export_seal(seal, by=ready.city, chosen=with_shapes))
    export = made(actions.export_seal(seal, by=ready.city, chosen=tables))  # its tables are as they were signed
    assert not export.is_draft
    assert next(row.pk for row in exports_of(ready.province, campaign)) == export.pk
    Patch.objects.filter(pk=one.pk).update(geometry=geometry)

    settings.CRYPTO_SUITE = "gm"
    draft = made(actions.export_draft(campaign, by=organiser, chosen=with_shapes))
    assert draft.name.startswith("草稿")
    with zipfile.ZipFile(file_of(draft)) as archive:
        assert all("草稿" in name for name in archive.namelist())
        manifest = json.loads(archive.read("草稿_manifest.json"))
        assert manifest["draft"] is True
        assert all(one["sm3"] == GM.digest_of(archive.read(one["path"])) for one in manifest["files"])
    with pytest.raises(Refused):
        actions.export_draft(campaign, by=ready.city, chosen=with_shapes)
    assert exports_of(ready.acting("xiang01"), campaign).count() == 0
    assert export_for(ready.acting("xiang01"), export.pk) is None

    held = sealed_files(seal)[FORMS]
    content = held.read_bytes()
    held.chmod(0o600)
    try:
        held.write_bytes(content.replace(b"14.25", b"14.26"))
        assert FORMS in failed(actions.export_seal(seal, by=organiser, chosen=tables))
    finally:
        held.write_bytes(content)  # other tests keep the very same content
