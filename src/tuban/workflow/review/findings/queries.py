"""Questions about findings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from tuban.rules.decision import Judgement
from tuban.rules.fact_words import in_words
from tuban.rules.facts_wire import facts_from_wire, judgement_from_wire
from tuban.rules.later_derivation import FOLLOWS_LATER
from tuban.rules.rulebook import Rulebook
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.patches.models import Patch
from tuban.workflow.review.counting import found_facts
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
    return judgement_from_wire(finding.judgement, found_facts(finding))


@dataclass(frozen=True, slots=True)
class Moved:
    """A fact that is told otherwise than when a finding was taken, both in words."""

    title: str
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class Since:
    """What a later comparison says of a patch whose finding rests on an earlier one: when it was made, what it
    proposes beside what was proposed then, and which facts it tells otherwise."""

    at: datetime
    rests_on: datetime
    proposed_then: str
    proposed_now: str
    moved: tuple[Moved, ...]

    @property
    def says_the_same(self) -> bool:
        """Whether nothing is told otherwise."""
        return not self.moved and self.proposed_then == self.proposed_now


def since_finding(finding: Finding) -> Since | None:
    """Return what was compared since a finding was taken; None where the finding rests on what counts now, or nothing
    but its handling and rectification was told since."""
    if finding.comparison.is_current:
        return None
    now = Comparison.objects.filter(patch=finding.patch_id, is_current=True).first()
    if now is None:
        return None
    law, then = rulebook_of(finding.patch.campaign), finding.comparison
    old, new = facts_from_wire(then.facts, then.sources), facts_from_wire(now.facts, now.sources)
    names = [
        name for name in sorted({**then.facts, **now.facts})
        if then.facts.get(name) != now.facts.get(name) and name in law.vocabulary and not _is_later(name, law)
    ]  # fmt: skip
    is_other_by_what_came_later = then.digest == now.digest or any(
        then.facts.get(name) != now.facts.get(name) for name in now.facts
    )
    if not names and then.finding == now.finding and is_other_by_what_came_later:
        return None
    pairs = [(name, in_words(name, old[name], law), in_words(name, new[name], law)) for name in names]
    return Since(
        now.at, then.at, then.finding, now.finding,
        tuple(Moved(law.vocabulary[name].title, was, became) for name, was, became in pairs if was != became),
    )  # fmt: skip


def _is_later(name: str, law: Rulebook) -> bool:
    """Whether a fact tells of handling and rectification only; what is missing follows from facts that tell
    themselves."""
    return law.vocabulary[name].made_by == "case" or name in FOLLOWS_LATER or name == "missing_facts"


def rests_on_older(patch: Patch) -> bool:
    """Whether the finding that counts was taken upon a comparison that another has replaced since, by more than what
    its handling and rectification told."""
    finding = finding_of(patch)
    return finding is not None and since_finding(finding) is not None
