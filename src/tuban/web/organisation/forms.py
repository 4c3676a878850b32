"""The fields of what people do with units, departments, posts, groups and the responsibility register."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuban.web.deeds import DateInput, DeskForm
from tuban.workflow.organisations.actions import AreaGiven, Member
from tuban.workflow.organisations.roles import ABOVE, Duty, GroupKind, Level, Liability, Role

_KINDS = {"": "governed", "行政": "governed", "管理": "managed", "督察": "supervised"}


class UnitForm(DeskForm):
    """A new unit below another."""

    level = forms.ChoiceField(label=gettext_lazy("Level"))
    code = forms.CharField(
        label=gettext_lazy("Division code"), max_length=12, help_text=gettext_lazy("9 digits for a township.")
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)

    def __init__(self, *args: Any, above_level: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fitting = [(one.value, one.label) for one in Level if Level(above_level) in ABOVE[one]]
        self.fields["level"].choices = fitting  # type: ignore[attr-defined]


class VersionForm(DeskForm):
    """A form about a row that others may change at the same time: it knows the version that its reader saw."""

    expected = forms.IntegerField(widget=forms.HiddenInput)


class UnitNamesForm(VersionForm):
    """The names of a unit."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    short_name = forms.CharField(label=gettext_lazy("Short name"), max_length=40, required=False)


class AreasForm(DeskForm):
    """The divisions of a unit, one a line."""

    areas = forms.CharField(
        label=gettext_lazy("Areas"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "One division a line: code, name, and 行政 (governed), 管理 (managed) or 督察 (supervised), with blanks "
            "between."
        ),
    )

    def clean_areas(self) -> list[AreaGiven]:
        """Return the lines as areas."""
        given = []
        for line in self.cleaned_data["areas"].splitlines():
            words = line.split()
            if not words:
                continue
            code, name, kind = words[0], " ".join(words[1:2]), words[2] if len(words) > 2 else ""
            if not code.isdigit() or kind not in _KINDS:
                raise ValidationError(_("This line was not understood: {line}").format(line=line))
            given.append(AreaGiven(code, name, _KINDS[kind]))
        return given


class DepartmentForm(DeskForm):
    """A department and what it answers for."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    duty = forms.ChoiceField(label=gettext_lazy("Duty in the inspection"), choices=Duty.choices)


class DepartmentCorrectionForm(DepartmentForm, VersionForm):
    """The same, put right."""


class PostForm(DeskForm):
    """A post and what its holder does."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=60)
    role = forms.ChoiceField(label=gettext_lazy("What its holder does"), choices=Role.choices)
    department: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=gettext_lazy("Department"), queryset=None, required=False
    )

    def __init__(self, *args: Any, departments: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["department"]
        field.queryset = departments  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: one.name  # type: ignore[attr-defined]
        field.empty_label = _("The unit as a whole")  # type: ignore[attr-defined]


class EndForm(DeskForm):
    """A last day and why."""

    on = forms.DateField(label=gettext_lazy("Last day"), widget=DateInput, initial=timezone.localdate)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


class MembersForm(DeskForm):
    """The members of a group in the order of its document, one a line."""

    members = forms.CharField(
        label=gettext_lazy("Members"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy(
            "One member a line, in the order of the document: name, duty in the group, unit and position. Who signs in "
            "here is written with the sign-in name: 孙某@sunmou 组长 县人民政府."
        ),
    )

    def clean_members(self) -> list[Member]:
        """Return the lines as members."""
        given = []
        for line in self.cleaned_data["members"].splitlines():
            words = line.split(maxsplit=2)
            if not words:
                continue
            if len(words) < 2:
                raise ValidationError(_("This line has no duty in the group: {line}").format(line=line))
            name, _at, username = words[0].partition("@")
            given.append(Member(name, words[1], words[2] if len(words) > 2 else "", username))
        return given


class GroupForm(MembersForm):
    """A new group."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=GroupKind.choices)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    since = forms.DateField(label=gettext_lazy("Since"), widget=DateInput, initial=timezone.localdate)
    document = forms.CharField(label=gettext_lazy("Founding document"), max_length=80, required=False)
    field_order = ("kind", "name", "document", "since", "members")


class ResponsibilityForm(DeskForm):
    """Who answers for what from a day on."""

    liability = forms.ChoiceField(label=gettext_lazy("Responsibility"), choices=Liability.choices)
    name = forms.CharField(label=gettext_lazy("Full name"), max_length=40)
    position = forms.CharField(label=gettext_lazy("Position"), max_length=80)
    telephone = forms.CharField(label=gettext_lazy("Telephone"), max_length=30, required=False)
    document = forms.CharField(label=gettext_lazy("Letter of responsibility"), max_length=80, required=False)
    since = forms.DateField(label=gettext_lazy("Since"), widget=DateInput, initial=timezone.localdate)


class ResponsibilityCorrectionForm(VersionForm):
    """An entry, put right."""

    name = forms.CharField(label=gettext_lazy("Full name"), max_length=40)
    position = forms.CharField(label=gettext_lazy("Position"), max_length=80)
    telephone = forms.CharField(label=gettext_lazy("Telephone"), max_length=30, required=False)
    document = forms.CharField(label=gettext_lazy("Letter of responsibility"), max_length=80, required=False)
