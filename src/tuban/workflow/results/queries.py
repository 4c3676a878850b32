"""Questions about results: what an acting person sees of them, and whether they are still what the office says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet, Sum

from tuban.jobs.models import Job
from tuban.jobs.queries import job_of
from tuban.values.errors import TubanError
from tuban.workflow.audit.queries import history
from tuban.workflow.audit.recording import Subject, record_alone
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.campaigns.policies import is_seen
from tuban.workflow.campaigns.queries import campaigns_seen_by
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.organisations.acting import Acting, in_areas
from tuban.workflow.patches.arrivals.queries import arrival_of, arrivals_listed
from tuban.workflow.patches.models import Arrival
from tuban.workflow.patches.queries.seen import patches_of_campaign
from tuban.workflow.patches.states import Fate, Source
from tuban.workflow.results.models import Contradiction, Result, ResultFile
from tuban.workflow.review.models import Finding

Row = TypeVar("Row", ResultFile, Contradiction)
What = Result.What


class ResultNotFound(TubanError):
    """There is no such result in your areas."""

    code = "results.not_found"
    hint = "Choose one of the list; the attempt was written into the audit."


def results_seen_by(by: Acting) -> QuerySet[Result]:
    """Return the results of the campaigns that an acting person sees, newest first."""
    rows = Result.objects.filter(campaign__in=campaigns_seen_by(by))
    return rows.select_related("campaign", "arrival", "asked_by").order_by("-asked_at")


def result_for(by: Acting, key: UUID) -> Result:
    """Return a result by its key; raises ResultNotFound where it is none of theirs, and writes the attempt down."""
    found = results_seen_by(by).filter(pk=key).first()
    if found is None:
        write_attempt(by, str(key))
        raise ResultNotFound
    return found


def write_attempt(by: Acting, key: str) -> None:
    """Write that somebody asked for a result, or a file of one, that is not theirs."""
    record_alone(
        "results.look_up", by=by, subject=Subject("results.result", key, "", by.post.unit.code),
        reason=ResultNotFound().message, is_refused=True,
    )  # fmt: skip


def newest(by: Acting, campaign: Campaign, what: str = What.RESULTS) -> Result | None:
    """Return the newest whole result of a campaign; None before there is any."""
    return (
        results_seen_by(by).filter(campaign=campaign, what=what, whole_at__isnull=False).order_by("-whole_at").first()
    )


def all_of(by: Acting, campaign: Campaign, what: str = What.RESULTS) -> QuerySet[Result]:
    """Return the whole results of a campaign, newest first."""
    return results_seen_by(by).filter(campaign=campaign, what=what, whole_at__isnull=False).order_by("-whole_at")


def unfinished(by: Acting, campaign: Campaign, what: str = What.RESULTS) -> tuple[Result, Job] | None:
    """Return the last result that was asked for and is not whole, with its work: running, failed or stopped."""
    last = results_seen_by(by).filter(campaign=campaign, what=what).order_by("-asked_at").first()
    if last is None or last.whole_at is not None or last.job_id is None:
        return None
    job = job_of(last.job_id)
    return (last, job) if job is not None else None


def sees_all_of(by: Acting, campaign: Campaign) -> bool:
    """Whether the whole county is in the areas of the acting person; those of a township see their own files only."""
    return is_seen(by, campaign) and by.answers_for(campaign.area_code)


def _own(by: Acting, rows: QuerySet[Row], campaign: Campaign) -> QuerySet[Row]:
    """Keep the rows that are of the areas of the acting person: of a township's, those about it or managed by it."""
    if not is_seen(by, campaign):
        return rows.none()
    return rows if sees_all_of(by, campaign) else in_areas(rows, by.area_codes, "township_code", "managed_code")


def files_seen_by(by: Acting, result: Result) -> QuerySet[ResultFile]:
    """Return the files of a result that are of the acting person's areas."""
    return _own(by, ResultFile.objects.filter(result=result), result.campaign)


def file_for(by: Acting, result: Result, path: str) -> ResultFile:
    """Return a file of a result; raises ResultNotFound where it is none of theirs, and writes the attempt down."""
    found = files_seen_by(by, result).filter(path=path).first()
    if found is None:
        write_attempt(by, f"{result.pk}/{path}"[:60])
        raise ResultNotFound
    return found


@dataclass(frozen=True, slots=True)
class Held:
    """What a result holds of one kind: how many files, how many bytes, the one path where it is a single file."""

    count: int
    size: int
    path: str


def held_by_kind(by: Acting, result: Result) -> dict[str, Held]:
    """Return what an acting person can take of each kind."""
    rows = files_seen_by(by, result).order_by().values_list("kind").annotate(Count("pk"), Sum("size"), Max("path"))
    return {kind: Held(count, size, path if count == 1 else "") for kind, count, size, path in rows}


