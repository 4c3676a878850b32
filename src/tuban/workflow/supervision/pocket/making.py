"""Asks for a blind package, and makes it: its parts one by one, then all of it at once."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.jobs.queue import ask_for
from tuban.jobs.work import Run
from tuban.values.language import gettext
from tuban.workflow.audit.acting import action, note
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.layers.queries import current_editions
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.packages.making import VERSION
from tuban.workflow.packages.models import Part
from tuban.workflow.packages.parts import basemap_parts, chip_parts, json_part
from tuban.workflow.packages.queries import folder_of_parts
from tuban.workflow.store import ContentLost
from tuban.workflow.supervision.models import BlindPackage, Drawn, Lot
from tuban.workflow.supervision.pocket.content import form_of_sheet, outline_of, sheets_as_patches
from tuban.workflow.supervision.pocket.offers import (
    blind_path_of,
    digest_of,
    job_of_blind,
    name_of,
    parts_of,
    sheets_for,
)
from tuban.workflow.supervision.policies import may_take_sheets
from tuban.workflow.supervision.tasks import MAKE_BLIND


@action("supervision.take_sheets", policy=may_take_sheets)
def ask_for_sheets(lot: Lot, *, by: Acting) -> BlindPackage:
    """Return the package of one's open sheets of a lot: the last one where it holds the same, else one that is being
    made."""
    sheets = sheets_for(lot, by)
    digest = digest_of(sheets)
    last = BlindPackage.objects.filter(lot=lot, visitor=by.person, digest=digest).first()
    if last is not None and _is_good(last):
        return last
    made = BlindPackage.objects.create(
        lot=lot, visitor=by.person, digest=digest, sheets=[str(one.pk) for one in sheets]
    )
    job = ask_for(
        MAKE_BLIND, _("Make the package of blind sheets"), {"package_id": str(made.pk)}, person_id=by.person_id,
        person_name=by.person_name, area_code=by.area_code,
    )  # fmt: skip
    made.job_id = job.pk
    made.save(update_fields=["job_id"])
    note(package=str(made.pk), sheets=len(sheets), job=str(job.pk))
    return made


def _is_good(package: BlindPackage) -> bool:
    """Whether a package is being made, or is there with all of its parts."""
    if package.made_at is None:
        job = job_of_blind(package)
        return job is not None and not job.is_over
    try:
        for part in parts_of(package):
            blind_path_of(part)
    except ContentLost:
        return False
    return True


def make_sheets(run: Run, package_id: str, folder: Path) -> dict[str, Any]:
    """Make a package of blind sheets; doing it again changes nothing."""
    package = BlindPackage.objects.select_related("lot__supervision__campaign", "lot__supervision__unit").get(
        pk=package_id
    )
    if package.made_at is not None:
        return {}
    lot, campaign = package.lot, package.lot.supervision.campaign
    rows = Drawn.objects.filter(pk__in=package.sheets).select_related("patch", "lot__supervision__campaign")
    by_key = {str(one.pk): one for one in rows}
    sheets = [by_key[key] for key in package.sheets if key in by_key]
    law = rulebook_of(campaign)
    run.progress(gettext("Writing the patches"), 0, 0)
    told = sheets_as_patches(sheets)
    parts = [
        json_part(folder, "patches.json", "patches", told),
        json_part(folder, "form.json", "form", form_of_sheet(law)),
        json_part(folder, "route.json", "route", {"days": []}),
        *chip_parts(told),
    ]
    editions = list(current_editions(campaign.area_code, is_practice=campaign.is_practice))
    images = [one for one in editions if one.is_image]
    parts += basemap_parts(folder, images, [outline_of(one) for one in sheets], [], run.progress)
    package.about = {
        "version": VERSION, "kind": "blind", "group": str(lot.pk), "name": name_of(lot),
        "campaign": {"id": str(campaign.pk), "name": campaign.title}, "lawbook": law.edition,
        "route": package.digest, "epsg": campaign.epsg, "patches": len(told),
    }  # fmt: skip
    package.parts, package.size = [asdict(one) for one in parts], sum(one.size for one in parts)
    package.made_at = timezone.now()
    package.save(update_fields=["about", "parts", "size", "made_at"])
    _forget_old(package)
    return {"bytes": package.size, "parts": len(parts)}


def _forget_old(package: BlindPackage) -> None:
    """Remove earlier packages of the visitor's sheets, with the parts that no other package has."""
    old = BlindPackage.objects.filter(visitor=package.visitor, lot=package.lot).exclude(pk=package.pk)
    gone = {(one.checksum, one.suffix) for row in old for one in parts_of(row) if not one.is_stored}
    old.delete()
    kept = {one.checksum for row in BlindPackage.objects.all() for one in parts_of(row)}
    for checksum, suffix in gone:
        if checksum not in kept and not Part.objects.filter(checksum=checksum).exists():
            (folder_of_parts() / f"{checksum}{suffix}").unlink(missing_ok=True)
