"""How a return is written, for the stages of the review that send a patch on by themselves."""

from __future__ import annotations

from django.utils import timezone

from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Holding, Person
from tuban.workflow.organisations.roles import Duty, Role
from tuban.workflow.patches.models import Patch
from tuban.workflow.review.arranging import due_day
from tuban.workflow.review.models import Opinion, Return

MISSING = "missing"
"""What was done: nothing yet; facts are asked for that only they can settle."""


def send_to_department(patch: Patch, duty: Duty, *, opinion: Opinion, titles: str, by: Acting) -> Return:
    """Send a patch to the department that can settle what is missing, to its checker where it has one."""
    return Return.objects.create(
        patch=patch, to_person=checker_of(by, duty), to_unit=by.post.unit, what=MISSING,
        reasons=list(opinion.reasons), text=titles, by=by.person, post=by.post,
        due_on=due_day(patch.campaign, timezone.localdate(), duty.value),
    )  # fmt: skip


def checker_of(by: Acting, duty: Duty) -> Person | None:
    """Return who checks for a department of the unit of the acting person; None where nobody holds such a post."""
    held = Holding.objects.filter(
        post__unit=by.post.unit, post__department__duty=duty, until=None, person__is_active=True,
        post__role__in=(Role.CHECKER, Role.SECTION_LEADER),
    ).select_related("person").order_by("post__role", "since", "pk")  # fmt: skip
    found = held.first()
    return found.person if found else None
