"""How plans are shown: their marks, their versions, and what a page needs of a unit."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.workflow.plans.law import Kind, plan_law
from tuban.workflow.plans.queries import units_shown
from tuban.workflow.plans.standing import Stand, Standing

_STANDS = {
    Stand.OPEN: (gettext_lazy("not handed in yet"), "quiet"),
    Stand.MISSING: (gettext_lazy("missing after its day"), "late"),
    Stand.HANDED_IN: (gettext_lazy("waits for the level above"), ""),
    Stand.RETURNED: (gettext_lazy("returned"), "late"),
    Stand.ACCEPTED: (gettext_lazy("accepted"), "good"),
}  # fmt: skip


def mark(one: Standing) -> dict[str, Any]:
    """Return how a plan stands as a mark of the board."""
    words, look = _STANDS[one.stand]
    return {
        "kind": one.kind, "words": words, "look": look, "due_on": one.due_on, "plan": one.plan,
        "came_late": one.plan is not None and one.plan.is_late,
        "url": reverse("web:plan", args=[one.unit.pk, one.kind.id]),
    }  # fmt: skip


def version(one: Any) -> dict[str, Any]:
    """Return a version as a line."""
    looks = {"accepted": "good", "returned": "late", "replaced": "quiet"}
    return {
        "row": one, "words": one.get_state_display(), "look": looks.get(one.state, ""), "short": one.checksum[:16],
        "url": reverse("web:plan_file", args=[one.pk]),
    }  # fmt: skip


def kind_of(name: str) -> Kind:
    """Return a kind of plan by its id. Raises Http404."""
    found = plan_law().kind(name)
    if found is None:
        raise Http404
    return found


def unit_of(request: HttpRequest, key: UUID) -> tuple[Any, Any]:
    """Return the campaign and the unit, where the acting person sees it. Raises Http404."""
    campaign = campaign_of(request)
    units = units_shown(by(request), campaign) if campaign is not None else []
    found = next((one for one in units if one.pk == key), None)
    if found is None:
        raise Http404
    return campaign, found


def to_whom(unit: Any) -> str:
    """Return to whom a unit hands in, in words."""
    return _("to {unit}").format(unit=unit.above) if unit.above is not None else "—"
