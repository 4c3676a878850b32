"""How many patches there are of what a list looks for, and of what it would show besides: all of it in one pass.

Every number is exact. What is counted stands in one index, so that no patch is read for being counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Case, Count, Max, Q, Value, When
from django.utils import timezone

from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.deciding import decided_of, final_categories
from tuban.workflow.patches.queries.lists import (
    Assigned,
    Filter,
    conditions_of,
    exactly,
    filtered,
    in_township,
    within_reach,
)
from tuban.workflow.patches.states import State

DIFFERS = "inconsistent"
OFFERED: Mapping[str, tuple[str, Any]] = {
    "conflicts": ("has_conflicts", True), "overdue": ("is_overdue", True), "missing": ("is_missing_facts", True),
    "problems": ("has_problems", True), "mine": ("assigned", Assigned.ME), "my_unit": ("assigned", Assigned.MY_UNIT),
    "nobody": ("assigned", Assigned.NOBODY), "differs": ("survey_comparison", DIFFERS),
}  # fmt: skip
"""What a list can be narrowed to besides, each by a part of its filter: the chips of the flags."""
_REPLACED = ("assigned", "survey_comparison")
"""Parts of the filter that a flag replaces; the others are only ever added."""


@dataclass(frozen=True, slots=True)
class TownshipCount:
    """How many patches lie in a township, and how many of them are in each state."""

    code: str
    name: str
    total: int
    by_state: dict[str, int]


@dataclass(slots=True)
class Counts:
    """The ``total`` of a list; and how many there would be with another state, finding, list or township, and with a
    flag of :data:`OFFERED`, each with the rest of the filter as it is. Without a campaign no townships are told.

    ``by_finding`` counts by the finding that was taken, else by the proposal; ``taken_by_finding`` is how many of these
    rest on a finding, ``by_decided`` on what the categories rest."""

    total: int = 0
    by_state: dict[str, int] = field(default_factory=dict)
    by_finding: dict[str, int] = field(default_factory=dict)
    taken_by_finding: dict[str, int] = field(default_factory=dict)
    by_decided: dict[str, int] = field(default_factory=dict)
    by_list: dict[str, int] = field(default_factory=dict)
    townships: list[TownshipCount] = field(default_factory=list)
    flags: dict[str, int] = field(default_factory=lambda: dict.fromkeys(OFFERED, 0))


def counts_of(by: Acting, asked: Filter, *, today: date | None = None) -> Counts:
    """Return how many patches there are of what is looked for, and of what it could be narrowed to."""
    day = today or timezone.localdate()
    conditions = conditions_of(by, asked, day)
    rows = within_reach(by, asked)
    for name, condition in conditions.items():
        if name not in _REPLACED:
            rows = rows.filter(condition)
    keys = ["state", "finding", "proposed_finding", "list"]
    if asked.campaign is not None:
        keys.append("township_code")
    if asked.township:
        inside = Case(When(in_township(asked.township), then=Value(1)), default=Value(0))
        rows, keys = rows.annotate(inside=inside), [*keys, "inside"]
    told = rows.order_by().values(*keys).annotate(
        named=Max("township_name"), number=Count("pk", filter=_all(conditions)),
        **{
            f"flag_{flag}": Count("pk", filter=_all(conditions, but=part) & _condition(by, part, value, day))
            for flag, (part, value) in OFFERED.items()
        },
    )  # fmt: skip
    return _summed(asked, told)


def _condition(by: Acting, part: str, value: Any, day: date) -> Q:
    return conditions_of(by, Filter(**{part: value}), day)[part]


def _all(conditions: Mapping[str, Q], *, but: str = "") -> Q:
    kept = (condition for name, condition in conditions.items() if name in _REPLACED and name != but)
    return reduce(and_, kept, Q(pk__isnull=False))


def _summed(asked: Filter, told: Any) -> Counts:
    counts = Counts()
    townships: dict[str, TownshipCount] = {}
    wanted = {"state": asked.state, "finding": asked.finding, "decided": asked.decided, "list": asked.list}
    tables = {
        "state": counts.by_state, "finding": counts.by_finding, "decided": counts.by_decided, "list": counts.by_list,
    }  # fmt: skip
    finals = final_categories()
    for row in told:
        taken, proposed = row["finding"], row["proposed_finding"]
        decided = decided_of(taken, proposed, finals)
        values = {**row, "finding": proposed if taken is None else taken, "decided": decided.value}
        failing = [name for name, value in wanted.items() if value and values[name] != value]
        if asked.township and not row["inside"]:
            failing.append("township_code")
        number = row["number"]
        if not failing:
            counts.total += number
            for flag in counts.flags:
                counts.flags[flag] += row[f"flag_{flag}"]
        for name, table in tables.items():
            if number and failing in ([], [name]):
                table[values[name]] = table.get(values[name], 0) + number
                if name == "finding" and taken is not None:
                    counts.taken_by_finding[taken] = counts.taken_by_finding.get(taken, 0) + number
        if number and "township_code" in row and failing in ([], ["township_code"]):
            _add_township(townships, row, number)
    counts.townships = [townships[code] for code in sorted(townships)]
    return counts


def _add_township(townships: dict[str, TownshipCount], row: Any, number: int) -> None:
    code = row["township_code"]
    known = townships.get(code, TownshipCount(code, "", 0, {}))
    states = {**known.by_state, row["state"]: known.by_state.get(row["state"], 0) + number}
    townships[code] = TownshipCount(code, row["named"] or known.name, known.total + number, states)


def count(by: Acting, asked: Filter) -> int:
    """Return how many patches there are of what is looked for."""
    return filtered(by, asked).count()


def counts_of_each(by: Acting, asked: Mapping[str, Filter], *, today: date | None = None) -> dict[str, int]:
    """Return how many patches there are of each of several filters of one campaign and one fate, in one pass."""
    if not asked:
        return {}
    day = today or timezone.localdate()
    first = next(iter(asked.values()))
    rows = within_reach(by, Filter(campaign=first.campaign, fate=first.fate)).order_by()
    found = rows.aggregate(
        **{f"of_{name}": Count("pk", filter=_whole(by, one, day)) for name, one in asked.items()}
    )  # fmt: skip
    return {name: found[f"of_{name}"] for name in asked}


def _whole(by: Acting, asked: Filter, day: date) -> Q:
    others = {"source": asked.source, "proposed_finding": asked.proposed}
    whole = Q(pk__isnull=False, **{name: value for name, value in others.items() if value})
    if asked.township:
        whole &= in_township(asked.township)
    return reduce(and_, (*exactly(asked).values(), *conditions_of(by, asked, day).values()), whole)


def counts_by_state(by: Acting, asked: Filter) -> dict[str, int]:
    """Return how many patches are in each state, in the order of the journey; for the funnel."""
    found = dict(filtered(by, asked).order_by().values_list("state").annotate(Count("pk")))
    return {state.value: found.get(state.value, 0) for state in State}
