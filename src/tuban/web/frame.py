"""The frame around every page: rail, campaign, where one stands, who one is, what runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuban.jobs.queue import running_for
from tuban.web.acting import acting_of
from tuban.web.chosen import campaign_of
from tuban.web.help.topics import topic_of
from tuban.web.waiting import waiting_for_signature
from tuban.workflow.campaigns.queries import latest_campaigns
from tuban.workflow.messages.queries import count_unread
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.queries import chain_above, holdings_of
from tuban.workflow.organisations.remembering import counted
from tuban.workflow.overview.policies import may_see_overview
from tuban.workflow.practice.policies import RESETTERS

_RAIL = (
    ("my_day", gettext_lazy("My day"), "sun-high", "web:my_day"),
    ("overview", gettext_lazy("Overview of units"), "hierarchy", "web:overview"),
    ("map", gettext_lazy("Map"), "map-2", "web:map"),
    ("review", gettext_lazy("Review desk"), "eye-check", "web:desk"),
    ("survey", gettext_lazy("Field work"), "walk", "web:routes"),
    ("opinions", gettext_lazy("Opinions"), "users-group", "web:opinions"),
    ("signing", gettext_lazy("Signatures"), "signature", "web:signing"),
    ("rectification", gettext_lazy("Rectification"), "tools", "web:rectification"),
    ("cases", gettext_lazy("Cases"), "gavel", "web:cases"),
    ("cooperation", gettext_lazy("Tasks of departments"), "arrows-exchange", "web:cooperation"),
    ("gate", gettext_lazy("Approval gate"), "shield-check", "web:gate"),
    ("accountability", gettext_lazy("Accountability"), "scale", "web:accountability"),
    ("statistics", gettext_lazy("Statistics"), "chart-bar", "web:statistics"),
    ("submission", gettext_lazy("Reporting up"), "send", "web:submission"),
    ("supervision", gettext_lazy("Supervision"), "binoculars", "web:supervisions"),
    ("data", gettext_lazy("Data"), "database", "web:layers"),
    ("settings", gettext_lazy("Settings"), "settings", "web:organisation"),
)


_MOST_CAMPAIGNS = 20


@dataclass
class Frame:
    """What the base template asks for."""

    person: dict[str, Any] | None
    rail: list[dict[str, Any]]
    crumbs: list[dict[str, str]]
    current: str = ""
    campaign: dict[str, Any] | None = None
    campaigns: list[dict[str, Any] | None] = field(default_factory=list)
    is_practice: bool = False
    practice_url: str = ""
    is_watermarked: bool = False
    running_jobs: int = 0
    unread: int = 0
    language: str = "zh-hans"
    urls: dict[str, str] = field(default_factory=dict)
    help_url: str = ""


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give every template its frame."""
    acting = acting_of(request) if hasattr(request, "acting") else None
    match = request.resolver_match
    made = Frame(
        person=_person(acting) if acting else None,
        rail=_rail(request, acting) if acting else [],
        crumbs=[{"title": unit.short_name or unit.name, "url": ""} for unit in chain_above(acting.post.unit)]
        if acting
        else [],
        current=getattr(match.func, "rail", "") if match else "",
        campaign=_campaign(campaign_of(request)) if acting else None,
        campaigns=[_campaign(one) for one in latest_campaigns(acting, _MOST_CAMPAIGNS)] if acting else [],
        is_practice=acting.is_practice if acting else False,
        practice_url=_url("web:practice") if acting and acting.is_practice and acting.role in RESETTERS else "",
        is_watermarked=settings.WATERMARK,
        running_jobs=_running(acting) if acting else 0,
        unread=count_unread(acting) if acting else 0,
        language=getattr(request, "LANGUAGE_CODE", "zh-hans"),
        urls={
            name: _url(f"web:{name}")
            for name in (
                "search",
                "jobs",
                "sign_out",
                "switch_post",
                "language",
                "help",
                "change_password",
                "account",
                "messages",
            )
        }
        | {"home": _url("web:my_day")},
        help_url=_help_for(request),
    )
    return {"frame": made}


def _running(acting: Acting) -> int:
    return counted(("jobs", acting.person_id), lambda: running_for(acting.person_id).values("pk"))


def _campaign(campaign: Any) -> dict[str, Any] | None:
    """Return a campaign as the chooser shows it; choosing one begins the day in it."""
    if campaign is None:
        return None
    return {
        "title": campaign.title,
        "url": f"{reverse('web:my_day')}?campaign={campaign.pk}",
        "is_practice": campaign.is_practice,
    }


def _help_for(request: HttpRequest) -> str:
    """Return the address of the help for the page shown."""
    match = request.resolver_match
    topic = topic_of(match.url_name or "", getattr(match.func, "rail", "")) if match else ""
    return reverse("web:help_topic", args=[topic]) if topic else reverse("web:help")


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _rail(request: HttpRequest, acting: Acting) -> list[dict[str, Any]]:
    counts = {"signing": waiting_for_signature(request)}
    return [
        {
            "key": key,
            "title": title,
            "icon": icon,
            "url": _url(name) if name else "",
            "count": counts.get(key),
            "late": 0,
            "reason": "" if name else _("This desk comes with a later stage of the product."),
        }
        for key, title, icon, name in _RAIL
        if key != "overview" or may_see_overview.allows(acting)
    ]


def _person(acting: Acting) -> dict[str, Any]:
    return {
        "name": acting.person_name,
        "post": acting.post.title,
        "unit": acting.post.unit.name,
        "posts": [
            {"id": str(held.post_id), "title": str(held.post), "is_current": held.post_id == acting.post_id}
            for held in holdings_of(acting.person, on=timezone.localdate())
        ],
    }
