"""What people do with campaigns, one view a deed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.web.acting import by
from tuban.web.campaign.forms import (
    AnswerForm,
    CampaignForm,
    CloseForm,
    ContactForm,
    MaterialForm,
    OpenForm,
    PhaseForm,
    QuestionForm,
    ValueForm,
)
from tuban.web.campaign.views import value_in_words
from tuban.web.deeds import DeskForm, deed_page, saved
from tuban.web.found import found_or_404
from tuban.web.rail import on_rail
from tuban.workflow.campaigns import actions
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.policies import (
    may_answer,
    may_ask,
    may_change,
    may_close,
    may_keep_materials,
    may_lay_values,
    may_open,
)
from tuban.workflow.campaigns.queries import (
    campaigns_seen_by,
    contact_points_of,
    materials_of,
    phases_of,
    questions_seen_by,
)


def _campaign(request: HttpRequest, key: UUID) -> Any:
    return found_or_404(request, campaigns_seen_by(by(request)), key)


def _home(campaign: Any) -> str:
    return reverse("web:campaign", args=[campaign.pk])


@on_rail("settings")
def campaign_open(request: HttpRequest) -> HttpResponse:
    """Open a campaign before its disc arrives."""
    acting = by(request)
    return deed_page(
        request, OpenForm(request.POST or None), title=_("Open a campaign"), button=_("Open campaign"),
        words=_("A disc that bears the same code is loaded into it."), done=_("The campaign is open."),
        do=lambda given: actions.open_campaign(acting.post.unit, by=acting, **given), back=reverse("web:campaigns"),
        why_not=may_open.explain(acting, acting.post.unit),
    )  # fmt: skip


@on_rail("settings")
def campaign_change(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change title, cadence and time."""
    acting, campaign = by(request), _campaign(request, key)
    first = {"title": campaign.title, "cadence": campaign.cadence, "begins": campaign.begins, "ends": campaign.ends,
             "expected": campaign.version}  # fmt: skip

    def do(given: dict[str, Any]) -> None:
        expected = given.pop("expected")
        actions.change_campaign(campaign, by=acting, expected_version=expected, **given)

    return deed_page(
        request, CampaignForm(request.POST or None, initial=first), do=do, button=_("Keep"), done=saved(),
        title=_("Change {what}").format(what=campaign.title), back=_home(campaign),
        why_not=may_change.explain(acting, campaign),
    )  # fmt: skip


@on_rail("settings")
def campaign_close(request: HttpRequest, key: UUID) -> HttpResponse:
    """Close a campaign."""
    acting, campaign = by(request), _campaign(request, key)
    return deed_page(
        request, CloseForm(request.POST or None, initial={"expected": campaign.version}),
        do=lambda given: actions.close_campaign(
            campaign, by=acting, expected_version=given["expected"], reason=given["reason"]
        ),
        title=_("Close the campaign {what}").format(what=campaign.title), button=_("Close campaign"),
        back=_home(campaign),
        words=_("Everything stays readable; nothing can be changed any more."), done=_("The campaign is closed."),
        consequence=_("{campaign} will be closed: nobody can change anything in it any more.").format(
            campaign=campaign.title
        ),
        why_not=may_close.explain(acting, campaign),
    )  # fmt: skip


@on_rail("settings")
def campaign_phase(request: HttpRequest, key: UUID, phase: int | None = None) -> HttpResponse:
    """Add a phase, or change one."""
    acting, campaign = by(request), _campaign(request, key)
    row = found_or_404(request, phases_of(campaign), phase) if phase is not None else None
    first = {"title": row.title, "begins": row.begins, "ends": row.ends, "note_text": row.note} if row else {}
    return deed_page(
        request, PhaseForm(request.POST or None, initial=first), button=_("Keep"), done=saved(), back=_home(campaign),
        title=_("Change {what}").format(what=row.title) if row else _("Add a phase"),
        do=lambda given: actions.set_phase(campaign, by=acting, phase=row, **given),
        why_not=may_change.explain(acting, campaign),
    )  # fmt: skip


@on_rail("settings")
def campaign_drop_phase(request: HttpRequest, key: UUID, phase: int) -> HttpResponse:
    """Drop a phase."""
    acting, campaign = by(request), _campaign(request, key)
    row = found_or_404(request, phases_of(campaign), phase)
    return deed_page(
        request, DeskForm(request.POST or None), title=_("Delete {what}").format(what=row.title), button=_("Delete"),
        words=f"{row.begins} – {row.ends}", do=lambda _given: actions.drop_phase(row, by=acting),
        done=_("It was dropped."), back=_home(campaign), why_not=may_change.explain(acting, row),
    )  # fmt: skip


