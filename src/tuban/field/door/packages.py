"""Packages go down: the groups of a person, the package of a group, its parts; and the blind sheets of a visitor, which
are offered, packed and taken the same way."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import Field

from tuban.api.errors import PROBLEMS
from tuban.field.door.authentication import taker_of
from tuban.jobs.models import Job
from tuban.web.ranges import file_in_ranges
from tuban.workflow.audit.policies import Refused
from tuban.workflow.evidence.outside import is_hash
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.packages.actions import ask_for_package
from tuban.workflow.packages.queries import (
    FieldWork,
    PackageNotFound,
    field_work_of,
    group_for,
    job_of_package,
    package_for,
    part_for,
    path_of,
)
from tuban.workflow.supervision.pocket.making import ask_for_sheets
from tuban.workflow.supervision.pocket.offers import (
    BlindWork,
    blind_lot_for,
    blind_package_for,
    blind_part_for,
    blind_path_of,
    blind_work_of,
    job_of_blind,
    parts_of,
)

router = Router()
Standing = Literal["making", "ready", "failed"]
Kind = Literal["route", "blind"]


class CampaignNamed(Schema):
    """A campaign by its key and name."""

    id: UUID
    name: str


class PackageBrief(Schema):
    """The newest package of a group; ``is_old`` where something that it holds has changed since."""

    id: UUID
    state: Standing
    made_at: datetime | None
    bytes: int
    is_old: bool


class GroupToTakeOut(Schema):
    """A group whose package may be taken; ``is_own`` where the person is a member. ``route`` names its route as it is
    now: a package whose own ``route`` is another leads elsewhere. Of the kind ``blind`` are the person's sheets of a
    second visit, ``group`` is the lot then."""

    kind: Kind = "route"
    group: UUID
    name: str
    campaign: CampaignNamed
    patches: int
    is_own: bool
    route: str
    package: PackageBrief | None


class PartOut(Schema):
    """A file of a package."""

    name: str
    kind: str
    sha256: str
    bytes: int
    type: str


class PackageOut(Schema):
    """How far a package is; once it is ready, what it holds."""

    id: UUID
    kind: Kind = "route"
    state: Standing
    done: int = 0
    total: int = 0
    words: str = ""
    reason: str = ""
    version: int = 0
    group: UUID
    name: str = ""
    campaign: CampaignNamed | None = None
    lawbook: str = ""
    route: str = ""
    made_at: datetime | None = None
    epsg: int = 0
    bytes: int = 0
    patches: int = 0
    parts: list[PartOut] = Field(default_factory=list)


class PackageWanted(Schema):
    """The group whose package is wanted."""

    group: UUID


def _acting(request: HttpRequest) -> Acting:
    """Return who acts with the device. Raises Refused where it may take nothing."""
    acting: Acting | None = taker_of(request).acting
    if acting is None:
        raise Refused(reason=_("The person of this device holds no post any more."))
    return acting


@router.get("/groups", response={200: list[GroupToTakeOut], **PROBLEMS})
def groups(request: HttpRequest) -> list[GroupToTakeOut]:
    """Return what may be taken: the person's blind sheets, then the packages of field groups, their own first."""
    acting = _acting(request)
    return [*map(_sheets, blind_work_of(acting)), *map(_group, field_work_of(acting))]


def _sheets(work: BlindWork) -> GroupToTakeOut:
    package, campaign = work.package, work.lot.supervision.campaign
    return GroupToTakeOut(
        kind="blind", group=work.lot.pk, name=work.name, patches=work.count, is_own=True, route=work.digest,
        campaign=CampaignNamed(id=campaign.pk, name=campaign.title),
        package=None if package is None else PackageBrief(
            id=package.pk, state=_standing(package, job_of_blind(package)), made_at=package.made_at,
            bytes=package.size, is_old=work.is_old,
        ),
    )  # fmt: skip


def _group(work: FieldWork) -> GroupToTakeOut:
    package = work.package
    return GroupToTakeOut(
        group=work.group.pk, name=work.group.name, patches=work.count, is_own=work.is_own, route=work.route,
        campaign=CampaignNamed(id=work.plan.campaign_id, name=work.plan.campaign.title),
        package=None if package is None else PackageBrief(
            id=package.pk, state=_standing(package, job_of_package(package)), made_at=package.made_at,
            bytes=package.size, is_old=work.is_old,
        ),
    )  # fmt: skip


def _standing(package: Any, job: Job | None) -> Standing:
    if package.made_at is not None:
        return "ready"
    return "failed" if job is None or job.is_over else "making"


@router.post("/packages", response={202: PackageOut, **PROBLEMS})
def ask(request: HttpRequest, wanted: PackageWanted) -> Status[PackageOut]:
    """Ask for the package of a group, or of one's sheets of a lot: the last one where nothing changed, else one is
    made."""
    acting = _acting(request)
    lot = blind_lot_for(acting, wanted.group)
    if lot is not None:
        return Status(202, _told_blind(ask_for_sheets(lot, by=acting)))
    return Status(202, _told(ask_for_package(group_for(acting, wanted.group), by=acting)))


@router.get("/packages/{uuid}", response={200: PackageOut, **PROBLEMS})
def package(request: HttpRequest, uuid: UUID) -> PackageOut:
    """Return how far a package is, and its manifest once it is ready."""
    acting = _acting(request)
    blind = blind_package_for(acting, uuid)
    return _told_blind(blind) if blind is not None else _told(package_for(acting, uuid))


def _unready(package: Any, job: Job | None, standing: Standing, group: UUID) -> PackageOut:
    reason = ""
    if standing == "failed":
        reason = job.error if job is not None and job.error else _("The work on it was stopped.")
    return PackageOut(
        id=package.pk, group=group, state=standing, reason=reason, done=job.done if job is not None else 0,
        total=job.total if job is not None else 0, words=job.words if job is not None else "",
    )  # fmt: skip


def _told_blind(package: Any) -> PackageOut:
    job = job_of_blind(package)
    standing = _standing(package, job)
    if standing != "ready":
        return _unready(package, job, standing, package.lot_id)
    return PackageOut(
        id=package.pk, state="ready", made_at=package.made_at, bytes=package.size, **package.about,
        parts=[
            PartOut(name=one.name, kind=one.kind, sha256=one.checksum, bytes=one.size, type=one.media_type)
            for one in parts_of(package)
        ],
    )  # fmt: skip


def _told(package: Any) -> PackageOut:
    job = job_of_package(package)
    standing = _standing(package, job)
    if standing != "ready":
        return _unready(package, job, standing, package.group_id)
    about: dict[str, Any] = package.about
    return PackageOut(
        id=package.pk, state="ready", made_at=package.made_at, bytes=package.size, route=about.get("route", ""),
        **{name: about[name] for name in ("version", "group", "name", "campaign", "lawbook", "epsg", "patches")},
        parts=[
            PartOut(name=one.name, kind=one.kind, sha256=one.checksum, bytes=one.size, type=one.media_type)
            for one in package.parts.all()
        ],
    )  # fmt: skip


@router.get("/parts/{sha256}", response={200: None, **PROBLEMS})
def part(request: HttpRequest, sha256: str) -> HttpResponse:
    """Return the bytes of a part, or of the range that is asked for."""
    acting = _acting(request)
    if not is_hash(sha256):
        raise PackageNotFound
    blind = blind_part_for(acting, sha256)
    if blind is not None:
        return file_in_ranges(request, blind_path_of(blind), media_type=blind.media_type, mark=blind.checksum)
    found = part_for(acting, sha256)
    return file_in_ranges(request, path_of(found), media_type=found.media_type, mark=found.checksum)
