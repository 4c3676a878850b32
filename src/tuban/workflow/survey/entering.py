"""What people typed on the sheet becomes facts, and facts become what is typed there again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from tuban.rules.fact_values import FactValues, WrongValue
from tuban.rules.fact_words import NONE
from tuban.rules.rulebook import Rulebook
from tuban.rules.vocabulary import FactKind
from tuban.values.area import Area, AreaUnit
from tuban.values.dates import PartialDate
from tuban.values.facts import UNKNOWN, Facts
from tuban.values.papers import Paper

PAPER_FIELDS = (
    "kind", "number", "organ", "organ_level", "date", "until", "approved", "approved_cultivated", "covered", "holder",
    "use", "method", "project",
)  # fmt: skip
_AREA_PLACES = 6


def typed(value: Any) -> str:
    """Return how a value stands in its field: empty where nobody knows, 无 where there is none.

    What is read from it again is the same value, but for areas to a millionth of a 亩.
    """
    if value is UNKNOWN or value is None:
        return NONE if value is None else ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Area):
        return f"{_plain(value.in_unit(AreaUnit.MU, _AREA_PLACES))} 亩"
    if isinstance(value, PartialDate):
        return str(value)
    if isinstance(value, tuple):
        return "、".join(str(one) for one in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def entered(kind: FactKind, text: str, rulebook: Rulebook) -> Any:
    """Return the value of what was typed; a bare number is an area in 亩. Raises WrongValue."""
    text = text.strip()
    if not text:
        return UNKNOWN
    if kind.type == "area" and _is_number(text):
        text = f"{text} 亩"
    value = FactValues(rulebook).value(kind, text, kind.title)
    if isinstance(value, Area) and value.square_metres < 0:
        raise WrongValue(where=kind.title, value=text, name=kind.title, reason="≥ 0")
    return value


def entered_papers(rows: Sequence[Mapping[str, str]], facts: Facts, rulebook: Rulebook) -> tuple[Paper, ...]:
    """Return the papers that were typed, one a row; a row without a kind is no paper. Raises WrongValue."""
    values = FactValues(rulebook)
    whole = facts["geometry_area"]
    title = rulebook.vocabulary["approvals"].title
    papers = []
    for number, row in enumerate(rows, start=1):
        if not row.get("kind", "").strip():
            continue
        where = f"{title} {number}"
        told = {}
        for name in PAPER_FIELDS:
            text = row.get(name, "").strip()
            if not text:
                continue
            if name in ("approved", "approved_cultivated", "covered") and _is_number(text):
                text = f"{text} 亩"
            told[name] = values.of_paper(name, text, where, whole)
        papers.append(Paper(**{"number": None, "source": title, **told}))
    return tuple(papers)


def typed_paper(paper: Paper) -> dict[str, str]:
    """Return the fields of a paper as they are typed."""
    told = {name: getattr(paper, name) for name in PAPER_FIELDS}
    return {name: "" if value is None else typed(value) for name, value in told.items()}


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
