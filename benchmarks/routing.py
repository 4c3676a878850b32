"""Measure the routing on published instances and on a county of stops: ``python -m benchmarks.routing``.

The instances go through the same door as the field routes. The greedy baseline beside them takes, from where it stands,
the nearest customer that it can still serve in time.
"""

from __future__ import annotations

import argparse
import csv
import statistics
import time
from pathlib import Path

import numpy as np

from tuban.kernel.routing import Crew, Effort, RoutingProblem, solve

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
    print(f"published instances, 100 customers, {seconds:g} s, median of {seeds} seeds", flush=True)
    print(f"  {'instance':<10}{'best known':>12}{'ours':>10}{'over':>9}{'worst':>10}{'greedy':>10}{'over':>9}")
    for name, best in BEST.items():
        problem = read(name)
        found = [solve(problem, Effort(seconds, seed=seed)).cost / TENTHS for seed in range(seeds)]
        ours, simple = statistics.median(found), greedy(problem)
        print(f"  {name:<10}{best:>12.1f}{ours:>10.1f}{ours / best - 1:>9.2%}{max(found):>10.1f}{simple:>10.1f}"
              f"{simple / best - 1:>9.1%}", flush=True)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.routing", description=__doc__)
    parser.add_argument("--seconds", type=float, default=15.0, help="by the clock, for each instance and seed")
    parser.add_argument("--seeds", type=int, default=3)
    chosen = parser.parse_args()
    began = time.perf_counter()
    published(chosen.seconds, chosen.seeds)
    print(f"  {time.perf_counter() - began:.0f} s in all")


if __name__ == "__main__":
    main()
