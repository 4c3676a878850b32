"""What became of every patch (去向): issued → compared → visited → found → filed → decided → performed → accepted.

Each step rests on a fact of its own, so that what was passed over shows: a patch may be found without a visit, or
accepted though no decision was made. Where a patch waits is the step after the furthest that it reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import Max, Min
from django.db.models.fields.json import KT
from django.utils import timezone

from tuban.values.dates import PartialDate
from tuban.values.errors import TubanError
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Arrival
from tuban.workflow.patches.queries.seen import patches_of_campaign
from tuban.workflow.patches.states import Fate, Source, State
from tuban.workflow.rectification.models import Way
from tuban.workflow.review.models import Finding

STAGES = ("issued", "compared", "visited", "found", "filed", "decided", "performed", "accepted")
UNLAWFUL = "unlawful"
_TOLD = {
    "ground_state": "facts__ground_state", "visited_on": "facts__visited_on__date",
    "case_filed_on": "facts__case_filed_on__date", "case_number": "facts__case_number",
    "penalty_on": "facts__penalty_on__date", "penalty_number": "facts__penalty_number",
    "fulfilment": "facts__fulfilment", "handling": "facts__handling", "fine_paid_on": "facts__fine_paid_on__date",
    "demolished_on": "facts__demolished_on__date", "handed_over_on": "facts__handed_over_on__date",
    "returned_on": "facts__returned_on__date",
}  # fmt: skip
_OF_PATCH = (
    "pk", "uuid", "number", "part_number", "township_code", "township_name", "village", "arrival_id", "area_mu",
    "proposed_finding", "finding", "state", "source", "made_at", "arrival__loaded_at",
)  # fmt: skip
_PERFORMED_ON = ("fine_paid_on", "demolished_on", "handed_over_on", "returned_on")


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A patch and how far it is. ``reached`` holds the steps it took, each with the day where that is known; ``batch``
    is the key of the disc it came with, else its source; ``mu`` the area that counts by its finding, else what is
    proposed; ``over`` says what ended its way: a finding that is not unlawful, ``not_filed``, ``accepted``; empty while
    it goes on."""

    uuid: UUID
    number: str
    township_code: str
    township: str
    village: str
    batch: str
    mu: Decimal
    category: str
    is_taken: bool
    reached: Mapping[str, date | None]
    over: str

    @property
    def furthest(self) -> str:
        """The last step it took."""
        return next(stage for stage in reversed(STAGES) if stage in self.reached)

    @property
    def passed_over(self) -> tuple[str, ...]:
        """The steps before the furthest that it did not take."""
        return tuple(stage for stage in STAGES[: STAGES.index(self.furthest)] if stage not in self.reached)

    def waits_since(self, today: date) -> int | None:
        """Return for how many days it has stood where it stands; None where it is over, or nobody told the day."""
        day = None if self.over else self.reached[self.furthest]
        return None if day is None else max((today - day).days, 0)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the funnel: how many patches took it (``mu`` their area), how many wait there, how long in days (the
    median and the oldest, None where no day is known), how many ended there, and how many passed it over."""

    stage: str
    count: int
    mu: Decimal
    waiting: int
    waiting_mu: Decimal
    median_days: int | None
    oldest_days: int | None
    over: int
    passed_over: int


def whereabouts(by: Acting, campaign: Campaign) -> list[Whereabouts]:
    """Return how far every patch of a campaign is that the acting person sees, by number."""
    compared = Comparison.objects.filter(patch__campaign=campaign, patch__fate=Fate.ACTIVE).order_by()
    first = dict(compared.values_list("patch_id").annotate(Min("at")))
    current = compared.filter(is_current=True).annotate(**{f"told_{name}": KT(path) for name, path in _TOLD.items()})
    told = {
        patch: dict(zip(_TOLD, values, strict=True))
        for patch, *values in current.values_list("patch_id", *(f"told_{name}" for name in _TOLD))
    }
    findings = Finding.objects.filter(is_current=True, patch__campaign=campaign).order_by()
    found = {patch: (at, counted) for patch, at, counted in findings.values_list("patch_id", "at", "counted_mu")}
    ways = Way.objects.filter(patch__campaign=campaign, state=Way.State.SIGNED).order_by()
    done = dict(ways.values_list("patch_id").annotate(Max("done_on")))
    rows = patches_of_campaign(by, campaign.pk).filter(fate=Fate.ACTIVE).order_by("number", "part_number")
    return [
        _one(row, _Known(first.get(key), found.get(key), done.get(key), told.get(key, {})))
        for row in rows.values(*_OF_PATCH).iterator(chunk_size=2000)
        if (key := row["pk"])
    ]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a patch beside its own row: when it was compared first, when it was found and the area that
    counts then; ``told`` are facts of its current comparison, as text."""

    compared: datetime | None
    found: tuple[datetime, Decimal | None] | None
    done_on: date | None
    told: Mapping[str, Any]


