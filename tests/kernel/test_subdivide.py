"""Pieces of a huge polygon tile it, wherever one looks."""

import numpy as np
import pytest
import shapely

from tuban.kernel.subdivide import FEW_VERTICES, Pieces


def star(points: int, *, seed: int = 7) -> shapely.Polygon:
    random = np.random.default_rng(seed)
    angle = np.linspace(0, 2 * np.pi, points, endpoint=False)
    radius = 1000 + 300 * random.random(points)
    return shapely.Polygon(
        np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]),
        [shapely.Point(0, 0).buffer(50).exterior.coords],
    )


def test_what_lies_inside_the_pieces_is_what_lies_inside_the_polygon():
    polygon = star(20_000)
    pieces = Pieces([polygon], within=polygon.bounds)
    assert len(pieces) > 20_000 // FEW_VERTICES
    for look in (shapely.box(-40, -40, 60, 60), shapely.box(900, -200, 1200, 200), shapely.Point(300, 300).buffer(80)):
        assert pieces.inside(look).area == pytest.approx(shapely.intersection(look, polygon).area, rel=1e-9)


def test_where_nobody_looks_there_are_no_pieces():
    assert len(Pieces([star(5000)], within=(5000, 5000, 6000, 6000))) == 0


def test_outside_the_polygon_nothing_is_inside():
    polygon = star(2000)
    assert Pieces([polygon], within=polygon.bounds).inside(shapely.box(5000, 5000, 5100, 5100)).is_empty
