"""The fields of a question to a department, and of its answer, as the lawbook has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuban.rules.cooperation import Blank
from tuban.web.deeds import DateInput, DeskForm
from tuban.web.organisation.forms import VersionForm
from tuban.workflow.cooperation.queries import OUTCOMES

_YES_NO = (("", "—"), ("是", gettext_lazy("yes")), ("否", gettext_lazy("no")))
_UNITS = {"yuan": gettext_lazy("yuan")}


def field_of(blank: Blank, *, is_needed: bool) -> forms.Field:
    """Return the field of a form for one of the lawbook."""
    kind = blank.kind
    unit = _UNITS.get(kind.unit or "")
    label = f"{kind.title}（{unit}）" if unit else kind.title
    if kind.type == "flag":
        select = forms.Select(attrs={"class": "form-select"})
        return forms.ChoiceField(label=label, choices=_YES_NO, required=is_needed, widget=select)
    if kind.type == "date":
        day = DateInput()
        day.attrs["class"] = "form-control"
        return forms.CharField(label=label, required=is_needed, widget=day, max_length=10)
    helps = {"area": _("In 亩, or with its unit: 1200 平方米.")}
    keyboard = {"number": "decimal", "integer": "numeric"}.get(kind.type, "text")
    widget = forms.TextInput(attrs={"class": "form-control", "inputmode": keyboard, "autocomplete": "off"})
    return forms.CharField(
        label=label, required=is_needed, widget=widget, max_length=200, help_text=helps.get(kind.type, "")
    )


class _BlanksForm(DeskForm):
    """A form whose first fields are those of the lawbook."""

    def __init__(self, *args: Any, blanks: Sequence[Blank], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = {one.name: field_of(one, is_needed=one.is_needed) for one in blanks}
        self.fields = {**own, **self.fields}
        self.names = list(own)

    def typed(self) -> dict[str, str]:
        """Return what was typed into the fields of the lawbook."""
        return {name: str(self.cleaned_data.get(name) or "") for name in self.names}


class AskForm(_BlanksForm):
    """What is asked, in words."""

    text = forms.CharField(
        label=gettext_lazy("What is asked, in words"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class AskWithoutPatchForm(AskForm):
    """What is asked about a case that no patch of this campaign belongs to."""

    case_reference = forms.CharField(
        label=gettext_lazy("Number of the case or of the paper"), max_length=80,
        help_text=gettext_lazy("What it is about. For a patch, ask on its own page."),
    )  # fmt: skip


class AnswerForm(_BlanksForm, VersionForm):
    """How far it is, in words, with which document."""

    text = forms.CharField(
        label=gettext_lazy("In words"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Needed where it is done in part only, or cannot be done."),
    )  # fmt: skip
    document = forms.CharField(label=gettext_lazy("Document number"), required=False, max_length=120)
    outcome = forms.ChoiceField(label=gettext_lazy("How far it is"), choices=OUTCOMES, widget=forms.RadioSelect,
                                initial="done")  # fmt: skip

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.data.get("outcome", "done") != "done":
            for name in self.names:
                self.fields[name].required = False
        self.order_fields(["outcome", *self.names, "text", "document"])


class ReasonForm(VersionForm):
    """Why."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2, "maxlength": 200})
    )


class JustVersionForm(VersionForm):
    """Nothing but the version that was seen."""
