"""The card of the provisional ratio: the figure, the lines of the lawbook, and the patches behind both sums."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tuban.rules.ratio import Ratio, percent
from tuban.web.patch_list.asking import Asked
from tuban.workflow.comparison.lawbook import label_of, rulebook
from tuban.workflow.comparison.lists import patches_by_key
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.deciding import Decided
from tuban.workflow.patches.queries.lists import Filter
from tuban.workflow.review.ratios import CountedRatio, ratio_of

FIRST_PATCHES = 20
"""How many patches of a sum are listed before the list folds."""


def unit_code_of(acting: Acting, campaign: Any) -> str:
    """Return the division whose ratio a person sees: their own, at most the county of the campaign."""
    own: str = acting.post.unit.code
    return own if own.startswith(campaign.area_code) else str(campaign.area_code)


def ratio_card(acting: Acting, campaign: Any, base: Filter) -> dict[str, Any]:
    """Return what the card of the ratio shows."""
    counted = ratio_of(campaign, unit_code_of(acting, campaign))
    ratio = counted.ratio
    top = max([0.2, *(float(line.value) * 1.3 for line in ratio.lines), float(ratio.after or 0) * 1.1])
    url = reverse("web:ratio")
    return {
        "after": percent(ratio.after),
        "before": percent(ratio.before),
        "numerator": ratio.numerator.mu,
        "deductions": ratio.deductions.mu,
        "denominator": ratio.denominator.mu,
        "numerator_rests": counted.resting(ratio.unlawful),
        "denominator_rests": counted.resting(ratio.construction),
        "needle": _place(ratio.after, top),
        "lines": [
            {
                "action": line.action,
                "value": percent(line.value),
                "operator": line.operator,
                "place": _place(line.value, top),
                "is_crossed": line.crossed is True,
                "cites": "；".join(rulebook().citations(line.cites)),
            }
            for line in ratio.lines
        ],
        "verdict": verdict(ratio),
        "undecided": len(ratio.undecided),
        "unmeasured": len(ratio.unmeasured),
        "numerator_url": f"{url}#numerator",
        "denominator_url": f"{url}#denominator",
        "undecided_url": f"{reverse('web:patches')}{Asked(base).query(campaign='', decided=Decided.UNDECIDED.value)}",
    }


def verdict(ratio: Ratio) -> dict[str, Any] | None:
    """Return the gravest line that is crossed and by how many points; None where none is."""
    line = ratio.crossed
    if line is None or ratio.after is None:
        return None
    return {"action": line.action, "points": f"{float(ratio.after - line.value) * 100:.2f}"}


def _place(share: Fraction | None, top: float) -> str:
    return "" if share is None else f"{min(float(share) / top, 1) * 100:.1f}"


def sums_of(acting: Acting, campaign: Any, counted: CountedRatio, *, whole: str = "") -> list[dict[str, Any]]:
    """Return the sums of a ratio with the patches behind each, and on what it rests. Of a long sum the first patches
    are listed, and all of the one that is named by ``whole``."""
    ratio = counted.ratio
    sums = (
        ("numerator", _("Numerator: taken unlawfully"), ratio.unlawful),
        ("deducted", _("Deducted"), ratio.deducted),
        ("denominator", _("Denominator: all new construction"), ratio.construction),
    )
    shown = {id: len(one.keys) if id == whole else FIRST_PATCHES for id, _title, one in sums}
    keys = {key for id, _title, one in sums for key in one.keys[: shown[id]]}
    patches = patches_by_key(acting, campaign, keys)
    return [
        {
            "id": id,
            "title": title,
            "total": one.area.mu,
            "count": len(one.keys),
            "rests": counted.resting(one),
            "figure": f"{rulebook().vocabulary[one.fact].title}（{_('mu')}）" if one.fact else _("mu"),
            "rows": [
                _row(key, amount, patches, counted)
                for key, amount in list(zip(one.keys, one.amounts, strict=True))[: shown[id]]
            ],
            "folds": len(one.keys) > FIRST_PATCHES,
            "is_whole": id == whole,
        }
        for id, title, one in sums
        if one.keys or id != "deducted"
    ]


def _row(
    key: tuple[str, str], amount: Any, patches: Mapping[tuple[str, str], Any], counted: CountedRatio
) -> dict[str, Any]:
    patch = patches.get(key)
    return {
        "title": "-".join(part for part in key if part),
        "patch": patch,
        "finding": label_of("finding", patch.category) if patch else "",
        "is_taken": key in counted.taken,
        "amount": amount,
    }
