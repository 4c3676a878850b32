"""One task between departments, with its answers and documents; the page of a dossier that lists those of a patch."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.cooperation.parts import line_of, told_of
from tuban.web.deeds import control
from tuban.web.dossier.head import head_of, patch_or_404
from tuban.web.found import found_or_404
from tuban.web.rail import on_rail
from tuban.web.tabs import cooperation_tabs
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.cooperation.actions import add_document
from tuban.workflow.cooperation.policies import may_accept, may_add_document, may_answer, may_ask, may_withdraw
from tuban.workflow.cooperation.queries import Sought, answers_of, tasks_seen_by
from tuban.workflow.evidence.actions import LARGEST, read_out
from tuban.workflow.evidence.queries import attachment_of, attachments_of
from tuban.workflow.sent_file import on_disk


@on_rail("cooperation")
@require_safe
def task(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what was asked, until when, what was answered, and what can be done now."""
    acting = by(request)
    found = found_or_404(request, tasks_seen_by(acting), key)
    context = {
        "tabs": cooperation_tabs("cooperation"), "one": line_of(found), "task": found,
        "given": told_of(found, found.given, "given"), "limit": _limit(found),
        "cites": rulebook_of(found.campaign).citations(found.limit.get("cites", ())),
        "answers": [
            {"row": one, "values": told_of(found, one.values, "answers")} for one in answers_of(found)
        ],
        "documents": [
            {"row": one, "url": reverse("web:cooperation_document", args=[found.pk, one.exhibit_id])}
            for one in attachments_of(found)
        ],
        "deeds": _deeds(acting, found), "why_no_document": may_add_document.explain(acting, found),
        "most_mb": LARGEST >> 20,
    }  # fmt: skip
    return render(request, "web/cooperation/task.html", context)


def _limit(task: Any) -> str:
    days = {"working_day": _("{n} working days"), "day": _("{n} days"), "month": _("{n} months")}
    told = task.limit
    return days[told["unit"]].format(n=told["value"]) if told.get("unit") in days else ""


def _deeds(acting: Any, found: Any) -> list[dict[str, Any]]:
    def deed(title: str, name: str, why_not: str, **more: Any) -> dict[str, Any]:
        return control(title, reverse(f"web:{name}", args=[found.pk]), why_not, **more)

    answers, accepts = may_answer.explain(acting, found), may_accept.explain(acting, found)
    return [
        deed(_("Answer"), "cooperation_answer", answers, icon="messages", primary=not answers),
        deed(_("Accept"), "cooperation_accept", accepts, icon="check", primary=not accepts),
        deed(_("Send back"), "cooperation_again", accepts, icon="rotate"),
        deed(_("Take back"), "cooperation_withdraw", may_withdraw.explain(acting, found), icon="arrow-back-up"),
    ]


@require_POST
def documents(request: HttpRequest, key: UUID) -> HttpResponse:
    """Lay documents with a task, one after another, and say which were not taken."""
    acting = by(request)
    found = found_or_404(request, tasks_seen_by(acting), key)
    files = request.FILES.getlist("file")
    if not files:
        messages.error(request, _("Choose a file first."))
    for file in files:
        with on_disk(file) as path:
            try:
                add_document(found, by=acting, path=path, name=file.name or "")
            except TubanError as error:
                messages.error(request, f"{error.message} {error.advice}")
            else:
                messages.success(request, _("“{name}” was added.").format(name=file.name))
    return redirect("web:cooperation_task", key)


@require_safe
def document(request: HttpRequest, key: UUID, exhibit: UUID) -> HttpResponseBase:
    """Give a document of a task; who took it along is written down."""
    acting = by(request)
    found = found_or_404(request, tasks_seen_by(acting), key)
    attachment = attachment_of(found, exhibit)
    if attachment is None:
        raise Http404
    path = read_out(attachment, found, by=acting)
    kept = attachment.exhibit
    response = FileResponse(path.open("rb"), as_attachment=True, filename=kept.name, content_type=kept.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@on_rail("cooperation")
@require_safe
def of_patch(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show what departments were asked to do about a patch."""
    acting, patch = by(request), patch_or_404(request, uuid)
    today = timezone.localdate()
    context = {
        **head_of(request, patch, "cooperation"),
        "lines": [line_of(one, today) for one in tasks_seen_by(acting, Sought(patch=patch))],
        "ask": control(_("Ask a department"), reverse("web:patch_cooperation_ask", args=[uuid]),
                       may_ask.explain(acting, patch), icon="plus", primary=True),
    }  # fmt: skip
    return render(request, "web/cooperation/of_patch.html", context)
