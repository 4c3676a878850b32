"""Questions about findings."""

from __future__ import annotations

from django.db.models import QuerySet

from tuban.rules.decision import Judgement
from tuban.rules.facts_wire import facts_from_wire, judgement_from_wire, value_from_wire
from tuban.workflow.patches.models import Patch
from tuban.workflow.review.models import Finding


def finding_of(patch: Patch) -> Finding | None:
    """Return the finding that counts; None before one is taken."""
    return findings_of(patch).filter(is_current=True).first()


def findings_of(patch: Patch) -> QuerySet[Finding]:
    """Return all findings of a patch, those taken back too, the newest first."""
    return Finding.objects.filter(patch=patch).select_related(
        "comparison__basis", "conference__by", "by", "post__unit", "post__department", "reopened_by"
    )


def judgement_of_finding(finding: Finding) -> Judgement:
    """Return the decision as the engine of law knows it: the facts of its comparison, what was decided under it."""
    comparison = finding.comparison
    facts = facts_from_wire(comparison.facts, comparison.sources)
    decided = {name: value_from_wire(value) for name, value in finding.decided.items()}
    return judgement_from_wire(finding.judgement, facts.with_facts(**decided))
