"""Rounding a table so that it adds up in both directions (控制舍入).

A summary form prints the same area many times: in the row of a township, in the row of its county, under a class and
under the total of the classes. Each figure is rounded once from its exact sum; but figures that were rounded one by one
do not add up. Here the figures of one table are rounded together: townships add up to the county, classes add up to
their total, and every figure stays as near to its exact value as that allows, hardly ever further than one last place.

The table is a circulation: the county's total flows down the tree of classes, through the cells of the townships, and
up the same tree in every township. A circulation of least squared error has whole-number solutions, so the figures are
found exactly (successive shortest paths from the nearest rounding), not by trying.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

SCALE = 10**6
TOTAL = ""
"""The row that sums the others."""
_FIXED = 10**9
_TOTAL_WEIGHT = 10**3
_EMPTY = 10**6

CellKey = tuple[str, str]
"""Node of the class tree, row (:data:`TOTAL` for the row that sums the others)."""


@dataclass(frozen=True, slots=True)
class Table:
    """What is to be rounded, in units of the last place.

    ``children`` is the tree of classes (a node without children is a leaf), ``root`` its top; ``rows`` are the rows
    that add up to the total row. ``exact`` holds the exact value of every (node, row), the total row included.
    ``fixed`` are figures printed elsewhere already, to be kept. ``at_most`` caps a figure: cultivated land by all land.
    """

    root: str
    children: Mapping[str, Sequence[str]]
    rows: Sequence[str]
    exact: Mapping[CellKey, Fraction]
    fixed: Mapping[CellKey, int] = field(default_factory=dict)
    at_most: Mapping[CellKey, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Arc:
    """One figure as a flow: ``value`` now, ``target`` scaled, ``weight`` of its squared error."""

    tail: int
    head: int
    target: int
    weight: int
    most: int | None
    value: int = 0

    def __post_init__(self) -> None:
        self.value = max(0, (self.target + SCALE // 2) // SCALE)
        if self.most is not None:
            self.value = min(self.value, self.most)

    def cost(self, step: int) -> int | None:
        """What it costs to move the figure by one last place; None where it may not move."""
        moved = self.value + step
        if moved < 0 or (self.most is not None and moved > self.most):
            return None
        price = self.weight * (2 * step * (self.value * SCALE - self.target) + SCALE)
        if self.target == 0 and self.weight < _FIXED:
            price += step * _EMPTY * SCALE
        return price


def rounded_table(table: Table) -> dict[CellKey, int]:
    """Return every figure of ``table`` in units of the last place: a whole number per (node, row).

    Rows add up to the total row, children add up to their node, nothing is negative, nothing exceeds its cap. A figure
    whose exact value is nothing stays nothing, and a fixed one stays as it is, unless the sums leave no other way.
    """
    keys, arcs, nodes = _circulation(table)
    _balance(arcs, nodes)
    return {key: arc.value for key, arc in zip(keys, arcs, strict=True)}


def _circulation(table: Table) -> tuple[list[CellKey], list[_Arc], int]:
    numbers: dict[tuple[str, str], int] = {("", ""): 0}

    def junction(node: str, row: str) -> int:
        return numbers.setdefault((node, row), len(numbers))

    keys: list[CellKey] = []
    arcs: list[_Arc] = []

    def add(node: str, row: str, tail: int, head: int) -> None:
        keys.append((node, row))
        arcs.append(_arc(table, (node, row), tail, head))

    # Down the tree of the total row, through the cells, up the tree of every row; junction 0 closes the circle.
    parent = {child: node for node, below in table.children.items() for child in below}
    order = _from_the_top(table)
    for node in order:
        leaf = not table.children.get(node)
        above = junction(parent[node], TOTAL) if node in parent else 0
        add(node, TOTAL, above, 0 if leaf and not table.rows else junction(node, TOTAL))
        for row in table.rows:
            tail = junction(node, TOTAL) if leaf else junction(node, row)
            head = junction(parent[node], row) if node in parent else 0
            add(node, row, tail, head)
    return keys, arcs, len(numbers)


def _from_the_top(table: Table) -> list[str]:
    order = [table.root]
    for node in order:
        order.extend(table.children.get(node, ()))
    return order


def _arc(table: Table, key: CellKey, tail: int, head: int) -> _Arc:
    node, row = key
    most = table.at_most.get(key)
    if key in table.fixed:
        return _Arc(tail, head, table.fixed[key] * SCALE, _FIXED, most)
    exact = table.exact[key]
    if key == (table.root, TOTAL):
        # The grand total is the exact sum rounded once; only a cap or a figure printed elsewhere moves it.
        return _Arc(
            tail,
            head,
            (exact.numerator * 2 + exact.denominator) // (2 * exact.denominator) * SCALE,
            _TOTAL_WEIGHT,
            most,
        )
    target = (exact.numerator * SCALE * 2 + exact.denominator) // (2 * exact.denominator)
    if not target and exact:
        target = 1
    weight = 8 if row == TOTAL else 4 if node == table.root else 1
    return _Arc(tail, head, target, weight, most)


def _balance(arcs: list[_Arc], nodes: int) -> None:
    """Move single last places along cheapest paths until nothing is left over at any junction."""
    excess = [0] * nodes
    touching: list[list[tuple[int, int]]] = [[] for _ in range(nodes)]
    for number, arc in enumerate(arcs):
        excess[arc.tail] -= arc.value
        excess[arc.head] += arc.value
        touching[arc.tail].append((number, 1))
        touching[arc.head].append((number, -1))
    potential = [0] * nodes
    for start in range(nodes):
        while excess[start] > 0:
            end, came_by = _cheapest(arcs, touching, potential, excess, start)
            excess[start] -= 1
            excess[end] += 1
            while end != start:
                number, step = came_by[end]
                arcs[number].value += step
                end = arcs[number].tail if step == 1 else arcs[number].head


def _cheapest(
    arcs: list[_Arc], touching: list[list[tuple[int, int]]], potential: list[int], excess: list[int], start: int
) -> tuple[int, dict[int, tuple[int, int]]]:
    """Find the cheapest path from ``start`` to a junction that lacks something; update the potentials."""
    distance = {start: 0}
    came_by: dict[int, tuple[int, int]] = {}
    done: dict[int, int] = {}
    queue = [(0, start)]
    while queue:
        so_far, here = heapq.heappop(queue)
        if here in done:
            continue
        done[here] = so_far
        if excess[here] < 0:
            for junction in range(len(potential)):
                potential[junction] += min(done.get(junction, so_far), so_far)
            return here, came_by
        for number, step in touching[here]:
            arc = arcs[number]
            price = arc.cost(step)
            if price is None:
                continue
            there = arc.head if step == 1 else arc.tail
            ahead = so_far + price + potential[here] - potential[there]
            if there not in done and ahead < distance.get(there, ahead + 1):
                distance[there] = ahead
                came_by[there] = (number, step)
                heapq.heappush(queue, (ahead, there))
    raise AssertionError("a circulation at zero is always possible")
