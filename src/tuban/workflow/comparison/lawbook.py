"""The lawbook in the office: read once, and what it calls things."""

from __future__ import annotations

from functools import cache

from tuban.rules.cards.book import CardBook, card_book
from tuban.rules.rulebook import Rulebook
from tuban.workflow.campaigns.law import rulebook_of


def rulebook() -> Rulebook:
    """Return the lawbook of the product, read once in each process."""
    return rulebook_of(None)


@cache
def cards() -> CardBook:
    """Return its cards."""
    return card_book(rulebook())


def label_of(codelist: str, value: str) -> str:
    """Return what the lawbook calls a code; the code itself where it has no word for it, nothing for nothing."""
    if not value:
        return ""
    found = rulebook().codelist(codelist).by_value.get(value)
    return found.label if found else value


def state_of(finding: str) -> str:
    """Return the slug of the mark that a finding is drawn with: its colour and shape on every screen."""
    found = rulebook().codelist("finding").by_value.get(finding)
    if found is None:
        return "issued"
    state = str(found.get("state", "issued"))
    drawn = {"visit": "to_visit", "review": "to_review", "doubt": "doubtful"}
    if state != "other":
        return drawn.get(state, state)
    return _OTHERS.get(finding, "other")


_OTHERS = {
    "unchanged": "unchanged",
    "agricultural_adjustment": "agricultural_adjustment",
    "facility_agriculture": "facility",
    "temporary_use": "temporary",
}
