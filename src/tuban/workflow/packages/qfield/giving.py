"""A package given out as a project: written once for each package, kept with its parts."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from django.utils import timezone

from tuban.inspect.progress import Progress
from tuban.values.language import gettext as _
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.layers.models import Edition
from tuban.workflow.layers.queries import current_editions
from tuban.workflow.packages.models import Package
from tuban.workflow.packages.qfield.writing import Content, write_project, zipped
from tuban.workflow.packages.queries import folder_of_parts, path_of

_IMAGES = ("image_after", "image_before")


def project_of(package: Package) -> Path:
    """Return where the zip of a package's project lies, whether it is there or not."""
    return folder_of_parts() / f"{package.pk}-qfield.zip"


def give(package: Package, scratch: Path, progress: Progress) -> Path:
    """Write the project of a package that is whole; returns its zip."""
    target = project_of(package)
    if target.is_file():
        return target
    progress(_("Writing the project"), 0, 0)
    campaign = package.plan.campaign
    editions = current_editions(campaign.area_code, is_practice=campaign.is_practice)
    told = {kind: [json.loads(path_of(part).read_text("utf-8")) for part in package.parts.filter(kind=kind)]
            for kind in ("patches", "layer")}  # fmt: skip
    content = Content(
        title=package.group.name, epsg=campaign.epsg, on=timezone.localdate(), package=str(package.pk),
        patches=told["patches"][0], layers=told["layer"], images=_newest(list(editions)),
    )  # fmt: skip
    folder = scratch / "project"
    shutil.rmtree(folder, ignore_errors=True)
    write_project(folder, content, rulebook_of(campaign))
    draft = scratch / "project.zip"
    zipped(folder, draft)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft.replace(target)
    return target


def _newest(editions: list[Edition]) -> list[Edition]:
    """Return the images after the change, else those before it."""
    for role in _IMAGES:
        found = [one for one in editions if one.role == role]
        if found:
            return found
    return []
