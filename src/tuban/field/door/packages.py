"""Packages go down: the groups of a person, the package of a group, its parts."""

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

router = Router()
Standing = Literal["making", "ready", "failed"]


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
    now: a package whose own ``route`` is another leads elsewhere."""

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
    """Return the field groups whose package may be taken, the person's own first."""
    return [_group(one) for one in field_work_of(_acting(request))]


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
    """Ask for the package of a group: the last one where nothing changed, else one is made."""
    acting = _acting(request)
    return Status(202, _told(ask_for_package(group_for(acting, wanted.group), by=acting)))


@router.get("/packages/{uuid}", response={200: PackageOut, **PROBLEMS})
def package(request: HttpRequest, uuid: UUID) -> PackageOut:
    """Return how far a package is, and its manifest once it is ready."""
    return _told(package_for(_acting(request), uuid))


def _told(package: Any) -> PackageOut:
    job = job_of_package(package)
    standing = _standing(package, job)
    if standing != "ready":
        reason = ""
        if standing == "failed":
            reason = job.error if job is not None and job.error else _("The work on it was stopped.")
        return PackageOut(
            id=package.pk, group=package.group_id, state=standing, reason=reason,
            done=job.done if job is not None else 0, total=job.total if job is not None else 0,
            words=job.words if job is not None else "",
        )  # fmt: skip
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
    found = part_for(acting, sha256)
    return file_in_ranges(request, path_of(found), media_type=found.media_type, mark=found.checksum)
