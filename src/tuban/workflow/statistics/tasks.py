"""The jobs of statistics: bring the sums up to date, count anew, fill an earlier day; every night all that run."""

from __future__ import annotations

import shutil
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy

from tuban.jobs.daily import daily
from tuban.jobs.work import Run, work
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.statistics.actions import RECOUNT, REFILL
from tuban.workflow.statistics.keeping import FOLD, fold
from tuban.workflow.statistics.models import Recount, Refill
from tuban.workflow.statistics.recounting import recount
from tuban.workflow.statistics.refilling import fill_day

NIGHTLY = "statistics.nightly"


class SumsDiffer(TubanError):
    """The kept sums differ from the records: {campaigns}."""

    code = "statistics.sums_differ"
    hint = "The page of the recount names every cell. Tell those who look after the product; the records hold."


@work(FOLD)
def fold_job(run: Run, *, campaign_id: str) -> dict[str, Any]:
    """Bring the kept sums of a campaign up to date."""
    campaign = Campaign.objects.filter(pk=campaign_id).first()
    return {} if campaign is None else {"parts": fold(campaign, progress=run.progress)}


@work(RECOUNT)
def recount_job(run: Run, *, recount_id: str) -> dict[str, Any]:
    """Count the forms of a campaign anew."""
    row = Recount.objects.select_related("campaign").filter(pk=recount_id, done_at__isnull=True).first()
    if row is None:
        return {}  # the practice campaign was reset
    run.progress(_("Counting the forms anew"), 0, 0)
    done = recount(row)
    return {"parts": done.parts, "cells": done.cells, "differences": len(done.differences)}


@work(REFILL)
def refill_job(run: Run, *, refill_id: str) -> dict[str, Any]:
    """Fill the forms of an earlier day."""
    row = Refill.objects.select_related("campaign").filter(pk=refill_id, done_at__isnull=True).first()
    if row is None:
        return {}
    run.progress(_("Reading the records of the day"), 0, 0)
    folder = settings.HOME.work / f"{run.job.pk}-{run.job.attempt}"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return {"parts": fill_day(row, folder).parts}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@daily(NIGHTLY, gettext_lazy("Forms counted anew"))
def nightly_job(run: Run, *, day: date) -> dict[str, Any]:
    """Count the forms of every running campaign anew. Raises SumsDiffer where a sum is not what the records say."""
    campaigns = list(Campaign.objects.filter(state=Campaign.State.RUNNING).order_by("area_code"))
    wrong = []
    for place, campaign in enumerate(campaigns):
        run.progress(_("Counting the forms anew"), place, len(campaigns))
        if recount(Recount.objects.create(campaign=campaign)).differences:
            wrong.append(campaign.title)
    if wrong:
        raise SumsDiffer(campaigns="、".join(wrong))
    return {"campaigns": len(campaigns)}
