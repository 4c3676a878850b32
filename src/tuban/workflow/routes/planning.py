"""Works out the routes of a plan, and plans the rest anew under way: the long part of both, in a job."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from django.db import transaction
from django.utils import timezone

from tuban.inspect.progress import Progress
from tuban.inspect.routes.board import Board, Slot
from tuban.inspect.routes.network import RoadNetwork
from tuban.inspect.routes.plan import Start
from tuban.inspect.routes.planner import Wanted, plan_routes
from tuban.inspect.routes.planning import Planning
from tuban.inspect.routes.reaching import Reach, choose_start, reach
from tuban.inspect.routes.stops import Stop, StopList, stop_list
from tuban.kernel.crs import GEOGRAPHIC_EPSG, transform_coordinates
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _
from tuban.workflow import store
from tuban.workflow.audit.acting import subject_of
from tuban.workflow.audit.recording import PRODUCT, record
from tuban.workflow.routes.arranging import BOARD, Arrangement, board_of
from tuban.workflow.routes.choosing import stops_of
from tuban.workflow.routes.models import Day, Plan, Step, Team, Visit
from tuban.workflow.routes.queries import is_done
from tuban.workflow.routes.roads import network
from tuban.workflow.routes.settings import Settings

ANEW_SECONDS = 1.5


class PlanGone(TubanError):
    """The plan was changed while it was planned anew: nothing was written."""

    code = "routes.changed_while_planning"
    hint = "Look at it as it is now, and plan again."


# A first plan ---------------------------------------------------------------------------------------------------------


def work_out(plan: Plan, progress: Progress) -> dict[str, Any]:
    """Find the routes of a plan and write them, whole or not at all. Raises what the search for ways raises."""
    settings = Settings.from_wire(plan.settings)
    planning = settings.planning()
    teams = list(plan.teams.order_by("place"))
    visits = list(Visit.objects.filter(plan=plan).select_related("patch").defer("patch__geometry", "patch__issued"))
    progress(_("Reading the roads"), 0, 0)
    roads = network(plan.roads, planning, epsg=plan.campaign.epsg)
    progress(_("Measuring ways"), 0, 0)
    stops = stop_list(
        plan.title, stops_of(plan.campaign, [one.patch.uuid for one in visits], planning), total=len(visits),
        chosen=True,
    )  # fmt: skip
    starts = _starts(plan, teams, stops.stops, roads)
    ways = reach(stops.stops, starts, roads, planning, roads_file=str(plan.roads or ""))
    board = Board.of(stops.stops, ways, planning, settings.priority)
    found, searched = _first_routes(stops, starts, ways, (planning, settings), progress, plan=plan)
    progress(_("Writing the plan"), 0, 0)
    checksum = store.keep_bytes(board.as_bytes(), suffix=BOARD)
    with transaction.atomic():
        locked = Plan.objects.select_for_update().select_related("campaign", "unit").get(pk=plan.pk)
        locked.state, locked.ways, locked.search = Plan.State.PLANNED, checksum, searched
        locked.version += 1
        locked.save(update_fields=["state", "ways", "search", "version"])
        Team.objects.bulk_update(teams, ["start_lon", "start_lat", "is_start_given"])
        _enter(locked, board, stops.stops, found)
        counted = {"scheduled": sum(len(held) for held in found.days.values()), "left_over": len(found.left)}
        record("routes.work_out", by=PRODUCT, subject=subject_of(locked), details=counted)
    return counted


class _Found:
    """Routes by group and day, and what is left over with the reason in a code and in words."""

    def __init__(self) -> None:
        self.days: dict[tuple[int, int], list[str]] = {}
        self.left: dict[str, str] = {}
        self.words: dict[str, str] = {}


def _first_routes(
    stops: StopList, starts: Sequence[Start], ways: Reach, values: tuple[Planning, Settings], progress: Progress, *,
    plan: Plan,
) -> tuple[_Found, dict[str, Any]]:  # fmt: skip
    planning, settings = values
    is_one = len({(one.x, one.y) for one in starts}) == 1
    own = list(starts[:1]) if is_one else list(starts)
    keep = len(stops.stops) + len(own)
    some = replace(ways, seconds=ways.seconds[:keep, :keep], metres=ways.metres[:keep, :keep])
    wanted = Wanted(len(starts), own, settings.days, settings.priority)
    routes = plan_routes(
        stops, None, planning, wanted, epsg=plan.campaign.epsg, ways=some, progress=progress
    )  # fmt: skip
    found = _Found()
    for route in routes.routes:
        found.days[route.group, route.day] = [visit.stop.id for visit in route.visits]
    for one in routes.left_over:
        found.left[one.stop.id], found.words[one.stop.id] = one.reason, one.sentence
    searched = {
        "steps": routes.search.steps, "seed": routes.search.seed, "ended_by_clock": routes.search.ended_by_clock,
        "days": routes.days, "starts": len(starts),
    }  # fmt: skip
    return found, searched


def _starts(plan: Plan, teams: Sequence[Team], stops: Sequence[Stop], roads: RoadNetwork | None) -> list[Start]:
    """Return where the groups set out, in the working plane; who has no start gets a place amid the stops."""
    chosen: Start | None = None
    found = []
    for team in teams:
        if team.is_start_given:
            found.append(_start(team.start_lon, team.start_lat, plan.campaign.epsg))
            continue
        if chosen is None:
            chosen = choose_start(stops, roads, roads_file=str(plan.roads or ""))
        lon, lat = transform_coordinates([(chosen.x, chosen.y)], plan.campaign.epsg, GEOGRAPHIC_EPSG)[0]
        team.start_lon, team.start_lat = round(float(lon), 7), round(float(lat), 7)
        found.append(chosen)
    return found


def _start(lon: float, lat: float, epsg: int) -> Start:
    x, y = transform_coordinates([(lon, lat)], GEOGRAPHIC_EPSG, epsg)[0]
    return Start(round(float(x), 2), round(float(y), 2), given=True)


def _enter(plan: Plan, board: Board, stops: Sequence[Stop], found: _Found) -> None:
    Day.objects.filter(team__plan=plan).delete()
    arrangement = Arrangement.of(plan, board)
    _tell(arrangement, stops)
    arrangement.days = {key: list(held) for key, held in found.days.items()}
    arrangement.left, arrangement.said = {**dict.fromkeys(arrangement.visits, "gone"), **found.left}, found.words
    for held in arrangement.days.values():
        for number in held:
            arrangement.left.pop(number, None)
    arrangement.write(arrangement.days)


def _tell(arrangement: Arrangement, stops: Sequence[Stop]) -> None:
    """Enter of each visit where it is, why it is made and what it is worth."""
    places = arrangement.board.places
    known = [stop for stop in stops if np.isfinite(stop.x)]
    places_known = [(stop.x, stop.y) for stop in known] or np.empty((0, 2))
    degrees = transform_coordinates(places_known, arrangement.plan.campaign.epsg, GEOGRAPHIC_EPSG)
    told = []
    for stop, (lon, lat) in zip(known, degrees, strict=True):
        for one in arrangement.visits.get(stop.id, ()):
            one.lon, one.lat = round(float(lon), 7), round(float(lat), 7)
            one.reasons, one.why = list(stop.reasons), stop.why
            one.priority = int(arrangement.board.priority[places[stop.id]])
            told.append(one)
    Visit.objects.bulk_update(told, ["lon", "lat", "reasons", "why", "priority"], batch_size=200)


# Patches added ----------------------------------------------------------------------------------------------------


def measure_added(plan: Plan, asked: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Measure the ways to patches that were added to a plan with its version ``asked["version"]``; what no way leads to
    is told so. Raises PlanGone, and what the search for ways raises."""
    settings = Settings.from_wire(plan.settings)
    planning = settings.planning()
    progress(_("Measuring ways"), 0, 0)
    arrangement = Arrangement.of(plan)
    stops = stops_now(arrangement, planning)
    board = arrangement.board = _board_with(arrangement, stops, planning, settings.priority, {})
    added = [number for number, why in arrangement.left.items() if why == "added"]
    for number in added:
        why = board.why_not[board.places[number]]
        if why:
            arrangement.leave(number, why)
    joined = {
        arrangement.key_of(number) for number in arrangement.visits if _was_added(arrangement, number, asked["version"])
    }
    progress(_("Writing the plan"), 0, 0)
    checksum = store.keep_bytes(board.as_bytes(), suffix=BOARD)
    with transaction.atomic():
        locked = Plan.objects.select_for_update().get(pk=plan.pk)
        if locked.version != asked["version"]:
            raise PlanGone
        locked.ways = checksum
        locked.save(update_fields=["ways"])
        _tell(arrangement, [stop for stop in stops if _was_added(arrangement, stop.id, asked["version"])])
        arrangement.write(key for key in joined if key is not None)
        _keep_where_days_go_on(arrangement)
        counted = {"added": len(added), "out_of_reach": sum(arrangement.left[number] != "added" for number in added)}
        record("routes.measure_added", by=PRODUCT, subject=subject_of(locked), details=counted)
    return counted


