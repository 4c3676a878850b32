"""What a device tells of blind sheets is applied to them, in the order of its log: photos hang on the sheet, and the
end of a visit that was done seals it with everything that was told before.

An entry waits while a photo before it has not come whole: what is sealed, is sealed with its photos.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

import numpy as np
import shapely
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.inspect.survey import GEOGRAPHIC_EPSG
from tuban.kernel.crs import transform_geometries
from tuban.rules.fact_values import WrongValue
from tuban.values.area import Area
from tuban.values.errors import TubanError
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.evidence.devices import Sender
from tuban.workflow.evidence.models import LogEntry
from tuban.workflow.evidence.pieces import content_of, media_for
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.supervision.actions import SheetUnfit, seal_sheet
from tuban.workflow.supervision.law import building_findings, supervision_law
from tuban.workflow.supervision.models import Drawn
from tuban.workflow.supervision.photos import add_photo, photos_of, take_photo_off
from tuban.workflow.supervision.pocket.records import SheetLog, log_of
from tuban.workflow.supervision.policies import may_seal
from tuban.workflow.supervision.words import Purpose
from tuban.workflow.survey.applying.elsewhere import Elsewhere
from tuban.workflow.survey.applying.reading import EntryUnfit, Told
from tuban.workflow.survey.entering import entered
from tuban.workflow.survey.rings import area_of, read_rings, shape_of

Applied = LogEntry.Applied
_KEPT = ("visit.begun", "note.written", "duty.begun", "duty.ended")
_LONGEST = 400
_NONE, _YES = "无", "yes"


class _FileComes(Exception):
    """The file of an entry is on its way."""


class Sheets(Elsewhere):
    """Takes what is told of blind sheets."""

    def own(self, subjects: Iterable[UUID]) -> set[UUID]:
        """Return which identities are sheets of second visits."""
        return set(Drawn.objects.filter(pk__in=list(subjects), purpose=Purpose.FIELD).values_list("pk", flat=True))

    def take(self, waiting: QuerySet[LogEntry], sender: Sender) -> int:
        """Apply entries sheet by sheet, each sheet up to the first whose file is on its way."""
        if sender.acting is None:
            return 0
        done, held = 0, set()
        for key, sheet in list(waiting.order_by("seq").values_list("pk", "patch")):
            if sheet not in held:
                if _applied(key, sender.acting):
                    done += 1
                else:
                    held.add(sheet)
        return done


def _applied(key: int, by: Acting) -> bool:
    """Apply an entry; returns whether it does not wait any more."""
    with transaction.atomic():
        row = LogEntry.objects.select_for_update(of=("self",)).select_related("device").get(pk=key)
        if row.applied != Applied.WAITING:
            return True
        reason = ""
        try:
            with transaction.atomic():
                _apply(row, by)
        except _FileComes:
            return False
        except TubanError as error:
            reason = error.message
        row.applied, row.reason = Applied.NO if reason else Applied.YES, reason[:_LONGEST]
        row.save(update_fields=["applied", "reason"])
        return True


def _apply(row: LogEntry, by: Acting) -> None:
    told = Told.of(row)
    if told.person is not None and told.person != row.device.person_id:
        raise EntryUnfit(what="person")
    if row.patch is None:
        raise EntryUnfit(what="patch")
    sheet = Drawn.objects.select_related("patch", "lot__supervision__campaign").get(pk=row.patch)
    may_seal.demand(by, sheet)
    match row.kind:
        case "photo.taken":
            _photo(told, sheet, by)
        case "facts.told":
            _fit_answers(told, sheet)
        case "boundary.measured":
            _outline(told.body.get("rings"), told.body.get("epsg"), sheet)
        case "entry.withdrawn":
            _withdraw(told, sheet, by)
        case "visit.ended":
            if told.body.get("outcome") == "done":
                _seal(told, sheet, by)
        case kind if kind not in _KEPT:
            raise EntryUnfit(what=kind)


def _photo(told: Told, sheet: Drawn, by: Acting) -> None:
    sha256, name = told.media
    media = media_for(told.row.device, sha256)
    if media is None or media.state != media.State.SAFE:
        raise _FileComes
    if not photos_of(sheet).filter(exhibit__checksum=sha256).exists():
        add_photo(sheet, by=by, path=content_of(media), name=name or f"{sha256[:12]}{media.suffix}")


def _fit_answers(told: Told, sheet: Drawn) -> None:
    """See that answers can be read; they are used when the sheet is sealed."""
    asked = {one.fact: one for one in supervision_law().sheet.questions}
    changes = told.body.get("changes")
    for change in changes if isinstance(changes, list) else ():
        question = asked.get(str(change.get("fact")) if isinstance(change, dict) else "")
        if question is None:
            raise SheetUnfit(why=_("the sheet does not ask that"))
        if question.type == "area":
            _mu(str(change.get("new", "")), question.fact, sheet)


def _mu(text: str, fact: str, sheet: Drawn) -> Decimal | None:
    """Return a typed area in 亩, None where nothing was typed; none at all is 0."""
    if text.strip() == _NONE:
        return Decimal(0)
    law = rulebook_of(sheet.lot.supervision.campaign)
    try:
        value = entered(law.vocabulary[fact], text, law)
    except WrongValue as error:
        raise SheetUnfit(why=error.message) from None
    return value.mu if isinstance(value, Area) else None


def _outline(rings: object, epsg: object, sheet: Drawn) -> shapely.Geometry:
    """Return a measured boundary in degrees. Raises RingsUnfit, EntryUnfit."""
    wanted = sheet.lot.supervision.campaign.epsg
    if epsg != wanted:
        raise EntryUnfit(what=f"EPSG {epsg} ≠ {wanted}")
    plane = np.array([shape_of(read_rings(rings))], dtype=object)
    shape: shapely.Geometry = transform_geometries(plane, wanted, GEOGRAPHIC_EPSG)[0]
    return shape


def _withdraw(told: Told, sheet: Drawn, by: Acting) -> None:
    target = LogEntry.objects.filter(
        device=told.row.device, entry=told.identity("entry"), patch=sheet.pk
    ).first()  # fmt: skip
    if target is None:
        raise EntryUnfit(what="entry")
    if target.kind == "photo.taken":
        held = photos_of(sheet).filter(exhibit__checksum=Told.of(target).media[0]).first()
        if held is not None:
            take_photo_off(sheet, by=by, exhibit=held.exhibit_id)


def _seal(told: Told, sheet: Drawn, by: Acting) -> None:
    log = log_of(sheet)
    answers, building = log.answers, building_findings()
    finding = answers.get("finding", "")
    mu = cultivated = None
    boundary: shapely.Geometry | str = ""
    if finding in building:
        mu = _mu(answers.get("surveyed_area", ""), "surveyed_area", sheet)
        cultivated = _cultivated(log, sheet)
        if log.land is not None:
            mu, boundary = None, _outline(*log.land, sheet)
    words = [answers.get("note", ""), *log.notes, told.text("note")]
    visited = timezone.localtime(log.begun_at or told.row.likely_at).date()
    seal_sheet(
        sheet, by=by, finding=finding, mu=mu, cultivated_mu=cultivated, use=answers.get("actual_use", "")[:200],
        visited_on=visited, words="\n".join(filter(None, words)), did_not_know=answers.get("did_not_know") == _YES,
        boundary=boundary, told_by=f"{told.row.device.name} {told.row.seq} {told.row.hash}",
    )  # fmt: skip


def _cultivated(log: SheetLog, sheet: Drawn) -> Decimal | None:
    typed = _mu(log.answers.get("surveyed_cultivated_area", ""), "surveyed_cultivated_area", sheet)
    if typed is not None or log.cultivated is None:
        return typed
    rings, epsg = log.cultivated
    _outline(rings, epsg, sheet)
    return Area.from_m2(area_of(read_rings(rings), epsg)).mu
