"""A patch found on the way becomes a patch of the office (D6), numbered and compared at once."""

from __future__ import annotations

import numpy as np
import shapely
from django.db import transaction
from django.utils import timezone

from tuban.inspect.survey import GEOGRAPHIC_EPSG
from tuban.kernel.crs import transform_geometries
from tuban.values.errors import TubanError
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.actions import add_and_compare
from tuban.workflow.comparison.comparing import editions_of
from tuban.workflow.comparison.grounds import ground_for
from tuban.workflow.evidence.devices import Sender
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.policies import may_add
from tuban.workflow.patches.states import Source
from tuban.workflow.survey.applying.reading import EntryUnfit, Told
from tuban.workflow.survey.models import FoundPatch
from tuban.workflow.survey.rings import read_rings, shape_of


class NoCampaignOpen(TubanError):
    """No campaign is open in which {person} may add a patch in EPSG {epsg}."""

    code = "survey.no_campaign_open"
    hint = "Open the campaign of the county, then apply the entry again."


def patch_found(told: Told, sender: Sender) -> None:
    """Add the patch that a device found. Raises Refused, PlaceUnfit, RingsUnfit, NoCampaignOpen."""
    acting = sender.acting
    if acting is None:
        raise EntryUnfit(what="person")
    minted = told.identity("id")
    if FoundPatch.objects.filter(pk=minted).exists():
        return
    epsg = told.body.get("epsg")
    shape = shape_of(read_rings(told.body.get("rings")))
    campaign = _campaign(acting, epsg)
    degrees: shapely.Geometry = transform_geometries(np.array([shape], dtype=object), epsg, GEOGRAPHIC_EPSG)[0]
    ground_for(campaign, editions_of(campaign))  # made ready before anything is locked
    with transaction.atomic():
        patch = add_and_compare(
            campaign, by=acting, source=Source.FIELD, source_reference=f"{told.row.device.name} {told.row.seq}",
            geometry=degrees, found_on=timezone.localtime(told.row.likely_at).date(), note_text=told.text("note", 200),
        )  # fmt: skip
        FoundPatch.objects.create(pk=minted, patch=patch, entry=told.row)


def _campaign(by: Acting, epsg: object) -> Campaign:
    """Return the newest open campaign in which somebody may add patches in a zone."""
    rows = Campaign.objects.filter(is_practice=by.is_practice).exclude(state=Campaign.State.CLOSED)
    for one in rows.order_by("-year", "-pk"):
        if one.epsg == epsg and may_add.allows(by, one):
            return one
    raise NoCampaignOpen(person=by.person_name, epsg=epsg)
