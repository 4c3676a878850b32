"""The ledger as a file to take along."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuban.web.acting import by
from tuban.web.rectification.asking import asked_of
from tuban.workflow.patches.queries.lists import BY_NUMBER
from tuban.workflow.rectification.book import write_ledger
from tuban.workflow.rectification.queries.ledger import lines_of, rows_of

_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def ledger_file(request: HttpRequest) -> HttpResponseBase:
    """Hand over what the filters of the ledger keep, as a workbook."""
    asked = asked_of(request)
    if asked is None:
        return redirect("web:rectification")
    title = _("{campaign} rectification ledger").format(campaign=asked.filter.campaign.title)
    lines = lines_of(rows_of(by(request), asked.filter).order_by(*BY_NUMBER))
    settings.HOME.work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.HOME.work) as folder:
        path = Path(folder) / "ledger.xlsx"
        write_ledger(path, lines, title=title, today=timezone.localdate())
        content = path.open("rb")  # stays readable once its folder is gone
    return FileResponse(content, as_attachment=True, filename=f"{title}.xlsx", content_type=_SHEET_TYPE)
