"""The list of people and the page of one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.web.acting import by
from tuban.web.deeds import control
from tuban.web.found import found_or_404
from tuban.web.rail import on_rail
from tuban.web.tabs import settings_tabs
from tuban.workflow.organisations.policies import may_appoint, may_change_password, may_register_people
from tuban.workflow.organisations.queries import holdings_seen_by, people_seen_by
from tuban.workflow.organisations.roles import Role
from tuban.workflow.sign_in.policies import may_ask_factors, may_end_sessions, may_reset
from tuban.workflow.sign_in.queries import has_factor, open_sessions_of, with_factor

_PAGE = 100


@on_rail("settings")
def people(request: HttpRequest) -> HttpResponse:
    """Show who can sign in, with their posts and when they last did; above them the three administrators."""
    acting, today = by(request), timezone.localdate()
    text, after = request.GET.get("q", "").strip(), request.GET.get("after", "")
    found = people_seen_by(acting)
    if text:
        found = found.filter(name__icontains=text) | found.filter(username__icontains=text)
    names = list(found)
    start = next((place + 1 for place, one in enumerate(names) if str(one.pk) == after), 0)
    shown = names[start : start + _PAGE]
    held: dict[Any, list[Any]] = {}
    for one in holdings_seen_by(acting).filter(person__in=[person.pk for person in shown]):
        if one.is_held_on(today):
            held.setdefault(one.person_id, []).append(one)
    more = start + _PAGE < len(names)
    factors = with_factor(shown)
    context = {
        "tabs": settings_tabs("people"), "text": text,
        "people": [{"row": one, "held": held.get(one.pk, []), "has_factor": one.pk in factors} for one in shown],
        "shown": len(shown), "total": len(names),
        "next_url": f"?q={text}&after={shown[-1].pk}" if more else "",
        "first_url": f"?q={text}" if start else "",
        "administrators": _administrators(request),
        "register": control(_("Register a person"), reverse("web:register_person"),
                            may_register_people.explain(acting), icon="plus", primary=True),
        "ask": control(_("Who must have a second factor"), reverse("web:ask_factors"),
                       may_ask_factors.explain(acting), icon="shield-check"),
    }  # fmt: skip
    return render(request, "web/people/list.html", context)


def _administrators(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the three administrators of the areas seen: who they are, what each may do and never may."""
    acting, today = by(request), timezone.localdate()
    roles = (
        (Role.SYSTEM_ADMINISTRATOR, "hierarchy", _("Units, departments, posts."), _("People, passwords, the audit.")),
        (Role.SECURITY_ADMINISTRATOR, "lock", _("People, passwords, who holds which post."), _("Units, the audit.")),
        (Role.AUDIT_ADMINISTRATOR, "shield-search", _("Reads and proves every line."), _("Changes nothing at all.")),
    )
    holdings = [one for one in holdings_seen_by(acting).filter(post__role__in=[role for role, *_more in roles])
                if one.is_held_on(today)]  # fmt: skip
    return [
        {"title": role.label, "icon": icon, "may": may, "never": never,
         "held": [one for one in holdings if one.post.role == role]}
        for role, icon, may, never in roles
    ]  # fmt: skip


@on_rail("settings")
def person(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a person: their posts since when, and what the security administrator may do."""
    acting, today = by(request), timezone.localdate()
    shown = found_or_404(request, people_seen_by(acting), key)
    registers = may_register_people.explain(acting, shown)
    itself = _("Nobody suspends themselves.") if shown.pk == acting.person_id else registers
    holdings = [
        {"row": one, "is_now": one.is_held_on(today),
         "end": control(_("End"), reverse("web:end_holding", args=[one.pk]), may_appoint.explain(acting, one),
                        plain=True, about=one.post.title)}
        for one in holdings_seen_by(acting).filter(person=shown)
    ]  # fmt: skip
    state = (
        control(_("Suspend"), reverse("web:suspend_person", args=[shown.pk]), itself, icon="ban")
        if shown.is_active
        else control(_("Reinstate"), reverse("web:reinstate_person", args=[shown.pk]), registers)
    )
    context = {
        "tabs": settings_tabs("people"), "shown": shown, "holdings": holdings, "has_factor": has_factor(shown),
        "sessions": open_sessions_of(shown) if may_end_sessions.allows(acting, shown) else None,
        "controls": [
            control(_("Appoint"), reverse("web:appoint_person", args=[shown.pk]), _no_appointing(request),
                    icon="briefcase", primary=True),
            control(_("New password"), reverse("web:give_password", args=[shown.pk]),
                    may_change_password.explain(acting, shown), icon="lock"),
            control(_("Reset second factor"), reverse("web:reset_factor", args=[shown.pk]),
                    may_reset.explain(acting, shown), icon="shield-check"),
            control(_("End sessions"), reverse("web:end_sessions", args=[shown.pk]),
                    may_end_sessions.explain(acting, shown), icon="logout"),
            control(_("Correct"), reverse("web:correct_person", args=[shown.pk]), registers, icon="pencil"),
            state,
        ],
    }  # fmt: skip
    return render(request, "web/people/person.html", context)


def _no_appointing(request: HttpRequest) -> str:
    return may_appoint.explain(by(request), by(request).post)
