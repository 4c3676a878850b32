"""What is done around opinions: asking, withdrawing, deciding as the chair, taking and reopening findings, sending back
and answering."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tuban.rules.working_days import CalendarYearUnknown
from tuban.web.acting import by
from tuban.web.deeds import DateInput, DeskForm, deed_page
from tuban.web.dossier.head import patch_or_404
from tuban.web.dossier.overlay import bars_of
from tuban.web.dossier.views import pictures
from tuban.web.opinions.asking import asked_of
from tuban.web.opinions.board import column_of
from tuban.web.opinions.speaking import choices_of, codes, types_of
from tuban.web.rail import on_rail
from tuban.workflow.comparison.lawbook import label_of, state_of
from tuban.workflow.review.arranging import arrangement_of, due_day
from tuban.workflow.review.considering import Considered, consider
from tuban.workflow.review.findings.actions import reopen, take_finding
from tuban.workflow.review.findings.policies import may_reopen, may_take
from tuban.workflow.review.opinions.actions import confer, consult, withdraw
from tuban.workflow.review.opinions.agreement import table_of
from tuban.workflow.review.opinions.policies import may_ask, may_chair, may_withdraw

_WORDS = {"rows": 3}


class _Versioned(DeskForm):
    """A form that bears the version of the patch that was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)


def _listed(options: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(one["value"], one["label"]) for one in options]


def _chosen(options: list[dict[str, Any]]) -> str:
    return next((one["value"] for one in options if one["is_chosen"]), "")


def _codes(held: Considered, *names: str) -> list[tuple[str, str]]:
    return [(one["value"], one["label"]) for name in names for one in codes(held, name, ())]


class AskForm(_Versioned):
    """Until when the departments are asked."""

    due_on = forms.DateField(widget=DateInput, required=False)


@on_rail("opinions")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put one patch to the departments."""
    acting, patch = by(request), patch_or_404(request, uuid)
    try:
        days = {due_day(patch.campaign, timezone.localdate(), one) for one in arrangement_of(patch.campaign).duties}
    except CalendarYearUnknown:
        days = set()
    day = days.pop().isoformat() if len(days) == 1 else ""
    form = AskForm(request.POST or None, initial={"version": patch.version, "due_on": day})
    form.fields["due_on"].label = _("Due on")
    form.fields["due_on"].help_text = _("Empty: each department has the days that are arranged for it.")
    return deed_page(
        request, form, title=_("Ask the departments"), back=reverse("web:patch_opinions", args=[uuid]),
        do=lambda told: consult(patch, by=acting, expected_version=told["version"], due_on=told["due_on"]),
        done=_("The departments were asked about {patch}.").format(patch=patch),
        words=_("Every department finds it in its queue, with what the overlay answers beforehand."),
        why_not=may_ask.explain(acting, patch),
    )  # fmt: skip


class ReasonForm(DeskForm):
    """Why."""

    reason = forms.CharField(max_length=200)


@on_rail("opinions")
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Withdraw the question to the departments that have not spoken."""
    acting, patch = by(request), patch_or_404(request, uuid)
    form = ReasonForm(request.POST or None)
    form.fields["reason"].label = _("Reason")
    return deed_page(
        request, form, title=_("Withdraw the question"), back=reverse("web:patch_opinions", args=[uuid]),
        do=lambda told: withdraw(patch, by=acting, reason=told["reason"]), done=_("The question was withdrawn."),
        why_not=may_withdraw.explain(acting, patch),
    )  # fmt: skip


class _Decision(_Versioned):
    """A finding with its type of violation, why, and in words."""

    finding = forms.ChoiceField()
    violation_type = forms.ChoiceField(required=False)
    reasons = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, required=False)
    text = forms.CharField(widget=forms.Textarea(attrs=_WORDS), required=False)

    def fill(self, held: Considered, *lists: str) -> None:
        """Offer what the lawbook knows."""
        self.fields["finding"].choices = _listed(choices_of(held, ""))  # type: ignore[attr-defined]
        none = [("", _("none (not unlawful)"))]
        self.fields["violation_type"].choices = none + _listed(types_of(held, ""))  # type: ignore[attr-defined]
        self.fields["reasons"].choices = _codes(held, *lists)  # type: ignore[attr-defined]
        labels = {
            "finding": _("Finding"), "violation_type": _("Violation type"), "reasons": _("Coded reasons"),
            "text": _("In words"),
        }  # fmt: skip
        for name, label in labels.items():
            self.fields[name].label = label

    def clean(self) -> dict[str, Any]:
        """Leave the type of violation off where the patch is not unlawful."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("finding") != "unlawful":
            told["violation_type"] = ""
        return told


class ChairForm(_Decision):
    """What the chair decides."""

    present = forms.CharField(max_length=200)


@on_rail("opinions")
@require_http_methods(["GET", "HEAD", "POST"])
def chair(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the opinions side by side and take the decision of the chair."""
    acting, patch = by(request), patch_or_404(request, uuid)
    held = consider(patch, patch.proposed_finding)
    table = table_of(patch, today=timezone.localdate())
    form = ChairForm(request.POST or None, initial={
        "version": patch.version, "finding": held.proposed, "violation_type": held.proposed_violation_type,
    })  # fmt: skip
    form.fill(held)
    form.fields["reasons"].choices = [  # type: ignore[attr-defined]
        (_("Reasons to agree"), _codes(held, "pass_reason")), (_("Reasons to object"), _codes(held, "return_reason")),
    ]  # fmt: skip
    form.fields["present"].label = _("Present")
    form.fields["text"].required = True
    form.fields["reasons"].required = True
    asked = asked_of(request)
    back = reverse("web:patch_opinions", args=[uuid])
    if request.method == "POST":
        return _decided(request, form, patch, back, may_chair.explain(acting, patch))
    context = {
        "patch": patch, "form": form, "why_not": may_chair.explain(acting, patch),
        "board_url": f"{reverse('web:opinions')}{asked.query() if asked else ''}",
        "opinions": opinion_cards(held, table), "conference": table.conference,
        "mark": state_of(patch.proposed_finding), "finding": label_of("finding", patch.proposed_finding),
        "missing": held.judgement.missing, "pictures": pictures(patch), "bars": bars_of(held.comparison.overlaps),
    }  # fmt: skip
    return render(request, "web/opinions/chair.html", context)


