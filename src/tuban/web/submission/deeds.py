"""Objections are explained, campaigns sealed and sent; a level above accepts, returns and reopens."""

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
from tuban.web.deeds import DeskForm, deed_page, refusal
from tuban.web.rail import on_rail
from tuban.web.submission.returning import ReturnForm, sealed_patches
from tuban.workflow.submission import actions, policies
from tuban.workflow.submission.queries import in_the_way, seal_for, standing_of, submission_for

_READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
_LONG = {"rows": 3}


class ExplainForm(DeskForm):
    """Why some objections may stand."""

    keys = forms.CharField(widget=forms.HiddenInput, max_length=20_000)
    text = forms.CharField(
        label=gettext_lazy("Explanation"), max_length=500, widget=forms.Textarea(attrs=_LONG),
        help_text=gettext_lazy("It is kept with your name; the level above reads it."),
    )  # fmt: skip


class SealForm(DeskForm):
    """Why a campaign is sealed anew."""

    reason = forms.CharField(label=gettext_lazy("Why it is sealed anew"), max_length=300)

    def __init__(self, *args: Any, is_again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_again:
            del self.fields["reason"]


class SendForm(DeskForm):
    """What goes with a submission."""

    words = forms.CharField(label=gettext_lazy("Note to the level above"), max_length=300, required=False)


class AcceptForm(DeskForm):
    """What a level above says to what it accepts."""

    text = forms.CharField(
        label=gettext_lazy("Opinion"), max_length=500, required=False, widget=forms.Textarea(attrs=_LONG)
    )


@on_rail("submission")
@_READ_OR_SEND
def explain(request: HttpRequest) -> HttpResponse:
    """Explain the objections that were chosen in the list."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None:
        raise Http404
    keys = request.GET.getlist("key") or request.POST.get("keys", "").split()
    found = {one.key: one for one in in_the_way(acting, campaign)[1]}
    chosen = [found[key] for key in keys if key in found]
    if not chosen:
        return refusal(request, _("Choose at least one warning or contradiction of the list."))
    words = "；".join(f"{one.number} {one.says}".strip() for one in chosen[:5])
    more = _(" and {count} more").format(count=len(chosen) - 5) if len(chosen) > 5 else ""
    before = chosen[0].explanation
    return deed_page(
        request,
        ExplainForm(request.POST or None, initial={"keys": " ".join(keys), "text": before.text if before else ""}),
        title=_("Explain {count} objections").format(count=len(chosen)), words=words + more, back=_page(),
        done=_("It is explained."), button=_("Keep the explanation"),
        why_not=policies.may_explain.explain(acting, campaign),
        do=lambda given: actions.explain(campaign, by=acting, keys=given["keys"].split(), text=given["text"]),
    )  # fmt: skip


@on_rail("submission")
@_READ_OR_SEND
def seal(request: HttpRequest) -> HttpResponse:
    """Seal the campaign as the newest results have it."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None:
        raise Http404
    is_again = standing_of(campaign).seal is not None
    return deed_page(
        request, SealForm(request.POST or None, is_again=is_again), title=_("Seal the campaign"), back=_page(),
        words=_("Records, findings, forms, layers and lawbook are kept as they are, under one digest that is signed."),
        done=_("The seal is being made."), button=_("Seal"), why_not=policies.may_seal.explain(acting, campaign),
        do=lambda given: actions.seal(campaign, by=acting, **given),
    )  # fmt: skip


@on_rail("submission")
@_READ_OR_SEND
def send(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send a signed seal to the next level above."""
    acting = by(request)
    found = seal_for(acting, key)
    if found is None:
        raise Http404
    return deed_page(
        request, SendForm(request.POST or None), title=_("Send it up"), back=_page(), done=_("It is sent."),
        words=_("{seal} goes to the next level above. Until it decides, nothing is sealed anew.").format(seal=found),
        button=_("Send up"), why_not=policies.may_send.explain(acting, found),
        do=lambda given: actions.send(found, by=acting, **given),
    )  # fmt: skip


@on_rail("submission")
@_READ_OR_SEND
def accept(request: HttpRequest, key: UUID) -> HttpResponse:
    """Accept a submission."""
    acting, found = by(request), _found(request, key)
    return deed_page(
        request, AcceptForm(request.POST or None), title=_("Accept the submission"), back=_page(found),
        words=_(
            "You answer for it that it was examined. Findings, opinions and figures are locked, rectification and "
            "cases go on; it goes to the next level above."
        ),
        done=_("It is accepted.") + _back_words(found), button=_("Accept the submission"),
        why_not=policies.may_examine.explain(acting, found),
        do=lambda given: actions.accept(found, by=acting, **given),
    )  # fmt: skip


@on_rail("submission")
@_READ_OR_SEND
def reopen(request: HttpRequest, key: UUID) -> HttpResponse:
    """Open again what was accepted."""
    acting, found = by(request), _found(request, key)
    return deed_page(
        request, ReturnForm(request.POST or None, patches=sealed_patches(found)), title=_("Reopen accepted data"),
        words=_("The county may change its data again, and has to seal, sign and send them anew."), back=_page(found),
        done=_("It is open again.") + _back_words(found), button=_("Reopen"),
        why_not=policies.may_reopen.explain(acting, found),
        do=lambda given: actions.reopen(
            found, by=acting, reasons_given=given["reasons_given"], reason=given["text"], pins=given["pins"]
        ),
    )  # fmt: skip


def _found(request: HttpRequest, key: UUID) -> Any:
    found = submission_for(by(request), key)
    if found is None:
        raise Http404
    return found


def _back_words(submission: Any) -> str:
    """Return what is to be done besides where a submission came from another installation."""
    return " " + _("Send the decision back as a package.") if submission.seal.came else ""


def _page(submission: Any = None) -> str:
    """Return the address of the page of reporting up, of the campaign of a submission where one is given."""
    address = reverse("web:submission")
    return f"{address}?campaign={submission.campaign_id}" if submission is not None else address
