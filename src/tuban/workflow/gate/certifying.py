"""An answer certified on paper: numbered, with a map, a table and the digest that leads to its verification."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

import shapely
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tuban.render.gate_certificate import GatePaper, MetRow, gate_certificate
from tuban.render.seal import Seal
from tuban.values.area import Area, AreaUnit
from tuban.values.errors import TubanError
from tuban.workflow import store
from tuban.workflow.audit.acting import action, note
from tuban.workflow.gate.boundaries import shape_of
from tuban.workflow.gate.law import gate_law
from tuban.workflow.gate.models import Certificate, Inquiry
from tuban.workflow.gate.policies import may_certify
from tuban.workflow.gate.standing import standing_of
from tuban.workflow.gate.words import Given, Verdict
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Unit
from tuban.workflow.patches.cutting import all_to_plane, to_plane
from tuban.workflow.patches.models import Patch

SUFFIX = ".pdf"
_LONGEST_UNIT = 12
_NONE = "—"


class AnswerOutdated(TubanError):
    """The answer is no longer what the gate says of this boundary: {what}"""

    code = "gate.answer_outdated"
    hint = "Ask anew and certify that answer: a certificate says how things stand on the day it is given."


@action("gate.certify", policy=may_certify, secrets=("verified_at",))
def certify(inquiry: Inquiry, *, by: Acting, verified_at: Callable[[str], str]) -> Certificate:
    """Certify an answer; whoever does answers for it. ``verified_at`` returns the address that verifies a digest.

    Raises Refused, AnswerOutdated, NoChineseFont.
    """
    Unit.objects.select_for_update().get(pk=by.post.unit_id)  # numbers are given out one after the other
    standing = standing_of(inquiry)
    if not standing.is_unchanged:
        raise AnswerOutdated(what=standing.differences[0])
    law, at = gate_law(), timezone.now()
    year = timezone.localdate().year
    running = (Certificate.objects.filter(unit=by.post.unit, year=year).aggregate(last=Max("running"))["last"] or 0) + 1
    number = law.certificate_number.format(year=year, running=f"{running:0{law.certificate_digits}}")
    number = f"{by.post.unit.code[:_LONGEST_UNIT]} {number}"
    digest = _digest(inquiry, number, by, at)
    seal = Seal(digest, verified_at(digest))
    with translation.override("zh-hans"):  # an official paper, whatever language its maker reads
        pdf = gate_certificate(_paper(inquiry, number, by, timezone.localdate(at).isoformat()), seal)
    made = Certificate.objects.create(
        inquiry=inquiry, number=number, year=year, running=running, digest=digest,
        checksum=store.keep_bytes(pdf, suffix=SUFFIX), unit=by.post.unit, by=by.person, post=by.post, at=at,
    )  # fmt: skip
    note(number=number, digest=digest, verdict=inquiry.verdict)
    return made


def _digest(inquiry: Inquiry, number: str, by: Acting, at: Any) -> str:
    said = {
        "number": number, "title": inquiry.title, "applicant": inquiry.applicant, "reference": inquiry.reference,
        "boundary": inquiry.digest, "area_m2": str(inquiry.area_m2), "answer": inquiry.answer_digest,
        "rests_on": inquiry.rests_on, "by": str(by.person_id), "post": str(by.post_id), "at": at.isoformat(),
    }  # fmt: skip
    text = json.dumps(said, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _paper(inquiry: Inquiry, number: str, by: Acting, on: str) -> GatePaper:
    law, told = gate_law(), inquiry.answer
    shapes = _shapes(told, inquiry.epsg)
    marks = iter(range(1, 10_000))
    rows = {
        kind: [_row(one, kind, str(next(marks)), shapes) for one in told[kind]]
        for kind in ("unsettled", "undecided", "settled")
    }
    area = Area.from_m2(inquiry.area_m2)
    facts = [
        ("title", inquiry.title), ("applicant", inquiry.applicant or _NONE), ("reference", inquiry.reference or _NONE),
        ("area", f"{area.in_unit(AreaUnit.MU)} 亩（{area.in_unit(AreaUnit.M2)} ㎡）"),
        ("given", inquiry.file_name or str(Given(inquiry.given).label)),
        ("at", f"{timezone.localtime(inquiry.at):%Y-%m-%d %H:%M}"),
    ]  # fmt: skip
    campaigns = "；".join(f"{one['title']} {one['loaded_on']}".strip() for one in inquiry.rests_on["campaigns"])
    return GatePaper(
        title=law.certificate_title, number=number, facts=facts, verdict=inquiry.verdict,
        verdict_title=str(Verdict(inquiry.verdict).label), verdict_words=law.verdicts[inquiry.verdict],
        more=_more(told), unsettled=rows["unsettled"], undecided=rows["undecided"], settled=rows["settled"],
        answers=law.certificate_answers, unit=by.post.unit.name, signed_by=f"{by.person_name}　{by.post.title}",
        signed_on=on, note=law.certificate_note, rests_on=campaigns,
        boundary=to_plane(shape_of(inquiry), inquiry.epsg), epsg=inquiry.epsg,
    )  # fmt: skip


def _shapes(told: Mapping[str, Any], epsg: int) -> dict[str, shapely.Geometry]:
    keys = [one["patch"] for kind in ("unsettled", "undecided", "settled") for one in told[kind] if one["patch"]]
    rows = Patch.objects.filter(uuid__in=keys).only("uuid", "geometry")
    found = {str(one.uuid): shapely.from_wkb(bytes(one.geometry.wkb)) for one in rows}
    return dict(zip(found, all_to_plane(list(found.values()), epsg), strict=True)) if found else {}


def _row(one: Mapping[str, Any], kind: str, mark: str, shapes: Mapping[str, shapely.Geometry]) -> MetRow:
    said = one["finding"] or _("{finding} (proposed)").format(finding=one["proposed"] or _NONE)
    if one["violation_type"]:
        said = f"{said}（{one['violation_type']}）"
    area = f"{one['overlap_mu']} {_('(adjoins)')}" if one["is_touch"] else one["overlap_mu"]
    stands = "；".join(f"{title}：{words}" for title, words in one["stands"]) or _NONE
    cells = (
        one["number"] or _("in another area ({code})").format(code=one["area_code"]), str(one["year"]), said, area,
        one["cultivated_mu"] or _("unknown"), stands if one["is_theirs"] else _("told by the office of that area"),
    )  # fmt: skip
    return MetRow(mark, kind, cells, [wanted["says"] for wanted in one["wanted"]], shapes.get(one["patch"]))


def _more(told: Mapping[str, Any]) -> list[str]:
    more = []
    if told["blocked_m2"] != "0.00":
        more.append(_("Unsettled land inside the boundary: {mu} 亩 ({m2} ㎡).").format(
            mu=told["blocked_mu"], m2=told["blocked_m2"]
        ))  # fmt: skip
    if told["outside_m2"] != "0.00":
        more.append(_("{mu} 亩 of the boundary lie outside the counties of which this office holds patches.").format(
            mu=told["outside_mu"]
        ))  # fmt: skip
    if any(one["is_touch"] for one in told["unsettled"]):
        more.append(_("Some of the land only adjoins the boundary, or overlaps by less than is measured."))
    return more
