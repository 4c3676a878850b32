"""Field groups of the practice county and a plan of the very small county, worked out as a worker would."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

from tuban.jobs.models import Job
from tuban.jobs.work import do
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate
from tuban.workflow.routes import actions
from tuban.workflow.routes.models import Plan
from tuban.workflow.routes.queries import groups_of
from tuban.workflow.routes.settings import proposed_settings


def asked_for(by: Acting, *, without: Collection[str] = (), **settings: Any) -> Plan:
    """Ask for a plan of all patches but some numbers for the two field groups, which set out from two places."""
    campaign = Campaign.objects.get()
    groups = list(groups_of(by))
    patches = list(Patch.objects.filter(campaign=campaign, fate=Fate.ACTIVE))
    west, south = patches[0].geometry.extent[:2]
    for place, group in enumerate(groups):
        start = actions.Equipment("国土所", west - 0.002 * place, south - 0.001, "越野车")
        actions.equip(group, by=by, expected_version=getattr(getattr(group, "outfit", None), "version", 0),
                      equipment=start)  # fmt: skip
    return actions.plan(
        campaign, by=by, title="第一轮", groups=[group.pk for group in groups],
        patches=[patch.uuid for patch in patches if patch.number not in without],
        settings=replace(proposed_settings(), **settings), begins=date(2026, 11, 27),
    )  # fmt: skip


def worked_out(plan: Plan) -> Plan:
    """Do the work that a plan waits for, and return it as it is then."""
    plan.refresh_from_db()
    job = do(Job.objects.get(pk=plan.job_id).pk)
    assert job.state == Job.State.DONE, job.error
    return Plan.objects.select_related("campaign", "unit", "roads").get(pk=plan.pk)
