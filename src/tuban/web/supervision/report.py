"""The report of a supervision: read with its sources, taken along in Word, put forward and signed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.deeds import control, deed_page
from tuban.web.rail import on_rail
from tuban.web.signing.panel import panels_of
from tuban.web.supervision import shown
from tuban.web.supervision.forms import OpenForm
from tuban.workflow.supervision import policies, queries
from tuban.workflow.supervision import report as reports

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@on_rail("supervision")
@require_safe
def report(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the report as it would be written now, with its signatures."""
    head, acting = shown.head_of(request, key, "report"), by(request)
    context: dict[str, Any] = {"why_no_report": "", "controls": []}
    if not _knows(request, head):
        context["why_no_report"] = _("It is read once what was drawn is visited.")
        return render(request, "web/supervision/report.html", {**head, **context})
    try:
        paper = reports.paper_of(head["supervision"])
    except TubanError as error:
        context["why_no_report"] = error.message
        return render(request, "web/supervision/report.html", {**head, **context})
    why_not = policies.may_report.explain(acting, head["supervision"])
    context |= {
        "paper": paper, "panels": panels_of(request, reports.KIND, str(key)), "controls": [
            control(_("Put the report forward"), reverse("web:supervision_report_forward", args=[key]), why_not,
                    icon="upload", primary=True)
        ],
    }  # fmt: skip
    return render(request, "web/supervision/report.html", {**head, **context})


@on_rail("supervision")
@require_http_methods(["GET", "HEAD", "POST"])
def put_forward(request: HttpRequest, key: UUID) -> HttpResponse:
    """Put the report forward for signing as it stands."""
    head, acting = shown.head_of(request, key, "report"), by(request)
    return deed_page(
        request, OpenForm(request.POST or None), title=_("Put the report forward"), button=_("Put forward"),
        back=reverse("web:supervision_report", args=[key]), done=_("It can be signed now."),
        words=_("It is signed with every figure as it stands now; what changes in the records voids the signature."),
        do=lambda _given: reports.put_report_forward(head["supervision"], by=acting),
        why_not=policies.may_report.explain(acting, head["supervision"]),
    )  # fmt: skip


@require_safe
def report_file(request: HttpRequest, key: UUID) -> HttpResponse:
    """Hand the report over as a Word file."""
    head = shown.head_of(request, key, "report")
    if not _knows(request, head):
        raise Http404
    try:
        content = reports.report_file(head["supervision"])
    except TubanError:
        raise Http404 from None
    response = HttpResponse(content, content_type=_DOCX)
    response["Content-Disposition"] = 'attachment; filename="supervision-report.docx"'
    return response


def _knows(request: HttpRequest, head: dict[str, Any]) -> bool:
    lot = queries.lot_of(head["supervision"])
    return lot is None or policies.knows_drawn(by(request), lot, is_visited=queries.is_visited(lot))
