"""Giving out the work: one patch from its dossier, many from the list, and taking it back in one go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.dossier.acting.asides import (
    both_versions,
    changed_or,
    expected,
    form_state,
    sentence,
)
from tuban.web.dossier.head import head_of, patch_or_404
from tuban.web.patch_list.choice import MOST_AT_ONCE, chosen_in, query_in
from tuban.web.rail import on_rail
from tuban.workflow.patches.actions import Assignment, BulkAssigned, assign, assign_many
from tuban.workflow.patches.meanwhile import ChangedMeanwhile
from tuban.workflow.patches.policies import may_assign
from tuban.workflow.patches.queries.hands import hands_of, person_named, unit_named, units_to_assign
from tuban.workflow.patches.queries.seen import patches_for

_KEPT_SETS = 3
_CHOSEN, _UNDO = "chosen_patches", "undo_assignments"


def _fields(request: HttpRequest, patches: Sequence[Any]) -> dict[str, Any]:
    """Return the fields of the form with what was typed, else with what fits: the unit of the one township there is."""
    acting = by(request)
    units = units_to_assign(acting)
    codes = {patch.managed_code or patch.township_code for patch in patches}
    fitting = next((str(unit.pk) for unit in units if codes == {unit.code}), "")
    current = patches[0] if len(patches) == 1 else None
    own = str(current.assigned_unit_id) if current and current.assigned_unit_id else fitting
    typed = request.POST if "unit" in request.POST else {}
    return {
        "units": [{"key": str(unit.pk), "name": unit.name, "level": unit.get_level_display()} for unit in units],
        "hands": [
            {
                "key": str(hand.person.pk),
                "unit": str(hand.unit.pk),
                "name": f"{hand.person.name}（{hand.unit.short_name or hand.unit.name} {hand.post}）",
            }
            for hand in hands_of(acting)
        ],
        "unit": typed.get("unit", own),
        "person": typed.get("person", str(current.assigned_to_id) if current and current.assigned_to_id else ""),
        "due_on": typed.get("due_on", current.due_on.isoformat() if current and current.due_on else ""),
        "reason": typed.get("reason", ""),
    }


def _assignment(request: HttpRequest) -> Assignment:
    acting = by(request)
    return Assignment(
        unit_named(acting, request.POST.get("unit", "")),
        person_named(acting, request.POST.get("person", "")),
        _day(request.POST.get("due_on", "")),
    )


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@on_rail("map")
@require_http_methods(["GET", "HEAD", "POST"])
def assign_one(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give one patch out, or take it back."""
    patch = patch_or_404(request, uuid)
    fault, versions, status = "", [], 200
    if request.method == "POST":
        before = _before(patch)
        try:
            given = _assignment(request)
            assign(
                patch, by=by(request), expected_version=expected(request), unit=given.unit, person=given.person,
                due_on=given.due_on, reason=request.POST.get("reason", "").strip(),
            )  # fmt: skip
        except ChangedMeanwhile as error:
            patch = patch_or_404(request, uuid)
            fault, versions, status = sentence(error), both_versions(request, patch), 409
        except TubanError as refused:
            patch = patch_or_404(request, uuid)
            told = changed_or(request, patch, refused)
            fault, status = sentence(told), 422
            if told is not refused:
                versions, status = both_versions(request, patch), 409
        else:
            _say_done(request, BulkAssigned(1, ()), [before], given, reverse("web:patch", args=[uuid]))
            return redirect("web:patch", uuid=uuid)
    context = {
        **head_of(request, patch, ""),
        **_fields(request, [patch]),
        **form_state(patch),
        "reason_not": may_assign.explain(by(request), patch),
        "count": 1,
        "fault": fault,
        "versions": versions,
    }
    return render(request, "web/dossier/assign.html", context, status=status)


def _before(patch: Any) -> list[Any]:
    """Return what an undo gives back: patch, unit, person, day, and the version it finds if nobody else came."""
    return [
        str(patch.uuid),
        str(patch.assigned_unit_id or ""),
        str(patch.assigned_to_id or ""),
        patch.due_on.isoformat() if patch.due_on else "",
        patch.version + 1,
    ]


def _say_done(request: HttpRequest, done: BulkAssigned, before: list[list[Any]], given: Assignment, back: str) -> None:
    if not done.done:
        return
    token = uuid4().hex
    kept = request.session.get(_UNDO, {})
    kept[token] = {"rows": before, "back": back}
    request.session[_UNDO] = dict(list(kept.items())[-_KEPT_SETS:])
    to = str(given.person or given.unit or "")
    if to:
        words = ngettext("{n} patch was assigned to {to}.", "{n} patches were assigned to {to}.", done.done)
    else:
        words = ngettext(
            "The assignment of {n} patch was taken back.", "The assignments of {n} patches were taken back.", done.done
        )
    messages.success(
        request, words.format(n=done.done, to=to), extra_tags=reverse("web:patches_assign_undo", args=[token])
    )


