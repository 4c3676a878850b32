"""The contradictions of a campaign (矛盾对照): both sources side by side, by kind and township."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tuban.web.acting import by
from tuban.web.campaign.rules import SEVERITIES
from tuban.web.deeds import control
from tuban.web.rail import on_rail
from tuban.web.results.found import campaign_found
from tuban.web.tabs import data_tabs
from tuban.workflow.results.policies import may_write
from tuban.workflow.results.queries import (
    about_townships,
    behind,
    contradictions_asked,
    contradictions_page,
    contradictions_seen_by,
    counted_by,
    kinds_seen_by,
    newest,
    patches_named,
)


@on_rail("data")
@require_GET
def contradictions(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """Show what either source says, with the file and edition it stands in."""
    acting, campaign = by(request), campaign_found(request, campaign_id)
    result = newest(acting, campaign)
    refusal = may_write.explain(acting, campaign)
    context: dict[str, Any] = {
        "tabs": data_tabs("results"), "campaign": campaign, "result": result, "refusal": refusal,
        "write": control(
            _("Write the results"), reverse("web:results_write", args=[campaign.pk]), refusal, icon="file-text"
        ),
    }  # fmt: skip
    if result is not None:
        context |= _listed(request, acting, result)
    return render(request, "web/results/contradictions.html", context)


def _listed(request: HttpRequest, acting: Any, result: Any) -> dict[str, Any]:
    names = about_townships(result)
    kinds = {one["id"]: one for one in kinds_seen_by(acting, result)}
    kind, township = request.GET.get("kind", ""), request.GET.get("township", "")
    kind, township = kind if kind in kinds else "", township if township in names else ""
    after = request.GET.get("after", "")
    seen = contradictions_seen_by(acting, result)
    by_township = counted_by(seen, "township_code")
    page = contradictions_page(
        acting, result, kind=kind, township=township, after=int(after) if after.isdigit() and len(after) < 9 else 0
    )
    patches = patches_named(acting, result.campaign, page.rows)
    asked = {"kind": kind, "township": township}
    return {
        "kinds": [
            {**one, "is_chosen": key == kind} for key, one in kinds.items()
        ],
        "missing": [one for one in kinds.values() if one["missing"]],
        "townships": [
            {"code": code, "name": name, "count": by_township.get(code, 0), "is_chosen": code == township}
            for code, name in names.items()
            if acting.answers_for(code) or by_township.get(code)
        ],
        "rows": [_row(one, kinds, names, patches) for one in page.rows],
        "shown": len(page.rows), "all": seen.count(),
        "total": contradictions_asked(acting, result, kind=kind, township=township).count(),
        "errors": counted_by(seen, "severity").get("error", 0),
        "next_url": "?" + urlencode({**asked, "after": page.next}) if page.next else "",
        "first_url": "?" + urlencode(asked) if after else "",
        "is_filtered": bool(kind or township), "behind": behind(acting, result),
    }  # fmt: skip


def _row(
    one: Any, kinds: dict[str, Any], names: dict[str, str], patches: dict[tuple[str, str], UUID]
) -> dict[str, Any]:
    kind = kinds.get(one.kind, {"title": one.kind, "first": "", "second": ""})
    uuid = patches.get((one.patch_number, one.part_number)) or patches.get((one.patch_number, ""))
    number = "-".join(filter(None, (one.patch_number, one.part_number)))
    return {
        "row": one, "kind": kind, "number": number, "url": reverse("web:patch", args=[uuid]) if uuid else "",
        "township": names.get(one.township_code, one.township_code), "severity": SEVERITIES.get(one.severity, ""),
    }  # fmt: skip
