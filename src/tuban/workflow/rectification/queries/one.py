"""One patch in rectification: its ways, what is missing before each can be declared, what happened, declarations."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Post
from tuban.workflow.organisations.remembering import counted_for
from tuban.workflow.organisations.roles import ADMINISTRATORS, Level
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.queries.seen import patches_seen_by
from tuban.workflow.rectification.models import Declaration, Entry, Way
from tuban.workflow.rectification.policies import may_sign_acceptance


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


def waiting_on_site(by: Acting, campaign_id: UUID) -> list[Declaration]:
    """Return the declarations of a campaign that wait for the acceptance on site, the oldest first."""

    def rows() -> QuerySet[Declaration]:
        return declarations_seen_by(by).filter(
            way__patch__campaign=campaign_id, state=Declaration.State.WAITING, way__finding__is_current=True
        )

    return list(rows().order_by("at")) if counted_for(by, ("on site", campaign_id), rows) else []


def waiting_for_signature(by: Acting, campaign_id: UUID) -> list[Declaration]:
    """Return the acceptances of a campaign that the acting person may sign, the oldest first."""

    def rows() -> QuerySet[Declaration]:
        return declarations_seen_by(by).filter(way__patch__campaign=campaign_id, state=Declaration.State.ACCEPTED)

    if not counted_for(by, ("accepted", campaign_id), rows):
        return []
    return [one for one in rows().order_by("at") if may_sign_acceptance.allows(by, one)]


def posts_to_hold(way: Way) -> list[Post]:
    """Return the posts that may hold a way: those of the patch's county and of the township or zone that manages it."""
    patch = way.patch
    codes = [code for code in (patch.area_code, patch.township_code, patch.managed_code) if code]
    rows = Post.objects.filter(
        closed_on__isnull=True, unit__code__in=codes, unit__is_practice=patch.campaign.is_practice,
        unit__level__in=(Level.COUNTY, Level.TOWNSHIP, Level.ZONE),
    ).exclude(role__in=ADMINISTRATORS)  # fmt: skip
    posts = rows.select_related("unit", "department").order_by("-unit__code", "department__name", "title")
    return [one for one in posts if one.pk != way.holder_id]
