"""Many patches of the board at once: how many, with which consequence, which cannot be and why; then it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tuban.values.identities import uuid_of
from tuban.web.acting import by
from tuban.web.opinions.asking import asked_of
from tuban.web.rail import on_rail
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.queries.lists import BY_NUMBER
from tuban.workflow.patches.queries.seen import patches_for
from tuban.workflow.review.findings.actions import take_chosen
from tuban.workflow.review.many import each, tried
from tuban.workflow.review.opinions.actions import agree, consult, withdraw
from tuban.workflow.review.opinions.board import rows_of

MOST_AT_ONCE = 300
_KEPT_SETS = 3
_CHOSEN, _UNDO = "chosen_for_review", "undo_asked"


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
    patches = _chosen(request, query)
    back = f"{reverse('web:opinions')}{query if query.startswith('?') else ''}"
    if not patches:
        messages.warning(request, _("Choose patches in the list first."))
        return redirect(back)
    attempt = tried(patches, _deeds(by(request))[deed])
    refused = {patch.pk for patch, _why in attempt.refused}
    free = [patch for patch in patches if patch.pk not in refused]
    token = uuid4().hex
    kept = request.session.get(_CHOSEN, {})
    kept[token] = {"deed": deed, "rows": [[str(patch.uuid), patch.version] for patch in free], "back": back}
    request.session[_CHOSEN] = dict(list(kept.items())[-_KEPT_SETS:])
    title, consequence = words_of(deed, len(free))
    context = {
        "token": token, "title": title, "consequence": consequence, "count": len(free), "back": back,
        "refused_count": len(attempt.refused), "most": MOST_AT_ONCE,
        "refused": [
            {"reason": reason, "count": count}
            for reason, count in Counter(why for _patch, why in attempt.refused).most_common(12)
        ],
        "area": sum((patch.area_mu for patch in free if patch.area_mu is not None), 0),
        "townships": Counter(patch.township_name for patch in free).most_common(),
    }  # fmt: skip
    return render(request, "web/opinions/many.html", context)


def _chosen(request: HttpRequest, query: str) -> list[Any]:
    acting = by(request)
    if request.POST.get("all") == "1":
        asked = asked_of(request, QueryDict(query.removeprefix("?")))
        if asked is None:
            return []
        rows = rows_of(acting, asked.filter).select_related("campaign").defer("geometry", "issued")
        return list(rows.order_by(*BY_NUMBER)[:MOST_AT_ONCE])
    wanted = [key for key in map(uuid_of, request.POST.getlist("patch")[:MOST_AT_ONCE]) if key]
    return list(patches_for(acting, wanted).patches) if wanted else []


def _done(request: HttpRequest, token: str) -> HttpResponse:
    kept = request.session.get(_CHOSEN, {}).pop(token, None)
    if kept is None:
        raise Http404
    request.session.modified = True
    versions = {UUID(key): version for key, version in kept["rows"]}
    patches = list(patches_for(by(request), versions).patches)
    changed = [patch for patch in patches if patch.version != versions[patch.uuid]]
    made = each([patch for patch in patches if patch not in changed], _deeds(by(request))[kept["deed"]])
    undo = ""
    if kept["deed"] == "ask" and made.done:
        refused = {patch.pk for patch, _why in made.refused}
        undo_token = uuid4().hex
        rows = [str(patch.uuid) for patch in patches if patch not in changed and patch.pk not in refused]
        sets = request.session.get(_UNDO, {})
        sets[undo_token] = {"rows": rows, "back": kept["back"]}
        request.session[_UNDO] = dict(list(sets.items())[-_KEPT_SETS:])
        undo = reverse("web:opinions_undo", args=[undo_token])
    if made.done:
        done = ngettext("Done for {n} patch.", "Done for {n} patches.", made.done).format(n=made.done)
        messages.success(request, done, extra_tags=undo)
    refusals = Counter(why for _patch, why in made.refused)
    if changed:
        refusals[_("it was changed meanwhile")] += len(changed)
    for reason, count in refusals.most_common(3):
        words = ngettext("{n} patch was left: {reason}", "{n} patches were left: {reason}", count)
        messages.warning(request, words.format(n=count, reason=reason))
    return redirect(kept["back"])


@require_POST
def undo(request: HttpRequest, token: str) -> HttpResponse:
    """Withdraw the questions that were just asked, where nobody has spoken."""
    kept = request.session.get(_UNDO, {}).pop(token, None)
    if kept is None:
        messages.warning(request, _("This was taken back already."))
        return redirect("web:opinions")
    request.session.modified = True
    acting = by(request)
    patches = patches_for(acting, [UUID(one) for one in kept["rows"]]).patches
    made = each(list(patches), lambda patch: withdraw(patch, by=acting, reason=_("Undone")))
    words = ngettext("{n} question was withdrawn.", "{n} questions were withdrawn.", made.done)
    messages.success(request, words.format(n=made.done))
    return redirect(kept["back"])
