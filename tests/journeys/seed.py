"""Fills an office before it is served: ``python -m tests.journeys.seed KIND DISC``. The last line it says are the
identities that journeys go by, as JSON."""

from __future__ import annotations

import json
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from tuban.site.opening import open_office

TOWNSHIPS = [("990101001", "甲溪镇"), ("990101002", "乙岭镇"), ("990101011", "示范经济开发区")]


def fill(kind: str, disc: Path) -> dict[str, Any]:
    """Fill the office; returns the identities."""
    from django.core.management import call_command

    from tuban.site.practice import load_practice
    from tuban.workflow.organisations.practice import found_practice

    call_command("migrate", verbosity=0, interactive=False)
    if kind == "practice":
        load_practice(disc, tell=lambda _words: None)
        make_layers_ready()
        return own_work() | {"neighbour": neighbour()}
    found_practice(TOWNSHIPS)
    if kind == "small":
        from tests.workflow.small_disc import small_disc

        load_practice(small_disc(disc), tell=lambda _words: None)
    return {}


def make_layers_ready() -> None:
    """Do what a worker would do after the load, once, so that the offices copied from this one have it."""
    from tuban.jobs.models import Job
    from tuban.jobs.work import do

    for key in list(Job.objects.filter(state=Job.State.WAITING).values_list("pk", flat=True)):
        do(key)


def acting(username: str) -> Any:
    from tuban.workflow.organisations.models import Person
    from tuban.workflow.organisations.queries import acting_as

    return acting_as(Person.objects.get(username=username), None, on=date.today())  # noqa: DTZ011


def own_work() -> dict[str, Any]:
    """What stands in the office after some weeks: a phase, a question, evidence, an entry of everything."""
    from PIL import Image

    from tuban.workflow.audit.models import Line
    from tuban.workflow.campaigns import actions as campaigns
    from tuban.workflow.campaigns.models import Campaign
    from tuban.workflow.evidence.actions import add
    from tuban.workflow.layers.models import Edition
    from tuban.workflow.organisations import actions as organisations
    from tuban.workflow.organisations.models import Person, Unit
    from tuban.workflow.organisations.roles import GroupKind
    from tuban.workflow.patches.models import Likeness, Patch

    campaign = Campaign.objects.get()
    organiser = acting("zuzhi")
    phase = campaigns.set_phase(
        campaign, by=organiser, title="县级自查", begins=date(2024, 3, 1), ends=date(2030, 3, 31), note_text=""
    )
    contact = campaigns.set_contact_point(
        campaign, by=organiser, subject="图斑比对", name="李地籍", telephone="0000-0000000", unit_name="地籍测绘股"
    )
    question = campaigns.ask(
        campaign, by=acting("xiang01"), subject="村内道路", text="村内道路拓宽算不算新增建设用地？"
    )
    county = Unit.objects.get(name="示范县自然资源局")
    group = organisations.found_group(
        county, by=organiser, name="卫片执法领导小组", kind=GroupKind.LEADING, since=date(2024, 2, 1),
        document="示政办〔2024〕3号",
    )  # fmt: skip
    patch = Patch.objects.filter(campaign=campaign, proposed_finding="unlawful").order_by("number").first()
    assert patch is not None
    with tempfile.TemporaryDirectory() as folder:
        photo = Path(folder) / "现场.png"
        Image.new("RGB", (640, 480), (120, 140, 90)).save(photo)
        attachment = add(patch, by=organiser, path=photo, name="现场照片.png", remark="由南向北")
    twin = Patch.objects.filter(campaign=campaign).exclude(pk=patch.pk).order_by("number").first()
    likeness = Likeness.objects.order_by("pk").first() or Likeness.objects.create(patch=patch, other=twin, share="0.62")
    clerk = Person.objects.get(username="xiang01")
    line = Line.objects.get(action="campaigns.set_phase")
    reviewed = joint_review(campaign)
    plan, field_group = field_days(campaign)
    return {
        "line": str(line.number),
        **reviewed,
        "campaign": str(campaign.pk), "patch": str(patch.uuid), "number": patch.number,
        "exhibit": str(attachment.exhibit_id),
        "likeness": likeness.pk, "likeness_patch": str(likeness.patch.uuid),
        "phase": phase.pk, "contact": contact.pk, "question": str(question.pk),
        "material": campaign.materials.order_by("pk").values_list("pk", flat=True).first(),
        "county": str(county.pk), "department": str(county.departments.order_by("pk").first().pk),
        "post": str(clerk.holdings.get().post_id), "holding": str(clerk.holdings.get().pk), "person": str(clerk.pk),
        "group": str(group.pk), "route_plan": plan, "field_group": field_group,
        "responsibility": str(Unit.objects.get(name="甲溪镇").responsibilities.order_by("pk").first().pk),
        "edition": str(Edition.objects.filter(is_image=False, has_geometry=True).order_by("role").first().pk),
        **field_work(campaign), "brought": brought(patch), "case": case_of(reviewed["settled"]),
        **at_the_gate(patch),
    }  # fmt: skip


