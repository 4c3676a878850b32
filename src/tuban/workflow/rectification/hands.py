"""Whose hands: who a post of the lawbook is for the patch at hand, and who holds a way first."""

from __future__ import annotations

from django.utils import timezone

from tuban.rules.procedures import Hands
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.hands import holders
from tuban.workflow.organisations.models import Post
from tuban.workflow.organisations.roles import Role
from tuban.workflow.patches.models import Patch

_FIRST = (Role.CLERK, Role.CHECKER, Role.SECTION_LEADER, Role.LEADER)


def is_in(hands: Hands, by: Acting) -> bool:
    """Whether the acting person's post is one of those that the lawbook names."""
    duty = by.post.department.duty if by.post.department is not None else ""
    return (
        not by.is_administrator
        and by.level.value in hands.units
        and (not hands.duty or hands.duty == duty)
        and (not hands.roles or by.role.value in hands.roles)
    )


def posts_for(hands: Hands, patch: Patch) -> list[Post]:
    """Return the posts that the lawbook names and that somebody holds today, of the units that answer for a patch: the
    township or zone that manages it, and its county."""
    code = patch.managed_code or patch.township_code or patch.area_code
    held = holders(hands, area_code=code, is_practice=patch.campaign.is_practice, on=timezone.localdate())
    return list({one.post_id: one.post for one in held}.values())


def first_holder(hands: Hands, patch: Patch) -> Post | None:
    """Return the post that holds a way first: who works on it before who leads; None where nobody is there."""
    found = [one for one in posts_for(hands, patch) if one.role in _FIRST]
    return min(found, key=lambda one: (_FIRST.index(Role(one.role)), one.title), default=None)
