"""Phases of the campaign with their acceptance groups and townships."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.deeds import DeskForm, control, deed_page, refusal
from tuban.web.rail import on_rail
from tuban.web.tabs import rectification_tabs
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.rectification import policies
from tuban.workflow.rectification.actions import grouping as actions
from tuban.workflow.rectification.phases import PhaseProgress, acceptance_groups, progress, proposed_phases
from tuban.workflow.rectification.self_checks import units_of

_READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
_WHEN = {"over": gettext_lazy("over"), "now": gettext_lazy("runs now"), "to_come": gettext_lazy("not begun yet")}


@on_rail("rectification")
@require_safe
def phases(request: HttpRequest) -> HttpResponse:
    """Show the phases with their groups, progress and what is late."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None:
        return render(request, "web/my_day/no_campaign.html", {"sub": acting.post.unit.name})
    why = policies.may_assign_groups.explain(acting, campaign)
    proposed = proposed_phases(campaign)
    groups = acceptance_groups(campaign)
    context = {
        "tabs": rectification_tabs("phases"), "campaign": campaign, "groups": groups,
        "proposed": proposed,
        "cites": rulebook_of(campaign).citations(proposed[0].cites) if proposed else (),
        "phases": [_phase(one, why, groups) for one in progress(acting, campaign, units_of(acting, campaign))],
        "take": control(
            _("Take the proposed phases"), reverse("web:rectification_phases_take"), why, icon="calendar-due"
        ),
        "organisation_url": reverse("web:organisation"), "campaign_url": reverse("web:campaign", args=[campaign.pk]),
    }  # fmt: skip
    return render(request, "web/rectification/phases.html", context)


def _phase(one: PhaseProgress, why: str, groups: list[Any]) -> dict[str, Any]:
    by_group: dict[str, list[Any]] = {}
    for given in one.assigned:
        by_group.setdefault(given.task.group.name, []).append(given)
    reason = why or ("" if groups else _("Found an acceptance group of the county first."))
    return {
        "row": one, "when": _WHEN[one.when], "is_now": one.when == "now",
        "groups": [{"name": name, "given": given} for name, given in by_group.items()],
        "control": control(_("Give townships to a group"), reverse("web:rectification_assign", args=[one.phase.pk]),
                           reason, icon="users-group", about=one.phase.title),
    }  # fmt: skip


class NothingForm(DeskForm):
    """Nothing to fill in."""


@on_rail("rectification")
@_READ_OR_SEND
def take_phases(request: HttpRequest) -> HttpResponse:
    """Take the phases that the lawbook proposes."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None:
        return refusal(request, _("There is no campaign yet."))
    told = "；".join(f"{one.title} {one.begins} – {one.ends}" for one in proposed_phases(campaign))
    return deed_page(
        request, NothingForm(request.POST or None), title=_("Take the proposed phases"), done=_("The phases stand."),
        words=_("{phases}. Their days can be changed in the campaign.").format(phases=told),
        back=reverse("web:rectification_phases"), do=lambda _given: actions.take_phases(campaign, by=acting),
        why_not=policies.may_assign_groups.explain(acting, campaign),
    )  # fmt: skip


class AssignForm(DeskForm):
    """Which group looks at which townships."""

    group = forms.ChoiceField(label=gettext_lazy("Acceptance group"))
    units = forms.MultipleChoiceField(
        label=gettext_lazy("Townships"), required=False, widget=forms.CheckboxSelectMultiple
    )


@on_rail("rectification")
@_READ_OR_SEND
def assign(request: HttpRequest, phase: int) -> HttpResponse:
    """Give an acceptance group its townships in a phase."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None or not campaign.phases.filter(pk=phase).exists():
        raise Http404
    form = AssignForm(request.POST or None)
    choices = {
        "group": [(str(one.pk), one.name) for one in acceptance_groups(campaign)],
        "units": [(str(one.pk), one.name) for one in units_of(acting, campaign)],
    }
    for name, offered in choices.items():
        form.fields[name].choices = offered  # type: ignore[attr-defined]
    return deed_page(
        request, form, title=_("Give townships to a group"), done=_("The group has its townships."), button=_("Keep"),
        words=_("The group looks at exactly these townships in this phase; another group gives them up."),
        back=reverse("web:rectification_phases"),
        do=lambda given: actions.assign_group(
            campaign, by=acting, phase=phase, group=UUID(given["group"]), units=[UUID(one) for one in given["units"]]
        ),
        why_not=policies.may_assign_groups.explain(acting, campaign),
    )  # fmt: skip
