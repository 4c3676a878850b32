"""What every form here shares: its errors as sentences, and what the reader saw beside what is there now."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tuban.values.errors import TubanError
from tuban.workflow.comparison.lawbook import label_of
from tuban.workflow.patches.meanwhile import meanwhile
from tuban.workflow.patches.states import Fate, State


def sentence(error: TubanError) -> str:
    """Return an error as a reader gets it: what happened and what to do next."""
    return f"{error.message} {error.advice}".strip()


def seen_of(patch: Any) -> dict[str, str]:
    """Return what a form shows of a patch while somebody fills it in: kept in the form, to be held against later."""
    return {
        str(_("State")): str(State(patch.state).label),
        str(_("Record")): str(Fate(patch.fate).label),
        str(_("Proposed finding")): label_of("finding", patch.proposed_finding) or "—",
        str(_("Assigned unit")): patch.assigned_unit.name if patch.assigned_unit else "—",
        str(_("Assigned person")): patch.assigned_to.name if patch.assigned_to else "—",
        str(_("Due on")): patch.due_on.isoformat() if patch.due_on else "—",
        str(_("Area (㎡)")): f"{patch.area_m2:.2f}",
    }


def both_versions(request: HttpRequest, patch: Any) -> list[dict[str, Any]]:
    """Return what the reader saw beside what is there now, line by line; nothing where the form kept nothing."""
    try:
        seen = json.loads(request.POST.get("seen", "{}"))
    except ValueError:
        seen = {}
    if not isinstance(seen, dict):
        return []
    now = seen_of(patch)
    return [
        {"title": name, "seen": str(seen.get(name, "")), "now": value, "is_other": str(seen.get(name, "")) != value}
        for name, value in now.items()
    ]


def expected(request: HttpRequest) -> int:
    """Return the version of the patch that the reader saw."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def changed_or(request: HttpRequest, patch: Any, error: TubanError) -> TubanError:
    """Return what is to be told where a deed was refused: that somebody was here meanwhile, where somebody was, for the
    refusal follows from that."""
    return meanwhile(patch, expected(request)) or error


def form_state(patch: Any) -> dict[str, Any]:
    """Return what a form must carry: the version of the patch, and what is shown of it."""
    return {"version": patch.version, "seen": json.dumps(seen_of(patch), ensure_ascii=False)}
