"""Asking at the gate: a boundary drawn, written as coordinates or brought as a file; what was asked before."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import shapely
from django import forms
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.deeds import DeskForm
from tuban.web.gate.parts import ground_content, row_of
from tuban.web.rail import on_rail
from tuban.web.tabs import gate_tabs
from tuban.workflow.gate.actions import Application, ask
from tuban.workflow.gate.answering import make_ready
from tuban.workflow.gate.boundaries import boundary_of_points, boundary_of_upload
from tuban.workflow.gate.policies import may_ask
from tuban.workflow.gate.queries import inquiries_seen_by
from tuban.workflow.gate.words import Given, Verdict

_PAGE = 20
NO_ZONE = 4490
"""Where there is no campaign, only degrees can be read."""


class AskForm(DeskForm):
    """What the boundary is for, and the boundary itself by a file or by its points."""

    title = forms.CharField(label=gettext_lazy("Project"), max_length=120)
    applicant = forms.CharField(label=gettext_lazy("Applicant"), max_length=120, required=False)
    reference = forms.CharField(label=gettext_lazy("Number of the application"), max_length=60, required=False)
    file = forms.FileField(label=gettext_lazy("File of the boundary"), required=False)
    points = forms.CharField(
        label=gettext_lazy("Points of the boundary"), required=False, max_length=2_000_000,
        widget=forms.Textarea(attrs={"rows": 7, "spellcheck": "false", "class": "form-control figures gate-points"}),
    )  # fmt: skip
    given = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Ask for a boundary."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("file") and not (cleaned.get("points") or "").strip():
            raise forms.ValidationError(_("Give the boundary: draw it, write its points one a line, or choose a file."))
        return cleaned

    def boundary(self, epsg: int) -> shapely.Geometry:
        """Return the boundary in degrees. Raises OutlineUnreadable, BoundaryUnfit."""
        told = self.cleaned_data
        if told["file"]:
            return boundary_of_upload(told["file"], epsg=epsg)
        return boundary_of_points(told["points"], epsg=epsg)

    @property
    def way(self) -> Given:
        """How it came."""
        if self.cleaned_data["file"]:
            return Given.FILE
        return Given.DRAWN if self.cleaned_data["given"] == "drawn" else Given.POINTS


@on_rail("gate")
@require_http_methods(["GET", "HEAD", "POST"])
def gate(request: HttpRequest) -> HttpResponse:
    """Show where to ask and what was asked; or ask, and go to the answer."""
    acting, campaign = by(request), campaign_of(request)
    why_not = may_ask.explain(acting)
    if request.method != "POST":
        make_ready(acting.is_practice)
    form = AskForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST" and not why_not:
        status = 422
        if form.is_valid():
            told = form.cleaned_data
            try:
                made = ask(
                    by=acting, boundary=form.boundary(campaign.epsg if campaign is not None else NO_ZONE),
                    application=Application(told["title"], told["applicant"], told["reference"]), given=form.way,
                    file_name=told["file"].name if told["file"] else "",
                )  # fmt: skip
            except TubanError as error:
                form.add_error(None, f"{error.message} {error.advice}".strip())
            else:
                return redirect("web:gate_answer", uuid=made.uuid)
    context = {
        "tabs": gate_tabs("gate"), "form": form, "why_not": why_not, **_asked(request),
        "content": ground_content(acting) if not why_not else None,
    }  # fmt: skip
    return render(request, "web/gate/ask.html", context, status=status)


def _asked(request: HttpRequest) -> dict[str, Any]:
    """Return what was asked before, narrowed by words and verdict."""
    words, verdict = request.GET.get("q", "").strip()[:120], request.GET.get("verdict", "")
    verdict = verdict if verdict in Verdict.values else ""
    rows = inquiries_seen_by(by(request))
    if words:
        rows = rows.filter(
            Q(title__icontains=words) | Q(applicant__icontains=words) | Q(reference__icontains=words)
            | Q(certificate__number__icontains=words)
        )  # fmt: skip
    if verdict:
        rows = rows.filter(verdict=verdict)
    page = Paginator(rows.defer("geometry"), _PAGE).get_page(request.GET.get("page"))

    def url(**more: Any) -> str:
        asked = {"q": words, "verdict": verdict, **more}
        return f"{reverse('web:gate')}?{urlencode({name: one for name, one in asked.items() if one})}"

    return {
        "rows": [row_of(one) for one in page.object_list], "q": words, "verdict": verdict,
        "shown": page.end_index(), "total": page.paginator.count,
        "next_url": url(page=page.next_page_number()) if page.has_next() else "",
        "first_url": url() if page.number > 1 else "",
        "chips": [{"title": _("All"), "url": url(verdict=""), "is_current": not verdict}] + [
            {"title": one.label, "url": url(verdict=one.value), "is_current": verdict == one} for one in Verdict
        ],
    }  # fmt: skip
