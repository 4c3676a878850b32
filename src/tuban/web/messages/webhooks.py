"""Where a unit has its messages sent to other systems: the list with how calls went, and what is done about it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages as toasts
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.deeds import DeskForm, control, deed_page, refusal, saved
from tuban.web.found import found_or_404
from tuban.web.organisation.forms import VersionForm
from tuban.web.rail import on_rail
from tuban.web.tabs import settings_tabs
from tuban.workflow.messages.actions import add_webhook, change_webhook, try_webhook
from tuban.workflow.messages.kinds import kinds, title_of
from tuban.workflow.messages.policies import may_keep_webhooks
from tuban.workflow.messages.queries import deliveries_of, webhooks_seen_by

_CALLS = 50
_LATELY = 5


class _KindsForm(DeskForm):
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Which kinds"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=gettext_lazy("None ticked: all of them, new ones too."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = list(kinds().items())  # type: ignore[attr-defined]
        self.fields["kinds"].widget.attrs.pop("class", None)


class AddForm(_KindsForm):
    """A new webhook."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    address = forms.CharField(
        label=gettext_lazy("Address"), max_length=300, widget=forms.URLInput,
        help_text=gettext_lazy("Where the other system listens; its host must be one that this installation may call."),
    )  # fmt: skip
    field_order = ("name", "address", "kinds")


class ChangeForm(VersionForm, _KindsForm):
    """A webhook, put right or switched off."""

    address = forms.CharField(label=gettext_lazy("Address"), max_length=300, widget=forms.URLInput)
    is_on = forms.BooleanField(label=gettext_lazy("Switched on"), required=False)
    field_order = ("address", "kinds", "is_on")


@on_rail("settings")
@require_safe
def webhooks(request: HttpRequest) -> HttpResponse:
    """Show the webhooks of the units seen, each with its latest calls."""
    acting = by(request)
    why_not = may_keep_webhooks.explain(acting)
    rows = [] if why_not else [_shown(request, one) for one in webhooks_seen_by(acting)]
    context = {
        "tabs": settings_tabs("webhooks"), "rows": rows, "why_not": why_not, "hosts": settings.WEBHOOK_HOSTS,
        "add": control(_("Add a webhook"), reverse("web:webhook_add"), why_not, icon="plus", primary=True),
    }  # fmt: skip
    return render(request, "web/messages/webhooks.html", context)


def _shown(request: HttpRequest, hook: Any) -> dict[str, Any]:
    why_not = may_keep_webhooks.explain(by(request), hook)
    return {
        "row": hook, "kinds": [title_of(one) for one in hook.kinds], "calls": _calls(hook, _LATELY), "why_not": why_not,
        "change": control(_("Change"), reverse("web:webhook_change", args=[hook.pk]), why_not, plain=True,
                          about=hook.name),
    }  # fmt: skip


def _calls(hook: Any, most: int) -> list[dict[str, Any]]:
    marks = {"sent": "good", "given_up": "late"}
    return [{"row": one, "kind": marks.get(one.state, "")} for one in deliveries_of(hook)[:most]]


@on_rail("settings")
@require_safe
def webhook(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the calls of one webhook, the newest first."""
    acting = by(request)
    if why_not := may_keep_webhooks.explain(acting):
        return refusal(request, why_not)
    hook = found_or_404(request, webhooks_seen_by(acting), key)
    context = {
        "tabs": settings_tabs("webhooks"), "one": _shown(request, hook), "calls": _calls(hook, _CALLS),
        "shown": min(_CALLS, deliveries_of(hook).count()), "total": deliveries_of(hook).count(),
    }  # fmt: skip
    return render(request, "web/messages/webhook.html", context)


@on_rail("settings")
@never_cache
def add(request: HttpRequest) -> HttpResponse:
    """Set one up; its secret stands on the answer and nowhere else."""
    acting = by(request)
    if why_not := may_keep_webhooks.explain(acting):
        return refusal(request, why_not)
    form = AddForm(request.POST or None)
    back = reverse("web:webhooks")
    context = {
        "form": form, "title": _("Add a webhook"), "back": back, "home": back, "button": _("Add it"),
        "body": "web/parts/deed.html",
        "words": _("Every message to a post of {unit} is sent there, signed.").format(unit=acting.post.unit.name),
    }  # fmt: skip
    page = "web/deed.html"
    if request.method == "POST" and form.is_valid():
        try:
            made = add_webhook(acting.post.unit, by=acting, **form.cleaned_data)
        except TubanError as error:
            form.add_error(None, f"{error.message} {error.advice}")
        else:
            context |= {"made": made, "title": _("The webhook is set up"), "body": "web/messages/secret.html"}
            page = "web/messages/secret_page.html"
    # In the drawer the form is exchanged for what stands in the same place of the answer.
    in_drawer = bool(request.headers.get("HX-Request"))
    return render(request, "web/parts/drawer.html" if in_drawer else page, context)


@on_rail("settings")
def change(request: HttpRequest, key: UUID) -> HttpResponse:
    """Put a webhook right, or switch it off."""
    acting = by(request)
    hook = found_or_404(request, webhooks_seen_by(acting), key)
    initial = {"address": hook.address, "kinds": hook.kinds, "is_on": hook.is_on, "expected": hook.version}
    return deed_page(
        request, ChangeForm(request.POST or None, initial=initial), title=_("Change {what}").format(what=hook.name),
        button=_("Keep"), done=saved(), back=reverse("web:webhooks"), why_not=may_keep_webhooks.explain(acting, hook),
        do=lambda given: change_webhook(
            hook, by=acting, expected_version=given["expected"], address=given["address"], kinds=given["kinds"],
            is_on=given["is_on"],
        ),
    )  # fmt: skip


@require_POST
def attempt(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send a message that says nothing but that it comes."""
    acting = by(request)
    hook = found_or_404(request, webhooks_seen_by(acting), key)
    if why_not := may_keep_webhooks.explain(acting, hook):
        return refusal(request, why_not)
    try_webhook(hook, by=acting)
    toasts.success(request, _("A trial message is on its way; how it went stands below in a moment."))
    return redirect("web:webhook", key)
