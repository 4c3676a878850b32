"""Which layers and images are ready to be drawn; what is not is asked for."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from tuban.web.acting import by
from tuban.workflow.layers.drawing import is_ready
from tuban.workflow.layers.on_map import sheets_of
from tuban.workflow.layers.readiness import ask_to_make_ready, how_far

_MOST = 40


@require_POST
def readiness(request: HttpRequest) -> JsonResponse:
    """Say which editions of ``of`` (keys, with commas) are ready, and how far the others are; ask for those."""
    ready, waiting = [], {}
    for key in request.POST.get("of", "").split(",")[:_MOST]:
        try:
            editions = sheets_of(by(request), UUID(key))
        except ValueError:
            continue
        left = [one for one in editions if not is_ready(one)]
        if editions and not left:
            ready.append(key)
        elif left:
            ask_to_make_ready(left)
            count = f"{len(editions) - len(left)} / {len(editions)}" if len(editions) > 1 else ""
            waiting[key] = " ".join(part for part in (count, how_far(left[0])) if part)
    return JsonResponse({"ready": ready, "waiting": waiting})
