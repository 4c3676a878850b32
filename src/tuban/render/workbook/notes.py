"""The first and the last sheet of the workbook: what the forms rest on, and whether they add up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tuban.render.workbook.cover import Cover
from tuban.render.workbook.style import BODY_SIZE, Style
from tuban.render.workbook.text import clean, lines_of
from tuban.rules.forms.filled import CheckResult, FilledForm
from tuban.rules.forms.words import Wording

_NOTE_WIDTHS = (24.0, 64.0)
_CHECK_WIDTHS = (26, 58, 8, 8, 34, 26, 22)
_CENTRED = (2, 3)
_HEAD_ROWS = 2
_MOST_LISTED = 20


def write_explanation(sheet: Any, forms: Sequence[FilledForm], cover: Cover, wording: Wording, style: Style) -> None:
    """Write the sheet 填报说明: campaign, data, law, how figures come about, notes and citations of every form."""
    for column, width in enumerate(_NOTE_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.merge_range(0, 0, 0, 1, "", style.title)
    sheet.write_string(0, 0, clean(cover.campaign_title), style.title)
    sheet.set_row(0, 40)
    row = 1
    for heading, lines in _explanation(forms, cover, wording):
        sheet.merge_range(row, 0, row, 1, "", style.heading)
        sheet.write_string(row, 0, heading, style.heading)
        sheet.set_row(row, 26)
        row += 1
        for label, text in lines:
            sheet.write_string(row, 0, clean(label), style.text(centred=True))
            sheet.write_string(row, 1, clean(text), style.text())
            lines_needed = max(lines_of(t, w, BODY_SIZE) for t, w in zip((label, text), _NOTE_WIDTHS, strict=True))
            sheet.set_row(row, max(20.0, lines_needed * 12.5 + 6))
            row += 1
    sheet.print_area(0, 0, row - 1, 1)
    _page(sheet, wording, landscape=False)


def _explanation(
    forms: Sequence[FilledForm], cover: Cover, wording: Wording
) -> Iterable[tuple[str, list[tuple[str, str]]]]:
    checks = [check for form in forms for check in form.checks]
    made = [check for check in checks if check.compared]
    failed = sum(not check.passed for check in made)
    about = {
        "reporting_unit": cover.unit_name,
        "note_campaign": " ".join(filter(None, (cover.campaign_title, cover.campaign_id))),
        "note_as_of": cover.as_of.isoformat(),
        "note_edition": cover.edition,
        "note_disc": cover.disc_checksum,
        "checks_sheet": wording.phrase(
            "note_checks", total=len(checks), passed=len(made) - failed, failed=failed, open=len(checks) - len(made)
        ),
    }
    yield wording.phrase("notes_title"), [(wording.phrase(name), text) for name, text in about.items() if text]
    rules = ("proposal", "rounding", "blank", "proposed", "trace")
    yield (
        wording.phrase("note_rules"),
        [(wording.phrase(f"note_{name}_title"), wording.phrase(f"note_{name}")) for name in rules],
    )
    yield wording.phrase("note_marks"), [(form.title, "\n".join(form.notes)) for form in forms if form.notes]
    yield wording.phrase("note_cites"), [(form.title, _cited(_every_cite(form), cover)) for form in forms]


def _every_cite(form: FilledForm) -> tuple[str, ...]:
    columns = (cite for section in form.sections for column in section.columns for cite in column.cites)
    return tuple(dict.fromkeys((*form.cites, *columns)))


def _cited(cites: Iterable[str], cover: Cover) -> str:
    return "；".join(cover.citations.get(cite, cite) for cite in cites)


def write_checks(sheet: Any, forms: Sequence[FilledForm], cover: Cover, wording: Wording, style: Style) -> None:
    """Write the sheet 校核: every identity with its result."""
    for column, width in enumerate(_CHECK_WIDTHS):
        sheet.set_column(column, column, width)
    last = len(_CHECK_WIDTHS) - 1
    sheet.merge_range(0, 0, 0, last, "", style.title)
    sheet.write_string(0, 0, wording.phrase("checks_title"), style.title)
    sheet.set_row(0, 36)
    heads = (
        "check_form",
        "check_says",
        "check_compared",
        "check_result",
        "check_failures",
        "check_parts",
        "check_cites",
    )
    row = _write_line(sheet, 1, [wording.phrase(name) for name in heads], [style.head] * len(heads), _CHECK_WIDTHS)
    for form in forms:
        for check in form.checks:
            looks = [style.text(bold=not check.passed, centred=place in _CENTRED) for place in range(len(heads))]
            row = _write_line(sheet, row, _check_texts(form, check, cover, wording), looks, _CHECK_WIDTHS)
    sheet.freeze_panes(_HEAD_ROWS, 0)
    sheet.repeat_rows(0, _HEAD_ROWS - 1)
    sheet.print_area(0, 0, row - 1, last)
    _page(sheet, wording, landscape=True)


def _check_texts(form: FilledForm, check: CheckResult, cover: Cover, wording: Wording) -> list[str]:
    result = "passed" if check.passed else "failed"
    return [
        form.title,
        check.says,
        str(check.compared),
        wording.phrase(result if check.compared else "not_compared"),
        "\n".join(_first(check.failures)),
        "、".join(_first(["-".join(filter(None, key)) for key in check.keys])),
        _cited(check.cites, cover),
    ]


def _first(items: Sequence[str]) -> list[str]:
    more = len(items) - _MOST_LISTED
    return [*items[:_MOST_LISTED], *([f"…（{more}）"] if more > 0 else [])]


def _write_line(sheet: Any, row: int, texts: Sequence[str], looks: Sequence[Any], widths: Sequence[float]) -> int:
    lines = 1
    for column, text in enumerate(texts):
        sheet.write_string(row, column, clean(text), looks[column])
        lines = max(lines, lines_of(text, widths[column], BODY_SIZE))
    sheet.set_row(row, min(400.0, max(18.0, lines * 13.0 + 6)))
    return row + 1


def _page(sheet: Any, wording: Wording, *, landscape: bool) -> None:
    sheet.set_paper(9)
    if landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
    sheet.set_footer("&C&9" + wording.phrase("page"))
