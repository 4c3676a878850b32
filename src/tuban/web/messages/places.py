"""Where the thing that a message is about is shown. Whoever sends messages about a new kind of thing adds its page."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

_PAGES = {
    "patches.patch": "web:patch",
    "campaigns.campaign": "web:campaign",
    "rectification.way": "web:way",
    "reporting.report": "web:report_of_week",
    "cooperation.task": "web:cooperation_task",
}
"""The kind of thing, as the audit calls it, and the page that takes its key."""


def place_of(about_kind: str, about_key: str) -> str:
    """Return the address of the page of a thing; empty where it has none."""
    name = _PAGES.get(about_kind)
    if not name:
        return ""
    try:
        return reverse(name, args=[about_key])
    except NoReverseMatch:
        return ""