@on_rail("settings")
def campaign_contact(request: HttpRequest, key: UUID, contact: int | None = None) -> HttpResponse:
    """Say whom to ask about something."""
    acting, campaign = by(request), _campaign(request, key)
    row = found_or_404(request, contact_points_of(campaign), contact) if contact is not None else None
    first = {"subject": row.subject, "name": row.name, "telephone": row.telephone, "unit_name": row.unit_name} \
        if row else {}  # fmt: skip
    return deed_page(
        request, ContactForm(request.POST or None, initial=first), button=_("Keep"), done=saved(),
        title=_("Change {what}").format(what=row.subject) if row else _("Add a contact point"), back=_home(campaign),
        do=lambda given: actions.set_contact_point(campaign, by=acting, contact_point=row, **given),
        why_not=may_change.explain(acting, campaign),
    )  # fmt: skip


@on_rail("settings")
def campaign_drop_contact(request: HttpRequest, key: UUID, contact: int) -> HttpResponse:
    """Take a contact point off the list."""
    acting, campaign = by(request), _campaign(request, key)
    row = found_or_404(request, contact_points_of(campaign), contact)
    return deed_page(
        request, DeskForm(request.POST or None), title=_("Delete {what}").format(what=row), button=_("Delete"),
        do=lambda _given: actions.drop_contact_point(row, by=acting), done=_("It was dropped."),
        back=_home(campaign), why_not=may_change.explain(acting, row),
    )  # fmt: skip


@on_rail("settings")
def campaign_ask(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask a question."""
    acting, campaign = by(request), _campaign(request, key)
    return deed_page(
        request, QuestionForm(request.POST or None), title=_("Ask a question"), button=_("Ask"),
        do=lambda given: actions.ask(campaign, by=acting, **given), done=_("The question was asked."),
        back=_home(campaign), why_not=may_ask.explain(acting, campaign),
    )  # fmt: skip


@on_rail("settings")
def campaign_answer(request: HttpRequest, key: UUID, question: UUID) -> HttpResponse:
    """Answer a question."""
    acting, campaign = by(request), _campaign(request, key)
    row = found_or_404(request, questions_seen_by(acting, campaign), question)
    first = {"text": row.answer, "is_shared": row.is_shared, "expected": row.version}
    return deed_page(
        request, AnswerForm(request.POST or None, initial=first), title=_("Answer"), words=row.text,
        do=lambda given: actions.answer(
            row, by=acting, expected_version=given["expected"], text=given["text"], is_shared=given["is_shared"]
        ),
        button=_("Answer"), done=_("The answer was given."), back=_home(campaign),
        why_not=may_answer.explain(acting, row),
    )  # fmt: skip


@on_rail("settings")
def campaign_material(request: HttpRequest, key: UUID, material: int) -> HttpResponse:
    """Register whether a material is here."""
    acting, campaign = by(request), _campaign(request, key)
    row = found_or_404(request, materials_of(campaign), material)
    first = {"state": row.state, "keeper": row.keeper, "place": row.place, "note_text": row.note,
             "expected": row.version}  # fmt: skip

    def do(given: dict[str, Any]) -> None:
        expected = given.pop("expected")
        actions.register_material(row, by=acting, expected_version=expected, **given)

    return deed_page(
        request, MaterialForm(request.POST or None, initial=first), do=do, title=row.title, words=row.lacks,
        button=_("Register"), done=saved(), back=_home(campaign), why_not=may_keep_materials.explain(acting, row),
    )  # fmt: skip


@on_rail("settings")
def campaign_value(request: HttpRequest, key: UUID, path: str) -> HttpResponse:
    """Lay a value of this campaign on top of the lawbook's."""
    acting, campaign = by(request), _campaign(request, key)
    law = rulebook_of(campaign)
    if path not in law.parameters:
        raise Http404
    day = campaign.ends or campaign.begins or timezone.localdate().replace(year=campaign.year, month=12, day=31)
    present = law.parameter(path, on=day, region=campaign.area_code)
    own = campaign.parameters.get(path, {})

    def do(given: dict[str, Any]) -> None:
        values = {name: value for name, value in campaign.parameters.items() if name != path}
        if given["value"] is not None:
            values[path] = {"value": given["value"], "because": given["because"]}
        actions.lay_values(
            campaign, by=acting, expected_version=given["expected"], parameters=values, reason=given["because"]
        )

    first = {"value": own.get("value", ""), "because": own.get("because", ""), "expected": campaign.version}
    return deed_page(
        request, ValueForm(request.POST or None, initial=first, present=present.value), do=do, title=present.title,
        words=_("Now: {value}. What was compared stays as it is until somebody compares it anew.").format(
            value=_as_filled_in(value_in_words(law, present, present.value), present.value)
        ),
        button=_("Keep"), done=saved(), back=reverse("web:campaign_parameters", args=[campaign.pk]),
        why_not=may_lay_values.explain(acting, campaign),
    )  # fmt: skip


def _as_filled_in(words: str, figure: Any) -> str:
    """Return a value in words, with the figure that the form takes where that is another: 10 % is filled in 0.1."""
    if isinstance(figure, bool | str | list | tuple) or words.startswith(str(figure)):
        return words
    return _("{words} (filled in as {figure})").format(words=words, figure=figure)