@on_rail("map")
@require_POST
def assign_chosen(request: HttpRequest) -> HttpResponse:
    """Give many patches out: first show how many, to whom, and which cannot be; then do it."""
    token = request.POST.get("token", "")
    if token:
        return _give_chosen(request, token)
    chosen, total = chosen_in(request)
    if not chosen:
        messages.warning(request, _("Choose patches in the list first."))
        return redirect(f"{reverse('web:patches')}{query_in(request)}")
    token = uuid4().hex
    kept = request.session.get(_CHOSEN, {})
    kept[token] = {"rows": [[str(patch.uuid), patch.version] for patch in chosen], "query": query_in(request)}
    request.session[_CHOSEN] = dict(list(kept.items())[-_KEPT_SETS:])
    return _confirm(request, token, chosen, "", 200, left_off=total - len(chosen))


def _confirm(
    request: HttpRequest, token: str, patches: list[Any], fault: str, status: int, *, left_off: int = 0
) -> HttpResponse:
    acting = by(request)
    refusals = {patch.pk: may_assign.explain(acting, patch) for patch in patches}
    free = [patch for patch in patches if not refusals[patch.pk]]
    reasons = Counter(reason for reason in refusals.values() if reason)
    query = request.session[_CHOSEN][token]["query"]
    context = {
        **_fields(request, free),
        "token": token,
        "count": len(free),
        "refused": [{"reason": reason, "count": number} for reason, number in reasons.most_common()],
        "refused_count": len(patches) - len(free),
        "left_off": left_off,
        "most": MOST_AT_ONCE,
        "townships": Counter(patch.township_name for patch in free).most_common(),
        "area": sum((patch.area_mu for patch in free if patch.area_mu is not None), 0),
        "fault": fault,
        "back": f"{reverse('web:patches')}{query}",
    }
    return render(request, "web/patch_list/assign.html", context, status=status)


def _give_chosen(request: HttpRequest, token: str) -> HttpResponse:
    kept = request.session.get(_CHOSEN, {}).get(token)
    if kept is None:
        raise Http404
    versions = {UUID(key): version for key, version in kept["rows"]}
    patches = list(patches_for(by(request), versions).patches)
    free = [patch for patch in patches if not may_assign.explain(by(request), patch)]
    before = {patch.pk: _before(patch) for patch in free}
    try:
        given = _assignment(request)
        done = assign_many(
            [(patch, versions[patch.uuid]) for patch in free], given, by=by(request),
            reason=request.POST.get("reason", "").strip(),
        )  # fmt: skip
    except TubanError as error:
        return _confirm(request, token, patches, sentence(error), 422)
    back = f"{reverse('web:patches')}{kept['query']}"
    refused = {patch.pk for patch, _reason in done.refused}
    _say_done(request, done, [row for key, row in before.items() if key not in refused], given, back)
    for reason, number in Counter(reason for _patch, reason in done.refused).most_common(3):
        words = ngettext("{n} patch was not assigned: {reason}", "{n} patches were not assigned: {reason}", number)
        messages.warning(request, words.format(n=number, reason=reason))
    chosen = request.session[_CHOSEN]
    chosen.pop(token, None)
    request.session[_CHOSEN] = chosen
    return redirect(back)


@require_POST
def undo(request: HttpRequest, token: str) -> HttpResponse:
    """Give assignments back as they were; what somebody changed since stays as it is."""
    kept = request.session.get(_UNDO, {}).pop(token, None)
    if kept is None:
        messages.warning(request, _("This was taken back already."))
        return redirect("web:patches")
    request.session.modified = True
    rows = {UUID(row[0]): row for row in kept["rows"]}
    patches = patches_for(by(request), rows).patches
    groups: dict[tuple[str, str, str], list[tuple[Any, int]]] = {}
    for patch in patches:
        _key, unit, person, day, version = rows[patch.uuid]
        groups.setdefault((unit, person, day), []).append((patch, version))
    done, refused = 0, 0
    for (unit, person, day), listed in groups.items():
        was = Assignment(unit_named(by(request), unit), person_named(by(request), person), _day(day))
        try:
            answer = assign_many(listed, was, by=by(request), reason=_("Undone"))
        except TubanError as error:
            messages.error(request, sentence(error))
            continue
        done += answer.done
        refused += len(answer.refused)
    if done:
        messages.success(
            request, ngettext("{n} assignment was undone.", "{n} assignments were undone.", done).format(n=done)
        )
    if refused:
        words = ngettext("{n} was changed since and stays.", "{n} were changed since and stay.", refused)
        messages.warning(request, words.format(n=refused))
    return redirect(kept["back"] if str(kept["back"]).startswith("/") else "web:patches")