def contradictions_seen_by(by: Acting, result: Result) -> QuerySet[Contradiction]:
    """Return the contradictions that are of the acting person's areas, in their order."""
    return _own(by, Contradiction.objects.filter(result=result).order_by("position"), result.campaign)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of contradictions; ``next`` is the position to go on from, None on the last."""

    rows: Sequence[Contradiction]
    next: int | None


def contradictions_page(
    by: Acting, result: Result, *, kind: str = "", township: str = "", after: int = 0, size: int = 50
) -> Page:
    """Return a page of contradictions by position; ``township`` takes what lies below it too."""
    rows = contradictions_asked(by, result, kind=kind, township=township).filter(position__gt=after)
    found = list(rows[: size + 1])
    return Page(found[:size], found[size - 1].position if len(found) > size else None)


def contradictions_asked(by: Acting, result: Result, *, kind: str = "", township: str = "") -> QuerySet[Contradiction]:
    """Return the contradictions of a kind and a township; empty means: all."""
    rows = contradictions_seen_by(by, result)
    if kind:
        rows = rows.filter(kind=kind)
    return in_areas(rows, [township], "township_code") if township else rows


def counted_by(rows: QuerySet[Contradiction], field: str) -> dict[str, int]:
    """Return how many contradictions there are by a field."""
    return dict(rows.order_by().values_list(field).annotate(Count("pk")))


def patches_named(by: Acting, campaign: Campaign, rows: Sequence[Contradiction]) -> dict[tuple[str, str], UUID]:
    """Return the patches that contradictions name, as they count now, by number and part.

    A patch of which only other parts count now stands under its number alone, where it is a single one.
    """
    numbers = {row.patch_number for row in rows if row.patch_number}
    active = patches_of_campaign(by, campaign.pk).filter(fate=Fate.ACTIVE, number__in=numbers)
    found: dict[tuple[str, str], UUID] = {}
    by_number: dict[str, list[UUID]] = {}
    for number, part, uuid in active.values_list("number", "part_number", "uuid"):
        found[number, part] = uuid
        by_number.setdefault(number, []).append(uuid)
    return {(number, ""): uuids[0] for number, uuids in by_number.items() if len(uuids) == 1} | found


@dataclass(frozen=True, slots=True)
class Behind:
    """What happened in the office since the records of a result were read: counts of patches.

    ``is_newer_disc``, ``is_newer_law`` and ``are_other_values`` say that the result rests on an earlier disc, edition
    of the lawbook, or other values of the campaign.
    """

    split: int = 0
    merged: int = 0
    added: int = 0
    compared: int = 0
    found: int = 0
    other: int = 0
    is_newer_disc: bool = False
    is_newer_law: bool = False
    are_other_values: bool = False

    @property
    def patches(self) -> int:
        """How many patches the office knows otherwise than the result."""
        return self.split + self.merged + self.added + self.compared + self.found + self.other


def behind(by: Acting, result: Result) -> Behind:
    """Return what a result does not tell; patches are counted in the areas of the acting person."""
    campaign = result.campaign
    since = read_at(result)
    if since is None:
        return Behind()
    rows = patches_of_campaign(by, campaign.pk)
    fates = dict(rows.filter(changed_at__gt=since).order_by().values_list("fate").annotate(Count("pk")))
    active = rows.filter(fate=Fate.ACTIVE)
    compared = Comparison.objects.filter(
        is_current=True, at__gt=since, patch__in=active.filter(made_at__lte=since).values("pk")
    )
    touched = Q(at__gt=since) | Q(reopened_at__gt=since)
    found = Finding.objects.filter(touched, patch__in=active.values("pk")).values("patch").distinct()
    return Behind(
        found=found.count(),
        split=fates.get(Fate.SPLIT, 0),
        merged=fates.get(Fate.MERGED, 0),
        other=fates.get(Fate.DUPLICATE, 0),
        added=active.filter(made_at__gt=since).exclude(source=Source.SATELLITE).count(),
        compared=compared.count(),
        is_newer_disc=result.opened_checksum != campaign.opened_checksum,
        is_newer_law=result.lawbook_edition != rulebook_of(campaign).edition,
        are_other_values=result.own_values != campaign.parameters,
    )


def read_at(result: Result) -> datetime | None:
    """Return when the records of a result were read; where it was written of the disc alone, when that was loaded."""
    told = result.about.get("read_at")
    return datetime.fromisoformat(told) if told else loaded_at(result.campaign)


def loaded_at(campaign: Campaign) -> datetime | None:
    """Return when the disc of a campaign was loaded last; None before it ever was."""
    lines = history("campaigns.campaign", str(campaign.pk)).filter(action="comparison.load_disc")
    at: datetime | None = lines.values_list("at", flat=True).first()
    return at


def arrivals_of(by: Acting, campaign: Campaign) -> list[Arrival]:
    """Return the discs that were loaded into a campaign, newest first, as far as the acting person sees them."""
    return list(arrivals_listed(by).filter(campaign=campaign, state=Arrival.State.LOADED).order_by("-loaded_at"))


def arrival_for(by: Acting, key: UUID) -> Arrival:
    """Return a disc that came in; raises ResultNotFound where it is none of theirs, and writes the attempt down."""
    found = arrival_of(by, key)
    if found is None:
        write_attempt(by, str(key))
        raise ResultNotFound
    return found


def kinds_seen_by(by: Acting, result: Result) -> list[dict[str, Any]]:
    """Return every pair of sources, with how many contradictions of it the acting person sees."""
    counts = counted_by(contradictions_seen_by(by, result), "kind")
    return [{**one, "count": counts.get(one["id"], 0)} for one in result.about.get("kinds", ())]


def about_townships(result: Result) -> dict[str, str]:
    """Return the names of the townships of a result by code."""
    found: dict[str, Any] = dict(result.about.get("townships", ()))
    return found
