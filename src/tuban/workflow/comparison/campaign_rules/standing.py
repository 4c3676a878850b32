"""What objects to a patch now: the rules of its comparison, and those about the whole campaign as asked last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from tuban.rules.checks.registry import CAMPAIGN_RULES, PART_RULES
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.campaign_rules.models import Asking, Objection
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.patches.models import Patch

_AT_ONCE = 500
Row = Mapping[str, Any]


def is_of_all(rule: str) -> bool:
    """Whether only all patches together tell if a rule holds."""
    return rule in CAMPAIGN_RULES and rule not in PART_RULES


def last_asking(campaign: Campaign) -> Asking | None:
    """Return when the rules about the whole campaign were asked last; None where they never were by themselves."""
    return Asking.objects.filter(campaign=campaign).first()


def standing(campaign: Campaign) -> QuerySet[Objection]:
    """Return the objections of the last asking."""
    return Objection.objects.filter(campaign=campaign, settled__isnull=True)


def joined(problems: Iterable[Row], objections: Iterable[Objection]) -> list[dict[str, Any]]:
    """Return what objects to a patch, by rule: of its comparison what a patch alone tells, the rest from the asking.

    A row of an asking bears it as ``asking``.
    """
    rows = [dict(one) for one in problems if not is_of_all(one["rule"])]
    known = {(one["rule"], one["message"]) for one in rows}
    rows += [
        {
            "rule": one.rule, "severity": one.severity, "message": one.message, "settled_by": one.settled_by,
            "facts": one.facts, "raised": one.raised,
        }
        for one in objections
        if (one.rule, one.message) not in known
    ]  # fmt: skip
    return sorted(rows, key=lambda one: (one["rule"], one["message"]))


def recount(campaign: Campaign, patches: QuerySet[Patch]) -> int:
    """Let patches of a campaign count what objects to them now; returns of how many the number was another.

    Where the rules about the whole campaign were never asked by themselves, the comparisons hold all there is.
    """
    if last_asking(campaign) is None:
        return 0
    by_patch: dict[int, list[Objection]] = {}
    for one in standing(campaign).filter(patch__in=patches):
        by_patch.setdefault(one.patch_id or 0, []).append(one)
    current = Comparison.objects.filter(is_current=True, patch__in=patches)
    told = current.values_list("patch_id", "patch__problem_count", "problems").iterator(chunk_size=_AT_ONCE)
    differing: dict[int, list[int]] = {}
    for patch, counted, problems in told:
        number = len(joined(problems, by_patch.get(patch, ())))
        if number != counted:
            differing.setdefault(number, []).append(patch)
    for number, keys in differing.items():
        for some in _portions(keys):
            Patch.objects.filter(pk__in=some).update(problem_count=number)
    return sum(len(keys) for keys in differing.values())


def _portions(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    for start in range(0, len(keys), _AT_ONCE):
        yield keys[start : start + _AT_ONCE]
