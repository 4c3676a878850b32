"""A finding that somebody holds right, before it is said or taken: what the lawbook makes of it, and what stands in its
way.

Missing facts never lead to a favourable finding, whoever holds it; nor is one taken without its papers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from tuban.rules.campaign import CampaignContext
from tuban.rules.checks.asking import check_part
from tuban.rules.decision import Judgement, Taken
from tuban.rules.facts_wire import facts_from_wire
from tuban.rules.judgement import judge
from tuban.rules.opinions import Asked, OpinionBook, evidence_of, objections_to, opinion_book
from tuban.rules.rulebook import Rulebook
from tuban.values.errors import TubanError
from tuban.values.facts import UNKNOWN, Facts
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.comparison.content import in_order, problem_as_wire
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.evidence.queries import attachments_of
from tuban.workflow.patches.models import Patch

UNLAWFUL = "unlawful"
_MADE_HERE = ("derived", "decided")


class NoCategory(TubanError):
    """“{finding}” is no finding that can be taken."""

    code = "review.no_category"
    hint = "Choose exactly one of the categories; what is open goes to the field or is split first."


class ViolationTypeUnfit(TubanError):
    """The type of violation does not fit: {why}."""

    code = "review.violation_type_unfit"
    hint = "An unlawful patch has exactly one type of violation, which excludes the others; every other patch has none."


class FactsMissing(TubanError):
    """{patch} cannot be found «{finding}» while facts are missing that could change it: {missing}."""

    code = "review.facts_missing"
    hint = "Settle them first, or say what is missing: the patch then goes to those who can settle it."


class PapersMissing(TubanError):
    """{patch} cannot be found «{finding}» without its papers: {papers}."""

    code = "review.papers_missing"
    hint = "Enter the papers with their source; without them it is not lawful."


class NotCompared(TubanError):
    """{patch} was not compared yet: there is nothing to rest on."""

    code = "review.not_compared"
    hint = "It is compared when the layers of its county are loaded."


@dataclass(frozen=True)
class Considered:
    """A finding of a patch thought through on its current facts: nothing is written."""

    patch: Patch
    comparison: Comparison
    rulebook: Rulebook
    finding: str
    violation_type: str

    @cached_property
    def book(self) -> OpinionBook:
        """The points of the departments."""
        return opinion_book(self.rulebook)

    @cached_property
    def facts(self) -> Facts:
        """The facts of the comparison, with what it proposed."""
        return facts_from_wire(self.comparison.facts, self.comparison.sources)

    @cached_property
    def context(self) -> CampaignContext:
        """The campaign that it is judged in."""
        return CampaignContext(self.patch.campaign.year, self.patch.campaign.area_code)

    @cached_property
    def judgement(self) -> Judgement:
        """What follows from the choice: the area that counts, the violation, how it is handled, what is missing."""
        return judge(
            raw_facts(self.facts, self.rulebook), self.rulebook, campaign=self.context,
            taken=Taken(self.finding, self.violation_type),
        )  # fmt: skip

    @property
    def label(self) -> str:
        """The finding in the words of the lawbook."""
        known = self.rulebook.codelist("finding").by_value.get(self.finding)
        return known.label if known else self.finding

    @property
    def is_final(self) -> bool:
        """Whether it is a category, and not something still to be done."""
        return is_final(self.finding, self.rulebook)

    @property
    def is_favourable(self) -> bool:
        """Whether it favours those who use the land: then nothing may be missing."""
        known = self.rulebook.codelist("finding").by_value.get(self.finding)
        return bool(known and known.get("favourable"))

    @property
    def proposed(self) -> str:
        """What the lawbook proposed."""
        return self.comparison.finding

    @property
    def proposed_violation_type(self) -> str:
        """The type of violation that it proposed; empty where it proposed none."""
        value = self.facts["violation_type"]
        return "" if value is UNKNOWN or value is None or value == "unknown" else str(value)

    @property
    def differs(self) -> bool:
        """Whether it is another finding than the proposed one."""
        return self.finding != self.proposed or (
            bool(self.proposed_violation_type) and self.violation_type != self.proposed_violation_type
        )

    @cached_property
    def exhibits(self) -> frozenset[str]:
        """The kinds of files that speak about the patch."""
        return frozenset(attachments_of(self.patch).order_by().values_list("exhibit__kind", flat=True))

    @cached_property
    def evidence(self) -> tuple[Asked, ...]:
        """The evidence that the category asks for, and whether it is there."""
        return evidence_of(self.finding, self.facts, self.book, exhibits=self.exhibits)

    @cached_property
    def papers_missing(self) -> tuple[str, ...]:
        """The papers without which a favourable finding is not taken."""
        return tuple(
            one.evidence.title for one in self.evidence
            if self.is_favourable and one.evidence.is_paper and not one.is_there
        )  # fmt: skip

    @cached_property
    def objections(self) -> list[dict[str, Any]]:
        """The errors of the rule catalogue that concern the category: they stand, whoever takes it."""
        problems = in_order(check_part(self.judgement, self.rulebook, campaign=self.context))
        return [dict(one) for one in objections_to(self.finding, [problem_as_wire(one) for one in problems], self.book)]

    @property
    def wants_a_reason(self) -> bool:
        """Whether whoever takes it has to say why: it differs, or a rule objects to it."""
        return self.differs or bool(self.objections)

    def faults(self) -> Iterator[TubanError]:
        """Yield why it can neither be said nor taken."""
        if not self.is_final:
            yield NoCategory(finding=self.label or self.finding)
            return
        types = self.rulebook.codelist("violation_type")
        if self.finding == UNLAWFUL and self.violation_type not in types:
            yield ViolationTypeUnfit(why=_none_or_unknown(self.violation_type))
        elif self.finding != UNLAWFUL and self.violation_type:
            yield ViolationTypeUnfit(why=_("a patch that is not unlawful has none"))
        if self.is_favourable and self.judgement.missing:
            missing = "、".join(one.title for one in self.judgement.missing)
            yield FactsMissing(patch=self.patch, finding=self.label, missing=missing)
        if self.papers_missing:
            yield PapersMissing(patch=self.patch, finding=self.label, papers="、".join(self.papers_missing))

    def demand(self) -> None:
        """Raise the first fault."""
        fault = next(self.faults(), None)
        if fault is not None:
            raise fault


def _none_or_unknown(value: str) -> str:
    return _("“{value}” is none of the types").format(value=value) if value else _("none was chosen")


def consider(
    patch: Patch, finding: str, violation_type: str = "", *, comparison: Comparison | None = None
) -> Considered:
    """Think a finding of a patch through on its current facts; raises NotCompared."""
    found = comparison or current_comparison(patch)
    return Considered(patch, found, rulebook_of(patch.campaign), finding, violation_type)


def current_comparison(patch: Patch) -> Comparison:
    """Return the comparison that counts; raises NotCompared."""
    found = Comparison.objects.filter(patch=patch, is_current=True).select_related("basis").first()
    if found is None:
        raise NotCompared(patch=patch)
    return found


def raw_facts(facts: Facts, rulebook: Rulebook) -> Facts:
    """Return the facts that somebody told, without what was derived and decided from them."""
    vocabulary = rulebook.vocabulary
    return Facts(
        {name: value for name, value in facts.items() if name in vocabulary
         and vocabulary[name].made_by not in _MADE_HERE},
        facts.sources,
    )  # fmt: skip


def is_final(finding: str, rulebook: Rulebook) -> bool:
    """Whether a finding is a category that can be taken."""
    known = rulebook.codelist("finding").by_value.get(finding)
    return bool(known and known.get("final"))


def final_findings(rulebook: Rulebook) -> Collection[str]:
    """Return the categories, in the order of the lawbook."""
    return [entry.value for entry in rulebook.codelist("finding") if entry.get("final")]