def _was_added(arrangement: Arrangement, number: str, version: int) -> bool:
    return any(one.added_in == version for one in arrangement.visits[number])


# The rest planned anew ------------------------------------------------------------------------------------------------


def work_out_anew(plan: Plan, asked: Mapping[str, Any], progress: Progress, *, person_id: UUID) -> dict[str, Any]:
    """Plan anew what is left from a day on; what is before it, done or fixed stays. Raises PlanGone.

    ``asked`` holds ``version``, ``from_day``, ``days``, ``places`` (groups, none: all), ``out`` (groups that do not go
    out any more: what they have left is spread among the others), ``farthest_m`` (on foot, from now on), and ``now``:
    for each group that is under way where it is and at which hour.
    """
    was = Settings.from_wire(plan.settings)
    settings = was.but(farthest_m=asked.get("farthest_m"))
    planning = settings.planning()
    now = {int(place): one for place, one in (asked.get("now") or {}).items()}
    arrangement = Arrangement.of(plan)
    board = arrangement.board
    arrangement.planning = planning
    has_moved = any(one.get("lon") is not None for one in now.values())
    if has_moved or settings != was or set(arrangement.visits) - set(board.ids):
        progress(_("Measuring ways"), 0, 0)
        board = _board_with(arrangement, stops_now(arrangement, planning), planning, settings.priority, now)
        arrangement.board = board
    before = arrangement.snapshot()
    out = {int(one) for one in asked.get("out") or ()}
    first, places = int(asked["from_day"]), {int(one) for one in asked.get("places") or arrangement.teams} - out
    last = int(asked.get("days") or max([first, *(day for _place, day in arrangement.days)]))
    _leave_from(arrangement, first, now)
    keys = [(place, day) for place in sorted(places) for day in range(first, max(first, last) + 1)]
    closed = [key for key in arrangement.days if (key[1] < first and key[0] in places) or key[0] in out]
    slots, fixed = _slots(arrangement, keys)
    pool = _pool(arrangement, closed)
    arrangement.fixed -= {number for key in closed if key[0] in out for number in arrangement.days[key]} & set(pool)
    was_left = dict(arrangement.left)
    held, missed = board.planned_anew(
        slots, fixed=fixed, others=[board.places[number] for number in pool], planning=planning, seconds=ANEW_SECONDS,
        progress=progress,
    )  # fmt: skip
    for number in pool:
        arrangement.left.pop(number, None)
    for key in closed:
        arrangement.days[key] = [number for number in arrangement.days[key] if number not in set(pool)]
    _put(arrangement, board, dict(zip(keys, held, strict=True)))
    for stop, why in missed.items():
        number = board.ids[stop]
        arrangement.leave(number, why, arrangement.said.get(number, "") if was_left.get(number) == why else "")
    progress(_("Writing the plan"), 0, 0)
    checksum = plan.ways if board is board_of(plan) else store.keep_bytes(board.as_bytes(), suffix=BOARD)
    with transaction.atomic():
        locked = Plan.objects.select_for_update().get(pk=plan.pk)
        if locked.version != asked["version"]:
            raise PlanGone
        locked.ways, locked.settings = checksum, settings.as_wire()
        locked.version += 1
        locked.save(update_fields=["ways", "settings", "version"])
        arrangement.write([*keys, *closed])
        _keep_where_days_go_on(arrangement)
        words = _("Planned anew from day {day} on").format(day=first)
        if out:
            names = "、".join(arrangement.teams[place].name for place in sorted(out))
            words = _("{groups} out, the rest planned anew from day {day} on").format(groups=names, day=first)
        Step.objects.create(plan=locked, number=locked.version, words=words[:200], before=before, by_id=person_id)
        counted = {"scheduled": sum(map(len, held)), "left_over": len(arrangement.left)}
        record("routes.work_out_anew", by=PRODUCT, subject=subject_of(locked), details=counted)
    return counted


