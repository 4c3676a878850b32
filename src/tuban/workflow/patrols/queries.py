"""Questions about what was seen on the ground."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from tuban.values.errors import TubanError
from tuban.workflow.audit.recording import Subject, record_alone
from tuban.workflow.organisations.acting import Acting, in_areas
from tuban.workflow.patches.models import Patch
from tuban.workflow.patrols.models import Match, Sighting
from tuban.workflow.patrols.words import Answer

KIND = "patrols.sighting"


class SightingNotFound(TubanError):
    """There is no such entry in your areas."""

    code = "patrols.not_found"
    hint = "Look it up in the patrol ledger; the attempt was written into the audit."


def sightings_seen_by(by: Acting) -> QuerySet[Sighting]:
    """Return the entries of the areas of the acting person and those that their unit made; withdrawn ones too."""
    rows = Sighting.objects.filter(is_practice=by.is_practice)
    if by.is_administrator:
        return rows.none()
    own = Q(unit=by.post.unit)
    return (in_areas(rows, by.area_codes, "area_code") | rows.filter(own)).select_related("unit", "by", "made_patch")


def sighting_for(by: Acting, uuid: UUID) -> Sighting:
    """Return an entry; raises SightingNotFound where it is none of theirs, and writes the attempt down."""
    found = sightings_seen_by(by).filter(uuid=uuid).first()
    if found is None:
        record_alone(
            "patrols.look_up", by=by, subject=Subject(KIND, str(uuid), "", by.post.unit.code),
            reason=SightingNotFound().message, is_refused=True,
        )  # fmt: skip
        raise SightingNotFound
    return found


def sightings_of(patch: Patch) -> list[Sighting]:
    """Return the entries that a person said to be the place of a patch, the earliest first."""
    rows = Sighting.objects.filter(matches__patch=patch, matches__answer=Answer.SAME, withdrawn_at=None)
    return list(rows.order_by("seen_on", "pk").distinct())


def matches_of(sighting: Sighting) -> QuerySet[Match]:
    """Return what may be the place of an entry, the most likely first."""
    rows = Match.objects.filter(sighting=sighting)
    return rows.select_related("patch__campaign", "answered_by").defer("patch__geometry", "patch__issued")


def open_by_number(by: Acting) -> list[Match]:
    """Return the open matches of the acting person's entries whose ledger names the patch itself, in order of entry."""
    rows = Match.objects.filter(
        sighting__in=sightings_seen_by(by).values("pk"), sighting__withdrawn_at=None, is_by_number=True,
        answer=Answer.OPEN,
    )  # fmt: skip
    return list(rows.select_related("sighting__unit", "patch__campaign").defer("patch__issued").order_by("pk"))
