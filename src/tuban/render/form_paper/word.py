"""A form as a Word file, in its layout, to be edited; the same form gives the same bytes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from docx.enum.section import WD_ORIENT
from docx.shared import Mm, Pt

from tuban.render.form_paper.about import SEAL_WORDS, About, left_line, look_of, paper_mm, size_of, texts_of, widths_of
from tuban.render.reports.official_paper import new_paper, saved
from tuban.render.reports.pieces import CellText, add_paragraph, add_table, run
from tuban.render.seal import Seal
from tuban.rules.forms.filled import FilledForm, HeaderCell, Section

_MARGIN_MM, _CODE_MM = 15, 24
_CELL_MARGINS_MM = 2.2
_HEAD, _CELL, _NUMBER = "Report Small Head", "Report Small", "Report Small Number"
_LOOKS = {"left": _CELL, "center": _HEAD, "right": _NUMBER}


def word_file(form: FilledForm, *, about: About, seal: Seal | None = None) -> bytes:
    """Return ``form`` as a Word file, each of its tables with title, head on every page, notes and signatures; with its
    seal where it is signed."""
    paper = new_paper(form.title, dated=about.day)
    width, height = paper_mm(form)
    section = paper.sections[0]
    if form.orientation == "landscape":
        section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN_MM)
    section.footer_distance = Mm(8)
    size = size_of(form.sections, width - 2 * _MARGIN_MM, margins_mm=_CELL_MARGINS_MM)
    for style in (_HEAD, _CELL, _NUMBER):
        paper.styles[style].font.size = Pt(size)
    for number, table in enumerate(form.sections):
        follows = number > 0 and about.flows
        if not follows:
            before = "<w:pageBreakBefore/>" if number else ""
            add_paragraph(paper, "Title", run(form.title), properties=before)
        if table.title:
            add_paragraph(paper, "Caption", run(table.title))
        if not follows:
            line = "　　".join((left_line(form, about), about.day_words, form.unit_line))
            add_paragraph(paper, "Report Unit", run(line))
        add_table(
            paper, widths_of(table), _head(table), _rows(table),
            width_mm=width - 2 * _MARGIN_MM, is_boxed=True,
        )  # fmt: skip
    for note in form.notes:
        add_paragraph(paper, "Report Source", run(note))
    if about.signed:
        add_paragraph(paper, "Report Cell", run("　　　".join(about.signed)))
    elif form.signatures:
        add_paragraph(paper, "Report Cell", run("　　　　　　".join(f"{one}：" for one in form.signatures)))
    add_paragraph(paper, "Report Source", run(about.standing))
    if seal is not None:
        _seal(paper, seal)
    return saved(paper)


def _seal(paper: Any, seal: Seal) -> None:
    """Put the code of what was signed at the end, with the words for those who cannot scan it."""
    place = paper.add_paragraph(style=paper.styles["Report Source"])
    picture = place.add_run().add_picture(io.BytesIO(seal.code), width=Mm(_CODE_MM))
    picture._inline.docPr.set("descr", f"{SEAL_WORDS}{seal.short}")
    add_paragraph(paper, "Report Source", run(f"{SEAL_WORDS}{seal.short}"))
    add_paragraph(paper, "Report Source", run(seal.address))


def _head(section: Section) -> list[list[CellText]]:
    depth = max((one.row + one.rows for one in section.header), default=1)
    return [_head_row(section.header, row) for row in range(depth)]


def _head_row(header: Sequence[HeaderCell], row: int) -> list[CellText]:
    inside = [one for one in header if one.row <= row < one.row + one.rows]
    return [
        CellText(
            run(one.title if one.row == row else ""), _HEAD, columns=one.columns,
            opens=one.rows > 1 and one.row == row, goes_on=one.row < row, shaded=True,
        )
        for one in sorted(inside, key=lambda one: one.column)
    ]  # fmt: skip


def _rows(section: Section) -> list[list[CellText]]:
    return [
        [
            CellText(run(text), _LOOKS[look_of(column)], shaded=row.is_sum)
            for column, text in zip(section.columns, texts_of(row, section.columns), strict=True)
        ]
        for row in section.rows
    ]
