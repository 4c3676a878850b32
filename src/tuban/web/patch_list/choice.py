"""What was chosen in the list of patches: one by one, or everything that its filter keeps."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, QueryDict

from tuban.values.identities import uuid_of
from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.patch_list.asking import asked_in
from tuban.workflow.patches.queries.lists import filtered
from tuban.workflow.patches.queries.seen import patches_for

MOST_AT_ONCE = 2000


def query_in(request: HttpRequest) -> str:
    """Return the query of the list that the choice was made in; empty where it names none."""
    query = request.POST.get("query", "")
    return query if query.startswith("?") else ""


def chosen_in(request: HttpRequest) -> tuple[list[Any], int]:
    """Return the patches chosen one by one, or everything that the filter keeps, and how many those are."""
    acting = by(request)
    if request.POST.get("all") == "1":
        query = QueryDict(query_in(request)[1:])
        campaign = campaign_of(request)
        rows = filtered(acting, asked_in(query, campaign.pk if campaign else None).filter)
        total = rows.count()
        ordered = rows.select_related("campaign", "assigned_unit", "assigned_to").defer("geometry", "issued")
        return list(ordered.order_by("number", "part_number")[:MOST_AT_ONCE]), total
    wanted = [key for key in map(uuid_of, request.POST.getlist("patch")[:MOST_AT_ONCE]) if key]
    found = patches_for(acting, wanted) if wanted else None
    patches = list(found.patches) if found else []
    return patches, len(patches)
