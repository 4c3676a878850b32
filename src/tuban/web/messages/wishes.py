"""How a person is told besides the inbox: e-mails, of which kinds, and when."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuban.web.acting import by
from tuban.web.deeds import DeskForm, deed_page, saved
from tuban.web.rail import on_rail
from tuban.workflow.messages.actions import set_wishes
from tuban.workflow.messages.kinds import kinds
from tuban.workflow.messages.policies import may_set_wishes
from tuban.workflow.messages.queries import wishes_of


class ClockInput(forms.TimeInput):
    """A time of the day, picked with the browser's own control."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class WishesForm(DeskForm):
    """E-mails or none, to which address, of which kinds, gathered or one by one, and when not."""

    is_mailed = forms.BooleanField(label=gettext_lazy("Send me messages by e-mail too"), required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), required=False)
    is_gathered = forms.BooleanField(
        label=gettext_lazy("Gather them into one e-mail a day"), required=False,
        help_text=gettext_lazy("Urgent ones come at once all the same."),
    )  # fmt: skip
    daily_at = forms.TimeField(label=gettext_lazy("Time of the gathered e-mail"), widget=ClockInput)
    wanted = forms.MultipleChoiceField(
        label=gettext_lazy("Which kinds"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=gettext_lazy("The inbox shows every kind, whatever is chosen here."),
    )  # fmt: skip
    quiet_from = forms.TimeField(label=gettext_lazy("No e-mail from"), widget=ClockInput, required=False)
    quiet_until = forms.TimeField(label=gettext_lazy("until"), widget=ClockInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["wanted"]
        choice.choices = list(kinds().items())  # type: ignore[attr-defined]
        choice.widget.attrs.pop("class", None)


@on_rail("my_day")
def wishes(request: HttpRequest) -> HttpResponse:
    """Choose how one is told."""
    acting = by(request)
    current, known = wishes_of(acting), kinds()
    initial = {
        "is_mailed": current.is_mailed, "email": current.email, "is_gathered": current.is_gathered,
        "daily_at": current.daily_at, "wanted": [one for one in known if one not in current.left_out],
        "quiet_from": current.quiet_from or (None if current.pk else time(22, 0)),
        "quiet_until": current.quiet_until or (None if current.pk else time(7, 0)),
    }  # fmt: skip

    def do(given: dict[str, Any]) -> None:
        told = dict(given)
        wanted = told.pop("wanted")
        set_wishes(current, by=acting, left_out=[one for one in known if one not in wanted], **told)

    off = _("This installation sends no e-mail yet: whoever runs the server names a mail server in TUBAN_SMTP_HOST.")
    words = _("Messages are always in the inbox. By e-mail they come as you choose here.")
    return deed_page(
        request, WishesForm(request.POST or None, initial=initial), title=_("How I am told"),
        words=words if settings.MAIL_IS_ON else f"{words} {off}", button=_("Keep"), done=saved(),
        back=reverse("web:messages"), do=do, why_not=may_set_wishes.explain(acting, current),
    )  # fmt: skip
