"""What surrounds a map: the grid and its figures, the bar of scale, the arrow to grid north, the corners' degrees."""

from __future__ import annotations

import math

import numpy as np

from tuban.kernel.crs import GEOGRAPHIC_EPSG, transform_coordinates, zone_of_epsg
from tuban.render.maps.drawing import Drawing
from tuban.render.maps.frame import MapFrame

INK, QUIET = "#1f2933", "#52606d"
_GRID_STEPS_M = (100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)
_BAR_STEPS_M = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
RIM_MM = 5.5
"""Room that the figures of the grid need on every side of a map."""


def grid_step(frame: MapFrame, *, least_mm: float = 40.0) -> int:
    """Return the distance of grid lines in metres, at least so far from each other on paper."""
    return next((step for step in _GRID_STEPS_M if step / frame.metres_per_mm >= least_mm), _GRID_STEPS_M[-1])


def grid_lines(frame: MapFrame, step: int) -> tuple[list[int], list[int]]:
    """Return the eastings and the northings (metres) of the grid lines inside a window."""
    west, south, east, north = frame.bounds
    return (
        list(range(math.ceil(west / step) * step, math.floor(east / step) * step + 1, step)),
        list(range(math.ceil(south / step) * step, math.floor(north / step) * step + 1, step)),
    )


def draw_crosses(drawing: Drawing, step: int) -> None:
    """Mark where grid lines cross, so that imagery is not cut by lines; dark with a light rim, for any ground."""
    frame = drawing.frame
    eastings, northings = grid_lines(frame, step)
    for easting in eastings:
        for northing in northings:
            x, y = frame.place(easting, northing)
            for ink, width in (("#ffffff", 0.5), (INK, 0.16)):
                drawing.line([(x - 2, y), (x + 2, y)], stroke=ink, width=width, opacity=0.8)
                drawing.line([(x, y - 2), (x, y + 2)], stroke=ink, width=width, opacity=0.8)


def draw_grid(drawing: Drawing, step: int, *, colour: str = "#3d6f8e", width: float = 0.1) -> None:
    """Draw the grid as fine lines across the map."""
    frame = drawing.frame
    eastings, northings = grid_lines(frame, step)
    for easting in eastings:
        x, _y = frame.place(easting, frame.north)
        drawing.line([(x, 0), (x, frame.height_mm)], stroke=colour, width=width)
    for northing in northings:
        _x, y = frame.place(frame.west, northing)
        drawing.line([(0, y), (frame.width_mm, y)], stroke=colour, width=width)


def rim(frame: MapFrame, drawing: Drawing, step: int, *, corners: bool = True) -> None:
    """Draw the frame and its figures; ``drawing`` is ``RIM_MM`` larger on every side than the map."""
    width, height = frame.width_mm, frame.height_mm
    drawing.box(RIM_MM, RIM_MM, width, height, stroke=INK, line=0.3)
    drawing.box(RIM_MM - 1.2, RIM_MM - 1.2, width + 2.4, height + 2.4, stroke=INK, line=0.7)
    eastings, northings = grid_lines(frame, step)
    corner_room = 24.0 if corners else 6.0
    for easting in eastings:
        x = frame.place(easting, frame.north)[0]
        ends = ((RIM_MM - 1.2, RIM_MM), (RIM_MM + height, RIM_MM + height + 1.2))
        for top, bottom in ends:
            drawing.line([(RIM_MM + x, top), (RIM_MM + x, bottom)], stroke=INK, width=0.25)
        if corner_room < x < width - corner_room:
            drawing.text(RIM_MM + x, RIM_MM - 1.9, _kilometres(easting, step), 2.3, fill=INK)
            drawing.text(RIM_MM + x, RIM_MM + height + 3.7, _kilometres(easting, step), 2.3, fill=INK)
    for northing in northings:
        y = frame.place(frame.west, northing)[1]
        for left, right in ((RIM_MM - 1.2, RIM_MM), (RIM_MM + width, RIM_MM + width + 1.2)):
            drawing.line([(left, RIM_MM + y), (right, RIM_MM + y)], stroke=INK, width=0.25)
        if 8.0 < y < height - 8.0:
            drawing.text(RIM_MM - 1.9, RIM_MM + y, _kilometres(northing, step), 2.3, fill=INK, turn=-90)
            drawing.text(RIM_MM + width + 3.7, RIM_MM + y, _kilometres(northing, step), 2.3, fill=INK, turn=-90)
    if corners:
        _corner_degrees(frame, drawing)


def _corner_degrees(frame: MapFrame, drawing: Drawing) -> None:
    width, height = frame.width_mm, frame.height_mm
    west, south, east, north = frame.bounds
    places = [(west, north), (east, north), (east, south), (west, south)]
    degrees = transform_coordinates(np.array(places), frame.epsg, GEOGRAPHIC_EPSG)
    upper, lower = RIM_MM - 1.9, RIM_MM + height + 3.7
    for (longitude, latitude), x, y, anchor in zip(
        degrees.tolist(),
        (RIM_MM - 1.2, RIM_MM + width + 1.2, RIM_MM + width + 1.2, RIM_MM - 1.2),
        (upper, upper, lower, lower),
        ("start", "end", "end", "start"),
        strict=True,
    ):
        drawing.text(x, y, f"{dms(longitude)}  {dms(latitude)}", 1.9, fill=QUIET, anchor=anchor)


def _kilometres(metres: int, step: int) -> str:
    return f"{metres // 1000}" if step >= 1000 else f"{metres / 1000:.1f}"


def dms(degrees: float, places: int = 0) -> str:
    """Return an angle in degrees, minutes and seconds: 114°33′45″.

    >>> dms(114.5625), dms(29.99999999)
    ('114°33′45″', '30°00′00″')
    """
    unit = 10**places
    ticks = round(abs(degrees) * 3600 * unit)
    minutes, seconds = divmod(ticks, 60 * unit)
    whole, minutes = divmod(minutes, 60)
    width = 2 + (places + 1 if places else 0)
    return f"{'-' if degrees < 0 else ''}{whole}°{minutes:02d}′{seconds / unit:0{width}.{places}f}″"


def bar_of_scale(scale: int, longest_mm: float = 60.0) -> list[tuple[float, float, int]]:
    """Return the parts of a bar of scale: where each begins and ends (mm), and the metres at its end."""
    metres_per_mm = scale / 1000
    fitting = [
        (parts * step / metres_per_mm, parts, step)
        for step in _BAR_STEPS_M
        for parts in (4, 5, 3, 2)
        if parts * step / metres_per_mm <= longest_mm
    ]
    _length, parts, step = max(fitting, default=(0.0, 1, _BAR_STEPS_M[0]))
    return [
        (number * step / metres_per_mm, (number + 1) * step / metres_per_mm, (number + 1) * step)
        for number in range(parts)
    ]


def projection_words(epsg: int) -> str:
    """Return the coordinate system as maps name it."""
    zone = zone_of_epsg(epsg)
    return f"2000国家大地坐标系，高斯-克吕格投影，3°分带，中央经线{zone.central_meridian}°"


def convergence(east: float, north: float, epsg: int) -> float:
    """Return the angle from true to grid north at a place of the working CRS, in degrees, positive to the east."""
    zone = zone_of_epsg(epsg)
    longitude, latitude = transform_coordinates([[east, north]], epsg, GEOGRAPHIC_EPSG)[0].tolist()
    away = math.radians(longitude - zone.central_meridian)
    return math.degrees(math.atan(math.tan(away) * math.sin(math.radians(latitude))))
