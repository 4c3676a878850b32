"""What people do: have a seal exported for the ministry's reporting, or a draft of what the office knows now."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.jobs.queue import ask_for
from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.ministry_export.choices import Choice
from tuban.workflow.ministry_export.models import MinistryExport
from tuban.workflow.ministry_export.outlines import has_outlines
from tuban.workflow.ministry_export.policies import may_export, may_export_draft
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.submission.models import Seal

MAKE = "ministry_export.make"


class OutlinesElsewhere(TubanError):
    """The patches of this seal lie in another installation: there are no outlines here."""

    code = "ministry_export.outlines_elsewhere"
    hint = "Leave Shapefile out; the tables hold the same figures."


@action("ministry_export.ask", policy=may_export)
def export_seal(seal: Seal, *, by: Acting, chosen: Choice, queue: bool = True) -> MinistryExport:
    """Have a seal exported; without ``queue`` whoever asks makes it at once. Raises OutlinesElsewhere."""
    if chosen.has_outlines and not has_outlines(seal):
        raise OutlinesElsewhere
    return _asked(seal.campaign, seal, by, chosen, queue=queue)


@action("ministry_export.ask_draft", policy=may_export_draft)
def export_draft(campaign: Campaign, *, by: Acting, chosen: Choice, queue: bool = True) -> MinistryExport:
    """Have what the office knows now exported as a draft."""
    return _asked(campaign, None, by, chosen, queue=queue)


def _asked(campaign: Campaign, seal: Seal | None, by: Acting, chosen: Choice, *, queue: bool) -> MinistryExport:
    made = MinistryExport.objects.create(
        campaign=campaign, seal=seal, by=by.person, post=by.post, formats=list(chosen.formats),
        encoding=chosen.encoding, epsg=chosen.epsg,
    )  # fmt: skip
    note(export=str(made.pk), formats=made.formats, encoding=made.encoding, epsg=made.epsg,
         digest=seal.digest if seal is not None else "")  # fmt: skip
    if queue:
        job = ask_for(
            MAKE, _("Export for the ministry's reporting: {name}").format(name=campaign.title),
            {"export_id": str(made.pk)}, person_id=by.person_id, person_name=by.person_name,
            area_code=campaign.area_code, campaign_id=campaign.pk,
        )  # fmt: skip
        made.job_id = job.pk
        made.save(update_fields=["job_id"])
    return made
