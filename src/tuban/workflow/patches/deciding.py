"""What a patch counts as: the finding that a person took where there is one, else what is proposed; and which of both.

A proposal is no finding. Whoever counts by category is told how much of it rests on which.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from django.db.models import F, Q, TextChoices
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, In
from django.utils.translation import gettext_lazy as _

from tuban.workflow.installed_lawbook import installed_lawbook


class Decided(TextChoices):
    """On what the category of a patch rests. Every patch is one of the three."""

    TAKEN = "taken", _("Finding was taken")
    PROPOSED = "proposed", _("Proposed only")
    UNDECIDED = "undecided", _("Not yet decided")


def category() -> Coalesce:
    """Return the category that a patch counts as, as an expression; an index of patches is on the same."""
    return Coalesce(F("finding"), F("proposed_finding"))


def of_category(value: str) -> Q:
    """Return the condition that a patch counts as a category."""
    return Q(Exact(category(), value))


def of_categories(values: Collection[str]) -> Q:
    """Return the condition that a patch counts as one of some categories."""
    return Q(In(category(), list(values)))


def final_categories() -> frozenset[str]:
    """Return the categories that settle a patch; the others say what is still to be done."""
    return _final(installed_lawbook().edition)


@lru_cache(maxsize=2)
def _final(_edition: str) -> frozenset[str]:
    return frozenset(one.value for one in installed_lawbook().codelist("finding") if one.get("final"))


def decided_as(decided: str) -> Q:
    """Return the condition that the category of a patch rests on a finding, on a proposal only, or on neither."""
    if decided == Decided.TAKEN:
        return Q(finding__isnull=False)
    finals = sorted(final_categories())
    proposed = Q(proposed_finding__in=finals) if decided == Decided.PROPOSED else ~Q(proposed_finding__in=finals)
    return Q(finding__isnull=True) & proposed


def decided_of(finding: str | None, proposed: str, finals: Collection[str] | None = None) -> Decided:
    """Return on what a category rests: the finding that was taken, if any, and the proposal.

    Whoever asks for many looks up the ``finals`` (:func:`final_categories`) once.
    """
    if finding is not None:
        return Decided.TAKEN
    return Decided.PROPOSED if proposed in (final_categories() if finals is None else finals) else Decided.UNDECIDED
