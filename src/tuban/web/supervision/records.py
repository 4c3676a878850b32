"""What those who supervise write down: items, materials, files, minutes, corrections; what the county answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tuban.web.acting import by
from tuban.web.deeds import deed_page, saved
from tuban.web.found import found_or_404
from tuban.web.rail import on_rail
from tuban.web.supervision import forms, shown
from tuban.workflow.supervision import actions, policies, queries, remarks

_READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


@on_rail("supervision")
@_READ_OR_SEND
def item(request: HttpRequest, key: UUID, name: str) -> HttpResponse:
    """Say what was found of an item of the checklist."""
    head, acting = shown.head_of(request, key, "checklist"), by(request)
    asked = head["law"].items.get(name)
    if asked is None:
        raise Http404
    held = queries.remarks_of(head["supervision"], is_material=False).get(name)
    first = {}
    if held:
        first = {"answer": held.answer, "words": held.words, "patches": " ".join(map(str, held.patches.all()))}
    return deed_page(
        request, forms.ItemForm(request.POST or None, initial=first), title=asked.title, done=saved(), button=_("Keep"),
        back=reverse("web:supervision_checklist", args=[key]), why_not=head["why_not"],
        do=lambda given: remarks.answer_item(head["supervision"], by=acting, item=name, **given),
    )  # fmt: skip


@on_rail("supervision")
@_READ_OR_SEND
def material(request: HttpRequest, key: UUID, name: str) -> HttpResponse:
    """Say whether a material was prepared."""
    head, acting = shown.head_of(request, key, "dossier"), by(request)
    asked = next((one for one in head["law"].materials if one.id == name), None)
    if asked is None:
        raise Http404
    held = queries.remarks_of(head["supervision"], is_material=True).get(name)
    first = {"answer": held.answer, "words": held.words} if held else {}
    return deed_page(
        request, forms.MaterialForm(request.POST or None, initial=first), title=asked.title, done=saved(),
        button=_("Keep"), back=reverse("web:supervision_dossier", args=[key]), why_not=head["why_not"],
        do=lambda given: remarks.note_material(head["supervision"], by=acting, item=name, **given),
    )  # fmt: skip


@on_rail("supervision")
@_READ_OR_SEND
def read_file(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say what reading a file showed."""
    acting = by(request)
    one = found_or_404(request, queries.drawn_seen_by(acting), key)
    form = forms.FileForm(request.POST or None, initial={"state": one.file_state, "words": one.words})
    return deed_page(
        request, form, title=_("The file of {patch}").format(patch=one.patch), done=saved(), button=_("Keep"),
        back=reverse("web:supervision_dossier", args=[one.lot.supervision_id]),
        do=lambda given: actions.read_file(one, by=acting, **given),
        why_not=policies.may_note_drawn.explain(acting, one),
    )  # fmt: skip


@on_rail("supervision")
@_READ_OR_SEND
def minute(request: HttpRequest, key: UUID, kind: str) -> HttpResponse:
    """Keep the minutes of a meeting."""
    head, acting = shown.head_of(request, key, "dossier"), by(request)
    asked = head["law"].meetings.get(kind)
    if asked is None:
        raise Http404
    return deed_page(
        request, forms.MinuteForm(request.POST or None), title=asked.title, words=asked.asks, done=saved(),
        button=_("Keep"), back=reverse("web:supervision_dossier", args=[key]), why_not=head["why_not"],
        do=lambda given: remarks.minute(head["supervision"], by=acting, kind=kind, **given),
    )  # fmt: skip


@on_rail("supervision")
@_READ_OR_SEND
def demand(request: HttpRequest, key: UUID) -> HttpResponse:
    """Demand a correction."""
    head, acting = shown.head_of(request, key, "corrections"), by(request)
    return deed_page(
        request, forms.DemandForm(request.POST or None), title=_("Demand a correction"), done=_("It is demanded."),
        back=reverse("web:supervision_corrections", args=[key]), why_not=head["why_not"],
        do=lambda given: remarks.demand_correction(head["supervision"], by=acting, **given),
    )  # fmt: skip


@on_rail("supervision")
@_READ_OR_SEND
def answer(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say what the county did about a correction."""
    return _step(request, key, _("Answer"), remarks.answer_correction, policies.may_answer)


@on_rail("supervision")
@_READ_OR_SEND
def accept(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say that a correction is done, and how that was seen."""
    return _step(request, key, _("It is done"), remarks.accept_correction, policies.may_follow)


@on_rail("supervision")
@_READ_OR_SEND
def give_back(request: HttpRequest, key: UUID) -> HttpResponse:
    """Give a correction back with what is lacking."""
    return _step(request, key, _("Give back"), remarks.return_correction, policies.may_follow)


def _step(request: HttpRequest, key: UUID, title: str, do: Callable[..., Any], policy: Any) -> HttpResponse:
    acting = by(request)
    one = found_or_404(request, queries.corrections_seen_by(acting), key)
    return deed_page(
        request, forms.WordsForm(request.POST or None), title=title, words=one.demand, done=saved(),
        back=reverse("web:supervision_corrections", args=[one.supervision_id]),
        do=lambda given: do(one, by=acting, **given), why_not=policy.explain(acting, one),
    )  # fmt: skip
