"""forms.json: the patch parts behind every cell of every form, so that any number can be opened to its patches.

``parts`` lists every part once; ``populations`` lists sets of numbers into it; a cell is [text, value, population].
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from tuban.rules.forms.filled import Cell, FilledForm, PartKey


def write_traces(forms: Sequence[FilledForm], path: Path) -> None:
    """Write the forms with the keys behind each cell as JSON; replaces the file only once all is written."""
    partial = path.with_name(path.name + ".partial")
    partial.write_text(json.dumps(traces(forms), ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    os.replace(partial, path)


def traces(forms: Sequence[FilledForm]) -> dict[str, Any]:
    """Return the content of forms.json."""
    index = _Index()
    listed = [
        {
            "id": form.id,
            "title": form.title,
            "sections": [
                {
                    "title": section.title,
                    "columns": [column.id for column in section.columns],
                    "rows": [
                        {
                            "kind": row.kind,
                            "code": row.code,
                            "title": row.title,
                            "cells": [index.cell(c) for c in row.cells],
                        }
                        for row in section.rows
                    ],
                }
                for section in form.sections
            ],
            "checks": [
                {
                    "id": check.id,
                    "says": check.says,
                    "passed": check.passed,
                    "compared": check.compared,
                    "failures": list(check.failures),
                    "population": index.population(check.keys),
                }
                for check in form.checks
            ],
        }
        for form in forms
    ]
    return {"parts": [list(key) for key in index.parts], "populations": index.sets, "forms": listed}


class _Index:
    """Numbers parts and sets of parts in the order in which they first appear."""

    def __init__(self) -> None:
        self.parts: dict[PartKey, int] = {}
        self.sets: list[list[int]] = []
        self._known: dict[tuple[PartKey, ...], int] = {}

    def population(self, keys: tuple[PartKey, ...]) -> int | None:
        if not keys:
            return None
        if keys not in self._known:
            self._known[keys] = len(self.sets)
            self.sets.append([self.parts.setdefault(key, len(self.parts)) for key in keys])
        return self._known[keys]

    def cell(self, cell: Cell) -> list[Any]:
        value = str(cell.value) if isinstance(cell.value, Decimal) else cell.value
        return [cell.text, value, self.population(cell.keys)]
