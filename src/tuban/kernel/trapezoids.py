"""Areas of intersections without intersections: the hot loop of the overlay.

With edges as in :mod:`tuban.kernel.outlines`, the area common to A and B is the sum, over every pair of an edge of A
and an edge of B, of the signed area under the lower of the two above the bottom of A's box. No question of the kind
"does this cross that" decides anything, so nothing can go wrong with shared borders, and holes need no care.

Beside each area comes its moment about the west of A's box (the integral of x), which is what the drift of the
plane's scale across a patch needs.
"""

from __future__ import annotations

import numpy as np

from tuban.kernel.box_tree import WIDTH
from tuban.kernel.machine_code import ascending, compiled, with_room
from tuban.kernel.outlines import Floats, Integers

SQUARE_MILLIMETRE = 1e-6
"""What is smaller is no ground: it comes of the last digit of coordinates."""
DOUBLE_COVER_M2 = 1e-4
"""Two items of a layer overlap where they share at least this much: a square centimetre."""

_STACK = 1024


@compiled
def more_room(rows: Integers, used: int) -> Integers:
    """Return a table with room for one more row than ``used``."""
    if used < len(rows):
        return rows
    larger = np.empty((2 * used, rows.shape[1]), dtype=np.int64)
    for row in range(used):
        for column in range(rows.shape[1]):
            larger[row, column] = rows[row, column]
    return larger


@compiled
def item_edges(  # noqa: PLR0912 (one loop)
    coordinates: Floats, chain_start: Integers, first: int, last: int, box: Floats
) -> Floats:
    """Return the edges of chains ``first`` to ``last`` inside a box: (n, 5) west x, y, east x, y, sign.

    Coordinates are relative to the south-west of the box. What of an edge lies below the box is left out, what lies
    above runs along its top. Rows are ordered by west x.
    """
    width, height = box[2] - box[0], box[3] - box[1]
    edges = np.empty((16, 5))
    count = 0
    for chain in range(first, last):
        for point in range(chain_start[chain], chain_start[chain + 1] - 1):
            x0, y0 = coordinates[point, 0] - box[0], coordinates[point, 1] - box[1]
            x1, y1 = coordinates[point + 1, 0] - box[0], coordinates[point + 1, 1] - box[1]
            if x0 == x1 or max(x0, x1) <= 0.0 or min(x0, x1) >= width or max(y0, y1) <= 0.0:
                continue
            sign = 1.0
            if x0 > x1:
                x0, y0, x1, y1, sign = x1, y1, x0, y0, -1.0
            slope = (y1 - y0) / (x1 - x0)
            if x0 < 0.0:
                x0, y0 = 0.0, y0 - x0 * slope
            if x1 > width:
                x1, y1 = width, y1 + (width - x1) * slope
            # At most three stretches: below, inside and above the box.
            low = min(max((0.0 - y0) / slope + x0, x0), x1) if (y0 < 0.0) != (y1 < 0.0) else x0
            high = min(max((height - y0) / slope + x0, x0), x1) if (y0 > height) != (y1 > height) else x0
            if low > high:
                low, high = high, low
            edges = with_room(edges, count, count + 3)
            for stretch in range(3):
                a = x0 if stretch == 0 else (low if stretch == 1 else high)
                b = low if stretch == 0 else (high if stretch == 1 else x1)
                if b <= a:
                    continue
                at_a = y0 if a == x0 else (y1 if a == x1 else y0 + (a - x0) * slope)
                at_b = y1 if b == x1 else y0 + (b - x0) * slope
                if at_a + at_b <= 0.0:
                    continue
                at_a, at_b = min(max(at_a, 0.0), height), min(max(at_b, 0.0), height)
                edges[count, 0], edges[count, 1], edges[count, 2], edges[count, 3] = a, at_a, b, at_b
                edges[count, 4] = sign
                count += 1
    wests = np.empty(count)
    for edge in range(count):
        wests[edge] = edges[edge, 0]
    order = ascending(wests)
    ordered = np.empty((count, 5))
    for edge in range(count):
        for column in range(5):
            ordered[edge, column] = edges[order[edge], column]
    return ordered


@compiled
def _under(edges: Floats, x: float) -> tuple[float, float]:
    """Return the area of A west of x, and its moment."""
    area, moment = 0.0, 0.0
    for edge in range(len(edges)):
        left = edges[edge, 0]
        if left >= x:
            break
        right, y0, y1 = edges[edge, 2], edges[edge, 1], edges[edge, 3]
        if right > x:
            y1 = y0 + (x - left) * ((y1 - y0) / (right - left))
            right = x
        w = (right - left) * edges[edge, 4]
        piece = w * (y0 + y1) / 2
        area += piece
        moment += left * piece + w * (right - left) * (y0 + 2 * y1) / 6
    return area, moment


