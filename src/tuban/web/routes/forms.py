"""Forms of field routes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuban.inspect.routes.planning import seconds_of
from tuban.values.errors import TubanError
from tuban.web.deeds import DateInput, DeskForm
from tuban.web.routes.words import PRIORITIES
from tuban.workflow.organisations.actions import Member
from tuban.workflow.routes.actions import Equipment
from tuban.workflow.routes.settings import MOST_DAYS, MOST_ON_FOOT_M, Settings


class TimeInput(forms.TextInput):
    """A time of day, picked with the browser's own clock."""

    input_type = "time"


def place_of(text: str) -> tuple[float, float] | None:
    """Return longitude and latitude of a text such as 113.9021, 31.7119; None where it is empty.

    Raises ValidationError.
    """
    words = text.replace("，", ",").replace(";", ",").replace(" ", ",").split(",")
    numbers = [word for word in words if word]
    if not numbers:
        return None
    try:
        lon, lat = (float(word) for word in numbers)
    except ValueError as error:
        raise ValidationError(_("Write longitude and latitude: 113.9021, 31.7119.")) from error
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValidationError(_("Write longitude and latitude: 113.9021, 31.7119."))
    return lon, lat


class EquipForm(DeskForm):
    """Where a group sets out, and in which car. The map beside the place fills it in."""

    start_name = forms.CharField(label=gettext_lazy("Sets out from"), max_length=80, required=False)
    place = forms.CharField(
        label=gettext_lazy("Longitude, latitude"), max_length=40, required=False,
        widget=forms.TextInput(attrs={"data-pick-place": ""}),
        help_text=gettext_lazy("Click on the map. Left empty: a place amid the patches."),
    )  # fmt: skip
    vehicle = forms.CharField(label=gettext_lazy("Vehicle"), max_length=80, required=False)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)
    expected = forms.IntegerField(widget=forms.HiddenInput, initial=0, required=False)

    def __init__(self, *args: Any, picking: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if picking is not None:
            self.fields["place"].widget.attrs["data-pick-place"] = json.dumps(picking)

    def clean_place(self) -> tuple[float, float] | None:
        """Return the place."""
        return place_of(self.cleaned_data["place"])

    def equipment(self) -> Equipment:
        """Return what was said."""
        given = self.cleaned_data
        lon, lat = given["place"] or (None, None)
        return Equipment(given["start_name"], lon, lat, given["vehicle"], given["note"])


class DrawForm(EquipForm):
    """A new field group: its name and its two persons."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    first = forms.ChoiceField(label=gettext_lazy("First person (leads)"))
    second = forms.ChoiceField(label=gettext_lazy("Second person"))
    field_order = ("name", "first", "second", "start_name", "place", "vehicle", "note")

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *people]
        for name in ("first", "second"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = choices
        self._names = dict(choices)

    def clean(self) -> dict[str, Any]:
        """Two different persons."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("first") and given.get("first") == given.get("second"):
            self.add_error("second", _("A field group is two persons."))
        return given

    def members(self) -> list[Member]:
        """Return the two persons."""
        given = self.cleaned_data
        duties = ((given["first"], _("Group leader")), (given["second"], _("Member")))
        return [Member(self._names[who].partition(" · ")[0], duty, "", who) for who, duty in duties]


class PlanForm(DeskForm):
    """Hours, days and times on site of a new plan."""

    title = forms.CharField(label=gettext_lazy("Name of the plan"), max_length=80)
    begins = forms.DateField(label=gettext_lazy("First day"), widget=DateInput, initial=timezone.localdate)
    days = forms.IntegerField(
        label=gettext_lazy("Days"), required=False, min_value=1, max_value=MOST_DAYS,
        help_text=gettext_lazy("Left empty: as many as it takes."),
    )  # fmt: skip
    opens = forms.CharField(label=gettext_lazy("Sets out at"), widget=TimeInput)
    closes = forms.CharField(label=gettext_lazy("Back by"), widget=TimeInput)
    lunch_from = forms.CharField(label=gettext_lazy("Lunch from"), widget=TimeInput)
    lunch_to = forms.CharField(label=gettext_lazy("Lunch to"), widget=TimeInput)
    priority = forms.ChoiceField(label=gettext_lazy("Where not all can be done"), choices=PRIORITIES)
    most_stops = forms.IntegerField(
        label=gettext_lazy("Most patches a day"), min_value=0, max_value=500,
        help_text=gettext_lazy("0: as many as the hours allow."),
    )  # fmt: skip
    farthest_m = forms.IntegerField(
        label=gettext_lazy("Farthest on foot from a road (m)"), min_value=1, max_value=MOST_ON_FOOT_M
    )
    default_minutes = forms.IntegerField(label=gettext_lazy("Minutes on site"), min_value=0, max_value=480)

    def __init__(self, *args: Any, proposed: Settings, kinds: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        first = {
            "opens": proposed.opens, "closes": proposed.closes, "lunch_from": proposed.lunch_from,
            "lunch_to": proposed.lunch_to, "priority": proposed.priority, "most_stops": proposed.most_stops,
            "default_minutes": proposed.default_minutes, "farthest_m": proposed.farthest_m,
        }  # fmt: skip
        kwargs["initial"] = {**first, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.kinds = [kind for kind, _label in kinds if kind in proposed.minutes]
        for kind, label in kinds:
            if kind in proposed.minutes:
                field = forms.IntegerField(
                    label=label, min_value=0, max_value=480, initial=proposed.minutes[kind],
                    widget=forms.NumberInput(attrs={"class": "form-control"}),
                )  # fmt: skip
                self.fields[f"minutes_{kind}"] = field

    @property
    def minute_fields(self) -> list[forms.BoundField]:
        """The minutes on site of each kind."""
        return [self["default_minutes"], *(self[f"minutes_{kind}"] for kind in self.kinds)]

    def clean(self) -> dict[str, Any]:
        """Hours that hold."""
        given: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                self.settings().checked()
            except TubanError as error:
                self.add_error(None, f"{error.message} {error.advice}")
        return given

    def settings(self) -> Settings:
        """Return what was set."""
        given = self.cleaned_data
        return Settings(
            opens=given["opens"][:5], closes=given["closes"][:5], lunch_from=given["lunch_from"][:5],
            lunch_to=given["lunch_to"][:5], days=given["days"], most_stops=given["most_stops"],
            priority=given["priority"], default_minutes=given["default_minutes"],
            minutes={kind: given[f"minutes_{kind}"] for kind in self.kinds}, farthest_m=given["farthest_m"],
        )  # fmt: skip


class AnewForm(DeskForm):
    """From which day what is left is planned anew, and where the groups are."""

    from_day = forms.IntegerField(label=gettext_lazy("From day"), min_value=1, max_value=MOST_DAYS, initial=1)
    days = forms.IntegerField(label=gettext_lazy("To day"), min_value=1, max_value=MOST_DAYS)
    done = forms.CharField(
        label=gettext_lazy("Visited already"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "Numbers or their last digits, one a line. What came in from the field is known already."
        ),
    )  # fmt: skip
    out = forms.MultipleChoiceField(
        label=gettext_lazy("Groups that go no more"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Somebody is ill, the car broke down: what they have left is spread among the others."),
    )  # fmt: skip
    farthest_m = forms.IntegerField(
        label=gettext_lazy("Farthest on foot from a road (m)"), min_value=1, max_value=MOST_ON_FOOT_M,
        help_text=gettext_lazy("More brings in patches that no road leads near to."),
    )  # fmt: skip
    expected = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, teams: Iterable[Any], picking: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = list(teams)
        out = self.fields["out"]
        assert isinstance(out, forms.MultipleChoiceField)  # noqa: S101 - declared above
        out.choices = [(str(team.place), team.name) for team in self.teams]
        for team in self.teams:
            self.fields[f"at_{team.place}"] = forms.CharField(
                label=_("{group}: it is").format(group=team.name), required=False,
                widget=TimeInput(attrs={"class": "form-control"}),
                help_text=_("The hour from which it is planned anew. Left empty: its morning, or its last visit."),
            )  # fmt: skip
            self.fields[f"place_{team.place}"] = forms.CharField(
                label=_("{group}: is at (longitude, latitude)").format(group=team.name), required=False,
                widget=forms.TextInput(attrs={"class": "form-control", "data-pick-place": json.dumps(picking or {})}),
                help_text=_("Left empty: at its last visit, else at its start."),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Places and hours that can be read."""
        given: dict[str, Any] = super().clean() or {}
        for team in self.teams:
            for name, read in ((f"at_{team.place}", _seconds), (f"place_{team.place}", place_of)):
                try:
                    given[name] = read(given.get(name) or "")
                except (ValidationError, TubanError) as error:
                    self.add_error(name, error.message if isinstance(error, TubanError) else error)
        if given.get("days") and given.get("from_day") and given["days"] < given["from_day"]:
            self.add_error("days", _("It ends before it begins."))
        return given


def _seconds(text: str) -> int | None:
    return seconds_of(text[:5]) if text else None
