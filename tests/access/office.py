"""The office whose doors are tried: the practice county with something of every kind in one of its townships, a
neighbouring county, another city and a real county, each with people who work there."""

from __future__ import annotations

import io
from dataclasses import asdict, dataclass
from datetime import date, time
from typing import Any

import numpy as np
import shapely
from docx import Document
from PIL import Image

from tests.access.doors import FIELD_GROUP, SHEET_PHOTO
from tests.access.planting import NOW, TODAY, Plants
from tests.workflow.small_disc import LEFT, SPLIT, OpenedDisc
from tuban.exchange.keys import Keys
from tuban.inspect.routes.board import Board
from tuban.kernel.travel import Beside, StraightTravel
from tuban.workflow.audit.models import Line
from tuban.workflow.audit.recording import NOTHING, record_alone
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.exchange.queries import SUFFIX, own_suite
from tuban.workflow.gate.actions import Application, ask
from tuban.workflow.gate.models import Inquiry
from tuban.workflow.gate.words import Given
from tuban.workflow.layers.models import Edition
from tuban.workflow.organisations.models import Area, Department, Group, Holding, Person, Post, Unit
from tuban.workflow.organisations.practice import found_practice
from tuban.workflow.organisations.queries import acting_as
from tuban.workflow.patches.models import Arrival, Patch
from tuban.workflow.routes.settings import proposed_settings
from tuban.workflow.store import keep_bytes

TOWNSHIPS = [("990101001", "甲溪镇"), ("990101002", "乙岭镇"), ("990101011", "示范经济开发区")]
ELSEWHERE = {
    "lin_zuzhi": ("990102", "organiser", "office"), "lin_juzhang": ("990102", "leader", ""),
    "lin_guzhang": ("990102", "section_leader", "enforcement"), "lin_zhifa": ("990102", "checker", "enforcement"),
    "lin_diji": ("990102", "checker", "cadastre"), "lin_waiye": ("990102", "surveyor", "cadastre"),
    "lin_caizheng": ("990102", "clerk", "finance"), "lin_xiang": ("990102001", "clerk", ""),
    "lin_zhen": ("990102001", "leader", ""), "lin_xitong": ("990102", "system_administrator", "office"),
    "lin_anquan": ("990102", "security_administrator", "office"),
    "lin_shenji": ("990102", "audit_administrator", "office"), "lin_shi": ("9902", "reviewer", ""),
    "zhen_zuzhi": ("990101", "organiser", "office"), "zhen_zhifa": ("990101", "checker", "enforcement"),
    "zhen_shenji": ("990101", "audit_administrator", "office"), "zhen_sheng": ("99", "reviewer", ""),
}  # fmt: skip
"""Who is elsewhere: of the neighbouring county, of its township, of another city; and of the real county, whose code is
that of the practice county. With the code of the unit, the role, and the duty of the department."""
VISITOR = "hecha"
INFORMANT = "举报人卡示"
_LEVELS = {2: "province", 4: "city", 6: "county", 9: "township"}
_REAL = "zhen_"


@dataclass(frozen=True, slots=True)
class Office:
    """What was planted, the keys that addresses want by kind, and what of it a reader of elsewhere must never see."""

    plants: Plants
    keys: dict[str, Any]
    marks: tuple[str, ...]


