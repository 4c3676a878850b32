"""The forms of supervision."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tuban.web.deeds import DateInput, DeskForm
from tuban.workflow.supervision.law import finding_titles
from tuban.workflow.supervision.words import Agreement, Answer, FileState, Presence

Choices = Sequence[tuple[str, str]]


class Lines(forms.Textarea):
    """A few lines."""

    def __init__(self) -> None:
        super().__init__(attrs={"rows": 4})


class WordsForm(DeskForm):
    """A few words."""

    words = forms.CharField(label=_("In words"), widget=Lines(), max_length=2000)


class ReasonForm(DeskForm):
    """A reason."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class OpenForm(DeskForm):
    """Nothing is asked."""


class FixForm(DeskForm):
    """The share that is drawn."""

    share = forms.DecimalField(label=_("Share to draw"), min_value=0, max_value=1, max_digits=6, decimal_places=4)

    def clean_share(self) -> Fraction:
        """Return it exactly."""
        return Fraction(self.cleaned_data["share"])


class DrawForm(DeskForm):
    """The public word, and who visits."""

    word = forms.CharField(label=_("Public word"), max_length=200, help_text=_(
        "Named in the presence of the unit after the list was fixed: a closing price of today, or a number that its "
        "people say."
    ))  # fmt: skip
    word_from = forms.CharField(label=_("Where the word comes from"), max_length=200)
    visitors: forms.ModelMultipleChoiceField[Any] = forms.ModelMultipleChoiceField(
        label=_("Who visits"), queryset=None, widget=forms.CheckboxSelectMultiple,
        help_text=_("Sheets go to them in turn. Until theirs are sealed they see nothing else in the office."),
    )  # fmt: skip

    def __init__(self, *args: Any, visitors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visitors"].queryset = visitors  # type: ignore[attr-defined]
        self.fields["visitors"].widget.attrs.pop("class", None)

    def clean_visitors(self) -> list[Any]:
        """Return them in their order."""
        return list(self.cleaned_data["visitors"])


class SheetForm(DeskForm):
    """What a visitor saw."""

    finding = forms.ChoiceField(label=_("Category"))
    mu = forms.DecimalField(label=_("Area (mu)"), required=False, min_value=0, max_digits=14, decimal_places=2)
    boundary = forms.CharField(
        label=_("Or its corners"),
        required=False,
        max_length=20000,
        widget=Lines(),
        help_text=_(
            "One corner a line: longitude and latitude, or northing and easting. The area is measured by them."
        ),
    )
    cultivated_mu = forms.DecimalField(
        label=_("Of it cultivated (mu)"), required=False, min_value=0, max_digits=14, decimal_places=2
    )
    use = forms.CharField(label=_("What it is used for"), max_length=200)
    visited_on = forms.DateField(label=_("Visited on"), widget=DateInput(), initial=timezone.localdate)
    words = forms.CharField(label=_("What was seen"), widget=Lines(), max_length=2000, required=False)
    did_not_know = forms.BooleanField(label=_("I did not know the first result when I was there"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["finding"].choices = [("", "—"), *finding_titles().items()]  # type: ignore[attr-defined]


class HandOverForm(ReasonForm):
    """Who takes a sheet over."""

    visitor: forms.ModelChoiceField[Any] = forms.ModelChoiceField(label=_("Who visits"), queryset=None)

    def __init__(self, *args: Any, visitors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visitor"].queryset = visitors  # type: ignore[attr-defined]
        self.order_fields(["visitor", "reason"])


def _numbers(text: str) -> list[str]:
    return text.replace(",", " ").replace("，", " ").replace("、", " ").split()


class ItemForm(DeskForm):
    """What was found of an item."""

    answer = forms.ChoiceField(label=_("Supervision found"), choices=Answer.choices, widget=forms.RadioSelect)
    words = forms.CharField(label=_("In words"), widget=Lines(), max_length=2000, required=False)
    patches = forms.CharField(
        label=_("Patches"), required=False, help_text=_("Numbers, with blanks between them."), max_length=2000
    )

    def clean_patches(self) -> list[str]:
        """Return the numbers."""
        return _numbers(self.cleaned_data["patches"])


class MaterialForm(DeskForm):
    """Whether a material is there."""

    answer = forms.ChoiceField(label=_("Prepared"), choices=Presence.choices, widget=forms.RadioSelect)
    words = forms.CharField(label=_("In words"), max_length=500, required=False)


class AgreementForm(DeskForm):
    """Whether a document agrees."""

    answer = forms.ChoiceField(label=_("Compared with it"), choices=Agreement.choices, widget=forms.RadioSelect)
    words = forms.CharField(label=_("In words"), widget=Lines(), max_length=2000, required=False)


class FileForm(DeskForm):
    """What a file showed."""

    state = forms.ChoiceField(label=_("The file"), choices=FileState.choices, widget=forms.RadioSelect)
    words = forms.CharField(label=_("In words"), widget=Lines(), max_length=2000, required=False)


class MinuteForm(DeskForm):
    """Minutes of a meeting."""

    held_on = forms.DateField(label=_("Held on"), widget=DateInput(), initial=timezone.localdate)
    place = forms.CharField(label=_("Place"), max_length=120)
    present = forms.CharField(label=_("Present"), max_length=1000)
    minutes = forms.CharField(label=_("Minutes"), widget=Lines(), max_length=10000)


class DemandForm(DeskForm):
    """A correction."""

    demand = forms.CharField(label=_("What is to be put right"), widget=Lines(), max_length=2000)
    due_on = forms.DateField(label=_("Until"), widget=DateInput())
    patches = forms.CharField(
        label=_("Patches"), required=False, help_text=_("Numbers, with blanks between them."), max_length=2000
    )

    def clean_patches(self) -> list[str]:
        """Return the numbers."""
        return _numbers(self.cleaned_data["patches"])


class FalseForm(DeskForm):
    """Which record of the first visit is false, why, by what that is known, and until when it is put right."""

    record = forms.ChoiceField(label=_("What of the first visit is false"))
    evidence = forms.MultipleChoiceField(
        label=_("What of the second visit speaks against it"), widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(label=_("Why it cannot be true"), widget=Lines(), max_length=300)
    due_on = forms.DateField(
        label=_("To be put right until"), widget=DateInput(),
        help_text=_("It stands in the list of corrections, and is followed there to its end."),
    )  # fmt: skip

    def __init__(self, *args: Any, records: Choices, evidence: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["record"].choices = [("", "—"), *records]  # type: ignore[attr-defined]
        self.fields["evidence"].choices = evidence  # type: ignore[attr-defined]
        self.fields["evidence"].widget.attrs.pop("class", None)


class OpinionForm(DeskForm):
    """The opinion of a supervision."""

    opinion = forms.CharField(label=_("Opinion"), widget=Lines(), max_length=10000)
