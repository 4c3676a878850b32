"""Blind packages as their visitor may take them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from tuban.jobs.models import Job
from tuban.jobs.queries import job_of
from tuban.workflow import store
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.comparison.dossiers import pictures_of
from tuban.workflow.layers.queries import current_editions
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.packages.queries import folder_of_parts
from tuban.workflow.supervision.blind import open_sheets
from tuban.workflow.supervision.law import supervision_law
from tuban.workflow.supervision.models import BlindPackage, Drawn, Lot
from tuban.workflow.supervision.pocket.content import in_walking_order

_SHAPE = 1
"""Grows when blind packages are made in another way, so that older ones are made anew."""


@dataclass(frozen=True, slots=True)
class BlindPart:
    """A file of a blind package."""

    name: str
    kind: str
    checksum: str
    suffix: str
    size: int
    media_type: str
    is_stored: bool


@dataclass(frozen=True, slots=True)
class BlindWork:
    """The open sheets of a visitor of one lot, with the newest package of them; ``is_old`` where it holds others."""

    lot: Lot
    name: str
    count: int
    digest: str
    package: BlindPackage | None

    @property
    def is_old(self) -> bool:
        """Whether the package is of other sheets, or of these as they were."""
        return self.package is not None and self.package.digest != self.digest


def blind_work_of(by: Acting) -> list[BlindWork]:
    """Return the lots of which the acting person has open sheets, the newest first."""
    lots: dict[UUID, list[Drawn]] = {}
    for one in open_sheets(by.person):
        lots.setdefault(one.lot_id, []).append(one)
    found = []
    for key, sheets in lots.items():
        package = BlindPackage.objects.filter(visitor=by.person, lot=key).first()
        found.append(BlindWork(sheets[0].lot, name_of(sheets[0].lot), len(sheets), digest_of(sheets), package))
    return found


def blind_lot_for(by: Acting, key: UUID) -> Lot | None:
    """Return the lot of that key of which the acting person has open sheets; None where there is none."""
    sheet = open_sheets(by.person).filter(lot=key).first()
    return sheet.lot if sheet is not None else None


def blind_package_for(by: Acting, key: UUID) -> BlindPackage | None:
    """Return a package of the acting person, while any of its sheets is open; None where there is none."""
    found = BlindPackage.objects.filter(pk=key, visitor=by.person).select_related("lot__supervision__unit").first()
    return found if found is not None and blind_lot_for(by, found.lot_id) is not None else None


def blind_part_for(by: Acting, checksum: str) -> BlindPart | None:
    """Return a part of a package that the acting person may take; None where there is none."""
    for package in BlindPackage.objects.filter(visitor=by.person, made_at__isnull=False):
        if blind_lot_for(by, package.lot_id) is not None:
            for part in parts_of(package):
                if part.checksum == checksum:
                    return part
    return None


def parts_of(package: BlindPackage) -> list[BlindPart]:
    """Return the parts of a package in the order in which a device takes them."""
    return [BlindPart(**one) for one in package.parts]


def blind_path_of(part: BlindPart) -> Path:
    """Return where the bytes of a part lie; raises ContentLost."""
    if part.is_stored:
        return store.found(part.checksum, part.suffix)
    path = folder_of_parts() / f"{part.checksum}{part.suffix}"
    if not path.is_file():
        raise store.ContentLost(checksum=part.checksum)
    return path


def job_of_blind(package: BlindPackage) -> Job | None:
    """Return the work on a package; None before it was queued."""
    return job_of(package.job_id) if package.job_id is not None else None


def name_of(lot: Lot) -> str:
    """Return the name under which a device shows the sheets of a lot."""
    return f"{supervision_law().sheet.title} {lot.supervision}"


def sheets_for(lot: Lot, by: Acting) -> list[Drawn]:
    """Return the open sheets of a visitor of a lot in the order in which they are walked to."""
    return in_walking_order(open_sheets(by.person).filter(lot=lot))


def digest_of(sheets: Sequence[Drawn]) -> str:
    """Return what names everything that a package of sheets is made of."""
    campaign = sheets[0].lot.supervision.campaign
    editions = current_editions(campaign.area_code, is_practice=campaign.is_practice)
    told = [
        _SHAPE, rulebook_of(campaign).edition,
        sorted((str(one.pk), one.patch_id, [row.checksum for row in pictures_of(one.patch)]) for one in sheets),
        sorted(one.checksum for one in editions if one.is_image),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()