def furnish(disc: OpenedDisc) -> Office:
    """Found the office in an empty database."""
    county = found_practice(TOWNSHIPS, zones={"示范经济开发区": ("990101002005",)})
    disc.load()
    for name, post in ELSEWHERE.items():
        _employ(name, *post)
    _employ(VISITOR, "9901", "reviewer", "")
    _dismiss()
    plants = Plants()
    for row in (
        county, Campaign.objects.get(), Patch.objects.get(number=LEFT), Person.objects.get(username="xiang01"),
        Arrival.objects.create(
            name="示范光盘", unit=county, begun_by=Person.objects.get(username="zuzhi"),
            certificate=_kept("{}", ".json"), summary={"files": [], "chart": _kept("<svg/>", ".svg")}),
        Group.objects.filter(kind="field").order_by("name").first(),
        Edition.objects.filter(is_image=False, has_geometry=True).order_by("role").first(),
        Department.objects.get(unit=county, duty="enforcement"),
    ):  # fmt: skip
        plants.keep(row)
    clerk = plants.rows["organisations.person"]
    holding = plants.keep(clerk.holdings.get())
    plants.keep(holding.post)
    plants.keep(holding.post.unit.responsibilities.order_by("pk").first())
    _plant(plants)
    return Office(plants, _keys(plants), marks=(LEFT, SPLIT, "示范县2024", clerk.name, "卡示号"))


def _employ(name: str, code: str, role: str, duty: str) -> None:
    is_practice = not name.startswith(_REAL)
    above = Unit.objects.filter(is_practice=is_practice, code=code[:4] if len(code) == 6 else code[:2]).first()
    unit, is_new = Unit.objects.get_or_create(
        code=code, level=_LEVELS[len(code)], is_practice=is_practice,
        defaults={"name": f"{name[:3]}单位{code}", "short_name": f"邻{code}", "above": above},
    )  # fmt: skip
    if is_new:
        Area.objects.create(unit=unit, code=code, name=f"邻{code}", kind="governed")
    person = Person(username=name, name=f"邻{name}", is_practice=is_practice, must_change_password=False, password="!")
    person.save(force_insert=True)
    department = None
    if duty:
        department, _new = Department.objects.get_or_create(unit=unit, duty=duty, defaults={"name": f"邻{duty}"})
    post = Post.objects.create(unit=unit, department=department, title=name, role=role)
    Holding.objects.create(post=post, person=person, since=date(2024, 1, 1), appointed_by="练习")


def _dismiss() -> None:
    """Let one be suspended, one hold no post any more, and one still have the password that was given to them."""
    post = Post.objects.get(holdings__person__username="zuzhi")
    for name, is_active, must_change, until in (
        ("dismissed", False, False, None), ("postless", True, False, date(2024, 6, 1)), ("new", True, True, None),
    ):  # fmt: skip
        person = Person(
            username=name, name=f"某{name}", is_practice=True, is_active=is_active, must_change_password=must_change,
            password="!",
        )  # fmt: skip
        person.save(force_insert=True)
        Holding.objects.create(post=post, person=person, since=date(2024, 1, 1), until=until, appointed_by="练习")


