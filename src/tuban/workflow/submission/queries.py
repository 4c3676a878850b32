"""Seals, submissions and what stands in their way, for those whose areas they are of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from tuban.jobs.models import Job
from tuban.jobs.queries import job_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.campaigns.queries import campaigns_seen_by
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.results.models import Result
from tuban.workflow.results.queries import newest
from tuban.workflow.signoff.models import Document
from tuban.workflow.submission.hindrances import Objection, objections
from tuban.workflow.submission.models import PinnedPatch, Seal, Station, Submission
from tuban.workflow.submission.signing import document_of
from tuban.workflow.submission.words import Outcome, State


def seals_of(by: Acting, campaign: Campaign) -> QuerySet[Seal]:
    """Return the whole seals of a campaign that the acting person answers for, the newest first."""
    rows = Seal.objects.filter(campaign=campaign, whole_at__isnull=False)
    rows = rows.select_related("campaign", "unit", "asked_by", "submission__holder")
    return rows if sees(by, campaign) else rows.none()


def sees(by: Acting, campaign: Campaign) -> bool:
    """Whether the acting person may read the submissions of a campaign: those of its county and the levels above."""
    return not by.is_administrator and by.is_practice == campaign.is_practice and by.answers_for(campaign.area_code)


def current_seal(campaign: Campaign) -> Seal | None:
    """Return the newest whole seal of a campaign; None before there is one."""
    rows = Seal.objects.filter(campaign=campaign, whole_at__isnull=False)
    return rows.select_related("campaign", "unit").order_by("-number").first()


def seal_for(by: Acting, key: UUID) -> Seal | None:
    """Return a whole seal by its key; None where it is none of theirs."""
    rows = Seal.objects.filter(pk=key, whole_at__isnull=False, campaign__in=campaigns_seen_by(by))
    found = rows.select_related("campaign", "unit").first()
    return found if found is not None and sees(by, found.campaign) else None


def signed_seals(by: Acting) -> list[Seal]:
    """Return the newest seal of each campaign that everybody of its chain has signed, here or where it came from."""
    seals = [current_seal(one) for one in campaigns_seen_by(by) if sees(by, one)]
    return [one for one in seals if one is not None and is_signed(one)]


def decided_elsewhere(by: Acting) -> list[Submission]:
    """Return the submissions that came to the acting person's unit from another installation and were decided on since,
    the newest first: what was decided goes back as a package."""
    rows = Submission.objects.filter(seal__came__unit=str(by.post.unit_id), campaign__in=campaigns_seen_by(by))
    rows = rows.exclude(stations__isnull=True).select_related("seal__campaign", "seal__unit", "campaign", "holder")
    return [one for one in rows if one.stations.exclude(outcome="").exists()]


def is_signed(seal: Seal) -> bool:
    """Whether everybody of its chain has signed a seal; one that came was proved when it was taken in."""
    if seal.came:
        return True
    document = document_of(seal)
    return document is not None and document.signed_at is not None


def sealing(campaign: Campaign) -> Job | None:
    """Return the work that makes a seal, or that failed or was stopped at it; None where there is none."""
    last = Seal.objects.filter(campaign=campaign).first()
    return job_of(last.job_id) if last is not None and last.whole_at is None and last.job_id else None


def in_the_way(by: Acting, campaign: Campaign) -> tuple[Result | None, list[Objection]]:
    """Return the newest result, and what stands in the way of sealing it or was explained."""
    result = newest(by, campaign) if sees(by, campaign) else None
    return result, objections(campaign, result) if result is not None else []


def submissions_of(by: Acting, campaign: Campaign) -> list[Submission]:
    """Return what was sent of a campaign, the newest first, with every station and its pins."""
    if not sees(by, campaign):
        return []
    pins = Prefetch("pinned", PinnedPatch.objects.select_related("patch"))
    stations = Station.objects.select_related("unit", "by", "post__unit").prefetch_related(pins)
    rows = Submission.objects.filter(campaign=campaign).select_related("seal", "holder", "by", "campaign")
    return list(rows.prefetch_related(Prefetch("stations", stations)))


def submission_for(by: Acting, key: UUID) -> Submission | None:
    """Return a submission by its key; None where it is none of theirs."""
    rows = Submission.objects.filter(pk=key, campaign__in=campaigns_seen_by(by))
    found = rows.select_related("seal__unit", "seal__campaign", "campaign", "holder").first()
    return found if found is not None and sees(by, found.campaign) else None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a campaign stands on its way up: its newest seal with the document, and the submission of it."""

    campaign: Campaign
    seal: Seal | None
    document: Document | None
    submission: Submission | None

    @property
    def state(self) -> str:
        """Return ``open``, ``sealed``, ``signed``, or the state of its submission."""
        if self.submission is not None:
            return self.submission.state
        if self.seal is None:
            return "open"
        return "signed" if self.document is not None and self.document.signed_at else "sealed"


def standing_of(campaign: Campaign) -> Standing:
    """Return how a campaign stands."""
    seal = current_seal(campaign)
    sent = Submission.objects.filter(campaign=campaign).select_related("seal", "holder").first()
    of_seal = sent if sent is not None and seal is not None and sent.seal_id == seal.pk else None
    return Standing(campaign, seal, document_of(seal) if seal is not None else None, of_seal)


def inbox(by: Acting) -> list[Standing]:
    """Return the campaigns of the acting person's areas that are not closed, those that wait for their unit first."""
    rows = campaigns_seen_by(by).exclude(state=Campaign.State.CLOSED)
    found = [standing_of(one) for one in rows if sees(by, one)]
    return sorted(
        found, key=lambda one: (not waits_for(by, one.submission), -one.campaign.year, one.campaign.area_code)
    )


def waits_for(by: Acting, submission: Submission | None) -> bool:
    """Whether a submission waits for the unit of the acting person."""
    return submission is not None and submission.state == State.UNDER_WAY and submission.holder_id == by.post.unit_id


def count_waiting(by: Acting) -> int:
    """Return how many submissions wait for the unit of the acting person."""
    if by.is_administrator:
        return 0
    return Submission.objects.filter(state=State.UNDER_WAY, holder=by.post.unit_id).count()


def pins_of(submission: Submission) -> list[PinnedPatch]:
    """Return the patches pinned to the return that whoever holds a submission prepares, by their numbers."""
    rows = PinnedPatch.objects.filter(
        station__submission=submission, station__unit=submission.holder_id, station__outcome=Outcome.WAITING
    )
    return list(rows.select_related("patch").order_by("number", "pk"))


def returned_last(submission: Submission) -> dict[str, Any]:
    """Return the patches that the level above pinned when it came back to who holds it now, by their number."""
    last = submission.stations.filter(outcome="returned").last()
    return {str(one): one for one in last.pinned.select_related("patch")} if last is not None else {}