def _put(arrangement: Arrangement, board: Board, held: Mapping[tuple[int, int], Sequence[int]]) -> None:
    """Put the stops of the board on their days, behind what was done there already."""
    for key, stops in held.items():
        behind = arrangement.days.get(key, [])[: arrangement.done_first(key)]
        arrangement.days[key] = [*behind, *(board.ids[stop] for stop in stops)]


def _leave_from(arrangement: Arrangement, day: int, now: Mapping[int, Mapping[str, Any]]) -> None:
    """Say of the groups under way where their day goes on: where they are, else at the last place they were seen."""
    board = arrangement.board
    for place, team in arrangement.teams.items():
        key = (place, day)
        held = arrangement.days.get(key, [])
        done = [number for number in held if arrangement.is_done(number)]
        said = now.get(place, {})
        row = arrangement.rows.get(key)
        if not done and not said:
            continue
        rest = [number for number in held if number not in done]
        arrangement.days[key] = [*done, *rest]
        lead = arrangement.visits[done[-1]] if done else None
        at = said.get("at")
        if at is None:
            at = lead[-1].leaves or arrangement.planning.day.opens if lead else arrangement.planning.day.opens
        if said.get("lon") is not None:
            where, lon, lat = int(said["place"]), said["lon"], said["lat"]
        elif lead is not None:
            where, lon, lat = board.places[done[-1]], lead[0].lon, lead[0].lat
        else:
            where, lon, lat = board.first_start + place - 1, team.start_lon, team.start_lat
        if row is None:
            row = arrangement.rows[key] = Day(team=team, day=day, leaves=arrangement.planning.day.opens)
        row.leaves_from = {"place": where, "lon": lon, "lat": lat, "at": int(at), "after": len(done)}


