"""Many patches of the board at once: how many, with which consequence, which cannot be and why; then it is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tuban.web.acting import by
from tuban.web.many import chosen, keep, shown, taken, tell, waiting
from tuban.web.opinions.asking import asked_of
from tuban.web.rail import on_rail
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.queries.seen import patches_for
from tuban.workflow.review.findings.actions import take_chosen
from tuban.workflow.review.many import each
from tuban.workflow.review.opinions.actions import agree, consult, withdraw
from tuban.workflow.review.opinions.board import rows_of

_UNDO = "undo_asked"


def _deeds(acting: Acting) -> dict[str, Callable[[Any], Any]]:
    return {
        "agree": lambda patch: agree(patch, by=acting),
        "ask": lambda patch: consult(patch, by=acting, expected_version=patch.version),
        "withdraw": lambda patch: withdraw(patch, by=acting, reason=_("Withdrawn for many at once")),
        "take": lambda patch: take_chosen(patch, by=acting),
    }


def words_of(deed: str, count: int) -> tuple[str, str]:
    """Return what a deed is called with its count, and what follows from it."""
    titles = {
        "agree": (
            ngettext("Agree with {n} patch", "Agree with {n} patches", count),
            _("Your department agrees with the proposal on every one; each opinion can be changed until the finding."),
        ),
        "ask": (
            ngettext("Ask the departments about {n} patch", "Ask the departments about {n} patches", count),
            _("Every department finds them in its queue, until the day its opinion is due. It can be undone at once."),
        ),
        "withdraw": (
            ngettext("Withdraw {n} question", "Withdraw {n} questions", count),
            _("Departments that have not spoken are no longer asked; what was said stays."),
        ),
        "take": (
            ngettext("Take {n} finding", "Take {n} findings", count),
            _("Each patch is settled as its departments or the chair hold it; the leader or organiser reopens it."),
        ),
    }
    title, consequence = titles[deed]
    return title.format(n=count), consequence


@on_rail("opinions")
@require_POST
def many(request: HttpRequest) -> HttpResponse:
    """First show how many and what follows; sent again with its token, do it."""
    token = request.POST.get("token", "")
    if token:
        return _done(request, token)
    deed = request.POST.get("deed", "")
    query = request.POST.get("query", "")
    if deed not in _deeds(by(request)):
        raise Http404
    patches = chosen(request, lambda: _rows(request, query))
    back = f"{reverse('web:opinions')}{query if query.startswith('?') else ''}"
    if not patches:
        messages.warning(request, _("Choose patches in the list first."))
        return redirect(back)
    context = shown(request, patches, _deeds(by(request))[deed], kept={"deed": deed, "back": back})
    context["title"], context["consequence"] = words_of(deed, context["count"])
    return render(request, "web/opinions/many.html", context)


def _rows(request: HttpRequest, query: str) -> QuerySet[Any] | None:
    asked = asked_of(request, QueryDict(query.removeprefix("?")))
    return None if asked is None else rows_of(by(request), asked.filter)


def _done(request: HttpRequest, token: str) -> HttpResponse:
    wanted = waiting(request, token)
    deed, back = wanted.kept["deed"], wanted.kept["back"]
    made, patches = wanted.do(_deeds(by(request))[deed])
    undo = ""
    if deed == "ask" and made.done:
        asked = {"rows": [str(patch.uuid) for patch in patches], "back": back}
        undo = reverse("web:opinions_undo", args=[keep(request, _UNDO, asked)])
    tell(request, made, changed=wanted.changed, undo=undo)
    return redirect(back)


@require_POST
def undo(request: HttpRequest, token: str) -> HttpResponse:
    """Withdraw the questions that were just asked, where nobody has spoken."""
    kept = taken(request, _UNDO, token)
    if kept is None:
        messages.warning(request, _("This was taken back already."))
        return redirect("web:opinions")
    acting = by(request)
    patches = patches_for(acting, [UUID(one) for one in kept["rows"]]).patches
    made = each(list(patches), lambda patch: withdraw(patch, by=acting, reason=_("Undone")))
    words = ngettext("{n} question was withdrawn.", "{n} questions were withdrawn.", made.done)
    messages.success(request, words.format(n=made.done))
    return redirect(kept["back"])
