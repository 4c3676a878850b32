"""``tuban route``: which group visits which patches on which day, in which order (外业路线)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import click

from tuban.cli.output_folder import whole_or_nothing
from tuban.cli.route_books import write_books
from tuban.cli.route_files import Source, look_at_roads, read_numbers, read_roads, read_stops, told_of_roads
from tuban.cli.route_summary import route_summary
from tuban.cli.terminal import shown_progress
from tuban.cli.vector_files import FileUnusable, Reader, reading
from tuban.inspect.routes.from_rows import place_of
from tuban.inspect.routes.network import RoadNetwork, network_of
from tuban.inspect.routes.plan import Start
from tuban.inspect.routes.planner import Wanted, plan_routes
from tuban.inspect.routes.planning import NotATime, Planning, read_planning
from tuban.inspect.routes.stops import PRIORITIES, stop_list
from tuban.render.routes import MARK, write_routes
from tuban.rules.rulebook import load
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _


class NothingToVisit(TubanError):
    """{file} holds nothing to visit."""

    code = "routes.nothing_to_visit"
    hint = "Where a result leaves nothing for the field, --all plans a visit to every patch."


class StartNotUnderstood(TubanError):
    """“{text}” is no place to start from."""

    code = "routes.start_not_understood"
    hint = "Write longitude,latitude such as 114.31,30.52, or east,north in metres of the working zone EPSG:{epsg}."


class StartsDoNotMatch(TubanError):
    """{starts} starts are given for {groups} groups."""

    code = "routes.starts_do_not_match"
    hint = "Give --start once for all groups, or once for each group in their order."


_HELP = _(
    """Plan the field days: which group visits which patches, on which day, in which order, along the roads.

STOPS is a result folder of tuban inspect (the patches that the office cannot settle; --all for every one), a file of
polygons or points in any format that tuban reads, or a CSV or Excel table with 经度 and 纬度 or X and Y. FILE#LAYER
names one of several layers or sheets. The folder OUT holds a workbook, GPX, KML, a map page, a JSON file and, from a
result, a prefilled field book a group. A stop that cannot be reached or does not
fit into the days is listed with the reason, never lost.

\b
Examples:
  tuban route build/demo --roads 道路.gpkg --groups 3 -o build/routes
  tuban route patches.shp --roads roads.geojson --groups 5 --days 4 --start 114.31,30.52 -o routes
  tuban route 待核查.xlsx --groups 2 --hours 08:00-18:00 --done 已核查.csv -o routes

