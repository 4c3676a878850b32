"""Stops moved by hand: what a move would change before it is done, and where others would cost least."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from tuban.kernel.road_noding import Whole
from tuban.kernel.routing import FOREVER
from tuban.values.errors import TubanError
from tuban.workflow.routes.arranging import Arrangement, Figures, Key
from tuban.workflow.routes.models import Plan
from tuban.workflow.routes.settings import MOST_DAYS


class StopUnknown(TubanError):
    """{number} is not in this plan."""

    code = "routes.stop_unknown"
    hint = "Look at the plan as it is now."


class StopDone(TubanError):
    """{number} has been visited already: it stays where it is."""

    code = "routes.stop_done"
    hint = "Choose one that is still to be visited."


class DayUnfit(TubanError):
    """There is no day {day} of group {group} in this plan."""

    code = "routes.day_unfit"
    hint = "Choose a group of the plan, and a day from 1 on."


class OutNeedsReason(TubanError):
    """Taking {number} out of the plan needs a reason."""

    code = "routes.out_needs_reason"
    hint = "Say in a few words why nobody goes there: the road is closed, the township settled it, it was visited."


class StopOffBoard(TubanError):
    """No way leads to {number}: it cannot be put on a day."""

    code = "routes.stop_off_board"
    hint = "Plan anew with a longer way on foot, or bring the road in the layer up to date."


MOST_LETTERS = 120
"""So long may a reason be for taking a stop out."""


@dataclass(frozen=True, slots=True)
class Move:
    """A stop goes to a day of a group (``group`` is its place in the plan, 0: out of the plan), at a ``position`` from
    0 on, None where it costs least; with ``is_fixed`` it stays there when the rest is planned anew. Without ``group``
    it stays where it is and only ``is_fixed`` is said. ``why`` says why it is taken out."""

    number: str
    group: int | None = None
    day: int = 0
    position: int | None = None
    is_fixed: bool | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What a day takes before a change and after it."""

    key: Key
    before: Figures
    after: Figures


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a move would change: the days it touches and the whole plan."""

    days: tuple[Change, ...]
    before: Figures
    after: Figures


def what_if(plan: Plan, moves: Sequence[Move]) -> WhatIf:
    """Return what moves would change; writes nothing. Raises StopUnknown, StopDone, DayUnfit, StopOffBoard."""
    arrangement = Arrangement.of(plan)
    before = {key: arrangement.figures(key) for key in arrangement.days}
    changed = carry_out(arrangement, moves)
    after = {key: arrangement.figures(key) for key in arrangement.days}
    return WhatIf(
        tuple(Change(key, before.get(key, Figures()), after.get(key, Figures())) for key in sorted(changed)),
        sum(before.values(), Figures()), sum(after.values(), Figures()),
    )  # fmt: skip


def carry_out(arrangement: Arrangement, moves: Sequence[Move]) -> set[Key]:
    """Move stops in the arrangement in hand; returns the days that change. Raises what :func:`what_if` raises."""
    changed: set[Key] = set()
    for move in moves:
        changed |= _carry_out(arrangement, move)
    return changed


def _carry_out(arrangement: Arrangement, move: Move) -> set[Key]:
    number = move.number
    if number not in arrangement.visits:
        raise StopUnknown(number=number)
    if arrangement.is_done(number):
        raise StopDone(number=number)
    if move.is_fixed is not None:
        arrangement.fixed = arrangement.fixed | {number} if move.is_fixed else arrangement.fixed - {number}
    if move.group is None:
        return set()
    if move.group and (move.group not in arrangement.teams or not 1 <= move.day <= MOST_DAYS):
        raise DayUnfit(day=move.day, group=move.group)
    if move.group and number not in arrangement.board.places:
        raise StopOffBoard(number=number)
    changed: set[Key] = set()
    before = arrangement.key_of(number)
    if before is not None:
        arrangement.days[before].remove(number)
        changed.add(before)
    arrangement.left.pop(number, None)
    arrangement.said.pop(number, None)
    if not move.group:
        arrangement.leave(number, "by_hand", move.why.strip()[:MOST_LETTERS])
        arrangement.fixed.discard(number)
        return changed
    key = (move.group, move.day)
    held = arrangement.days.setdefault(key, [])
    least = max(arrangement.done_first(key), sum(arrangement.is_done(one) for one in held))
    position = move.position
    if position is None:
        stop = arrangement.board.places[number]
        position = arrangement.done_first(key) + arrangement.board.cheapest_place(stop, arrangement.slot(key, held))
    held.insert(min(max(position, least), len(held)), number)
    if not arrangement.figures(key).is_possible:
        raise StopOffBoard(number=number)
    return {*changed, key}


# Where they cost least -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fitted:
    """Where stops cost least: the ``moves`` that put them there one after the other, and the ``missed`` that fit into
    no day, with the reason."""

    moves: tuple[Move, ...]
    missed: Mapping[str, str]


def fitted(plan: Plan, numbers: Collection[str], *, from_day: int = 1) -> Fitted:
    """Find the days on which stops that are left over cost the least time, without another day growing too long; the
    cheapest of them is put in first. Writes nothing. Raises StopUnknown."""
    arrangement = Arrangement.of(plan)
    board = arrangement.board
    missed: dict[str, str] = {}
    rest: dict[str, int] = {}
    for number in numbers:
        if number not in arrangement.visits:
            raise StopUnknown(number=number)
        why = board.why_not[board.places[number]] if number in board.places else arrangement.left.get(number, "no_road")
        if why:
            missed[number] = why
        elif number in arrangement.left:
            rest[number] = board.places[number]
    last = max([from_day, *(day for _place, day in arrangement.days)])
    keys = [(place, day) for day in range(from_day, last + 1) for place in sorted(arrangement.teams)]
    names, stops = list(rest), list(rest.values())
    told = [_costs(arrangement, key, stops) for key in keys]
    costs, places = (np.stack(each, axis=1) for each in zip(*told, strict=True))
    moves: list[Move] = []
    while rest:
        row, column = (int(one) for one in np.unravel_index(int(costs.argmin()), costs.shape))
        if costs[row, column] >= FOREVER:
            break
        number, key, position = names[row], keys[column], int(places[row, column])
        arrangement.days.setdefault(key, []).insert(position, number)
        arrangement.left.pop(number, None)
        moves.append(Move(number, key[0], key[1], position))
        del rest[number]
        costs[:, column], places[:, column] = _costs(arrangement, key, stops)
        costs[[place for place, name in enumerate(names) if name not in rest]] = FOREVER
    return Fitted(tuple(moves), missed | dict.fromkeys(rest, "no_time"))


def _costs(arrangement: Arrangement, key: Key, stops: Sequence[int]) -> tuple[Whole, Whole]:
    """Return for each stop how many seconds a day grows with it at least (FOREVER where that is too long a day), and at
    which position that is."""
    board, day = arrangement.board, arrangement.planning.day
    held = arrangement.days.get(key, [])
    slot, behind, figures = arrangement.slot(key, held), arrangement.done_first(key), arrangement.figures(key)
    between = board.costs_between(stops, slot)
    between[:, : max(0, sum(arrangement.is_done(one) for one in held) - behind)] = FOREVER
    place = between.argmin(axis=1)
    cost: Whole = between[np.arange(len(stops)), place]
    most = arrangement.planning.most_stops
    ends = day.worked(slot.leaves if figures.returns is None else figures.returns)
    is_full = figures.is_over_hours or not figures.is_possible or (most and len(held) >= most)
    cost[(ends + cost + board.service[list(stops)] > day.work) | bool(is_full)] = FOREVER
    return cost, place + behind


def words_of(arrangement: Arrangement, moves: Sequence[Move]) -> str:
    """Say what moves do, for the list of changes."""
    if not moves:
        return ""
    first = moves[0]
    more = _(" and {count} more").format(count=len(moves) - 1) if len(moves) > 1 else ""
    name = f"{_short(first.number)}{more}"
    if first.group is None:
        words = _("{name} stays where it is") if first.is_fixed else _("{name} may be moved again")
        return words.format(name=name)
    if not first.group:
        words = _("{name} taken out of the plan: {why}") if first.why.strip() else _("{name} taken out of the plan")
        return words.format(name=name, why=first.why.strip()[:MOST_LETTERS])
    team = arrangement.teams.get(first.group)
    return _("{name} to {group}, day {day}").format(name=name, group=team or first.group, day=first.day)


def _short(number: str) -> str:
    return f"…{number[-4:]}"
