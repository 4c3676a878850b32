"""What the steps of a patch's way are called, and how steps, units and shares are shown."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _

from tuban.rules.ratio import Line, percent

STAGES = {
    "issued": _("Issued"),
    "compared": _("Compared"),
    "visited": _("Visited"),
    "found": _("Finding taken"),
    "filed": _("Case was filed"),
    "decided": _("Penalty was decided"),
    "performed": _("Fully performed"),
    "accepted": _("Accepted"),
}
COLOURS = {
    "issued": "issued", "compared": "issued", "visited": "to_visit", "found": "to_review", "filed": "unlawful",
    "decided": "unlawful", "performed": "rectifying", "accepted": "accepted",
}  # fmt: skip
LEVELS = {"province": _("Province"), "city": _("City"), "county": _("County"), "township": _("Township")}
_TOP = 0.2


def gauge(share: Fraction | None, lines: Iterable[Line]) -> dict[str, Any]:
    """Return where a ratio and its lines stand on a scale of 100."""
    listed = list(lines)
    top = max([_TOP, *(float(line.value) * 1.3 for line in listed), float(share or 0) * 1.1])
    return {
        "needle": f"{min(float(share or 0) / top, 1) * 100:.1f}",
        "lines": [f"{float(line.value) / top * 100:.1f}" for line in listed],
        "is_over": any(line.crossed for line in listed),
    }


def points(share: Fraction) -> str:
    """Return a difference of shares in percentage points with two places."""
    return percent(abs(share)).rstrip("%")
