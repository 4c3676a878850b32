"""The papers of a case: written, drafted, issued, taken along."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.cases.forms import IssueForm
from tuban.web.cases.found import case_or_404, or_404, or_missing
from tuban.web.deeds import control, deed_page
from tuban.web.rail import on_rail
from tuban.web.tabs import case_tabs
from tuban.workflow.cases.papers import actions
from tuban.workflow.cases.papers.actions import draft_file, issued_file, prepare
from tuban.workflow.cases.policies import may_issue, may_write
from tuban.workflow.cases.queries import note_read, paper_of, papers_of

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@on_rail("cases")
def write(request: HttpRequest, key: UUID, kind: str) -> HttpResponse:
    """Show a paper as it would be issued, with what its writer fills in; keep what was typed."""
    acting, case = by(request), case_or_404(request, key)
    today = timezone.localdate()
    ready = or_missing(lambda: prepare(case, kind, day=today))
    fault = ""
    if request.method == "POST":
        asked = {one.id: request.POST.get(one.id, "") for one in ready.template.asks}
        seen = request.POST.get("seen", "0")
        try:
            actions.write(case, kind, by=acting, asked=asked, seen=int(seen) if seen.isdecimal() else 0)
        except TubanError as error:
            fault = f"{error.message} {error.advice}"
        else:
            messages.success(request, _("Kept."))
            return redirect("web:case_paper", key, kind)
    typed = request.POST if fault else ready.asked
    why_not = may_write.explain(acting, case, kind)
    context = {
        "tabs": case_tabs("cases"), "case": case, "ready": ready, "paper": ready.paper, "fault": fault,
        "why_not": why_not, "seen": ready.draft.version if ready.draft is not None else 0,
        "asks": [{"row": one, "value": typed.get(one.id, "")} for one in ready.template.asks],
        "issued": [one for one in papers_of(case) if one.kind == kind],
        "draft_url": reverse("web:case_paper_draft", args=[case.pk, kind]),
        "issue": control(_("Issue the paper"), reverse("web:case_paper_issue", args=[case.pk, kind]),
                         may_issue.explain(acting, case, kind) or _gaps(ready.paper.missing), primary=True),
    }  # fmt: skip
    return render(request, "web/cases/paper.html", context)


def _gaps(missing: tuple[str, ...]) -> str:
    if not missing:
        return ""
    return _("Nobody has filled: {labels}").format(labels="、".join(missing))


@require_safe
def draft(request: HttpRequest, key: UUID, kind: str) -> HttpResponse:
    """Hand out a draft with its watermark."""
    case = case_or_404(request, key)
    today = timezone.localdate()
    ready = or_missing(lambda: prepare(case, kind, day=today))
    name = f"{ready.template.title}（草稿）"
    note_read(by(request), case, name)
    return _file(draft_file(case, kind, day=today), name)


@on_rail("cases")
def issue(request: HttpRequest, key: UUID, kind: str) -> HttpResponse:
    """Issue a paper."""
    acting, case = by(request), case_or_404(request, key)
    ready = or_missing(lambda: prepare(case, kind, day=timezone.localdate()))
    form = IssueForm(request.POST or None, initial={"expected": case.version})
    return deed_page(
        request, form, title=_("Issue «{paper}»").format(paper=ready.template.title), button=_("Issue the paper"),
        words=_("It takes its number and is kept with its digest; a later edition stands beside it."),
        done=_("The paper is issued."),
        do=lambda given: actions.issue(case, kind, by=acting, expected_version=given["expected"], day=given["day"]),
        back=reverse("web:case_paper", args=[case.pk, kind]), why_not=may_issue.explain(acting, case, kind),
    )  # fmt: skip


@require_safe
def issued(request: HttpRequest, key: UUID, paper: UUID) -> HttpResponse:
    """Hand out a paper as it was issued."""
    case = case_or_404(request, key)
    held: Any = or_404(lambda: paper_of(case, paper))
    note_read(by(request), case, f"{held.title}{held.number}")
    return _file(issued_file(held), f"{held.title}{held.number}")


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=_DOCX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.docx"
    return response
