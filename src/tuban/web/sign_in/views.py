"""Pages of signing in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from tuban.values.errors import TubanError
from tuban.web.acting import LANGUAGE_KEY, POST_KEY, acting_of, by
from tuban.web.sign_in import outside
from tuban.web.sign_in.code import await_code, let_in
from tuban.web.sign_in.rate import fails_too_often
from tuban.web.sign_in.standing import ENDED
from tuban.workflow.audit.acting import subject_of
from tuban.workflow.audit.recording import record_alone
from tuban.workflow.organisations.actions import change_password as change_the_password
from tuban.workflow.organisations.passwords import is_too_old
from tuban.workflow.organisations.practice import practice_accounts
from tuban.workflow.organisations.queries import holdings_of
from tuban.workflow.sign_in import sessions
from tuban.workflow.sign_in.failures import failed
from tuban.workflow.sign_in.queries import has_factor, why_over
from tuban.workflow.sign_in.words import Way, Why


class SignInForm(AuthenticationForm):
    """Name and password, with one sentence for whatever does not fit: it never says which of the two."""

    error_messages = {  # noqa: RUF012 - Django's way
        **AuthenticationForm.error_messages,
        "invalid_login": gettext_lazy("Name or password is wrong. After five wrong passwords one has to wait."),
        "inactive": gettext_lazy("This account is suspended. Ask the security administrator."),
    }


@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class SignIn(LoginView):
    """The sign-in page; the practice county's accounts stand on it where the product runs for practice only."""

    template_name = "web/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """Add the accounts for practice."""
        ended = self.request.session.pop(ENDED, "")
        return super().get_context_data(
            practice_accounts=practice_accounts() if settings.PRACTICE else (),
            is_for_practice=settings.PRACTICE,
            ended=why_over(ended),
            outside=outside.title() if outside.is_on() else "",
            **more,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Look at name and password, where not too many failed from the same address."""
        if fails_too_often(request):
            failed(Way.PASSWORD, Why.ADDRESS, address=request.META.get("REMOTE_ADDR", ""))
            return render(request, "web/locked_out.html", status=429)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign in, or ask for the code of the second factor first."""
        person = form.get_user()
        if has_factor(person):
            return await_code(self.request, person, self.get_success_url())
        let_in(self.request, person)
        return HttpResponseRedirect(self.get_success_url())


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    acting = acting_of(request)
    if acting is not None:
        record_alone("organisations.sign_out", by=acting, subject=subject_of(acting.person))
    sessions.sign_out_of(request.session)
    logout(request)
    return redirect("web:sign_in")


@require_POST
def switch_post(request: HttpRequest) -> HttpResponse:
    """Act under another of one's posts."""
    chosen = request.POST.get("post", "")
    held = {str(one.post_id): one for one in holdings_of(by(request).person, on=timezone.localdate())}
    if chosen in held:
        request.session[POST_KEY] = chosen
        messages.success(request, _("You now act as {post}.").format(post=held[chosen].post))
    return redirect("web:my_day")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language to this reader."""
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        request.session[LANGUAGE_KEY] = chosen
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(back if is_ours else "web:my_day")


class PasswordForm(forms.Form):
    """The old password and twice the new one."""

    old = forms.CharField(label=gettext_lazy("Present password"), widget=forms.PasswordInput)
    new = forms.CharField(label=gettext_lazy("New password"), widget=forms.PasswordInput)
    again = forms.CharField(label=gettext_lazy("New password once more"), widget=forms.PasswordInput)

    def clean(self) -> dict[str, Any]:
        """Hold the two new ones together."""
        given = super().clean() or {}
        if given.get("new") != given.get("again"):
            self.add_error("again", _("The two new passwords differ."))
        return given


@sensitive_post_parameters()
def change_password(request: HttpRequest) -> HttpResponse:
    """Change one's own password."""
    acting = acting_of(request)
    if acting is None:
        return redirect("web:sign_in")
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not acting.person.check_password(form.cleaned_data["old"]):
            form.add_error("old", _("The present password is wrong."))
        else:
            try:
                change_the_password(acting.person, by=acting, password=form.cleaned_data["new"])
            except TubanError as error:
                form.add_error("new", str(error))
            else:
                update_session_auth_hash(request, acting.person)
                sessions.begin(request, acting.person)
                messages.success(
                    request, _("Your password is changed. Wherever else you were signed in, you no longer are.")
                )
                return redirect("web:my_day")
    context = {
        "form": form, "rules": password_validators_help_texts(), "is_too_old": is_too_old(acting.person),
    }  # fmt: skip
    return render(request, "web/change_password.html", context)
