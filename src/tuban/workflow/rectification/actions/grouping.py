"""Acceptance groups get their townships; phases are taken as the lawbook proposes them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.campaigns.models import Campaign, Phase
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.rectification.models import AcceptanceTask
from tuban.workflow.rectification.phases import acceptance_groups, proposed_phases
from tuban.workflow.rectification.policies import may_assign_groups
from tuban.workflow.rectification.self_checks import units_of


class GroupUnfit(TubanError):
    """The group cannot be given these townships: {why}."""

    code = "rectification.group_unfit"
    hint = "Found an acceptance group of the county first; give it townships of the campaign."


@action("rectification.take_phases", policy=may_assign_groups)
def take_phases(campaign: Campaign, *, by: Acting) -> list[Phase]:
    """Take the phases that the lawbook proposes and the campaign lacks; their days can be changed then."""
    del by
    made = [
        Phase.objects.create(campaign=campaign, title=one.title, begins=one.begins, ends=one.ends)
        for one in proposed_phases(campaign)
    ]
    note(phases=[str(one) for one in made])
    return made


@action("rectification.assign_group", policy=may_assign_groups)
def assign_group(
    campaign: Campaign, *, by: Acting, phase: int, group: UUID, units: Sequence[UUID]
) -> list[AcceptanceTask]:  # fmt: skip
    """Give an acceptance group exactly these townships in a phase; another group gives them up. Raises GroupUnfit."""
    found = campaign.phases.filter(pk=phase).first()
    chosen = next((one for one in acceptance_groups(campaign) if one.pk == group), None)
    if found is None or chosen is None:
        raise GroupUnfit(why=_("the phase or the group is not there"))
    known = {one.pk: one for one in units_of(by, campaign)}
    if any(one not in known for one in units):
        raise GroupUnfit(why=_("a unit is none of the campaign"))
    AcceptanceTask.objects.filter(phase=found, group=chosen).delete()
    AcceptanceTask.objects.filter(phase=found, unit__in=list(units)).delete()
    made = [
        AcceptanceTask.objects.create(campaign=campaign, phase=found, group=chosen, unit=known[one])
        for one in dict.fromkeys(units)
    ]
    note(group=chosen.name, phase=found.title, units=[one.unit.name for one in made])
    return made