def _decided(request: HttpRequest, form: ChairForm, patch: Any, back: str, why: str) -> HttpResponse:
    acting = by(request)
    return deed_page(
        request, form, title=_("Decide on {patch}").format(patch=patch), back=back, button=_("Decide"), why_not=why,
        do=lambda told: confer(
            patch, by=acting, expected_version=told["version"], finding=told["finding"],
            violation_type=told["violation_type"], reasons=told["reasons"], text=told["text"], present=told["present"],
        ),
        done=_("The chair's decision was kept, with every opinion."),
    )  # fmt: skip


def opinion_cards(held: Considered, table: Any) -> list[dict[str, Any]]:
    """Return the opinions of now, one beside the other."""
    return [
        {**column_of(one), "opinion": one.opinion, **(told_of(held, one.opinion) if one.opinion else {})}
        for one in table.columns
    ]


def told_of(held: Considered, opinion: Any) -> dict[str, Any]:
    """Return what an opinion says in words of the lawbook."""
    rulebook = held.rulebook
    reasons = {one.value: one.label for name in ("pass_reason", "return_reason") for one in rulebook.codelist(name)}
    vocabulary = rulebook.vocabulary
    return {
        "held": rulebook.label("finding", opinion.finding),
        "type": rulebook.label("violation_type", opinion.violation_type) if opinion.violation_type else "",
        "reasons": [reasons.get(one, one) for one in opinion.reasons],
        "missing": [vocabulary[one].title if one in vocabulary else one for one in opinion.missing],
    }


@on_rail("opinions")
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take the finding: what the departments or the chair hold right, with a reason where it differs."""
    acting, patch = by(request), patch_or_404(request, uuid)
    held = consider(patch, patch.proposed_finding)
    chosen = table_of(patch, today=timezone.localdate()).chosen
    form = _Decision(request.POST or None, initial={
        "version": patch.version, "finding": chosen.finding if chosen else held.proposed,
        "violation_type": (chosen.violation_type if chosen else "") or held.proposed_violation_type,
    })  # fmt: skip
    form.fill(held, "differing_reason")
    form.fields["reasons"].help_text = _("Needed where the finding differs from the proposal or a rule objects to it.")
    now = consider(patch, chosen.finding, chosen.violation_type) if chosen else held
    objections = "；".join(one["message"] for one in now.objections)
    return deed_page(
        request, form, title=_("Take the finding on {patch}").format(patch=patch), button=_("Take the finding"),
        back=reverse("web:patch_finding", args=[uuid]),
        do=lambda told: take_finding(
            patch, by=acting, expected_version=told["version"], finding=told["finding"],
            violation_type=told["violation_type"], reasons=told["reasons"], text=told["text"],
        ),
        done=_("The finding was taken and kept with everything it rests on."),
        words=_("The lawbook proposes «{finding}».").format(finding=held.label)
        + (_(" Rules object: {rules}").format(rules=objections) if objections else ""),
        why_not=may_take.explain(acting, patch),
    )  # fmt: skip


class ReopenForm(_Versioned):
    """Why a finding is taken back."""

    because = forms.ChoiceField()
    reason = forms.CharField(max_length=160)


@on_rail("opinions")
@require_http_methods(["GET", "HEAD", "POST"])
def take_up_again(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Reopen a finding: it stays with its history."""
    acting, patch = by(request), patch_or_404(request, uuid)
    form = ReopenForm(request.POST or None, initial={"version": patch.version})
    held = consider(patch, patch.category)
    form.fields["because"].choices = _codes(held, "differing_reason")  # type: ignore[attr-defined]
    form.fields["because"].label, form.fields["reason"].label = _("Coded reasons"), _("In words")
    return deed_page(
        request, form, title=_("Reopen the finding on {patch}").format(patch=patch), button=_("Reopen"),
        back=reverse("web:patch_finding", args=[uuid]),
        do=lambda told: reopen(
            patch, by=acting, expected_version=told["version"], because=told["because"], reason=told["reason"]
        ),
        done=_("The finding was reopened; it stays in the history."), why_not=may_reopen.explain(acting, patch),
    )  # fmt: skip
