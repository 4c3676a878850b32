"""Signs in words: what was seen, never what it means about a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

TITLES = {
    "same_picture": gettext_lazy("One picture on two patches"),
    "same_position": gettext_lazy("Positions alike to the last digit"),
    "constant_accuracy": gettext_lazy("Accuracy never changes"),
    "impossible_speed": gettext_lazy("Faster than anybody travels"),
    "looks_away": gettext_lazy("Does not look at the patch"),
    "far_away": gettext_lazy("Taken far from the patch"),
    "outside_visit": gettext_lazy("Taken outside the visit"),
    "camera_time": gettext_lazy("The picture tells another time"),
    "sun_down": gettext_lazy("Bright though the sun was down"),
    "mock_position": gettext_lazy("Position made up by an app"),
}


def sentence(kind: str, about: Mapping[str, Any]) -> str:
    """Return what was seen, in the language of whoever reads."""
    return _sentence(kind, about).format(**_told(about))


def _sentence(kind: str, about: Mapping[str, Any]) -> str:
    if kind == "outside_visit" and about.get("is_early"):
        return _("Taken {minutes} minutes before the visit began.")
    found: str = {
        "same_picture": _("It looks like a photo of the patch {other_number}."),
        "same_position": _("{times} positions within {minutes} minutes are the same to the last digit."),
        "constant_accuracy": _("All {times} positions of the day have the accuracy {metres} m."),
        "impossible_speed": _("{km} km within {minutes} minutes: {kmh} km/h."),
        "looks_away": _("The camera looked past the patch by {degrees}°."),
        "far_away": _("Taken {metres} m away from the patch."),
        "outside_visit": _("Taken {minutes} minutes after the visit ended."),
        "camera_time": _("The picture says that it was taken on {camera_at}."),
        "sun_down": _("The sun stood {degrees}° below the horizon, and the picture is bright."),
        "mock_position": _("The device says that its position was not measured."),
    }[kind]
    return found


def _told(about: Mapping[str, Any]) -> dict[str, Any]:
    told = {"other_number": "", **about}
    if "camera_at" in told:
        told["camera_at"] = f"{timezone.localtime(datetime.fromisoformat(told['camera_at'])):%Y-%m-%d %H:%M}"
    return {name: f"{value:g}" if isinstance(value, float) else value for name, value in told.items()}
