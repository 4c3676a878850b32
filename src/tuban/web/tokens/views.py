"""The list of tokens, and the two deeds: one is made, its secret shown once; one is revoked."""

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
from django.views.decorators.cache import never_cache

from tuban.values.errors import TubanError
from tuban.values.identities import uuid_of
from tuban.web.acting import by
from tuban.web.deeds import DateInput, DeskForm, control, deed_page, refusal
from tuban.web.found import found_or_404
from tuban.web.people.forms import ReasonForm
from tuban.web.rail import on_rail
from tuban.web.tabs import settings_tabs
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.policies import may_have_tokens, may_revoke_token
from tuban.workflow.organisations.tokens import (
    Given,
    Scope,
    ended,
    give_token,
    longest_for,
    revoke_token,
    scopes_for,
    tokens_seen_by,
    valid,
)

_PAGE = 50
_SOON = timedelta(days=14)
_USUAL = timedelta(days=90)
_IN_SHORT = {
    Scope.READ: gettext_lazy("read"), Scope.WRITE: gettext_lazy("write"), Scope.EXPORT: gettext_lazy("export"),
    Scope.ORGANISE: gettext_lazy("organise"),
}  # fmt: skip


class GiveForm(DeskForm):
    """What a token is called, what it is for, and until when."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=60,
        help_text=gettext_lazy("What the machine or program is: it stands in the list and in the audit."),
    )  # fmt: skip
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it is for"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one.")},
    )  # fmt: skip
    expires_on = forms.DateField(
        label=gettext_lazy("Valid until"), widget=DateInput,
        help_text=gettext_lazy("A year at most. Shorter is safer; a new one is made quickly."),
    )  # fmt: skip

    def __init__(self, *args: Any, acting: Acting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today, scopes, longest = timezone.localdate(), scopes_for(acting), longest_for(acting)
        choice, day = self.fields["scopes"], self.fields["expires_on"]
        choice.choices = [(one.value, one.label) for one in scopes]  # type: ignore[attr-defined]
        choice.initial = scopes[:1]
        choice.widget.attrs.pop("class", None)
        day.initial = today + min(_USUAL, longest)
        day.widget.attrs |= {"min": (today + timedelta(days=1)).isoformat(), "max": (today + longest).isoformat()}
        if Scope.ORGANISE in scopes:
            day.help_text = _("Seven days at most: as long as a county is being set up.")


@on_rail("settings")
def tokens(request: HttpRequest) -> HttpResponse:
    """Show the tokens that one may revoke: one's own, for a security administrator those of all posts."""
    acting, today = by(request), timezone.localdate()
    shows_ended = request.GET.get("show") == "ended"
    seen = tokens_seen_by(acting)
    found = {"valid": valid(seen, on=today), "ended": ended(seen, on=today)}
    counts = {name: rows.count() for name, rows in found.items()}
    rows = found["ended" if shows_ended else "valid"]
    after = request.GET.get("after", "")
    key = uuid_of(after)
    last = seen.filter(pk=key).first() if key else None
    if last is not None:
        rows = rows.filter(made_at__lt=last.made_at)
    page = list(rows[: _PAGE + 1])
    shown = page[:_PAGE]
    show = "show=ended&" if shows_ended else ""
    context = {
        "tabs": settings_tabs("tokens"), "acting": acting, "shows_ended": shows_ended,
        "sees_all": bool(may_have_tokens.explain(acting)), "why_none": may_have_tokens.explain(acting),
        "rows": [_row(request, one, today) for one in shown],
        "chips": [
            {"title": _("Valid"), "url": "?", "count": counts["valid"], "is_current": not shows_ended},
            {"title": _("Ended"), "url": "?show=ended", "count": counts["ended"], "is_current": shows_ended},
        ],
        "shown": len(shown), "total": counts["ended" if shows_ended else "valid"],
        "next_url": f"?{show}after={shown[-1].pk}" if len(page) > _PAGE else "",
        "first_url": f"?{show.rstrip('&')}" if last is not None else "",
        "give": control(_("Make a token"), reverse("web:token_give"), may_have_tokens.explain(acting), icon="plus",
                        primary=True),
        "addresses": [
            {"key": "address-of-api", "title": _("Address of the API"),
             "value": request.build_absolute_uri("/api/v1/")},
            {"key": "address-for-gis", "title": _("For QGIS and other GIS programs (OGC API – Features)"),
             "value": request.build_absolute_uri("/api/v1/features")},
        ],
        "docs_url": reverse("api:openapi-view"), "help_url": reverse("web:help_topic", args=["tokens"]),
    }  # fmt: skip
    return render(request, "web/tokens/list.html", context)


