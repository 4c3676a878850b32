"""What stands above every page of a dossier: identity, state, journey, pages, and what one may do."""

from __future__ import annotations

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuban.web.acting import by
from tuban.workflow.comparison.lawbook import label_of, state_of
from tuban.workflow.evidence.queries import attachments_of
from tuban.workflow.patches.policies import may_assign, may_merge, may_restore, may_split
from tuban.workflow.patches.queries.seen import PatchNotFound, patch_for
from tuban.workflow.patches.states import Fate, State
from tuban.workflow.review.findings.queries import rests_on_older
from tuban.workflow.survey.brought import field_count
from tuban.workflow.survey.conflicts.queries import facts_in_conflict

TABS = (
    ("overview", gettext_lazy("Overview"), "web:patch"),
    ("images", gettext_lazy("Pictures"), "web:patch_images"),
    ("overlaps", gettext_lazy("Overlay"), "web:patch_overlaps"),
    ("reasons", gettext_lazy("Reasons"), "web:patch_reasons"),
    ("telling", gettext_lazy("Verification"), "web:patch_telling"),
    ("field", gettext_lazy("Field work"), "web:patch_field"),
    ("opinions", gettext_lazy("Opinions of departments"), "web:patch_opinions"),
    ("finding", gettext_lazy("Determination"), "web:patch_finding"),
    ("rectification", gettext_lazy("Rectification"), "web:patch_rectification"),
    ("cases", gettext_lazy("Cases"), "web:patch_cases"),
    ("cooperation", gettext_lazy("Tasks of departments"), "web:patch_cooperation"),
    ("card", gettext_lazy("Registration card"), "web:patch_card"),
    ("evidence", gettext_lazy("Evidence"), "web:patch_evidence"),
    ("signatures", gettext_lazy("Signatures"), "web:patch_signatures"),
    ("history", gettext_lazy("History"), "web:patch_history"),
)


def patch_or_404(request: HttpRequest, uuid: Any) -> Any:
    """Return a patch that the acting person may see. What lies elsewhere is not there for them, and the attempt is
    written into the audit."""
    try:
        found = patch_for(by(request), uuid)
    except PatchNotFound:
        raise Http404 from None
    prefetch_related_objects([found], "origins__parent", "descendants__child")
    return found


def head_of(request: HttpRequest, patch: Any, tab: str) -> dict[str, Any]:
    """Return what the head of a dossier shows."""
    return {
        "patch": patch,
        "tab": tab,
        "finding": label_of("finding", patch.proposed_finding) if patch.proposed_finding else _("Not compared yet"),
        "mark": state_of(patch.proposed_finding),
        "found": label_of("finding", patch.finding or ""),
        "found_mark": state_of(patch.finding or ""),
        "found_is_older": bool(patch.finding) and rests_on_older(patch),
        "list_name": label_of("patch_list", patch.list),
        "journey": journey_steps(patch),
        "tabs": tabs_of(patch, tab),
        "actions": actions_of(request, patch),
        "stands_for": stands_for(patch),
        "in_conflict": facts_in_conflict(patch),
    }


def tabs_of(patch: Any, current: str) -> list[dict[str, Any]]:
    """Return the pages of a dossier with what they hold."""
    counts = {"evidence": attachments_of(patch).count(), "field": field_count(patch)}
    return [
        {
            "title": title,
            "url": reverse(name, args=[patch.uuid]),
            "is_current": key == current,
            "count": counts.get(key),
        }
        for key, title, name in TABS
    ]


_STATIONS = (
    (gettext_lazy("Issue"), State.ISSUED),
    (gettext_lazy("Comparison"), State.COMPARED),
    (gettext_lazy("Field work"), State.VISITED),
    (gettext_lazy("Joint review"), State.REVIEWED),
    (gettext_lazy("Determination"), State.SETTLED),
    (gettext_lazy("Rectification"), State.ACCEPTED),
    (gettext_lazy("Acceptance"), State.ACCEPTED),
)
"""The stations of the journey, and the state in which each is behind a patch."""


def journey_steps(patch: Any) -> list[dict[str, Any]]:
    """Return the stations of a patch: those behind it, the one it waits at, those to come."""
    order = list(State)
    here = order.index(State(patch.state))
    behind = [order.index(state) <= here for _title, state in _STATIONS]
    at = behind.index(False) if False in behind else len(behind)
    notes = {0: patch.campaign.issued_on, at: _waits_for(patch)}
    return [
        {
            "title": title,
            "state": "done" if done else "now" if place == at else "open",
            "note": notes.get(place, ""),
            "url": "",
        }
        for place, ((title, _state), done) in enumerate(zip(_STATIONS, behind, strict=True))
    ]


def _waits_for(patch: Any) -> str:
    if patch.fate != Fate.ACTIVE:
        return ""
    if patch.assigned_unit is None:
        return _("not assigned")
    name: str = patch.assigned_unit.short_name or patch.assigned_unit.name
    return name


def actions_of(request: HttpRequest, patch: Any) -> list[dict[str, Any]]:
    """Return what one may do with a patch, each with its reason where one may not."""
    acting = by(request)
    return [
        {
            "title": _("Assign"), "icon": "send", "url": reverse("web:patch_assign", args=[patch.uuid]),
            "reason": may_assign.explain(acting, patch), "primary": True,
        },
        {
            "title": _("Split"), "icon": "arrows-exchange", "url": reverse("web:patch_split", args=[patch.uuid]),
            "reason": may_split.explain(acting, patch),
        },
        {
            "title": _("Merge"), "icon": "layers-intersect", "url": reverse("web:patch_merge", args=[patch.uuid]),
            "reason": may_merge.explain(acting, patch),
        },
        {
            "title": _("Restore"), "icon": "arrow-back-up", "url": reverse("web:patch_restore", args=[patch.uuid]),
            "reason": may_restore.explain(acting, patch) or _nothing_to_restore(patch),
        },
    ]  # fmt: skip


def _nothing_to_restore(patch: Any) -> str:
    if patch.origins.exists() or patch.descendants.exists():
        return ""
    return _("Nothing was split or merged here: there is nothing to restore.")


def stands_for(patch: Any) -> dict[str, Any] | None:
    """Return a word to the reader where the record does not count any more, with those that count in its place."""
    if patch.fate == Fate.ACTIVE:
        return None
    withdrawn = patch.reissues.filter(what="withdrawn").first() if patch.fate == Fate.WITHDRAWN else None
    return {
        "fate": Fate(patch.fate).label, "others": [line.child for line in patch.descendants.all()],
        "withdrawn": withdrawn,
    }  # fmt: skip
