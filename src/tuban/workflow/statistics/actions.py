"""What people do: have the forms counted anew, have those of an earlier day filled."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.jobs.models import Job
from tuban.jobs.queue import ask_for
from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.statistics.history import first_day
from tuban.workflow.statistics.keeping import plan_of
from tuban.workflow.statistics.models import Recount, Refill
from tuban.workflow.statistics.policies import may_recount, may_refill

RECOUNT, REFILL = "statistics.recount", "statistics.refill"


class DayUnfit(TubanError):
    """The forms of {day} cannot be filled: {why}."""

    code = "statistics.day_unfit"
    hint = "Choose a day between the first comparison of the campaign and yesterday; today is shown as it stands."


class RecountRuns(TubanError):
    """The forms of {campaign} are being counted anew already."""

    code = "statistics.recount_runs"
    hint = "Wait until it is done; what it finds is shown on this page."


@action("statistics.recount", policy=may_recount)
def recount(campaign: Campaign, *, by: Acting) -> Recount:
    """Have all forms counted anew from the records and held against the kept sums. Raises RecountRuns."""
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    for one in Recount.objects.filter(campaign=campaign, done_at__isnull=True):
        if _runs(one.job_id):
            raise RecountRuns(campaign=campaign.title)
    made = Recount.objects.create(campaign=campaign, asked_by=by.person)
    job = ask_for(
        RECOUNT, _("Count the forms anew: {name}").format(name=campaign.title), {"recount_id": str(made.pk)},
        person_id=by.person_id, person_name=by.person_name, area_code=campaign.area_code, campaign_id=campaign.pk,
    )  # fmt: skip
    made.job_id = job.pk
    made.save(update_fields=["job_id"])
    note(recount=str(made.pk))
    return made


@action("statistics.refill", policy=may_refill)
def refill(campaign: Campaign, *, by: Acting, day: date) -> Refill:
    """Have the forms filled as of the end of an earlier day; a day that was filled stays. Raises DayUnfit."""
    first = first_day(campaign)
    if day >= timezone.localdate():
        raise DayUnfit(day=day.isoformat(), why=_("it is not over yet"))
    if first is None or day < first:
        raise DayUnfit(day=day.isoformat(), why=_("nothing was compared yet"))
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    made, is_new = Refill.objects.get_or_create(campaign=campaign, day=day, defaults={"asked_by": by.person})
    if not is_new and ((made.done_at is not None and made.plan == plan_of(campaign)) or _runs(made.job_id)):
        return made
    made.done_at = None
    job = ask_for(
        REFILL, _("Fill the forms of {day}: {name}").format(day=day.isoformat(), name=campaign.title),
        {"refill_id": str(made.pk)}, person_id=by.person_id, person_name=by.person_name,
        area_code=campaign.area_code, campaign_id=campaign.pk,
    )  # fmt: skip
    made.job_id = job.pk
    made.save(update_fields=["job_id", "done_at"])
    note(day=day.isoformat())
    return made


def _runs(job_id: UUID | None) -> bool:
    job = Job.objects.filter(pk=job_id).first() if job_id else None
    return job is not None and not job.is_over
