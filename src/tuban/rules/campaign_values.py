"""Values that one campaign lays on top of the lawbook (L6): as strict as the lawbook, and named in every verdict."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from tuban.rules.parameters import NoSuchParameter, Parameter, with_county_value
from tuban.rules.rulebook import Rulebook
from tuban.rules.strict_yaml import nearest
from tuban.rules.vocabulary import CodeList
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _

_COUNTS = frozenset({"count", "day", "working_day", "month"})
_KEYS = frozenset({"value", "because"})


class CampaignValueUnfit(TubanError):
    """The value «{value}» of “{title}” cannot be used: {reason}."""

    code = "lawbook.campaign_value_unfit"
    hint = "Give a value of the kind that the lawbook has there, and say because of which document."


def with_campaign_values(rulebook: Rulebook, laid: Mapping[str, Any], *, region: str) -> Rulebook:
    """Return the lawbook with the values of a campaign on top, as values of its county.

    ``laid`` maps the path of a parameter to ``{"value": …, "because": …}``. Where a parameter may only become
    stricter, a laxer value is not applied, and the explanation says so. Raises NoSuchParameter, CampaignValueUnfit.
    """
    if not laid:
        return rulebook
    parameters = dict(rulebook.parameters)
    for path, given in laid.items():
        parameter = parameters.get(path)
        if parameter is None:
            raise NoSuchParameter(path=path, nearest=nearest(path, parameters))
        because, value = _read(parameter, given, rulebook)
        parameters[path] = with_county_value(parameter, value, region=region, because=because)
    text = json.dumps([rulebook.edition, region, laid], ensure_ascii=True, sort_keys=True)
    return replace(rulebook, parameters=parameters, edition=hashlib.sha256(text.encode()).hexdigest(), _values={})


def _read(parameter: Parameter, given: Any, rulebook: Rulebook) -> tuple[str, Any]:
    def unfit(reason: str) -> CampaignValueUnfit:
        shown = given.get("value") if isinstance(given, Mapping) else given
        return CampaignValueUnfit(value=shown, title=parameter.title, reason=reason)

    if not isinstance(given, Mapping) or set(given) != _KEYS:
        raise unfit(_("a value and a reason are needed, and nothing else"))
    because, value = given["because"], given["value"]
    if not isinstance(because, str) or not because.strip():
        raise unfit(_("nobody says why"))
    codelist = rulebook.codelists.get(parameter.codelist) if parameter.codelist else None
    reason, read = _value(parameter.unit, value, codelist)
    if reason:
        raise unfit(reason)
    return because, read


def _value(unit: str, value: Any, codelist: CodeList | None) -> tuple[str, Any]:
    """Return why a value is none of its unit (empty where it is), and the value as the lawbook has it."""
    match unit:
        case "flag":
            return ("" if isinstance(value, bool) else _("yes or no is needed")), value
        case "words":
            return _words(value, codelist)
        case "date":
            return _day(value)
        case _:
            return _not_a_number(unit, value), value


def _words(value: Any, codelist: CodeList | None) -> tuple[str, Any]:
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        return _("a list of words is needed"), value
    unknown = [one for one in value if codelist is not None and one not in codelist.by_value]
    return (_("not in the code list: {words}").format(words="、".join(unknown)) if unknown else ""), tuple(value)


def _day(value: Any) -> tuple[str, Any]:
    try:
        return "", date.fromisoformat(value)
    except (TypeError, ValueError):
        return _("a day written as 2024-01-31 is needed"), value


def _not_a_number(unit: str, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        return _("a number is needed, not below zero")
    if unit in _COUNTS and not isinstance(value, int):
        return _("a whole number is needed")
    return _("a share lies between 0 and 1") if unit == "share" and value > 1 else ""
