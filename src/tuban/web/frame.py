"""The frame around every page: rail, campaign, where one stands, who one is, what runs."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
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
_PLACES = (
    "search", "jobs", "sign_out", "switch_post", "language", "help", "change_password", "account", "messages",
)  # fmt: skip
_MOST_CAMPAIGNS = 20


class Frame:
    """What the base template asks for. Each answer is looked up when a page asks for it: a part of a page, a page for
    those outside and a refusal ask for little of it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._acting = acting_of(request) if hasattr(request, "acting") else None
        self.current: str = getattr(request.resolver_match.func, "rail", "") if request.resolver_match else ""
        self.is_practice = self._acting.is_practice if self._acting else False
        self.is_watermarked: bool = settings.WATERMARK
        self.language: str = getattr(request, "LANGUAGE_CODE", "zh-hans")

    @cached_property
    def person(self) -> dict[str, Any] | None:
        """Who is signed in, under which post, and which others they hold."""
        return _person(self._acting) if self._acting else None

    @cached_property
    def rail(self) -> list[dict[str, str]]:
        """The desks."""
        return _rail(self._acting) if self._acting else []

    @cached_property
    def to_sign(self) -> int:
        """How many documents wait for a signature."""
        return waiting_for_signature(self._request) if self._acting else 0

    @cached_property
    def crumbs(self) -> list[str]:
        """The units above one's own, and one's own."""
        return [unit.short_name or unit.name for unit in chain_above(self._acting.post.unit)] if self._acting else []

    @cached_property
    def campaign(self) -> dict[str, Any] | None:
        """The campaign one works in."""
        return _campaign(campaign_of(self._request)) if self._acting else None

    @cached_property
    def campaigns(self) -> list[dict[str, Any] | None]:
        """The campaigns to choose from."""
        return [_campaign(one) for one in latest_campaigns(self._acting, _MOST_CAMPAIGNS)] if self._acting else []

    @cached_property
    def running_jobs(self) -> int:
        """How much long work of one's own runs."""
        return _running(self._acting) if self._acting else 0

    @cached_property
    def unread(self) -> int:
        """How many messages are new."""
        return count_unread(self._acting) if self._acting else 0

    @cached_property
    def urls(self) -> dict[str, str]:
        """Where the frame leads."""
        return {name: reverse(f"web:{name}") for name in _PLACES} | {"home": reverse("web:my_day")}

    @cached_property
    def practice_url(self) -> str:
        """Where the practice county is put back, for those who may."""
        may_reset = self.is_practice and self._acting is not None and self._acting.role in RESETTERS
        return reverse("web:practice") if may_reset else ""

    @cached_property
    def help_url(self) -> str:
        """The help for the page shown."""
        return _help_for(self._request)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give every template its frame."""
    return {"frame": Frame(request)}


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


def _rail(acting: Acting) -> list[dict[str, str]]:
    return [
        {"key": key, "title": str(title), "icon": icon, "url": reverse(name)}
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
