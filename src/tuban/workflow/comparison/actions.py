"""What people do that changes what is compared: cut and compare, say what counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import shapely
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from tuban.inspect.disc.divisions import locate
from tuban.inspect.disc.fields import roles
from tuban.inspect.disc.opening import read_boundaries
from tuban.jobs.models import Job
from tuban.jobs.queue import ask_for
from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.audit.policies import Refused
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison import tasks
from tuban.workflow.comparison.campaign_rules.soon import ask_soon
from tuban.workflow.comparison.comparing import (
    basis_of_patch,
    editions_of,
    ground_of_basis,
    say,
    write_said,
)
from tuban.workflow.comparison.grounds import ground_for
from tuban.workflow.comparison.models import Basis, Picture, WouldDiffer
from tuban.workflow.comparison.policies import (
    may_answer,
    may_ask_what_differs,
    may_compare,
    may_cut_pictures,
    may_deliver,
)
from tuban.workflow.comparison.writing import basis_of
from tuban.workflow.layers.models import Edition
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches import actions as patches
from tuban.workflow.patches.cutting import cut, to_plane
from tuban.workflow.patches.meanwhile import ChangedMeanwhile, lock
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Source


class RoleCannotBeDelivered(TubanError):
    """{role} does not come alone."""

    code = "comparison.role_cannot_be_delivered"
    hint = "Patches and images come with a disc: import one."


def make_ready(patch: Patch) -> None:
    """Make the layers ready that a patch was compared on last, before anything is locked for a deed."""
    ground_of_basis(patch.campaign, basis_of_patch(patch))


def split_and_compare(
    patch: Patch, *, by: Acting, expected_version: int, reason: str, cut_by: Sequence[shapely.Geometry]
) -> list[Patch]:
    """Split a patch by lines and outlines (in degrees) and compare the pieces at once.

    Raises Refused, ChangedMeanwhile, CutLeavesOnePiece, NotAnOutline.
    """
    pieces = cut(
        shapely.from_wkb(bytes(patch.geometry.wkb)), cut_by, epsg=patch.campaign.epsg, area_m2=patch.area_m2,
        monitored_m2=patch.monitored_m2,
    )  # fmt: skip
    basis = basis_of_patch(patch)

    def then(children: Sequence[Patch]) -> None:
        _compare(children, basis)
        _picture(children, patch)

    ground_of_basis(patch.campaign, basis)  # made ready before anything is locked
    return patches.split(patch, by=by, expected_version=expected_version, reason=reason, pieces=pieces, then=then)


def merge_and_compare(*merged: Patch, by: Acting, expected_versions: Sequence[int], reason: str) -> Patch:
    """Merge adjoining patches and compare what was made of them.

    Raises Refused, ChangedMeanwhile, CannotBeMerged, NotAdjacent.
    """
    first = max(merged, key=lambda one: one.area_m2)
    basis = basis_of_patch(first)

    def then(children: Sequence[Patch]) -> None:
        _compare(children, basis)
        _picture(children, first)

    ground_of_basis(first.campaign, basis)
    return patches.merge(*merged, by=by, expected_versions=expected_versions, reason=reason, then=then)


def restore_and_compare(patch: Patch, *, by: Acting, expected_version: int, reason: str) -> list[Patch]:
    """Undo the last split or merge. What was said of the restored patches counts again as it was.

    Raises Refused, ChangedMeanwhile, NothingToRestore, ChildrenWereTouched.
    """
    restored = patches.restore(patch, by=by, expected_version=expected_version, reason=reason)
    ask_soon(patch.campaign)
    return restored


def add_and_compare(
    campaign: Campaign,
    *,
    by: Acting,
    source: Source,
    source_reference: str,
    geometry: shapely.Geometry,
    found_on: date | None = None,
    village: str = "",
    note_text: str = "",
) -> Patch:
    """Add a patch that the satellite did not see; its township is found by its place, and it is compared at once.

    Raises Refused, PlaceUnfit.
    """
    editions = editions_of(campaign)
    ground = ground_for(campaign, editions)
    township = ("", "")
    boundaries = read_boundaries(ground.disc.layers.get("boundaries", ()))
    if boundaries and geometry.is_valid and not geometry.is_empty:
        placed = locate([to_plane(geometry, campaign.epsg)], boundaries, epsg=campaign.epsg)[0]
        township = (placed.township_code, placed.township_name)

    def then(added: Sequence[Patch]) -> None:
        _compare(added, basis_of(editions))
        ask_for(
            tasks.CUT_PICTURES, str(added[0]), {"patch_id": added[0].pk}, person_id=by.person_id,
            person_name=by.person_name, area_code=campaign.area_code, campaign_id=campaign.pk,
        )  # fmt: skip

    return patches.add_patch(
        campaign, by=by, source=source, source_reference=source_reference, geometry=geometry, found_on=found_on,
        township=township, village=village, note_text=note_text, then=then,
    )  # fmt: skip


@action("comparison.compare_again", policy=may_compare)
def compare_again(patch: Patch, *, by: Acting, expected_version: int, reason: str = "") -> Patch:
    """Compare a patch on the layers that are current now: a person asks for it. Raises ChangedMeanwhile.

    What was reviewed goes back to where it stood before its review wherever anything is compared anew.
    """
    lock(patch, expected_version)
    _compare([patch], basis_of(editions_of(patch.campaign)))
    patch.refresh_from_db()
    patch.version += 1
    patch.save(update_fields=["version", "changed_at"])
    return patch


@action("comparison.cut_bare_pictures", policy=may_cut_pictures)
def cut_bare_pictures(campaign: Campaign, *, by: Acting) -> Job:
    """Ask for the pictures of a campaign that have the outline drawn in to be cut anew without it."""
    return ask_for(
        tasks.CUT_BARE, str(campaign), {"campaign_id": str(campaign.pk)}, person_id=by.person_id,
        person_name=by.person_name, area_code=campaign.area_code, campaign_id=campaign.pk,
    )  # fmt: skip


@action("comparison.ask_what_would_differ", policy=may_ask_what_differs)
def ask_what_would_differ(edition: Edition, *, by: Acting) -> Job:
    """Ask for the list of patches of which a newer layer would say something else; nothing is judged anew."""
    return ask_for(
        tasks.WOULD_DIFFER, str(edition), {"edition_id": str(edition.pk)}, person_id=by.person_id,
        person_name=by.person_name, area_code=edition.area_code,
    )  # fmt: skip


@action("comparison.deliver_layer", policy=may_deliver)
def deliver_layer(
    campaign: Campaign, *, by: Acting, file: Path, role: str, title: str, as_of: str = "",
    replaces: Edition | None = None, reason: str = "",
) -> Job:  # fmt: skip
    """Ask for a file below the uploads to be entered as a layer of the county, in the place of one or beside them.

    Raises RoleCannotBeDelivered.
    """
    known = roles().get(role)
    if known is None or role == "patches" or known.geometry == "raster":
        raise RoleCannotBeDelivered(role=known.title if known else role)
    return ask_for(
        tasks.DELIVER_LAYER, _("Deliver a layer: {title}").format(title=f"{known.title} {title}".strip()),
        {
            "campaign_id": str(campaign.pk), "folder": str(file.parent.relative_to(settings.HOME.uploads)),
            "name": file.name, "role": role, "title": title, "as_of": as_of,
            "replaces": str(replaces.pk) if replaces else "",
        },
        person_id=by.person_id, person_name=by.person_name, area_code=campaign.area_code, campaign_id=campaign.pk,
    )  # fmt: skip


@action("comparison.answer_would_differ", policy=may_answer)
def answer_would_differ(
    row: WouldDiffer, *, by: Acting, answer: WouldDiffer.Answer, expected_version: int, reason: str
) -> WouldDiffer:
    """Say whether the new pre-judgement counts or the old one stays; only then is the patch compared anew.

    ``expected_version`` is that of the patch. Raises ChangedMeanwhile.
    """
    patch = lock(row.patch, expected_version)
    row.answer, row.reason = answer, reason[:200]
    row.save(update_fields=["answer", "reason"])
    if answer == WouldDiffer.Answer.TAKEN:
        _compare([patch], basis_of(editions_of(patch.campaign)))
        patch.refresh_from_db()
    patch.version += 1
    patch.save(update_fields=["version", "changed_at"])
    told = {"version": [expected_version, patch.version], "answer": [WouldDiffer.Answer.OPEN, answer]}
    note(old=row.old, new=row.new, changed=told)
    return row


@dataclass(frozen=True, slots=True)
class Answered:
    """How many were answered, and which not with the reason."""

    count: int
    refused: tuple[tuple[WouldDiffer, str], ...]


def answer_all_that_differ(
    rows: Sequence[tuple[WouldDiffer, int]], *, by: Acting, answer: WouldDiffer.Answer, reason: str
) -> Answered:
    """Answer many alike, each with the version of its patch that was seen; the same is checked of each as of one
    alone. Those that may not be answered, or were changed meanwhile, stay open and are told."""
    refused: list[tuple[WouldDiffer, str]] = []
    with transaction.atomic():
        for row, version in rows:
            try:
                answer_would_differ(row, by=by, answer=answer, expected_version=version, reason=reason)
            except (Refused, ChangedMeanwhile) as error:
                refused.append((row, error.message))
    return Answered(len(rows) - len(refused), tuple(refused))


def _compare(asked: Sequence[Patch], basis: Basis) -> None:
    """Compare in the running transaction, and bring the given objects up to date."""
    ground = ground_of_basis(asked[0].campaign, basis)
    write_said(say(asked, ground), basis, asked=asked)
    for patch in asked:
        patch.refresh_from_db()


def _picture(children: Sequence[Patch], parent: Patch) -> None:
    """Let what was made of a patch show its pictures: they show the same ground."""
    Picture.objects.bulk_create(
        Picture(patch=child, when=one.when, taken_on=one.taken_on, checksum=one.checksum, frame=one.frame)
        for child in children
        for one in Picture.objects.filter(patch=parent)
    )
