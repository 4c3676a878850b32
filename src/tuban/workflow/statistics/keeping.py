"""Sums that are kept: what each part gives is worked out when something else counts of it, and its sums follow.

Triggers of the database mark every write that changes what counts; where the mark is another than that of the book,
the parts that rest on something else are found, taken out of the sums and put in anew. No action has to remember it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from tuban.jobs.models import Job
from tuban.jobs.queue import ask_for
from tuban.rules.forms.breakdown import Breakdown, Share, breakdown_of, moved, shares_of
from tuban.values.language import gettext as _
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.review.ratios import mark_of
from tuban.workflow.statistics.models import Book, Contribution, Profile, Tally
from tuban.workflow.statistics.records import Counted, Resting, counted, resting, taken_among

FOLD = "statistics.fold"
AT_ONCE = 150
"""So many parts are put in while somebody waits; more are the work of a job."""
_PORTION = 500
_COUNTY = ""


@dataclass(frozen=True, slots=True)
class Up:
    """How the kept sums of a campaign stand: ``waiting`` parts are not in them yet, ``job`` puts them in."""

    book: Book
    waiting: int
    job: Job | None = None


def up_to_date(campaign: Campaign) -> Up:
    """Bring the sums up to date where little changed, else have a job do it; returns how they stand."""
    book, _made = Book.objects.get_or_create(campaign=campaign)
    if is_true(book, campaign):
        return Up(book, 0)
    numbers, waiting = _changed(book, campaign)
    if waiting <= AT_ONCE:
        fold(campaign, numbers)
        book.refresh_from_db()
        return Up(book, 0)
    with transaction.atomic():
        book = Book.objects.select_for_update().get(pk=book.pk)
        job = Job.objects.filter(pk=book.job_id).first() if book.job_id else None
        if job is None or job.is_over:
            job = ask_for(
                FOLD, _("Add up the forms: {name}").format(name=campaign.title), {"campaign_id": str(campaign.pk)},
                area_code=campaign.area_code, campaign_id=campaign.pk,
            )  # fmt: skip
            book.job_id = job.pk
            book.save(update_fields=["job_id"])
    return Up(book, waiting, job)


def is_true(book: Book, campaign: Campaign) -> bool:
    """Whether the book holds what the records say now."""
    return book.mark == mark_of(campaign) and book.plan == plan_of(campaign)


def plan_of(campaign: Campaign) -> str:
    """Return the digest of what the forms ask of a part by the lawbook of a campaign."""
    return breakdown_of(rulebook_of(campaign)).digest


def fold(campaign: Campaign, numbers: Collection[str] | None = None, progress: Any = None) -> int:
    """Take what changed out of the sums and put it in anew, in one transaction; returns how many parts were put in."""
    done = 0
    with transaction.atomic():
        book = Book.objects.select_for_update().get_or_create(campaign=campaign)[0]
        mark, plan = mark_of(campaign), breakdown_of(rulebook_of(campaign))
        if book.plan != plan.digest or _edition(book.mark) != _edition(mark):
            Contribution.objects.filter(campaign=campaign).delete()
            Tally.objects.filter(campaign=campaign).delete()
            numbers = None
        if numbers is None:
            numbers, _waiting = _changed(book, campaign)
        wanted = sorted(numbers)
        for start in range(0, len(wanted), _PORTION):
            if progress is not None:
                progress(_("Adding up the forms"), start, len(wanted))
            done += _replace(campaign, wanted[start : start + _PORTION], plan)
        book.mark, book.plan, book.at = mark, plan.digest, timezone.now()
        book.save(update_fields=["mark", "plan", "at"])
    return done


def _edition(mark: str) -> str:
    return mark.partition(":")[0]


def _changed(book: Book, campaign: Campaign) -> tuple[set[str], int]:
    """Return the numbers of the patches that rest on something else than the sums do, and how many parts that are."""
    now = resting(campaign)
    if book.plan != plan_of(campaign) or _edition(book.mark) != _edition(mark_of(campaign)):
        return {one.number for one in now.values()}, len(now)
    rows = Contribution.objects.filter(campaign=campaign).values_list(
        "patch_id", "number", "batch", "comparison", "finding"
    )
    kept = {
        patch: Resting(number, batch, comparison, finding)
        for patch, number, batch, comparison, finding in rows.iterator(chunk_size=2000)
    }
    other = [key for key in now.keys() | kept.keys() if now.get(key) != kept.get(key)]
    return {one.number for key in other for one in (now.get(key), kept.get(key)) if one is not None}, len(other)


def _replace(campaign: Campaign, numbers: Sequence[str], plan: Breakdown) -> int:
    """Put the parts of some patches in anew: out with what they gave, in with what they give."""
    gone = list(Contribution.objects.filter(campaign=campaign, number__in=numbers))
    parts = list(counted(campaign, numbers))
    shares = {one.key: one for one in shares_of(parts, taken_among(parts), plan)}
    profiles = profiles_of({one.profile for one in shares.values()}, plan)
    come = [_contribution(campaign, one, shares[one.key], profiles) for one in parts]
    Contribution.objects.filter(pk__in=[one.pk for one in gone]).delete()
    Contribution.objects.bulk_create(come, batch_size=_PORTION)
    _add(campaign, [(one, -1) for one in gone] + [(one, 1) for one in come], len(plan.amounts))
    return len(come)


def _contribution(campaign: Campaign, one: Counted, share: Share, profiles: Mapping[str, int]) -> Contribution:
    return Contribution(
        patch_id=one.patch, campaign=campaign, number=one.key[0], batch=one.batch, county=share.county,
        township=share.township, profile_id=profiles[share.profile], amounts=list(share.amounts),
        comparison=one.comparison, finding=one.finding,
    )  # fmt: skip


def profiles_of(bits: Iterable[str], plan: Breakdown) -> dict[str, int]:
    """Return the keys of profiles; those nobody met before are written down."""
    wanted = set(bits)
    rows = Profile.objects.filter(plan=plan.digest)
    known = dict(rows.filter(bits__in=wanted).values_list("bits", "pk"))
    if wanted - known.keys():
        new = [Profile(plan=plan.digest, bits=one) for one in sorted(wanted - known.keys())]
        Profile.objects.bulk_create(new, ignore_conflicts=True)
        known = dict(rows.filter(bits__in=wanted).values_list("bits", "pk"))
    return known


def _add(campaign: Campaign, changes: Iterable[tuple[Contribution, int]], width: int) -> None:
    """Add contributions to their tallies, or take them off; a tally nothing is left in goes."""
    added = moved(
        (
            ((one.batch, one.county, township, one.profile_id), one.amounts, sign)
            for one, sign in changes for township in (one.township, _COUNTY)
        ),
        width,
    )  # fmt: skip
    rows = Tally.objects.select_for_update().filter(
        campaign=campaign, profile__in={key[3] for key in added}, county__in={key[1] for key in added}
    )
    known = {(one.batch, one.county, one.township, one.profile_id): one for one in rows}
    written: list[Tally] = []
    empty: list[int] = []
    for key, change in added.items():
        batch, county, township, profile = key
        tally, plots, sums, unmeasured = known.get(key), *change
        if tally is not None and not tally.plots + plots:
            empty.append(tally.pk)
            continue
        written.append(
            Tally(
                campaign=campaign, batch=batch, county=county, township=township, profile_id=profile,
                plots=plots + (tally.plots if tally else 0), sums=_both(sums, tally.sums if tally else None),
                unmeasured=_both(unmeasured, tally.unmeasured if tally else None),
            )
        )  # fmt: skip
    Tally.objects.filter(pk__in=empty).delete()
    Tally.objects.bulk_create(
        written, batch_size=_PORTION, update_conflicts=True,
        unique_fields=["campaign", "batch", "county", "township", "profile"],
        update_fields=["plots", "sums", "unmeasured"],
    )  # fmt: skip


def _both(more: list[int], kept: list[int] | None) -> list[int]:
    return more if kept is None else [one + other for one, other in zip(kept, more, strict=True)]
