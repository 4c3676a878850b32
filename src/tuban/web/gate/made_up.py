"""Approvals made up without punishment: the suspicions, largest first."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuban.web.acting import by
from tuban.web.rail import on_rail
from tuban.web.tabs import gate_tabs
from tuban.workflow.gate.made_up import made_up_approvals

_PAGE = 50


@on_rail("gate")
@require_safe
def made_up(request: HttpRequest) -> HttpResponse:
    """List them; those upon a finding only where that is asked for."""
    found_only = request.GET.get("of") == "found"
    every = made_up_approvals(by(request))
    found = [one for one in every if one.is_found]
    page, own = (
        Paginator(found if found_only else every, _PAGE).get_page(request.GET.get("page")),
        reverse("web:gate_made_up"),
    )
    more = "&of=found" if found_only else ""
    context = {
        "tabs": gate_tabs("made_up"), "rows": page.object_list,
        "chips": [
            {"title": _("All"), "url": own, "count": len(every), "is_current": not found_only},
            {"title": _("Upon a finding"), "url": f"{own}?of=found", "count": len(found), "is_current": found_only},
        ],
        "shown": page.end_index(), "total": page.paginator.count,
        "next_url": f"{own}?page={page.next_page_number()}{more}" if page.has_next() else "",
        "first_url": f"{own}?{more[1:]}" if page.number > 1 else "",
    }  # fmt: skip
    return render(request, "web/gate/made_up.html", context)
