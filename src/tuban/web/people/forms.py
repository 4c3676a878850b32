"""The fields of what the security administrator does."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy

from tuban.web.deeds import DateInput, DeskForm
from tuban.web.organisation.forms import VersionForm
from tuban.workflow.organisations.roles import Role


def proposed_password() -> str:
    """Return a password that nobody can guess, to be handed over once."""
    return secrets.token_urlsafe(9)


class PersonForm(DeskForm):
    """A new person."""

    username = forms.RegexField(
        label=gettext_lazy("Sign-in name"), regex=r"^[a-z0-9][a-z0-9._-]{1,39}$",
        help_text=gettext_lazy("Small letters and digits; it stays the same for good."),
    )  # fmt: skip
    name = forms.CharField(label=gettext_lazy("Full name"), max_length=40)
    telephone = forms.CharField(label=gettext_lazy("Telephone"), max_length=30, required=False)
    certificate = forms.CharField(
        label=gettext_lazy("Enforcement certificate"), max_length=30, required=False,
        help_text=gettext_lazy("Number of the certificate; a case names it beside each officer."),
    )  # fmt: skip
    outside_name = forms.CharField(
        label=gettext_lazy("Name at the sign-in service"), max_length=200, required=False,
        help_text=gettext_lazy("What the sign-in service of your organisation calls them; it opens this account."),
    )  # fmt: skip
    password = forms.CharField(
        label=gettext_lazy("First password"), initial=proposed_password,
        help_text=gettext_lazy(
            "Hand it over by yourself; it must be changed at the first sign-in and is shown nowhere again."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _hide_where_off(self)


class PasswordForm(DeskForm):
    """A new password for somebody."""

    password = forms.CharField(
        label=gettext_lazy("New password"), initial=proposed_password,
        help_text=gettext_lazy(
            "Hand it over by yourself; it must be changed at the next sign-in and is shown nowhere again."
        ),
    )  # fmt: skip


class PersonCorrectionForm(VersionForm):
    """A person, put right."""

    name = forms.CharField(label=gettext_lazy("Full name"), max_length=40)
    telephone = forms.CharField(label=gettext_lazy("Telephone"), max_length=30, required=False)
    certificate = forms.CharField(
        label=gettext_lazy("Enforcement certificate"), max_length=30, required=False,
        help_text=gettext_lazy("Number of the certificate; a case names it beside each officer."),
    )  # fmt: skip
    outside_name = forms.CharField(
        label=gettext_lazy("Name at the sign-in service"), max_length=200, required=False,
        help_text=gettext_lazy("What the sign-in service of your organisation calls them; it opens this account."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _hide_where_off(self)


def _hide_where_off(form: forms.Form) -> None:
    """Leave the name at the sign-in service out where no such service is set."""
    if not settings.OIDC_ISSUER:
        field = form.fields["outside_name"]
        field.widget = forms.HiddenInput()


class FactorsForm(DeskForm):
    """Which roles must have a second factor."""

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"), choices=Role.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Advised: all three administrators, and whoever signs."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].widget.attrs.pop("class", None)


class ReasonForm(DeskForm):
    """Why."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


class AppointForm(DeskForm):
    """Who gets which post from when on."""

    post: forms.ModelChoiceField[Any] = forms.ModelChoiceField(label=gettext_lazy("Post"), queryset=None)
    person: forms.ModelChoiceField[Any] = forms.ModelChoiceField(label=gettext_lazy("Person"), queryset=None)
    since = forms.DateField(label=gettext_lazy("Since"), widget=DateInput, initial=timezone.localdate)
    until = forms.DateField(
        label=gettext_lazy("Until"),
        widget=DateInput,
        required=False,
        help_text=gettext_lazy("Empty: until somebody ends it."),
    )
    document = forms.CharField(label=gettext_lazy("Document of appointment"), max_length=80, required=False)

    def __init__(self, *args: Any, posts: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = posts  # type: ignore[attr-defined]
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["person"].label_from_instance = (  # type: ignore[attr-defined]
            lambda one: f"{one.name}（{one.username}）"
        )

    def clean(self) -> dict[str, Any]:
        """Hold the days together."""
        given = super().clean() or {}
        if given.get("since") and given.get("until") and given["until"] < given["since"]:
            self.add_error("until", gettext_lazy("The end comes before the beginning."))
        return given
