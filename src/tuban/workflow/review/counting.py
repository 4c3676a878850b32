"""What a part counts as in the ratio: the finding that a person took with all it rests on, else what is proposed.

What each finding gives is kept when it is taken, as that of each comparison is: nobody reads all facts of a county to
add up a sum.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from tuban.rules.campaign import CampaignContext
from tuban.rules.decision import Taken
from tuban.rules.facts_wire import facts_as_wire, facts_from_wire, value_from_wire
from tuban.rules.judgement import judge
from tuban.rules.part_figures import figures_of
from tuban.rules.ratio import FACTS, FIGURES
from tuban.values.area import AreaUnit
from tuban.values.facts import Facts
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.comparison.terms import KeptRow, Term, read_term, terms_of
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate
from tuban.workflow.review.considering import raw_facts
from tuban.workflow.review.models import Finding, FindingTerms

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class CountedTerm:
    """What a part gives to the ratio, and whether a finding says so or a proposal only."""

    term: Term
    is_taken: bool


def counted_terms(campaign: Campaign) -> list[CountedTerm]:
    """Return what every part of a campaign gives to the ratio as it counts. What is kept is read, the rest worked
    out."""
    rows = _rows(current_findings(campaign))
    worked_out = _worked_out(campaign, _stale(campaign, rows))
    taken = {
        row.patch: worked_out.get(row.key) or read_term(row.facts, row.figures, row.edition, row.patch) for row in rows
    }
    return [CountedTerm(taken.get(one.patch, one), one.patch in taken) for one in terms_of(campaign)]


def current_findings(campaign: Campaign) -> QuerySet[Finding]:
    """Return the findings that count in a campaign."""
    return Finding.objects.filter(is_current=True, patch__campaign=campaign, patch__fate=Fate.ACTIVE)


def keep_terms(patch: Patch) -> int:
    """Keep what the findings of a patch and of its other parts give to the ratio; returns of how many."""
    rows = _rows(current_findings(patch.campaign).filter(patch__number=patch.number))
    stale = _stale(patch.campaign, rows)
    terms = [
        FindingTerms(
            finding_id=key, siblings=stale[key][1], facts=facts_as_wire(term.facts),
            figures={name: str(value) for name, value in term.figures.items()},
        )
        for key, term in _worked_out(patch.campaign, stale).items()
    ]  # fmt: skip
    FindingTerms.objects.bulk_create(
        terms, update_conflicts=True, unique_fields=["finding"], update_fields=["siblings", "facts", "figures"]
    )
    return len(terms)


def found_facts(finding: Finding) -> Facts:
    """Return the facts of a finding: those of its comparison, and what was decided under the choice."""
    comparison = finding.comparison
    return with_decided(facts_from_wire(comparison.facts, comparison.sources), finding)


def with_decided(facts: Facts, finding: Finding) -> Facts:
    """Return the facts of the comparison that a finding rests on with what was decided under the choice."""
    return facts.with_facts(**{name: value_from_wire(value) for name, value in finding.decided.items()})


def facts_of_now(finding: Finding, now: Comparison | None) -> Facts:
    """Return the facts of a finding with what came after it as ``now``, the current comparison, tells it: handling and
    rectification, and all that the lawbook makes of them under the choice that was taken."""
    then = found_facts(finding)
    if now is None or now.pk == finding.comparison_id:
        return then
    law = rulebook_of(finding.patch.campaign)
    later = [name for name, kind in law.vocabulary.facts.items() if kind.made_by == "case"]
    told = facts_from_wire(now.facts, now.sources)
    if all(told[name] == then[name] for name in later):
        return then
    raw = raw_facts(then, law)
    named = {name: told[name] for name in later if name in told}
    followed = Facts({name: value for name, value in raw.items() if name not in later}, raw.sources)
    campaign = CampaignContext(finding.patch.campaign.year, finding.patch.campaign.area_code)
    taken = Taken(finding.finding, finding.violation_type)
    return judge(followed.with_facts_of(Facts(named, told.sources)), law, campaign=campaign, taken=taken).facts


def _rows(findings: QuerySet[Finding]) -> list[KeptRow]:
    told = findings.order_by("patch__number", "patch__part_number", "patch_id").values_list(
        "pk", "patch_id", "patch__number", "patch__part_number", "comparison__lawbook_edition", "terms__siblings",
        "terms__facts", "terms__figures",
    )  # fmt: skip
    return [KeptRow(*row) for row in told]


def _stale(campaign: Campaign, rows: Iterable[KeptRow]) -> dict[UUID, tuple[str, str]]:
    """Return the findings whose terms are missing, or rest on other siblings or an earlier comparison, each with its
    number and the digest of what they rest on now."""
    listed = list(rows)
    digests = _digests(campaign, {row.number for row in listed if row.part})
    later = dict(
        current_findings(campaign).filter(comparison__is_current=False, patch__comparisons__is_current=True)
        .order_by().values_list("pk", "patch__comparisons__pk")
    )  # fmt: skip
    expected = {
        row.key: digests[row.number] if row.part else _digest([str(later[row.key])]) if row.key in later else ""
        for row in listed
    }
    return {row.key: (row.number, expected[row.key]) for row in listed if row.siblings != expected[row.key]}


def _digests(campaign: Campaign, numbers: Collection[str]) -> dict[str, str]:
    """Return, for patches in parts, a digest of what the parts rest on: their comparisons and their findings."""
    resting: dict[str, list[str]] = {}
    wanted = sorted(numbers)
    for start in range(0, len(wanted), _AT_ONCE):
        among = {"patch__number__in": wanted[start : start + _AT_ONCE]}
        for rows in (_compared(campaign).filter(**among), current_findings(campaign).filter(**among)):
            for number, key in rows.order_by().values_list("patch__number", "pk"):
                resting.setdefault(number, []).append(str(key))
    return {number: _digest(own) for number, own in resting.items()}


def _digest(keys: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(keys)).encode()).hexdigest()


def _compared(campaign: Campaign) -> QuerySet[Comparison]:
    return Comparison.objects.filter(is_current=True, patch__campaign=campaign, patch__fate=Fate.ACTIVE)


def _worked_out(campaign: Campaign, stale: Mapping[UUID, tuple[str, str]]) -> dict[UUID, Term]:
    """Work out what findings give, each fitted to the other parts of its patch as they count now."""
    numbers = sorted({number for number, _digest in stale.values()})
    found: dict[UUID, Term] = {}
    for start in range(0, len(numbers), _AT_ONCE):
        among = {"patch__number__in": numbers[start : start + _AT_ONCE]}
        findings = list(current_findings(campaign).filter(**among).select_related("comparison", "patch__campaign"))
        taken = {one.patch_id: one for one in findings}
        now = {one.patch_id: one for one in _compared(campaign).filter(patch__in=list(taken))}
        proposed = _compared(campaign).filter(**among).exclude(patch__in=list(taken))
        others = [facts_from_wire(facts, sources) for facts, sources in proposed.values_list("facts", "sources")]
        facts = [facts_of_now(one, now.get(one.patch_id)) for one in findings]
        for one, own, figures in zip(findings, facts, figures_of([*facts, *others], AreaUnit.MU), strict=False):
            if one.pk in stale:
                shown = Facts({name: own[name] for name in FACTS if name in own})
                told = {name: figures[name] for name in FIGURES if name in figures}
                found[one.pk] = Term(shown, told, one.comparison.lawbook_edition, one.patch_id)
    return found
