"""The page that says whether the office is well; a machine is told only yes or no."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tuban.jobs.daily import states
from tuban.web.acting import acting_of
from tuban.web.rail import on_rail
from tuban.web.tabs import settings_tabs
from tuban.workflow.health import checks
from tuban.workflow.organisations.roles import Role

_UNWELL = 503


@on_rail("settings")
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer a person in words; a machine, or whoever is not signed in, with ok or not ok and nothing else."""
    asks_as_machine = "text/html" not in request.headers.get("Accept", "")
    acting = acting_of(request) if request.user.is_authenticated else None
    if asks_as_machine or acting is None:
        is_well = all(one.is_well for one in checks(is_quick=True))
        return JsonResponse({"ok": is_well}, status=200 if is_well else _UNWELL)
    answers = checks(for_keeper=acting.role is Role.SYSTEM_ADMINISTRATOR)
    context = {
        "tabs": settings_tabs("health"), "answers": answers, "is_well": all(one.is_well for one in answers),
        "daily": states(),
    }  # fmt: skip
    return render(request, "web/health/page.html", context)
