"""All forms of many parts at once: summaries from tallies, lists from the parts, checked against one another.

What is printed is what :func:`tuban.rules.forms.filling.fill_forms` fills from the parts alone; cells of summaries keep
no parts behind them. Parts need no facts but those of :func:`tuban.rules.forms.asking.facts_listed`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from tuban.rules.forms.breakdown import SUMMARIES, Tally, breakdown_of
from tuban.rules.forms.checks import check_forms
from tuban.rules.forms.definition import Form
from tuban.rules.forms.filled import FilledForm, PartKey
from tuban.rules.forms.filling import statutory_forms, wording
from tuban.rules.forms.lists import fill_list
from tuban.rules.forms.population import Judged, Parts, ReportingUnit
from tuban.rules.forms.ratios import fill_ratios
from tuban.rules.forms.resting import with_rests
from tuban.rules.forms.summaries import fill_summary
from tuban.rules.forms.sums import SumLedger, resting
from tuban.rules.forms.totals import Ledger
from tuban.rules.rulebook import Rulebook


def fill_together(
    tallies: Iterable[Tally],
    parts: Iterable[Judged],
    units: Sequence[ReportingUnit],
    rulebook: Rulebook,
    *,
    ratios: Mapping[str, Any] | None = None,
    taken: Collection[PartKey] = (),
) -> list[FilledForm]:
    """Fill every table form of the lawbook in 亩, in the order of their sheets. ``tallies`` are those of ``parts``.

    ``units``, ``ratios`` and ``taken`` are those of :func:`tuban.rules.forms.filling.fill_forms`.
    """
    forms, words, plan = statutory_forms(rulebook), wording(rulebook), breakdown_of(rulebook)
    listed = Parts(parts, units)
    ledger, sums = Ledger(listed, register_facts=plan.register_facts), SumLedger(tallies, units, plan)
    sums.parts.names.update(listed.names)
    filled = []
    for form in forms:
        if form.one_row_per in SUMMARIES:
            filled.append(fill_summary(form, sums, words))
        elif form.one_row_per == "unit_ratio":
            filled.append(fill_ratios(form, ledger, ratios or {}, words))
        else:
            filled.append(fill_list(form, ledger, words))
    checked = check_forms(forms, filled)
    if at_odds := _at_odds(forms, checked):
        again = [
            fill_summary(form, ledger, words) if form.id in at_odds and form.one_row_per in SUMMARIES else done
            for form, done in zip(forms, filled, strict=True)
        ]
        checked = check_forms(forms, again)
    return [
        resting(form, done, sums, words) if form.one_row_per in SUMMARIES else with_rests([done], taken, words)[0]
        for form, done in zip(forms, checked, strict=True)
    ]


def _at_odds(forms: Sequence[Form], checked: Sequence[FilledForm]) -> set[str]:
    """Return the forms that do not add up: they are filled from the parts, to name those that make the difference."""
    found = set()
    for form, done in zip(forms, checked, strict=True):
        failed = {one.id for one in done.checks if not one.passed}
        found |= {form.id} if failed else set()
        found |= {side.form for one in form.checks if one.id in failed for side in (*one.left, *one.right)}
    return found
