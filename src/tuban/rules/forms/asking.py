"""Which facts of a part some forms read: whoever fills them from many records reads no more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from tuban.rules.forms.definition import Form
from tuban.rules.part_figures import FITTED

_DIVISION = ("county_code", "county_name", "township_code", "township_name")


def facts_asked(forms: Iterable[Form]) -> frozenset[str]:
    """Return the facts that summaries read: those of their conditions and sums, of the division a part lies in, and
    those its figures are fitted with. Lists show more."""
    return frozenset(name for form in forms for name in _asked(form)) | FITTED | frozenset(_DIVISION)


def facts_listed(forms: Collection[Form]) -> frozenset[str]:
    """Return the facts that lists read: what they show and tick, and what any form reads of a part."""
    found = set(facts_asked(forms))
    for column in (column for form in forms for column in form.columns):
        found |= {column.shows} if column.shows else set()
        found |= {"approvals"} if column.paper else set()
        found |= {name for where in (column.flag, column.mark_where) for asked in where or () for name in asked}
    return frozenset(found)


def _asked(form: Form) -> Iterator[str]:
    for where in (form.where, *(column.where for column in form.columns)):
        for alternative in where:
            yield from alternative
    for measure in form.measures.values():
        yield from (measure.sums,) if measure.sums else ()
    for column in form.columns:
        yield from column.sums.values()
