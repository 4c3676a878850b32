"""The supervisions of a campaign, and the pages of one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuban.values.cells import safe_cell
from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.deeds import control
from tuban.web.rail import on_rail
from tuban.web.supervision import shown
from tuban.web.tabs import supervision_tabs
from tuban.workflow.supervision import policies, queries
from tuban.workflow.supervision.blind import open_sheets
from tuban.workflow.supervision.checking import checked
from tuban.workflow.supervision.words import Answer, FileState, Presence, Purpose

_LOOKS: dict[str, str] = {
    Answer.YES: "good", Answer.PARTLY: "quiet", Answer.NO: "late", Presence.THERE: "good", Presence.PARTLY: "quiet",
    Presence.MISSING: "late", FileState.ORDER: "good", FileState.FAULTS: "late", FileState.MISSING: "late",
}  # fmt: skip
_MOST_ROWS = 200


@on_rail("supervision")
@require_safe
def supervisions(request: HttpRequest) -> HttpResponse:
    """List the supervisions of the campaign; whoever visits blind is led to their sheets."""
    acting, campaign = by(request), campaign_of(request)
    if open_sheets(acting.person).exists():
        return redirect("web:supervision_sheets")
    tabs = supervision_tabs("supervisions")
    if campaign is None:
        return render(request, "web/supervision/list.html", {"tabs": tabs, "refused": _("There is no campaign yet.")})
    rows = queries.supervisions_seen_by(acting).filter(campaign=campaign)
    why = policies.may_open_supervision.explain(acting, campaign)
    context: dict[str, Any] = {
        "tabs": tabs, "campaign": campaign, "refused": policies.may_see_supervision.explain(acting),
        "controls": [control(_("Open a supervision"), reverse("web:supervision_open"), why, icon="plus", primary=True)],
        "rows": [{"row": one, "url": reverse("web:supervision_lot", args=[one.pk])} for one in rows],
    }  # fmt: skip
    return render(request, "web/supervision/list.html", context)


@on_rail("supervision")
@require_safe
def lot(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the lot of a supervision: its promise, and what came of it."""
    head = shown.head_of(request, key, "lot")
    context, why = shown.lot_page(request, head), head["why_not"]
    told: list[tuple[Any, str, str]] = []
    if context["lot"] is None:
        told = [(_("Fix the list"), "web:supervision_fix", "lock")]
    elif context["lot"].drawn_at is None:
        told = [(_("Draw"), "web:supervision_draw", "target")]
    elif head["supervision"].closed_at is None:
        told = [(_("Close with the opinion"), "web:supervision_close", "check")]
    controls = [control(title, reverse(name, args=[key]), why, icon=icon, primary=True) for title, name, icon in told]
    return render(request, "web/supervision/lot.html", {**head, **context, "controls": controls})