def _plant(plants: Plants) -> None:
    patch, county = plants.rows["patches.patch"], plants.rows["organisations.unit"]
    other = Patch.objects.exclude(pk=patch.pk).order_by("number").first()
    subject = {"subject_kind": "patches.patch", "subject_id": str(patch.uuid)}
    plants.of("jobs.job", kind="comparison.load_disc", title="示范", area_code="990101", arguments={}, state="done",
              person_id=plants.rows["organisations.person"].pk)  # fmt: skip
    work = plants.plant("jobs.job", kind="patches.check_disc", title="示范", area_code="990101", arguments={},
                        state="done", person_id=Person.objects.get(username="zuzhi").pk)  # fmt: skip
    Arrival.objects.filter(pk=plants.rows["patches.arrival"].pk).update(job_id=work.pk)
    plants.of("organisations.token", name="示范")
    plants.of("sign_in.session", person=plants.rows["organisations.person"], begun_at=NOW, seen_at=NOW)
    plants.keep(_line_of(county))
    plants.of("office_messages.message")
    plants.of("office_messages.webhook", unit=county, address="https://example.org/hook",
              secret="卡示号的密钥")  # fmt: skip
    plants.of("evidence.exhibit", unit=county, suffix=".txt", media_type="text/plain", name="卡示号.txt",
              checksum=keep_bytes("卡示号".encode(), suffix=".txt"))  # fmt: skip
    plants.of("evidence.attachment", **subject)
    plants.of("evidence.device", name="示范手机")
    plants.of("evidence.logentry", text='{"kind": "note.written", "body": {"text": "围墙"}}')
    plants.of("signoff.delegation", since=TODAY, until=TODAY, to_person=Person.objects.get(username="zhen01"))
    plants.of("signoff.absence", since=TODAY, until=TODAY)
    plants.of("signoff.document", **subject, area_code=patch.township_code, title="卡示号", form="registration_card")
    plants.of("signoff.snapshot", cells=[])
    plants.of("signoff.signature")
    for label in ("campaigns.phase", "campaigns.contactpoint", "campaigns.question", "campaigns.material"):
        plants.of(label)
    plants.of("patches.likeness", patch=patch, other=other)
    plants.keep(patch.comparisons.get())
    plants.of("comparison.picture", when="after", checksum=_kept_picture())
    plants.of("comparison.woulddiffer")
    plants.of("routes.plan", unit=county, settings=proposed_settings().as_wire(), ways=_kept_board())
    plants.of("routes.paper", path="a/路书.gpx", checksum=_kept("paper", ".gpx"), suffix=".gpx")
    for label in ("survey.conflict", "packages.package", "review.opinion"):
        plants.of(label)
    plants.of("review.finding", judgement=plants.rows["comparison.comparison"].judgement, proposed="manual",
              finding="manual")  # fmt: skip
    for label in ("review.reading", "review.control", "review.return"):
        plants.of(label)
    plants.of("copies.publiccopy", checksum=keep_bytes("卡示号 copy".encode(), suffix=".jpg"))
    plants.of("rectification.way", way="demolish")
    plants.of("rectification.declaration")
    plants.of("rectification.selfcheckline")
    plants.of("patrols.sighting", told_by=INFORMANT, contact=f"{INFORMANT}的电话", unit=county)
    plants.of("patrols.match")
    plants.of("gate.bulk", unit=county, table=_kept("bulk", ".xlsx"), job_id=work.pk)
    plants.keep(_asked_at_the_gate(patch))
    plants.of("gate.certificate", unit=county, checksum=keep_bytes("卡示号 certificate".encode(), suffix=".pdf"))
    plants.of("cases.case", organ=county, area_code="990101", title="卡示号", is_practice=True)
    plants.of("cases.casepatch")
    plants.of("cases.item", item="fine")
    plants.of("cases.paper", checksum=keep_bytes("卡示号 paper".encode(), suffix=".docx"))
    plants.of("cases.entry")
    plants.of("cases.performance")
    plants.of("cases.measure", name="受处分人卡示")
    task = plants.of("cooperation.task", title="卡示号")
    plants.plant("evidence.attachment", subject_kind="cooperation.task", subject_id=str(task.pk))
    plants.of("results.result", whole_at=NOW)
    for path, kind in (("survey", "forms"), ("a.docx", "problems")):
        plants.plant("results.resultfile", path=path, kind=kind, checksum=_kept(path, ".docx"), suffix=".docx")
    plants.of("accountability.keptlist")
    plants.plant("reporting.schedule", daily_by=time(18), weekly_day=5, weekly_by=time(18))
    plants.of("reporting.report", parcels=[], kind="weekly")
    plants.of("reporting.handover", scan=plants.rows["evidence.exhibit"])
    plants.of("plans.plan", kind="rectification", checksum=_kept("plan", ".docx"), suffix=".docx")
    plants.of("statistics.recount")
    written = _kept_word()
    plants.of("written_reports.reportdraft", unit="990101", checksum=written, done_at=NOW,
              figures=keep_bytes(b"[]", suffix=".json"))  # fmt: skip
    plants.of("written_reports.reportedition", checksum=written)
    counts = {"patches": 1, "parts": 1, "findings": {}, "counted_mu": "1", "cultivated_mu": "1", "unlawful_mu": "1",
              "explained": 0}  # fmt: skip
    plants.of("submission.seal", unit=county, whole_at=NOW, counts=counts, files={
        name: {"sha256": keep_bytes(b"", suffix=".jsonl"), "suffix": ".jsonl", "size": 0}
        for name in ("patches.jsonl", "survey")
    })  # fmt: skip
    plants.of("submission.submission")
    plants.of("ministry_export.ministryexport", checksum=_kept("export", ".zip"), made_at=NOW)
    plants.of("office_messages.wishes")
    plants.of("supervision.supervision", unit=Unit.objects.get(level="bureau", is_practice=True))
    listed = {"key": str(patch), "patch": patch.pk, "finding": "lawful", "mu": "1", "cultivated_mu": "1",
              "stratum": "risk", "signs": ["late"]}  # fmt: skip
    plants.of("supervision.lot", share="1/10", results=[listed], drawn_at=NOW, word="示", word_from="示")
    sheet = plants.of("supervision.drawn", purpose="field", visitor=Person.objects.get(username=VISITOR))
    photo = plants.rows[SHEET_PHOTO] = plants.plant(
        "evidence.exhibit", unit=sheet.lot.supervision.unit, suffix=".jpg", media_type="image/jpeg", name="盲查.jpg",
        checksum=_kept_picture(),
    )  # fmt: skip
    plants.plant(
        "evidence.attachment", exhibit=photo, subject_kind="supervision.drawn", subject_id=str(sheet.pk)
    )  # fmt: skip
    for label in ("supervision.correction", "supervision.blindpackage"):
        plants.of(label)
    card = Keys.made("9902", "邻市", NOW.isoformat(), own_suite()).card
    plants.of("exchange.peer", unit=county, code=card.code, name=card.name, card=asdict(card),
              fingerprint=card.fingerprint)  # fmt: skip
    plants.of("exchange.package", unit=county, brings="submission", name=f"a{SUFFIX}",
              checksum=_kept("package", SUFFIX))  # fmt: skip


