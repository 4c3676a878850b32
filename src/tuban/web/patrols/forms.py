"""The form of an entry: the fields of the official one, and for tip-offs who told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tuban.values.area import Area, AreaUnit
from tuban.web.deeds import DateInput, DeskForm
from tuban.workflow.comparison.lawbook import rulebook
from tuban.workflow.patrols.words import Channel


class SightingForm(DeskForm):
    """An entry of the patrol ledger or a tip-off; its names are the columns of the lawbook's ledger."""

    channel = forms.ChoiceField(label=_("Found by"), choices=Channel.choices)
    number = forms.CharField(label=_("Task number"), max_length=40)
    seen_on = forms.DateField(label=_("Seen on"), widget=DateInput())
    seen_by = forms.CharField(label=_("Patrolled by"), max_length=120, required=False)
    area = forms.CharField(label=_("Division (code or name)"), max_length=60, required=False)
    location = forms.CharField(label=_("Location"), max_length=120, required=False)
    place = forms.CharField(
        label=_("Longitude, latitude"), max_length=60, required=False, help_text=_("In degrees, from a telephone say.")
    )
    patch_number = forms.CharField(
        label=_("Patch number"), max_length=40, required=False, help_text=_("Where the ledger names one.")
    )
    user = forms.CharField(label=_("Land user"), max_length=120, required=False)
    used_since = forms.CharField(
        label=_("Used since"), max_length=10, required=False, help_text=_("A day, a month or a year: 2024-03.")
    )
    project = forms.CharField(label=_("Project"), max_length=120, required=False)
    construction = forms.CharField(label=_("State of construction"), max_length=120, required=False)
    built_area = forms.CharField(label=_("Area built (亩)"), max_length=20, required=False)
    violation_type = forms.ChoiceField(label=_("Kind of violation"), choices=(), required=False)
    handling = forms.CharField(label=_("Handled by the local government"), max_length=300, required=False)
    description = forms.CharField(
        label=_("What was seen"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    told_by = forms.CharField(label=_("Told by"), max_length=60, required=False)
    contact = forms.CharField(label=_("Contact"), max_length=60, required=False)
    is_anonymous = forms.BooleanField(
        label=_("Whoever told wants to stay unknown"), required=False,
        help_text=_("Name and contact are then not kept at all."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"seen_on": timezone.localdate(), "channel": Channel.PATROL})
        super().__init__(*args, **kwargs)
        entries = rulebook().codelist("violation_type").entries
        field: Any = self.fields["violation_type"]
        field.choices = [("", "—"), *((one.value, one.label) for one in entries)]


def given_of(sighting: Any) -> dict[str, Any]:
    """Return an entry as its form shows it."""
    names = (
        "channel", "number", "seen_on", "seen_by", "location", "patch_number", "user", "used_since", "project",
        "construction", "violation_type", "handling", "description", "told_by", "contact", "is_anonymous",
    )  # fmt: skip
    place = sighting.place
    return {name: getattr(sighting, name) for name in names} | {
        "area": sighting.area_code,
        "place": f"{place.centroid.x:.6f}, {place.centroid.y:.6f}" if place is not None else "",
        "built_area": str(Area.from_m2(sighting.area_m2).in_unit(AreaUnit.MU)) if sighting.area_m2 is not None else "",
    }
