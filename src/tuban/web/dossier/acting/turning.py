"""Splitting a patch, merging neighbours, and undoing either (分宗、并宗、还原)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

import shapely
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.dossier.acting.asides import (
    both_versions,
    changed_or,
    expected,
    form_state,
    sentence,
)
from tuban.web.dossier.head import head_of, patch_or_404
from tuban.web.dossier.place import frame_of, on_plane
from tuban.web.rail import on_rail
from tuban.workflow.comparison.actions import merge_and_compare, restore_and_compare, split_and_compare
from tuban.workflow.comparison.reading import reading_of
from tuban.workflow.patches.cutting import Piece, cut, joined, to_plane
from tuban.workflow.patches.meanwhile import ChangedMeanwhile
from tuban.workflow.patches.outlines import line_of, outlines_of_file, points_of_text, ring_of
from tuban.workflow.patches.policies import may_merge, may_restore, may_split
from tuban.workflow.patches.queries.hands import adjoining
from tuban.workflow.sent_file import on_disk

_HUES = ("#0b6e74", "#d55e00", "#0072b2", "#e69f00", "#cc79a7", "#117733", "#7f8c8d")


@dataclass(frozen=True, slots=True)
class _Shown:
    """A piece as the preview shows it."""

    number: int
    path: str
    colour: str
    area_m2: Decimal
    share: str


def _shape(patch: Any) -> shapely.Geometry:
    return shapely.from_wkb(bytes(patch.geometry.wkb))


def _drawn(request: HttpRequest, epsg: int) -> list[shapely.Geometry]:
    """Return what cuts: the outlines of a file, else the line or the outline through the points of the text.

    Raises OutlineUnreadable.
    """
    file = request.FILES.get("file")
    if file is not None:
        with on_disk(file) as path:
            return outlines_of_file(path, file.name or "", epsg=epsg)
    points = points_of_text(request.POST.get("points", ""), epsg=epsg)
    return [ring_of(points) if request.POST.get("as") == "outline" else line_of(points)]


def _pieces(drawn: Sequence[shapely.Geometry], patch: Any) -> list[Piece]:
    return cut(_shape(patch), drawn, epsg=patch.campaign.epsg, area_m2=patch.area_m2, monitored_m2=patch.monitored_m2)


def _preview(patch: Any, pieces: Sequence[Piece]) -> dict[str, Any]:
    frame = frame_of(on_plane(patch.geometry, patch.campaign.epsg), patch.campaign.epsg)
    shown = [
        _Shown(
            number=place,
            path=_path(frame, to_plane(piece.geometry, patch.campaign.epsg)),
            colour=_HUES[(place - 1) % len(_HUES)],
            area_m2=piece.area_m2,
            share=f"{piece.area_m2 / patch.area_m2 * 100:.2f}%",
        )
        for place, piece in enumerate(pieces, start=1)
    ]
    return {"pieces": shown, "sum": sum((piece.area_m2 for piece in pieces), Decimal(0)), "whole": patch.area_m2}


def _path(frame: Any, shape: shapely.Geometry) -> str:
    """Return a shape of the working CRS as a path on the paper of the editor."""
    said = []
    for polygon in shapely.get_parts(shape):
        for ring in (polygon.exterior, *polygon.interiors):
            points = (frame.place(x, y) for x, y in ring.coords)
            said.append("M" + " ".join(f"{x:.2f} {y:.2f}" for x, y in points) + "Z")
    return "".join(said)


@on_rail("map")
@require_http_methods(["GET", "HEAD", "POST"])
def split(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Split a patch along a line or by outlines."""
    patch = patch_or_404(request, uuid)
    fault, versions, status, preview = "", [], 200, None
    if request.method == "POST":
        try:
            drawn = _drawn(request, patch.campaign.epsg)
            preview = _preview(patch, _pieces(drawn, patch))
            made = split_and_compare(
                patch, by=by(request), expected_version=expected(request), cut_by=drawn,
                reason=request.POST.get("reason", "").strip(),
            )  # fmt: skip
        except ChangedMeanwhile as error:
            patch = patch_or_404(request, uuid)
            fault, versions, status = sentence(error), both_versions(request, patch), 409
        except TubanError as refused:
            patch = patch_or_404(request, uuid)
            told = changed_or(request, patch, refused)
            fault, status = sentence(told), 422
            if told is not refused:
                versions, status = both_versions(request, patch), 409
        else:
            messages.success(
                request,
                ngettext("It is {n} patch now.", "It was split into {n} patches.", len(made)).format(n=len(made)),
            )
            return redirect("web:patch", uuid=made[0].uuid)
    frame = frame_of(on_plane(patch.geometry, patch.campaign.epsg), patch.campaign.epsg)
    context = {
        **head_of(request, patch, ""),
        **form_state(patch),
        "reason_not": may_split.explain(by(request), patch),
        "fault": fault,
        "versions": versions,
        "preview": preview,
        "typed": request.POST,
        "frame_mm": {"width": frame.width_mm, "height": frame.height_mm},
        "west": frame.west,
        "north": frame.north,
        "metres": frame.metres_per_mm,
        "own_path": _path(frame, on_plane(patch.geometry, patch.campaign.epsg)),
        "place_of": _place_key(patch),
    }
    return render(request, "web/dossier/split.html", context, status=status)


