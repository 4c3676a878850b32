"""Questions about campaigns."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from tuban.values.errors import TubanError
from tuban.workflow.audit.recording import Subject, record_alone
from tuban.workflow.campaigns.models import Campaign, ContactPoint, Material, Phase, Question
from tuban.workflow.organisations.acting import Acting, in_areas
from tuban.workflow.organisations.models import Unit
from tuban.workflow.organisations.remembering import remembered, remembered_rows
from tuban.workflow.organisations.roles import Level


class CampaignNotFound(TubanError):
    """There is no such campaign in your areas."""

    code = "campaigns.not_found"
    hint = "Choose one of the list."


def campaigns_seen_by(by: Acting) -> QuerySet[Campaign]:
    """Return the campaigns of the counties in the areas of the acting person; those of a township see its county's."""
    rows = Campaign.objects.filter(is_practice=by.is_practice)
    if by.is_administrator:
        return rows.none()
    return in_areas(rows, [code[:6] for code in by.area_codes], "area_code")


def latest_campaigns(by: Acting, most: int) -> list[Campaign]:
    """Return so many of the campaigns seen, the latest first."""
    return remembered_rows(_key(by, "latest", most), lambda: list(campaigns_seen_by(by)[:most]))


def campaign_seen(by: Acting, key: UUID) -> Campaign | None:
    """Return a campaign by its key; None where it is none of theirs."""
    return remembered_rows(_key(by, "one", key), lambda: campaigns_seen_by(by).filter(pk=key).first())


def areas_of_campaigns(*, is_practice: bool) -> Mapping[UUID, str]:
    """Return the division of every campaign: of practice, or of all real ones."""
    rows = Campaign.objects.filter(is_practice=is_practice).order_by().values_list("pk", "area_code")
    return remembered(("areas of campaigns", is_practice), lambda: dict(rows))


def _key(by: Acting, *asked: Hashable) -> Hashable:
    return ("campaigns", by.is_practice, by.is_administrator, by.area_codes, *asked)


def campaign_for(by: Acting, key: UUID) -> Campaign:
    """Return a campaign by its key; raises CampaignNotFound where it is none of theirs, and records the attempt."""
    found = campaign_seen(by, key)
    if found is None:
        subject = Subject(kind=Campaign._meta.label_lower, key=str(key))
        record_alone("campaigns.look_up", by=by, subject=subject, is_refused=True)
        raise CampaignNotFound
    return found


def default_campaign(by: Acting) -> Campaign | None:
    """Return the campaign that a page shows first: the latest that runs, else the latest of all."""
    return remembered_rows(_key(by, "first"), lambda: _first_campaign(by))


def _first_campaign(by: Acting) -> Campaign | None:
    running = campaigns_seen_by(by).filter(state=Campaign.State.RUNNING).order_by("-year", "-made_at").first()
    return running or campaigns_seen_by(by).order_by("-year", "-made_at").first()


def townships_of(campaign: Campaign) -> QuerySet[Unit]:
    """Return the townships and zones of a campaign by their codes."""
    return Unit.objects.filter(
        level__in=(Level.TOWNSHIP, Level.ZONE), is_practice=campaign.is_practice, closed_on__isnull=True,
        code__startswith=campaign.area_code,
    ).order_by("code")  # fmt: skip


def open_phase(campaign: Campaign, *, on: date) -> Phase | None:
    """Return the phase whose window a day lies in: where windows overlap, the one that began last."""
    return campaign.phases.filter(begins__lte=on, ends__gte=on).order_by("-begins", "-pk").first()


def phases_of(campaign: Campaign) -> QuerySet[Phase]:
    """Return the phases in order of time."""
    return campaign.phases.order_by("begins", "pk")


def contact_points_of(campaign: Campaign) -> QuerySet[ContactPoint]:
    """Return whom to ask, by subject."""
    return campaign.contact_points.all()


def materials_of(campaign: Campaign) -> QuerySet[Material]:
    """Return the preparation register in the order of the lawbook."""
    return campaign.materials.all()


def questions_seen_by(by: Acting, campaign: Campaign | None = None) -> QuerySet[Question]:
    """Return the questions that the acting person may read: those of their own areas, and every shared answer."""
    rows = Question.objects.filter(campaign__in=campaigns_seen_by(by))
    if campaign is not None:
        rows = rows.filter(campaign=campaign)
    own = in_areas(Question.objects.all(), by.area_codes, "asked_from__code").values("pk")
    mine = Q(asked_from=by.post.unit_id) | Q(asked_by=by.person_id)
    return rows.filter(Q(is_shared=True) | mine | Q(pk__in=own)).select_related("asked_by", "asked_from", "answered_by")
