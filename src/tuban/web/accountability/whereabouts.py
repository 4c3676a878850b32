"""What became of every patch: the funnel, the table by unit and by batch, and the patches behind each figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuban.web.accountability.standings import nothing
from tuban.web.accountability.words import COLOURS, STAGES
from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.rail import on_rail
from tuban.web.tabs import accountability_tabs
from tuban.web.workbooks import workbook
from tuban.workflow.accountability.whereabouts import Step, Whereabouts, batches_of, funnel, whereabouts
from tuban.workflow.accountability.writing import write_table
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.comparison.lawbook import label_of, state_of

_A_PAGE = 100
_SUMMARY = "handling_summary"


@on_rail("accountability")
@require_safe
def whereabouts_page(request: HttpRequest) -> HttpResponse:
    """Show how far patches have come, of all units or one, of all batches or one."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None:
        return nothing(request, "whereabouts")
    everything = whereabouts(acting, campaign)
    township, batch = request.GET.get("township", ""), request.GET.get("batch", "")
    shown = _narrowed(everything, township, batch)
    today = timezone.localdate()
    steps = funnel(shown, today)
    batches = batches_of(campaign)
    return render(request, "web/accountability/whereabouts.html", {
        "tabs": accountability_tabs("whereabouts"), "campaign": campaign, "total": len(shown), "today": today,
        "steps": _pictured(steps, township, batch), "table": [_step(one, township, batch) for one in steps],
        "townships": _choices(everything, "township_code", lambda one: one.township or one.township_code),
        "batches": [(key, title) for key, title in batches.items() if any(one.batch == key for one in everything)],
        "township": township, "batch": batch, "stages": STAGES.values(),
        "parts": [
            {"id": "by-unit", "title": _("By unit"), "head": _("Township"), "rows": _grouped(
                _narrowed(everything, "", batch), "township_code", "township",
                lambda one: one.township or _("no township"), batch=batch)},
            {"id": "by-batch", "title": _("By batch"), "head": _("Batch"), "rows": _grouped(
                _narrowed(everything, township, ""), "batch", "batch",
                lambda one: batches[one.batch], township=township)},
        ],
        "results_url": reverse("web:results_of", args=[campaign.pk]),
        "form_title": rulebook_of(campaign).form(_SUMMARY).text("title"),
    })  # fmt: skip


@on_rail("accountability")
@require_safe
def whereabouts_patches(request: HttpRequest) -> HttpResponse:
    """List the patches behind a figure, those that wait longest first."""
    campaign = campaign_of(request)
    if campaign is None:
        return nothing(request, "whereabouts")
    rows, title = _asked(request)
    first = _number(request.GET.get("from", ""))
    today = timezone.localdate()
    address = {name: request.GET.get(name, "") for name in ("stage", "kind", "township", "batch")}
    return render(request, "web/accountability/patches.html", {
        "tabs": accountability_tabs("whereabouts"), "campaign": campaign, "title": title, "total": len(rows),
        "rows": [_patch(one, today) for one in rows[first : first + _A_PAGE]],
        "first": first + 1 if rows else 0, "last": min(first + _A_PAGE, len(rows)),
        "earlier": _query({**address, "from": str(max(first - _A_PAGE, 0))}) if first else "",
        "later": _query({**address, "from": str(first + _A_PAGE)}) if first + _A_PAGE < len(rows) else "",
        "file_url": f"{reverse('web:whereabouts_file')}{_query(address)}",
        "back_url": reverse("web:whereabouts") + _query({name: address[name] for name in ("township", "batch")}),
    })  # fmt: skip


@require_safe
def whereabouts_file(request: HttpRequest) -> HttpResponseBase:
    """Hand the patches behind a figure over as a workbook."""
    if campaign_of(request) is None:
        return redirect("web:whereabouts")
    rows, title = _asked(request)
    today = timezone.localdate()
    columns: list[Any] = [
        (_("Patch number"), 26, lambda one: one.number), (_("Township"), 16, lambda one: one.township),
        (_("Village"), 16, lambda one: one.village),
        (_("Finding"), 16, lambda one: label_of("finding", one.category)), (_("Area (mu)"), 12, lambda one: one.mu),
        *((str(words), 12, lambda one, stage=stage: _day(one, stage)) for stage, words in STAGES.items()),
        (_("Waiting for (days)"), 10, lambda one: one.waits_since(today)),
    ]  # fmt: skip
    return workbook(f"{title}.xlsx", lambda path: write_table(path, _("Whereabouts"), columns, rows, title=title))


