"""A ledger brought as a file or taken over from the disc, and the rate of discovery."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.deeds import DeskForm
from tuban.web.rail import on_rail
from tuban.web.tabs import field_tabs
from tuban.workflow.patrols.discovery import KINDS, discovery_of, open_matches, patches_by_kind
from tuban.workflow.patrols.importing import Imported, import_ledger, take_over_ledger
from tuban.workflow.patrols.law import ledger_law
from tuban.workflow.patrols.policies import may_enter

_TITLES = {
    "in_time": gettext_lazy("In time, by an own patrol"), "told": gettext_lazy("In time, told by others"),
    "late": gettext_lazy("After the satellite"), "missed": gettext_lazy("By the satellite alone"),
}  # fmt: skip


class LedgerForm(DeskForm):
    """The file."""

    file = forms.FileField(label=gettext_lazy("Patrol ledger (.xlsx or .csv)"))


@on_rail("survey")
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Take a ledger in; every row that cannot be entered says why."""
    acting = by(request)
    form, made, status = LedgerForm(request.POST or None, request.FILES or None), None, 200
    why_not = may_enter.explain(acting)
    if request.method == "POST" and not why_not:
        status = 422
        if form.is_valid():
            try:
                made = import_ledger(acting, form.cleaned_data["file"])
            except TubanError as error:
                form.add_error("file", f"{error.message} {error.advice}".strip())
            else:
                status = 200
    context = {
        "tabs": field_tabs("patrols"), "form": form, "made": made, "said": _said(made) if made else "",
        "why_not": why_not, "campaign": campaign_of(request), "titles": list(ledger_law().titles.values()),
        "required": [ledger_law().titles[one] for one in ledger_law().required],
    }  # fmt: skip
    return render(request, "web/patrols/import.html", context, status=status)


def _said(made: Imported) -> str:
    words = ngettext("{n} entry made", "{n} entries made", made.entered).format(n=made.entered)
    if made.known:
        words += " · " + _("{n} were there before").format(n=made.known)
    if made.faults:
        words += " · " + _("{n} rows could not be entered").format(n=len(made.faults))
    return words


@on_rail("survey")
@require_POST
def take_over(request: HttpRequest) -> HttpResponse:
    """Enter what the ledger on the disc names."""
    campaign = campaign_of(request)
    if campaign is None:
        raise Http404
    try:
        made = take_over_ledger(by(request), campaign)
    except TubanError as error:
        messages.error(request, f"{error.message} {error.advice}".strip())
    else:
        messages.success(request, _said(made))
    return redirect(f"{reverse('web:patrols')}?of=open")


@on_rail("survey")
@require_safe
def discovery(request: HttpRequest) -> HttpResponse:
    """Show how violations were found, by township; a figure opens its patches."""
    acting, campaign = by(request), campaign_of(request)
    rows = discovery_of(acting, campaign) if campaign is not None else []
    kind, code = request.GET.get("kind", ""), request.GET.get("unit", "")
    chosen = kind in KINDS and any(one.code == code for one in rows)
    context: dict[str, Any] = {
        "tabs": field_tabs("discovery"), "campaign": campaign, "whole": rows[0] if rows else None,
        "open": open_matches(acting, campaign) if campaign is not None else 0,
        "kinds": [(one, _TITLES[one]) for one in KINDS],
        "rows": [
            {"row": one, "cells": [
                {"kind": kind, "count": len(one.patches[kind]), "mu": one.mu[kind]} for kind in KINDS
            ]}
            for one in rows
        ],
        "chosen": {"title": _TITLES[kind], "unit": next(one.name for one in rows if one.code == code),
                   "patches": patches_by_kind(acting, campaign, kind, code)} if chosen else None,
    }  # fmt: skip
    return render(request, "web/patrols/discovery.html", context)
