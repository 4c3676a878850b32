"""The weekly report is handed over to the county government; receipt is confirmed, or recorded from paper."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tuban.web.acting import by
from tuban.web.deeds import DeskForm, deed_page
from tuban.web.found import found_or_404
from tuban.web.rail import on_rail
from tuban.workflow.reporting import handing_over as actions
from tuban.workflow.reporting import policies
from tuban.workflow.reporting.law import reporting_law
from tuban.workflow.reporting.queries import handovers_seen_by, reports_seen_by
from tuban.workflow.sent_file import on_disk

_READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


class MomentInput(forms.DateTimeInput):
    """A day and an hour, picked with the browser's own calendar."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class HandOverForm(DeskForm):
    """How a report is handed over in the office."""

    way = forms.ChoiceField(label=gettext_lazy("By which way"), choices=())
    words = forms.CharField(label=gettext_lazy("Note to the county government"), max_length=300, required=False)

    def __init__(self, *args: Any, has_scan: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = [(one.id, one.title) for one in reporting_law().handover.ways if one.has_scan is has_scan]
        self.fields["way"].choices = ways  # type: ignore[attr-defined]


class ReceiptForm(HandOverForm):
    """A receipt on paper."""

    receiver = forms.CharField(label=gettext_lazy("Who received it"), max_length=40)
    receiver_post = forms.CharField(label=gettext_lazy("Their unit and post"), max_length=80, required=False)
    received_at = forms.DateTimeField(label=gettext_lazy("Received at"), widget=MomentInput())
    scan = forms.FileField(
        label=gettext_lazy("Signed receipt (photo, scan or PDF)"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )
    words = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)

    field_order = ("way", "receiver", "receiver_post", "received_at", "scan", "words")


class ReceiveForm(DeskForm):
    """What the county government says to it."""

    words = forms.CharField(
        label=gettext_lazy("Opinion"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


@on_rail("rectification")
@_READ_OR_SEND
def hand_over(request: HttpRequest, key: UUID) -> HttpResponse:
    """Hand a signed weekly report over in the office."""
    acting, report = by(request), _report(request, key)
    return deed_page(
        request, HandOverForm(request.POST or None), title=_("Hand the weekly report over"), back=_week(report),
        words=_("The county government is asked to confirm receipt; until then it stands as open."),
        done=_("It is with the county government now."), button=_("Report to the county government"),
        why_not=policies.may_hand_over.explain(acting, report),
        do=lambda given: actions.hand_over(report, by=acting, **given),
    )  # fmt: skip


@on_rail("rectification")
@_READ_OR_SEND
def record_receipt(request: HttpRequest, key: UUID) -> HttpResponse:
    """Record who received the report on paper, with the picture of the receipt."""
    acting, report = by(request), _report(request, key)

    def do(given: dict[str, Any]) -> None:
        scan = given.pop("scan")
        with on_disk(scan) as path:
            actions.record_receipt(report, by=acting, path=path, name=scan.name, **given)

    first = {"received_at": timezone.localtime().replace(second=0, microsecond=0)}
    return deed_page(
        request, ReceiptForm(request.POST or None, request.FILES or None, initial=first, has_scan=True),
        title=_("Record a paper receipt"), back=_week(report), done=_("The receipt is kept."),
        words=_("Who signed for the report, when, and the receipt itself: it can be looked at beside the report."),
        button=_("Keep the receipt"), why_not=policies.may_hand_over.explain(acting, report), do=do,
    )  # fmt: skip


@on_rail("rectification")
@_READ_OR_SEND
def receive(request: HttpRequest, key: UUID) -> HttpResponse:
    """Confirm receipt for the county government."""
    acting = by(request)
    handover = found_or_404(request, handovers_seen_by(acting), key)
    return deed_page(
        request, ReceiveForm(request.POST or None), title=_("Confirm receipt"), back=_week(handover.report),
        words=_("You confirm for the county government that the weekly report until {day} was received.").format(
            day=handover.report.day.isoformat()),
        done=_("Receipt is confirmed."), button=_("Confirm receipt"),
        why_not=policies.may_receive.explain(acting, handover),
        do=lambda given: actions.receive(handover, by=acting, **given),
    )  # fmt: skip


def _report(request: HttpRequest, key: UUID) -> Any:
    return found_or_404(request, reports_seen_by(by(request)).select_related("campaign", "unit"), key)


def _week(report: Any) -> str:
    return f"{reverse('web:report_week', args=[report.day.isoformat()])}?campaign={report.campaign_id}"
