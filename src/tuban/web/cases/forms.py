"""Forms of cases."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from tuban.web.deeds import DateInput, DeskForm

Choices = Iterable[tuple[str, Any]]
_AREA: dict[str, Any] = {"max_digits": 16, "decimal_places": 4, "min_value": 0, "required": False}


class CaseForm(DeskForm):
    """A form that knows the version of the case that was seen."""

    expected = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(CaseForm):
    """Why."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class OffenderFields(DeskForm):
    """Who did it, as far as it is known."""

    offender_name = forms.CharField(label=gettext_lazy("Offender"), max_length=80, required=False)
    offender_kind = forms.ChoiceField(label=gettext_lazy("Kind of offender"), required=False)
    representative = forms.CharField(
        label=gettext_lazy("Legal representative or head"), max_length=40, required=False
    )  # fmt: skip
    document = forms.CharField(
        label=gettext_lazy("Licence or identity number"), max_length=40, required=False
    )  # fmt: skip
    address = forms.CharField(label=gettext_lazy("Address"), max_length=120, required=False)
    telephone = forms.CharField(label=gettext_lazy("Telephone"), max_length=30, required=False)

    def offender(self) -> dict[str, str]:
        """Return who did it."""
        given = self.cleaned_data
        return {"name": given["offender_name"]} | {
            name: given[name] for name in ("representative", "document", "address", "telephone")
        }


