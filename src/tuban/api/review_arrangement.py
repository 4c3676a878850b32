"""How the joint review of a campaign is arranged: which departments give opinions and how many days each has."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import Key, done
from tuban.api.errors import PROBLEMS
from tuban.api.jobs import JobOut, job_out
from tuban.api.words import lazily as _
from tuban.workflow.campaigns.queries import campaign_for
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.review.arranging import arrangement_of, days_of
from tuban.workflow.review.opinions.arranging import MOST_DAYS, arrange_opinions, offered, what_follows
from tuban.workflow.review.opinions.policies import may_arrange_opinions

router = Router(tags=["review"])
DutyCode = Annotated[str, Field(max_length=16, description="A department by what it answers for, such as planning.")]


class ArrangedDepartment(Schema):
    """A department that is asked for its opinion."""

    duty: DutyCode
    days: Annotated[int, Field(ge=1, le=MOST_DAYS, description="Working days that it has.")]


class ReviewArrangementOut(Schema):
    """Which departments give opinions."""

    departments: list[ArrangedDepartment]
    offered: list[str] = Field(description="The departments that the county has.")
    control_share: str
    blind_share: str
    lock_minutes: int
    version: int


class ReviewArrangementIn(Schema):
    """Which departments give opinions from now on."""

    departments: Annotated[list[ArrangedDepartment], Field(min_length=1, max_length=20)]
    version: Annotated[int, Field(ge=0, le=2**31 - 1, description="The version that you saw.")]
    reason: str = Field("", max_length=200)


class ReviewArrangementAsked(Schema):
    """Departments of which one wants to know what would follow."""

    departments: Annotated[list[DutyCode], Field(max_length=20)]


class ReviewFollows(Schema):
    """What would follow for the patches that are with the departments now."""

    open: int
    asked: dict[str, int] = Field(description="About how many patches each department that comes is asked.")
    withdrawn: dict[str, int] = Field(description="How many open questions to each department that goes fall away.")
    sent_back: int = Field(description="Patches upon which all agreed, that wait again.")
    reviewed: int = Field(description="Patches that stand as reviewed: all that are left agree.")


class ReviewArranged(Schema):
    """The arrangement as it is kept, with the work that asks and withdraws; null where nothing follows."""

    arrangement: ReviewArrangementOut
    job: JobOut | None


def _told(campaign: Any) -> ReviewArrangementOut:
    one = arrangement_of(campaign)
    return ReviewArrangementOut(
        departments=[ArrangedDepartment(duty=duty, days=days_of(one, duty)) for duty in one.duties],
        offered=[other.duty.value for other in offered(campaign)], control_share=str(one.control_share),
        blind_share=str(one.blind_share), lock_minutes=one.lock_minutes, version=one.version,
    )  # fmt: skip


@router.get(
    "/campaigns/{campaign}/review-arrangement",
    response={200: ReviewArrangementOut, **PROBLEMS},
    summary=_("How the joint review is arranged"),
)
def arrangement(request: HttpRequest, campaign: UUID) -> ReviewArrangementOut:
    """Return the departments with their days, the shares of the calibration and how long a lock lasts."""
    return _told(campaign_for(by(request), campaign))


@router.post(
    "/campaigns/{campaign}/review-arrangement/follows",
    response={200: ReviewFollows, **PROBLEMS},
    summary=_("What another arrangement would do"),
)
def follows(request: HttpRequest, campaign: UUID, given: ReviewArrangementAsked) -> ReviewFollows:
    """Return what would follow for the patches that are open; nothing is changed."""
    acting = by(request)
    row = campaign_for(acting, campaign)
    may_arrange_opinions.demand(acting, row)
    found = what_follows(row, given.departments)
    return ReviewFollows(
        open=found.open, asked={duty.value: count for duty, count in found.added.items()},
        withdrawn={duty.value: count for duty, count in found.removed.items()}, sent_back=found.sent_back,
        reviewed=found.reviewed,
    )  # fmt: skip


@router.put(
    "/campaigns/{campaign}/review-arrangement",
    response={200: ReviewArranged, **PROBLEMS},
    summary=_("Arrange the joint review"),
)
def arrange(request: HttpRequest, campaign: UUID, given: ReviewArrangementIn, key: Key = None) -> HttpResponse:
    """Choose the departments and their days; where patches are open, they are asked and withdrawn in the background."""
    acting = by(request, Scope.WRITE)

    def deed() -> ReviewArranged:
        row = campaign_for(acting, campaign)
        days = {one.duty: one.days for one in given.departments}
        job = arrange_opinions(
            row, by=acting, duties=list(days), days=days, expected_version=given.version, reason=given.reason
        )
        return ReviewArranged(arrangement=_told(row), job=job_out(job) if job else None)

    return done(request, key, deed)