def _asked(request: HttpRequest) -> tuple[list[Whereabouts], str]:
    """Return the patches that an address asks for, those that wait longest first, and what they are."""
    acting, campaign = by(request), campaign_of(request)
    stage = request.GET.get("stage", "")
    stage = stage if stage in STAGES else "issued"
    kind = request.GET.get("kind", "")
    titles = {
        "": _("{stage}: all that came so far"), "waiting": _("{stage}: waiting here"),
        "over": _("{stage}: ended here"), "passed_over": _("{stage}: passed over"),
    }  # fmt: skip
    rows = _narrowed(whereabouts(acting, campaign), request.GET.get("township", ""), request.GET.get("batch", ""))
    chosen = [one for one in rows if _is_of(one, stage, kind)]
    today = timezone.localdate()
    chosen.sort(key=lambda one: one.number)
    chosen.sort(key=lambda one: _days(one, today), reverse=True)
    return chosen, titles.get(kind, titles[""]).format(stage=STAGES[stage])


def _days(one: Whereabouts, today: date) -> int:
    days = one.waits_since(today)
    return -1 if days is None else days


def _is_of(one: Whereabouts, stage: str, kind: str) -> bool:
    if kind == "waiting":
        return one.furthest == stage and not one.over
    if kind == "over":
        return one.furthest == stage and bool(one.over)
    if kind == "passed_over":
        return stage in one.passed_over
    return stage in one.reached


def _narrowed(rows: Iterable[Whereabouts], township: str, batch: str) -> list[Whereabouts]:
    return [one for one in rows if township in ("", one.township_code) and batch in ("", one.batch)]


def _pictured(steps: Sequence[Step], township: str, batch: str) -> list[dict[str, Any]]:
    total = steps[0].count
    return [
        {
            "title": STAGES[one.stage], "count": one.count, "state": COLOURS[one.stage], "waiting": one.waiting,
            "share": f"{100 * one.count / total:.1f}" if total else "0",
            "url": _behind(one.stage, "", township, batch),
        }
        for one in steps
    ]  # fmt: skip


def _step(one: Step, township: str, batch: str) -> dict[str, Any]:
    return {
        "step": one, "title": STAGES[one.stage], "url": _behind(one.stage, "", township, batch),
        **{f"{kind}_url": _behind(one.stage, kind, township, batch) for kind in ("waiting", "over", "passed_over")},
    }  # fmt: skip


def _behind(stage: str, kind: str, township: str, batch: str) -> str:
    asked = {"stage": stage, "kind": kind, "township": township, "batch": batch}
    return f"{reverse('web:whereabouts_patches')}{_query(asked)}"


def _query(asked: dict[str, str]) -> str:
    kept = {name: value for name, value in asked.items() if value and value != "0"}
    return f"?{urlencode(kept)}" if kept else ""


def _choices(rows: Iterable[Whereabouts], key: str, title: Any) -> list[tuple[str, str]]:
    return sorted({(getattr(one, key), title(one)) for one in rows if getattr(one, key)})


def _grouped(rows: Iterable[Whereabouts], key: str, name: str, title: Any, **kept: str) -> list[dict[str, Any]]:
    """Return the steps of each group of patches, with the addresses of what lies behind."""
    groups: dict[str, list[Whereabouts]] = {}
    for one in rows:
        groups.setdefault(getattr(one, key), []).append(one)
    today = timezone.localdate()
    found = []
    for value in sorted(groups):
        steps = funnel(groups[value], today)
        place = {"township": "", "batch": "", **kept, name: value}
        found.append({
            "title": title(groups[value][0]),
            "url": f"{reverse('web:whereabouts')}{_query(place)}" if value else "",
            "cells": [
                {"step": one, "title": STAGES[one.stage],
                 "url": _behind(one.stage, "", place["township"], place["batch"])}
                for one in steps
            ],
        })  # fmt: skip
    return found


def _patch(one: Whereabouts, today: Any) -> dict[str, Any]:
    return {
        "row": one, "url": reverse("web:patch", args=[one.uuid]), "mark": state_of(one.category),
        "finding": label_of("finding", one.category) or _("Not compared yet"), "days": one.waits_since(today),
        "stage": STAGES[one.furthest], "since": one.reached[one.furthest],
        "passed_over": "、".join(str(STAGES[stage]) for stage in one.passed_over),
    }  # fmt: skip


def _day(one: Whereabouts, stage: str) -> str:
    if stage not in one.reached:
        return ""
    day = one.reached[stage]
    return day.isoformat() if day is not None else _("yes, day not told")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0
