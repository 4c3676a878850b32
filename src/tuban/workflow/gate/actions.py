"""What people do at the gate: ask about a boundary, and have an answer certified."""

from __future__ import annotations

import time
from dataclasses import dataclass

import shapely

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.gate.answering import Answer, Scope, answer, digest_of_answer
from tuban.workflow.gate.boundaries import area_of, digest_of, shape_of, zone_here
from tuban.workflow.gate.models import Bulk, Inquiry
from tuban.workflow.gate.policies import may_ask
from tuban.workflow.gate.words import Given
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.entering import as_multipolygon


class TitleMissing(TubanError):
    """What the boundary is for is missing."""

    code = "gate.title_missing"
    hint = "Name the project or the applicant: an answer is looked up by it later."


@dataclass(frozen=True, slots=True)
class Application:
    """What an inquiry is about: the project, who applies, the number of the application."""

    title: str
    applicant: str = ""
    reference: str = ""


@action("gate.ask", policy=may_ask, secrets=("boundary", "application", "bulk"))
def ask(
    *, by: Acting, boundary: shapely.Geometry, application: Application, given: Given, file_name: str = "",
    bulk: Bulk | None = None, place: int = 0,
) -> Inquiry:  # fmt: skip
    """Ask whether a boundary (degrees) touches unlawful land that is not settled, and keep the answer.

    Raises Refused, TitleMissing, BoundaryUnfit.
    """
    if not application.title.strip():
        raise TitleMissing
    begun = time.monotonic()
    found = answer(boundary, scope=Scope(by.is_practice, by.area_codes))
    made = _kept(boundary, found, application, by)
    made.given, made.file_name, made.bulk, made.place = given, file_name[:200], bulk, place
    made.milliseconds = round(1000 * (time.monotonic() - begun))
    made.save(force_insert=True)
    note(verdict=made.verdict, boundary=made.digest, answer=made.answer_digest, area_m2=str(made.area_m2))
    return made


def _kept(boundary: shapely.Geometry, found: Answer, application: Application, by: Acting) -> Inquiry:
    epsg, told = zone_here(boundary), found.as_json()
    return Inquiry(
        title=application.title.strip()[:120], applicant=application.applicant.strip()[:120],
        reference=application.reference.strip()[:60], geometry=as_multipolygon(shapely.to_wkb(boundary)),
        epsg=epsg, area_m2=area_of(boundary, epsg), digest=digest_of(boundary), verdict=found.verdict,
        answer=told, answer_digest=digest_of_answer(told), rests_on=dict(found.rests_on),
        is_practice=by.is_practice, unit=by.post.unit, by=by.person, post=by.post,
    )  # fmt: skip


def ask_anew(inquiry: Inquiry, *, by: Acting) -> Inquiry:
    """Ask about the boundary of an inquiry anew. Raises Refused."""
    return ask(
        by=by, boundary=shape_of(inquiry), given=Given(inquiry.given), file_name=inquiry.file_name,
        application=Application(inquiry.title, inquiry.applicant, inquiry.reference),
    )  # fmt: skip
