"""The list of patches and everything in it: chips, filters, rows, the drawer beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.dossier.overlay import BAR_KINDS
from tuban.web.patch_list.asking import Asked, asked_in
from tuban.web.rail import on_rail
from tuban.workflow.comparison.exporting.columns import holder_of
from tuban.workflow.comparison.lawbook import label_of, rulebook, state_of
from tuban.workflow.comparison.lists import overlaps_of
from tuban.workflow.comparison.policies import may_export
from tuban.workflow.patches.deciding import Decided
from tuban.workflow.patches.policies import ASSIGNERS, may_add
from tuban.workflow.patches.queries.counts import OFFERED, Counts, counts_of
from tuban.workflow.patches.queries.lists import (
    PAGE_SIZE,
    Assigned,
    CursorUnfit,
    Order,
    page,
)
from tuban.workflow.patches.states import Fate, Source, State
from tuban.workflow.review.reading.policies import not_a_reader
from tuban.workflow.survey.conflicts.queries import open_counts

PAGE = PAGE_SIZE
_FILES = (("xlsx", "Excel (.xlsx)"), ("csv", "CSV"), ("gpkg", "GeoPackage"), ("parquet", "GeoParquet"))
_MINI_BARS = ("cultivated", "basic_farmland", "plan_breaching", "approved")


@on_rail("map")
@require_safe
def patches(request: HttpRequest) -> HttpResponse:
    """Show the patches that are asked for."""
    acting = by(request)
    campaign = campaign_of(request)
    asked = asked_in(request.GET, campaign.pk if campaign else None)
    try:
        found = page(acting, asked.filter, order=asked.order, after=asked.after, size=PAGE)
    except CursorUnfit:
        return redirect(f"{reverse('web:patches')}{asked.query()}")
    counts = counts_of(acting, asked.filter)
    overlaps = overlaps_of(found.patches)
    conflicts = open_counts(found.patches)
    home = f"{reverse('web:patches')}{asked.query(after=asked.after)}"
    opened = request.GET.get("patch", "")
    context = {
        "asked": asked,
        "campaign": campaign,
        "rows": [
            row_of(patch, overlaps.get(patch.pk, ()), asked, home) | {"conflicts": conflicts.get(patch.pk, 0)}
            for patch in found.patches
        ],
        "total": counts.total,
        "shown": len(found.patches),
        "next_url": asked.query(after=found.next) if found.next else "",
        "first_url": asked.query() if asked.after else "",
        "chips": finding_chips(asked, counts),
        "decided": decided_chips(asked, counts),
        "flags": flag_chips(asked, counts),
        "choices": choices(asked, counts),
        "heads": heads(asked),
        "exports": []
        if may_export.explain(acting, campaign)
        else [
            {"title": title, "url": f"{reverse('web:patches_export', args=[kind])}{asked.query()}"}
            for kind, title in (
                ("xlsx", "Excel (.xlsx)"),
                ("csv", "CSV"),
                ("gpkg", "GeoPackage"),
                ("parquet", "GeoParquet"),
            )
        ],
        "assign_reason": ""
        if acting.role in ASSIGNERS
        else _("Work is given out by organisers, leaders and section leaders."),
        "add": {
            "title": _("Add a patch"),
            "icon": "plus",
            "url": reverse("web:patch_add"),
            "reason": may_add.explain(acting, campaign) if campaign else _("There is no campaign yet."),
        },
        "map_url": map_url(asked),
        "desk_url": "" if not_a_reader(acting) else desk_url(asked),
        "clear_url": reverse("web:patches"),
        "hidden": {name: value for name, value in asked.values().items() if value and name in ("finding", "order")},
        "drawer_url": f"{reverse('web:patch_aside', args=[opened])}?home={quote(home)}" if _is_uuid(opened) else "",
        "today": timezone.localdate(),
    }
    return render(request, "web/patch_list/page.html", context)


def _is_uuid(text: str) -> bool:
    return len(text) == 36 and all(letter in "0123456789abcdef-" for letter in text)


def row_of(patch: Any, overlaps: Any, asked: Asked, home: str) -> dict[str, Any]:
    """Return a row of the list."""
    by_name = {one["what"]: one for one in overlaps}
    today = timezone.localdate()
    return {
        "patch": patch,
        "url": reverse("web:patch", args=[patch.uuid]),
        "aside_url": f"{reverse('web:patch_aside', args=[patch.uuid])}?home={quote(home)}",
        "push_url": asked.query(after=asked.after, patch=patch.uuid),
        "mark": state_of(patch.category),
        "finding": label_of("finding", patch.category) or _("Not compared yet"),
        "decided": patch.decided.value,
        "list": label_of("patch_list", patch.list) or Source(patch.source).label,
        "bars": [
            {
                "title": by_name[name]["title"],
                "mu": by_name[name]["mu"],
                "kind": BAR_KINDS[name],
                "share": f"{float(by_name[name]['share'] or 0) * 100:.0f}",
            }
            for name in _MINI_BARS
            if name in by_name
        ],
        "holder": holder_of(patch),
        "is_overdue": bool(patch.due_on and patch.due_on < today and patch.state != State.ACCEPTED),
        "is_doubtful": patch.survey_comparison == "inconsistent",
    }


def heads(asked: Asked) -> list[dict[str, Any]]:
    """Return the heads of the table; a list is ordered by those that have an index."""

    def head(title: str, order: Order | None = None, **more: Any) -> dict[str, Any]:
        arrow = {Order.NUMBER: "ascending", Order.AREA: "descending", Order.DUE: "ascending"}
        return {
            "title": title,
            "sort_url": asked.query(order="" if order is Order.NUMBER else order.value) if order else "",
            "sorted": arrow[order] if order is not None and order is asked.order else "",
            **more,
        }

    return [
        head(_("Patch number"), Order.NUMBER),
        head(_("Location")),
        head(_("Finding")),
        head(_("Issued list"), css="col-list"),
        head(_("Area (mu)"), Order.AREA, is_number=True),
        head(_("Cultivated (mu)"), is_number=True, css="col-cultivated"),
        head(_("Overlay"), css="col-bars"),
        head(_("Missing facts"), is_number=True, css="col-missing"),
        head(_("Who has it"), css="col-holder"),
        head(_("Due on"), Order.DUE, css="col-due"),
    ]


def finding_chips(asked: Asked, told: Counts) -> list[dict[str, Any]]:
    """Return the chips of the categories that count with what each would show, and how much of it was taken."""
    counts = told.by_finding
    chips: list[dict[str, Any]] = [
        {
            "title": _("All"),
            "url": asked.query(finding=""),
            "count": sum(counts.values()),
            "is_current": not asked.filter.finding,
        }
    ]
    for entry in rulebook().codelist("finding"):
        if entry.value in counts or entry.value == asked.filter.finding:
            is_current = asked.filter.finding == entry.value
            chips.append(
                {
                    "title": entry.label,
                    "url": asked.query(finding="" if is_current else entry.value),
                    "count": counts.get(entry.value, 0),
                    "taken": told.taken_by_finding.get(entry.value, 0),
                    "is_current": is_current,
                    "removes": is_current,
                    "mark": state_of(entry.value),
                }
            )
    return chips


def decided_chips(asked: Asked, told: Counts) -> list[dict[str, Any]]:
    """Return the chips that say on what the categories rest: a finding, a proposal only, neither."""
    chips = []
    for one in Decided:
        is_current = asked.filter.decided == one.value
        if one.value in told.by_decided or is_current:
            chips.append(
                {
                    "title": one.label, "url": asked.query(decided="" if is_current else one.value),
                    "count": told.by_decided.get(one.value, 0), "is_current": is_current, "removes": is_current,
                    "icon": "circle-check" if one is Decided.TAKEN else "",
                }
            )  # fmt: skip
    return chips


def flag_chips(asked: Asked, told: Counts) -> list[dict[str, Any]]:
    """Return the chips that narrow a list to what needs somebody."""
    titles = {
        "conflicts": _("In conflict"),
        "overdue": _("Overdue"),
        "missing": _("Facts missing"),
        "problems": _("Rules object"),
        "mine": _("Assigned to me"),
        "my_unit": _("My unit"),
        "nobody": _("Assigned to nobody"),
        "differs": _("Differs from the change survey"),
    }
    chips = []
    for flag, (field, value) in OFFERED.items():
        is_current = getattr(asked.filter, field) == value
        said = "1" if value is True else str(value.value if isinstance(value, Assigned) else value)
        name = field if isinstance(value, str) else flag
        number = told.flags[flag]
        if not number and not is_current:
            continue
        chips.append(
            {
                "title": titles[flag],
                "url": asked.query(**{name: "" if is_current else said}),
                "count": number,
                "late": flag in ("conflicts", "overdue") and number > 0,
                "is_current": is_current,
                "removes": is_current,
            }
        )
    return chips


def choices(asked: Asked, told: Counts) -> list[dict[str, Any]]:
    """Return the fields of the filter with their options and what each would show."""
    listed = [
        (entry.value, entry.label, told.by_list[entry.value])
        for entry in rulebook().codelist("patch_list")
        if entry.value in told.by_list
    ]
    townships_listed = [(one.code, one.name or one.code, one.total) for one in told.townships]
    stages = [(state.value, state.label, told.by_state[state]) for state in State if told.by_state.get(state)]
    sources = [(one.value, one.label, None) for one in Source]
    others = [(one.value, one.label, None) for one in Fate if one is not Fate.ACTIVE]
    fate = "" if asked.filter.fate == Fate.ACTIVE else asked.filter.fate
    return [
        _choice("township", _("Township"), asked.filter.township, townships_listed),
        _choice("state", _("Stage"), asked.filter.state, stages),
        _choice("list", _("Issued list"), asked.filter.list, listed),
        {**_choice("source", _("Origin"), asked.filter.source, sources), "opens_more": True},
        {**_choice("fate", _("Record"), fate, others, everything=_("that count")), "closes_more": True},
    ]


def _choice(
    name: str, title: str, value: str, options: Sequence[tuple[str, Any, int | None]], everything: str = ""
) -> dict[str, Any]:
    return {
        "name": name, "title": title, "value": value, "everything": everything or _("all"),
        "options": [{"value": key, "title": word, "count": number} for key, word, number in options],
    }  # fmt: skip


def desk_url(asked: Asked) -> str:
    """Return the address of the review desk with as much of the filter as a queue knows."""
    kept = {"township": asked.filter.township, "list": asked.filter.list}
    mine = {"mine": "1"} if asked.filter.assigned is Assigned.ME else {}
    values = {name: value for name, value in {**kept, **mine}.items() if value}
    return f"{reverse('web:desk')}?{urlencode(values)}" if values else reverse("web:desk")


def map_url(asked: Asked) -> str:
    """Return the address of the map with the same filter; empty where there is no map."""
    from django.urls import NoReverseMatch

    try:
        return f"{reverse('web:map')}{asked.query()}"
    except NoReverseMatch:
        return ""
