"""The overview for levels above the county: every unit below with its figures, their origin and day; what is late."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import NotFound
from tuban.api.errors import PROBLEMS
from tuban.api.words import lazily as _
from tuban.rules.ratio import percent
from tuban.workflow.overview.late import Late
from tuban.workflow.overview.policies import may_see_overview
from tuban.workflow.overview.queries import overview_of
from tuban.workflow.overview.rolling import Row, ranked

router = Router(tags=["accountability"])
Division = Annotated[str, Field(pattern=r"^[0-9]{0,6}$", description="A division code; empty: your highest.")]


class UnitBelowOut(Schema):
    """A division with everything below it added up; areas in 亩, shares in per cent, empty where there is no whole."""

    code: str
    name: str
    rank: int | None = Field(description="By the ratio after deduction, the highest first; equal ones share a rank.")
    origin: str = Field(description="here: work in this office; package: sealed results; both: of several counties.")
    as_of: datetime | None = Field(description="The oldest moment that a figure in it is of.")
    counties: int
    counties_here: int
    counties_by_package: int
    handed_in: int = Field(description="Counties that lie with a level above or were accepted.")
    stages: dict[str, int] = Field(description="How many counties are at each stage.")
    patches: int
    mu: Decimal
    compared: int
    to_visit: int
    found: int
    unlawful: int
    unlawful_mu: Decimal
    taken_mu: Decimal = Field(description="Cultivated land taken unlawfully.")
    deducted_mu: Decimal
    built_mu: Decimal = Field(description="Cultivated land of all new construction.")
    undecided: int
    unmeasured: int
    before: str
    after: str
    crossed: str = Field(description="The gravest line it stands past, by its id; empty where none.")


class LateBelowOut(Schema):
    """Something that a unit below owes and has not done."""

    kind: str = Field(description="submission, examination, correction, rectification or report.")
    campaign: UUID
    code: str
    who: str
    count: int
    due_on: date


class OverviewOut(Schema):
    """A division in the campaigns of a year: its own row, those right below, what is late."""

    year: int
    cadence: str
    whole: UnitBelowOut
    rows: list[UnitBelowOut]
    late: list[LateBelowOut]
    is_complete: bool = Field(description="False while packages wait to be read; ask again.")


@router.get(
    "/overview", response={200: OverviewOut, **PROBLEMS}, summary=_("Every unit below, ranked, and what is late")
)
def overview(request: HttpRequest, unit: Division = "", year: int = 0, cadence: str = "") -> Any:
    """Return the overview of a division in the campaigns of a year (0: the latest), each county once."""
    acting = by(request)
    may_see_overview.demand(acting)
    found = overview_of(acting, unit or None, year, cadence)
    if found is None:
        raise NotFound(what=_("division"))
    return {
        "year": found.year, "cadence": found.cadence, "whole": _row(None, found.whole),
        "rows": [_row(place, row) for place, row in ranked(found.rows, "after")],
        "late": [_late(one) for one in found.late], "is_complete": found.job is None,
    }  # fmt: skip


def _row(place: int | None, row: Row) -> dict[str, Any]:
    one = row.figures
    return {
        "code": row.code, "name": row.name, "rank": place, "origin": row.origin.value, "as_of": row.as_of,
        "counties": row.counties, "counties_here": row.here, "counties_by_package": row.by_package,
        "handed_in": row.handed_in, "stages": {stage.value: count for stage, count in row.stages.items() if count},
        "patches": one.patches, "mu": one.mu, "compared": one.compared, "to_visit": one.to_visit, "found": one.found,
        "unlawful": one.unlawful, "unlawful_mu": one.unlawful_mu, "taken_mu": one.taken, "deducted_mu": one.deducted,
        "built_mu": one.built, "undecided": one.undecided, "unmeasured": one.unmeasured,
        "before": percent(row.ratio.before), "after": percent(row.ratio.after),
        "crossed": row.ratio.crossed.id if row.ratio.crossed is not None else "",
    }  # fmt: skip


def _late(one: Late) -> dict[str, Any]:
    return {
        "kind": one.kind.value, "campaign": one.campaign.pk, "code": one.code, "who": one.who, "count": one.count,
        "due_on": one.due_on,
    }  # fmt: skip
