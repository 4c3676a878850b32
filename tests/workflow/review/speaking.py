"""Short ways of asking departments and of speaking for one."""

from __future__ import annotations

from typing import Any

from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.review.considering import consider, current_comparison
from tuban.workflow.review.models import Opinion
from tuban.workflow.review.opinions.actions import Said, agree, consult, give_opinion
from tuban.workflow.review.opinions.policies import duty_of


def fresh(patch: Patch) -> Patch:
    """Return the patch as it is now."""
    return Patch.objects.select_related("campaign").get(pk=patch.pk)


def ask(patch: Patch, by: Acting) -> None:
    """Put a patch to all departments."""
    now = fresh(patch)
    consult(now, by=by, expected_version=now.version)


def say(patch: Patch, by: Acting, verdict: str, finding: str = "", **told: Any) -> Opinion:
    """Speak for a department, with what is proposed unless something else is said."""
    now = fresh(patch)
    comparison = current_comparison(now)
    held = consider(now, finding or comparison.finding)
    kind = held.proposed_violation_type if held.finding == "unlawful" else ""
    before = Opinion.objects.filter(patch=now, duty=duty_of(by), is_current=True).first()
    told.setdefault("reasons", ["facts_agree"] if verdict == "agrees" else ["fact_unclear"])
    said = Said(verdict, held.finding, told.pop("violation_type", kind), **told)
    return give_opinion(now, by=by, said=said, seen=comparison.pk, replaces=before.pk if before else None)


def all_agree(patch: Patch, departments: dict[str, Acting]) -> None:
    """Let every department agree with what is proposed."""
    for one in departments.values():
        agree(fresh(patch), by=one)
