"""The rules about the whole campaign: how they stand, and having them asked again."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.found import found_or_404
from tuban.web.jobs.parts import job_part
from tuban.workflow.campaigns.queries import campaigns_seen_by
from tuban.workflow.comparison.campaign_rules.actions import ask_campaign_rules
from tuban.workflow.comparison.campaign_rules.policies import may_ask_campaign_rules
from tuban.workflow.comparison.campaign_rules.queries import asked_of_all, last_work, work_under_way

SEVERITIES = {
    "error": gettext_lazy("Blocks reporting"), "warning": gettext_lazy("Wants an explanation"),
    "note": gettext_lazy("To know"),
}  # fmt: skip


def rules_shown(request: HttpRequest, campaign: Any) -> dict[str, Any]:
    """Return what the section shows: when the rules were asked, to what they object, the work under way."""
    acting = by(request)
    asked = asked_of_all(acting, campaign)
    work = work_under_way(campaign)
    return {
        "asked": asked,
        "rows": [
            {"row": one, "severity": SEVERITIES.get(one.severity, one.severity), "is_blocking": one.severity == "error"}
            for one in (asked.of_campaign if asked is not None else None) or ()
        ],
        "patches_url": reverse("web:patches") + "?" + urlencode({"campaign": campaign.pk, "problems": 1}),
        "job": _part(acting, campaign, work) if work is not None else None,
        "ask": {
            "title": _("Ask the rules of the whole county again"), "icon": "refresh",
            "post": reverse("web:campaign_ask_rules", args=[campaign.pk]),
            "reason": may_ask_campaign_rules.explain(acting, campaign),
        },
    }  # fmt: skip


def _part(acting: Any, campaign: Any, work: Any) -> dict[str, Any]:
    return job_part(
        work, url=reverse("web:campaign_rules_work", args=[campaign.pk]), may_steer=work.person_id == acting.person_id
    )


@require_POST
def campaign_ask_rules(request: HttpRequest, key: UUID) -> HttpResponse:
    """Have the rules about the whole campaign asked again."""
    acting = by(request)
    campaign = found_or_404(request, campaigns_seen_by(acting), key)
    try:
        ask_campaign_rules(campaign, by=acting)
    except TubanError as error:
        messages.error(request, str(error))
    return redirect(reverse("web:campaign", args=[campaign.pk]) + "#rules")


@require_GET
def campaign_rules_work(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show how far the asking is: the fragment that is asked for anew."""
    acting = by(request)
    campaign = found_or_404(request, campaigns_seen_by(acting), key)
    work = last_work(campaign)
    if work is None:
        raise Http404
    return render(request, "web/parts/job.html", {"job": _part(acting, campaign, work)})