@compiled
def common_area(  # noqa: PLR0912, PLR0915, PLR0917 (one loop; calls inside it cost as much as it does)
    edges: Floats, width: float, height: float, coordinates: Floats, chain_start: Integers,
    first: int, last: int, west: float, south: float,
) -> tuple[float, float]:  # fmt: skip
    """Return the area common to A, given by its ``edges`` in its box, and the item of chains ``first`` to ``last``.

    ``west`` and ``south`` place A's box. Second comes the moment about ``west``.
    """
    area, moment = 0.0, 0.0
    count = len(edges)
    for chain in range(first, last):
        above, since = False, 0.0  # edges above the box: only where such a run begins and ends matters
        until = 0.0
        for point in range(chain_start[chain], chain_start[chain + 1] - 1):
            x0, y0 = coordinates[point, 0] - west, coordinates[point, 1] - south
            x1, y1 = coordinates[point + 1, 0] - west, coordinates[point + 1, 1] - south
            if y0 >= height and y1 >= height:
                if not above:
                    above, since = True, x0
                until = x1
                continue
            if above:
                above = False
                since, until = min(max(since, 0.0), width), min(max(until, 0.0), width)
                if since != until:
                    to_area, to_moment = _under(edges, until)
                    from_area, from_moment = _under(edges, since)
                    area += to_area - from_area
                    moment += to_moment - from_moment
            if x0 == x1 or max(y0, y1) <= 0.0 or max(x0, x1) <= 0.0 or min(x0, x1) >= width:
                continue
            sign = 1.0
            if x0 > x1:
                x0, y0, x1, y1, sign = x1, y1, x0, y0, -1.0
            slope = (y1 - y0) / (x1 - x0)
            if y0 < 0.0:  # only the stretch above the bottom counts
                x0, y0 = x0 - y0 / slope, 0.0
            elif y1 < 0.0:
                x1, y1 = x0 - y0 / slope, 0.0
            for edge in range(count):
                start = edges[edge, 0]
                if start >= x1:
                    break
                end = edges[edge, 2]
                if end <= x0:
                    continue
                rise = (edges[edge, 3] - edges[edge, 1]) / (end - start)
                left, right = max(start, x0), min(end, x1)
                if right <= left:
                    continue
                a0, a1 = edges[edge, 1] + (left - start) * rise, edges[edge, 1] + (right - start) * rise
                b0, b1 = y0 + (left - x0) * slope, y0 + (right - x0) * slope
                d0, d1 = b0 - a0, b1 - a1
                w = right - left
                low0, low1 = min(a0, b0), min(a1, b1)
                under = w * (low0 + low1) / 2
                turn = left * under + w * w * (low0 + 2 * low1) / 6
                if (d0 < 0.0) != (d1 < 0.0):  # they cross: the lower of the two has a peak there
                    share = d0 / (d0 - d1)
                    peak = a0 + share * (a1 - a0) - (low0 + share * (low1 - low0))
                    bump = w * peak / 2
                    under += bump
                    turn += bump * (left + w * (1 + share) / 3)
                weight = sign * edges[edge, 4]
                area += weight * under
                moment += weight * turn
        if above:
            since, until = min(max(since, 0.0), width), min(max(until, 0.0), width)
            if since != until:
                to_area, to_moment = _under(edges, until)
                from_area, from_moment = _under(edges, since)
                area += to_area - from_area
                moment += to_moment - from_moment
    return area, moment


@compiled
def near(box: Floats, boxes: Floats, level_start: Integers) -> Integers:
    """Return the items of a packed tree whose boxes share ground with ``box``, in their order."""
    found, count = np.empty(64, dtype=np.int64), 0
    levels = len(level_start) - 1
    node, level = np.empty(_STACK, dtype=np.int64), np.empty(_STACK, dtype=np.int64)
    waiting = 0
    for top in range(level_start[levels] - level_start[levels - 1] - 1, -1, -1):
        node[waiting], level[waiting] = top, levels - 1
        waiting += 1
    while waiting > 0:
        waiting -= 1
        here, depth = node[waiting], level[waiting]
        at = level_start[depth] + here
        if boxes[at, 0] >= box[2] or boxes[at, 2] <= box[0] or boxes[at, 1] >= box[3] or boxes[at, 3] <= box[1]:
            continue
        if depth == 0:
            if count == len(found):
                longer = np.empty(2 * count, dtype=np.int64)
                for place in range(count):
                    longer[place] = found[place]
                found = longer
            found[count] = here
            count += 1
            continue
        below = level_start[depth] - level_start[depth - 1]
        for child in range(min(here * WIDTH + WIDTH, below) - 1, here * WIDTH - 1, -1):
            node[waiting], level[waiting] = child, depth - 1
            waiting += 1
    return found[:count]