def _kept(text: str, suffix: str) -> str:
    """Keep a file, and return its checksum."""
    return keep_bytes(f"卡示号 {text}".encode(), suffix=suffix)


def _kept_word() -> str:
    content = io.BytesIO()
    Document().save(content)
    return keep_bytes(content.getvalue(), suffix=".docx")


def _kept_board() -> str:
    """Keep the ways between the places of a plan without stops."""
    nothing, one = np.zeros(0, np.int64), np.zeros((1, 1), np.int64)
    ways = StraightTravel(np.zeros((1, 2)), Beside(1.4, 25.2))
    return keep_bytes(Board((), one, one, nothing, nothing, (), ways).as_bytes(), suffix=".npz")


def _kept_picture() -> str:
    content = io.BytesIO()
    Image.new("RGB", (64, 64), "green").save(content, "JPEG")
    return keep_bytes(content.getvalue(), suffix=".jpg")


def _asked_at_the_gate(patch: Patch) -> Inquiry:
    """Let the approval bureau of the county ask about the ground of a patch."""
    by = acting_as(Person.objects.get(username="shenpi"), None, on=TODAY)
    assert by is not None
    ground = shapely.from_wkb(bytes(patch.geometry.wkb))
    return ask(by=by, boundary=ground, application=Application("卡示号"), given=Given.API)


def _line_of(county: Unit) -> Line:
    """Let the organiser of the county do something that stands in the audit."""
    by = acting_as(Person.objects.get(username="zuzhi"), None, on=TODAY)
    assert by is not None
    record_alone("web.look_outside", by=by, subject=NOTHING, reason="示范", is_refused=True)
    return Line.objects.filter(post_id=by.post_id).latest("number")


def _keys(plants: Plants) -> dict[str, Any]:
    keys = {label: row.pk for label, row in plants.rows.items()}
    for label in ("patches.patch", "gate.inquiry", "patrols.sighting"):
        keys[label] = plants.rows[label].uuid
    return keys | {FIELD_GROUP: plants.rows["organisations.group"].pk}
