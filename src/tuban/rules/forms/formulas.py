"""What a column counts, in words: its population and its figure, as a person reads them beside a traced cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tuban.rules.forms.definition import Column, Form, Where
from tuban.rules.forms.words import Wording

_QUESTIONS = ("is_unknown", "is_absent", "is_present", "is_positive")


def population_in_words(form: Form, column: Column, wording: Wording) -> str:
    """Return who is in a column: the conditions of the form, of the columns it is ``of``, and its own."""
    asked = [words for where in _conditions(form, column) if (words := where_in_words(where, wording))]
    parts = wording.phrase("says_and").join(dict.fromkeys(asked))
    return wording.phrase("says_parts", conditions=parts) if parts else wording.phrase("says_all_parts")


def _conditions(form: Form, column: Column) -> Iterator[Where]:
    if column.of is not None:
        yield from _conditions(form, form.column(column.of))
    else:
        yield form.where
    yield column.where


def where_in_words(where: Where, wording: Wording) -> str:
    """Return conditions in words; empty where everybody meets them."""
    alternatives = [_all_of(asked, wording) for asked in where]
    if not all(alternatives):
        return ""
    if len(alternatives) == 1:
        return alternatives[0]
    return wording.phrase("says_any", alternatives=wording.phrase("says_or").join(alternatives))


def _all_of(asked: Mapping[str, tuple[str, ...]], wording: Wording) -> str:
    return wording.phrase("says_and").join(_one(fact, values, wording) for fact, values in asked.items())


def _one(fact: str, values: tuple[str, ...], wording: Wording) -> str:
    title = wording.codelists.get("facts", {}).get(fact, fact)
    labels = wording.codelists.get(wording.fact_codelists.get(fact, ""), {})
    said = []
    named = [labels.get(value, value) for value in values if value not in (*_QUESTIONS, "true", "false")]
    if named:
        said.append(wording.phrase("says_is", values=wording.phrase("says_either").join(f"“{name}”" for name in named)))
    said += [wording.phrase(f"says_{value}") for value in values if value in (*_QUESTIONS, "true", "false")]
    return title + wording.phrase("says_or").join(said)


def counted_in_words(fact: str | None, unit: str, wording: Wording) -> str:
    """Return what is added up: the number of plots, or the figure of a fact in its unit."""
    if fact is None:
        return wording.phrase("says_plots")
    title = wording.codelists.get("facts", {}).get(fact, fact)
    return wording.phrase("says_figure", title=title, unit=wording.phrase(f"unit_{unit}") if unit else "")


def share_in_words(form: Form, column: Column, wording: Wording) -> str:
    """Return how a share comes about."""
    if column.share is None:
        return ""
    measure = form.measures[column.share.measure]
    of, among = (_named(form.column(name)) for name in (column.share.of, column.share.among))
    return wording.phrase("says_share", of=of, among=among, measure=measure.title)


def _named(column: Column) -> str:
    return "·".join((*column.header, column.title))