def _one(row: Mapping[str, Any], known: _Known) -> Whereabouts:
    reached = _reached(row, known)
    counted = known.found[1] if known.found is not None else None
    return Whereabouts(
        uuid=row["uuid"],
        number="-".join(part for part in (row["number"], row["part_number"]) if part),
        township_code=row["township_code"],
        township=row["township_name"],
        village=row["village"],
        batch=str(row["arrival_id"] or row["source"]),
        mu=counted if counted is not None else row["area_mu"] or Decimal(0),
        category=row["proposed_finding"] if row["finding"] is None else row["finding"],
        is_taken=row["finding"] is not None,
        reached=reached,
        over=_over(row, reached, known.told.get("handling")),
    )


def _reached(row: Mapping[str, Any], known: _Known) -> dict[str, date | None]:
    """Return the steps that a patch took, each with its day."""
    told = known.told.get
    reached: dict[str, date | None] = {"issued": _day(row["arrival__loaded_at"] or row["made_at"])}
    if known.compared is not None:
        reached["compared"] = _day(known.compared)
    if _is_told(told("ground_state")):
        reached["visited"] = _told_day(told("visited_on"))
    if known.found is not None:
        reached["found"] = _day(known.found[0])
    for stage, dated, number in (
        ("filed", "case_filed_on", "case_number"), ("decided", "penalty_on", "penalty_number"),
    ):  # fmt: skip
        if told(dated) or _is_told(told(number)):
            reached[stage] = _told_day(told(dated))
    if told("fulfilment") == "fully":
        days = [day for name in _PERFORMED_ON if (day := _told_day(told(name))) is not None]
        reached["performed"] = max(days, default=None)
    if row["state"] == State.ACCEPTED:
        reached["accepted"] = known.done_on
    return reached


def _over(row: Mapping[str, Any], reached: Mapping[str, date | None], handling: Any) -> str:
    """Return what ended the way of a patch; empty while it goes on."""
    if "accepted" in reached:
        return "accepted"
    if "filed" in reached or "found" not in reached:
        return ""
    if row["finding"] != UNLAWFUL:
        return str(row["finding"])
    return "not_filed" if handling == "not_filed" else ""


def _is_told(value: Any) -> bool:
    """Whether a word of the facts was told: what nobody told is an object that says so, and has no word."""
    return bool(value) and not str(value).startswith("{")


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()


def _told_day(text: Any) -> date | None:
    """Return the day of a date told to the month or the day, the last that it may mean; None where it says none."""
    if not text:
        return None
    try:
        return PartialDate.parse(str(text)).latest
    except TubanError:
        return None


def funnel(rows: Iterable[Whereabouts], today: date) -> list[Step]:
    """Return the steps of patches, first to last."""
    listed = list(rows)
    return [_step(stage, listed, today) for stage in STAGES]


def _step(stage: str, rows: Sequence[Whereabouts], today: date) -> Step:
    took = [one for one in rows if stage in one.reached]
    here = [one for one in took if one.furthest == stage]
    waiting = [one for one in here if not one.over]
    ages = sorted(days for one in waiting if (days := one.waits_since(today)) is not None)
    return Step(
        stage=stage,
        count=len(took),
        mu=_mu(took),
        waiting=len(waiting),
        waiting_mu=_mu(waiting),
        median_days=int(median(ages)) if ages else None,
        oldest_days=ages[-1] if ages else None,
        over=len(here) - len(waiting),
        passed_over=sum(stage in one.passed_over for one in rows),
    )


def _mu(rows: Iterable[Whereabouts]) -> Decimal:
    return sum((one.mu for one in rows), Decimal(0))


def batches_of(campaign: Campaign) -> dict[str, str]:
    """Return the discs that patches of a campaign came with, by their key, each with its name and the day it was
    loaded, the earliest first; then the sources of patches that came with none."""
    arrivals = Arrival.objects.filter(campaign=campaign).order_by("loaded_at", "begun_at")
    discs = {
        str(one.pk): f"{one.name} {_day(one.loaded_at).isoformat()}" if one.loaded_at else one.name for one in arrivals
    }
    return discs | {source.value: str(source.label) for source in Source}
