"""Which patches a person reads next, in the order of their numbers.

Three kinds stand in one queue and look alike: patches that nobody has read, patches that the lot gave to a second
reader, and patches of known truth. What one reader doubted waits in a queue of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef, Q, QuerySet

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.remembering import counted_for
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.queries.lists import BY_NUMBER, Assigned, Filter, beyond, filtered
from tuban.workflow.patches.states import State
from tuban.workflow.review.models import Control, Reading
from tuban.workflow.review.reading.arrangement import arrangement_of
from tuban.workflow.review.reading.blind import is_for_second
from tuban.workflow.review.reading.lots import lot
from tuban.workflow.review.reading.policies import OPEN

_UNREAD = (State.ISSUED, State.COMPARED)
_SECOND = (State.TO_VISIT, State.VISITED)


@dataclass(frozen=True, slots=True)
class Queue:
    """What a reader asks for: a township, a list, what is assigned to them, what others doubted."""

    township: str = ""
    list: str = ""
    is_mine: bool = False
    is_doubt: bool = False
    text: str = ""

    def filter(self, campaign: Campaign) -> Filter:
        """Return it as a filter of patches."""
        return Filter(
            campaign=campaign.pk, township=self.township, list=self.list, text=self.text,
            assigned=Assigned.ME if self.is_mine else Assigned.ANYBODY,
        )  # fmt: skip


def _counting() -> QuerySet[Reading]:
    return Reading.objects.filter(patch=OuterRef("pk"), undone_at=None, is_control=False)


def unread(by: Acting, campaign: Campaign, asked: Queue) -> QuerySet[Patch]:
    """Return the patches that nobody has read yet and that are no controls, in no order."""
    return filtered(by, asked.filter(campaign)).filter(_is_unread())


def _is_unread() -> Q:
    return Q(~Exists(_counting()), ~Exists(_controls_of_patch()), state__in=_UNREAD)


def _controls_of_patch() -> QuerySet[Control]:
    return Control.objects.filter(patch=OuterRef("pk"), retired_at=None)


def doubted(by: Acting, campaign: Campaign, asked: Queue) -> QuerySet[Patch]:
    """Return the patches that another reader doubts and nobody has settled since."""
    rows = filtered(by, asked.filter(campaign)).filter(state__in=OPEN)
    others = _counting().exclude(by=by.person)
    return rows.filter(
        Exists(others.filter(is_doubtful=True)), ~Exists(_counting().filter(by=by.person)),
        ~Exists(_counting().filter(is_doubtful=False)),
    )  # fmt: skip


def controls_for(by: Acting, campaign: Campaign) -> list[int]:
    """Return the control patches that the lot gives to a reader: a share of all patches of their areas."""
    rows = Control.objects.filter(campaign=campaign, retired_at=None).values_list("patch_id", "patch__uuid")
    ranked = sorted(rows, key=lambda row: lot(f"{campaign.pk} {by.person_id}", row[1]))
    if not ranked:
        return []
    share = arrangement_of(campaign).control_share
    most = round(share * filtered(by, Filter(campaign=campaign.pk)).count())
    return [key for key, _uuid in ranked[: max(1, most) if share else 0]]


def queue(by: Acting, campaign: Campaign, asked: Queue) -> QuerySet[Patch]:
    """Return the patches that a person has to read, in the order of their numbers."""
    if asked.is_doubt:
        return doubted(by, campaign, asked).order_by(*BY_NUMBER)
    mine = Reading.objects.filter(patch=OuterRef("pk"), undone_at=None, by=by.person)
    waits = _is_unread() | Q(is_for_second(by), state__in=_SECOND)
    if controls := controls_for(by, campaign):
        waits |= Q(~Exists(mine), pk__in=controls)
    return filtered(by, asked.filter(campaign)).filter(waits).order_by(*BY_NUMBER)


def count_read(by: Acting, campaign: Campaign) -> dict[str, int]:
    """Return how many patches of a campaign a person has to read (``total``), and how many others doubt."""
    asked = Queue()
    return {
        "total": counted_for(
            by, ("queue", campaign.pk, *controls_for(by, campaign)), lambda: queue(by, campaign, asked)
        ),
        "doubted": counted_for(by, ("doubted", campaign.pk), lambda: doubted(by, campaign, asked)),
    }


def after(rows: QuerySet[Patch], patch: Patch) -> QuerySet[Patch]:
    """Keep what comes after a patch in the order of the numbers."""
    return rows.filter(beyond(BY_NUMBER, (patch.number, patch.part_number, patch.pk)))


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many patches wait in a queue: as it was asked for, those doubted, and those assigned to the reader."""

    total: int
    doubted: int
    mine: int


def waiting(by: Acting, campaign: Campaign, asked: Queue) -> Waiting:
    """Count what waits in a queue and beside it."""
    plain = replace(asked, is_doubt=False)
    return Waiting(
        queue(by, campaign, asked).count(),
        doubted(by, campaign, plain).count(),
        queue(by, campaign, replace(plain, is_mine=True)).count(),
    )
