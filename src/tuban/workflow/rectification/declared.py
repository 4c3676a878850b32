"""What a declaration has to show, read from what was typed: facts, photos of one viewpoint, a boundary, documents."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import shapely
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.inspect.shares import exact
from tuban.rules.facts_wire import value_as_wire
from tuban.values.area import Area, round_half_up
from tuban.values.dates import PartialDate
from tuban.values.errors import TubanError
from tuban.values.facts import UNKNOWN
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.evidence.models import Attachment, Exhibit
from tuban.workflow.evidence.queries import attachments_of
from tuban.workflow.patches.cutting import NotAnOutline, measured, to_plane
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.outlines import points_of_text, ring_of
from tuban.workflow.rectification.law import route_of
from tuban.workflow.rectification.models import Way
from tuban.workflow.survey.entering import entered
from tuban.workflow.survey.models import Capture, Measurement

RESTORED = "recultivated_area"
_HUNDREDTH = Decimal("0.01")
_AREA_PLACES = 4


class NotDeclared(TubanError):
    """{way} of {patch} cannot be declared done yet; what is missing: {missing}."""

    code = "rectification.not_declared"
    hint = "Tell the facts and add what is asked; a declaration answers for what it says."


class MoreThanMeasured(TubanError):
    """{told} ㎡ of cultivated land are said to be restored, but the boundary measured anew encloses {measured} ㎡."""

    code = "rectification.more_than_measured"
    hint = "Measure the boundary again, or tell what was measured."


class ElsewhereMeasured(TubanError):
    """The boundary measured anew does not touch {patch}."""

    code = "rectification.elsewhere_measured"
    hint = "Check the coordinates and the zone; measure what was restored on this patch."


class DayToCome(TubanError):
    """{title} cannot lie in the future: {day}."""

    code = "rectification.day_to_come"


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody tells of a way that is done: facts as they were typed, the pair of photos, documents, the
    measurement."""

    facts: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    before: UUID | None = None
    after: UUID | None = None
    documents: Sequence[UUID] = ()
    measured: UUID | None = None
    boundary: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a declaration shows, as it was found; ``boundary`` are points in degrees that were typed, ``measured_m2``
    the area of it or of the measurement."""

    facts: Mapping[str, Any]
    before: Exhibit | None
    after: Exhibit | None
    documents: tuple[str, ...]
    measured: Measurement | None = None
    boundary: tuple[tuple[float, float], ...] = ()
    measured_m2: Decimal | None = None

    @property
    def as_wire(self) -> dict[str, Any]:
        """The facts as the wire writes them."""
        return {name: value_as_wire(value) for name, value in self.facts.items()}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two photos of a patch from one viewpoint; ``is_reshot`` where the field took the second one over the first."""

    before: Exhibit
    after: Exhibit
    is_reshot: bool
    days: tuple[date, date]


def shown(way: Way, told: Told) -> Shown:
    """Return what is shown of a way. Raises NotDeclared with all that is missing, WrongValue, DayToCome,
    MoreThanMeasured."""
    patch, route = way.patch, route_of(way)
    law = rulebook_of(patch.campaign)
    facts: dict[str, Any] = {}
    missing: list[str] = []
    for name in route.tells:
        kind = law.vocabulary[name]
        value = entered(kind, told.facts.get(name, ""), law)
        if value is UNKNOWN or value is None:
            missing.append(kind.title)
            continue
        if isinstance(value, PartialDate) and value.earliest > timezone.localdate():
            raise DayToCome(title=kind.title, day=str(value))
        facts[name] = value
    files = {one.exhibit_id: one for one in attachments_of(patch)}
    before, after = _pair(files, told)
    documents = tuple(str(one) for one in dict.fromkeys(told.documents) if one in files)
    walked = measurements_of(way).filter(pk=told.measured).first() if told.measured else None
    points, area = _typed_boundary(patch, told.boundary) if walked is None else ((), walked.office_m2)
    found = Shown(facts, before, after, documents, walked, points, area)
    missing += _exhibits_missing(route.exhibits, found)
    if missing:
        raise NotDeclared(way=route.title, patch=patch, missing="、".join(missing))
    _demand_measured(found)
    return found


