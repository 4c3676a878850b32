"""What people do: ask for the package of a group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tuban.jobs.models import Job
from tuban.jobs.queue import ask_for
from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Group
from tuban.workflow.packages.cameras.placing import place_photos
from tuban.workflow.packages.digests import digest_of
from tuban.workflow.packages.models import Package
from tuban.workflow.packages.policies import may_bring, may_take
from tuban.workflow.packages.queries import job_of_package, path_of
from tuban.workflow.packages.tasks import GIVE, MAKE, TAKE_BACK
from tuban.workflow.routes.models import Visit
from tuban.workflow.routes.queries import current_plan_of
from tuban.workflow.store import ContentLost


class NoPlan(TubanError):
    """No plan was given out to {group}, so there is nothing to take along."""

    code = "packages.no_plan"
    hint = "Plan the routes on the route board and give the plan out."


class NothingToVisit(TubanError):
    """The plan has no patch for {group}."""

    code = "packages.nothing_to_visit"
    hint = "Move patches to the group on the route board."


@action("packages.ask", policy=may_take)
def ask_for_package(group: Group, *, by: Acting) -> Package:
    """Return the package of a group: the last one where nothing has changed since, else one that is being made.

    Raises NoPlan, NothingToVisit.
    """
    plan = current_plan_of(group)
    if plan is None:
        raise NoPlan(group=group.name)
    if not Visit.objects.filter(plan=plan, team__group=group).exists():
        raise NothingToVisit(group=group.name)
    Group.objects.select_for_update().get(pk=group.pk)
    digest = digest_of(group, plan)
    for last in Package.objects.filter(group=group, digest=digest)[:1]:
        if _is_good(last):
            return last
    made = Package.objects.create(group=group, plan=plan, digest=digest, asked_by=by.person)
    job = ask_for(
        MAKE, _("Make the field package: {group}").format(group=group.name), {"package_id": str(made.pk)},
        person_id=by.person_id, person_name=by.person_name, area_code=group.area_code, campaign_id=plan.campaign_id,
    )  # fmt: skip
    made.job_id = job.pk
    made.save(update_fields=["job_id"])
    note(package=str(made.pk), plan=str(plan.pk), job=str(job.pk))
    return made


@action("packages.give_project", policy=may_take)
def ask_for_project(group: Group, *, by: Acting) -> Job:
    """Ask for the package of a group as a project for QField. Raises NoPlan, NothingToVisit."""
    package = ask_for_package(group, by=by)
    job = ask_for(
        GIVE, _("Write the project for QField: {group}").format(group=group.name), {"package_id": str(package.pk)},
        person_id=by.person_id, person_name=by.person_name, area_code=group.area_code,
        campaign_id=package.plan.campaign_id,
    )  # fmt: skip
    note(package=str(package.pk), job=str(job.pk))
    return job


@action("packages.take_sheet", policy=may_take)
def take_sheet(group: Group, *, by: Acting) -> Package:
    """Return the package whose field sheet a person takes along. Raises NoPlan, NothingToVisit."""
    return ask_for_package(group, by=by)


@action("packages.bring", policy=may_bring)
def bring_back(*, by: Acting, file: str, name: str) -> Job:
    """Ask for what other tools brought to be taken in; ``file`` lies in the uploads under a name of ours."""
    job = ask_for(
        TAKE_BACK, _("Take in what came back: {name}").format(name=name),
        {"file": file, "person_id": str(by.person_id), "post_id": str(by.post_id)},
        person_id=by.person_id, person_name=by.person_name, area_code=by.area_code,
    )  # fmt: skip
    note(file=name, job=str(job.pk))
    return job


@action("packages.place_photos", policy=may_bring, secrets=("chosen",))
def confirm_photos(*, by: Acting, chosen: Sequence[tuple[Mapping[str, Any], str]]) -> int:
    """Hand in photos, each with the patch that a person says it shows; returns how many are new."""
    new = place_photos(chosen, by=by)
    note(photos=len(chosen), new=new)
    return new


def _is_good(package: Package) -> bool:
    """Whether a package is being made, or is there with all of its parts."""
    if package.made_at is None:
        job = job_of_package(package)
        return job is not None and not job.is_over
    try:
        for part in package.parts.all():
            path_of(part)
    except ContentLost:
        return False
    return True
