"""One patch in rectification: its ways, what is missing before each can be declared, what happened, declarations."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.queries.seen import patches_seen_by
from tuban.workflow.rectification.models import Declaration, Entry, Way


def ways_seen_by(by: Acting) -> QuerySet[Way]:
    """Return the ways of the patches that the acting person sees, withdrawn ones too."""
    return Way.objects.filter(patch__in=patches_seen_by(by).order_by().values("pk")).select_related(
        "patch__campaign", "finding", "holder__unit", "holder__department"
    )


def declarations_seen_by(by: Acting) -> QuerySet[Declaration]:
    """Return the declarations of those ways."""
    return (
        Declaration.objects.filter(way__patch__in=patches_seen_by(by).order_by().values("pk"))
        .select_related(
            "way__patch__campaign", "way__finding", "unit", "by", "post__unit", "before", "after", "measured",
            "false_by",
        )
        .prefetch_related("signatures")
    )  # fmt: skip


def declarations_of(way: Way) -> list[Declaration]:
    """Return the declarations of a way, the newest first, with their acceptance and signatures."""
    rows = Declaration.objects.filter(way=way).select_related(
        "unit", "by", "post__unit", "before", "after", "measured", "false_by", "inspection__by"
    )
    found = list(rows.prefetch_related("signatures"))
    for one in found:
        one.way = way
    return found


def entries_of(patch: Patch) -> QuerySet[Entry]:
    """Return what happened in the rectification of a patch, the newest first."""
    return Entry.objects.filter(patch=patch).select_related("by", "post__unit", "post__department", "way")


def past_ways(patch: Patch) -> list[Way]:
    """Return the ways that do not count any more: withdrawn, or upon a finding that was reopened."""
    rows = Way.objects.filter(patch=patch).select_related("finding", "holder__unit")
    return [one for one in rows if one.state == Way.State.WITHDRAWN or not one.finding.is_current]


def false_declarations(by: Acting, campaign_id: UUID) -> list[Declaration]:
    """Return the declarations of a campaign that proved false, the newest first."""
    rows = declarations_seen_by(by).filter(way__patch__campaign=campaign_id, state=Declaration.State.FALSE)
    return list(rows.order_by("-false_at"))
