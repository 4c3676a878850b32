"""The fields of what people do with campaigns."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuban.web.deeds import DateInput, DeskForm
from tuban.web.organisation.forms import VersionForm

_CADENCES = (
    ("year", gettext_lazy("Yearly")), ("quarter", gettext_lazy("Quarterly")), ("month", gettext_lazy("Monthly")),
    ("special", gettext_lazy("Special")),
)  # fmt: skip
_STATES = (
    ("here", gettext_lazy("Here")), ("partly", gettext_lazy("Partly")), ("missing", gettext_lazy("Missing")),
    ("not_registered", gettext_lazy("Not registered")),
)  # fmt: skip


class CampaignForm(VersionForm):
    """Title, cadence and time."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    cadence = forms.ChoiceField(label=gettext_lazy("How often"), choices=_CADENCES)
    begins = forms.DateField(label=gettext_lazy("Begins"), widget=DateInput, required=False)
    ends = forms.DateField(label=gettext_lazy("Ends"), widget=DateInput, required=False)


class OpenForm(DeskForm):
    """A campaign before its disc arrives."""

    code = forms.CharField(
        label=gettext_lazy("Code"), max_length=60, help_text=gettext_lazy("As on the disc: 990101-2025.")
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2000, max_value=2100)
    cadence = forms.ChoiceField(label=gettext_lazy("How often"), choices=_CADENCES)
    epsg = forms.IntegerField(
        label=gettext_lazy("Coordinate system (EPSG)"), min_value=4480, max_value=4560,
        help_text=gettext_lazy("The CGCS2000 zone of the county: 4528 for zone 40."),
    )  # fmt: skip
    begins = forms.DateField(label=gettext_lazy("Begins"), widget=DateInput, required=False)
    ends = forms.DateField(label=gettext_lazy("Ends"), widget=DateInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = timezone.localdate().year


class PhaseForm(DeskForm):
    """A phase with its window."""

    title = forms.CharField(
        label=gettext_lazy("Phase"), max_length=40, help_text=gettext_lazy("自查、整改、督查、验收")
    )
    begins = forms.DateField(label=gettext_lazy("Begins"), widget=DateInput)
    ends = forms.DateField(label=gettext_lazy("Ends"), widget=DateInput)
    note_text = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)


class ContactForm(DeskForm):
    """Whom to ask about what."""

    subject = forms.CharField(label=gettext_lazy("About"), max_length=60)
    name = forms.CharField(label=gettext_lazy("Full name"), max_length=40)
    telephone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40)
    unit_name = forms.CharField(label=gettext_lazy("Unit"), max_length=80, required=False)


class QuestionForm(DeskForm):
    """A question."""

    subject = forms.CharField(label=gettext_lazy("About"), max_length=60)
    text = forms.CharField(label=gettext_lazy("Question"), widget=forms.Textarea(attrs={"rows": 5}))


class AnswerForm(VersionForm):
    """An answer."""

    text = forms.CharField(label=gettext_lazy("Answer"), widget=forms.Textarea(attrs={"rows": 5}))
    is_shared = forms.BooleanField(label=gettext_lazy("Show it to all units"), required=False)


class MaterialForm(VersionForm):
    """Whether a material is here, who keeps it and where."""

    state = forms.ChoiceField(label=gettext_lazy("State"), choices=_STATES)
    keeper = forms.CharField(label=gettext_lazy("Kept by"), max_length=60, required=False)
    place = forms.CharField(label=gettext_lazy("Place"), max_length=120, required=False)
    note_text = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)


class CloseForm(VersionForm):
    """Why it is closed."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


class ValueForm(VersionForm):
    """A value of this campaign on top of the lawbook's."""

    value = forms.CharField(label=gettext_lazy("Value in this campaign"), required=False,
                            help_text=gettext_lazy("Empty: the value of the lawbook counts again."))  # fmt: skip
    because = forms.CharField(
        label=gettext_lazy("Because of"), max_length=200, help_text=gettext_lazy("The document that says so.")
    )

    def __init__(self, *args: Any, present: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._present = present

    def clean_value(self) -> Any:
        """Return the value in the kind of the lawbook's; None where it is left empty."""
        text = self.cleaned_data["value"].strip()
        if not text:
            return None
        if isinstance(self._present, bool):
            if text in ("是", "yes", "true"):
                return True
            if text in ("否", "no", "false"):
                return False
            raise ValidationError(_("Write 是 or 否."))
        if isinstance(self._present, int | float):
            try:
                number = float(text)
            except ValueError:
                raise ValidationError(_("This is no number.")) from None
            return int(number) if number.is_integer() and isinstance(self._present, int) else number
        return text