def at_the_gate(patch: Any) -> dict[str, str]:
    """The approval desk asks about the ground of a patch, has the answer certified and a file checked; a patrol saw the
    place before."""
    import shapely
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tuban.jobs.work import do
    from tuban.workflow.gate.actions import Application, ask
    from tuban.workflow.gate.boundaries import one_boundary
    from tuban.workflow.gate.bulk import check_bulk
    from tuban.workflow.gate.certifying import certify
    from tuban.workflow.patrols.actions import enter

    desk, shape = acting("gengbao"), shapely.from_wkb(bytes(patch.geometry.wkb))
    inquiry = ask(
        by=desk, boundary=one_boundary([shape.envelope]), given="drawn",
        application=Application("示范产业园二期", "示范科技有限公司", "示自然资报〔2026〕12号"),
    )  # fmt: skip
    certificate = certify(inquiry, by=desk, verified_at="http://127.0.0.1/gate/verify/{}/".format)
    file = SimpleUploadedFile("批次用地.geojson", shapely.to_geojson(shape.envelope).encode())
    bulk = check_bulk(by=desk, file=file, epsg=4490)
    do(bulk.job_id)
    sighting = enter(
        by=acting("zhifa"),
        given={"number": "XC-2024-001", "seen_on": "2024-03-02", "patch_number": patch.number, "location": "李家村"},
    )
    return {
        "inquiry": str(inquiry.uuid), "gate_digest": certificate.digest, "bulk_check": str(bulk.pk),
        "sighting": str(sighting.uuid),
    }  # fmt: skip


def case_of(patch: str) -> str:
    """A lead is registered about the patch that was found unlawful."""
    from tuban.workflow.cases.actions import register
    from tuban.workflow.patches.models import Patch

    by = acting("zhifa")
    found = Patch.objects.select_related("campaign").get(uuid=patch)
    made = register(
        by.post.unit, by=by, title="示范公司非法占地案", source="satellite", received_on=date(2026, 11, 2),
        patches=[found],
    )  # fmt: skip
    return str(made.pk)


def brought(patch: Any) -> str:
    """A surveyor hands in a photo of a camera that was taken beside a patch, and waits with placing it."""
    from django.conf import settings
    from tests.workflow.packages.test_other_tools import photo

    from tuban.jobs.work import do
    from tuban.workflow.packages.actions import bring_back

    west, south, _east, north = patch.geometry.extent
    settings.HOME.uploads.mkdir(parents=True, exist_ok=True)
    (settings.HOME.uploads / "西侧.jpg").write_bytes(photo(place=(west - 0.0003, (south + north) / 2), bearing=90.0))
    job = bring_back(by=acting("waiye"), file="西侧.jpg", name="西侧.jpg")
    return str(do(job.pk).pk)


def field_work(campaign: Any) -> dict[str, str]:
    """A device hands in what differs from what the office holds, and what nobody can use."""
    from uuid import uuid4

    from tests.field.device import FieldDevice, Key

    from tuban.workflow.evidence.devices import ByDevice, register_device
    from tuban.workflow.evidence.log import Sent
    from tuban.workflow.evidence.models import LogEntry
    from tuban.workflow.patches.models import Patch
    from tuban.workflow.survey.applying.work import apply_all
    from tuban.workflow.survey.models import Conflict
    from tuban.workflow.survey.receiving import receive

    key, surveyor = Key(), acting("waiye")
    made = register_device(by=surveyor, name="王外业的手机", public_key=key.public)
    told = {"device": str(made.device.pk), "token": made.secret, "person": {"id": str(surveyor.person_id)}}
    device, patch = FieldDevice(told, key), Patch.objects.filter(campaign=campaign, fate="active").order_by("-pk")[0]
    device.write("note.written", {"text": "围墙已建"}, patch=patch.uuid)
    device.tells(patch.uuid, user=("某建材厂", "某建材有限公司"))
    device.tells(uuid4(), use_date=("", "2024-03"))
    receive(made.device, [Sent(**one) for one in device.log], by=ByDevice(made.device))
    apply_all()
    return {
        "device": device.id, "field_patch": str(patch.uuid), "conflict": str(Conflict.objects.get().pk),
        "field_entry": str(LogEntry.objects.get(applied="no").pk),
    }  # fmt: skip


def field_days(campaign: Any) -> tuple[str, str]:
    """Plan two field groups to a dozen patches, along the roads."""
    from dataclasses import replace

    from tuban.jobs.work import do
    from tuban.workflow.patches.models import Patch
    from tuban.workflow.routes import actions
    from tuban.workflow.routes.queries import groups_of
    from tuban.workflow.routes.settings import proposed_settings

    organiser = acting("zuzhi")
    groups = list(groups_of(organiser))
    patches = Patch.objects.filter(campaign=campaign, state="compared").order_by("number")[100:112]
    made = actions.plan(
        campaign, by=organiser, title="第一轮外业", groups=[group.pk for group in groups],
        patches=[patch.uuid for patch in patches], settings=replace(proposed_settings(), days=2),
        begins=date(2026, 11, 27),
    )  # fmt: skip
    made.refresh_from_db()
    do(made.job_id)
    return str(made.pk), str(groups[0].pk)


