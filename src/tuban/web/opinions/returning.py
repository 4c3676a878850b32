"""Sending a patch back to the hands it came from, and answering what came back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import numpy as np
import shapely
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tuban.kernel.crs import GEOGRAPHIC_EPSG, transform_geometries
from tuban.web.acting import by
from tuban.web.deeds import DateInput, DeskForm, deed_page
from tuban.web.dossier.head import patch_or_404
from tuban.web.dossier.place import frame_of, on_plane
from tuban.web.opinions.tabs import what_was_done
from tuban.web.rail import on_rail
from tuban.workflow.comparison.lawbook import label_of, rulebook
from tuban.workflow.review.returns.actions import answer_return, send_back
from tuban.workflow.review.returns.policies import may_answer_return, may_send_back
from tuban.workflow.review.returns.queries import hands_of, return_for


class ReturnForm(DeskForm):
    """To whom, why, until when, and which place the reasons speak of."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    pin_x = forms.FloatField(widget=forms.HiddenInput, required=False)
    pin_y = forms.FloatField(widget=forms.HiddenInput, required=False)
    hand = forms.ChoiceField(widget=forms.RadioSelect)
    reasons = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    due_on = forms.DateField(widget=DateInput, required=False)


@on_rail("opinions")
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send a patch back."""
    acting, patch = by(request), patch_or_404(request, uuid)
    hands = {f"{one.what}|{one.person.pk}": one for one in hands_of(patch, by=acting)}
    form = ReturnForm(request.POST or None, initial={"version": patch.version, "hand": next(iter(hands), "")})
    form.fields["hand"].choices = [  # type: ignore[attr-defined]
        (key, f"{one.person.name}（{one.post}）{what_was_done(one.what)}") for key, one in hands.items()
    ]
    form.fields["reasons"].choices = [  # type: ignore[attr-defined]
        (one.value, one.label) for one in rulebook().codelist("return_reason")
    ]
    labels = {"hand": _("To whom"), "reasons": _("Coded reasons"), "text": _("In words"), "due_on": _("Due on")}
    for name, label in labels.items():
        form.fields[name].label = label
    why_not = may_send_back.explain(acting, patch)
    if request.method != "POST" and not why_not and hands:
        return render(request, "web/opinions/return.html", {
            "patch": patch, "form": form, "back": reverse("web:patch_opinions", args=[uuid]),
        })  # fmt: skip

    def do(told: dict[str, Any]) -> None:
        hand = hands[told["hand"]]
        send_back(
            patch, by=acting, expected_version=told["version"], what=hand.what, to=hand.person,
            reasons=told["reasons"], text=told["text"], due_on=told["due_on"], pin=_pin(patch, told),
        )  # fmt: skip

    title, back = _("Send {patch} back").format(patch=patch), reverse("web:patch_opinions", args=[uuid])
    return deed_page(
        request, form, title=title, back=back,
        button=_("Send back"), do=do, done=_("It was sent back."),
        why_not=why_not or ("" if hands else _("Nobody has told, read, said or found anything of it yet.")),
    )  # fmt: skip


def _pin(patch: Any, told: dict[str, Any]) -> tuple[float, float] | None:
    """Return the place in degrees of a point in the drawing, given as shares of its width and height from the top."""
    if told["pin_x"] is None or told["pin_y"] is None:
        return None
    epsg = patch.campaign.epsg
    west, south, east, north = frame_of(on_plane(patch.geometry, epsg), epsg).bounds
    share_x, share_y = (min(1.0, max(0.0, one)) for one in (told["pin_x"], told["pin_y"]))
    point = shapely.Point(west + share_x * (east - west), north - share_y * (north - south))
    there = transform_geometries(np.array([point], dtype=object), epsg, GEOGRAPHIC_EPSG)[0]
    return float(there.x), float(there.y)


class AnswerForm(DeskForm):
    """What was done about it."""

    answer = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}))


@on_rail("opinions")
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, key: UUID) -> HttpResponse:
    """Answer what came back."""
    acting = by(request)
    row = return_for(acting, key)
    if row is None:
        raise Http404
    form = AnswerForm(request.POST or None)
    form.fields["answer"].label = _("Answer")
    reasons = "；".join(label_of("return_reason", one) for one in row.reasons)
    return deed_page(
        request, form, title=_("Answer the return of {patch}").format(patch=row.patch), button=_("Answer"),
        back=reverse("web:patch_opinions", args=[row.patch.uuid]),
        words=_("{person} sent it back: {reasons}").format(person=row.by, reasons=reasons)
        + (f"。{row.text}" if row.text else ""),
        do=lambda told: answer_return(row, by=acting, answer=told["answer"]), done=_("It was answered."),
        why_not=may_answer_return.explain(acting, row),
    )  # fmt: skip
