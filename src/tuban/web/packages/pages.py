"""What a group takes along: the package for phones, the project for QField, the field sheet."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from tuban.jobs.models import Job
from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.jobs.parts import job_part
from tuban.web.rail import on_rail
from tuban.web.tabs import field_tabs
from tuban.web.workbooks import workbook
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.packages.actions import ask_for_package, ask_for_project, take_sheet
from tuban.workflow.packages.patches import patches_of
from tuban.workflow.packages.policies import may_bring
from tuban.workflow.packages.qfield.giving import project_of
from tuban.workflow.packages.queries import (
    FieldWork,
    PackageNotFound,
    brought_by,
    field_work_of,
    group_for,
    job_of_package,
    package_for,
    project_job_of,
)
from tuban.workflow.packages.sheets.writing import write_sheet
from tuban.workflow.routes.queries import work_of

_BROUGHT = 8


@on_rail("survey")
@require_GET
def packages(request: HttpRequest) -> HttpResponse:
    """Show the groups with what they can take along, and what came back."""
    acting = by(request)
    return render(request, "web/packages/page.html", {
        "tabs": field_tabs("packages"), "groups": [_group(one) for one in field_work_of(acting)],
        "brought": [_brought(one) for one in brought_by(acting)[:_BROUGHT]],
        "why_not_bring": may_bring.explain(acting), "pocket_url": reverse("pocket:shell"),
    })  # fmt: skip


def _group(work: FieldWork) -> dict[str, Any]:
    package, group = work.package, work.group
    job = job_of_package(package) if package is not None and package.made_at is None else None
    project = project_job_of(package) if package is not None else None
    is_there = package is not None and project_of(package).is_file()
    running = next((one for one in (job, project) if one is not None and not one.is_over), None)
    failed = next((one for one in (job, project) if one is not None and one.state == Job.State.FAILED), None)
    told = running or (failed if not is_there else None)
    return {
        "group": group, "name": group.name, "count": work.count, "is_own": work.is_own, "plan": work.plan,
        "is_old": work.is_old, "has_other_route": work.has_other_route,
        "members": "、".join(one.name for one in group.members.all()), "package": package,
        "job": job_part(told) if told is not None else None,
        "make_url": reverse("web:package_make", args=[group.pk]),
        "project_url": reverse("web:package_project", args=[group.pk]),
        "sheet_url": reverse("web:package_sheet", args=[group.pk]),
        "file_url": reverse("web:package_project_file", args=[package.pk]) if is_there and package else "",
        "file_size": project_of(package).stat().st_size if is_there and package else 0,
    }  # fmt: skip


def _brought(job: Job) -> dict[str, Any]:
    return {"job": job, "url": reverse("web:brought", args=[job.pk]), "label": Job.State(job.state).label}


@require_POST
def make(request: HttpRequest, group: UUID) -> HttpResponse:
    """Have the package of a group made."""
    return _asked(request, group, ask_for_package)


@require_POST
def project(request: HttpRequest, group: UUID) -> HttpResponse:
    """Have the package of a group written as a project for QField."""
    return _asked(request, group, ask_for_project)


def _asked(request: HttpRequest, key: UUID, do: Callable[..., Any]) -> HttpResponse:
    acting = by(request)
    try:
        do(group_for(acting, key), by=acting)
    except PackageNotFound:
        raise Http404 from None
    except TubanError as error:
        messages.error(request, str(error))
    return redirect("web:packages")


@require_safe
def project_file(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Hand over the project of a package."""
    try:
        package = package_for(by(request), key)
    except PackageNotFound:
        raise Http404 from None
    path = project_of(package)
    if not path.is_file():
        raise Http404
    name = _("{group} field package for QField {day}.zip").format(
        group=package.group.name, day=f"{package.asked_at:%Y-%m-%d}"
    )
    return FileResponse(path.open("rb"), as_attachment=True, filename=name)


@require_POST
def sheet(request: HttpRequest, group: UUID) -> HttpResponseBase:
    """Write the field sheet of a group as it stands now."""
    acting = by(request)
    try:
        package = take_sheet(group_for(acting, group), by=acting)
    except PackageNotFound:
        raise Http404 from None
    except TubanError as error:
        messages.error(request, str(error))
        return redirect("web:packages")
    law = rulebook_of(package.plan.campaign)
    patches = json.loads(json.dumps(patches_of(work_of(package.group, package.plan), law, group=str(package.group_id))))
    return workbook(
        _("{group} field sheet.xlsx").format(group=package.group.name),
        lambda path: write_sheet(path, patches, law, group=package.group.name, package=str(package.pk)),
    )
