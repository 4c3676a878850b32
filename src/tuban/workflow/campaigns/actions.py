"""What people do with campaigns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.campaigns.law import rulebook_of, rulebook_with
from tuban.workflow.campaigns.models import Campaign, ContactPoint, Material, Phase, Question
from tuban.workflow.campaigns.policies import (
    may_answer,
    may_ask,
    may_change,
    may_close,
    may_keep_materials,
    may_lay_values,
    may_open,
)
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Unit

Row = TypeVar("Row", bound=models.Model)


class CampaignChangedMeanwhile(TubanError):
    """{what} was changed meanwhile by somebody else."""

    code = "campaigns.changed_meanwhile"
    hint = "Look at it as it is now, then change it again if it is still needed. Nothing was overwritten."


class CodeIsTaken(TubanError):
    """There is a campaign with the code {code} already."""

    code = "campaigns.code_is_taken"
    hint = "A disc that bears this code is loaded into that campaign."


class WindowUnfit(TubanError):
    """The window from {begins} to {ends} cannot be taken: {why}."""

    code = "campaigns.window_unfit"
    hint = "A window ends after it begins, inside the campaign, and phases of one title do not overlap."


class NothingAnswered(TubanError):
    """An answer needs words."""

    code = "campaigns.nothing_answered"
    hint = "Write the answer, or leave the question open."


def _lock(row: Row, expected_version: int) -> Row:
    row.refresh_from_db(from_queryset=type(row)._default_manager.select_for_update())
    if row.version != expected_version:  # type: ignore[attr-defined]
        raise CampaignChangedMeanwhile(what=row, row=row, expected=expected_version)
    row.version += 1  # type: ignore[attr-defined]
    return row


def _check_window(begins: date | None, ends: date | None, campaign: Campaign | None = None) -> None:
    if begins is not None and ends is not None and ends < begins:
        raise WindowUnfit(begins=begins, ends=ends, why=_("it ends before it begins"))
    if campaign is None or begins is None or ends is None:
        return
    if (campaign.begins and begins < campaign.begins) or (campaign.ends and ends > campaign.ends):
        why = _("the campaign runs from {begins} to {ends}").format(begins=campaign.begins, ends=campaign.ends)
        raise WindowUnfit(begins=begins, ends=ends, why=why)


@action("campaigns.open_campaign", policy=may_open)
def open_campaign(
    unit: Unit, *, by: Acting, code: str, title: str, year: int, epsg: int, cadence: Campaign.Cadence,
    begins: date | None = None, ends: date | None = None,
) -> Campaign:  # fmt: skip
    """Open a campaign of a county before its disc arrives. Raises CodeIsTaken, WindowUnfit."""
    _check_window(begins, ends)
    if Campaign.objects.filter(code=code, is_practice=unit.is_practice).exists():
        raise CodeIsTaken(code=code)
    campaign = Campaign.objects.create(
        code=code, title=title, year=year, epsg=epsg, cadence=cadence, area_code=unit.code,
        area_name=unit.short_name or unit.name, lawbook_edition=rulebook_of(None).edition, begins=begins, ends=ends,
        is_practice=unit.is_practice,
    )  # fmt: skip
    note(made={"id": str(campaign.pk), "title": campaign.title})
    return campaign


@action("campaigns.change_campaign", policy=may_change)
def change_campaign(
    campaign: Campaign, *, by: Acting, expected_version: int, title: str, cadence: Campaign.Cadence,
    begins: date | None, ends: date | None, reason: str = "",
) -> Campaign:  # fmt: skip
    """Change title, cadence and time. Raises CampaignChangedMeanwhile, WindowUnfit."""
    _check_window(begins, ends)
    _lock(campaign, expected_version)
    outside = campaign.phases.filter(models.Q(begins__lt=begins) if begins else models.Q(pk__in=[])).first()
    outside = outside or campaign.phases.filter(models.Q(ends__gt=ends) if ends else models.Q(pk__in=[])).first()
    if outside is not None:
        raise WindowUnfit(begins=begins, ends=ends, why=_("the phase {phase} would lie outside").format(phase=outside))
    campaign.title, campaign.cadence, campaign.begins, campaign.ends = title, cadence, begins, ends
    campaign.save(update_fields=["title", "cadence", "begins", "ends", "version"])
    return campaign


@action("campaigns.lay_values", policy=may_lay_values)
def lay_values(
    campaign: Campaign, *, by: Acting, expected_version: int, parameters: Mapping[str, Any], reason: str
) -> Campaign:
    """Lay values of this campaign on top of the lawbook; what was compared stays as it is until somebody compares anew.

    ``parameters`` maps the path of a parameter to ``{"value": …, "because": …}``. Raises CampaignChangedMeanwhile,
    NoSuchParameter, CampaignValueUnfit.
    """
    law = rulebook_with(dict(parameters), campaign.area_code)
    _lock(campaign, expected_version)
    campaign.parameters, campaign.lawbook_edition = dict(parameters), law.edition
    campaign.save(update_fields=["parameters", "lawbook_edition", "version"])
    return campaign


@action("campaigns.close_campaign", policy=may_close)
def close_campaign(campaign: Campaign, *, by: Acting, expected_version: int, reason: str) -> Campaign:
    """Close a campaign: everything stays readable, nothing is changed any more."""
    _lock(campaign, expected_version)
    campaign.state = Campaign.State.CLOSED
    campaign.save(update_fields=["state", "version"])
    return campaign


@action("campaigns.set_phase", policy=may_change)
def set_phase(
    campaign: Campaign, *, by: Acting, title: str, begins: date, ends: date, note_text: str = "",
    phase: Phase | None = None,
) -> Phase:  # fmt: skip
    """Add a phase, or change one. Raises WindowUnfit."""
    _check_window(begins, ends, campaign)
    same = campaign.phases.filter(title=title, begins__lte=ends, ends__gte=begins)
    if phase is not None:
        same = same.exclude(pk=phase.pk)
    if same.exists():
        raise WindowUnfit(begins=begins, ends=ends, why=_("another phase “{title}” overlaps it").format(title=title))
    told = {"title": title, "begins": begins, "ends": ends, "note": note_text[:200]}
    if phase is None:
        return Phase.objects.create(campaign=campaign, **told)
    Phase.objects.filter(pk=phase.pk, campaign=campaign).update(**told)
    phase.refresh_from_db()
    return phase


@action("campaigns.drop_phase", policy=may_change)
def drop_phase(phase: Phase, *, by: Acting, reason: str = "") -> None:
    """Drop a phase."""
    note(dropped={"title": phase.title, "begins": str(phase.begins), "ends": str(phase.ends)})
    Phase.objects.filter(pk=phase.pk).delete()


@action("campaigns.set_contact_point", policy=may_change)
def set_contact_point(
    campaign: Campaign, *, by: Acting, subject: str, name: str, telephone: str, unit_name: str = "",
    contact_point: ContactPoint | None = None,
) -> ContactPoint:  # fmt: skip
    """Say whom to ask about something, or change it."""
    told = {"subject": subject, "name": name, "telephone": telephone, "unit_name": unit_name}
    if contact_point is None:
        return ContactPoint.objects.create(campaign=campaign, **told)
    ContactPoint.objects.filter(pk=contact_point.pk, campaign=campaign).update(**told)
    contact_point.refresh_from_db()
    return contact_point


@action("campaigns.drop_contact_point", policy=may_change)
def drop_contact_point(contact_point: ContactPoint, *, by: Acting) -> None:
    """Take a contact point off the list."""
    note(dropped=str(contact_point))
    ContactPoint.objects.filter(pk=contact_point.pk).delete()


@action("campaigns.ask", policy=may_ask)
def ask(campaign: Campaign, *, by: Acting, subject: str, text: str) -> Question:
    """Ask a question."""
    question = Question.objects.create(
        campaign=campaign, subject=subject, text=text, asked_by=by.person, asked_from=by.post.unit
    )
    note(question=str(question.pk))
    return question


@action("campaigns.answer", policy=may_answer)
def answer(question: Question, *, by: Acting, expected_version: int, text: str, is_shared: bool) -> Question:
    """Answer a question; a shared answer is read by all units. Raises CampaignChangedMeanwhile, NothingAnswered."""
    if not text.strip():
        raise NothingAnswered
    _lock(question, expected_version)
    question.answer, question.is_shared = text, is_shared
    question.answered_by, question.answered_at = by.person, timezone.now()
    question.save(update_fields=["answer", "is_shared", "answered_by", "answered_at", "version"])
    return question


@action("campaigns.register_material", policy=may_keep_materials)
def register_material(
    material: Material, *, by: Acting, expected_version: int, state: Material.State, keeper: str = "", place: str = "",
    note_text: str = "",
) -> Material:  # fmt: skip
    """Register whether a material is here, who keeps it and where. Raises CampaignChangedMeanwhile."""
    _lock(material, expected_version)
    material.state, material.keeper, material.place, material.note = state, keeper[:60], place[:120], note_text[:200]
    material.save(update_fields=["state", "keeper", "place", "note", "version"])
    return material
