"""Many patches of the ledger at once: the ways that are proposed are set for all of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tuban.web.acting import by
from tuban.web.many import chosen, shown, tell, waiting
from tuban.web.rail import on_rail
from tuban.web.rectification.asking import asked_of
from tuban.workflow.rectification.actions.setting import set_proposed
from tuban.workflow.rectification.queries.ledger import rows_of


@on_rail("rectification")
@require_POST
def many(request: HttpRequest) -> HttpResponse:
    """First show for how many, which not and why; sent again with its token, do it."""
    token = request.POST.get("token", "")
    if token:
        return _done(request, token)
    query = request.POST.get("query", "")
    patches = chosen(request, lambda: _rows(request, query))
    back = f"{reverse('web:rectification')}{query if query.startswith('?') else ''}"
    if not patches:
        messages.warning(request, _("Choose patches in the list first."))
        return redirect(back)
    context = shown(request, patches, lambda patch: set_proposed(patch, by=by(request)), kept={"back": back})
    count = context["count"]
    context |= {
        "title": ngettext("Set the proposed ways for {n} patch", "Set the proposed ways for {n} patches", count).format(
            n=count
        ),
        "consequence": _("Every limit runs from today, and each way is held by the post that the lawbook names. A way "
                         "on which nobody has worked can be withdrawn with a reason."),
    }  # fmt: skip
    return render(request, "web/rectification/many.html", context)


def _rows(request: HttpRequest, query: str) -> QuerySet[Any] | None:
    asked = asked_of(request, QueryDict(query.removeprefix("?")))
    return None if asked is None else rows_of(by(request), asked.filter)


def _done(request: HttpRequest, token: str) -> HttpResponse:
    wanted = waiting(request, token)
    made, _patches = wanted.do(lambda patch: set_proposed(patch, by=by(request)))
    tell(request, made, changed=wanted.changed)
    return redirect(wanted.kept["back"])
