"""The end of a report: who signs, what the data are, where every figure is from, what a person must still write."""

from __future__ import annotations

from typing import Any

from tuban.render.reports.official_paper import TO_WRITE
from tuban.render.reports.pieces import CellText, add_paragraph, add_table, anchor, run
from tuban.rules.reports.composed import Report, Table, TableRow
from tuban.rules.reports.figures import CellAddress, Figure

_SIGNS = {"%": "÷", "/": "÷", "-": "－", "+": "＋"}
_NEW_PAGE = "<w:pageBreakBefore/>"


def add_attachments(paper: Any, report: Report) -> None:
    """Add the signatures, the notes on the data, the sources and the checklist."""
    phrases = report.phrases
    for phrase in ("sign_unit", "sign_date"):
        add_paragraph(paper, "Report Sign", run(phrases[phrase], TO_WRITE), properties="<w:keepNext/>")
    add_paragraph(paper, "Report Source", "")
    steps = phrases["signatures"].split("、")
    widths = [18, 34] * len(steps)
    line = [
        cell
        for step in steps
        for cell in (CellText(run(step), "Report Head", shaded=True), CellText("", "Report Cell"))
    ]
    add_table(paper, widths, [], [line], least_mm=13)
    _data_notes(paper, report)
    _sources(paper, report)
    _checklist(paper, report)


def _data_notes(paper: Any, report: Report) -> None:
    phrases, about = report.phrases, report.about
    add_paragraph(paper, "Report Attachment", run(phrases["notes_title"]), properties=_NEW_PAGE)
    lines = [
        (phrases["note_campaign"], about.campaign_title or about.campaign_id),
        (phrases["note_as_of"], about.as_of.isoformat()),
        (phrases["note_edition"], about.edition),
        (phrases["note_disc"], about.disc_checksum),
        (
            phrases["note_missing"],
            "、".join(t for r, t in about.roles.items() if r in about.missing_roles) or phrases["none"],
        ),
        *(
            (title, text)
            for title, _bar, text in (note.partition("|") for note in phrases["notes"].split("\n") if note)
        ),
        (phrases["note_cites"], "；".join(report.cites)),
    ]
    rows = [
        [CellText(run(label), "Report Head", shaded=True), CellText(run(text), "Report Cell")] for label, text in lines
    ]
    add_table(paper, [30, 126], [], rows)


# Sources -----------------------------------------------------------------------------------------------------------


def _sources(paper: Any, report: Report) -> None:
    phrases = report.phrases
    add_paragraph(paper, "Report Attachment", run(phrases["sources_title"]), properties=_NEW_PAGE)
    add_paragraph(paper, "Report Notice", run(phrases["sources_about"]))
    numbers = {figure.id: number for number, figure in enumerate(report.figures, 1)}
    rows = []
    for number, figure in enumerate(report.figures, 1):
        cells = (
            f"[{number}]",
            figure.text,
            _whence(figure, report),
            _formula(figure, numbers),
            str(len(figure.keys)) if figure.keys else "—",
        )
        rows.append(
            [
                CellText(
                    run(text),
                    "Report Small Number" if at in (1, 4) else "Report Small",
                    bookmark=anchor(number) if not at else "",
                )
                for at, text in enumerate(cells)
            ]
        )
    head = [CellText(run(title), "Report Small Head", shaded=True) for title in phrases["sources_head"].split("、")]
    add_table(paper, [12, 19, 62, 51, 12], [head], rows)
    tables = [block for block in report.blocks if isinstance(block, Table)]
    if not tables:
        return
    add_paragraph(paper, "Caption", run(phrases["table_sources_title"]))
    rows = [
        [CellText(run(text), "Report Small") for text in (str(table.number), *line)]
        for table in tables
        for line in table_sources(table)
    ]
    head = [
        CellText(run(title), "Report Small Head", shaded=True) for title in phrases["table_sources_head"].split("、")
    ]
    add_table(paper, [10, 46, 100], [head], rows)


def _whence(figure: Figure, report: Report) -> str:
    if figure.address is not None:
        address = figure.address
        said = f"{_form_name(address)}{address.row_title}·{address.column_title}"
        return f"{said}{report.phrases[figure.operator]}" if figure.operator else said
    if figure.operator == ":":
        return report.phrases["in_wan"]
    return report.phrases["worked_out"] if figure.operator else figure.origin


def _formula(figure: Figure, numbers: dict[str, int]) -> str:
    if figure.operator in _SIGNS:
        left, right = (numbers[operand.id] for operand in figure.operands)
        return f"[{left}]{_SIGNS[figure.operator]}[{right}]{'×100%' if figure.operator == '%' else ''}"
    if figure.operator == ":":
        return f"[{numbers[figure.operands[0].id]}]÷10000"
    return figure.address.id if figure.address is not None else ""


def _form_name(address: CellAddress) -> str:
    sheet = address.sheet if address.sheet.startswith("表") else ""
    return f"{sheet}《{address.form_title}》"


def table_sources(table: Table) -> list[tuple[str, str]]:
    """Return for each column of a table (each row where the columns differ by row) where its figures stand.

    The code of a division stands as <区划代码>: the row of the form is the row of the table.
    """
    columns: list[tuple[str, str]] = []
    for place, column in enumerate(table.columns):
        patterns = dict.fromkeys(
            _pattern(figure, row) for row in table.rows if not row.is_total and (figure := row.cells[place]) is not None
        )
        if len(patterns) > 1:
            return [(row.title, _by_row(row)) for row in table.rows]
        name = f"{column.group}·{column.title}" if column.group else column.title
        columns += [(name, pattern) for pattern in patterns]
    return columns


def _pattern(figure: Figure, row: TableRow) -> str:
    if figure.address is not None:
        own = figure.address.row == row.code
        return f"{figure.address.form}/{'<区划代码>' if own else figure.address.row}/{figure.address.column}"
    if figure.operator in _SIGNS:
        left, right = (_pattern(operand, row) for operand in figure.operands)
        return f"{left} {_SIGNS[figure.operator]} {right}"
    return figure.origin.replace(row.title, "<本行>")


def _by_row(row: TableRow) -> str:
    """Return the cells of a row, those of one column of the form together; its shares are shares of these."""
    gathered: dict[str, list[str]] = {}
    for figure in row.cells:
        if figure is not None and figure.address is not None:
            column, dot, measure = figure.address.column.rpartition(".")
            place = f"{figure.address.form}/{figure.address.row}/{column}{dot}"
            gathered.setdefault(place, []).append(measure)
    return "；".join(f"{place}{'、'.join(measures)}" for place, measures in gathered.items())


def _checklist(paper: Any, report: Report) -> None:
    phrases = report.phrases
    add_paragraph(paper, "Report Attachment", run(phrases["checklist_title"]), properties=_NEW_PAGE)
    if not report.to_write:
        add_paragraph(paper, "Body Text", run(phrases["checklist_none"]))
        return
    add_paragraph(paper, "Report Notice", run(phrases["checklist_about"]))
    rows = [
        [
            CellText(run(str(blank.number)), "Report Number"),
            CellText(run(blank.place), "Report Cell"),
            CellText(run(blank.text, TO_WRITE), "Report Cell"),
            CellText(run("□"), "Report Head"),
        ]
        for blank in report.to_write
    ]
    head = [CellText(run(title), "Report Head", shaded=True) for title in phrases["checklist_head"].split("、")]
    add_table(paper, [12, 52, 78, 14], [head], rows)
