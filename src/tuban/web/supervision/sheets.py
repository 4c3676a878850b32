"""Blind sheets: what their visitor is shown of a patch, which is where it lies and how it looks from above."""

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
from tuban.web.dossier.views import outlined_picture
from tuban.web.rail import on_rail
from tuban.web.supervision.forms import SheetForm
from tuban.web.tabs import supervision_tabs
from tuban.workflow.comparison.dossiers import pictures_of
from tuban.workflow.supervision import policies
from tuban.workflow.supervision.actions import seal_sheet
from tuban.workflow.supervision.blind import sheets_of
from tuban.workflow.supervision.law import finding_titles


@on_rail("supervision")
@require_safe
def sheets(request: HttpRequest) -> HttpResponse:
    """List the sheets of the reader: those to fill, then those sealed."""
    titles = finding_titles()
    rows: list[dict[str, Any]] = [
        {"row": one, "url": reverse("web:supervision_sheet", args=[one.pk]), "finding": titles.get(one.finding, "")}
        for one in sheets_of(by(request).person)
    ]
    context = {
        "tabs": supervision_tabs("sheets"), "open": [one for one in rows if one["row"].sealed_at is None],
        "sealed": [one for one in rows if one["row"].sealed_at is not None],
    }  # fmt: skip
    return render(request, "web/supervision/sheets.html", context)


@on_rail("supervision")
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a sheet, or seal it."""
    acting, one = by(request), _sheet(request, key)
    form = SheetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            seal_sheet(one, by=acting, **form.cleaned_data)
        except TubanError as error:
            form.add_error(None, f"{error.message} {error.advice} [{error.code}]")
        else:
            from django.contrib import messages
            from django.shortcuts import redirect

            messages.success(request, _("It is sealed."))
            return redirect("web:supervision_sheets")
    centre = one.patch.geometry.point_on_surface
    context: dict[str, Any] = {
        "tabs": supervision_tabs("sheets"), "one": one, "form": form, "why_not": policies.may_seal.explain(acting, one),
        "finding": finding_titles().get(one.finding, ""), "centre": f"{centre.y:.6f}, {centre.x:.6f}",
        "pictures": [
            {"title": _("Before") if picture.when == "before" else _("After"), "taken_on": picture.taken_on,
             "url": reverse("web:supervision_picture", args=[one.pk, picture.when])}
            for picture in pictures_of(one.patch)
        ],
    }  # fmt: skip
    return render(request, "web/supervision/sheet.html", context)


@require_safe
def picture(request: HttpRequest, key: UUID, when: str) -> HttpResponse:
    """Hand over a picture of the patch of a sheet with its outline."""
    one = _sheet(request, key)
    chosen = next((row for row in pictures_of(one.patch) if row.when == when), None)
    if chosen is None:
        raise Http404
    return outlined_picture(request, one.patch, chosen)


def _sheet(request: HttpRequest, key: UUID) -> Any:
    one = sheets_of(by(request).person).filter(pk=key).first()
    if one is None:
        raise Http404
    return one