def _place_key(patch: Any) -> str:
    reading = reading_of(patch)
    return str(reading.comparison.pk)[:8] if reading else ""


@require_POST
def split_preview(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show what a cut would make, with areas that sum to the patch exactly; nothing is changed."""
    patch = patch_or_404(request, uuid)
    try:
        context: dict[str, Any] = {
            "preview": _preview(patch, _pieces(_drawn(request, patch.campaign.epsg), patch)),
            "fault": "",
        }
    except TubanError as error:
        context = {"preview": None, "fault": sentence(error)}
    return render(request, "web/dossier/pieces.html", context)


@on_rail("map")
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Merge a patch with neighbours."""
    patch = patch_or_404(request, uuid)
    acting = by(request)
    fault, status, versions = "", 200, []
    neighbours = list(adjoining(acting, patch))
    chosen = set(request.POST.getlist("other"))
    if request.method == "POST":
        others = [one for one in neighbours if str(one.uuid) in chosen]
        try:
            if not others:
                raise _nothing_chosen()
            listed = [patch, *others]
            seen = [expected(request), *(_seen(request, one) for one in others)]
            made = merge_and_compare(
                *listed, by=acting, expected_versions=seen, reason=request.POST.get("reason", "").strip()
            )
        except ChangedMeanwhile as error:
            patch = patch_or_404(request, uuid)
            fault, versions, status = sentence(error), both_versions(request, patch), 409
        except TubanError as refused:
            patch = patch_or_404(request, uuid)
            told = changed_or(request, patch, refused)
            fault, status = sentence(told), 422
            if told is not refused:
                versions, status = both_versions(request, patch), 409
        else:
            messages.success(request, _("{n} patches are one now: {patch}.").format(n=len(listed), patch=made))
            return redirect("web:patch", uuid=made.uuid)
    context = {
        **head_of(request, patch, ""),
        **form_state(patch),
        "reason_not": may_merge.explain(acting, patch),
        "neighbours": [
            {
                "patch": one, "reason": may_merge.explain(acting, one), "is_chosen": str(one.uuid) in chosen,
                "sum": patch.area_m2 + one.area_m2, "is_one_piece": _is_one_piece(patch, one),
            }
            for one in neighbours
        ],
        "fault": fault, "versions": versions, "typed": request.POST, "place_of": _place_key(patch),
    }  # fmt: skip
    return render(request, "web/dossier/merge.html", context, status=status)


class NothingChosen(TubanError):
    """Choose at least one neighbour."""

    code = "web.nothing_chosen"
    hint = "Tick the patches that become one with this one."


def _nothing_chosen() -> NothingChosen:
    return NothingChosen()


def _seen(request: HttpRequest, patch: Any) -> int:
    text = request.POST.get(f"version-{patch.uuid}", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _is_one_piece(patch: Any, other: Any) -> bool:
    try:
        joined([_shape(patch), _shape(other)], [patch, other], patch.campaign.epsg)
    except TubanError:
        return False
    return True


@on_rail("map")
@require_http_methods(["GET", "HEAD", "POST"])
def restore(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Undo the last split or merge."""
    patch = patch_or_404(request, uuid)
    fault, status, versions = "", 200, []
    if request.method == "POST":
        try:
            made = restore_and_compare(
                patch, by=by(request), expected_version=expected(request), reason=request.POST.get("reason", "").strip()
            )
        except ChangedMeanwhile as error:
            patch = patch_or_404(request, uuid)
            fault, versions, status = sentence(error), both_versions(request, patch), 409
        except TubanError as refused:
            patch = patch_or_404(request, uuid)
            told = changed_or(request, patch, refused)
            fault, status = sentence(told), 422
            if told is not refused:
                versions, status = both_versions(request, patch), 409
        else:
            words = ngettext("{n} patch was restored.", "{n} patches were restored.", len(made))
            messages.success(request, words.format(n=len(made)))
            return redirect("web:patch", uuid=made[0].uuid)
    context = {
        **head_of(request, patch, ""), **form_state(patch), "reason_not": may_restore.explain(by(request), patch),
        "family": _turned(patch), "fault": fault, "versions": versions, "typed": request.POST,
    }  # fmt: skip
    return render(request, "web/dossier/restore.html", context, status=status)


def _turned(patch: Any) -> dict[str, list[Any]]:
    """Return what would go and what would come back."""
    if patch.origins.exists() and patch.fate == "active":
        turn = patch.origins.order_by("-at").first().turn_id
        rows = type(patch.origins.first()).objects.filter(turn_id=turn).select_related("parent", "child")
    else:
        first = patch.descendants.order_by("-at").first()
        rows = patch.descendants.filter(turn_id=first.turn_id).select_related("parent", "child") if first else []
    return {
        "go": list({row.child.pk: row.child for row in rows}.values()),
        "come": list({row.parent.pk: row.parent for row in rows}.values()),
    }
