"""What this year's survey records and no patch shows: new houses and yards elsewhere, and land given back."""

from __future__ import annotations

import shapely
from samples.practice_county.county import County

BUILT = ("0702", "0601", "0702", "1003", "0702", "08H2", "0601")
GIVEN_BACK = 3
_FAR = 120.0
_SIDES = ((30.0, 24.0), (60.0, 42.0), (24.0, 20.0), (90.0, 9.0), (36.0, 24.0), (48.0, 40.0), (75.0, 52.0))


def surveyed_elsewhere(county: County) -> list[tuple[shapely.Polygon, str]]:
    """Return new construction inside fields far from any patch, and homesteads that are farmland again."""
    fabric = county.fabric
    patches = shapely.union_all([shapely.buffer(patch.shape, _FAR) for patch in county.patches])
    shapely.prepare(patches)
    free = ~shapely.intersects(patches, fabric.parcels)
    fields = [int(row) for row in (fabric.cultivated & free).nonzero()[0]]
    found: list[tuple[shapely.Polygon, str]] = []
    step = max(1, len(fields) // (len(BUILT) * 40))
    for row in fields[::step]:
        if len(found) == len(BUILT):
            break
        width, height = _SIDES[len(found)]
        heart = shapely.point_on_surface(fabric.parcels[row])
        shape = shapely.box(heart.x - width / 2, heart.y - height / 2, heart.x + width / 2, heart.y + height / 2)
        spread = all(shapely.distance(shape, other) > 2500 for other, _class in found)
        if spread and shapely.contains(fabric.parcels[row], shapely.buffer(shape, 2)):
            found.append((shape, BUILT[len(found)]))
    homes = [row for row in ((fabric.land_class == "0702") & free).nonzero()[0] if fabric.parcels[row].area < 3000]
    found += [(fabric.parcels[int(row)], "0103") for row in homes[:: max(1, len(homes) // GIVEN_BACK)][:GIVEN_BACK]]
    return found
