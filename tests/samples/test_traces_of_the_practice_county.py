"""Every number of the practice county opens to its patches, in the forms, in forms.json and on the page."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from tests.rules.cell_proof import unproven

from tuban.inspect.run import Inspection
from tuban.render.form_traces import traces
from tuban.render.tracing import open_cell, open_traces
from tuban.rules.rulebook import Rulebook


def test_the_parts_make_every_number_of_every_form(inspection: Inspection) -> None:
    assert unproven(inspection.forms) == []


def test_the_parts_make_every_number_where_the_offices_delivered_nothing(bare_inspection: Inspection) -> None:
    assert unproven(bare_inspection.forms) == []
    why = Counter(
        cell.why
        for form in bare_inspection.forms
        for section in form.sections
        for row in section.rows
        for cell in row.cells
        if cell.value is None
    )
    assert why["no_register"] > 0
    assert why[""] == 0


def test_every_cell_of_the_file_is_proven_and_counts_each_part_once(
    inspection: Inspection, rulebook: Rulebook, tmp_path: Path
) -> None:
    told = traces(inspection.forms, [part.judgement for part in inspection.parts], rulebook)
    (tmp_path / "forms.json").write_text(json.dumps(told), encoding="utf-8")
    book = open_traces(tmp_path)
    cells = Counter()
    for table in book.tables:
        for row in range(len(table.rows)):
            for column in range(len(table.columns)):
                cell = open_cell(book, table, row, column)
                assert cell.proven, (table.sheet, cell.address, cell.text, cell.remade)
                assert cell.sums or cell.why, (table.sheet, cell.address)
                for one in cell.sums:
                    if one.counts_plots:
                        assert len({given.part for given in one.given}) == one.total
                cells["number" if cell.sums else "other"] += 1
    assert cells["number"] > 4000