def joint_review(campaign: Any) -> dict[str, str]:
    """Put three patches to the departments: one waits for them, one is disputed, one is found and was sent back."""
    from tuban.workflow.patches.models import Patch
    from tuban.workflow.review.findings.actions import take_chosen
    from tuban.workflow.review.opinions.actions import Said, agree, consult, give_opinion
    from tuban.workflow.review.opinions.board import current_opinion
    from tuban.workflow.review.returns.actions import send_back

    def now(key: int) -> Any:
        return Patch.objects.select_related("campaign").get(pk=key)

    organiser, enforcement = acting("zuzhi"), acting("zhifa")
    unlawful = Patch.objects.filter(campaign=campaign, fate="active", proposed_finding="unlawful", missing_count=0)
    asked, disputed, settled = unlawful.order_by("-number").values_list("pk", flat=True)[:3]
    for key in (asked, disputed, settled):
        consult(now(key), by=organiser, expected_version=now(key).version, due_on=date(2030, 1, 7))
    for name in ("guihua", "diji", "gengbao", "zhifa"):
        agree(now(settled), by=acting(name))
        agree(now(disputed), by=acting(name))
    said = current_opinion(now(disputed), "planning")
    assert said is not None
    other = Said("objects", "unchanged", reasons=("fact_unclear",), text="原为晒场")
    give_opinion(now(disputed), by=acting("guihua"), said=other, seen=said.comparison_id, replaces=said.pk)
    take_chosen(now(settled), by=enforcement)
    centre = now(settled).geometry.centroid
    row = send_back(
        now(settled), by=organiser, expected_version=now(settled).version, what="finding", to=enforcement.person,
        reasons=("does_not_match",), text="照片方位与图斑不符", pin=(centre.x, centre.y),
    )  # fmt: skip
    keys = {"asked": asked, "disputed": disputed, "settled": settled}
    return {name: str(now(key).uuid) for name, key in keys.items()} | {"return": str(row.pk)}


def neighbour() -> dict[str, str]:
    """A neighbouring county with a patch, evidence, an import and a job, none of which is anybody's of the practice
    county."""
    from django.contrib.gis.geos import MultiPolygon, Polygon

    from tuban.jobs.models import Job
    from tuban.workflow.campaigns.models import Campaign
    from tuban.workflow.evidence.models import Attachment, Exhibit
    from tuban.workflow.organisations.models import Area, Holding, Person, Post, Unit
    from tuban.workflow.patches.models import Arrival, Patch
    from tuban.workflow.store import keep

    city = Unit.objects.get(name="示例市自然资源和规划局")
    unit = Unit.objects.create(code="990102", name="邻县自然资源局", short_name="邻县", level="county", above=city,
                               is_practice=True)  # fmt: skip
    Area.objects.create(unit=unit, code="990102", name="邻县", kind="governed")
    person = Person(username="linxian", name="冯邻县", is_practice=True, must_change_password=False)
    person.set_password("shifan-lianxi")
    person.save(force_insert=True)
    post = Post.objects.create(unit=unit, title="卫片办主任", role="organiser")
    Holding.objects.create(post=post, person=person, since=date(2024, 1, 1), appointed_by="练习")
    campaign = Campaign.objects.create(
        code="990102-2024", title="邻县2024年度检查（练习）", year=2024, area_code="990102", area_name="邻县",
        epsg=4547, lawbook_edition=Campaign.objects.get(area_code="990101").lawbook_edition, is_practice=True,
        state="running",
    )  # fmt: skip
    square = MultiPolygon(Polygon.from_bbox((114.50, 31.70, 114.502, 31.702)), srid=4490)
    patch = Patch.objects.create(
        campaign=campaign, number="990102SJBG24000001", area_code="990102", township_code="990102001",
        township_name="邻溪镇", managed_code="990102001", village="邻老村", geometry=square, area_m2=42000,
        proposed_finding="unlawful",
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        note = Path(folder) / "a.txt"
        note.write_text("邻县的笔录", encoding="utf-8")
        checksum = keep(note, suffix=".txt")
    exhibit = Exhibit.objects.create(
        checksum=checksum, suffix=".txt", name="邻县笔录.txt", kind="document", media_type="text/plain", size=15,
        unit=unit, added_by=person,
    )  # fmt: skip
    attachment = Attachment.objects.create(
        exhibit=exhibit, subject_kind="patches.patch", subject_id=str(patch.uuid), by=person
    )
    arrival = Arrival.objects.create(name="邻县光盘", unit=unit, begun_by=person, state="uploading")
    job = Job.objects.create(kind="comparison.load_disc", title="邻县光盘", person_id=person.pk, area_code="990102",
                             arguments={}, state="done")  # fmt: skip
    return {
        "campaign": str(campaign.pk), "patch": str(patch.uuid), "number": patch.number,
        "exhibit": str(attachment.exhibit_id),
        "arrival": str(arrival.pk), "job": str(job.pk),
    }  # fmt: skip


if __name__ == "__main__":
    open_office(make=True, practice=True)
    print(json.dumps(fill(sys.argv[1], Path(sys.argv[2]))))