@require_safe
def lot_file(request: HttpRequest, key: UUID) -> HttpResponse:
    """Hand over the list that was drawn from, as rows of text, for whoever draws it again."""
    head = shown.head_of(request, key, "lot")
    found = queries.lot_of(head["supervision"])
    if found is None or not policies.knows_drawn(by(request), found, is_visited=queries.is_visited(found)):
        raise Http404
    made = io.StringIO()
    writer = csv.writer(made)
    names = ("key", "patch", "finding", "mu", "cultivated_mu", "stratum", "signs")
    writer.writerow(names)
    writer.writerows(
        [safe_cell(" ".join(row[name]) if name == "signs" else row[name]) for name in names] for row in found.results
    )
    response = HttpResponse("\ufeff" + made.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="lot-{found.digest[:12]}.csv"'
    return response


@on_rail("supervision")
@require_safe
def office(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what each patch of the office lacks."""
    head = shown.head_of(request, key, "office")
    found, lack = checked(head["campaign"]), request.GET.get("lack", "")
    own = [one for one in found.rows if not lack or lack in one.lacks]
    here = reverse("web:supervision_office", args=[key])
    every = {"title": _("All"), "count": len(found.rows), "url": here, "is_current": not lack}
    chips = [every] + [
        {"title": title, "count": found.counts[name], "url": f"{here}?lack={name}", "is_current": lack == name}
        for name, title in found.titles.items() if found.counts[name]
    ]  # fmt: skip
    rows = [
        {"row": one, "url": reverse("web:patch", args=[one.uuid]), "lacks": [found.titles[name] for name in one.lacks]}
        for one in own[:_MOST_ROWS]
    ]
    more = {"found": found, "chips": chips, "rows": rows, "shown": len(rows), "total": len(own)}
    return render(request, "web/supervision/office.html", {**head, **more})


@on_rail("supervision")
@require_safe
def checklist(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the checklist with what was found of each item."""
    head = shown.head_of(request, key, "checklist")
    lot = queries.lot_of(head["supervision"])
    is_visited = lot is not None and queries.is_visited(lot)
    why_not_yet = policies.may_read_checklist.explain(by(request), head["supervision"], is_visited)
    if why_not_yet:
        return render(request, "web/supervision/checklist.html", {**head, "why_not_yet": why_not_yet})
    held, law = queries.remarks_of(head["supervision"], is_material=False), head["law"]
    chapters = [
        {"title": one.title, "rows": [_item(item, held.get(item.id), Answer, "item", head) for item in one.items]}
        for one in law.checklist
    ]
    more = {"chapters": chapters, "answered": len(held), "total": len(law.items)}
    return render(request, "web/supervision/checklist.html", {**head, **more})


@on_rail("supervision")
@require_safe
def dossier(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the prepared materials, the files that are read, and the minutes."""
    head = shown.head_of(request, key, "dossier")
    supervision, law = head["supervision"], head["law"]
    held = queries.remarks_of(supervision, is_material=True)
    found = queries.lot_of(supervision)
    knows = found is not None and policies.knows_drawn(by(request), found, is_visited=queries.is_visited(found))
    files = queries.drawn_of(found, Purpose.FILE) if found is not None and knows else []
    may = not head["why_not"]
    more = {
        "materials": [_item(one, held.get(one.id), Presence, "material", head) for one in law.materials],
        "files": [
            {"row": one, "url": reverse("web:patch", args=[one.patch.uuid]), "look": _LOOKS.get(one.file_state, ""),
             "deed": reverse("web:supervision_file", args=[one.pk]) if may else ""} for one in files
        ],
        "meetings": [
            {"law": one, "rows": [row for row in queries.meetings_of(supervision) if row.kind == one.id],
             "control": control(_("Minutes"), reverse("web:supervision_minute", args=[key, one.id]), head["why_not"],
                                icon="plus", about=one.title)}
            for one in law.meetings.values()
        ],
    }  # fmt: skip
    return render(request, "web/supervision/dossier.html", {**head, **more})


def _item(item: Any, remark: Any, words: Any, kind: str, head: dict[str, Any]) -> dict[str, Any]:
    supervision = head["supervision"]
    return {
        "item": item, "remark": remark, "words": words(remark.answer).label if remark else "",
        "look": _LOOKS[remark.answer] if remark else "",
        "deed": "" if head["why_not"] else reverse(f"web:supervision_{kind}", args=[supervision.pk, item.id]),
        "patches": _links(remark.patches.all()) if remark else [],
    }  # fmt: skip


def _links(patches: Iterable[Any]) -> list[dict[str, str]]:
    return [{"number": str(one), "url": reverse("web:patch", args=[one.uuid])} for one in patches]


@on_rail("supervision")
@require_safe
def corrections(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the corrections that were demanded, and how each stands."""
    head, acting = shown.head_of(request, key, "corrections"), by(request)
    today = timezone.localdate()
    rows = []
    for one in queries.corrections_seen_by(acting).filter(supervision=key):
        deeds = [(_("Answer"), "answer", policies.may_answer)] if one.state == "asked" else []
        if one.state == "answered":
            deeds = [(_("It is done"), "accept", policies.may_follow), (_("Give back"), "return", policies.may_follow)]
        rows.append({
            "row": one, "is_late": queries.is_late(one, today), "controls": [
                control(title, reverse(f"web:supervision_{name}", args=[one.pk]), policy.explain(acting, one),
                        about=str(one.number)) for title, name, policy in deeds
            ],
            "patches": _links(one.patches.all()),
        })  # fmt: skip
    ask = control(
        _("Demand a correction"), reverse("web:supervision_demand", args=[key]), head["why_not"], icon="plus",
        primary=True,
    )  # fmt: skip
    return render(request, "web/supervision/corrections.html", {**head, "rows": rows, "controls": [ask]})
