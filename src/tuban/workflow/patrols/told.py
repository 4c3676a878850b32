"""What is told of a sighting, checked: from a form, a row of a file, or another program."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, Point
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.rules.vocabulary import CodeList
from tuban.values.area import Area, round_half_up
from tuban.values.dates import NotADate, PartialDate
from tuban.values.errors import TubanError
from tuban.workflow.comparison.lawbook import rulebook
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Unit
from tuban.workflow.patrols.law import ledger_law
from tuban.workflow.patrols.words import Channel

_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_LONGEST = {
    "number": 40, "seen_by": 120, "user": 120, "location": 120, "project": 120, "construction": 120, "handling": 300,
    "description": 4000, "patch_number": 40, "told_by": 60, "contact": 60,
}  # fmt: skip
FIELDS = (*_LONGEST, "channel", "seen_on", "used_since", "area_code", "area_m2", "violation_type", "place",
          "is_anonymous")  # fmt: skip


class SightingUnfit(TubanError):
    """{title}: {why}"""

    code = "patrols.sighting_unfit"
    hint = "Correct it and enter it again."


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a sighting, by the names of its fields; ``place`` is a geometry in degrees."""

    values: Mapping[str, Any]


def told(by: Acting, given: Mapping[str, Any]) -> Told:
    """Return what is told, checked; names and contact of who wants to stay unknown are left out. Raises SightingUnfit.

    ``given`` has texts by the names of columns of the lawbook's ledger, with ``is_anonymous``.
    """
    law, text = ledger_law(), {name: str(value or "").strip() for name, value in given.items()}

    def unfit(name: str, why: str) -> SightingUnfit:
        return SightingUnfit(title=law.titles[name], why=why)

    values: dict[str, Any] = {}
    for name, most in _LONGEST.items():
        values[name] = text.get(name, "")
        if len(values[name]) > most:
            raise unfit(name, _("it has more than {most} letters.").format(most=most))
    for name in law.required:
        if not text.get(name):
            raise unfit(name, _("it is missing."))
    values["channel"] = _channel(text.get("channel", ""), unfit)
    values["seen_on"] = _day(text["seen_on"], unfit)
    values["used_since"] = _partial(text.get("used_since", ""), unfit)
    values["area_code"] = _division(by, text.get("area", ""), unfit)
    values["area_m2"] = _area(text.get("built_area", ""), unfit)
    values["violation_type"] = _type(text.get("violation_type", ""), unfit)
    values["place"] = _place(text.get("place", ""), unfit)
    values["is_anonymous"] = given.get("is_anonymous") in (True, "on", "yes", "true")
    if values["is_anonymous"]:
        values["told_by"] = values["contact"] = ""
    if values["place"] is None and not values["patch_number"] and not values["location"]:
        raise unfit("location", _("say where: a place on the map, a patch number, or in words."))
    return Told(values)


def _channel(text: str, unfit: Any) -> str:
    if not text:
        return Channel.PATROL
    found = text if text in Channel.values else ledger_law().channels.get(text)
    if found is None:
        raise unfit(
            "channel", _("“{text}” is none of: {words}.").format(text=text, words="、".join(ledger_law().channels))
        )
    return found


def _day(text: str, unfit: Any) -> date:
    try:
        day = PartialDate.parse(text)
    except NotADate as error:
        raise unfit("seen_on", error.message) from error
    if day.day is None:
        raise unfit("seen_on", _("“{text}” is no day.").format(text=text))
    if day.earliest > timezone.localdate():
        raise unfit("seen_on", _("This day has not come yet."))
    return day.earliest


def _partial(text: str, unfit: Any) -> str:
    if not text:
        return ""
    try:
        return str(PartialDate.parse(text))
    except NotADate as error:
        raise unfit("used_since", error.message) from error


def _division(by: Acting, text: str, unfit: Any) -> str:
    """Return the code of a division of the acting person's areas, told by its code or the name of its unit."""
    if not text:
        own = by.area_codes[0] if by.area_codes else ""
        if not own:
            raise unfit("area", _("it is missing."))
        return own
    if text.isascii() and text.isdigit():
        code = text
    else:
        rows = Unit.objects.filter(is_practice=by.is_practice, closed_on=None)
        names = {one.name: one.code for one in rows if by.answers_for(one.code)}
        found = {code for name, code in names.items() if name == text or name.startswith(text)}
        code = found.pop() if len(found) == 1 else ""
    if not by.answers_for(code) or len(code) < 6:
        raise unfit("area", _("“{text}” is no division of your areas.").format(text=text))
    return code


def _area(text: str, unfit: Any) -> Decimal | None:
    if not text:
        return None
    try:
        area = Area.parse(text if not _NUMBER.fullmatch(text) else f"{text} 亩")
    except TubanError as error:
        raise unfit("built_area", error.message) from error
    return round_half_up(area.square_metres, 4)


def _type(text: str, unfit: Any) -> str:
    if not text:
        return ""
    codes: CodeList = rulebook().codelist("violation_type")
    found = codes.find(text)
    if found is None:
        words = _("“{text}” is none of: {words}.")
        raise unfit("violation_type", words.format(text=text, words="、".join(one.label for one in codes.entries)))
    return found.value


def _place(text: str, unfit: Any) -> GEOSGeometry | None:
    if not text:
        return None
    values = [float(one) for one in _NUMBER.findall(text)]
    if len(values) != 2:
        raise unfit("place", _("write longitude and latitude in degrees."))
    first, second = values
    longitude, latitude = (first, second) if abs(first) > abs(second) else (second, first)
    if not (73 <= longitude <= 136 and 3 <= latitude <= 54):
        raise unfit("place", _("“{text}” lies outside the country.").format(text=text))
    return Point(longitude, latitude, srid=4490)
