"""The devices of the field: whose, since when, how much came of each; one is revoked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuban.web.acting import by
from tuban.web.deeds import control, deed_page
from tuban.web.found import found_or_404
from tuban.web.people.forms import ReasonForm
from tuban.web.rail import on_rail
from tuban.web.tabs import field_tabs
from tuban.workflow.evidence.devices import devices_seen_by, may_revoke_device, revoke_device
from tuban.workflow.survey.returned import groups_of

_MOST = 200


@on_rail("survey")
@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    """Show the devices that the acting person looks after."""
    acting = by(request)
    rows = devices_seen_by(acting)
    shown = list(rows[:_MOST])
    groups = groups_of([one.person_id for one in shown])
    context = {
        "tabs": field_tabs("devices"), "shown": len(shown), "total": rows.count(),
        "rows": [_row(acting, one, groups.get(one.person_id, "")) for one in shown],
    }  # fmt: skip
    return render(request, "web/returned/devices.html", context)


def _row(acting: Any, one: Any, groups: str) -> dict[str, Any]:
    is_over = one.revoked_at is not None or one.expires_on < timezone.localdate()
    if one.revoked_at is not None:
        state, mark = _("revoked"), "late"
    else:
        state, mark = (_("expired"), "") if is_over else (_("valid"), "good")
    return {
        "row": one, "state": state, "mark": mark, "groups": groups,
        "entries_url": f"{reverse('web:returned_entries')}?device={one.pk}",
        "revoke": None if one.revoked_at is not None else control(
            _("Revoke"), reverse("web:device_revoke", args=[one.pk]), may_revoke_device.explain(acting, one),
            plain=True, icon="ban", about=one.name,
        ),
    }  # fmt: skip


@on_rail("survey")
def revoke(request: HttpRequest, key: UUID) -> HttpResponse:
    """Revoke a device."""
    acting = by(request)
    device = found_or_404(request, devices_seen_by(acting), key)
    return deed_page(
        request, ReasonForm(request.POST or None), title=_("Revoke {what}").format(what=device.name),
        words=_("It may take nothing any more. What it still hands in is kept and waits for a person."),
        button=_("Revoke"), done=_("The device is revoked."), back=reverse("web:devices"),
        do=lambda given: revoke_device(device, by=acting, reason=given["reason"]),
        why_not=may_revoke_device.explain(acting, device),
        consequence=_("«{name}» of {person} takes no packages any more.").format(
            name=device.name, person=device.person.name
        ),
    )  # fmt: skip
