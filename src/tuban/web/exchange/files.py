"""The card of the unit and packages that were made, as files to take along."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from tuban.web.acting import by
from tuban.workflow.exchange.policies import may_exchange
from tuban.workflow.exchange.queries import card_of, file_of, keys_row, package_for


@require_safe
def card_file(request: HttpRequest) -> HttpResponse:
    """Hand over the card of the unit."""
    acting = by(request)
    may_exchange.demand(acting)
    row = keys_row(acting.post.unit)
    if row is None:
        raise Http404
    answer = HttpResponse(card_of(row).as_text(), content_type="application/json")
    answer.headers["Content-Disposition"] = str(content_disposition_header(True, f"名片-{row.unit.code or '0'}.json"))
    return answer


@require_safe
def package_file(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Hand over a package that was made here."""
    acting = by(request)
    may_exchange.demand(acting)
    found = package_for(acting, key)
    if found is None or not found.checksum:
        raise Http404
    return FileResponse(
        file_of(found).open("rb"), as_attachment=True, filename=found.name, content_type="application/octet-stream"
    )