def _pair(files: Mapping[UUID, Attachment], told: Told) -> tuple[Exhibit | None, Exhibit | None]:
    chosen = [files[one].exhibit if one is not None and one in files else None for one in (told.before, told.after)]
    before, after = (one if one is not None and one.kind == Exhibit.Kind.PHOTO else None for one in chosen)
    return (before, after) if before != after else (before, None)


def _exhibits_missing(wanted: Sequence[str], found: Shown) -> list[str]:
    missing = []
    if "document" in wanted and not found.documents:
        missing.append(_("a document"))
    if "same_viewpoint" in wanted and (found.before is None or found.after is None):
        missing.append(_("photos of before and after from the same viewpoint"))
    if "boundary" in wanted and found.measured_m2 is None:
        missing.append(_("a boundary measured since the way was set"))
    return missing


def _demand_measured(found: Shown) -> None:
    restored = found.facts.get(RESTORED)
    if found.measured_m2 is None or not isinstance(restored, Area):
        return
    told = Decimal(restored.square_metres.numerator) / Decimal(restored.square_metres.denominator)
    if told > found.measured_m2 + _HUNDREDTH:
        raise MoreThanMeasured(told=f"{told:.2f}", measured=f"{found.measured_m2:.2f}")


def _typed_boundary(patch: Patch, text: str) -> tuple[tuple[tuple[float, float], ...], Decimal | None]:
    """Return the points of a boundary that was typed, in degrees, and its area measured by the kernel. Raises
    OutlineUnreadable, NotAnOutline, ElsewhereMeasured."""
    if not text.strip():
        return (), None
    points = points_of_text(text, epsg=patch.campaign.epsg)
    ring = ring_of(points)
    if not ring.is_valid:
        raise NotAnOutline(reason=shapely.is_valid_reason(ring))
    if not ring.intersects(shapely.from_wkb(bytes(patch.geometry.wkb))):
        raise ElsewhereMeasured(patch=patch)
    epsg = patch.campaign.epsg
    area = float(measured([to_plane(ring, epsg)], epsg)[0])
    return tuple((round(x, 9), round(y, 9)) for x, y in points), round_half_up(exact(area).square_metres, _AREA_PLACES)


def measurements_of(way: Way) -> Any:
    """Return the boundaries that were measured on the spot since a way was set, newest first."""
    return Measurement.objects.filter(
        patch=way.patch, is_withdrawn=False, measured_at__date__gte=way.set_on
    ).order_by("-measured_at")  # fmt: skip


def photos_for(patch: Patch) -> list[tuple[Exhibit, date]]:
    """Return the photos of a patch with the day on which each was taken, the oldest first."""
    rows = [one for one in attachments_of(patch) if one.exhibit.kind == Exhibit.Kind.PHOTO]
    taken = dict(
        Capture.objects.filter(exhibit__in=[one.exhibit_id for one in rows], is_withdrawn=False)
        .order_by("taken_at").values_list("exhibit_id", "taken_at")
    )  # fmt: skip
    found = [(one.exhibit, timezone.localtime(taken.get(one.exhibit_id, one.at)).date()) for one in rows]
    return sorted(found, key=lambda one: (one[1], one[0].added_at))


def pairs_of(patch: Patch) -> list[Pair]:
    """Return the pairs that the field took from one viewpoint, the newest first."""
    files = {one.exhibit.checksum: one.exhibit for one in attachments_of(patch)}
    found = []
    for one in Capture.objects.filter(patch=patch, is_withdrawn=False).exclude(reshoot_of="").order_by("-taken_at"):
        if one.sha256 in files and one.reshoot_of in files:
            first = Capture.objects.filter(patch=patch, sha256=one.reshoot_of, is_withdrawn=False).first()
            days = [timezone.localtime(each.taken_at).date() for each in (first or one, one)]
            found.append(Pair(files[one.reshoot_of], files[one.sha256], True, (days[0], days[1])))
    return found


def digest_of(way: Way, text: str, found: Shown) -> str:
    """Return the digest over all that a declaration says: this is what is signed."""
    said = {
        "patch": str(way.patch.uuid), "way": str(way.pk), "name": way.way, "facts": found.as_wire, "text": text,
        "before": found.before.checksum if found.before else "", "after": found.after.checksum if found.after else "",
        "documents": found.documents, "measured": str(found.measured.pk) if found.measured else "",
        "boundary": found.boundary, "measured_m2": str(found.measured_m2 or ""),
    }  # fmt: skip
    told = json.dumps(said, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()
