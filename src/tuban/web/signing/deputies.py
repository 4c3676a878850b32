"""Who signs for whom: delegations, and absences."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tuban.web.acting import by
from tuban.web.deeds import DateInput, DeskForm, control, deed_page
from tuban.web.found import found_or_404
from tuban.web.rail import on_rail
from tuban.web.tabs import signing_tabs
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import Role
from tuban.workflow.signoff import actions
from tuban.workflow.signoff.policies import may_delegate, may_end_absence, may_end_delegation
from tuban.workflow.signoff.queries.seen import (
    absences_seen_by,
    colleagues_of,
    delegations_seen_by,
    holdings_that_sign,
)

_MOST = 100
_WEEK = timedelta(days=6)


def _today() -> date:
    return timezone.localdate()


def _in_a_week() -> date:
    return timezone.localdate() + _WEEK


class DaysForm(DeskForm):
    """From when until when, and why."""

    since = forms.DateField(label=gettext_lazy("First day"), widget=DateInput, initial=_today)
    until = forms.DateField(label=gettext_lazy("Last day"), widget=DateInput, initial=_in_a_week)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


class HoldingChoice(forms.ModelChoiceField):
    """Chooses somebody in a post."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name with the post."""
        return f"{obj.person.name}　{obj.post}"


class DelegateForm(DaysForm):
    """Who signs for whom."""

    holding = HoldingChoice(label=gettext_lazy("Whose signature"), queryset=None)
    person: Any = forms.ModelChoiceField(label=gettext_lazy("Signed by"), queryset=None)
    document = forms.CharField(label=gettext_lazy("Letter of authorisation"), max_length=80, required=False)
    field_order = ("holding", "person", "since", "until", "reason", "document")

    def __init__(self, *args: Any, acting: Acting, holdings: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._acting = acting
        self.fields["holding"].queryset = holdings  # type: ignore[attr-defined]
        self.fields["person"].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Say beside the person why they cannot sign for that post; all of the units are offered."""
        given: dict[str, Any] = super().clean() or {}
        held, person = given.get("holding"), given.get("person")
        if held and person and (why := may_delegate.explain(self._acting, held.post, held.person, person)):
            self.add_error("person", why)
        return given


class AbsenceForm(DaysForm):
    """Who is away."""

    holding = HoldingChoice(label=gettext_lazy("Who is away"), queryset=None)
    field_order = ("holding", "since", "until", "reason")

    def __init__(self, *args: Any, holdings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holding"].queryset = holdings  # type: ignore[attr-defined]


def _no_fields(request: HttpRequest) -> DeskForm:
    return DeskForm(request.POST if request.method == "POST" else None)


@on_rail("signing")
@require_safe
def deputies(request: HttpRequest) -> HttpResponse:
    """Show the delegations and absences that one sees."""
    acting, today = by(request), timezone.localdate()
    context = {
        "tabs": signing_tabs("deputies"),
        "delegations": [
            {"row": one, "is_now": one.since <= today <= one.until, "is_over": one.until < today,
             "end": control(_("End"), reverse("web:signing_end_delegation", args=[one.pk]),
                            may_end_delegation.explain(acting, one), plain=True, about=str(one))}
            for one in delegations_seen_by(acting)[:_MOST]
        ],
        "absences": [
            {"row": one, "is_now": one.since <= today <= one.until, "is_over": one.until < today,
             "end": control(_("Is back"), reverse("web:signing_end_absence", args=[one.pk]),
                            may_end_absence.explain(acting, one), plain=True, about=one.person.name)}
            for one in absences_seen_by(acting)[:_MOST]
        ],
        "delegate": control(_("Let somebody sign"), reverse("web:signing_delegate"), _cannot_delegate(request),
                            icon="user-plus", primary=True),
        "absence": control(_("Register an absence"), reverse("web:signing_absence"), _cannot_register(request),
                           icon="calendar-due"),
    }  # fmt: skip
    return render(request, "web/signing/deputies.html", context)


def _cannot_delegate(request: HttpRequest) -> str:
    acting = by(request)
    if acting.role is Role.SECURITY_ADMINISTRATOR or not acting.is_administrator:
        return ""
    return _("Administrators sign nothing, so there is nothing to delegate.")


def _cannot_register(request: HttpRequest) -> str:
    return "" if by(request).role is Role.ORGANISER else _("Absences are registered by a campaign organiser.")


def _holdings(request: HttpRequest, *, own: bool) -> Any:
    acting = by(request)
    found = holdings_that_sign(acting, on=timezone.localdate())
    return found.filter(person=acting.person_id) if own else found


@on_rail("signing")
def delegate(request: HttpRequest) -> HttpResponse:
    """Let somebody sign for the holder of a post."""
    acting, today = by(request), timezone.localdate()
    holdings = _holdings(request, own=acting.role is not Role.SECURITY_ADMINISTRATOR)
    people = colleagues_of({one.post.unit_id for one in holdings}, on=today).exclude(pk=acting.person_id)
    form = DelegateForm(
        request.POST or None, acting=acting, holdings=holdings, people=people, initial={"holding": holdings.first()}
    )  # fmt: skip
    return deed_page(
        request, form, title=_("Let somebody sign"), button=_("Let them sign"),
        done=_("Registered: their signatures say for whom they sign."), back=reverse("web:signing_deputies"),
        words=_("They sign with their own password, and it is shown as «they for you». They cannot pass it on."),
        do=lambda given: actions.delegate(
            given["holding"].post, given["holding"].person, given["person"], by=acting, since=given["since"],
            until=given["until"], reason=given["reason"], document=given["document"],
        ),
        why_not=_cannot_delegate(request),
    )  # fmt: skip


@on_rail("signing")
def end_delegation(request: HttpRequest, key: UUID) -> HttpResponse:
    """End a delegation."""
    acting = by(request)
    row = found_or_404(request, delegations_seen_by(acting), key)
    return deed_page(
        request, _no_fields(request), title=_("End the delegation {what}").format(what=row),
        words=_("From now on only the holder signs. What was signed stays signed."), button=_("End"),
        done=_("The delegation has ended."), back=reverse("web:signing_deputies"),
        do=lambda _given: actions.end_delegation(row, by=acting), why_not=may_end_delegation.explain(acting, row),
    )  # fmt: skip


@on_rail("signing")
def register_absence(request: HttpRequest) -> HttpResponse:
    """Register that somebody is away."""
    acting = by(request)
    return deed_page(
        request, AbsenceForm(request.POST or None, holdings=_holdings(request, own=False)),
        title=_("Register an absence"), button=_("Register"), done=_("The absence is registered."),
        words=_("Where everybody who may sign a step is away, the level above signs it, and the signature says so."),
        back=reverse("web:signing_deputies"),
        do=lambda given: actions.register_absence(
            given["holding"].post, given["holding"].person, by=acting, since=given["since"], until=given["until"],
            reason=given["reason"],
        ),
        why_not=_cannot_register(request),
    )  # fmt: skip


@on_rail("signing")
def end_absence(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say that somebody is back."""
    acting = by(request)
    row = found_or_404(request, absences_seen_by(acting), key)
    return deed_page(
        request, _no_fields(request), title=_("{person} is back").format(person=row.person.name),
        words=_("From now on they sign themselves again."), button=_("Is back"), done=_("The absence has ended."),
        back=reverse("web:signing_deputies"), do=lambda _given: actions.end_absence(row, by=acting),
        why_not=may_end_absence.explain(acting, row),
    )  # fmt: skip
