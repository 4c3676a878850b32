"""What people do with field days: draw groups, plan, add patches, move them by hand, plan the rest anew, give the
routes out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tuban.jobs.queue import ask_for
from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.audit.policies import Refused
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.actions import Member, found_group
from tuban.workflow.organisations.models import Group, Unit
from tuban.workflow.organisations.roles import GroupKind
from tuban.workflow.patches.meanwhile import ChangedMeanwhile
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.moving import move as move_patch
from tuban.workflow.patches.queries.seen import patches_of_campaign
from tuban.workflow.patches.states import Fate, State
from tuban.workflow.routes.arranging import Arrangement
from tuban.workflow.routes.choosing import addable
from tuban.workflow.routes.models import Outfit, Papers, Plan, Step, Team, Visit
from tuban.workflow.routes.moving import Move, OutNeedsReason, carry_out, words_of
from tuban.workflow.routes.planning import done_now
from tuban.workflow.routes.policies import (
    may_arrange,
    may_draw,
    may_drop,
    may_equip,
    may_give_out,
    may_plan,
    may_print,
    may_send,
)
from tuban.workflow.routes.queries import groups_of, is_done
from tuban.workflow.routes.roads import roads_of
from tuban.workflow.routes.settings import MOST_DAYS, Settings, SettingUnfit
from tuban.workflow.taking_turns import taking_turns

WORK_OUT, WORK_OUT_ANEW, WRITE_PAPERS = "routes.work_out", "routes.work_out_anew", "routes.write_papers"
MEASURE_ADDED = "routes.measure_added"
MOST_STOPS = 3000


class NobodyChosen(TubanError):
    """No field group was chosen."""

    code = "routes.no_group"
    hint = "Draw a group of two first, then choose who goes."


class NobodyGoes(TubanError):
    """No group would go out any more."""

    code = "routes.nobody_goes"
    hint = "Leave one of them in, or drop the plan."


class NothingToVisit(TubanError):
    """No patch was chosen to be visited."""

    code = "routes.no_patches"
    hint = "Choose by state, township or doubt, or name them."


class NothingToAdd(TubanError):
    """None of these patches can be added: {why}"""

    code = "routes.nothing_to_add"
    hint = "Choose others."


class TooMany(TubanError):
    """{count} patches are too many for one plan; {most} are the most."""

    code = "routes.too_many"
    hint = "Plan by townships."


class GroupElsewhere(TubanError):
    """{group} is no field group at work of this unit."""

    code = "routes.group_elsewhere"
    hint = "Choose of the groups listed."


class PlaceUnfit(TubanError):
    """{lon}, {lat} is no place in degrees."""

    code = "routes.place_unfit"
    hint = "Give longitude and latitude, or click on the map."


class PlanChangedMeanwhile(TubanError):
    """The plan was changed meanwhile: {what}."""

    code = "routes.changed_meanwhile"
    hint = "Look at it as it is now, then do it again if it is still right. Nothing was overwritten."


class NothingToUndo(TubanError):
    """There is no change by hand to undo."""

    code = "routes.nothing_to_undo"
    hint = "Nothing has to be done."


# Groups ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Equipment:
    """What a group sets out with; ``lon`` and ``lat`` are empty where nobody says from where."""

    start_name: str = ""
    lon: float | None = None
    lat: float | None = None
    vehicle: str = ""
    note: str = ""


def draw_group(
    unit: Unit, *, by: Acting, name: str, members: Sequence[Member], since: date, equipment: Equipment
) -> Group:
    """Draw a field group of a unit with its people and what it sets out with, both or neither.

    Raises MemberUnknown, PlaceUnfit.
    """
    may_draw.demand(by, unit)
    with transaction.atomic():
        group = found_group(unit, by=by, kind=GroupKind.FIELD, name=name, since=since, members=members)
        equip(group, by=by, expected_version=0, equipment=equipment)
    return group


@action("routes.equip", policy=may_equip, secrets=("equipment",))
def equip(group: Group, *, by: Acting, expected_version: int, equipment: Equipment) -> Outfit:
    """Say where a group sets out and in which car. Raises PlaceUnfit, PlanChangedMeanwhile."""
    _check_place(equipment.lon, equipment.lat)
    outfit = Outfit.objects.select_for_update().filter(group=group).first() or Outfit(group=group, version=0)
    if outfit.version != expected_version:
        raise PlanChangedMeanwhile(what=_("somebody else said where the group sets out"))
    outfit.start_name, outfit.start_lon, outfit.start_lat = equipment.start_name, equipment.lon, equipment.lat
    outfit.vehicle, outfit.note = equipment.vehicle, equipment.note
    outfit.version += 1
    outfit.save()
    note(start=outfit.start_name, vehicle=outfit.vehicle)
    return outfit


def _check_place(lon: float | None, lat: float | None) -> None:
    if lon is None and lat is None:
        return
    if lon is None or lat is None or not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise PlaceUnfit(lon=lon, lat=lat)


# Plans ----------------------------------------------------------------------------------------------------------------


@action("routes.plan", policy=may_plan, secrets=("patches", "groups", "settings"))
def plan(
    campaign: Campaign, *, by: Acting, title: str, groups: Sequence[UUID], patches: Collection[UUID],
    settings: Settings, begins: date | None = None,
) -> Plan:  # fmt: skip
    """Ask for the routes of groups to patches; they appear whole or not at all.

    Raises NobodyChosen, NothingToVisit, TooMany, GroupElsewhere, and what the settings raise.
    """
    settings.checked()
    chosen = _groups(by, groups)
    rows = list(
        patches_of_campaign(by, campaign.pk).filter(fate=Fate.ACTIVE, uuid__in=list(patches)).defer("issued")
    )  # fmt: skip
    if not rows:
        raise NothingToVisit
    if len(rows) > MOST_STOPS:
        raise TooMany(count=len(rows), most=MOST_STOPS)
    made = Plan.objects.create(
        campaign=campaign, unit=by.post.unit, title=title.strip()[:80] or _("Field routes"),
        settings=settings.as_wire(), begins=begins, roads=roads_of(campaign), made_by=by.person,
    )  # fmt: skip
    Team.objects.bulk_create(_team(made, group, place) for place, group in enumerate(chosen, 1))
    Visit.objects.bulk_create(
        Visit(plan=made, patch=row, lon=row.geometry.centroid.x, lat=row.geometry.centroid.y, left_because="planning")
        for row in rows
    )
    note(patches=len(rows), groups=[group.name for group in chosen])
    _queue(made, WORK_OUT, _("Plan field routes: {name}").format(name=made.title), {"plan_id": str(made.pk)}, by)
    return made


def _groups(by: Acting, wanted: Sequence[UUID]) -> list[Group]:
    found = {group.pk: group for group in groups_of(by).filter(pk__in=list(wanted))}
    if not wanted:
        raise NobodyChosen
    for key in wanted:
        if key not in found or not by.answers_for(found[key].unit.code):
            raise GroupElsewhere(group=found[key].name if key in found else key)
    return [found[key] for key in dict.fromkeys(wanted)]


def _team(made: Plan, group: Group, place: int) -> Team:
    outfit = getattr(group, "outfit", None)
    is_given = outfit is not None and outfit.start_lon is not None and outfit.start_lat is not None
    return Team(
        plan=made, group=group, place=place, name=group.name,
        start_name=outfit.start_name if outfit is not None else "",
        start_lon=outfit.start_lon if outfit is not None and is_given else 0.0,
        start_lat=outfit.start_lat if outfit is not None and is_given else 0.0, is_start_given=is_given,
    )  # fmt: skip


def _queue(made: Plan, kind: str, title: str, arguments: dict[str, Any], by: Acting) -> None:
    job = ask_for(
        kind, title, arguments, person_id=by.person_id, person_name=by.person_name, area_code=made.area_code,
        campaign_id=made.campaign_id,
    )  # fmt: skip
    made.job_id = job.pk
    made.save(update_fields=["job_id"])
    note(job=str(job.pk))


def lock(made: Plan, expected_version: int) -> Plan:
    """Lock a plan and bring it up to date; raises PlanChangedMeanwhile where the version is another."""
    made.refresh_from_db(from_queryset=Plan.objects.select_for_update().select_related("campaign", "unit"))
    if made.version != expected_version:
        raise PlanChangedMeanwhile(what=_told(made, expected_version))
    return made


def _told(made: Plan, expected_version: int) -> str:
    steps = list(made.steps.filter(number__gt=expected_version).select_related("by").order_by("number")[:5])
    if not steps:
        return _("it was planned anew")
    at = [formats.date_format(timezone.localtime(one.at), "TIME_FORMAT") for one in steps]
    return "；".join(f"{one.by.name} {when} {one.words}" for one, when in zip(steps, at, strict=True))


def add(made: Plan, *, by: Acting, expected_version: int, patches: Collection[UUID]) -> list[Patch]:
    """Add patches to a plan: they are left over until the ways to them are measured and a person puts them on days; a
    further part of a number that is planned goes along with it. Where groups work by the plan they go into the field.

    Returns those that were added. Raises PlanChangedMeanwhile, NothingToAdd, TooMany.
    """
    rows = _add(made, by=by, expected_version=expected_version, patches=patches)
    if made.given_out_at is not None:
        _send_all(rows, by=by, plan=made)
    return rows


@action("routes.add", policy=may_arrange, secrets=("patches",))
def _add(made: Plan, *, by: Acting, expected_version: int, patches: Collection[UUID]) -> list[Patch]:
    lock(made, expected_version)
    rows, refused = addable(by, made, patches)
    if not rows:
        raise NothingToAdd(why="；".join(f"{why} {n}" for why, n in refused.items()) or _("none was named"))
    count = made.visits.count() + len(rows)
    if count > MOST_STOPS:
        raise TooMany(count=count, most=MOST_STOPS)
    before = Arrangement.of(made).snapshot()
    made.version += 1
    made.save(update_fields=["version"])
    there = {
        one.patch.number: one
        for one in made.visits.filter(patch__number__in={row.number for row in rows}).select_related("patch")
    }
    Visit.objects.bulk_create(_added(made, row, there.get(row.number)) for row in rows)
    words = ngettext("{n} patch added", "{n} patches added", len(rows)).format(n=len(rows))
    Step.objects.create(plan=made, number=made.version, words=words, before=before, by=by.person)
    note(patches=len(rows), refused=sum(refused.values()))
    title = _("Measure the ways to added patches: {name}").format(name=made.title)
    _queue(made, MEASURE_ADDED, title, {"plan_id": str(made.pk), "asked": {"version": made.version}}, by)
    return rows


def _added(made: Plan, row: Patch, beside: Visit | None) -> Visit:
    where = row.geometry.centroid
    visit = Visit(plan=made, patch=row, lon=where.x, lat=where.y, left_because="added", added_in=made.version)
    if beside is not None:
        for name in ("team_id", "day", "order", "is_fixed", "left_because", "left_words"):
            setattr(visit, name, getattr(beside, name))
    return visit


@action("routes.move", policy=may_arrange, secrets=("moves",))
def move(made: Plan, *, by: Acting, expected_version: int, moves: Sequence[Move]) -> Plan:
    """Move stops to another group, day or position, keep them where they stand, or take them out.

    Raises PlanChangedMeanwhile, StopUnknown, StopDone, DayUnfit, StopOffBoard, OutNeedsReason.
    """
    lock(made, expected_version)
    for one in moves:
        if one.group == 0 and not one.why.strip():
            raise OutNeedsReason(number=one.number)
    arrangement = Arrangement.of(made)
    before = arrangement.snapshot()
    words = words_of(arrangement, moves)
    changed = carry_out(arrangement, moves)
    made.version += 1
    made.save(update_fields=["version"])
    arrangement.write(changed)
    Step.objects.create(plan=made, number=made.version, words=words[:200], before=before, by=by.person)
    note(words=words)
    return made


@action("routes.undo", policy=may_arrange)
def undo(made: Plan, *, by: Acting, expected_version: int) -> Plan:
    """Undo the last change that stands; again: the one before. Patches that were added with it are no longer in the
    plan, but for those that were visited. Raises PlanChangedMeanwhile, NothingToUndo."""
    lock(made, expected_version)
    step = made.steps.filter(undone_at__isnull=True).first()
    if step is None:
        raise NothingToUndo
    gone = _take_back(made, step.number)
    arrangement = Arrangement.of(made)
    were = {key: list(held) for key, held in arrangement.days.items()}
    arrangement.stand_as([row for row in step.before if not _is_done(arrangement, str(row[0]))])
    changed = {key for key in {*were, *arrangement.days} if were.get(key) != arrangement.days.get(key)}
    arrangement.write(changed | {key for number in gone if (key := arrangement.key_of(number)) is not None})
    step.undone_at = timezone.now()
    step.save(update_fields=["undone_at"])
    made.version += 1
    made.save(update_fields=["version"])
    note(undone=step.words)
    return made


def _take_back(made: Plan, version: int) -> set[str]:
    """Take what was added with a version out of the plan again; returns its numbers."""
    added = made.visits.filter(added_in=version).select_related("patch").defer("patch__geometry", "patch__issued")
    gone = [one for one in added if not is_done(one)]
    Visit.objects.filter(pk__in=[one.pk for one in gone]).delete()
    return {one.patch.number for one in gone}


def _is_done(arrangement: Arrangement, number: str) -> bool:
    return number in arrangement.visits and arrangement.is_done(number)


@dataclass(frozen=True, slots=True)
class Now:
    """Where a group is, and at which time of day in seconds; without a place: where it was seen last."""

    at: int | None = None
    lon: float | None = None
    lat: float | None = None


@action("routes.plan_anew", policy=may_arrange, secrets=("now",))
def plan_anew(
    made: Plan, *, by: Acting, expected_version: int, from_day: int = 1, days: int | None = None,
    now: Mapping[int, Now] | None = None, done: Sequence[str] = (), groups: Sequence[int] = (),
    out: Sequence[int] = (), farthest_m: int | None = None,
) -> Plan:  # fmt: skip
    """Ask that what is left be planned anew from a day on: from where the groups are, without what was visited.

    ``now``, ``groups`` and ``out`` name groups by their place in the plan. What is before the day, done or fixed stays;
    a group that is ``out`` goes no more, and what it has left is spread among the others, even what was held fast.
    ``farthest_m`` is how far from a road one goes on foot from now on.
    Raises PlanChangedMeanwhile, PlaceUnfit, SettingUnfit, NobodyGoes.
    """
    lock(made, expected_version)
    if out and set(made.teams.values_list("place", flat=True)) <= set(out):
        raise NobodyGoes
    for one in (now or {}).values():
        _check_place(one.lon, one.lat)
    if not 1 <= from_day <= MOST_DAYS or (days is not None and not from_day <= days <= MOST_DAYS):
        raise SettingUnfit(what="days", least=from_day, most=MOST_DAYS)
    Settings.from_wire(made.settings).but(farthest_m=farthest_m).checked()
    note(visited=done_now(made, done))
    asked = {
        "version": made.version, "from_day": from_day, "days": days, "places": list(groups),
        "out": sorted(set(out)), "farthest_m": farthest_m,
        "now": {str(place): {"at": one.at, "lon": one.lon, "lat": one.lat} for place, one in (now or {}).items()},
    }  # fmt: skip
    title = _("Plan anew: {name}").format(name=made.title)
    _queue(made, WORK_OUT_ANEW, title, {"plan_id": str(made.pk), "asked": asked, "person_id": str(by.person_id)}, by)
    return made


def give_out(made: Plan, *, by: Acting, expected_version: int) -> tuple[int, list[tuple[Patch, str]]]:
    """Let the groups work by a plan: what they worked by until now ends, and its patches go into the field.

    Returns how many patches went, and those that did not with the reason. Raises PlanChangedMeanwhile.
    """
    _give_out(made, by=by, expected_version=expected_version)
    planned = Patch.objects.filter(visits_planned__plan=made, visits_planned__team__isnull=False)
    return _send_all(list(planned.defer("issued").select_related("campaign")), by=by, plan=made)


def _send_all(rows: Sequence[Patch], *, by: Acting, plan: Plan) -> tuple[int, list[tuple[Patch, str]]]:
    refused: list[tuple[Patch, str]] = []
    sent = 0
    for row in taking_turns([row for row in rows if row.state in {State.ISSUED, State.COMPARED}]):
        try:
            send(row, by=by, expected_version=row.version, plan=plan)
            sent += 1
        except (Refused, ChangedMeanwhile) as error:
            refused.append((row, error.message))
    return sent, refused


@action("routes.give_out", policy=may_give_out)
def _give_out(made: Plan, *, by: Acting, expected_version: int) -> Plan:
    lock(made, expected_version)
    at = timezone.now()
    others = Plan.objects.filter(campaign=made.campaign_id, given_out_at__isnull=False, ended_at__isnull=True)
    groups = made.teams.values("group")
    others.filter(teams__group__in=groups).exclude(pk=made.pk).update(ended_at=at)
    made.given_out_at = at
    made.version += 1
    made.save(update_fields=["given_out_at", "version"])
    return made


@action("routes.send", policy=may_send)
def send(patch: Patch, *, by: Acting, expected_version: int, plan: Plan) -> Patch:
    """Send a patch into the field. Raises ChangedMeanwhile."""
    return move_patch(patch, State.TO_VISIT, expected_version=expected_version)


@action("routes.drop", policy=may_drop)
def drop(made: Plan, *, by: Acting) -> None:
    """Drop a plan that no group works by."""
    made.delete()


@action("routes.write_papers", policy=may_print)
def write_papers(made: Plan, *, by: Acting) -> Papers:
    """Ask for the documents of a plan as it is now: books, workbook, GPX, KML, sheets."""
    papers = Papers.objects.create(plan=made, plan_version=made.version, asked_by=by.person)
    job = ask_for(
        WRITE_PAPERS, _("Write route books: {name}").format(name=made.title), {"papers_id": str(papers.pk)},
        person_id=by.person_id, person_name=by.person_name, area_code=made.area_code, campaign_id=made.campaign_id,
    )  # fmt: skip
    papers.job_id = job.pk
    papers.save(update_fields=["job_id"])
    note(papers=str(papers.pk), job=str(job.pk))
    return papers
