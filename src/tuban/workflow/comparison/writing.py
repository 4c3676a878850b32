"""Comparisons as they are written: the earlier one stays, and the new one is the current."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.content import Content
from tuban.workflow.comparison.models import Basis, Comparison, WouldDiffer
from tuban.workflow.comparison.terms import keep_terms
from tuban.workflow.layers.models import Edition
from tuban.workflow.patches.models import Patch

_AT_ONCE = 200

NOT_COMPARED = frozenset({"roads", "quota"})
"""Roles that no comparison of a patch rests on."""


def basis_of(editions: Iterable[Edition]) -> Basis:
    """Return the record of the editions that comparisons rest on together."""
    chosen: dict[UUID, Edition] = {one.pk: one for one in editions}
    digest = hashlib.sha256("\n".join(sorted(str(key) for key in chosen)).encode()).hexdigest()
    basis, is_new = Basis.objects.get_or_create(digest=digest)
    if is_new:
        basis.editions.set(chosen.values())
    return basis


def compare_anew(told: Sequence[tuple[Patch, Content]], basis: Basis) -> int:
    """Write new current comparisons; earlier ones stay, and are no longer current."""
    keys = [row.pk for row, _content in told]
    for start in range(0, len(keys), _AT_ONCE):
        Comparison.objects.filter(patch__in=keys[start : start + _AT_ONCE], is_current=True).update(is_current=False)
    Comparison.objects.bulk_create(
        (
            Comparison(
                patch=row,
                facts=content.facts,
                sources=content.sources,
                told=content.told,
                judgement=content.judgement,
                overlaps=content.overlaps,
                problems=content.problems,
                prejudgement=content.prejudgement,
                finding=content.finding,
                survey_comparison=content.survey_comparison,
                lawbook_edition=content.lawbook_edition,
                basis=basis,
                digest=content.digest,
            )
            for row, content in told
        ),
        batch_size=_AT_ONCE,
    )
    numbers: dict[UUID, set[str]] = {}
    for row, _content in told:
        numbers.setdefault(row.campaign_id, set()).add(row.number)
    for campaign in Campaign.objects.filter(pk__in=list(numbers)):
        keep_terms(campaign, numbers[campaign.pk])
    return len(told)


def would_differ(
    campaign: Campaign, told: Mapping[Patch, Content], *, because: str, edition: Edition | None = None
) -> list[WouldDiffer]:
    """List the patches of which something else would be proposed; an open entry of the same patch is replaced."""
    current = Comparison.objects.filter(patch__in=[row.pk for row in told], is_current=True)
    now = {one.patch_id: one for one in current.defer("facts", "sources", "judgement", "overlaps", "problems")}
    rows = [
        WouldDiffer(
            campaign=campaign,
            patch=row,
            because=because[:200],
            edition=edition,
            old=answers_of(now[row.pk], row),
            new=content.answers,
        )
        for row, content in told.items()
        if row.pk in now and answers_of(now[row.pk], row) != content.answers
    ]
    WouldDiffer.objects.filter(patch__in=list(told), answer=WouldDiffer.Answer.OPEN).delete()
    return WouldDiffer.objects.bulk_create(rows)


def answers_of(comparison: Comparison, patch: Patch) -> dict[str, str]:
    """Return what a comparison proposes, and where the patch lies."""
    return {
        "prejudgement": comparison.prejudgement,
        "finding": comparison.finding,
        "survey_comparison": comparison.survey_comparison,
        "township": patch.township_name or patch.township_code,
    }
