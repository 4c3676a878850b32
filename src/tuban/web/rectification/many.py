"""Many patches of the ledger at once: the ways that are proposed are set for all of them."""

from __future__ import annotations

from collections import Counter
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
from tuban.web.rail import on_rail
from tuban.web.rectification.asking import asked_of
from tuban.workflow.patches.queries.lists import BY_NUMBER
from tuban.workflow.patches.queries.seen import patches_for
from tuban.workflow.rectification.actions.setting import set_proposed
from tuban.workflow.rectification.queries.ledger import rows_of
from tuban.workflow.review.many import each, tried

MOST_AT_ONCE = 300
_CHOSEN, _KEPT_SETS = "chosen_for_rectification", 3


@on_rail("rectification")
@require_POST
def many(request: HttpRequest) -> HttpResponse:
    """First show for how many, which not and why; sent again with its token, do it."""
    token = request.POST.get("token", "")
    if token:
        return _done(request, token)
    query = request.POST.get("query", "")
    patches = _chosen(request, query)
    back = f"{reverse('web:rectification')}{query if query.startswith('?') else ''}"
    if not patches:
        messages.warning(request, _("Choose patches in the list first."))
        return redirect(back)
    attempt = tried(patches, lambda patch: set_proposed(patch, by=by(request)))
    refused = {patch.pk for patch, _why in attempt.refused}
    free = [patch for patch in patches if patch.pk not in refused]
    token = uuid4().hex
    kept = request.session.get(_CHOSEN, {})
    kept[token] = {"rows": [[str(patch.uuid), patch.version] for patch in free], "back": back}
    request.session[_CHOSEN] = dict(list(kept.items())[-_KEPT_SETS:])
    context = {
        "token": token, "count": len(free), "back": back, "most": MOST_AT_ONCE,
        "title": ngettext(
            "Set the proposed ways for {n} patch", "Set the proposed ways for {n} patches", len(free)
        ).format(n=len(free)),
        "consequence": _("Every limit runs from today, and each way is held by the post that the lawbook names. A way "
                         "on which nobody has worked can be withdrawn with a reason."),
        "refused_count": len(attempt.refused),
        "refused": [
            {"reason": reason, "count": count}
            for reason, count in Counter(why for _patch, why in attempt.refused).most_common(12)
        ],
        "area": sum((patch.area_mu for patch in free if patch.area_mu is not None), 0),
        "townships": Counter(patch.township_name for patch in free).most_common(),
    }  # fmt: skip
    return render(request, "web/rectification/many.html", context)


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
    made = each([patch for patch in patches if patch not in changed], lambda patch: set_proposed(patch, by=by(request)))
    if made.done:
        messages.success(
            request, ngettext("Done for {n} patch.", "Done for {n} patches.", made.done).format(n=made.done)
        )
    refusals = Counter(why for _patch, why in made.refused)
    if changed:
        refusals[_("it was changed meanwhile")] += len(changed)
    for reason, count in refusals.most_common(3):
        words = ngettext("{n} patch was left: {reason}", "{n} patches were left: {reason}", count)
        messages.warning(request, words.format(n=count, reason=reason))
    return redirect(kept["back"])
