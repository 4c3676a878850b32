"""Coordinates as people type them: degrees in any usual writing, or metres of a zone, with its number or without.

Either order is read. What looks like coordinates and is none in the country gets a sentence that says why.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuban.kernel.crs import FIRST_ZONE, GEOGRAPHIC_EPSG, LAST_ZONE, Zone, transform_coordinates, zone_of_epsg
from tuban.values.errors import TubanError

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("″“”秒", '"'), **dict.fromkeys("′‘’分", "'"), **dict.fromkeys("º˚度", "°"),
        **dict.fromkeys("，、", ","), **dict.fromkeys("－—", "-"), "；": ";", "：": ":", "＝": "=",
    }
)  # fmt: skip
_WORDS = (
    ("西经", "W"), ("南纬", "S"), ("东经", "E"), ("北纬", "N"), ("经度", "E"), ("纬度", "N"), ("横坐标", "Y"),
    ("纵坐标", "X"),
)  # fmt: skip
_ABROAD = re.compile(r"(?<![A-Z])[WS](?![A-Z])|(?<![\d.])-\s*\d")
_ANGLE = re.compile(
    r"(?P<degrees>\d{1,3}(?:\.\d+)?)\s*°\s*(?:(?P<minutes>\d{1,2}(?:\.\d+)?)\s*'(?!')\s*)?"
    r"(?:(?P<seconds>\d{1,2}(?:\.\d+)?)\s*(?:\"|''))?"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_ELSE = re.compile(r"[^\d.\s,;:=/°'\"ENWSXY()-]")
_COUNTRY = (73.0, 3.0, 136.0, 54.0)
_NUMBERED_FROM = 1_000_000.0
_WIDE_ZONES, _WIDE_EPSG = (13, 23), 4491  # zones of 6 degrees, with their number
_OF_AN_ANGLE = {4: 2, 6: 3}


@dataclass(frozen=True, slots=True)
class Place:
    """A place in degrees of CGCS2000, and the central meridian of the zone it was written in; None for degrees."""

    longitude: float
    latitude: float
    meridian: int | None = None


class NoPlace(TubanError):
    """{reason}"""

    code = "map.no_place"
    hint = "Write two coordinates: degrees, or metres of a zone of CGCS2000 with its number or without."


def place_in(text: str, *, epsg: int) -> Place | None:
    """Return the place that a text tells; None where it tells no coordinates. Raises NoPlace where they fit nowhere.

    Metres without the number of a zone are taken as of the zone ``epsg``.
    """
    told = _plain(text)
    if _ELSE.search(told) or not _NUMBER.search(told):
        return None
    if _ABROAD.search(told):
        raise NoPlace(reason=_("West, south and negative coordinates do not lie in the country."))
    numbers = _degrees_in(told)
    is_angle = numbers is not None
    if numbers is None:
        numbers = [float(one) for one in _NUMBER.findall(told)]
    if len(numbers) == 1 and (is_angle or "." in told):
        raise NoPlace(reason=_("That is one coordinate; a place has two, in either order."))
    if len(numbers) != 2:
        return None
    for first, second in (numbers, numbers[::-1]):
        place = _in_degrees(first, second) or (None if is_angle else _in_metres(first, second, epsg))
        if place is not None:
            return place
    if not is_angle and max(numbers) < 1000 and "." not in told:
        return None  # two short numbers may be the ends of something else
    raise NoPlace(reason=_why(numbers, is_angle=is_angle))


def _plain(text: str) -> str:
    for word, letter in _WORDS:
        text = text.replace(word, letter)
    return unicodedata.normalize("NFKC", text.translate(_SIGNS)).upper().strip()


def _degrees_in(told: str) -> list[float] | None:
    """Return the angles of a text in degrees: with signs, or as groups of degrees, minutes and seconds."""
    if "°" in told:
        return [_angle(found["degrees"], found["minutes"], found["seconds"]) for found in _ANGLE.finditer(told)]
    parts = _NUMBER.findall(told)
    size = _OF_AN_ANGLE.get(len(parts))
    if size is None or any("." in one for at, one in enumerate(parts) if at % size < size - 1):
        return None
    return [_angle(*parts[at : at + size]) for at in range(0, len(parts), size)]


def _angle(degrees: str, minutes: str | None = None, seconds: str | None = None) -> float:
    for part in (minutes, seconds):
        if part and float(part) >= 60:
            raise NoPlace(reason=_("{part} is no minute or second of an angle: they end below 60.").format(part=part))
    return float(degrees) + float(minutes or 0) / 60 + float(seconds or 0) / 3600


def _in_degrees(longitude: float, latitude: float) -> Place | None:
    west, south, east, north = _COUNTRY
    return Place(longitude, latitude) if west <= longitude <= east and south <= latitude <= north else None


def _in_metres(east: float, north: float, epsg: int) -> Place | None:
    number = int(east // _NUMBERED_FROM)
    if FIRST_ZONE <= number <= LAST_ZONE:
        zone = Zone(number, numbered=True)
        source, meridian = zone.epsg, zone.central_meridian
    elif _WIDE_ZONES[0] <= number <= _WIDE_ZONES[1]:
        source, meridian = _WIDE_EPSG + number - _WIDE_ZONES[0], 6 * number - 3
    elif 100_000 <= east < _NUMBERED_FROM:
        zone = Zone(zone_of_epsg(epsg).number)
        source, meridian = zone.epsg, zone.central_meridian
    else:
        return None
    try:
        longitude, latitude = transform_coordinates([[east, north]], source, GEOGRAPHIC_EPSG)[0].tolist()
    except TubanError:
        return None
    place = _in_degrees(longitude, latitude)
    return None if place is None else Place(longitude, latitude, int(meridian))


def _why(numbers: list[float], *, is_angle: bool) -> str:
    if is_angle or max(numbers) < 1000:
        return _("No place in the country: longitudes go from 73° to 136°, latitudes from 3° to 54°.")
    zones = sorted({int(one // _NUMBERED_FROM) for one in numbers if one >= 10 * _NUMBERED_FROM})
    if zones and not any(FIRST_ZONE <= one <= LAST_ZONE or 13 <= one <= 23 for one in zones):
        told = "、".join(map(str, zones))
        return _("There is no zone {zone}: zones of 3° go from 25 to 45, zones of 6° from 13 to 23.").format(zone=told)
    return _(
        "These metres lie in no zone of the country: eastings have six digits, or eight with the number of the "
        "zone, northings seven or six."
    )
