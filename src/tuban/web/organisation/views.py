"""The tree of units and the page of one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.web.acting import by
from tuban.web.deeds import control
from tuban.web.found import found_or_404
from tuban.web.rail import on_rail
from tuban.web.tabs import settings_tabs
from tuban.workflow.organisations.policies import may_appoint, may_keep_groups, may_organise_units
from tuban.workflow.organisations.queries import (
    below_of,
    chain_above,
    groups_seen_by,
    holdings_seen_by,
    responsibilities_seen_by,
    tops_seen_by,
    units_named,
    units_seen_by,
)

_MOST_FOUND = 50


@on_rail("settings")
def organisation(request: HttpRequest) -> HttpResponse:
    """Show the units found by a search, else the unit of the reader."""
    text = request.GET.get("q", "").strip()
    if not text:
        return redirect("web:unit", by(request).post.unit_id)
    found = list(units_named(by(request), text)[: _MOST_FOUND + 1])
    if len(found) == 1:
        return redirect("web:unit", found[0].pk)
    context = {"tabs": settings_tabs("organisation"), "text": text, "found": found[:_MOST_FOUND],
               "has_more": len(found) > _MOST_FOUND}  # fmt: skip
    return render(request, "web/organisation/found.html", context)


@on_rail("settings")
def unit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a unit: areas, departments, posts with their holders, groups, responsibility."""
    acting = by(request)
    shown = found_or_404(request, units_seen_by(acting).select_related("above"), key)
    organises = may_organise_units.explain(acting, shown)
    keeps = may_keep_groups.explain(acting, shown)
    today = timezone.localdate()

    def deed(name: str) -> str:
        return reverse(f"web:{name}", args=[shown.pk])

    context = {
        "tabs": settings_tabs("organisation"),
        "unit": shown,
        "above": shown.above if shown.above is not None and units_seen_by(acting).contains(shown.above) else None,
        "tree": _tree(request, shown),
        "is_township": shown.level in ("township", "zone"),
        "areas": shown.areas.all(),
        "departments": [
            {"row": one, "change": control(_("Correct"), reverse("web:correct_department", args=[one.pk]), organises,
             plain=True, about=one.name)}
            for one in shown.departments.all()
        ],
        "posts": _posts(request, shown, organises),
        "groups": [
            {"row": one, "members": one.members.all(),
             "change": control(_("Change members"), reverse("web:set_members", args=[one.pk]), keeps, plain=True,
                               about=one.name),
             "end": control(_("Dissolve"), reverse("web:end_group", args=[one.pk]), keeps, plain=True, about=one.name)}
            for one in groups_seen_by(acting).filter(unit=shown)
            if one.until is None or one.until >= today
        ],
        "responsible": responsibilities_seen_by(acting).filter(unit=shown, until__isnull=True),
        "controls": [
            control(_("Add a unit below"), deed("found_unit"), organises, icon="plus"),
            control(_("Correct"), deed("correct_unit"), organises, icon="pencil"),
            control(_("Close unit"), deed("close_unit"), organises),
        ],
        "set_areas": control(_("Change"), deed("set_areas"), organises, icon="pencil"),
        "found_department": control(_("Add"), deed("found_department"), organises, icon="plus"),
        "found_post": control(_("Add"), deed("found_post"), organises, icon="plus"),
        "found_group": control(_("Add"), deed("found_group"), keeps, icon="plus"),
        "register": control(_("Enter"), deed("register_responsibility"), keeps, icon="plus"),
    }  # fmt: skip
    return render(request, "web/organisation/unit.html", context)


def _posts(request: HttpRequest, shown: Any, organises: str) -> list[dict[str, Any]]:
    """Return the posts with who holds them, who held them, and what may be done with each."""
    acting, today = by(request), timezone.localdate()
    held: dict[Any, list[Any]] = {}
    for one in holdings_seen_by(acting).filter(post__unit=shown):
        held.setdefault(one.post_id, []).append(one)
    posts = []
    for post in shown.posts.select_related("department").order_by("closed_on", "department__name", "title"):
        appoints = may_appoint.explain(acting, post)
        posts.append({
            "row": post,
            "now": [one for one in held.get(post.pk, []) if one.is_held_on(today)],
            "later": [one for one in held.get(post.pk, []) if one.since > today],
            "before": [one for one in held.get(post.pk, []) if one.until is not None and one.until < today],
            "appoint": control(_("Appoint"), reverse("web:appoint", args=[post.pk]), appoints, plain=True,
                               about=post.title),
            "close": control(_("Abolish"), reverse("web:close_post", args=[post.pk]), organises, plain=True,
                             about=post.title),
        })  # fmt: skip
    return posts


def tree_below(request: HttpRequest, key: UUID) -> HttpResponse:
    """Return the branch of a unit, when it is opened."""
    acting = by(request)
    above = found_or_404(request, units_seen_by(acting), key)
    return render(request, "web/organisation/branch.html", {"branch": [_leaf(one) for one in below_of(acting, above)]})


def _tree(request: HttpRequest, shown: Any) -> list[dict[str, Any]]:
    """Return the tops of the tree, opened along the way to the unit shown."""
    acting = by(request)
    way = [one.pk for one in chain_above(shown)]

    def opened(one: Any) -> dict[str, Any]:
        leaf = _leaf(one) | {"is_current": one.pk == shown.pk}
        if one.pk in way:
            leaf["branch"] = [opened(child) for child in below_of(acting, one)]
        return leaf

    return [opened(top) for top in tops_seen_by(acting)]


def _leaf(one: Any) -> dict[str, Any]:
    count = getattr(one, "below_count", None)
    return {"row": one, "has_more": count is None or count > 0, "is_current": False, "branch": None}


@on_rail("settings")
def responsibility(request: HttpRequest) -> HttpResponse:
    """Show the responsibility register, a line a township; it prints on A4."""
    acting = by(request)
    entries: dict[Any, dict[str, list[Any]]] = {}
    for one in responsibilities_seen_by(acting).filter(until__isnull=True):
        entries.setdefault(one.unit_id, {}).setdefault(one.liability, []).append(one)
    rows, lacking = [], 0
    for shown in units_seen_by(acting).filter(level__in=("township", "zone"), closed_on__isnull=True):
        keeps = may_keep_groups.explain(acting, shown)
        its = entries.get(shown.pk, {})
        cells = [
            [{"row": one, "change": control(_("Correct"), reverse("web:correct_responsibility", args=[one.pk]), keeps,
              plain=True, about=one.name),
              "end": control(_("End"), reverse("web:end_responsibility", args=[one.pk]), keeps, plain=True,
              about=one.name)} for one in its.get(liability, [])]
            for liability in ("overall", "actual", "discovery")
        ]  # fmt: skip
        lacking += not all(cells)
        rows.append({
            "unit": shown, "cells": cells,
            "enter": control(_("Enter"), reverse("web:register_responsibility", args=[shown.pk]), keeps, plain=True,
                             icon="plus", about=shown.name),
        })  # fmt: skip
    context = {
        "tabs": settings_tabs("responsibility"), "rows": rows, "lacks": lacking,
        "unit": acting.post.unit, "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "web/organisation/responsibility.html", context)
