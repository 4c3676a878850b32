"""The forms of what is done with a way."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuban.web.deeds import DateInput, DeskForm
from tuban.workflow.rectification.actions.accepting import Looked
from tuban.workflow.rectification.declared import Told

_WORDS = {"rows": 3}
Choices = Iterable[tuple[str, str]]


class Versioned(DeskForm):
    """A form that bears the version of the patch that was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def offer(self, **choices: Choices) -> Versioned:
        """Fill the choices of fields."""
        for name, offered in choices.items():
            self.fields[name].choices = list(offered)  # type: ignore[attr-defined]
        return self


class ReasonForm(Versioned):
    """Why."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea(attrs=_WORDS))


class SetForm(Versioned):
    """Which ways, and why where one is not proposed."""

    ways = forms.MultipleChoiceField(label=gettext_lazy("Ways"), widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, required=False, widget=forms.Textarea(attrs=_WORDS),
        help_text=gettext_lazy("Needed where a way is not proposed by the lawbook."),
    )  # fmt: skip


class ExamineForm(Versioned):
    """Which way was examined, and with which result."""

    way = forms.ChoiceField(label=gettext_lazy("Way examined"))
    is_possible = forms.ChoiceField(
        label=gettext_lazy("Result"), choices=(("no", gettext_lazy("not possible")), ("yes", gettext_lazy("possible")))
    )
    text = forms.CharField(
        label=gettext_lazy("Why"), max_length=300, widget=forms.Textarea(attrs=_WORDS),
        help_text=gettext_lazy("On which papers or facts the result rests."),
    )  # fmt: skip


class HandForm(ReasonForm):
    """To which post."""

    to = forms.ChoiceField(label=gettext_lazy("To"))
    field_order = ("to", "reason")


class SuspendForm(Versioned):
    """For which reason of the lawbook, since when, by which document."""

    because = forms.ChoiceField(label=gettext_lazy("Reason"))
    since = forms.DateField(label=gettext_lazy("Since"), widget=DateInput)
    until = forms.DateField(
        label=gettext_lazy("Until"), widget=DateInput, required=False,
        help_text=gettext_lazy("Empty while it lasts: nobody can tell the last day then."),
    )  # fmt: skip
    document = forms.CharField(label=gettext_lazy("Document"), max_length=120)


class ResumeForm(Versioned):
    """Until when it was suspended."""

    until = forms.DateField(label=gettext_lazy("Last day of the suspension"), widget=DateInput)


class FixForm(ReasonForm):
    """Until when instead."""

    day = forms.DateField(label=gettext_lazy("Last day"), widget=DateInput)
    document = forms.CharField(
        label=gettext_lazy("Document"), max_length=120, required=False,
        help_text=gettext_lazy("Needed where the limit is extended."),
    )  # fmt: skip
    field_order = ("day", "reason", "document")


class FilesForm(DeskForm):
    """Files of the patch to go with it."""

    exhibits = forms.MultipleChoiceField(
        label=gettext_lazy("Files of the patch"), required=False, widget=forms.CheckboxSelectMultiple
    )


class ProgressForm(FilesForm):
    """How far it is."""

    text = forms.CharField(label=gettext_lazy("How far it is"), max_length=300, widget=forms.Textarea(attrs=_WORDS))
    field_order = ("text", "exhibits")


class FalseForm(ReasonForm):
    """Why it was false, with evidence."""

    exhibits = forms.MultipleChoiceField(
        label=gettext_lazy("Evidence"), required=False, widget=forms.CheckboxSelectMultiple
    )


class DeclareForm(Versioned):
    """What is told of a way that is done. The facts that its way tells are fields of their own."""

    before = forms.ChoiceField(label=gettext_lazy("Photo before"), required=False)
    after = forms.ChoiceField(
        label=gettext_lazy("Photo after, from the same viewpoint"), required=False,
        help_text=gettext_lazy("The field app shows the earlier photo over the picture when it is taken again."),
    )  # fmt: skip
    measured = forms.ChoiceField(label=gettext_lazy("Boundary measured in the field"), required=False)
    boundary = forms.CharField(
        label=gettext_lazy("Or its corners"), required=False, max_length=20000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One corner a line: northing and easting, or longitude and latitude."),
    )  # fmt: skip
    documents = forms.MultipleChoiceField(
        label=gettext_lazy("Documents"), required=False, widget=forms.CheckboxSelectMultiple
    )
    text = forms.CharField(
        label=gettext_lazy("In words"), max_length=1000, required=False, widget=forms.Textarea(attrs=_WORDS)
    )

    def __init__(self, *args: Any, facts: Iterable[Any] = (), exhibits: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = set(exhibits)
        kept = {
            "same_viewpoint": ("before", "after"), "boundary": ("measured", "boundary"), "document": ("documents",),
        }  # fmt: skip
        for exhibit, names in kept.items():
            for name in names:
                if exhibit not in wanted:
                    del self.fields[name]
        self.facts = tuple(kind.name for kind in facts)
        for kind in facts:
            self.fields[kind.name] = _field_of(kind)
            self.fields[kind.name].widget.attrs.setdefault(
                "class", "form-select" if kind.type == "flag" else "form-control"
            )
        self.order_fields(["version", *self.facts, "before", "after", "measured", "boundary", "documents", "text"])

    def told(self) -> Told:
        """Return what was told."""
        given = self.cleaned_data
        return Told(
            {name: given.get(name, "") for name in self.facts}, given.get("text", ""), _key(given.get("before")),
            _key(given.get("after")), tuple(UUID(one) for one in given.get("documents", ())),
            _key(given.get("measured")), given.get("boundary", ""),
        )  # fmt: skip


def _field_of(kind: Any) -> forms.Field:
    """Return the field of a fact: yes or no, a day, or what is typed; a bare number is an area in 亩."""
    if kind.type == "flag":
        return forms.ChoiceField(label=kind.title, choices=(("no", _("no")), ("yes", _("yes"))))
    hint = {"area": _("in 亩; ㎡ where it is written behind"), "date": _("2024-08-05, or 2024-08")}.get(kind.type, "")
    return forms.CharField(label=kind.title, max_length=120, help_text=hint)


def _key(text: str | None) -> UUID | None:
    return UUID(text) if text else None


class InspectForm(Versioned):
    """What was found on site."""

    is_accepted = forms.ChoiceField(
        label=gettext_lazy("Conclusion"),
        choices=(("yes", gettext_lazy("Passed")), ("no", gettext_lazy("Not passed"))), widget=forms.RadioSelect,
    )  # fmt: skip
    persons = forms.CharField(
        label=gettext_lazy("On site"), max_length=200,
        help_text=gettext_lazy("The names of all who looked, with commas between."),
    )  # fmt: skip
    on = forms.DateField(label=gettext_lazy("Looked on"), widget=DateInput)
    text = forms.CharField(
        label=gettext_lazy("What was seen on site"), max_length=300, widget=forms.Textarea(attrs=_WORDS),
    )  # fmt: skip
    longitude = forms.FloatField(label=gettext_lazy("Longitude"), required=False, min_value=-180, max_value=180)
    latitude = forms.FloatField(label=gettext_lazy("Latitude"), required=False, min_value=-90, max_value=90)
    exhibits = forms.MultipleChoiceField(
        label=gettext_lazy("Photos of the acceptance"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def looked(self) -> Looked:
        """Return what was looked at."""
        given = self.cleaned_data
        names = given["persons"].replace("，", ",").replace("、", ",").split(",")
        return Looked(names, given["on"], given["text"], given["longitude"], given["latitude"], given["exhibits"])


class SignForm(Versioned):
    """The digest of what was seen, the password, and a code where the person has a second factor."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    password = forms.CharField(
        label=gettext_lazy("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    code = forms.CharField(
        label=gettext_lazy("Code of your telephone"), max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )  # fmt: skip