@compiled
def overlapping(  # noqa: PLR0917 (machine code takes arrays by position)
    items: Integers, box: Floats, coordinates: Floats, chain_start: Integers, item_chain: Integers,
    item_feature: Integers, boxes: Floats,
) -> Integers:  # fmt: skip
    """Return the pairs (n, 2) among some items of a layer that belong to different features and overlap in a box.

    A sweep from west to east: an item is held only against those that begin before it ends.
    """
    found, count = np.empty((4, 2), dtype=np.int64), 0
    wests = np.empty(len(items))
    for item in range(len(items)):
        wests[item] = boxes[items[item], 0]
    order = ascending(wests)
    window = np.empty(4)
    for first in range(len(items)):
        one = items[order[first]]
        for second in range(first + 1, len(items)):
            two = items[order[second]]
            if boxes[two, 0] >= boxes[one, 2]:
                break
            if item_feature[one] == item_feature[two]:
                continue
            window[0], window[1] = max(box[0], boxes[two, 0]), max(box[1], boxes[one, 1], boxes[two, 1])
            window[2], window[3] = min(box[2], boxes[one, 2], boxes[two, 2]), min(box[3], boxes[one, 3], boxes[two, 3])
            wide, tall = window[2] - window[0], window[3] - window[1]
            if wide <= 0.0 or tall <= 0.0 or wide * tall < DOUBLE_COVER_M2:
                continue
            edges = item_edges(coordinates, chain_start, item_chain[one], item_chain[one + 1], window)
            if len(edges) == 0:
                continue
            shared, _moment = common_area(
                edges, wide, tall, coordinates, chain_start, item_chain[two], item_chain[two + 1], window[0], window[1]
            )
            if abs(shared) < DOUBLE_COVER_M2:
                continue
            found = more_room(found, count)
            found[count, 0], found[count, 1] = one, two
            count += 1
    return found[:count]


@compiled
def compare(  # noqa: PLR0917 (machine code takes arrays by position)
    a_coordinates: Floats, a_chain_start: Integers, a_item_chain: Integers, a_boxes: Floats, a_items: Integers,
    b_coordinates: Floats, b_chain_start: Integers, b_item_chain: Integers, b_item_feature: Integers,
    b_boxes: Floats, b_level_start: Integers,
) -> tuple[Integers, Floats, Integers]:  # fmt: skip
    """Compare some items of A with all of layer B.

    Returns the pairs that share ground (n, 2), their areas and moments (n, 2), and triples (m, 3) of an item of A
    with two items of B of different features that share ground of their own within A's box.
    """
    pairs, sizes, count = np.empty((256, 2), dtype=np.int64), np.empty((256, 2)), 0
    doubles, doubled = np.empty((16, 3), dtype=np.int64), 0
    for turn in range(len(a_items)):
        item = a_items[turn]
        box = a_boxes[item]
        edges = item_edges(a_coordinates, a_chain_start, a_item_chain[item], a_item_chain[item + 1], box)
        since = count
        candidates = near(box, b_boxes, b_level_start)
        for candidate in range(len(candidates)):
            other = candidates[candidate]
            area, moment = common_area(
                edges, box[2] - box[0], box[3] - box[1], b_coordinates, b_chain_start,
                b_item_chain[other], b_item_chain[other + 1], box[0], box[1],
            )  # fmt: skip
            if abs(area) < SQUARE_MILLIMETRE * 1e-3:
                continue
            pairs = more_room(pairs, count)
            sizes = with_room(sizes, count, count + 1)
            pairs[count, 0], pairs[count, 1] = item, other
            sizes[count, 0], sizes[count, 1] = area, moment
            count += 1
        met = np.empty(count - since, dtype=np.int64)
        for place in range(since, count):
            met[place - since] = pairs[place, 1]
        both = overlapping(met, box, b_coordinates, b_chain_start, b_item_chain, b_item_feature, b_boxes)
        for pair in range(len(both)):
            doubles = more_room(doubles, doubled)
            doubles[doubled, 0], doubles[doubled, 1], doubles[doubled, 2] = item, both[pair, 0], both[pair, 1]
            doubled += 1
    return pairs[:count], sizes[:count], doubles[:doubled]
