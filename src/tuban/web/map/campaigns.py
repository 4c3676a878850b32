"""Which campaign the map shows: named by the address, else that of the patch it names, else the one worked in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tuban.web.acting import by
from tuban.web.chosen import ALL, campaign_of, named_campaign
from tuban.workflow.campaigns.queries import campaigns_seen_by, default_campaign

_MOST = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """A campaign, or all (None); ``notice`` says why it is not the one that the address names."""

    campaign: Any
    notice: str = ""

    @property
    def key(self) -> str:
        """What the address calls it."""
        return str(self.campaign.pk) if self.campaign else ALL


def shown_campaign(request: HttpRequest, patch: Any = None) -> Shown:
    """Return the campaign to show. ``patch`` is the one that the address names, where it is one of theirs."""
    named = request.GET.get("campaign", "")
    if named == ALL:
        return Shown(None)
    if named:
        found = named_campaign(request)
        if found is not None:
            return Shown(found)
        own = default_campaign(by(request))
        told = _("The link leads to a campaign that does not exist, or is not in your areas.")
        instead = _("Shown instead: {campaign}.").format(campaign=own) if own else ""
        return Shown(own, f"{told} {instead}".strip())
    return Shown(patch.campaign if patch is not None else campaign_of(request))


def choices(request: HttpRequest, shown: Shown) -> list[dict[str, Any]]:
    """Return the campaigns to choose from, the newest first, and all of them together where there are several."""
    rows = campaigns_seen_by(by(request)).order_by("-year", "title")[:_MOST]
    told = [{"value": str(one.pk), "label": str(one), "area": one.area_code} for one in rows]
    if len(told) > 1 or shown.campaign is None:
        told.append({"value": ALL, "label": _("All campaigns"), "area": ""})
    return told
