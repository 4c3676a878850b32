"""Self-checks: the list of units, the sheet of one, what a unit says of a patch or a place, and its leader's word."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.deeds import DeskForm, control, deed_page, refusal, saved
from tuban.web.dossier.head import patch_or_404
from tuban.web.found import found_or_404
from tuban.web.rail import on_rail
from tuban.web.tabs import rectification_tabs
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.queries import units_seen_by
from tuban.workflow.rectification import policies
from tuban.workflow.rectification.actions import checking as actions
from tuban.workflow.rectification.self_checks import Sheet, proposed_floor_m2, sheet_of, sheets

_READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
_STATES = {
    "missing": (gettext_lazy("not begun"), "late"), "begun": (gettext_lazy("begun"), "quiet"),
    "confirmed": (gettext_lazy("confirmed"), "good"), "changed": (gettext_lazy("changed since"), "late"),
}  # fmt: skip


@on_rail("rectification")
@require_safe
def self_checks(request: HttpRequest) -> HttpResponse:
    """Show the self-check of every unit with the sums; a township is led to its own."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None:
        return render(request, "web/my_day/no_campaign.html", {"sub": acting.post.unit.name})
    if policies.is_of_township(acting):
        return redirect("web:self_check", unit=acting.post.unit_id)
    found = sheets(acting, campaign)
    whole: dict[str, Decimal] = {}
    for one in found:
        for name, value in one.sums().items():
            whole[name] = whole.get(name, Decimal(0)) + value
    context = {
        "tabs": rectification_tabs("self_checks"), "campaign": campaign, "sheets": [_row(one) for one in found],
        "whole": whole, "missing": [one.unit.short_name or one.unit.name for one in found if one.state == "missing"],
    }  # fmt: skip
    return render(request, "web/rectification/self_checks.html", context)


def _row(sheet: Sheet) -> dict[str, Any]:
    words, look = _STATES[sheet.state]
    return {
        "sheet": sheet, "sums": sheet.sums(), "state": words, "look": look, "patches": sum(
            one.patch is not None for one in sheet.items
        ),
        "url": reverse("web:self_check", args=[sheet.unit.pk]),
    }  # fmt: skip


@on_rail("rectification")
@require_safe
def self_check(request: HttpRequest, unit: UUID) -> HttpResponse:
    """Show the self-check of one unit."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None:
        return render(request, "web/my_day/no_campaign.html", {"sub": acting.post.unit.name})
    found = found_or_404(request, units_seen_by(acting), unit)
    sheet = sheet_of(campaign, found)
    why = policies.may_check_self.explain(acting, campaign)
    if not why and found.pk != acting.post.unit_id:
        why = _("A unit checks the land that it manages.")
    why_confirm = why or policies.may_confirm_self_check.explain(acting, campaign)
    changed = {id(one) for one in sheet.changed}
    context = {
        "tabs": rectification_tabs("self_checks"), "campaign": campaign, **_row(sheet),
        "items": [_item(one, why, is_changed=id(one) in changed) for one in sheet.items],
        "controls": [
            control(_("Add what we found ourselves"), reverse("web:self_check_place"), why, icon="plus"),
            control(_("Confirm as the leader"), reverse("web:self_check_confirm"), why_confirm, icon="circle-check",
                    primary=True),
        ],
    }  # fmt: skip
    return render(request, "web/rectification/self_check.html", context)


def _item(item: Any, why: str, *, is_changed: bool) -> dict[str, Any]:
    if item.patch is not None:
        title, url = str(item.patch), reverse("web:self_check_patch", args=[item.patch.uuid])
        words = _("Confirm anew") if item.row else _("Confirm")
    else:
        title, url = item.row.place, reverse("web:self_check_place_again", args=[item.row.pk])
        words = _("Correct")
    found = {
        "item": item, "row": item.row, "patch": item.patch, "title": title, "is_changed": is_changed,
        "control": control(words, url, why, about=title, plain=item.row is not None),
    }  # fmt: skip
    if item.patch is None:
        drop = reverse("web:self_check_place_drop", args=[item.row.pk])
        found["drop"] = control(_("Take out"), drop, why, about=title, plain=True)
    return found


class CheckForm(DeskForm):
    """What the unit says of unlawful land."""

    is_unlawful = forms.ChoiceField(
        label=gettext_lazy("After the self-check"),
        choices=(("yes", gettext_lazy("unlawful, confirmed")), ("no", gettext_lazy("not unlawful, with the reason"))),
    )
    plots = forms.IntegerField(label=gettext_lazy("Plots"), min_value=1, max_value=999, initial=1)
    area_mu = forms.DecimalField(label=gettext_lazy("Area (mu)"), max_digits=14, decimal_places=2)
    cultivated_mu = forms.DecimalField(label=gettext_lazy("Cultivated (mu)"), max_digits=14, decimal_places=2)
    floor_area_m2 = forms.DecimalField(
        label=gettext_lazy("Floor area of buildings (㎡)"), max_digits=14, decimal_places=2, initial=0
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)

    def checked(self) -> actions.Checked:
        """Return what was said."""
        given = self.cleaned_data
        return actions.Checked(
            given.get("is_unlawful", "yes") == "yes", given["plots"], given["area_mu"], given["cultivated_mu"],
            given["floor_area_m2"], given["note"], given.get("place", ""),
        )  # fmt: skip


class PlaceForm(CheckForm):
    """A place that the unit found itself."""

    is_unlawful = None  # type: ignore[assignment]
    place = forms.CharField(label=gettext_lazy("Place"), max_length=120)
    field_order = ("place", "plots", "area_mu", "cultivated_mu", "floor_area_m2", "note")


def _told(row: Any) -> dict[str, Any]:
    names = ("plots", "area_mu", "cultivated_mu", "floor_area_m2", "note", "place")
    return {name: getattr(row, name) for name in names} | {"is_unlawful": "yes" if row.is_unlawful else "no"}


@on_rail("rectification")
@_READ_OR_SEND
def check_patch(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say what a patch is after the self-check."""
    acting, patch = by(request), patch_or_404(request, uuid)
    sheet = sheet_of(patch.campaign, acting.post.unit)
    row = next((one.row for one in sheet.items if one.patch is not None and one.patch.pk == patch.pk), None)
    first = _told(row) if row is not None else {
        "area_mu": patch.area_mu, "cultivated_mu": patch.cultivated_mu, "floor_area_m2": proposed_floor_m2(patch) or 0,
        "plots": 1,
    }  # fmt: skip
    form = CheckForm(request.POST or None, initial=first)
    return deed_page(
        request, form, title=_("Self-check of {patch}").format(patch=patch), done=saved(), button=_("Confirm"),
        words=_("The figures are those that are known; confirm them or tell others, with a note why."),
        back=reverse("web:self_check", args=[acting.post.unit_id]),
        do=lambda _given: actions.check(patch.campaign, by=acting, checked=form.checked(), patch=patch),
        why_not=policies.may_check_self.explain(acting, patch.campaign),
    )  # fmt: skip


