"""Documents of a plan as it is now: workbook, GPX, KML, map page, a route book for each group, its 1:10 000 sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.db import transaction
from django.utils import timezone

from tuban.inspect.progress import Progress
from tuban.inspect.routes.plan import DayRoute, LeftOver, RoutePlan, Search, Start
from tuban.inspect.routes.plan import Visit as PlannedVisit
from tuban.inspect.routes.stops import Stop, stop_list
from tuban.kernel.crs import GEOGRAPHIC_EPSG, transform_coordinates
from tuban.kernel.travel import Way
from tuban.render.routes import write_routes
from tuban.values.language import gettext as _
from tuban.workflow import store
from tuban.workflow.routes.books import folder_of, write_books
from tuban.workflow.routes.choosing import stops_of
from tuban.workflow.routes.models import Day, Paper, Papers, Plan, Team, Visit
from tuban.workflow.routes.queries import teams_of, visits_of
from tuban.workflow.routes.roads import network
from tuban.workflow.routes.settings import Settings


def write_documents(papers: Papers, folder: Path, progress: Progress) -> dict[str, Any]:
    """Write all documents below ``folder``, keep them in the store, and enter them in one transaction."""
    plan = papers.plan
    progress(_("Reading the plan"), 0, 0)
    routes = as_routes(plan)
    teams = list(teams_of(plan))
    target = folder / "papers"
    target.mkdir()
    progress(_("Writing the plan"), 0, 0)
    write_routes(routes, target)
    notes = write_books(plan, teams, target, progress)
    progress(_("Keeping the files"), 0, 0)
    rows = [_kept(papers, path, target, teams) for path in sorted(target.rglob("*")) if path.is_file()]
    with transaction.atomic():
        Paper.objects.bulk_create(rows)
        papers.whole_at, papers.notes = timezone.now(), list(notes)
        papers.save(update_fields=["whole_at", "notes"])
    return {"files": len(rows)}


def taken(paper: Paper) -> Path:
    """Return where a document lies; raises ContentLost."""
    return store.found(paper.checksum, paper.suffix)


def _kept(papers: Papers, path: Path, target: Path, teams: Sequence[Team]) -> Paper:
    name = path.relative_to(target).as_posix()
    team = next((one for one in teams if name.startswith((f"{folder_of(one)}/", f"外业手簿/{folder_of(one)}."))), None)
    return Paper(
        papers=papers, team=team, path=name, size=path.stat().st_size, suffix=path.suffix[:16],
        checksum=store.keep(path, suffix=path.suffix[:16]),
    )  # fmt: skip


# The records as the plan of the documents -----------------------------------------------------------------------------


def as_routes(plan: Plan) -> RoutePlan:
    """Return a plan as the documents take it."""
    settings = Settings.from_wire(plan.settings)
    planning = settings.planning()
    teams = teams_of(plan)
    visits = visits_of(plan)
    known = {one.id: one for one in stops_of(plan.campaign, [one.patch.uuid for one in visits], planning)}
    epsg = plan.campaign.epsg
    by_number: dict[str, list[Visit]] = {}
    for one in visits:
        by_number.setdefault(one.patch.number, []).append(one)
    stops = {number: known.get(number) or _stop(own[0], epsg) for number, own in by_number.items()}
    starts = []
    for team in teams:
        x, y = _plane([[team.start_lon, team.start_lat]], epsg)[0].tolist()
        starts.append(Start(x, y, given=team.is_start_given))
    routes = []
    for start, team in zip(starts, teams, strict=True):
        for day in team.days.all():
            held = [own for own in by_number.values() if own[0].team_id == team.pk and own[0].day == day.day]
            routes.append(_route((team, day), sorted(held, key=lambda own: own[0].order or 0), stops, start, epsg))
    left = tuple(
        LeftOver(stops[number], own[0].left_because, own[0].left_words, None, None, own[0].priority)  # type: ignore[arg-type]
        for number, own in by_number.items()
        if own[0].team_id is None
    )
    listed = stop_list(plan.title, list(stops.values()), total=len(by_number), chosen=True)
    return RoutePlan(
        title=f"{plan.campaign.area_name}{plan.campaign.year}", epsg=epsg, groups=len(teams),
        days=max((route.day for route in routes), default=0), starts=tuple(starts), stops=listed,
        routes=tuple(routes), left_over=left, network=network(plan.roads, planning, epsg=epsg),
        roads_file=str(plan.roads or ""), planning=planning, priority=settings.priority,
        search=Search(int(plan.search.get("steps", 0)), int(plan.search.get("seed", 0)),
                      ended_by_clock=bool(plan.search.get("ended_by_clock", False))),
        names=tuple(team.name for team in teams),
    )  # fmt: skip


def _plane(points: Sequence[Sequence[float]], epsg: int) -> Any:
    return np.round(transform_coordinates(np.array(points), GEOGRAPHIC_EPSG, epsg), 2)


def _stop(lead: Visit, epsg: int) -> Stop:
    """Return the stop of a patch that others stand for by now."""
    x, y = _plane([[lead.lon, lead.lat]], epsg)[0].tolist()
    area = lead.patch.area_mu
    return Stop(
        lead.patch.number, lead.patch.number, shapely.Point(x, y), x, y, township=lead.patch.township_name,
        village=lead.patch.village, area_mu=float(area or Decimal(0)), reasons=tuple(lead.reasons), why=lead.why,
    )  # fmt: skip


def _route(
    when: tuple[Team, Day], held: Sequence[list[Visit]], stops: Mapping[str, Stop], start: Start, epsg: int
) -> DayRoute:  # fmt: skip
    team, day = when
    visits = []
    for order, own in enumerate(held, 1):
        lead, last = own[0], own[-1]
        visits.append(
            PlannedVisit(
                stops[lead.patch.number], order, lead.arrives or 0, lead.begins or 0, last.leaves or 0,
                _way(lead.way, lead, epsg), lead.travel_seconds, sum(one.service_seconds for one in own),
                lead.priority, lead.lunch,
            )
        )  # fmt: skip
    line = day.way_back or [[team.start_lon, team.start_lat]] * 2
    back = Way(_plane(line, epsg), float(day.back_seconds), float(day.back_metres), 0.0, 0.0)
    return DayRoute(
        group=team.place, day=day.day, start=start, visits=tuple(visits), leave=day.leaves, back=day.returns,
        way_back=back, back_seconds=day.back_seconds, lunch=day.has_lunch_on_way_back,
    )  # fmt: skip


def _way(line: Sequence[Sequence[float]], lead: Visit, epsg: int) -> Way:
    points = line if len(line) > 1 else [[lead.lon, lead.lat]] * 2
    beside = min(lead.beside_m, lead.metres)
    return Way(
        _plane(points, epsg), float(lead.travel_seconds), float(lead.metres - beside), float(beside),
        float(lead.estimated_m), on_foot=lead.is_on_foot,
    )  # fmt: skip
