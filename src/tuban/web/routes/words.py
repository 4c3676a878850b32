"""What people call things of field routes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

REASONS = {
    "open": gettext_lazy("finding not decided"),
    "field_fact": gettext_lazy("a fact that only the field tells"),
    "survey_needed": gettext_lazy("the office asks for a visit"),
    "contradiction": gettext_lazy("sources contradict each other"),
    "inconsistent": gettext_lazy("differs from the change survey"),
}
PRIORITIES = (
    ("balanced", gettext_lazy("Doubtful and large alike")),
    ("doubtful", gettext_lazy("Doubtful ones first")),
    ("large", gettext_lazy("Large ones first")),
    ("equal", gettext_lazy("All alike")),
)
LEFT = {
    "no_place": gettext_lazy("It has no place."),
    "no_road": gettext_lazy("No road leads within reach on foot."),
    "no_connection": gettext_lazy("The road at it does not join the roads of the start."),
    "too_far": gettext_lazy("Going there, the visit and coming back take longer than a day."),
    "window": gettext_lazy("It cannot be reached in its hours."),
    "no_time": gettext_lazy("The days are full."),
    "by_hand": gettext_lazy("Taken out by hand."),
    "added": gettext_lazy("Added, and on no day yet."),
    "planning": gettext_lazy("It is being planned."),
    "gone": gettext_lazy("Another patch stands for it by now."),
}


def board_words() -> dict[str, str]:
    """Return the words that the script of the board puts into the page."""
    return {
        "day": _("Day {day}"), "stops": _("{count} stops"), "back": _("back {time}"), "km": _("km"), "hours": _("h"),
        "over": _("over hours"), "left": _("Not planned"), "noneLeft": _("Everything is planned."),
        "nothing": _("Nobody goes out on this day. Move a patch here."), "newDay": _("A further day"),
        "move": _("Move to …"), "fixed": _("Stays with its day"), "done": _("visited"), "parts": _("{count} parts"),
        "total": _("In all"), "onTheWay": _("on the way"), "onSite": _("on site"),
        "same": _("no change"), "asking": _("Working it out…"),
        "moved": _("Moved: {words}"), "undone": _("Undone: {words}"), "here": _("Put it here"),
        "best": _("Where it costs least"), "first": _("First"), "after": _("After {number}"),
        "out": _("Out of the plan"), "onFoot": _("on foot"), "estimated": _("no road known for part of the way"),
        "lost": _("The office cannot be reached. Nothing was changed."), "mapLabel": _(
            "Map of the routes. The columns beside it tell the same in words."
        ), "start": _("Start"), "impossible": _("no way leads there"), "arrive": _("arrive {time}"),
        "added": _("{count} patches were added and are on no day yet."),
        "fits": _("{count} of them fit into the days there are."),
        "fitsNone": _("None of them fits into the days there are: drag them to a further day, or plan anew."),
        "drag": _("Drag it, or press Enter for “Move to …”."),
    }  # fmt: skip


def weekday(day: Any) -> str:
    """Return a day with its weekday, short."""
    names = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    return f"{day.month}-{day.day} {names[day.weekday()]}" if day is not None else ""
