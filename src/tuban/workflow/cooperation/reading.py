"""What is typed into the fields of a task, as facts are kept, and back in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tuban.rules.cooperation import Blank
from tuban.rules.fact_words import in_words
from tuban.rules.facts_wire import value_as_wire, value_from_wire
from tuban.rules.rulebook import Rulebook
from tuban.values.area import Area
from tuban.values.dates import PartialDate
from tuban.values.errors import TubanError
from tuban.values.facts import UNKNOWN
from tuban.workflow.survey.entering import entered

_UNITS = {"yuan": "元"}
_LONGEST = 200


class FieldUnfit(TubanError):
    """“{title}” cannot be kept: {why}."""

    code = "cooperation.field_unfit"
    hint = "Correct it; nothing that you typed is lost."


def read_fields(
    blanks: Iterable[Blank], typed: Mapping[str, str], rulebook: Rulebook, *, today: date
) -> dict[str, Any]:
    """Return what was typed into the fields, as facts are kept; empty ones are left out.

    Raises FieldUnfit where a needed one is empty, a number is below zero or a day lies ahead; WrongValue.
    """
    known = {one.name: one for one in blanks}
    strange = [name for name in typed if name not in known]
    if strange:
        raise FieldUnfit(title=strange[0], why=_("nothing of that name is asked here"))
    found = {}
    for name, one in known.items():
        text = str(typed.get(name, "")).strip()[:_LONGEST]
        value = entered(one.kind, text, rulebook)
        if value is UNKNOWN or value is None:
            if one.is_needed:
                raise FieldUnfit(title=one.kind.title, why=_("it is empty"))
            continue
        if isinstance(value, int | float) and not isinstance(value, bool) and value < 0:
            raise FieldUnfit(title=one.kind.title, why=_("it is below zero"))
        if isinstance(value, PartialDate) and value.earliest > today:
            raise FieldUnfit(title=one.kind.title, why=_("that day has not come yet"))
        found[name] = value_as_wire(value)
    return found


def fields_in_words(blanks: Iterable[Blank], kept: Mapping[str, Any], rulebook: Rulebook) -> list[tuple[str, str]]:
    """Return what fields hold, as title and words, in their order."""
    return [(one.kind.title, _in_words(one, value_from_wire(kept[one.name]), rulebook)) for one in blanks
            if one.name in kept]  # fmt: skip


def _in_words(blank: Blank, value: Any, rulebook: Rulebook) -> str:
    if blank.fact:
        words = in_words(blank.name, value, rulebook)
    elif isinstance(value, bool):
        words = "是" if value else "否"
    elif isinstance(value, PartialDate):
        words = str(value)
    else:
        words = f"{value:,.2f}".removesuffix(".00") if isinstance(value, float | int) else str(value)
    unit = _UNITS.get(blank.kind.unit or "", "")
    if isinstance(value, Area) or not unit or words.endswith(unit):
        return words
    return f"{words}{unit}"


def number_of(kept: Mapping[str, Any], name: str) -> float:
    """Return a number that is kept in a field; 0 where it holds none."""
    value = value_from_wire(kept[name]) if name in kept else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0
