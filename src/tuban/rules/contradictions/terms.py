"""Papers with a term or a filing against the image, the field and the farmland layer (C11)."""

from __future__ import annotations

from collections.abc import Iterator

from tuban.rules.contradictions.registry import (
    Found,
    Look,
    area_of,
    contradiction,
    date_of,
    days_between,
    ground,
    papers_of,
)
from tuban.rules.fact_words import day_in_words
from tuban.values.facts import Facts

_UNCHANGED = ("unchanged",)


@contradiction("C11")
def terms_and_filings(look: Look) -> Iterator[Found]:
    """Temporary land beyond its term or without one, facilities filed after they were built or on basic farmland."""
    for facts in look.parts:
        yield from _terms(look, facts)
        yield from _filings(look, facts)
    for facts, breach in look.breaches("R25"):
        if breach.case == "not_valid":
            papers = papers_of(facts, "temporary")
            about = {"papers": look.papers_in_words(papers), "state": breach.about["state"]}
            first = look.paper_sources(papers) if papers else look.role("temporary")
            yield Found("not_valid", about, first, look.source(facts, "ground_state"), ground(facts), facts)
    for facts, breach in look.breaches("R26"):
        if breach.case == "on_basic_farmland":
            papers = papers_of(facts, "facility")
            farmland = area_of(facts, "basic_farmland_area")
            about = {"papers": look.papers_in_words(papers), "farmland": farmland}
            first = look.paper_sources(papers) if papers else look.role("facility")
            yield Found("on_basic_farmland", about, first, look.role("basic_farmland"), farmland, facts)


def _terms(look: Look, facts: Facts) -> Iterator[Found]:
    image = date_of(facts, "image_after")
    if image is None or facts["finding"] in _UNCHANGED:
        return
    papers = papers_of(facts, "temporary")
    about: dict[str, object] = {"image_after": look.word(facts, "image_after"), "finding": look.word(facts, "finding")}
    if any(paper.until and days_between(image, paper.until) > 0 for paper in papers):
        return  # another approval still runs
    for paper in papers:
        if paper.until is None:
            told = {**about, "paper": look.paper(paper)}
            yield Found(
                "no_term", told, look.paper_sources((paper,)), look.source(facts, "image_after"), ground(facts), facts
            )
        elif (days := days_between(paper.until, image)) > 0:
            told = {**about, "paper": look.paper(paper), "until": day_in_words(paper.until), "days": days}
            yield Found(
                "expired", told, look.paper_sources((paper,)), look.source(facts, "image_after"), ground(facts), facts
            )


def _filings(look: Look, facts: Facts) -> Iterator[Found]:
    used = date_of(facts, "use_date")
    for paper in papers_of(facts, "facility"):
        if used and paper.date and (days := days_between(used, paper.date)) > 0:
            about = {"paper": look.paper(paper), "use_date": day_in_words(used), "days": days}
            yield Found(
                "filed_later", about, look.paper_sources((paper,)), look.source(facts, "use_date"), ground(facts), facts
            )
