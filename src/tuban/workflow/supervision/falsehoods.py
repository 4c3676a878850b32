"""What was reported false (弄虚作假) is named: which record of the first visit cannot be true, why, and by what of the
second visit that is known. It goes to the report, and as a demand with its day to the list of corrections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.rules.fact_words import in_words
from tuban.rules.facts_wire import value_from_wire
from tuban.workflow.audit.acting import action, note
from tuban.workflow.comparison.lawbook import rulebook
from tuban.workflow.evidence.queries import attachments_of
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.scrutiny.queries import in_words as signs_in_words
from tuban.workflow.scrutiny.queries import points_of_patch
from tuban.workflow.supervision.actions import NotYet, SheetUnfit
from tuban.workflow.supervision.law import finding_titles, supervision_law
from tuban.workflow.supervision.models import Drawn, Falsehood
from tuban.workflow.supervision.photos import photos_of
from tuban.workflow.supervision.pocket.content import outline_of
from tuban.workflow.supervision.pocket.looking import looked_at
from tuban.workflow.supervision.policies import may_note_drawn
from tuban.workflow.supervision.remarks import demand_correction
from tuban.workflow.supervision.words import Purpose
from tuban.workflow.survey.models import Capture, Statement, Visit
from tuban.workflow.survey.sight import Position, distance_to

_LONGEST, _LONGEST_KEY, _LONGEST_RECORD = 300, 120, 300


@dataclass(frozen=True, slots=True)
class FirstRecord:
    """A record of the first visit that may be named false; ``sign`` is what the office saw in it already."""

    kind: str
    key: str
    words: str
    sign: str = ""

    @property
    def name(self) -> str:
        """By which a form sends it back."""
        return f"{self.kind}:{self.key}"


@dataclass(frozen=True, slots=True)
class Against:
    """Something of the second visit that speaks against the first; ``sha256`` where it is a photo."""

    key: str
    words: str
    sha256: str = ""


def first_records(drawn: Drawn, *, by: Acting) -> list[FirstRecord]:
    """Return what the first visit of a drawn patch left: its finding and areas, photos, positions, answers."""
    patch = drawn.patch
    found = [FirstRecord("finding", "finding", finding_titles().get(drawn.first_finding, drawn.first_finding))]
    if drawn.first_mu is not None:
        found.append(FirstRecord("area", "area", _("{mu} mu, of it cultivated {cultivated} mu").format(
            mu=drawn.first_mu, cultivated="—" if drawn.first_cultivated_mu is None else drawn.first_cultivated_mu
        )))  # fmt: skip
    return [*found, *_photos(drawn, by), *_positions(drawn), *_answers(patch.pk)]


def _photos(drawn: Drawn, by: Acting) -> Iterator[FirstRecord]:
    taken = {
        one.sha256: one for one in Capture.objects.filter(patch=drawn.patch, is_withdrawn=False).exclude(sha256="")
    }
    signs = _signs(drawn, by)
    for one in attachments_of(drawn.patch).filter(exhibit__kind="photo").order_by("at"):
        capture = taken.get(one.exhibit.checksum)
        at = one.at if capture is None else capture.taken_at
        sign = signs.get(capture.pk, "") if capture is not None else ""
        yield FirstRecord("photo", one.exhibit.checksum, f"{one.exhibit.name} {_moment(at)}", sign)


def _signs(drawn: Drawn, by: Acting) -> dict[int, str]:
    """Return what the office saw in the photos of the first visit (真实性检视), in words by the photo."""
    points = points_of_patch(drawn.patch)
    if points is None:
        return {}
    told: dict[int, list[str]] = {}
    for one in signs_in_words([points], by).get(drawn.patch_id, []):
        if one.photo is not None:
            told.setdefault(one.photo.pk, []).append(one.words)
    return {key: " ".join(words) for key, words in told.items()}


def _positions(drawn: Drawn) -> Iterator[FirstRecord]:
    outline = outline_of(drawn)
    for one in Visit.objects.filter(patch=drawn.patch, is_withdrawn=False).order_by("begun_at"):
        told = one.begun_position
        if told is not None:
            place = Position(told["lon"], told["lat"], told.get("accuracy_m"), told.get("source", ""))
            words = _("{at}, {lon:.5f}, {lat:.5f}, {metres} m from the patch").format(
                at=_moment(one.begun_at), lon=place.lon, lat=place.lat, metres=round(distance_to(place, outline))
            )
            yield FirstRecord("position", str(one.pk), words)


def _answers(patch: int) -> Iterator[FirstRecord]:
    law = rulebook()
    rows = Statement.objects.filter(patch=patch, is_current=True, is_withdrawn=False).select_related("by")
    for one in rows.order_by("fact"):
        if one.fact in law.vocabulary:
            said = in_words(one.fact, value_from_wire(one.value), law)
            title = law.vocabulary[one.fact].title
            yield FirstRecord("answer", one.fact, f"{title} {said}，{one.by.name} {_moment(one.at)}")


def against(drawn: Drawn) -> list[Against]:
    """Return what the sealed second visit of a drawn patch holds against the first."""
    finding = finding_titles().get(drawn.finding, drawn.finding)
    found = [Against("finding", _("found on the second visit: {finding}").format(finding=finding))]
    if drawn.mu is not None:
        words = _("measured on the second visit: {mu} mu") if drawn.boundary else _("second visit: {mu} mu")
        found.append(Against("area", words.format(mu=drawn.mu)))
    if drawn.use:
        found.append(Against("use", _("used as {use}").format(use=drawn.use)))
    looked = looked_at(drawn)
    for row in photos_of(drawn).select_related("exhibit"):
        told = looked.get(row.exhibit.checksum)
        where = "" if told is None or told.metres is None else _(", {n} m from the patch").format(n=told.metres)
        at = row.at if told is None else told.at
        found.append(Against(
            row.exhibit.checksum, _("photo {name} {at}").format(name=row.exhibit.name, at=_moment(at)) + where,
            row.exhibit.checksum,
        ))  # fmt: skip
    return found


@action("supervision.name_false", policy=may_note_drawn)
def name_false(
    drawn: Drawn, *, by: Acting, record: str, reason: str, evidence: Sequence[str], due_on: date
) -> Falsehood:
    """Name a record of the first visit false by what the second has against it, and demand until a day that it is put
    right. ``record`` and ``evidence`` are names of :func:`first_records` and :func:`against`. Raises NotYet,
    SheetUnfit, RemarkUnfit."""
    if drawn.sealed_at is None or drawn.purpose != Purpose.FIELD:
        raise NotYet(why=_("the second visit is not sealed"))
    if not reason.strip():
        raise SheetUnfit(why=_("say what is false and how that is known"))
    first = next((one for one in first_records(drawn, by=by) if one.name == record), None)
    if first is None:
        raise SheetUnfit(why=_("the first visit has no such record"))
    told = [one for one in against(drawn) if one.key in evidence]
    if not told:
        raise SheetUnfit(why=_("name what of the second visit speaks against it"))
    if Falsehood.objects.filter(drawn=drawn, kind=first.kind, key=first.key[:_LONGEST_KEY]).exists():
        raise SheetUnfit(why=_("it is named false already"))
    law, words = supervision_law().falsehoods, reason.strip()[:_LONGEST]
    demand = law.demand.format(patch=drawn, kind=law.kinds[first.kind], record=first.words, reason=_ended(words))
    correction = demand_correction(
        drawn.lot.supervision, by=by, demand=demand, due_on=due_on, patches=[str(drawn.patch)]
    )
    made = Falsehood.objects.create(
        drawn=drawn, kind=first.kind, key=first.key[:_LONGEST_KEY], record=first.words[:_LONGEST_RECORD], reason=words,
        evidence=[{"words": one.words, "sha256": one.sha256} for one in told], correction=correction, by=by.person,
    )  # fmt: skip
    drawn.false_because = drawn.false_because or words
    drawn.save(update_fields=["false_because"])
    note(record=first.words, evidence=[one.words for one in told], correction=correction.number)
    return made


def falsehoods_of(drawn: Drawn) -> list[Falsehood]:
    """Return what was named false of a drawn patch."""
    return list(drawn.falsehoods.select_related("by", "correction"))


def in_sentences(one: Falsehood) -> str:
    """Return a falsehood as the report writes it, with its evidence."""
    law = supervision_law()
    between = law.report.words["between"]
    said = law.falsehoods.named.format(
        patch=one.drawn, kind=law.falsehoods.kinds[one.kind], record=one.record, reason=_ended(one.reason)
    )
    return said + law.falsehoods.evidence.format(evidence=between.join(told["words"] for told in one.evidence))


def _ended(words: str) -> str:
    return words if words.endswith(("。", "！", "？", ".")) else f"{words}。"


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
