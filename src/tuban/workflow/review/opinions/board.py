"""The opinion board: which patches stand in which queue, page by page, with what every department said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.queries.lists import BY_NUMBER, beyond, in_township
from tuban.workflow.patches.queries.seen import patches_of_campaign
from tuban.workflow.patches.states import Fate, State
from tuban.workflow.review.considering import final_findings
from tuban.workflow.review.models import Conference, Consultation, Opinion
from tuban.workflow.review.opinions.agreement import Table, tables_of
from tuban.workflow.review.opinions.policies import duty_of

PAGE = 50


class Queue(StrEnum):
    """The queues of the board."""

    MINE = "mine"
    UNASKED = "unasked"
    WAITING = "waiting"
    LATE = "late"
    DISAGREEING = "disagreeing"
    OPEN = "open"
    READY = "ready"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What the board shows: a campaign, a queue, a township, a part of a number."""

    campaign: Campaign
    queue: Queue
    township: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A patch with its columns."""

    patch: Patch
    table: Table


@dataclass(frozen=True, slots=True)
class BoardPage:
    """A page of the board; ``next`` is where the following one begins, empty on the last."""

    lines: tuple[Line, ...]
    next: str


def opinions_of_each(patches: Collection[int]) -> Counter[int]:
    """Return how many departments have an opinion on each of some patches (by primary key) that counts."""
    said = Opinion.objects.filter(patch__in=patches, is_current=True)
    return Counter(said.values_list("patch_id", flat=True))


def rows_of(by: Acting, asked: BoardFilter, *, today: date | None = None) -> QuerySet[Patch]:
    """Return the patches of a queue that the acting person sees, in no order."""
    rows = patches_of_campaign(by, asked.campaign.pk).filter(fate=Fate.ACTIVE)
    if asked.township:
        rows = rows.filter(in_township(asked.township))
    if asked.text:
        rows = rows.filter(number__contains=asked.text)
    return _queued(rows, by, asked, today or timezone.localdate())


def _queued(rows: QuerySet[Patch], by: Acting, asked: BoardFilter, today: date) -> QuerySet[Patch]:
    waiting = Consultation.objects.filter(patch=OuterRef("pk"), answered_at=None, withdrawn_at=None)
    said = Opinion.objects.filter(patch=OuterRef("pk"), is_current=True)
    outdated = said.filter(comparison__is_current=False)
    duty = duty_of(by) or ""
    ripe = Q(state=State.VISITED) | Q(proposed_finding__in=final_findings(rulebook_of(asked.campaign)))
    missing = Exists(said.filter(verdict=Opinion.Verdict.OPEN))
    another = said.filter(verdict=Opinion.Verdict.AGREES).exclude(finding=OuterRef("proposed_finding"))
    disagreeing = Exists(said.filter(verdict=Opinion.Verdict.OBJECTS)) | Exists(another)
    before, reviewed = Q(state__in=_BEFORE), Q(state=State.REVIEWED)
    conditions = {
        Queue.SETTLED: Q(state__in=(State.SETTLED, State.RECTIFYING, State.ACCEPTED)),
        Queue.READY: reviewed & ~Exists(outdated),
        Queue.MINE: (before | reviewed) & (Exists(waiting.filter(duty=duty)) | Exists(outdated.filter(duty=duty))),
        Queue.UNASKED: before & ripe & ~Exists(waiting) & ~Exists(said),
        Queue.WAITING: before & Exists(waiting),
        Queue.LATE: before & Exists(waiting.filter(due_on__lt=today)),
        Queue.OPEN: before & ~Exists(waiting) & missing,
        Queue.DISAGREEING: before & ~Exists(waiting) & ~missing & disagreeing,
    }
    return rows.filter(conditions[asked.queue])


_BEFORE = (State.COMPARED, State.TO_VISIT, State.VISITED)


def board(by: Acting, asked: BoardFilter, *, after: str = "", size: int = PAGE, today: date | None = None) -> BoardPage:
    """Return a page of a queue, by number; ``after`` is the ``next`` of the page before."""
    day = today or timezone.localdate()
    rows = rows_of(by, asked, today=day).order_by(*BY_NUMBER)
    place = after.split("|")
    if len(place) == len(BY_NUMBER) and place[-1].isdecimal():
        rows = rows.filter(beyond(BY_NUMBER, place))
    found = list(rows.select_related("campaign").defer("geometry", "issued")[: size + 1])
    shown = found[:size]
    tables = tables_of(shown, today=day)
    last = "|".join(str(getattr(shown[-1], key)) for key in BY_NUMBER) if len(found) > size else ""
    return BoardPage(tuple(Line(one, tables[one.pk]) for one in shown), last)


def counts_of(by: Acting, asked: BoardFilter, queues: Sequence[Queue]) -> dict[Queue, int]:
    """Return how many patches stand in each queue, under the same township and text."""
    return {
        queue: rows_of(by, BoardFilter(asked.campaign, queue, asked.township, asked.text)).count() for queue in queues
    }


def beside(by: Acting, asked: BoardFilter, patch: Patch) -> tuple[UUID | None, UUID | None]:
    """Return the patches before and after one in a queue, whether it still stands there or not."""
    rows = rows_of(by, asked)
    place = [patch.number, patch.part_number, patch.pk]
    after = rows.filter(beyond(BY_NUMBER, place)).order_by(*BY_NUMBER).values_list("uuid", flat=True).first()
    down = tuple(f"-{key}" for key in BY_NUMBER)
    before = rows.filter(beyond(down, place)).order_by(*down).values_list("uuid", flat=True).first()
    return before, after


def waiting_for(by: Acting, campaign: Campaign) -> tuple[int, int]:
    """Return how many opinions the department of the acting person owes, and how many of them are late."""
    duty = duty_of(by)
    if duty is None:
        return 0, 0
    owed = rows_of(by, BoardFilter(campaign, Queue.MINE))
    late = Consultation.objects.filter(
        patch=OuterRef("pk"), duty=duty, answered_at=None, withdrawn_at=None, due_on__lt=timezone.localdate()
    )
    return owed.count(), owed.filter(Exists(late)).count()


def opinions_of(patch: Patch) -> QuerySet[Opinion]:
    """Return all that departments ever said of a patch, the latest of each first; what was replaced stays."""
    return Opinion.objects.filter(patch=patch).select_related("by", "post__unit", "post__department", "comparison")


def conferences_of(patch: Patch) -> QuerySet[Conference]:
    """Return all that the chair ever decided of a patch, the newest first, with the opinions that were heard."""
    rows = Conference.objects.filter(patch=patch).select_related("by", "post__unit", "post__department")
    return rows.prefetch_related("opinions__by")


def current_opinion(patch: Patch, duty: str) -> Opinion | None:
    """Return what a department says of a patch now; None where it has not spoken."""
    return Opinion.objects.filter(patch=patch, duty=duty, is_current=True).select_related("by").first()
