"""What the absence of an item costs: facts that stay unknown, forms that lose columns, rules that cannot be asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from tuban.rules.checks import catalogue_of
from tuban.rules.forms import statutory_forms
from tuban.rules.forms.definition import Column, Form, Where
from tuban.rules.preparation.definitions import Item
from tuban.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Cost:
    """Titles of facts, titles of forms with the columns that lose something, and rules as «R37 与变更调查…»."""

    facts: tuple[str, ...]
    forms: tuple[tuple[str, tuple[str, ...]], ...]
    rules: tuple[str, ...]


def cost_of(item: Item, rulebook: Rulebook, absent: Collection[str] | None = None) -> Cost:
    """Return what is lost without ``item``, or only without the ``absent`` roles of it."""
    lost = [role for role in item.facts if absent is None or role in absent]
    names = tuple(dict.fromkeys(name for role in lost for name in item.facts[role]))
    facts = frozenset(names)
    whole = absent is None or not item.roles or bool(set(item.roles) & set(absent))
    rules = [
        f"{rule.id} {rule.title}"
        for rule in catalogue_of(rulebook).rules.values()
        if facts & set(rule.facts) or (whole and rule.id in item.rules)
    ]
    forms = []
    for form in statutory_forms(rulebook):
        columns = [_title(column) for column in form.columns if facts & set(_asked(form, column))]
        if columns:
            forms.append((form.title, tuple(dict.fromkeys(columns))))
    titles = tuple(rulebook.vocabulary[name].title for name in names)
    return Cost(titles, tuple(forms), tuple(rules))


def _title(column: Column) -> str:
    return "·".join((*column.header, column.title))


def _asked(form: Form, column: Column) -> Iterator[str]:
    """Yield the facts that a column shows, sums, or chooses its parts by."""
    if column.shows:
        yield column.shows
    if column.paper:
        yield "approvals"
    for where in (column.flag, column.mark_where, column.where):
        yield from _chosen(where)
    for name in column.measures:
        fact = column.sums.get(name) or form.measures[name].sums
        if fact:
            yield fact


def _chosen(where: Where | None) -> Iterator[str]:
    for alternative in where or ():
        yield from alternative
