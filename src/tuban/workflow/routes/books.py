"""Route books of the groups (a map, a page for each patch, a QR code) and their 1:10 000 sheets.

The ground around the patches is that of the disc that was loaded; what a page says of a patch is what the office knows
of it now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely
from django.conf import settings
from django.utils import timezone

from tuban.inspect.judging import JudgedPart
from tuban.inspect.progress import Progress
from tuban.inspect.run import Inspection, inspect_disc
from tuban.kernel.chips import ChipPair
from tuban.kernel.crs import GEOGRAPHIC_EPSG, transform_coordinates, transform_geometries
from tuban.render.cards.names import NameGiver
from tuban.render.field_book import BASE, FOLDER, field_book_from_result, write_field_base
from tuban.render.field_book import Day as BookDay
from tuban.render.field_book import Group as BookGroup
from tuban.render.field_book import Stop as BookStop
from tuban.render.fonts import FontUnreadable, NoChineseFont
from tuban.render.image_sheets.drawing import Scene
from tuban.render.image_sheets.pages import Issue
from tuban.render.land_use_sheets import transferred, write_land_use_sheets
from tuban.render.land_use_sheets.selection import PARAMETER
from tuban.render.maps.boundaries import boundaries_of
from tuban.render.maps.ground import read_ground
from tuban.render.maps.patches import Legend, common_beginning, patches_of
from tuban.render.maps.typesetting import faces
from tuban.values.area import AreaUnit
from tuban.values.language import gettext as _
from tuban.workflow import store
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.comparison.loading.reading import read_opened
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.comparison.outlining import with_outline
from tuban.workflow.comparison.queries import judgement_of
from tuban.workflow.routes.models import Plan, Team, Visit
from tuban.workflow.routes.queries import visits_of

PartKey = tuple[str, str]
_AT_ONCE = 200
_CHIPS = "影像对照"


def write_books(plan: Plan, teams: Sequence[Team], folder: Path, progress: Progress) -> list[str]:
    """Write ``外业手簿/<组名>.pdf`` and ``<组名>/万分之一图/…``; returns what must be told."""
    if not plan.campaign.opened_checksum:
        return [_("No route books and sheets: no disc was loaded into this campaign, so the ground is not known.")]
    try:
        face = faces()[0]
    except (NoChineseFont, FontUnreadable) as error:
        return [str(error)]
    law = rulebook_of(plan.campaign)
    visits = [one for one in visits_of(plan) if one.team_id is not None]
    progress(_("Reading the disc"), 0, 0)
    disc = read_opened(store.found(plan.campaign.opened_checksum, ".json"))
    inspection = _of_plan(inspect_disc(disc, settings.HOME.caches / "layers", law, progress), visits, plan)
    progress(_("Drawing sheets"), 0, 0)
    patches = patches_of(inspection, law)
    scene = Scene(boundaries_of(inspection), read_ground(disc, law), Legend.of(law), tuple(patches), face)
    context = inspection.context
    issue = Issue(
        county=plan.campaign.area_name, year=plan.campaign.year, day=timezone.localdate().isoformat(),
        epsg=plan.campaign.epsg, disc=plan.campaign.code, checksum=plan.campaign.disc_checksum, edition=law.edition,
        beginning=common_beginning([patch.number for patch in patches]), is_practice=plan.campaign.is_practice,
    )  # fmt: skip
    base = folder.parent / "base"
    base.mkdir()
    progress(_("Taking the pictures"), 0, 0)
    write_field_base(base / BASE, inspection, scene, issue, law, chips=_chips(visits, base))
    books = field_book_from_result(
        base, _groups(plan, teams, visits), target=folder / FOLDER,
        on_book=lambda done, count: progress(_("Writing field books"), done, count),
    )  # fmt: skip
    limit = law.parameter(PARAMETER, on=context.day, region=context.region_code)
    chosen = transferred(patches, law, on=context.day, region=context.region_code)
    for done, team in enumerate(teams):
        progress(_("Drawing 1:10 000 sheets"), done, len(teams))
        own = {(one.patch.number, one.patch.part_number) for one in visits if one.team_id == team.pk}
        own_folder = folder / folder_of(team)
        own_folder.mkdir()
        write_land_use_sheets(
            scene, [one for one in chosen if one.patch.key in own], own_folder, issue,
            limit=f"{limit.value} {AreaUnit.named(limit.unit).label}",
        )  # fmt: skip
    if books.unknown:
        return [_("{count} patches have no page: they were not compared.").format(count=len(books.unknown))]
    return []


def folder_of(team: Team) -> str:
    """Return the name of the folder of a group."""
    return NameGiver().give(team.name, "_")


def _of_plan(inspection: Inspection, visits: Sequence[Visit], plan: Plan) -> Inspection:
    """Return the inspection with the patches of the plan alone, as the office knows them now."""
    figures = {
        part.key: figure for part, figure in zip(inspection.parts, inspection.figures, strict=True)
    }  # fmt: skip
    parts: list[JudgedPart] = []
    keys = [one.patch_id for one in visits]
    for begin in range(0, len(keys), _AT_ONCE):
        rows = Comparison.objects.filter(is_current=True, patch__in=keys[begin : begin + _AT_ONCE])
        for one in rows.select_related("patch"):
            shape = shapely.from_wkb(bytes(one.patch.geometry.wkb))
            placed = transform_geometries(np.array([shape], dtype=object), GEOGRAPHIC_EPSG, plan.campaign.epsg)[0]
            parts.append(JudgedPart(placed, judgement_of(one)))
    parts.sort(key=lambda part: part.key)
    return replace(inspection, parts=tuple(parts), figures=tuple(figures.get(part.key, {}) for part in parts))


def _chips(visits: Sequence[Visit], base: Path) -> dict[PartKey, ChipPair]:
    """Write the pictures of the patches with their outlines below the base; those that the store lost are left out."""
    folder = base / _CHIPS
    folder.mkdir()
    found: dict[PartKey, ChipPair] = {}
    for visit in visits:
        patch = visit.patch
        paths: dict[str, Path] = {}
        for picture in patch.pictures.all():
            try:
                content = with_outline(patch, picture)
            except store.ContentLost:
                continue
            paths[picture.when] = folder / f"{patch.uuid}-{picture.when}.jpg"
            paths[picture.when].write_bytes(content)
        found[patch.number, patch.part_number] = ChipPair(paths.get("before"), paths.get("after"))
    return found


def _groups(plan: Plan, teams: Sequence[Team], visits: Sequence[Visit]) -> list[BookGroup]:
    groups = []
    for team in teams:
        days = []
        for day in team.days.all():
            own = [one for one in visits if one.team_id == team.pk and one.day == day.day]
            own.sort(key=lambda each: each.order or 0)
            label = f"第{day.day}天" + (f"（{day.on.month}月{day.on.day}日）" if day.on else "")
            stops = tuple(
                BookStop(one.patch.number, one.patch.part_number, f"{one.arrive:%H:%M}" if one.arrive else "")
                for one in own
            )
            days.append(BookDay(label, stops, _way(plan, [*(one.way for one in own), day.way_back])))
        persons = tuple(member.name for member in team.group.members.all())
        notes = tuple(filter(None, (team.start_name and f"出发地：{team.start_name}",)))
        groups.append(BookGroup(team.name, tuple(days), persons, notes))
    return groups


def _way(plan: Plan, pieces: Sequence[Sequence[Sequence[float]]]) -> tuple[tuple[float, float], ...]:
    """Return the way of a day in the working plane, out of its pieces in degrees."""
    points = [point for piece in pieces for point in piece]
    if not points:
        return ()
    placed = transform_coordinates(np.array(points, dtype=float), GEOGRAPHIC_EPSG, plan.campaign.epsg)
    return tuple((round(float(x), 2), round(float(y), 2)) for x, y in placed)
