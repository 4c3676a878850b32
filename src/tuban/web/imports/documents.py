"""What belongs to a disc and is a file or a drawing: certificate, map, the roles as disc.yaml."""

from __future__ import annotations

import re
from urllib.parse import quote
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from tuban.web.imports.found import found
from tuban.workflow import store
from tuban.workflow.patches.arrivals import files

_CERTIFICATES = {"json": ("certificate", "application/json"), "pdf": ("certificate_page", "application/pdf")}

_STYLE = re.compile(rb' style="--mark:[\d.]*"')
"""Charts that earlier editions of the product drew carry a style, which the pages do not allow."""


@require_GET
def certificate(request: HttpRequest, arrival_id: UUID, ending: str) -> FileResponse:
    """Hand out the certificate of import, as JSON for programs or as PDF for signatures."""
    arrival = found(request, arrival_id)
    if ending not in _CERTIFICATES:
        raise Http404
    name, kind = _CERTIFICATES[ending]
    checksum = arrival.certificate if name == "certificate" else arrival.summary.get(name, "")
    if not checksum:
        raise Http404
    path = store.found(checksum, f".{ending}")
    return FileResponse(path.open("rb"), content_type=kind, as_attachment=True, filename=f"导入证明.{ending}")


@require_GET
def chart(request: HttpRequest, arrival_id: UUID) -> HttpResponse:
    """Hand out the map of the findings; it never changes under its checksum."""
    arrival = found(request, arrival_id)
    checksum = arrival.summary.get("chart", "")
    if not checksum:
        raise Http404
    drawn = _STYLE.sub(b"", store.found(checksum, ".svg").read_bytes())
    response = HttpResponse(drawn, content_type="text/html; charset=utf-8")
    response["ETag"] = f'"{checksum}"'
    response["Cache-Control"] = "private, no-cache"
    return response


@require_GET
def disc_yaml_file(request: HttpRequest, arrival_id: UUID) -> HttpResponse:
    """Hand out the roles that a person gave, to be put on the disc."""
    path = files.said_of(found(request, arrival_id))
    if path is None:
        raise Http404
    response = HttpResponse(path.read_bytes(), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote('disc.yaml')}"
    return response
