"""The present view as a sheet to print."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import numpy as np
import shapely
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tuban.kernel.crs import GEOGRAPHIC_EPSG, transform_coordinates, transform_geometries
from tuban.kernel.drawn_layers import shapes_in
from tuban.kernel.formats.children import Nursery
from tuban.kernel.vector_tiles import Box
from tuban.render.map_view import MapView, ViewLayer, frame_of, write_map_view
from tuban.render.maps.frame import MapFrame
from tuban.render.maps.imagery import Picture
from tuban.render.maps.imagery_children import Window, read_windows
from tuban.render.maps.patches import Legend, MapPatch, short_numbers
from tuban.render.state_style import mark_of_stage
from tuban.values.identities import uuid_of
from tuban.web.acting import by
from tuban.web.map.asked import wanted, window
from tuban.web.map.layer_styles import legend_of, style_of
from tuban.web.map.marks import legend
from tuban.workflow.layers.drawing import picture_of, told_columns
from tuban.workflow.layers.on_map import edition_on_map, image_of, meeting, paths_of
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.on_map import Wanted, outlines_in, seen_on_map, working_epsg_of
from tuban.workflow.patches.states import State

MOST = 4000
_MM_PER_PIXEL = 0.16
_LONGEST_TITLE = 60
_NOTHING = UUID(int=0)
_TAKEN = "认"
"""Stands behind the number of a patch whose finding a person took."""


@require_GET
def sheet(request: HttpRequest) -> HttpResponse:
    """Serve the view as PDF: its window, filter, layers and image, all out of its address."""
    person, asked, box = by(request), wanted(request.GET), window(request.GET)
    if box is None:
        messages.error(request, _("The address does not say which part of the map to print."))
        return redirect("web:map")
    view_of = request.GET.get
    epsg = working_epsg_of(seen_on_map(person), box)
    corners = shapely.segmentize(shapely.box(*box), (box[2] - box[0]) / 8)
    west, south, east, north = transform_geometries(np.array([corners]), GEOGRAPHIC_EPSG, epsg)[0].bounds
    frame = frame_of((west, south, east, north), epsg)
    patches = _patches(person, asked, frame, by_state=view_of("by") == "state")
    if len(patches) > MOST:
        messages.error(request, _("A sheet holds {most} patches at most; go nearer, or filter.").format(most=MOST))
        return redirect(f"{request.path.rsplit('/', 1)[0]}/?{request.GET.urlencode()}")
    with tempfile.TemporaryDirectory(prefix="tuban-sheet-") as scratch:
        folder = Path(scratch)
        picture, image = _picture(person, frame, view_of("base", ""), folder)
        layers = _layers(person, frame, view_of("layers", ""))
        target = folder / "sheet.pdf"
        view = _view(request, frame=frame, patches=patches, layers=layers, picture=picture, image=image)
        write_map_view(view, target)
        response = HttpResponse(target.read_bytes(), content_type="application/pdf")
    name = f"{_('Map sheet')}-{timezone.localdate():%Y%m%d}.pdf"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return response


def _view(
    request: HttpRequest,
    *,
    frame: MapFrame,
    patches: Sequence[MapPatch],
    layers: Sequence[ViewLayer],
    picture: Picture | None,
    image: str,
) -> MapView:
    person = by(request)
    by_state = request.GET.get("by") == "state"
    title = request.GET.get("title", "").strip()[:_LONGEST_TITLE]
    facts = [("底图", image)] if picture is not None else []
    return MapView(
        title=title or f"{person.post.unit.name}图斑分布图",
        left="练习数据" if person.is_practice else "",
        right="",
        frame=frame,
        patches=patches,
        legend=_stages() if by_state else _findings(),
        legend_title="办理环节" if by_state else "图斑性质",
        layers=layers,
        picture=picture,
        facts=facts,
        notes=[] if by_state else ["编号后注“认”的已认定，按认定的性质；其余为系统建议，供审核参考，签字前不作认定。"],
        foot=(f"制图：{person.person_name}　{timezone.localdate():%Y年%m月%d日}", "本图供办公使用，不作权属和界线依据"),
    )


def _findings() -> Legend:
    known = legend()
    return Legend({**known.labels, "": "未提出建议"}, {**known.marks, "": mark_of_stage("issued")})


def _stages() -> Legend:
    return Legend(
        {state.value: str(state.label) for state in State}, {state.value: mark_of_stage(state.value) for state in State}
    )


def _patches(person: Acting, asked: Wanted, frame: MapFrame, *, by_state: bool) -> list[MapPatch]:
    rows = outlines_in(person, asked, _degrees(frame), most=MOST + 1)
    if not rows:
        return []
    shapes = transform_geometries(shapely.from_wkb([row.wkb for row in rows]), GEOGRAPHIC_EPSG, frame.epsg)
    seen = shapely.intersects(shapely.box(*frame.bounds), shapes)
    centres = shapely.get_coordinates(shapely.point_on_surface(shapes)).tolist()
    names = short_numbers([row.number for row in rows])
    known = _findings().labels
    return [
        MapPatch(
            number=row.number, part=row.part,
            short=(f"{names[row.number]}-{row.part}" if row.part else names[row.number])
            + (_TAKEN if row.taken is not None and not by_state else ""),
            geometry=shape, centre=(centre[0], centre[1]), degrees=(0.0, 0.0),
            finding=row.state if by_state else row.finding if row.finding in known else "", is_final=False,
            is_inconsistent=row.survey == "inconsistent", township_code="", township_name="", village="", list_mark="",
            images=("", ""), comparison="", figures={}, monitored=None,
        )
        for row, shape, centre, is_seen in zip(rows, shapes, centres, seen.tolist(), strict=True) if is_seen
    ]  # fmt: skip


def _degrees(frame: MapFrame) -> Box:
    edges = shapely.get_coordinates(shapely.segmentize(shapely.box(*frame.bounds), frame.metres_per_mm * 20))
    degrees = transform_coordinates(edges, frame.epsg, GEOGRAPHIC_EPSG)
    (west, south), (east, north) = degrees.min(axis=0).tolist(), degrees.max(axis=0).tolist()
    return west, south, east, north


def _picture(person: Acting, frame: MapFrame, base: str, folder: Path) -> tuple[Picture | None, str]:
    editions = meeting(image_of(person, uuid_of(base) or _NOTHING), _degrees(frame))
    if not editions:
        return None, ""
    with Nursery(at_once=1) as nursery:
        shown = next(read_windows([[Window(frame)]], [], [picture_of(one) for one in editions], folder, nursery))
    one = editions[0]
    return shown.after, f"{style_of(one.role).title} {one.edition or one.as_of}".strip()


def _layers(person: Acting, frame: MapFrame, asked: str) -> list[ViewLayer]:
    found = []
    for part in asked.split(",")[:20]:
        edition = edition_on_map(person, uuid_of(part.partition(":")[0]) or _NOTHING)
        if edition is None or edition.is_image or edition.epsg != frame.epsg:
            continue
        style = style_of(edition.role)
        code_column, _label = told_columns(edition.role)
        shapes, codes = shapes_in(paths_of([edition])[0], frame.widened(4.0), code=code_column)
        fills = legend_of(edition.role, sorted(set(codes))).fills
        lines = style.shape == "lines"
        found.append((style.place, ViewLayer(
            f"{style.title} {edition.edition or edition.as_of}".strip(), shapes,
            ["" if lines else fills.get(code, style.fill) for code in codes], style.line, style.width * _MM_PER_PIXEL,
            " ".join(f"{length * _MM_PER_PIXEL * 2:.1f}" for length in style.dash),
        )))  # fmt: skip
    return [layer for _place, layer in sorted(found, key=lambda item: item[0])]