def _slots(arrangement: Arrangement, keys: Sequence[tuple[int, int]]) -> tuple[list[Slot], dict[int, int]]:
    """Return the days to plan into, and which stops stay in which of them."""
    slots: list[Slot] = []
    fixed: dict[int, int] = {}
    for row, key in enumerate(keys):
        held = arrangement.days.get(key, [])
        slot = arrangement.slot(key, held)
        slots.append(slot)
        for stop in slot.stops:
            if arrangement.board.ids[stop] in arrangement.fixed:
                fixed[stop] = row
    return slots, fixed


def _pool(arrangement: Arrangement, closed: Sequence[tuple[int, int]]) -> list[str]:
    """Return what was not visited on the days before, and what was left over: both may be planned now."""
    missed = [number for key in closed for number in arrangement.days[key] if not arrangement.is_done(number)]
    left = [number for number, why in arrangement.left.items() if why != "by_hand" and not arrangement.is_done(number)]
    return [*missed, *(number for number in left if number in arrangement.board.places)]


def _keep_where_days_go_on(arrangement: Arrangement) -> None:
    """Write where days go on under way: on a board measured anew those places have other numbers."""
    for row in arrangement.rows.values():
        if row.leaves_from and row.pk is not None:
            row.save(update_fields=["leaves_from"])


def stops_now(arrangement: Arrangement, planning: Planning) -> list[Stop]:
    """Return the stops of a plan as the patches are now."""
    plan = arrangement.plan
    patches = [one.patch.uuid for own in arrangement.visits.values() for one in own]
    stops = list(stop_list(plan.title, stops_of(plan.campaign, patches, planning), total=0, chosen=True).stops)
    gone = [number for number in arrangement.visits if number not in {stop.id for stop in stops}]
    for number in gone:  # a patch that was split or merged meanwhile stays where it was
        lead = arrangement.visits[number][0]
        stops.append(_as_stop(number, _start(lead.lon, lead.lat, plan.campaign.epsg)))
    return stops


def _board_with(
    arrangement: Arrangement, stops: Sequence[Stop], planning: Planning, priority: str, now: dict[int, dict[str, Any]]
) -> Board:  # fmt: skip
    """Return a board measured anew with the places where groups are; each of ``now`` is told its place on it."""
    plan, epsg = arrangement.plan, arrangement.plan.campaign.epsg
    roads = network(plan.roads, planning, epsg=epsg)
    starts = [_start(team.start_lon, team.start_lat, epsg) for _place, team in sorted(arrangement.teams.items())]
    for row in arrangement.rows.values():
        if row.leaves_from:
            row.leaves_from["place"] = len(stops) + len(starts)
            starts.append(_start(row.leaves_from["lon"], row.leaves_from["lat"], epsg))
    for said in now.values():
        if said.get("lon") is not None:
            said["place"] = len(stops) + len(starts)
            starts.append(_start(said["lon"], said["lat"], epsg))
    return Board.of(stops, reach(stops, starts, roads, planning, roads_file=str(plan.roads or "")), planning, priority)


def _as_stop(number: str, here: Start) -> Stop:
    return Stop(number, number, shapely.Point(here.x, here.y), here.x, here.y)


def done_now(plan: Plan, numbers: Sequence[str]) -> int:
    """Enter that stops were visited before the patches themselves say so; returns of how many visits."""
    rows = [
        one
        for one in Visit.objects.filter(plan=plan, patch__number__in=numbers).select_related("patch")
        if not is_done(one)
    ]
    for one in rows:
        one.done_at = timezone.now()
    Visit.objects.bulk_update(rows, ["done_at"])
    return len(rows)
