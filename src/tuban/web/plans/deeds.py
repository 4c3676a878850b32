"""The day of a plan is set; a plan is handed in, accepted, returned."""

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
from tuban.web.deeds import DateInput, DeskForm, deed_page, saved
from tuban.web.found import found_or_404
from tuban.web.plans import shown
from tuban.web.rail import on_rail
from tuban.workflow.plans import actions, policies
from tuban.workflow.plans.queries import plans_seen_by
from tuban.workflow.plans.standing import days_of
from tuban.workflow.sent_file import on_disk

_READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
_LONG = {"rows": 3}


class DayForm(DeskForm):
    """The day of a plan."""

    due_on = forms.DateField(label=gettext_lazy("Due on"), widget=DateInput())


class PlanFileForm(DeskForm):
    """The file of a plan."""

    file = forms.FileField(
        label=gettext_lazy("File (.docx or .pdf)"), widget=forms.FileInput(attrs={"accept": ".docx,.pdf"})
    )
    words = forms.CharField(label=gettext_lazy("Note to the level above"), max_length=300, required=False)


class DecideForm(DeskForm):
    """What the level above says."""

    text = forms.CharField(label=gettext_lazy("Opinion"), max_length=500, widget=forms.Textarea(attrs=_LONG))

    def __init__(self, *args: Any, is_return: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = is_return
        if is_return:
            self.fields["text"].label = _("What is to be corrected")


@on_rail("rectification")
@_READ_OR_SEND
def set_day(request: HttpRequest, kind: str) -> HttpResponse:
    """Set the day on which every unit owes a kind of plan."""
    acting, campaign, of = by(request), campaign_of(request), shown.kind_of(kind)
    if campaign is None:
        raise Http404
    return deed_page(
        request, DayForm(request.POST or None, initial={"due_on": days_of(campaign)[of.id]}),
        title=_("Day of the plan: {kind}").format(kind=of.title), back=reverse("web:plans"), done=saved(),
        words=_("Every unit is reminded before it, and named as late after it."), button=_("Set the day"),
        why_not=policies.may_set_days.explain(acting, campaign),
        do=lambda given: actions.set_day(campaign, by=acting, kind=of.id, **given),
    )  # fmt: skip


@on_rail("rectification")
@_READ_OR_SEND
def hand_in(request: HttpRequest, kind: str) -> HttpResponse:
    """Hand in the plan of the own unit."""
    acting, campaign, of = by(request), campaign_of(request), shown.kind_of(kind)
    if campaign is None:
        raise Http404

    def do(given: dict[str, Any]) -> None:
        with on_disk(given["file"]) as path:
            actions.hand_in(
                campaign, by=acting, kind=of.id, path=path, name=given["file"].name, words=given["words"]
            )  # fmt: skip

    return deed_page(
        request, PlanFileForm(request.POST or None, request.FILES or None),
        title=_("Hand in: {kind}").format(kind=of.title), back=reverse("web:plan", args=[acting.post.unit_id, of.id]),
        words=_("It goes {to}. Every version is kept as it was handed in.").format(to=shown.to_whom(acting.post.unit)),
        done=_("It is handed in."), button=_("Hand in the plan"), do=do,
        why_not=policies.may_hand_in.explain(acting, campaign),
    )  # fmt: skip


@on_rail("rectification")
@_READ_OR_SEND
def accept(request: HttpRequest, key: UUID) -> HttpResponse:
    """Accept a plan."""
    acting = by(request)
    found = found_or_404(request, plans_seen_by(acting), key)
    return deed_page(
        request, DecideForm(request.POST or None, is_return=False), title=_("Accept the plan"), words=_told(found),
        back=_page(found), done=_("It is accepted."), why_not=policies.may_decide.explain(acting, found),
        do=lambda given: actions.accept(found, by=acting, **given),
    )  # fmt: skip


@on_rail("rectification")
@_READ_OR_SEND
def send_back(request: HttpRequest, key: UUID) -> HttpResponse:
    """Return a plan with what is to be changed."""
    acting = by(request)
    found = found_or_404(request, plans_seen_by(acting), key)
    return deed_page(
        request, DecideForm(request.POST or None, is_return=True), title=_("Return the plan"), words=_told(found),
        back=_page(found), done=_("It is returned."), why_not=policies.may_decide.explain(acting, found),
        do=lambda given: actions.send_back(found, by=acting, **given),
    )  # fmt: skip


def _told(plan: Any) -> str:
    return _("{unit}: {kind}, version {number}").format(
        unit=plan.unit, kind=shown.kind_of(plan.kind).title, number=plan.number
    )


def _page(plan: Any) -> str:
    return reverse("web:plan", args=[plan.unit_id, plan.kind])