class LeadForm(OffenderFields):
    """A new lead."""

    title = forms.CharField(label=gettext_lazy("Title of the case"), max_length=120)
    source = forms.ChoiceField(label=gettext_lazy("Source"))
    source_reference = forms.CharField(label=gettext_lazy("Number or name of the source"), max_length=120,
                                       required=False)  # fmt: skip
    received_on = forms.DateField(label=gettext_lazy("Registered on"), widget=DateInput, initial=timezone.localdate)
    numbers = forms.CharField(
        label=gettext_lazy("Patches"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Patch numbers, one a line. Empty where the lead concerns no patch."),
    )  # fmt: skip
    because = forms.CharField(
        label=gettext_lazy("Why in a further case"), max_length=200, required=False,
        help_text=gettext_lazy("Only where a patch is in a case already."),
    )  # fmt: skip
    place = forms.CharField(label=gettext_lazy("Place of the act"), max_length=120, required=False)
    act_on = forms.DateField(label=gettext_lazy("Day of the act"), widget=DateInput, required=False)
    words = forms.CharField(
        label=gettext_lazy("What is known"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    field_order = ("title", "source", "source_reference", "received_on", "numbers", "because", "place", "act_on",
                   "words")  # fmt: skip

    def __init__(self, *args: Any, sources: Choices = (), kinds: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "source", sources)
        _choose(self, "offender_kind", [("", "—"), *kinds])


class CorrectForm(OffenderFields):
    """What is known of a case, completed."""

    expected = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label=gettext_lazy("Title of the case"), max_length=120)
    place = forms.CharField(label=gettext_lazy("Place of the act"), max_length=120, required=False)
    act_on = forms.DateField(
        label=gettext_lazy("Day of the act"), widget=DateInput, required=False,
        help_text=gettext_lazy("Its law decides what a fine may be."),
    )  # fmt: skip
    ended_on = forms.DateField(
        label=gettext_lazy("Day on which the occupation ended"), widget=DateInput, required=False,
        help_text=gettext_lazy("Empty while it goes on: the limitation does not run then."),
    )  # fmt: skip
    words = forms.CharField(
        label=gettext_lazy("What is known"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    officers = forms.MultipleChoiceField(
        label=gettext_lazy("Officers in charge"), required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("title", "place", "act_on", "ended_on", "words", "officers")

    def __init__(self, *args: Any, kinds: Choices = (), officers: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "offender_kind", [("", "—"), *kinds])
        _choose(self, "officers", officers)


class AddPatchForm(CaseForm):
    """A further patch."""

    number = forms.CharField(label=gettext_lazy("Patch number"), max_length=60)
    because = forms.CharField(
        label=gettext_lazy("Why in a further case"), max_length=200, required=False,
        help_text=gettext_lazy("Only where a patch is in a case already."),
    )  # fmt: skip


class CodedReasonForm(ReasonForm):
    """A coded reason, said in words too."""

    because = forms.ChoiceField(label=gettext_lazy("Coded reason"))
    field_order = ("because", "reason")

    def __init__(self, *args: Any, reasons: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "because", reasons)


class ReportForm(CaseForm):
    """When it was reported upward."""

    day = forms.DateField(label=gettext_lazy("Day of the report"), widget=DateInput, initial=timezone.localdate)
    reason = forms.CharField(label=gettext_lazy("To whom and why"), max_length=200)


class StepForm(CaseForm):
    """A step: what it asks for depends on the step."""

    day = forms.DateField(label=gettext_lazy("Day on which it was done"), widget=DateInput, initial=timezone.localdate)
    officers = forms.MultipleChoiceField(
        label=gettext_lazy("Officers who took part"), required=False, widget=forms.CheckboxSelectMultiple
    )
    number = forms.CharField(label=gettext_lazy("Number of the paper"), max_length=80, required=False)
    confirmed = forms.MultipleChoiceField(
        label=gettext_lazy("Conditions that nobody could answer from the record, and that hold"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    closing = forms.ChoiceField(label=gettext_lazy("Reason of closing"), required=False)
    words = forms.CharField(
        label=gettext_lazy("In words"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(
        self, *args: Any, officers: Choices = (), open_conditions: Choices = (), closings: Choices = (),
        has_number: bool = False, two_officers: bool = False, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        _keep_if(self, "officers", officers if two_officers else ())
        _keep_if(self, "confirmed", open_conditions)
        _keep_if(self, "closing", [("", "—"), *closings] if closings else ())
        if not has_number:
            del self.fields["number"]


class AnswerForm(CaseForm):
    """An answer to a question of the procedure."""

    value = forms.ChoiceField(label=gettext_lazy("The answer"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, answers: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "value", answers)


class SuspendForm(CaseForm):
    """Days that do not count."""

    because = forms.ChoiceField(label=gettext_lazy("Ground of the suspension"))
    since = forms.DateField(label=gettext_lazy("Since"), widget=DateInput, initial=timezone.localdate)
    until = forms.DateField(
        label=gettext_lazy("Until"), widget=DateInput, required=False, help_text=gettext_lazy("Empty: it lasts.")
    )
    reason = forms.CharField(label=gettext_lazy("In words"), max_length=300, required=False)

    def __init__(self, *args: Any, grounds: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "because", grounds)


class UntilForm(CaseForm):
    """Until when."""

    until = forms.DateField(label=gettext_lazy("Last day of the suspension"), widget=DateInput,
                            initial=timezone.localdate)  # fmt: skip


class ItemForm(CaseForm):
    """An item of the penalty."""

    land_m2 = forms.DecimalField(label=gettext_lazy("Ground (m²)"), **_AREA)
    floor_m2 = forms.DecimalField(label=gettext_lazy("Floor area (m²)"), **_AREA)
    rate = forms.DecimalField(label=gettext_lazy("Yuan a square metre"), max_digits=10, decimal_places=2, min_value=0)
    amount = forms.DecimalField(label=gettext_lazy("Amount (yuan)"), max_digits=14, decimal_places=2, min_value=0)
    days = forms.IntegerField(label=gettext_lazy("Days to perform"), min_value=1, max_value=365, required=False)
    because = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, kept: Iterable[str] = (), rate_help: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("land_m2", "floor_m2", "rate", "amount", "days"):
            if name not in kept:
                del self.fields[name]
        if "rate" in self.fields:
            self.fields["rate"].help_text = rate_help


class PerformForm(CaseForm):
    """What was performed of an item."""

    day = forms.DateField(label=gettext_lazy("Day of the performance"), widget=DateInput, initial=timezone.localdate)
    land_m2 = forms.DecimalField(label=gettext_lazy("Ground (m²)"), **_AREA)
    floor_m2 = forms.DecimalField(label=gettext_lazy("Floor area (m²)"), **_AREA)
    cultivated_m2 = forms.DecimalField(label=gettext_lazy("Cultivated land restored (m²)"), **_AREA)
    amount = forms.DecimalField(label=gettext_lazy("Paid (yuan)"), max_digits=14, decimal_places=2, required=False)
    surcharge = forms.DecimalField(
        label=gettext_lazy("Surcharge paid (yuan)"), max_digits=14, decimal_places=2, required=False
    )
    handed_over_on = forms.DateField(
        label=gettext_lazy("Handed over to finance on"), widget=DateInput, required=False
    )  # fmt: skip
    receipt = forms.CharField(label=gettext_lazy("Receipt"), max_length=120, required=False)
    words = forms.CharField(label=gettext_lazy("In words"), max_length=300, required=False)

    def __init__(self, *args: Any, kept: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("land_m2", "floor_m2", "cultivated_m2", "amount", "surcharge", "handed_over_on"):
            if name not in kept:
                del self.fields[name]


class MeasureForm(CaseForm):
    """A measure against a person."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=40)
    position = forms.CharField(label=gettext_lazy("Unit and position"), max_length=80, required=False)
    organ = forms.CharField(label=gettext_lazy("Receiving organ"), max_length=80)
    number = forms.CharField(label=gettext_lazy("Number of the paper"), max_length=80, required=False)
    sent_on = forms.DateField(label=gettext_lazy("Sent on"), widget=DateInput, initial=timezone.localdate)
    words = forms.CharField(label=gettext_lazy("What is proposed"), max_length=300, required=False)


class NobodyForm(ReasonForm):
    """Why nobody is to be disciplined."""

    because = forms.ChoiceField(label=gettext_lazy("Coded reason"))
    field_order = ("expected", "because", "reason")

    def __init__(self, *args: Any, reasons: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "because", reasons)


class ReplyForm(CaseForm):
    """What the receiving organ replied."""

    replied_on = forms.DateField(label=gettext_lazy("Replied on"), widget=DateInput, initial=timezone.localdate)
    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"))
    reply = forms.CharField(
        label=gettext_lazy("The reply"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, outcomes: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "outcome", outcomes)


class IssueForm(CaseForm):
    """On which day a paper is issued."""

    day = forms.DateField(label=gettext_lazy("Day of the paper"), widget=DateInput, initial=timezone.localdate)


def _choose(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
    field.choices = list(choices)


def _keep_if(form: forms.Form, name: str, choices: Choices) -> None:
    kept = list(choices)
    if kept:
        _choose(form, name, kept)
    else:
        del form.fields[name]
