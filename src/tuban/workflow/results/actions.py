"""What people do: have the results of a campaign written, have the disc of an import made in its standard form."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from tuban.jobs.queue import ask_for
from tuban.render.results.groups import Group
from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Arrival
from tuban.workflow.results.models import Result
from tuban.workflow.results.policies import may_make_disc, may_write

WRITE, MAKE_DISC = "results.write", "results.make_disc"


class GroupUnknown(TubanError):
    """{group} is no part of the results."""

    code = "results.group_unknown"
    hint = "Choose of: forms, lists, cards, reports, image_sheets, map_sheets, data."


class NothingWanted(TubanError):
    """No part of the results was chosen."""

    code = "results.nothing_wanted"
    hint = "Choose at least one."


@action("results.write", policy=may_write)
def write(campaign: Campaign, *, by: Acting, groups: Collection[str]) -> Result:
    """Ask for the results of a campaign; they appear whole or not at all. Raises GroupUnknown, NothingWanted."""
    known = [one.value for one in Group if one is not Group.RECORD]
    for group in groups:
        if group not in known:
            raise GroupUnknown(group=group)
    wanted = [name for name in known if name in groups]
    if not wanted:
        raise NothingWanted
    # Two who ask at once: the second waits for the first, and is told so.
    opened = Campaign.objects.select_for_update().get(pk=campaign.pk).opened_checksum
    may_write.demand(by, campaign)
    made = Result.objects.create(
        campaign=campaign, what=Result.What.RESULTS, groups=wanted, asked_by=by.person,
        opened_checksum=opened,
    )  # fmt: skip
    return _begun(made, WRITE, _("Write the results: {name}").format(name=campaign.title), by)


@action("results.make_disc", policy=may_make_disc)
def make_disc(arrival: Arrival, *, by: Acting) -> Result:
    """Ask for the disc of an import as a standard disc, proved once it is made."""
    Arrival.objects.select_for_update().get(pk=arrival.pk)
    may_make_disc.demand(by, arrival)
    campaign = Campaign.objects.get(arrivals=arrival)
    made = Result.objects.create(campaign=campaign, arrival=arrival, what=Result.What.DISC, asked_by=by.person)
    return _begun(made, MAKE_DISC, _("Make the data disc: {name}").format(name=arrival.name), by)


def _begun(made: Result, kind: str, title: str, by: Acting) -> Result:
    job = ask_for(
        kind, title, {"result_id": str(made.pk)}, person_id=by.person_id, person_name=by.person_name,
        area_code=made.campaign.area_code, campaign_id=made.campaign.pk,
    )  # fmt: skip
    made.job_id = job.pk
    made.save(update_fields=["job_id"])
    note(result=str(made.pk), job=str(job.pk))
    return made
