"""A form as PDF, as it is printed and signed by hand; the same form gives the same bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tuban.render.form_paper.about import SEAL_WORDS, About, left_line, look_of, paper_mm, size_of, texts_of, widths_of
from tuban.render.maps.typesetting import typeset
from tuban.render.seal import Seal
from tuban.rules.forms.filled import FilledForm, Section

_MARGINS_MM = 28.0


def write_page(form: FilledForm, target: Path, *, about: About, seal: Seal | None = None) -> None:
    """Write ``form`` to ``target``, a page or more for each of its tables, with its seal where it is signed.

    Raises NoChineseFont.
    """
    width, height = paper_mm(form)
    data = {
        "title": form.title, "width": width, "height": height,
        "left": left_line(form, about), "day": about.day_words, "unit_line": form.unit_line,
        "standing": about.standing, "notes": list(form.notes), "signatures": list(form.signatures), "empty": "（无）",
        "signed": list(about.signed), "flows": about.flows,
        "seal": {"short": seal.short, "address": seal.address, "words": SEAL_WORDS} if seal is not None else None,
        "sections": [_section(one, size_of([one], width - _MARGINS_MM)) for one in form.sections],
    }  # fmt: skip
    pictures = {"code.png": seal.code} if seal is not None else {}
    typeset("form_paper/page.typ", data, target, drawings={}, pictures=pictures)


def _section(section: Section, size: float) -> dict[str, Any]:
    return {
        "size": size,
        "title": section.title,
        "widths": widths_of(section),
        "looks": [look_of(one) for one in section.columns],
        "depth": max((one.row + one.rows for one in section.header), default=1),
        "head": [
            {"title": one.title, "row": one.row, "column": one.column, "rows": one.rows, "columns": one.columns}
            for one in section.header
        ],
        "rows": [
            {"is_sum": row.is_sum, "cells": texts_of(row, section.columns)} for row in section.rows
        ],
    }  # fmt: skip
