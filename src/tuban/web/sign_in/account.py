"""One's own account: password, second factor, sessions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import segno
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.deeds import control, deed_page, refusal
from tuban.web.found import found_or_404
from tuban.web.rail import on_rail
from tuban.web.sign_in.code import CodeForm
from tuban.web.signing.pages import proof_given, proof_of
from tuban.workflow.sign_in import actions
from tuban.workflow.sign_in.codes import letters_of, totp_of
from tuban.workflow.sign_in.policies import may_have_codes, may_remove, may_set_up
from tuban.workflow.sign_in.queries import (
    age_limit,
    idle_limit,
    open_sessions_of,
    secret_begun,
    sessions_seen_by,
    standing_of,
)
from tuban.workflow.sign_in.sessions import KEY
from tuban.workflow.signoff.proof import WrongPassword

_MOST = 100
_MINUTE = 60


@on_rail("settings")
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show how one signs in, and where one is signed in."""
    acting = by(request)
    own = request.session.get(KEY, "")
    rows = list(open_sessions_of(acting.person)[:_MOST])
    context: dict[str, Any] = {
        "standing": standing_of(acting), "person": acting.person, "password_days": settings.PASSWORD_DAYS,
        "idle": int(idle_limit().total_seconds() // _MINUTE), "hours": int(age_limit().total_seconds() // 3600),
        "sessions": [{"row": one, "is_this": str(one.pk) == own} for one in rows],
        "others": sum(str(one.pk) != own for one in rows),
        "remove": control(_("Remove"), reverse("web:factor_remove"), may_remove.explain(acting), plain=True),
        "renew": control(_("New recovery codes"), reverse("web:factor_codes"), may_have_codes.explain(acting)),
    }  # fmt: skip
    return render(request, "web/sign_in/account.html", context)


class SetUpForm(CodeForm):
    """The first code, and the password: nobody sets one up at a desk that was left open."""

    password = forms.CharField(
        label=gettext_lazy("Your password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = gettext_lazy("The six digits that the app shows")
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "maxlength": "7"}


@sensitive_post_parameters("code", "password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def factor(request: HttpRequest) -> HttpResponse:
    """Begin, show what to scan; with a code of it the second factor counts, and the recovery codes are shown this
    once."""
    acting = by(request)
    if why_not := may_set_up.explain(acting):
        return refusal(request, why_not)
    if "begin" in request.POST:
        actions.secret_to_scan(by=acting)
        return redirect("web:factor")
    secret, is_asked = secret_begun(acting), standing_of(acting).is_asked
    if secret is None:
        return render(request, "web/sign_in/begin.html", {"is_asked": is_asked})
    form = SetUpForm(request.POST or None)
    if proof_of(request) is not None:
        del form.fields["password"]
    if request.method == "POST" and form.is_valid():
        try:
            proof_given(request, form.cleaned_data.get("password", ""))
            codes = actions.set_up(by=acting, code=form.cleaned_data["code"])
        except WrongPassword:
            form.add_error("password", _("The present password is wrong."))
        except TubanError as error:
            form.add_error(None, f"{error.message} {error.advice}".strip())
        else:
            return _codes_shown(request, codes)
    address = totp_of(secret).get_provisioning_uri(acting.person.username, _("Tuban"))
    context = {
        "form": form, "letters": letters_of(secret), "is_asked": is_asked,
        "picture": segno.make(address, error="m", micro=False).svg_data_uri(scale=5, border=3, light="white"),
    }  # fmt: skip
    return render(request, "web/sign_in/factor.html", context)


def _codes_shown(request: HttpRequest, codes: Any) -> HttpResponse:
    return render(request, "web/sign_in/codes.html", {"codes": codes, "text": "\n".join(codes)})


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def factor_codes(request: HttpRequest) -> HttpResponse:
    """Give new recovery codes for a code of the telephone."""
    acting = by(request)
    if why_not := may_have_codes.explain(acting):
        return refusal(request, why_not)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _codes_shown(request, actions.renew_recovery_codes(by=acting, code=form.cleaned_data["code"]))
        except TubanError as error:
            form.add_error("code", f"{error.message} {error.advice}".strip())
    return render(request, "web/sign_in/renew.html", {"form": form})


@sensitive_post_parameters("code")
@on_rail("settings")
def factor_remove(request: HttpRequest) -> HttpResponse:
    """Remove one's second factor."""
    acting = by(request)
    return deed_page(
        request, CodeForm(request.POST or None), title=_("Remove the second factor"), button=_("Remove"),
        words=_("From then on the password alone opens your account. A code of your telephone, or a recovery code, "
                "proves that it is you."),
        do=lambda given: actions.remove_factor(by=acting, code=given["code"]), done=_("The second factor is removed."),
        back=reverse("web:account"), why_not=may_remove.explain(acting),
    )  # fmt: skip


@require_POST
def session_end(request: HttpRequest, key: UUID) -> HttpResponse:
    """End one of one's sessions."""
    acting = by(request)
    found = found_or_404(request, sessions_seen_by(acting), key)
    actions.end_session(found, by=acting)
    messages.success(request, _("The session is ended."))
    return redirect("web:account")


@require_POST
def sessions_end(request: HttpRequest) -> HttpResponse:
    """End all of one's sessions but this one."""
    acting = by(request)
    actions.end_sessions(acting.person, by=acting, but=request.session.get(KEY, ""))
    messages.success(request, _("You are signed in here only."))
    return redirect("web:account")
