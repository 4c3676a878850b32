"""Measure the routing on published instances and on a county of stops: ``python -m benchmarks.routing``.

The instances go through the same door as the field routes. The greedy baseline beside them takes, from where it stands,
the nearest customer that it can still serve in time.
"""

from __future__ import annotations

import argparse
import csv
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from tuban.inspect.routes.board import Board, Slot
from tuban.inspect.routes.network import RoadLayer, network_of
from tuban.inspect.routes.planner import Wanted, plan_routes
from tuban.inspect.routes.planning import read_planning
from tuban.inspect.routes.reaching import choose_start, reach
from tuban.inspect.routes.stops import Stop, stop_list
from tuban.kernel.road_graph import nearest_access
from tuban.kernel.routing import Crew, Effort, RoutingProblem, solve
from tuban.kernel.travel import Beside, RoadTravel
from tuban.render.routes import write_routes

FOLDER = Path(__file__).parent / "instances"
BEST = {"R105": 1355.3, "R112": 948.6, "RC101": 1619.8, "RC208": 776.1}
CAPACITY = {"R105": 200, "R112": 200, "RC101": 200, "RC208": 1000}
VEHICLES, SERVICE, TENTHS = 25, 10, 10


def read(name: str) -> RoutingProblem:
    """Return an instance; every length and time is in tenths, cut off as the published lengths are."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8") as file:
        rows = np.array([[int(cell) for cell in row.values()] for row in csv.DictReader(file)])
    depot, customers = rows[0], rows[1:]
    places = np.vstack([customers[:, :2], depot[:2]]).astype(float)
    lengths = np.floor(np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)) * TENTHS).astype(np.int64)
    count = len(customers)
    return RoutingProblem(
        seconds=lengths,
        metres=lengths,
        crews=[Crew(count, VEHICLES)],
        service=np.full(count, SERVICE * TENTHS),
        opens=customers[:, 3] * TENTHS,
        closes=customers[:, 4] * TENTHS,
        loads=customers[:, 2],
        prizes=np.zeros(count, dtype=np.int64),
        day=int(depot[4]) * TENTHS,
        capacity=CAPACITY[name],
    )


def greedy(problem: RoutingProblem) -> float:
    """Return the length of the plan of a person with a list: nearest next, as long as all can still be kept."""
    left, total, start = set(range(problem.stops)), 0, problem.crews[0].start
    while left:
        here, now, load, length = start, 0, 0, 0
        while True:
            fits = [
                stop
                for stop in left
                if load + problem.loads[stop] <= (problem.capacity or 1 << 60)
                and (begin := max(now + problem.seconds[here, stop], problem.opens[stop])) <= problem.closes[stop]
                and begin + problem.service[stop] + problem.seconds[stop, start] <= problem.day
            ]
            if not fits:
                break
            stop = min(fits, key=lambda one: (problem.seconds[here, one], one))
            now = max(now + problem.seconds[here, stop], problem.opens[stop]) + problem.service[stop]
            length += problem.metres[here, stop]
            load += problem.loads[stop]
            here = stop
            left.discard(stop)
        total += length + problem.metres[here, start]
    return total / TENTHS


def published(seconds: float, seeds: int) -> None:
    print(f"published instances of routing, 100 customers, {seconds:g} s, median of {seeds} seeds: aim 1.5 % over",
          flush=True)  # fmt: skip
    print(f"  {'instance':<10}{'best known':>12}{'ours':>10}{'over':>9}{'worst':>10}{'greedy':>10}{'over':>9}")
    for name, best in BEST.items():
        problem = read(name)
        found = [solve(problem, Effort(seconds, seed=seed)).cost / TENTHS for seed in range(seeds)]
        ours, simple = statistics.median(found), greedy(problem)
        print(f"  {name:<10}{best:>12.1f}{ours:>10.1f}{ours / best - 1:>9.2%}{max(found):>10.1f}{simple:>10.1f}"
              f"{simple / best - 1:>9.1%}", flush=True)  # fmt: skip


def county(stops: int, groups: int) -> dict[str, Any]:
    """Plan an invented county of 50 km: roads every 500 m with gaps and bends, patches beside them.

    Returns the seconds of each step, the routes found and how many stops are in none.
    """
    planning = read_planning()
    rng = np.random.default_rng(300)
    began = time.perf_counter()
    network = network_of(_roads(rng, 100), planning)
    assert network is not None
    noded = time.perf_counter()
    places = rng.uniform(2_000, 48_000, (stops, 2)) + np.array([470_000, 3_470_000])
    listed = [
        Stop(id=f"{n:04d}", number=f"{n:04d}", shape=shapely.Point(x, y).buffer(20), x=x, y=y,
             area_mu=float(area), kind=kind)
        for n, ((x, y), area, kind) in enumerate(zip(places.tolist(), rng.gamma(2, 3, stops).round(2),
                                                     rng.choice(["unlawful", "manual", "other"], stops), strict=True))
    ]  # fmt: skip
    whole = stop_list("invented county", listed, total=stops, chosen=False)
    plan = plan_routes(whole, network, planning, Wanted(groups), epsg=4547, roads_file="roads")
    planned = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        write_routes(plan, Path(folder))
    written = time.perf_counter()
    return {
        "roads": noded - began, "plan": planned - noded, "write": written - planned, "whole": written - began,
        "pieces": len(network.graph.start), "days": plan.days, "routes": len(plan.routes),
        "left": len(plan.left_over), "by_clock": plan.search.ended_by_clock,
    }  # fmt: skip


def _stops(rng: np.random.Generator, count: int) -> list[Stop]:
    places = rng.uniform(2_000, 48_000, (count, 2)) + np.array([470_000, 3_470_000])
    return [
        Stop(id=f"{n:04d}", number=f"{n:04d}", shape=shapely.Point(x, y).buffer(20), x=x, y=y)
        for n, (x, y) in enumerate(places.tolist())
    ]


def told_matrix(stops: int = 2000) -> None:
    """Measure the ways from each of so many stops to each on the roads of the invented county."""
    planning, rng = read_planning(), np.random.default_rng(300)
    network = network_of(_roads(rng, 100), planning)
    assert network is not None
    listed = _stops(rng, stops)
    began = time.perf_counter()
    shapes = np.array([one.shape for one in listed], dtype=object)
    access = nearest_access(network.graph, shapes, within_m=5000)
    travel = RoadTravel(network.graph, access, [Beside(1.3, 4.0)] * stops)
    ready = time.perf_counter()
    seconds, _metres = travel.matrix()
    ended = time.perf_counter()
    print(f"times and lengths between {stops} stops on {len(network.graph.start)} pieces of road: aim 10 s", flush=True)
    print(f"  {ended - began:.1f} s (access {ready - began:.1f}, ways {ended - ready:.1f}); "
          f"{np.isfinite(seconds).mean():.0%} of the ways exist", flush=True)  # fmt: skip


def told_board(stops: int = 300, groups: int = 5) -> None:
    """Measure what a board takes: kept and taken out again, a day timed anew, the rest planned anew."""
    planning, rng = read_planning(), np.random.default_rng(300)
    network = network_of(_roads(rng, 100), planning)
    listed = _stops(rng, stops)
    whole = stop_list("invented county", listed, total=stops, chosen=False)
    start = choose_start(listed, network, roads_file="roads")
    ways = reach(listed, [start], network, planning, roads_file="roads")
    plan = plan_routes(
        whole, network, planning, Wanted(groups, [start]), epsg=4547, roads_file="roads", ways=ways
    )  # fmt: skip
    board = Board.of(listed, ways, planning, "balanced")
    began = time.perf_counter()
    content = board.as_bytes()
    kept = time.perf_counter()
    board = Board.from_bytes(content)
    taken = time.perf_counter()
    home = board.first_start
    slots = [
        Slot(home, home, planning.day.opens, tuple(board.places[visit.stop.id] for visit in route.visits))
        for route in plan.routes
    ]
    timed = time.perf_counter()
    for slot in slots[:2]:
        board.ways(board.timed(slot, planning.day))
    drawn = time.perf_counter()
    board.planned_anew(slots, fixed={}, planning=planning, seconds=1.5)
    ended = time.perf_counter()
    print(
        f"a board of {stops} stops, {groups} groups, {len(slots)} days: aim 1 s for a drag, 5 s to plan anew",
        flush=True,
    )
    print(f"  kept {kept - began:.2f} s ({len(content) / 1e6:.1f} MB), taken {taken - kept:.2f} s, two days timed with "
          f"their lines {drawn - timed:.2f} s, planned anew {ended - drawn:.2f} s", flush=True)  # fmt: skip


def _roads(rng: np.random.Generator, side: int) -> RoadLayer:
    grid = np.stack(np.meshgrid(np.arange(side + 1), np.arange(side + 1)), axis=-1) * 500.0
    nodes = grid + rng.uniform(-120, 120, grid.shape) + np.array([470_000, 3_470_000])
    lines, classes = [], []
    for row in range(side + 1):
        for column in range(side + 1):
            for other in ((row, column + 1), (row + 1, column)):
                main = (row % 10 == 0 and other[0] == row) or (column % 10 == 0 and other[1] == column)
                if max(other) <= side and (main or rng.random() < 0.55):
                    ends = np.stack([nodes[row, column], nodes[other]])
                    bend = ends.mean(axis=0) + rng.uniform(-40, 40, 2)
                    lines.append(shapely.LineString([ends[0], bend, ends[1]]))
                    classes.append("县道" if main else "村道")
    nothing = [None] * len(lines)
    return RoadLayer("roads", np.array(lines, dtype=object), classes, nothing, has_class=True)


def told_county(stops: int = 300, groups: int = 5) -> None:
    done = county(stops, groups)
    aim = ": aim 30 s" if stops == 300 else ""
    print(
        f"routes in an invented county, {stops} stops, {groups} groups, {done['pieces']} pieces of road{aim}",
        flush=True,
    )
    print(f"  whole {done['whole']:.1f} s (roads {done['roads']:.1f}, ways and search {done['plan']:.1f}, files "
          f"{done['write']:.1f}); {done['routes']} routes on {done['days']} days, {done['left']} stops in none"
          f"{'; the clock ended the search' if done['by_clock'] else ''}", flush=True)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.routing", description=__doc__)
    parser.add_argument("--seconds", type=float, default=15.0, help="by the clock, for each instance and seed")
    parser.add_argument("--seeds", type=int, default=3)
    chosen = parser.parse_args()
    began = time.perf_counter()
    told_county()
    told_matrix()
    told_board()
    published(chosen.seconds, chosen.seeds)
    print(f"  {time.perf_counter() - began:.0f} s in all")


if __name__ == "__main__":
    main()
