"""Beginning an upload and going on with one: the page, and what its script asks for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.imports.found import found
from tuban.web.rail import on_rail
from tuban.workflow.audit.policies import Refused
from tuban.workflow.patches.arrivals import files
from tuban.workflow.patches.arrivals.actions import Announced, begin_arrival, check
from tuban.workflow.patches.arrivals.policies import may_begin_arrival, may_receive
from tuban.workflow.patches.arrivals.queries import unfinished_of

if TYPE_CHECKING:
    from tuban.workflow.patches.arrivals.queries import Arrival


@on_rail("data")
@require_GET
def upload_page(request: HttpRequest, arrival_id: UUID | None = None) -> HttpResponse:
    """Show the page on which a disc is uploaded; with an arrival, the one on which its upload goes on."""
    acting = by(request)
    arrival = found(request, arrival_id) if arrival_id else None
    if arrival is not None and arrival.state != arrival.State.UPLOADING:
        return redirect("web:import", arrival.pk)
    reason = may_receive.explain(acting, arrival) if arrival else may_begin_arrival.explain(acting)
    return render(request, "web/imports/upload.html", {
        "arrival": arrival, "state": _state(arrival) if arrival else None, "reason": reason,
        "unfinished": [one for one in unfinished_of(acting) if arrival is None or one.pk != arrival.pk],
    }, status=403 if reason and arrival is None else 200)  # fmt: skip


@require_POST
def begin(request: HttpRequest) -> JsonResponse:
    """Open an upload for the files that the script announces."""
    try:
        announced = _announced(json.loads(request.body))
    except (ValueError, TypeError, KeyError, RecursionError):
        return JsonResponse({"code": "web.not_understood", "message": "The request is not understood."}, status=400)
    try:
        arrival = begin_arrival(by=by(request), name=announced[0], announced=announced[1])
    except TubanError as error:
        return _refused(error)
    return JsonResponse(_state(arrival), status=201)


@require_GET
def state(request: HttpRequest, arrival_id: UUID) -> JsonResponse:
    """Tell which files of an upload are here, and how much of each."""
    return JsonResponse(_state(found(request, arrival_id)))


@require_POST
def finish(request: HttpRequest, arrival_id: UUID) -> JsonResponse:
    """Have a whole disc looked through. Asked twice, it answers the same."""
    arrival = found(request, arrival_id)
    if arrival.state == arrival.State.UPLOADING:
        try:
            check(arrival, by=by(request))
        except TubanError as error:
            again = found(request, arrival_id)
            if again.state == again.State.UPLOADING:
                return _refused(error)
    return JsonResponse({"page": reverse("web:import", args=[arrival.pk])})


def _announced(said: Any) -> tuple[str, list[Announced]]:
    name = str(said["name"]).strip()[:200] or "光盘"
    return name, [Announced(str(one["path"]), int(one["size"]), int(one.get("modified", 0))) for one in said["files"]]


def _state(arrival: Arrival) -> dict[str, Any]:
    return {
        "id": str(arrival.pk),
        "name": arrival.name,
        "size": arrival.size,
        "isOpen": arrival.state == arrival.State.UPLOADING,
        "page": reverse("web:import", args=[arrival.pk]),
        "upload": reverse("web:import_upload", args=[arrival.pk]),
        "endpoint": reverse("web:import_files", args=[arrival.pk]),
        "state": reverse("web:import_state", args=[arrival.pk]),
        "finish": reverse("web:import_finish", args=[arrival.pk]),
        "drop": reverse("web:import_drop", args=[arrival.pk]),
        "version": arrival.version,
        "files": [
            {
                "path": one.path, "size": one.size, "modified": one.modified, "offset": one.offset,
                "url": reverse("web:import_file", args=[arrival.pk, one.key]) if one.is_begun else "",
            }
            for one in files.uploads_of(arrival)
        ],
    }  # fmt: skip


def _refused(error: TubanError) -> JsonResponse:
    status = 403 if isinstance(error, Refused) else 409
    return JsonResponse({"code": error.code, "message": f"{error.message} {error.advice}".strip()}, status=status)
