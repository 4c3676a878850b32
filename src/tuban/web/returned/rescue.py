"""The rescue file: uploaded by a person, its receipts shown as they are told to a device."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.rail import on_rail
from tuban.web.returned.words import STATES
from tuban.web.tabs import field_tabs
from tuban.workflow.survey.rescue import may_take_rescue_at_all, take_rescue
from tuban.workflow.survey.returned import Applied

_MOST = 500


@on_rail("survey")
@require_http_methods(["GET", "HEAD", "POST"])
def rescue(request: HttpRequest) -> HttpResponse:
    """Show where a rescue file is handed in; take it, and show the receipts."""
    acting = by(request)
    context: dict[str, Any] = {"tabs": field_tabs("rescue"), "why_not": may_take_rescue_at_all(acting), "fault": ""}
    if request.method == "POST" and not context["why_not"]:
        file = request.FILES.get("file")
        if file is None:
            context["fault"] = _("Choose a file first.")
        else:
            try:
                made = take_rescue(file, by=acting)
            except TubanError as error:
                context["fault"] = f"{error.message} {error.advice}".strip()
            else:
                context["made"] = made
                context["receipts"] = [_receipt(one) for one in made.receipts[:_MOST]]
                context["safe_entries"] = sum(one.is_safe for one in made.receipts)
    return render(request, "web/returned/rescue.html", context, status=422 if context["fault"] else 200)


def _receipt(one: Any) -> dict[str, Any]:
    words, mark = STATES[Applied(one.applied)]
    return {
        "one": one, "state": words if one.is_safe else _("refused"), "mark": mark if one.is_safe else "late",
    }  # fmt: skip
