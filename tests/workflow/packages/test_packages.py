"""A group takes along everything its patches need, and what is taken is what the office knows."""

from __future__ import annotations

import io
import json
import zipfile

import numpy as np
import pytest
import shapely
from PIL import Image
from tests.workflow.small_disc import OTHER

from tuban.jobs.work import do
from tuban.kernel.measure import ellipsoidal_areas
from tuban.workflow.audit.policies import Refused
from tuban.workflow.evidence.actions import add
from tuban.workflow.packages.actions import NoPlan, ask_for_package
from tuban.workflow.packages.models import Package
from tuban.workflow.packages.queries import PackageNotFound, field_work_of, part_for, path_of
from tuban.workflow.patches.models import Patch
from tuban.workflow.routes.models import Plan, Visit
from tuban.workflow.store import checksum_of


def made(group, by) -> Package:
    package = ask_for_package(group, by=by)
    do(package.job_id)
    package.refresh_from_db()
    assert package.made_at is not None
    return package


def content(package, kind):
    return [json.loads(path_of(part).read_text("utf-8")) for part in package.parts.filter(kind=kind)]


def test_a_surveyor_takes_the_patches_of_the_group_in_the_order_of_the_route(group, plan, acting):
    (work,) = field_work_of(acting("waiye"))
    assert (work.group, work.is_own, work.package) == (group, True, None)
    package = made(group, acting("waiye"))
    (patches,) = content(package, "patches")
    assert [one["order"] for one in patches] == list(range(1, len(patches) + 1))
    by_number = {(one["number"], one["part"]): one for one in patches}
    for row in Patch.objects.filter(campaign=plan.campaign, fate="active"):
        taken = by_number[row.number, row.part_number]
        rings = [shapely.Polygon(ring) for ring in taken["rings"]]
        area = ellipsoidal_areas(np.array([shapely.union_all(rings)], dtype=object), epsg=taken["epsg"])[0]
        assert area == pytest.approx(float(row.area_m2), abs=2.0)  # to the centimetre of its points
        assert taken["id"] == str(row.uuid)
        assert taken["version"] == row.version
    other = by_number[OTHER, ""]
    assert {one["fact"] for one in other["missing"]} >= {"ground_state"}
    assert "ground_state" not in other["facts"]
    (route,) = content(package, "route")
    assert route["days"][0]["km"] == 12.3
    assert [stop["patch"] for stop in route["days"][0]["stops"]] == [one["id"] for one in patches]


def test_the_form_is_the_sheet_of_the_lawbook(group, plan, acting):
    (form,) = content(made(group, acting("waiye")), "form")
    asked = {one["fact"]: one for section in form["sections"] for one in section["questions"]}
    assert asked["pseudo_change_cause"]["when"] == {"ground_state": ["unchanged"]}
    assert asked["change_survey_area"]["when"] == {"field_agrees": ["no"]}
    assert {one["value"] for one in form["codelists"]["ground_state"]} >= {"new_construction", "unchanged"}
    assert "ground_state" in form["field"]


def test_layers_are_cut_around_the_patches_and_nothing_is_counted_twice(group, plan, acting):
    package = made(group, acting("waiye"))
    layers = {one["kind"]: one for one in content(package, "layer")}
    assert "survey_this" in layers or "survey_last" in layers
    (patches,) = content(package, "patches")
    survey = layers.get("survey_this") or layers["survey_last"]
    parcels = [shapely.Polygon(one["rings"][0], one["rings"][1:]) for one in survey["areas"]]
    for patch in patches:
        shape = shapely.union_all([shapely.Polygon(ring) for ring in patch["rings"]])
        covered = sum(shape.intersection(parcel).area for parcel in parcels)
        assert covered <= shape.area + 0.5
    assert all(one["more"]["group"] for one in survey["areas"])
    assert set(survey["classes"]) == {one["code"] for one in survey["areas"]}


def test_every_part_bears_the_name_of_its_content(group, plan, acting):
    package = made(group, acting("waiye"))
    for part in package.parts.all():
        assert checksum_of(path_of(part)) == part.checksum
        assert path_of(part).stat().st_size == part.size
    assert package.size == sum(part.size for part in package.parts.all())
    for part in package.parts.filter(kind="tiles"):
        with zipfile.ZipFile(path_of(part)) as archive:
            for name in archive.namelist():
                assert Image.open(io.BytesIO(archive.read(name))).size == (256, 256)


def test_the_same_is_not_made_twice_and_anew_once_something_changed(group, plan, acting):
    surveyor = acting("waiye")
    first = made(group, surveyor)
    assert ask_for_package(group, by=surveyor) == first
    Plan.objects.filter(pk=plan.pk).update(version=plan.version + 1)  # another group's day was changed
    assert ask_for_package(group, by=surveyor) == first
    (work,) = field_work_of(surveyor)
    assert not work.is_old
    Visit.objects.filter(plan=plan, order=1).update(arrives=31000)
    (work,) = field_work_of(surveyor)
    assert (work.is_old, work.has_other_route) == (True, True)
    second = made(group, surveyor)
    assert second != first
    part = second.parts.get(kind="patches")
    path_of(part).unlink()
    assert made(group, surveyor) not in (first, second)  # a part that was lost is made again


def test_those_of_other_counties_and_other_groups_take_nothing(group, plan, acting):
    package = made(group, acting("waiye"))
    checksum = package.parts.get(kind="patches").checksum
    assert part_for(acting("waiye"), checksum).package == package
    for other in ("shi", "xitong", "xiang01"):
        assert field_work_of(acting(other)) == []
        with pytest.raises(Refused):
            ask_for_package(group, by=acting(other))
        with pytest.raises(PackageNotFound):
            part_for(acting(other), checksum)
    assert part_for(acting("zuzhi"), checksum).package == package  # who sends them may look


def test_without_a_plan_given_out_there_is_nothing_to_take(group, plan, acting):
    Plan.objects.filter(pk=plan.pk).update(given_out_at=None)
    with pytest.raises(NoPlan, match="外业一组"):
        ask_for_package(group, by=acting("waiye"))


def test_earlier_photos_go_along_small_and_name_the_photo_they_show(group, plan, acting, tmp_path):
    patch = Patch.objects.filter(campaign=plan.campaign, number=OTHER, fate="active").get()
    picture = Image.effect_noise((2400, 1600), 60).convert("RGB")
    picture.save(tmp_path / "大图.jpg", quality=95)
    (tmp_path / "公函.pdf").write_bytes(b"%PDF-1.4 none")
    for name in ("大图.jpg", "公函.pdf"):
        add(patch, by=acting("zuzhi"), path=tmp_path / name, name=name, remark="由南向北")
    package = made(group, acting("waiye"))
    (patches,) = content(package, "patches")
    (told,) = next(one["photos"] for one in patches if one["id"] == str(patch.uuid))
    assert told["sha256"] == checksum_of(tmp_path / "大图.jpg")
    assert told["note"] == "由南向北"
    part = package.parts.get(kind="photo")
    assert part.checksum == told["picture"] != told["sha256"]
    with Image.open(path_of(part)) as small:
        assert small.size == (1280, 853)
    assert part.size < (tmp_path / "大图.jpg").stat().st_size / 2
    assert all(not one["photos"] for one in patches if one["id"] != str(patch.uuid))
