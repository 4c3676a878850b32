"""Patches chosen in their list are added to a plan of field days: first which plan, then it is done."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuban.values.errors import TubanError
from tuban.values.identities import uuid_of
from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.patch_list.choice import MOST_AT_ONCE, chosen_in, query_in
from tuban.web.rail import on_rail
from tuban.web.routes.board import plan_found
from tuban.web.tabs import field_tabs
from tuban.workflow.routes import actions
from tuban.workflow.routes.choosing import addable
from tuban.workflow.routes.policies import may_arrange
from tuban.workflow.routes.queries import plans_of

_CHOSEN = "patches_for_routes"
_KEPT_SETS, _PLANS = 3, 12


@on_rail("survey")
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Show which plans can take the patches that were chosen, or add them to the one that was chosen of these."""
    token = request.POST.get("token", "")
    if token:
        return _add(request, token)
    chosen, total = chosen_in(request)
    back = f"{reverse('web:patches')}{query_in(request)}"
    if not chosen:
        messages.warning(request, _("Choose patches in the list first."))
        return redirect(back)
    token = uuid4().hex
    kept = request.session.get(_CHOSEN, {})
    kept[token] = {"patches": [str(patch.uuid) for patch in chosen], "back": back}
    request.session[_CHOSEN] = dict(list(kept.items())[-_KEPT_SETS:])
    return _confirm(request, token, left_off=total - len(chosen))


def _confirm(
    request: HttpRequest, token: str, *, fault: str = "", left_off: int = 0, status: int = 200
) -> HttpResponse:
    acting, campaign = by(request), campaign_of(request)
    kept = request.session[_CHOSEN][token]
    patches = [UUID(text) for text in kept["patches"]]
    plans = [
        _offer(acting, one, patches) for one in (plans_of(acting, campaign)[:_PLANS] if campaign is not None else ())
        if one.ended_at is None
    ]  # fmt: skip
    plans.sort(key=lambda one: (not one["count"], one["plan"].given_out_at is None))
    context = {
        "tabs": field_tabs("routes"), "token": token, "count": len(patches), "plans": plans, "back": kept["back"],
        "fault": fault, "left_off": left_off, "most": MOST_AT_ONCE, "may_add": any(one["count"] for one in plans),
    }  # fmt: skip
    return render(request, "web/routes/take.html", context, status=status)


def _offer(acting: Any, plan: Any, patches: list[UUID]) -> dict[str, Any]:
    """Return a plan with how many of the patches it can take, and why not the others."""
    why = may_arrange.explain(acting, plan)
    rows, refused = ([], {}) if why else addable(acting, plan, patches)
    return {"plan": plan, "why": why, "count": len(rows), "refused": [*refused.items()]}


def _add(request: HttpRequest, token: str) -> HttpResponse:
    acting, kept = by(request), request.session.get(_CHOSEN, {}).get(token)
    wanted = uuid_of(request.POST.get("plan", ""))
    if kept is None:
        raise Http404
    if wanted is None:
        return _confirm(request, token, fault=_("Choose a plan."), status=422)
    plan = plan_found(request, wanted)
    try:
        actions.add(plan, by=acting, expected_version=plan.version, patches=[UUID(one) for one in kept["patches"]])
    except TubanError as error:
        return _confirm(request, token, fault=f"{error.message} {error.advice}", status=422)
    request.session[_CHOSEN] = {name: one for name, one in request.session[_CHOSEN].items() if name != token}
    return redirect("web:route", plan.pk)
