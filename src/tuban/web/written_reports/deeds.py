"""A report is drafted, its typical cases are chosen, an edited one is handed in and held against the records."""

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
from django.views.decorators.http import require_http_methods, require_POST

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.deeds import DateInput, DeskForm, deed_page
from tuban.web.found import found_or_404
from tuban.web.rail import on_rail
from tuban.web.statistics.pages import nothing
from tuban.workflow.sent_file import on_disk
from tuban.workflow.statistics.queries import batches_of, divisions_seen_by
from tuban.workflow.written_reports import actions
from tuban.workflow.written_reports.policies import may_compare, may_draft, may_keep
from tuban.workflow.written_reports.queries import drafts_seen_by, editions_seen_by, kinds_of

_READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


class DraftForm(DeskForm):
    """Which report, of which unit, batch and day."""

    report = forms.ChoiceField(label=gettext_lazy("Report"))
    unit = forms.ChoiceField(label=gettext_lazy("Unit"))
    batch = forms.ChoiceField(label=gettext_lazy("Batch"), required=False)
    day = forms.DateField(
        label=gettext_lazy("As of the end of"), widget=DateInput(), required=False,
        help_text=gettext_lazy("Left empty, the report says how it stands now."),
    )  # fmt: skip

    def __init__(self, *args: Any, campaign: Any, acting: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = [one for one in divisions_seen_by(acting, campaign) if one.code.startswith(campaign.area_code)]
        choices = {
            "report": [(one.id, one.title) for one in kinds_of(campaign)],
            "unit": [(one.code, one.name) for one in units],
            "batch": [("", _("all")), *batches_of([campaign])],
        }
        for name, listed in choices.items():
            self.fields[name].choices = listed  # type: ignore[attr-defined]


class EditedForm(DeskForm):
    """The file that was made of a draft."""

    file = forms.FileField(label=gettext_lazy("Word file (.docx)"), widget=forms.FileInput(attrs={"accept": ".docx"}))
    words = forms.CharField(label=gettext_lazy("What was changed"), max_length=300, required=False)


class SureForm(DeskForm):
    """A deed that wants no answer."""

    sure = forms.BooleanField(widget=forms.HiddenInput, required=False)


@on_rail("statistics")
@_READ_OR_SEND
def draft(request: HttpRequest) -> HttpResponse:
    """Have a report drafted."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None or acting.is_administrator:
        return nothing(request)
    given = {name: request.GET.get(name, "") for name in ("report", "unit", "batch", "day")}
    form = DraftForm(request.POST or None, campaign=campaign, acting=acting, initial=given)
    return deed_page(
        request, form, title=_("Draft a report"), button=_("Draft it"), back=reverse("web:written_reports"),
        words=_(
            "The report is drafted of what counts in the unit; every figure is traced to its cell. The typical cases "
            "are taken by the rule of the lawbook and can be chosen anew afterwards."
        ),
        done=_("The report is being drafted."), why_not=may_draft.explain(acting, campaign),
        do=lambda said: actions.draft(campaign, by=acting, **said),
    )  # fmt: skip


@on_rail("statistics")
@require_POST
def choose_cases(request: HttpRequest, key: UUID) -> HttpResponse:
    """Draft a report again with the typical cases that were given a place, in the order of their places."""
    acting = by(request)
    of = found_or_404(request, drafts_seen_by(acting), key)
    picked = []
    for one in of.about.get("proposals", ()):
        number, part = one["key"]
        place = request.POST.get(f"place-{number}-{part}", "").strip()
        if place.isdigit() and len(place) < 3:
            picked.append((int(place), number, part))
    try:
        made = actions.draft(
            of.campaign, by=acting, report=of.report, unit=of.unit, batch=of.batch, day=of.day,
            cases=[(number, part) for _place, number, part in sorted(picked)],
        )  # fmt: skip
    except TubanError as error:
        messages.error(request, f"{error.message} {error.advice}".strip())
        return redirect("web:written_report", of.pk)
    messages.success(request, _("The report is being drafted with these cases."))
    return redirect("web:written_report", made.pk)


@on_rail("statistics")
@_READ_OR_SEND
def keep(request: HttpRequest, key: UUID) -> HttpResponse:
    """Hand in what was made of a draft."""
    acting = by(request)
    of = found_or_404(request, drafts_seen_by(acting), key)

    def do(given: dict[str, Any]) -> None:
        with on_disk(given["file"]) as path:
            actions.keep(of, by=acting, path=path, name=given["file"].name, words=given["words"])

    return deed_page(
        request, EditedForm(request.POST or None, request.FILES or None), title=_("Hand in the edited report"),
        button=_("Hand it in"), back=reverse("web:written_report", args=[of.pk]), do=do,
        words=_("It is kept as it is, beside the draft and every earlier edition; its figures are held against both."),
        done=_("The edition is kept; its figures are being held against the records."),
        why_not=may_keep.explain(acting, of),
    )  # fmt: skip


@on_rail("statistics")
@_READ_OR_SEND
def compare(request: HttpRequest, key: UUID) -> HttpResponse:
    """Have an edition held against the records of now."""
    acting = by(request)
    of = found_or_404(request, editions_seen_by(acting), key)
    return deed_page(
        request, SureForm(request.POST or None), title=_("Hold the report against the records"), button=_("Compare"),
        back=reverse("web:written_report_edition", args=[of.pk]),
        words=_("The report is composed anew of what counts; every figure of the edition is held against it."),
        done=_("The figures are being compared."), why_not=may_compare.explain(acting, of),
        do=lambda _given: actions.compare(of, by=acting),
    )  # fmt: skip
