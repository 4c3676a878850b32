"""Writing the workbook: a summary, the reconciliation by township, and one sheet for each kind of source pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from tuban.render.contradictions.kind_sheet import write_kind
from tuban.render.contradictions.reconciliation_sheet import write_reconciliation
from tuban.render.contradictions.summary_sheet import write_summary
from tuban.render.workbook.listing import Looks, write_book
from tuban.render.workbook.text import sheet_names
from tuban.rules.contradictions import Comparison, Kinds, Reconciliation


@dataclass(frozen=True, slots=True)
class About:
    """Whose workbook it is: county, campaign, day; townships by code in their order; citations by id as text."""

    county_name: str
    campaign_title: str
    as_of: date
    townships: Mapping[str, str] = field(default_factory=dict)
    citations: Mapping[str, str] = field(default_factory=dict)

    @property
    def line(self) -> str:
        """The line below every title."""
        return "　".join(filter(None, (self.campaign_title, f"截至 {self.as_of.isoformat()}")))

    def township(self, code: str, county: str) -> str:
        """Return the name of a township; ``county`` where the code is empty."""
        return self.townships.get(code, code) if code else county

    def cited(self, cites: Sequence[str]) -> str:
        """Return citations as officials write them."""
        told = []
        for cite in cites:
            id, _hash, article = cite.partition("#")
            told.append(self.citations.get(id, id) + article)
        return "；".join(told)


def write_contradictions(
    path: Path, comparisons: Sequence[Comparison], reconciliation: Reconciliation, kinds: Kinds, about: About
) -> None:
    """Write the workbook to ``path`` (.xlsx); identical input gives identical bytes."""
    title = f"{about.county_name}{kinds.title}"

    def draw(book: Any, looks: Looks) -> None:
        wanted = [kinds.words["summary"], kinds.words["reconciliation"], *(one.kind.title for one in comparisons)]
        names = sheet_names(wanted)
        sheets = [book.add_worksheet(name) for name in names]
        links = dict(zip([one.kind.id for one in comparisons], names[2:], strict=True))
        write_summary(sheets[0], looks, comparisons, kinds, about, links=links)
        write_reconciliation(sheets[1], looks, reconciliation, kinds, about)
        for sheet, comparison in zip(sheets[2:], comparisons, strict=True):
            write_kind(sheet, looks, comparison, kinds, about)

    write_book(path, draw, title=title, subject=about.campaign_title, made=about.as_of)
