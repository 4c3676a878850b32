"""How well readers read (质控): held against known truth, week by week, and how fast."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.review.models import Reading
from tuban.workflow.review.reading.policies import may_see_readers

UNDECIDED = ""
"""A control that a reader doubted or sent to the field: neither right nor wrong."""

_LAST = 20
_LEAST = 5
_SLOWER, _FASTER = 1.5, 0.5


@dataclass(frozen=True, slots=True)
class Week:
    """What a reader read in a week: the Monday, how many controls, how many of them rightly, median seconds."""

    monday: date
    controls: int
    right: int
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Reader:
    """How a person read in a campaign. ``confusion`` counts (truth, read as); ``pace`` is ``slower``, ``faster`` or
    empty: the last twenty patches beside the person's own median."""

    person_id: UUID
    name: str
    unit: str
    readings: int
    controls: int
    right: int
    undecided: int
    doubted: int
    confusion: Counter[tuple[str, str]]
    weeks: tuple[Week, ...]
    seconds: float | None
    last_seconds: float | None
    pace: str

    @property
    def decided(self) -> int:
        """How many controls the person decided."""
        return self.controls - self.undecided


def reader_of(by: Acting, campaign: Campaign) -> Reader:
    """Return how the acting person reads."""
    rows = _rows(campaign).filter(by=by.person)
    return _reader(by.person_id, by.person_name, by.post.unit.name, list(rows))


def readers_of(by: Acting, campaign: Campaign) -> list[Reader]:
    """Return how everybody reads, by name; raises Refused for those who may only see themselves."""
    may_see_readers.demand(by, campaign)
    rows: dict[UUID, list[Reading]] = {}
    for one in _rows(campaign).select_related("by", "post__unit"):
        rows.setdefault(one.by_id, []).append(one)
    found = [_reader(key, own[-1].by.name, own[-1].post.unit.name, own) for key, own in rows.items()]
    return sorted(found, key=lambda one: one.name)


def _rows(campaign: Campaign) -> QuerySet[Reading]:
    rows = Reading.objects.filter(patch__campaign=campaign, undone_at=None)
    return rows.select_related("patch__control").defer("patch__geometry", "patch__issued").order_by("at")


def _reader(key: UUID, name: str, unit: str, rows: Sequence[Reading]) -> Reader:
    controls = [one for one in rows if one.is_control and hasattr(one.patch, "control")]
    confusion = Counter((one.patch.control.truth, one.category or UNDECIDED) for one in controls)
    seconds = [one.seconds for one in rows if one.seconds is not None and one.batch is None]
    usual = median(seconds) if seconds else None
    last = median(seconds[-_LAST:]) if len(seconds) >= _LAST + _LEAST else None
    return Reader(
        key, name, unit, len(rows), len(controls), sum(_is_right(one) for one in controls),
        sum(not one.category for one in controls), sum(one.is_doubtful for one in rows), confusion,
        tuple(_weeks(rows)), usual, last, _pace(usual, last),
    )  # fmt: skip


def _is_right(one: Reading) -> bool:
    return bool(one.category) and one.category == one.patch.control.truth


def _pace(usual: float | None, last: float | None) -> str:
    if not usual or last is None:
        return ""
    if last > usual * _SLOWER:
        return "slower"
    return "faster" if last < usual * _FASTER else ""


def _weeks(rows: Iterable[Reading]) -> list[Week]:
    found: dict[date, list[Reading]] = {}
    for one in rows:
        day = timezone.localdate(one.at)
        found.setdefault(day - timedelta(days=day.weekday()), []).append(one)
    weeks = []
    for monday, own in sorted(found.items()):
        controls = [one for one in own if one.is_control and one.category and hasattr(one.patch, "control")]
        seconds = [one.seconds for one in own if one.seconds is not None and one.batch is None]
        right = sum(_is_right(one) for one in controls)
        weeks.append(Week(monday, len(controls), right, median(seconds) if seconds else None))
    return weeks
