"""Which patches an acting person sees: those of their areas, practice and real kept apart. The one way to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from urllib.parse import unquote
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from tuban.values.errors import TubanError
from tuban.workflow.audit.recording import Subject, record
from tuban.workflow.campaigns.queries import areas_of_campaigns
from tuban.workflow.organisations.acting import Acting, inside
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate

SCANNED = "tuban:patch/"
"""How the code of a page of a field book begins."""

_COUNTY_DIGITS = 6
_MOST_NAMED = 1000


class PatchNotFound(TubanError):
    """There is no such patch in your areas."""

    code = "patches.not_found"
    hint = "Look it up by its number in the list of patches; the attempt was written into the audit."


def patches_seen_by(by: Acting) -> QuerySet[Patch]:
    """Return the patches of the areas of the acting person: that lie in them (行政区) or are managed by them (管理区).

    Administrators of the product do no work of the inspection: they see none.
    """
    if by.is_administrator:
        return Patch.objects.none()
    rows, others_exist = _of_campaigns(by)
    if "" in by.area_codes or not others_exist:
        return rows
    return rows.filter(reduce(or_, (_within(code) for code in by.area_codes), Q(pk__in=[])))


def _of_campaigns(by: Acting) -> tuple[QuerySet[Patch], bool]:
    """Return the patches of practice or of all real campaigns, and whether any of these lies outside of their areas.

    The campaigns are named: then every list is a few ranges of an index that begins with the campaign.
    """
    campaigns = areas_of_campaigns(is_practice=by.is_practice)
    others_exist = not all(by.answers_for(code) for code in campaigns.values())
    if len(campaigns) > _MOST_NAMED:
        return Patch.objects.filter(campaign__is_practice=by.is_practice), others_exist
    return Patch.objects.filter(campaign__in=list(campaigns)), others_exist


def patches_of_campaign(by: Acting, campaign_id: UUID) -> QuerySet[Patch]:
    """Return the patches of a campaign that an acting person sees.

    Where the whole campaign lies in their areas, nothing else is asked of a row: its lists are ranges of an index.
    """
    area = areas_of_campaigns(is_practice=by.is_practice).get(campaign_id)
    if area is not None and not by.is_administrator and by.answers_for(area):
        return Patch.objects.filter(campaign=campaign_id)
    return patches_seen_by(by).filter(campaign=campaign_id)


def _within(code: str) -> Q:
    if len(code) <= _COUNTY_DIGITS:
        return inside(code, "area_code")
    return inside(code, "township_code") | inside(code, "managed_code")


def patch_for(by: Acting, uuid: UUID) -> Patch:
    """Return a patch by its identity; raises PatchNotFound where it is none of theirs or none at all.

    The attempt is then written into the audit: ask outside of a transaction that is rolled back.
    """
    found = patches_seen_by(by).select_related("campaign", "assigned_unit", "assigned_to").filter(uuid=uuid).first()
    if found is None:
        _write_attempt(by, [uuid])
        raise PatchNotFound
    return found


@dataclass(frozen=True, slots=True)
class Asked:
    """What was found of patches asked for together, in their order, and what was not theirs or is none."""

    patches: tuple[Patch, ...]
    not_found: tuple[UUID, ...]


def patch_scanned(by: Acting, text: str) -> Patch | None:
    """Return the patch that the code of a page of a field book names (``tuban:patch/campaign/number/part``); None
    where it names none that the acting person sees."""
    if not text.startswith(SCANNED):
        return None
    campaign, number, part = ([unquote(one) for one in text.removeprefix(SCANNED).split("/")] + ["", "", ""])[:3]
    rows = patches_seen_by(by).filter(campaign__code=campaign, number=number, part_number=part, fate=Fate.ACTIVE)
    return rows.select_related("campaign").first()


def patches_for(by: Acting, uuids: Iterable[UUID]) -> Asked:
    """Return several patches; those that are not theirs are left out, and the attempt is written into the audit."""
    wanted = list(dict.fromkeys(uuids))
    found = {one.uuid: one for one in patches_seen_by(by).select_related("campaign").filter(uuid__in=wanted)}
    missing = tuple(uuid for uuid in wanted if uuid not in found)
    if missing:
        _write_attempt(by, missing)
    return Asked(tuple(found[uuid] for uuid in wanted if uuid in found), missing)


def _write_attempt(by: Acting, uuids: Sequence[UUID]) -> None:
    """Write that somebody asked for what is not theirs, without a word of what it is; their own unit reads it."""
    with transaction.atomic():
        record(
            "patches.look_up",
            by=by,
            subject=Subject("patches.patch", str(uuids[0]), "", by.post.unit.code),
            reason=PatchNotFound().message,
            details={"asked_for": [str(uuid) for uuid in uuids]} if len(uuids) > 1 else {},
            is_refused=True,
        )
