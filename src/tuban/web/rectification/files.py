"""The ledger as a file to take along."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuban.web.acting import by
from tuban.web.rectification.asking import asked_of
from tuban.web.workbooks import workbook
from tuban.workflow.patches.queries.lists import BY_NUMBER
from tuban.workflow.rectification.book import write_ledger
from tuban.workflow.rectification.queries.ledger import lines_of, rows_of


@require_safe
def ledger_file(request: HttpRequest) -> HttpResponseBase:
    """Hand over what the filters of the ledger keep, as a workbook."""
    asked = asked_of(request)
    if asked is None:
        return redirect("web:rectification")
    title = _("{campaign} rectification ledger").format(campaign=asked.filter.campaign.title)
    lines = lines_of(rows_of(by(request), asked.filter).order_by(*BY_NUMBER))
    return workbook(
        f"{title}.xlsx", lambda path: write_ledger(path, lines, title=title, today=timezone.localdate())
    )  # fmt: skip
