"""Filling the statutory forms (统计表) from judgements.

Receives the forms of the lawbook and the judgements of a campaign; hands on filled forms whose figures add up, each
cell with the patch parts behind it. It counts and sums. It decides nothing: findings come from the judgements.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from tuban.rules.forms.checks import check_forms
from tuban.rules.forms.definition import Form
from tuban.rules.forms.filled import FilledForm, PartKey
from tuban.rules.forms.lists import fill_list
from tuban.rules.forms.population import Judged, Parts, ReportingUnit
from tuban.rules.forms.ratios import fill_ratios
from tuban.rules.forms.reading import FormWords, read_form
from tuban.rules.forms.resting import with_rests
from tuban.rules.forms.summaries import fill_summary
from tuban.rules.forms.totals import Ledger
from tuban.rules.forms.words import Wording
from tuban.rules.rulebook import Rulebook
from tuban.values.area import AreaUnit

_FORMS = "statutory forms"


def statutory_forms(rulebook: Rulebook) -> list[Form]:
    """Return the table forms of the lawbook in the order of their sheets, read once; raises FormNotUnderstood."""
    if _FORMS not in rulebook.understood:
        words = FormWords.of(rulebook)
        found = [read_form(node, words) for node in rulebook.forms.values() if "one_row_per" in node]
        rulebook.understood[_FORMS] = tuple(sorted(found, key=lambda form: (form.sheet_order, form.id)))
    return list(rulebook.understood[_FORMS])


def wording(rulebook: Rulebook) -> Wording:
    """Return the words of forms: labels of code lists, and the phrases of ``forms/printing.yaml`` and ``tracing.yaml``.

    The former are printed, the latter explain a cell.
    """
    facts = rulebook.vocabulary.facts
    labels = {name: {e.value: e.label for e in codelist} for name, codelist in rulebook.codelists.items()}
    lists = {name: kind.codelist for name, kind in facts.items() if kind.codelist}
    return Wording(
        codelists=labels | {"facts": {name: kind.title for name, kind in facts.items()}},
        fact_codelists=lists | {"missing_facts": "facts"},
        phrases={**rulebook.form("printing").mapping("phrases"), **rulebook.form("tracing").mapping("phrases")},
    )


def fill_forms(
    judgements: Iterable[Judged],
    units: Iterable[ReportingUnit],
    rulebook: Rulebook,
    *,
    area_unit: AreaUnit = AreaUnit.MU,
    ratios: Mapping[str, Any] | None = None,
    taken: Collection[PartKey] = (),
) -> list[FilledForm]:
    """Fill every table form of the lawbook, in the order of their sheets.

    ``units`` are the counties and townships that have a row even without a patch. ``ratios`` maps the code of a unit to
    its accountability ratio, computed in the same ``area_unit``. The order of the judgements changes nothing. ``taken``
    are the parts whose finding a person took; of all others the forms say that they rest on a proposal only.
    """
    words = wording(rulebook)
    filled = fill_these(
        statutory_forms(rulebook),
        judgements,
        units,
        wording=words,
        area_unit=area_unit,
        ratios=ratios,
        register_facts=register_facts_of(rulebook),
    )
    return with_rests(filled, taken, words)


def register_facts_of(rulebook: Rulebook) -> frozenset[str]:
    """Return the facts that a register alone tells: where it is missing, a count of them stays blank."""
    return frozenset(
        name for name, kind in rulebook.vocabulary.facts.items() if kind.made_by == "case" or name == "settled"
    )


def fill(
    form: str,
    judgements: Iterable[Judged],
    units: Iterable[ReportingUnit],
    rulebook: Rulebook,
    *,
    area_unit: AreaUnit = AreaUnit.MU,
    ratios: Mapping[str, Any] | None = None,
) -> FilledForm:
    """Fill the form with the id ``form``, with the same figures it has among all the others; raises NoSuchPart."""
    rulebook.form(form)
    filled = fill_forms(judgements, units, rulebook, area_unit=area_unit, ratios=ratios)
    return next(done for done in filled if done.id == form)


def fill_these(
    forms: Sequence[Form],
    judgements: Iterable[Judged],
    units: Iterable[ReportingUnit] = (),
    *,
    wording: Wording,
    area_unit: AreaUnit = AreaUnit.MU,
    ratios: Mapping[str, Any] | None = None,
    register_facts: frozenset[str] = frozenset(),
) -> list[FilledForm]:
    """Fill ``forms`` from the same parts and return them in the order given.

    ``register_facts`` are told by a register alone: where it is missing, a count of them stays blank.
    """
    parts = Parts(judgements, units)
    ledger = Ledger(parts, area_unit, register_facts)
    filled = []
    for form in forms:
        if form.one_row_per == "patch_part":
            filled.append(fill_list(form, ledger, wording))
        elif form.one_row_per == "unit_ratio":
            filled.append(fill_ratios(form, ledger, ratios or {}, wording))
        else:
            filled.append(fill_summary(form, ledger, wording))
    return check_forms(forms, filled)
