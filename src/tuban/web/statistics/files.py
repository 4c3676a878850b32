"""What is on the screen, to be taken along: a workbook in the layout of the form, or plain lines."""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuban.render.form_paper import About, word_file, write_page
from tuban.render.workbook.cover import Cover
from tuban.render.workbook.writing import write_forms
from tuban.rules.forms import wording
from tuban.rules.forms.filled import FilledForm
from tuban.values.cells import safe_cell
from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.leaving import signed_by_hand
from tuban.web.statistics import shown
from tuban.web.statistics.asking import Asked, asked_of, is_whole
from tuban.web.workbooks import workbook
from tuban.workflow.review.ratios import ratios_of
from tuban.workflow.statistics.tables import table, units_with_rows
from tuban.workflow.statistics.whole import whole_forms

_WORD, _PAGE = "docx", "pdf"
KINDS = ("xlsx", _WORD, _PAGE, "csv")
_TYPES = {
    _WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", _PAGE: "application/pdf",
}  # fmt: skip
_MARK = "\ufeff"
"""What tells Excel that lines are UTF-8."""


@require_safe
def statistics_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Hand over what is on the screen: ``xlsx``, ``docx``, ``pdf`` or ``csv``; two sides stand in two blocks, with
    their difference. On paper stands the first side alone."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None or acting.is_administrator or kind not in KINDS:
        raise Http404
    asked = asked_of(request, campaign)
    if asked.waiting() or asked.not_filled():
        raise Http404
    try:
        sides = [table(scope, asked.form) for scope in asked.scopes]
    except TubanError:
        raise Http404 from None
    day = asked.scope.day or timezone.localdate()
    name = f"{asked.form.title}-{asked.name_of(asked.scope.unit)}-{day:%Y%m%d}"
    if kind == "csv":
        return _lines(asked, sides, f"{name}.csv")
    if kind in (_WORD, _PAGE):
        return _paper(asked, sides[0], f"{name}.{kind}", kind)
    return _workbook(asked, sides, f"{name}.xlsx", day)


@require_safe
def statistics_forms(request: HttpRequest) -> HttpResponseBase:
    """Hand over all official forms of a whole county as they stand now, one sheet each, its lists at any length."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None or acting.is_administrator:
        raise Http404
    asked = asked_of(request, campaign)
    if not is_whole(asked.scope) or asked.waiting():
        raise Http404
    (own,), day = asked.scope.campaigns, timezone.localdate()
    with transaction.atomic():
        found = ratios_of(own, [one.code for one in units_with_rows(own)])
        forms = whole_forms(own, ratios={code: one.ratio for code, one in found.items()})
    return _workbook(asked, forms, f"{own.title}-{day:%Y%m%d}.xlsx", day)


def _workbook(asked: Asked, forms: list[FilledForm], name: str, day: date) -> HttpResponseBase:
    law = asked.scope.law
    cover = Cover(
        asked.scope.campaigns[0].title, asked.name_of(asked.scope.unit), day, edition=law.edition,
        citations={cite: law.citation(cite).text for form in forms for cite in form.cites},
    )  # fmt: skip
    return workbook(name, lambda path: write_forms(forms, path, cover=cover, wording=wording(law)))


def _paper(asked: Asked, filled: FilledForm, name: str, kind: str) -> HttpResponse:
    scope = asked.scope
    standing = _("as of the end of {day}") if scope.day else _("as it stands on {day}")
    day = scope.day or timezone.localdate()
    about = About(asked.name_of(scope.unit), day, standing.format(day=day.isoformat()))
    if kind == _WORD:
        content = word_file(filled, about=about)
    else:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "form.pdf"
            write_page(filled, path, about=about)
            content = path.read_bytes()
    response = HttpResponse(content, content_type=_TYPES[kind])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return signed_by_hand(response)


def _lines(asked: Asked, sides: list[FilledForm], name: str) -> HttpResponse:
    text = io.StringIO()
    writer = csv.writer(text)
    for place, section in enumerate(sides[0].sections):
        heads = ["·".join(column.path) for column in section.columns]
        writer.writerow(heads)
        for row in section.rows:
            writer.writerow([safe_cell(cell.text) for cell in row.cells])
        if len(sides) > 1:
            writer.writerow([])
            writer.writerow(heads)
            for row in sides[1].sections[place].rows:
                writer.writerow([safe_cell(cell.text) for cell in row.cells])
            writer.writerow([])
            writer.writerow(heads)
            for told in shown.sections(asked, sides[0], sides[1])[place]["rows"]:
                writer.writerow([_difference(cell) for cell in told["cells"]])
    response = HttpResponse(_MARK + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return response


def _difference(cell: dict[str, Any]) -> str:
    return (
        cell.get("difference") or ("0" if cell["is_compared"] and cell["other"] else "")
        if (cell["is_figure"])
        else safe_cell(cell["text"])
    )