def _row(request: HttpRequest, token: Any, today: date) -> dict[str, Any]:
    if token.revoked_at is not None:
        state, kind = _("revoked"), ""
    elif token.expires_on < today:
        state, kind = _("expired"), ""
    elif token.expires_on <= today + _SOON:
        state, kind = _("ends soon"), "late"
    else:
        state, kind = _("valid"), "good"
    is_over = token.revoked_at is not None or token.expires_on < today
    return {
        "row": token, "state": state, "kind": kind,
        "scopes": [words for scope, words in _IN_SHORT.items() if scope in token.scopes],
        "revoke": None if is_over else control(
            _("Revoke"), reverse("web:token_revoke", args=[token.pk]), may_revoke_token.explain(by(request), token),
            plain=True, icon="ban", about=token.name,
        ),
    }  # fmt: skip


@on_rail("settings")
@never_cache
def give(request: HttpRequest) -> HttpResponse:
    """Make a token for the present post; its secret stands on the answer and nowhere else."""
    acting = by(request)
    if why_not := may_have_tokens.explain(acting):
        return refusal(request, why_not)
    form = GiveForm(request.POST or None, acting=acting)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = give_token(
                by=acting, name=told["name"], scopes=[Scope(one) for one in told["scopes"]],
                expires_on=told["expires_on"],
            )  # fmt: skip
        except TubanError as error:
            form.add_error(None, str(error))
        else:
            return _shown_once(request, made)
    context = {
        "form": form, "title": _("Make a token"), "back": reverse("web:tokens"), "home": reverse("web:tokens"),
        "button": _("Make it"), "body": "web/parts/deed.html",
        "words": _("A machine that bears it acts as you under this post: {post}.").format(post=acting.post_title),
    }  # fmt: skip
    in_drawer = bool(request.headers.get("HX-Request"))
    return render(request, "web/parts/drawer.html" if in_drawer else "web/deed.html", context)


def _shown_once(request: HttpRequest, made: Given) -> HttpResponse:
    context = {
        "made": made, "back": reverse("web:tokens"), "home": reverse("web:tokens"), "title": _("The token is made"),
        "scopes": [Scope(scope).label for scope in Scope.values if scope in made.token.scopes],
    }  # fmt: skip
    in_drawer = bool(request.headers.get("HX-Request"))
    return render(request, "web/tokens/given.html" if in_drawer else "web/tokens/given_page.html", context)


@on_rail("settings")
def revoke(request: HttpRequest, key: UUID) -> HttpResponse:
    """Let a token be good for nothing from now on."""
    acting = by(request)
    token = found_or_404(request, tokens_seen_by(acting), key)
    return deed_page(
        request, ReasonForm(request.POST or None), title=_("Revoke {what}").format(what=token.name),
        words=_("Whatever machine bears it can do nothing any more, from this moment. It cannot be taken back."),
        button=_("Revoke"), done=_("The token is revoked."), back=reverse("web:tokens"),
        do=lambda given: revoke_token(token, by=acting, reason=given["reason"]),
        why_not=may_revoke_token.explain(acting, token),
        consequence=_("“{name}” will be good for nothing. Programs that use it stop working.").format(name=token.name),
    )  # fmt: skip
