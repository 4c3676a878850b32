"""Questions about packages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from tuban.jobs.models import Job
from tuban.jobs.queries import job_of
from tuban.values.errors import TubanError
from tuban.workflow import store
from tuban.workflow.evidence.models import Media
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Group
from tuban.workflow.packages.digests import digest_of, route_digest_of
from tuban.workflow.packages.models import Package, Part
from tuban.workflow.packages.policies import may_take
from tuban.workflow.packages.tasks import GIVE, TAKE_BACK
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.queries.seen import patches_seen_by
from tuban.workflow.patches.states import Fate
from tuban.workflow.routes.models import Plan
from tuban.workflow.routes.queries import current_plan_of, groups_of, in_order, own_groups_of
from tuban.workflow.survey.models import Capture


class PackageNotFound(TubanError):
    """There is no such package that you may take."""

    code = "packages.not_found"
    hint = "Choose a group of the list and ask for its package."


@dataclass(frozen=True, slots=True)
class FieldWork:
    """A field group with the plan it works by and its newest package; ``count`` patches are planned for it. ``route``
    names its route as it is now; ``is_old`` where something of the package has changed, ``has_other_route`` where it is
    the route."""

    group: Group
    plan: Plan
    count: int
    package: Package | None
    is_own: bool
    route: str = ""
    is_old: bool = False
    has_other_route: bool = False


def field_work_of(by: Acting) -> list[FieldWork]:
    """Return the groups whose package the acting person may take and that have a plan, their own first."""
    own = set(own_groups_of(by).values_list("pk", flat=True))
    found = []
    for group in in_order(groups_of(by)):
        plan = current_plan_of(group)
        if plan is None or may_take.explain(by, group):
            continue
        count = plan.visits.filter(team__group=group).count()
        package, route = newest_of(group), route_digest_of(group, plan)
        is_old = package is not None and package.digest != digest_of(group, plan)
        is_other = is_old and package is not None and package.about.get("route", route) != route
        found.append(FieldWork(group, plan, count, package, group.pk in own, route, is_old, is_other))
    return sorted(found, key=lambda one: not one.is_own)


def newest_of(group: Group) -> Package | None:
    """Return the package of a group that was asked for last."""
    return Package.objects.filter(group=group).select_related("plan__campaign").first()


def group_for(by: Acting, key: UUID) -> Group:
    """Return a field group that the acting person sees; raises PackageNotFound."""
    found = groups_of(by).filter(pk=key).first()
    if found is None:
        raise PackageNotFound
    return found


def package_for(by: Acting, key: UUID) -> Package:
    """Return a package that the acting person may take; raises PackageNotFound."""
    found = Package.objects.filter(pk=key).select_related("group", "plan__campaign").first()
    if found is None or may_take.explain(by, found.group):
        raise PackageNotFound
    return found


def job_of_package(package: Package) -> Job | None:
    """Return the work on a package; None before it was queued."""
    return job_of(package.job_id) if package.job_id is not None else None


def part_for(by: Acting, checksum: str) -> Part:
    """Return a part of any package that the acting person may take; raises PackageNotFound."""
    for part in Part.objects.filter(checksum=checksum).select_related("package__group").order_by("-pk")[:20]:
        if not may_take.explain(by, part.package.group):
            return part
    raise PackageNotFound


def path_of(part: Part) -> Path:
    """Return where the bytes of a part lie; raises ContentLost."""
    if part.is_stored:
        return store.found(part.checksum, part.suffix)
    path = folder_of_parts() / f"{part.checksum}{part.suffix}"
    if not path.is_file():
        raise store.ContentLost(checksum=part.checksum)
    return path


def folder_of_parts() -> Path:
    """Return where parts lie that are made of records and can be made again."""
    caches: Path = settings.HOME.caches
    return caches / "packages"


# Other tools ----------------------------------------------------------------------------------------------------------


def project_job_of(package: Package) -> Job | None:
    """Return the last work on the project of a package; None before it was asked for."""
    rows = Job.objects.filter(kind=GIVE, arguments__package_id=str(package.pk))
    return rows.order_by("-asked_at").first()


def brought_by(by: Acting) -> QuerySet[Job]:
    """Return what the acting person brought from other tools, newest first."""
    return Job.objects.filter(kind=TAKE_BACK, person_id=by.person_id).order_by("-asked_at")


def brought_for(by: Acting, key: UUID) -> Job:
    """Return one thing that the acting person brought; raises PackageNotFound."""
    found = brought_by(by).filter(pk=key).first()
    if found is None:
        raise PackageNotFound
    return found


def photos_of(job: Job) -> list[dict[str, Any]]:
    """Return the photos of a job that brought some, with what they may show."""
    photos: list[dict[str, Any]] = job.outcome.get("photos", []) if job.outcome.get("kind") == "photos" else []
    return photos


def placed_of(photos: Sequence[Mapping[str, Any]], by: Acting) -> dict[str, str]:
    """Return which of the photos the acting person placed already, and on which patch (by uuid)."""
    sums = [one["media"]["sha256"] for one in photos if "media" in one]
    rows = Capture.objects.filter(sha256__in=sums, device__person=by.person_id, patch__isnull=False)
    return {sha256: str(patch) for sha256, patch in rows.values_list("sha256", "patch__uuid")}


def photo_content(job: Job, checksum: str) -> Path:
    """Return where a photo that a job brought lies; raises PackageNotFound, ContentLost."""
    if checksum not in {one["media"]["sha256"] for one in photos_of(job) if "media" in one}:
        raise PackageNotFound
    media = Media.objects.filter(sha256=checksum, state=Media.State.SAFE).first()
    if media is None:
        raise PackageNotFound
    return store.found(media.sha256, media.suffix)


def patch_numbered(by: Acting, text: str) -> Patch | None:
    """Return the patch that a number names (``number`` or ``number-part``) among those the acting person sees; None
    where it names none, or several."""
    number, _dash, part = text.strip().partition("-")
    rows = list(patches_seen_by(by).filter(number=number, part_number=part, fate=Fate.ACTIVE)[:2])
    return rows[0] if len(rows) == 1 else None
