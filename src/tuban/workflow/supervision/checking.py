"""The office results of a county checked in full (对内业全面检查): what each patch lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate
from tuban.workflow.review.models import Finding, Opinion
from tuban.workflow.supervision.law import finding_titles
from tuban.workflow.survey.models import Capture

_TITLES = {
    "finding": _("no finding"), "rules": _("rules object"), "facts": _("facts are missing"),
    "older": _("finding rests on an older comparison"), "opinions": _("no opinion of a department"),
    "photos": _("no photo of the field"), "area": _("no area"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Checked:
    """A patch and the names of what it lacks."""

    number: str
    uuid: UUID
    place: str
    finding: str
    problems: int
    missing: int
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Office:
    """All patches that were checked, those that lack something, and how many lack what."""

    total: int
    whole: int
    rows: tuple[Checked, ...]
    counts: Mapping[str, int]
    titles: Mapping[str, Any]


def checked(campaign: Campaign) -> Office:
    """Check every patch of a campaign; those that lack most come first."""
    rows = Patch.objects.filter(campaign=campaign, fate=Fate.ACTIVE).only(
        "uuid", "number", "part_number", "township_name", "village", "finding", "problem_count", "missing_count",
        "area_mu",
    ).annotate(
        has_photo=Exists(Capture.objects.filter(patch=OuterRef("pk"), is_withdrawn=False)),
        has_opinion=Exists(Opinion.objects.filter(patch=OuterRef("pk"))),
        rests_on_older=Exists(
            Finding.objects.filter(patch=OuterRef("pk"), is_current=True, comparison__is_current=False)
        ),
    )  # fmt: skip
    titles = finding_titles()
    found = [_checked(one, titles) for one in rows]
    lacking = sorted((one for one in found if one.lacks), key=lambda one: (-len(one.lacks), one.number))
    counts = Counter(name for one in lacking for name in one.lacks)
    return Office(len(found), len(found) - len(lacking), tuple(lacking), counts, _TITLES)


def _checked(one: Patch, titles: Mapping[str, str]) -> Checked:
    told = {
        "finding": one.finding not in titles, "rules": one.problem_count > 0, "facts": one.missing_count > 0,
        "older": one.rests_on_older, "opinions": not one.has_opinion,  # type: ignore[attr-defined]
        "photos": not one.has_photo, "area": one.area_mu is None,  # type: ignore[attr-defined]
    }  # fmt: skip
    return Checked(
        str(one), one.uuid, f"{one.township_name} {one.village}".strip(), titles.get(one.finding or "", ""),
        one.problem_count, one.missing_count, tuple(name for name, is_so in told.items() if is_so),
    )  # fmt: skip