\b
Exit codes: 0 written · 2 it could not be done; nothing was written"""
)


@click.command(help=_HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("stops", metavar="STOPS")
@click.option("--roads", metavar="FILE", help=_("Roads as lines with their class; without it straight lines count."))
@click.option("--groups", type=click.IntRange(1, 99), default=1, show_default=True, help=_("How many groups of two."))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="OUT", required=True, help=_("The folder for the plan.")
)
@click.option("--all", "everything", is_flag=True, help=_("Every patch of a result, not only those for the field."))
@click.option("--days", type=click.IntRange(1, 366), help=_("Working days at most; without it as many as it takes."))
@click.option("--hours", metavar="08:30-17:30", help=_("The working day."))
@click.option("--lunch", metavar="12:00-13:00", help=_("The break at noon, or none."))
@click.option(
    "--start", "starts", metavar="X,Y", multiple=True,
    help=_("Where groups leave and return: longitude,latitude or east,north. Once for all, or once for each group."),
)  # fmt: skip
@click.option("--priority", type=click.Choice(PRIORITIES), default="balanced", show_default=True,
              help=_("What goes first when not all can be done."))  # fmt: skip
@click.option("--first", metavar="NUMBER", multiple=True, help=_("A patch that goes before all others."))
@click.option("--done", type=click.Path(path_type=Path), metavar="FILE", help=_("Numbers that are done already."))
@click.option("--plan", "own", type=click.Path(path_type=Path), metavar="YAML", help=_("Planning values of your own."))
@click.option("--seconds", type=click.FloatRange(0.1, 3600), help=_("How long to search, about."))
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), help=_("Another seed may find other routes."))
@click.option("--books/--no-books", default=True, help=_("A field book a group, from a result (the default), or not."))
@click.option("--crs", metavar="EPSG:N", help=_("The coordinate system of files that do not say their own."))
def route(
    stops: str, *, roads: str | None, groups: int, output: Path, everything: bool, days: int | None, hours: str | None,
    lunch: str | None, starts: tuple[str, ...], priority: str, first: tuple[str, ...], done: Path | None,
    own: Path | None, seconds: float | None, seed: int | None, books: bool,
    crs: str | None,
) -> None:  # fmt: skip
    """Plan and write."""
    began = perf_counter()
    planning = read_planning(own, _changes(hours, lunch, seconds, seed))
    if len(starts) not in (0, 1, groups):
        raise StartsDoNotMatch(starts=len(starts), groups=groups)
    finished = read_numbers(done) if done is not None else []
    rulebook = load()
    with whole_or_nothing(output, mark=MARK) as folder, shown_progress() as progress:
        with reading(crs) as reader:
            progress(_("Reading"), 0, 0)
            layer = look_at_roads(roads, reader) if roads is not None else None
            roads_epsg = layer.working_epsg if layer is not None else None
            source = read_stops(
                stops, reader, rulebook, planning, everything=everything, crs=crs, roads_epsg=roads_epsg
            )
            network = _network(roads, reader, planning, source) if roads is not None else None
        chosen = stop_list(
            source.shown, source.stops, total=source.total, chosen=source.chosen, done=finished, first=first
        )
        if not chosen.stops:
            raise NothingToVisit(file=source.shown)
        _tell_strangers(source, [*first, *finished])
        _tell_repeated(source)
        plan = plan_routes(
            chosen, network, planning,
            Wanted(groups, [_start(text, source.epsg) for text in starts], days, priority),
            epsg=source.epsg, title=source.title, roads_file=layer.shown if layer is not None else "",
            townships=source.townships, progress=progress,
        )  # fmt: skip
        progress(_("Writing the plan"), 0, 0)
        write_routes(plan, folder)
        notes = write_books(
            plan, Path(stops), folder, lambda done, count: progress(_("Writing field books"), done, count)
        ) if books else []  # fmt: skip
    click.echo(route_summary(plan, output, perf_counter() - began, notes))


def _changes(hours: str | None, lunch: str | None, seconds: float | None, seed: int | None) -> Mapping[str, Any]:
    day: dict[str, Any] = {}
    if hours is not None:
        day["opens"], day["closes"] = _span(hours)
    if lunch is not None:
        day["lunch_from"], day["lunch_to"] = ("00:00", "00:00") if lunch in ("none", "无") else _span(lunch)
    search = {name: value for name, value in (("seconds", seconds), ("seed", seed)) if value is not None}
    return {"day": day, "search": search}


def _span(text: str) -> tuple[str, str]:
    begin, dash, end = text.replace("—", "-").replace("–", "-").replace("~", "-").partition("-")
    if not dash:
        raise NotATime(text=text)
    return begin, end


def _network(roads: str, reader: Reader, planning: Planning, source: Source) -> RoadNetwork:
    read = read_roads(look_at_roads(roads, reader), reader, planning, epsg=source.epsg)
    told = told_of_roads(read)
    if told:
        click.echo(told, err=True)
    network = network_of(read, planning)
    if network is None:
        raise FileUnusable(
            message=_("{file} holds no road that can be driven.").format(file=read.shown),
            advice=_("Give another file, or leave --roads out: straight lines then count."),
        )
    if network.unknown_words:
        words = "、".join(f"{word} ({count})" for word, count in list(network.unknown_words.items())[:6])
        line = _("{file}: road classes that are not known count as slow roads: {words}")
        click.echo(line.format(file=read.shown, words=words), err=True)
    return network


def _start(text: str, epsg: int) -> Start:
    place = place_of(text, epsg)
    if place is None:
        raise StartNotUnderstood(text=text, epsg=epsg)
    return Start(round(place[0], 2), round(place[1], 2), given=True)


def _tell_strangers(source: Source, named: Sequence[str]) -> None:
    strangers = sorted(set(named) - {stop.number for stop in source.stops})
    if strangers:
        shown = "、".join(strangers[:5]) + ("…" if len(strangers) > 5 else "")
        line = _("{count} numbers are not among the stops: {numbers}")
        click.echo(line.format(count=len(strangers), numbers=shown), err=True)


def _tell_repeated(source: Source) -> None:
    counts = Counter(stop.number for stop in source.stops)
    repeated = [number for number, count in counts.items() if count > 1]
    if repeated:
        shown = "、".join(repeated[:5]) + ("…" if len(repeated) > 5 else "")
        line = _("{count} numbers are given more than once; the later ones bear a count: {numbers}")
        click.echo(line.format(count=len(repeated), numbers=shown), err=True)
