"""A report on paper: its sums by township and its parcels one by one, in the layout of the official tables."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tuban.render.form_paper import About, word_file, write_page
from tuban.render.seal import Seal
from tuban.rules.forms.filled import Cell, FilledForm, HeaderCell, LeafColumn, Row, Section
from tuban.workflow.reporting.counting import MEASURES, Parcel, Sums
from tuban.workflow.reporting.law import reporting_law

WORD, PDF = "docx", "pdf"
_PARCEL = ("unit", "number", "place", "area_mu", "cultivated_mu", "ways", "stand", "due_on", "done_on")
_FIGURES = frozenset({"plots", "area_mu", "cultivated_mu"})


@dataclass(frozen=True, slots=True)
class Paper:
    """What a report says on paper: ``rows`` are its units with their sums, ``whole`` their sum where there are several.

    ``standing`` says whether and by whom it is confirmed, ``signed`` who signed, ``notes`` what stands below.
    """

    title: str
    unit: str
    day: date
    rows: Sequence[tuple[str, Sums]]
    whole: Sums | None
    parcels: Sequence[Parcel]
    standing: str
    notes: Sequence[str] = ()
    signed: Sequence[str] = ()

    @property
    def form(self) -> FilledForm:
        """The tables, filled."""
        law = reporting_law()
        return FilledForm(
            id="report", title=self.title, unit_line="", paper="A4", orientation="landscape",
            sections=(_sums(self), _parcels(self.parcels)), notes=tuple(one for one in self.notes if one), checks=(),
            cites=(), signatures=law.paper.signatures if self.whole is not None else law.paper.daily_signatures,
        )  # fmt: skip


def write_paper(paper: Paper, kind: str, seal: Seal | None = None) -> bytes:
    """Return a report as ``docx`` or ``pdf``, with its seal where it is signed; the same report gives the same bytes.

    Raises NoChineseFont.
    """
    about = About(paper.unit, paper.day, paper.standing, signed=tuple(paper.signed), flows=True)
    if kind == WORD:
        return word_file(paper.form, about=about, seal=seal)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.pdf"
        write_page(paper.form, path, about=about, seal=seal)
        return path.read_bytes()


def _sums(paper: Paper) -> Section:
    titles, words = reporting_law().titles, reporting_law().paper
    head = [HeaderCell(words.columns["unit"], 0, 0, rows=2)]
    columns = [LeafColumn("unit", words.columns["unit"], "text")]
    for place, (name, title) in enumerate(titles.items()):
        first = 1 + place * len(MEASURES)
        head.append(HeaderCell(title, 0, first, columns=len(MEASURES)))
        for offset, measure in enumerate(MEASURES):
            head.append(HeaderCell(words.columns[measure], 1, first + offset))
            columns.append(LeafColumn(f"{name}.{measure}", words.columns[measure], "number"))
    rows = [_row("unit", title, sums) for title, sums in paper.rows]
    if paper.whole is not None:
        rows.append(_row("total", words.together, paper.whole))
    return Section(paper.title, tuple(head), tuple(columns), tuple(rows))


def _row(kind: str, title: str, sums: Sums) -> Row:
    figures = [sums.get(name, {}).get(measure, "0") for name in reporting_law().titles for measure in MEASURES]
    return Row(kind, "", title, 0 if kind == "total" else 1, _cells([title, *figures]))


def _parcels(parcels: Sequence[Parcel]) -> Section:
    law = reporting_law()
    columns = tuple(
        LeafColumn(name, law.paper.columns[name], "number" if name in _FIGURES else "text") for name in _PARCEL
    )
    head = tuple(HeaderCell(one.title, 0, place) for place, one in enumerate(columns))
    rows = tuple(Row("part", one["key"], one["number"], 1, _cells(_told(one))) for one in parcels)
    return Section(law.paper.parcels, head, columns, rows)


def _told(one: Parcel) -> list[str]:
    titles = reporting_law().titles
    return [
        one["town"], one["number"], one["place"], one["area_mu"], one["cultivated_mu"], "、".join(one["titles"]),
        titles[one["kind"]] if one["kind"] else titles["open"], one["due_on"], one["done_on"],
    ]  # fmt: skip


def _cells(texts: Iterable[str]) -> tuple[Cell, ...]:
    return tuple(Cell(text, text) for text in texts)
