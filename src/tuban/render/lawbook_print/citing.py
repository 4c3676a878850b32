"""Citations as a reviewer reads them: what kind of basis, the document with its number, the article."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tuban.render.lawbook_print.docx_book import Run
from tuban.rules.instruments import Instrument
from tuban.rules.rulebook import Rulebook

PROPOSAL, UNVERIFIED, VERIFIED = "proposal", "unverified", "verified"
STATES = (VERIFIED, UNVERIFIED, PROPOSAL)
COLOURS = {VERIFIED: "good", UNVERIFIED: "warn", PROPOSAL: "own"}


def state_of(instrument: Instrument) -> str:
    """Return whether an instrument is a proposal of this product, checked against its text, or not yet checked."""
    if instrument.proposal:
        return PROPOSAL
    return VERIFIED if instrument.verified else UNVERIFIED


def cited(cites: Iterable[str], rulebook: Rulebook, words: Mapping[str, Any]) -> list[str | Run]:
    """Return citations line by line, each with its state before it."""
    lines: list[str | Run] = []
    for cite in dict.fromkeys(cites):
        citation = rulebook.citation(cite)
        state = state_of(citation.instrument)
        tag = Run(words[state], colour=COLOURS[state], bold=True)
        text = "" if state == PROPOSAL else " " + citation.text.replace("[待核对]", "")
        lines += [*(["\n"] if lines else []), tag, text]
    return lines


def briefly_cited(cites: Iterable[str], rulebook: Rulebook, words: Mapping[str, Any]) -> list[str | Run]:
    """Return citations by document number and article alone; the title stands in the chapter of instruments."""
    lines: list[str | Run] = []
    for cite in dict.fromkeys(cites):
        citation = rulebook.citation(cite)
        state = state_of(citation.instrument)
        number = citation.instrument.number or citation.instrument.title
        text = "" if state == PROPOSAL else f" {number}{citation.article}"
        lines += [*(["\n"] if lines else []), Run(words[state], colour=COLOURS[state], bold=True), text]
    return lines


def own_cites(
    cites: Iterable[str], default: Iterable[str], rulebook: Rulebook, words: Mapping[str, Any]
) -> list[str | Run]:
    """Return citations briefly, or «同本表» where they are those of the whole table."""
    own = tuple(cites)
    return [Run(words["as_table"], colour="mute")] if own == tuple(default) else briefly_cited(own, rulebook, words)


def state_tag(state: str, words: Mapping[str, Any]) -> Run:
    """Return the tag of a state."""
    return Run(words[state], colour=COLOURS[state], bold=True)
