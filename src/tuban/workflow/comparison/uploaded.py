"""A layer that comes in through a door as one file: kept below the uploads, then asked for to be read."""

from __future__ import annotations

import shutil
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from tuban.jobs.models import Job
from tuban.workflow.audit.policies import Refused
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.actions import deliver_layer
from tuban.workflow.comparison.policies import may_deliver
from tuban.workflow.comparison.queries import campaign_for_layers
from tuban.workflow.layers.models import Edition
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.arrivals.names import safe_path
from tuban.workflow.patches.arrivals.room import check_room


def why_not_newer(by: Acting, edition: Edition) -> str:
    """Return why no newer edition can be delivered in the place of one; empty where it can."""
    campaign = campaign_for_layers(edition)
    if edition.replaced_by_id is not None:
        return _("It has been replaced already.")
    if edition.is_image or edition.role == "patches":
        return _("Patches and images come with a disc.")
    return _("No campaign of its county runs.") if campaign is None else may_deliver.explain(by, campaign)


def deliver_newer(edition: Edition, *, by: Acting, file: UploadedFile, title: str, as_of: str, reason: str) -> Job:
    """Deliver a file in the place of an edition. Raises Refused and what :func:`deliver_file` raises."""
    campaign = campaign_for_layers(edition)
    refusal = why_not_newer(by, edition)
    if campaign is None or refusal:
        raise Refused(reason=refusal)
    return deliver_file(
        campaign, by=by, file=file, role=edition.role, title=title, as_of=as_of, reason=reason, replaces=edition
    )


def deliver_file(
    campaign: Campaign, *, by: Acting, file: UploadedFile, role: str, title: str, as_of: str, reason: str,
    replaces: Edition | None = None,
) -> Job:  # fmt: skip
    """Keep the file and ask for it to be read; nothing of it stays where that is refused.

    Raises Refused, RoleCannotBeDelivered, DiscTooLarge, QuotaUsed, DiskFull.
    """
    check_room(by.post.unit, file.size or 0)
    place = settings.HOME.uploads / "layers" / str(uuid4())
    path = place / safe_path(Path(file.name or "").name)
    place.mkdir(mode=0o700, parents=True)
    try:
        with path.open("wb") as target:
            for portion in file.chunks():
                target.write(portion)
        return deliver_layer(
            campaign, by=by, file=path, role=role, title=title, replaces=replaces, as_of=as_of, reason=reason
        )
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