@on_rail("rectification")
@_READ_OR_SEND
def check_place(request: HttpRequest, line: int = 0) -> HttpResponse:
    """Add a place that the unit found itself, or correct one."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None:
        return refusal(request, _("There is no campaign yet."))
    row = _place(acting, campaign, line) if line else None
    form = PlaceForm(request.POST or None, initial=_told(row) if row is not None else {"plots": 1})
    return deed_page(
        request, form, title=_("Found by ourselves"), done=saved(), button=_("Keep"),
        words=_("Unlawful land that no image showed and that nobody issued."),
        back=reverse("web:self_check", args=[acting.post.unit_id]),
        do=lambda _given: actions.check(campaign, by=acting, checked=form.checked(), line=row.pk if row else None),
        why_not=policies.may_check_self.explain(acting, campaign),
    )  # fmt: skip


def _place(acting: Acting, campaign: Any, line: int) -> Any:
    """Return a place that the unit of the acting person found itself. Raises Http404."""
    sheet = sheet_of(campaign, acting.post.unit)
    found = next((one.row for one in sheet.items if one.patch is None and one.row and one.row.pk == line), None)
    if found is None:
        raise Http404
    return found


class WhyForm(DeskForm):
    """Why."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


@on_rail("rectification")
@_READ_OR_SEND
def drop_place(request: HttpRequest, line: int) -> HttpResponse:
    """Take a place out of the self-check."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None:
        return refusal(request, _("There is no campaign yet."))
    row = _place(acting, campaign, line)
    return deed_page(
        request, WhyForm(request.POST or None), title=_("Take out"), done=_("It is taken out."),
        words=_("What was said stays readable for the county."),
        back=reverse("web:self_check", args=[acting.post.unit_id]),
        do=lambda given: actions.drop_place(campaign, by=acting, line=row.pk, reason=given["reason"]),
        why_not=policies.may_check_self.explain(acting, campaign),
    )  # fmt: skip


class ConfirmForm(DeskForm):
    """A word of the leader."""

    text = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)


@on_rail("rectification")
@_READ_OR_SEND
def confirm(request: HttpRequest) -> HttpResponse:
    """Confirm the self-check as the leader of the unit."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None:
        return refusal(request, _("There is no campaign yet."))
    return deed_page(
        request, ConfirmForm(request.POST or None), title=_("Confirm the self-check"), done=_("It is confirmed."),
        words=_("You answer for it that all unlawful land of your unit stands in it. What changes later is shown."),
        back=reverse("web:self_check", args=[acting.post.unit_id]),
        do=lambda given: actions.confirm(campaign, by=acting, text=given["text"]),
        why_not=policies.may_confirm_self_check.explain(acting, campaign),
    )  # fmt: skip
