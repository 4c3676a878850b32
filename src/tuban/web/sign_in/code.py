"""The second step of signing in: the code of the telephone, after name and password."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_lockout_response
from django import forms
from django.contrib.auth import login
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from tuban.values.errors import TubanError
from tuban.web.acting import LANGUAGE_KEY
from tuban.web.deeds import DeskForm
from tuban.workflow.audit.acting import subject_of
from tuban.workflow.audit.recording import record_alone
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.queries import acting_as, person_keyed
from tuban.workflow.sign_in.actions import check_code
from tuban.workflow.sign_in.words import Way

_AWAITS = "awaits_code"
_LONGEST = timedelta(minutes=5)
_BACKEND = "django.contrib.auth.backends.ModelBackend"


class CodeForm(DeskForm):
    """The code."""

    code = forms.CharField(
        label=gettext_lazy("One-time code"), max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        ),
    )  # fmt: skip


def let_in(request: HttpRequest, person: Any) -> None:
    """Sign somebody in who has proven who they are, and tell the audit."""
    login(request, person, backend=_BACKEND)
    request.session[LANGUAGE_KEY] = person.language
    acting = _acting(request, person)
    if acting is not None:
        record_alone("organisations.sign_in", by=acting, subject=subject_of(person))


def _acting(request: HttpRequest, person: Any) -> Acting | None:
    address = request.META.get("REMOTE_ADDR", "")
    return acting_as(person, None, on=timezone.localdate(), address=address)


def await_code(request: HttpRequest, person: Any, wanted: str) -> HttpResponse:
    """Remember who gave the right password, for some minutes, and ask for the code: nobody is signed in yet."""
    request.session.cycle_key()
    request.session[_AWAITS] = {
        "person": str(person.pk), "at": timezone.now().isoformat(), "next": wanted,
        "hash": person.get_session_auth_hash(),
    }  # fmt: skip
    return redirect("web:sign_in_code")


@sensitive_post_parameters("code")
@never_cache
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code, and sign in with it."""
    kept = request.session.get(_AWAITS)
    person = _waiting(kept) if kept else None
    if kept is None or person is None:
        request.session.pop(_AWAITS, None)
        return redirect("web:sign_in")
    named = {"username": person.username}
    if not AxesProxyHandler.is_allowed(request, named):
        locked: HttpResponse = get_lockout_response(request, credentials=named)
        return locked
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            check_code(person, form.cleaned_data["code"], by=_acting(request, person))
        except TubanError as error:
            form.add_error(None, f"{error.message} {error.advice}".strip())
            user_login_failed.send(sender=__name__, credentials=named, request=request, way=Way.CODE)
        else:
            del request.session[_AWAITS]
            let_in(request, person)
            return redirect(kept["next"])
    return render(request, "web/sign_in/code.html", {"form": form, "name": person.name})


def _waiting(kept: dict[str, str]) -> Any:
    """Return whose code is awaited; None where that was too long ago, or the password is another now."""
    age = timezone.now() - datetime.fromisoformat(kept["at"])
    person = person_keyed(kept["person"]) if timedelta(0) <= age <= _LONGEST else None
    return person if person is not None and person.get_session_auth_hash() == kept["hash"] else None
