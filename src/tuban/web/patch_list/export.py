"""The filtered list as a file: at once, or made in the background where it is long."""

from __future__ import annotations

import tempfile
from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.patch_list.asking import asked_in
from tuban.workflow.comparison.exporting.actions import ask_for_export, export_of, file_name, take_along
from tuban.workflow.comparison.exporting.kinds import CSV, KINDS, FileKind, TooManyForOneFile, write
from tuban.workflow.comparison.exporting.writing import csv_portions


def _kind(name: str) -> FileKind:
    if name not in KINDS:
        raise Http404
    return KINDS[name]


@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Hand the filtered list over as a file; who took what along is written down."""
    chosen, acting, campaign = _kind(kind), by(request), campaign_of(request)
    asked = asked_in(request.GET, campaign.pk if campaign else None)
    try:
        taken = take_along(campaign, by=acting, asked=asked.filter, kind=chosen)
    except TooManyForOneFile as error:
        return _too_many(request, error, chosen, asked.query())
    name = file_name(chosen)
    if chosen.name == CSV:
        response = StreamingHttpResponse(csv_portions(taken.rows), content_type=chosen.media_type)
        response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
        return response
    file = tempfile.NamedTemporaryFile(suffix=f".{kind}")  # noqa: SIM115 - closed, and so deleted, below
    write(chosen, Path(file.name), taken.rows, taken.about, epsg=taken.epsg)
    whole = Path(file.name).open("rb")  # noqa: SIM115 - closed by the response
    file.close()
    return FileResponse(whole, as_attachment=True, filename=name, content_type=chosen.media_type)


def _too_many(request: HttpRequest, error: TooManyForOneFile, kind: FileKind, query: str) -> HttpResponse:
    total = int(str(error.about["total"]))
    context = {"reason": error.message, "hint": error.advice, "back": f"{reverse('web:patches')}{query}"}
    if total <= kind.in_all:
        context |= {
            "hint": _("It can be made in the background; you find it under the jobs, and fetch it when it is ready."),
            "ask_url": f"{reverse('web:patches_export_ask', args=[kind.name])}{query}",
        }
    return render(request, "web/patch_list/too_many.html", context, status=413)


@require_POST
def ask(request: HttpRequest, kind: str) -> HttpResponse:
    """Have the filtered list written in the background."""
    chosen, campaign = _kind(kind), campaign_of(request)
    asked = asked_in(request.GET, campaign.pk if campaign else None)
    try:
        ask_for_export(campaign, by=by(request), asked=asked.filter, kind=chosen)
    except TubanError as error:
        messages.error(request, str(error))
        return redirect(f"{reverse('web:patches')}{asked.query()}")
    messages.success(request, _("The file is being made; it can be fetched here when it is ready."))
    return redirect("web:jobs")


@require_safe
def fetch(request: HttpRequest, job_id: UUID) -> FileResponse:
    """Hand over a file that was made in the background, to the one who asked for it."""
    made = export_of(by(request), job_id)
    if made is None:
        raise Http404
    return FileResponse(made.path.open("rb"), as_attachment=True, filename=made.name, content_type=made.kind.media_type)
