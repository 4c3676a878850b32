"""The draft of a plan, and every version as it was handed in."""

from __future__ import annotations

import io
from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.utils import timezone
from django.views.decorators.http import require_safe

from tuban.web.acting import by
from tuban.web.found import found_or_404
from tuban.web.plans import shown
from tuban.workflow import store
from tuban.workflow.plans.drafting import draft
from tuban.workflow.plans.queries import plans_seen_by


@require_safe
def draft_file(request: HttpRequest, unit: UUID, kind: str) -> FileResponse:
    """Hand over the draft of a unit with its figures of now."""
    of = shown.kind_of(kind)
    campaign, own = shown.unit_of(request, unit)
    content = draft(campaign, own, of, on=timezone.localdate())
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=f"{own}{of.title}.docx")


@require_safe
def plan_file(request: HttpRequest, key: UUID) -> FileResponse:
    """Hand over a version, byte for byte."""
    one = found_or_404(request, plans_seen_by(by(request)), key)
    return FileResponse(
        store.found(one.checksum, one.suffix).open("rb"), as_attachment=True,
        filename=f"{one.unit}{shown.kind_of(one.kind).title}第{one.number}稿{one.suffix}",
    )  # fmt: skip
