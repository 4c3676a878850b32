"""What people do: have results written, have a disc made."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tuban.render.results.groups import Group
from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.deeds import DeskForm, deed_page
from tuban.web.imports.found import found as arrival_found
from tuban.web.rail import on_rail
from tuban.web.results.found import campaign_found
from tuban.web.results.words import GROUPS
from tuban.workflow.results import actions
from tuban.workflow.results.policies import may_write

_CHOICES = [(group.value, words[0]) for group, words in GROUPS.items() if group is not Group.RECORD]


class WriteForm(DeskForm):
    """Which groups are wanted; all of them where nobody says otherwise."""

    groups = forms.MultipleChoiceField(
        label=gettext_lazy("What is written"), choices=_CHOICES, widget=forms.CheckboxSelectMultiple,
        initial=[value for value, _title in _CHOICES],
    )  # fmt: skip


@on_rail("data")
def write(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """Choose what is written, and have it written."""
    acting, campaign = by(request), campaign_found(request, campaign_id)

    def do(said: dict[str, Any]) -> None:
        actions.write(campaign, by=acting, groups=said["groups"])

    return deed_page(
        request, WriteForm(request.POST or None), title=_("Write the results"), back=_home(campaign.pk), do=do,
        button=_("Write"), why_not=may_write.explain(acting, campaign),
        done=_("The results are being written; this page shows how far it is."),
        words=_(
            "Forms, cards, sheets and reports are written of the disc as it was imported, with the lawbook and the "
            "values of this campaign. They appear whole or not at all; earlier results stay."
        ),
    )  # fmt: skip


@require_POST
def make_disc(request: HttpRequest, arrival_id: UUID) -> HttpResponse:
    """Have the standard disc of an import made."""
    arrival = arrival_found(request, arrival_id)
    try:
        actions.make_disc(arrival, by=by(request))
    except TubanError as error:
        messages.error(request, str(error))
    if arrival.campaign_id is None:
        return redirect("web:import", arrival.pk)
    return redirect(_home(arrival.campaign_id) + "#disc")


def _home(campaign_id: UUID) -> str:
    return reverse("web:results_of", args=[campaign_id])
