"""The progress of the groups as a map and a table: the same days and patches in both."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuban.web.map.pages import images_of, layer_content
from tuban.web.routes.words import weekday
from tuban.workflow.collation.progress import FieldProgress, Standing
from tuban.workflow.layers.on_map import editions_on_map
from tuban.workflow.organisations.acting import Acting

TITLES = {
    Standing.WAITING: gettext_lazy("To be visited"),
    Standing.RETURNED: gettext_lazy("Something came back"),
    Standing.VISITED: gettext_lazy("Visited"),
    Standing.CONFLICT: gettext_lazy("In conflict"),
}
_BEHIND = ("roads", "boundaries")


def days_of(progress: FieldProgress) -> list[dict[str, Any]]:
    """Return the rows of the table, each with its key on the map."""
    return [
        {
            "row": one,
            "key": f"{one.team}:{one.day}",
            "standing": [(name.value, label, one.standing[name]) for name, label in TITLES.items()],
        }
        for one in progress.days
    ]


def map_of(acting: Acting, progress: FieldProgress) -> dict[str, Any]:
    """Return what the script of the map is told."""
    layers = [layer_content(one) for one in editions_on_map(acting)]
    return {
        "teams": [{"key": key, "name": name} for key, name in {one.team: one.group for one in progress.days}.items()],
        "days": [
            {"key": f"{one.team}:{one.day}", "team": one.team, "day": one.day, "on": weekday(one.on)}
            for one in progress.days
        ],
        "stops": [
            {
                "number": one.number, "place": one.place, "team": one.team, "day": one.day, "order": one.order,
                "lon": one.lon, "lat": one.lat, "standing": one.standing.value,
                "url": reverse("web:patch_field", args=[one.patch]),
                "card": f"{reverse('web:patch_aside', args=[one.patch])}?home={reverse('web:collation')}",
            }
            for one in progress.stops
        ],
        "standings": [{"value": name.value, "label": str(label)} for name, label in TITLES.items()],
        "layers": [one for one in layers if one["role"] in _BEHIND], "images": images_of(layers),
        "words": {
            "mapLabel": _("Map of the planned visits. The table beside it tells the same in figures."),
            "allGroups": _("All groups"), "allDays": _("All days"), "day": _("Day {day}"),
        },
    }  # fmt: skip
