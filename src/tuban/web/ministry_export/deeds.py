"""A seal is exported, or a draft is taken along."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.deeds import DeskForm, deed_page
from tuban.web.rail import on_rail
from tuban.workflow.ministry_export import actions, policies
from tuban.workflow.ministry_export.choices import ENCODINGS, Choice, Format, System, choice
from tuban.workflow.submission.queries import seal_for

_READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
_ENCODING_WORDS = {
    "GBK": gettext_lazy("GBK, as receiving programs expect it"), "UTF-8": gettext_lazy("UTF-8, for rare characters"),
}  # fmt: skip


class ExportForm(DeskForm):
    """Which formats, which character set, which system of coordinates."""

    formats = forms.MultipleChoiceField(
        label=gettext_lazy("Formats"), choices=Format.choices, widget=forms.CheckboxSelectMultiple,
        initial=[one.value for one in Format],
    )  # fmt: skip
    encoding = forms.ChoiceField(
        label=gettext_lazy("Character set of DBF and Shapefile"),
        choices=[(one, _ENCODING_WORDS[one]) for one in ENCODINGS],
        help_text=gettext_lazy("A character that it does not hold is refused and named, never replaced."),
    )
    system = forms.ChoiceField(
        label=gettext_lazy("Coordinates of outlines (CGCS2000)"), choices=System.choices,
    )  # fmt: skip


def _chosen(campaign: Any, given: dict[str, Any]) -> Choice:
    return choice(campaign, given["formats"], given["encoding"], given["system"])


def _back(campaign: Any) -> str:
    return f"{reverse('web:ministry_exports')}?campaign={campaign.pk}"


@on_rail("submission")
@_READ_OR_SEND
def export_seal(request: HttpRequest, key: UUID) -> HttpResponse:
    """Have a seal exported."""
    acting = by(request)
    seal = seal_for(acting, key)
    if seal is None:
        raise Http404
    return deed_page(
        request, ExportForm(request.POST or None), title=_("Export seal {number}").format(number=seal.number),
        back=_back(seal.campaign), button=_("Export"), done=_("It is being exported."),
        why_not=policies.may_export.explain(acting, seal),
        words=_(
            "Forms, cards and outlines as they were sealed, under the codes of the lawbook. Every file is read back "
            "and compared with the seal; where anything differs, nothing is exported and the place is named."
        ),
        do=lambda given: actions.export_seal(seal, by=acting, chosen=_chosen(seal.campaign, given)),
    )  # fmt: skip


@on_rail("submission")
@_READ_OR_SEND
def export_draft(request: HttpRequest) -> HttpResponse:
    """Take along what the office knows now, as a draft."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None:
        raise Http404
    return deed_page(
        request, ExportForm(request.POST or None), title=_("Take a draft along"), back=_back(campaign),
        button=_("Take along"), done=_("The draft is being made."),
        why_not=policies.may_export_draft.explain(acting, campaign),
        words=_("What the office knows now, which nobody signed. Every file name says that it is a draft."),
        do=lambda given: actions.export_draft(campaign, by=acting, chosen=_chosen(campaign, given)),
    )  # fmt: skip
