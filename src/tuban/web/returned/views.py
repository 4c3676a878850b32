"""What came: the days of devices, the entries behind each figure, one entry; again, and aside."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tuban.values.identities import uuid_of
from tuban.web.acting import by
from tuban.web.copies.addresses import photo_addresses
from tuban.web.deeds import control, deed_page
from tuban.web.dossier.field import capture_shown
from tuban.web.people.forms import ReasonForm
from tuban.web.rail import on_rail
from tuban.web.returned.words import STATES, clock_apart, day_of, fact_title, kind_words, pretty
from tuban.web.tabs import field_tabs
from tuban.workflow.evidence.devices import devices_seen_by
from tuban.workflow.survey.brought import capture_of
from tuban.workflow.survey.conflicts.queries import open_conflicts
from tuban.workflow.survey.rescue import may_take_rescue_at_all
from tuban.workflow.survey.returned import (
    Applied,
    Wanted,
    apply_again,
    days_of,
    entries_returned,
    entry_for,
    may_handle,
    missing_files_of,
    patches_named,
    photos_of_entries,
    set_aside,
    sums_of,
)

_PAGE, _MOST_DAYS, _MOST_AGAIN = 50, 60, 500


@on_rail("survey")
@require_safe
def returned(request: HttpRequest) -> HttpResponse:
    """Show what came, by device and day."""
    acting = by(request)
    wanted = _wanted(request)
    days = days_of(acting, Wanted(wanted.device, wanted.day))
    sums = sums_of(days)
    entries = reverse("web:returned_entries")
    context = {
        "tabs": field_tabs("returned"), "sums": sums, "days": [_day(one) for one in days[:_MOST_DAYS]],
        "more_days": max(0, len(days) - _MOST_DAYS),
        "figures": [
            {"title": _("Entries kept"), "count": sums.total, "url": entries},
            {"title": _("Used"), "count": sums.used, "url": f"{entries}?applied=yes"},
            {"title": _("Waiting"), "count": sums.waiting, "url": f"{entries}?applied=waiting"},
            {"title": _("Conflicts to decide"), "count": open_conflicts(acting).count(),
             "url": reverse("web:conflicts"), "is_late": True},
            {"title": _("Could not be used"), "count": sums.unused, "url": f"{entries}?applied=no", "is_late": True},
            {"title": _("Files still missing"), "count": sums.missing, "url": f"{entries}?files=missing",
             "is_late": True},
        ],
        "rescue": control(_("Take a rescue file"), reverse("web:rescue"), may_take_rescue_at_all(acting)),
        "help_url": reverse("web:help_topic", args=["returned"]),
    }  # fmt: skip
    return render(request, "web/returned/page.html", context)


def _wanted(request: HttpRequest) -> Wanted:
    given = request.GET if request.method != "POST" else request.POST
    applied = given.get("applied", "")
    return Wanted(
        uuid_of(given.get("device", "")), day_of(given.get("day", "")), applied if applied in Applied.values else ""
    )


def _day(one: Any) -> dict[str, Any]:
    own = {"device": str(one.device.pk), "day": one.day.isoformat()}
    address = reverse("web:returned_entries")

    def figure(count: int, **more: str) -> dict[str, Any]:
        return {"count": count, "url": f"{address}?{urlencode(own | more)}"}

    return {
        "row": one, "total": figure(one.total), "used": figure(one.used, applied="yes"),
        "waiting": figure(one.waiting, applied="waiting"), "conflict": figure(one.conflict, applied="conflict"),
        "unused": figure(one.unused, applied="no"), "missing": figure(one.missing, files="missing"),
        "safe_files": one.files - one.missing,
    }  # fmt: skip


@on_rail("survey")
@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """Show the entries behind a figure, the newest first."""
    acting, wanted = by(request), _wanted(request)
    rows = entries_returned(acting, wanted)
    misses = request.GET.get("files") == "missing"
    if misses:
        rows = missing_files_of(rows)
    start = _number(request.GET.get("from", ""))
    shown = list(rows[start : start + _PAGE + 1])
    more, shown = len(shown) > _PAGE, shown[:_PAGE]
    patches = patches_named(shown)
    photos = photos_of_entries(shown, acting)
    query = {name: value for name, value in request.GET.items() if name in ("device", "day", "applied", "files")}
    device = devices_seen_by(acting).filter(pk=wanted.device).first() if wanted.device else None
    base = {name: value for name, value in query.items() if name in ("device", "day")}
    context = {
        "tabs": field_tabs("returned"), "rows": [_row(acting, one, patches, photos) for one in shown],
        "device": device, "day": wanted.day,
        "chips": [
            {"title": words, "url": f"?{urlencode(base | ({'applied': value} if value else {}))}",
             "count": entries_returned(acting, Wanted(wanted.device, wanted.day, value)).count(),
             "is_current": wanted.applied == value and not misses}
            for value, words in (("", _("All")), *((state.value, words) for state, (words, _mark) in STATES.items()))
        ],
        "shown": len(shown), "total": rows.count(),
        "next_url": f"?{urlencode(query | {'from': start + _PAGE})}" if more else "",
        "first_url": f"?{urlencode(query)}" if start else "",
        "again_all": wanted.applied == "no" and bool(shown) and not may_handle.explain(acting, shown[0]),
        "query": base,
    }  # fmt: skip
    return render(request, "web/returned/entries.html", context)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else 0


def _row(acting: Any, one: Any, patches: Any, photos: Any) -> dict[str, Any]:
    words, mark = STATES[Applied(one.applied)]
    files = [{"name": file.name or file.sha256[:12], "is_safe": file.is_safe} for file in one.files.all()]
    why_not = may_handle.explain(acting, one)
    photo = photos.get(one.pk)
    return {
        "photo": photo_addresses(photo.patch.uuid, photo.exhibit) if photo is not None else None,
        "entry": one, "kind": kind_words(one.kind), "state": words, "mark": mark, "patch": patches.get(one.patch),
        "files": files, "clock_apart": clock_apart(one), "url": reverse("web:returned_entry", args=[one.pk]),
        "again": reverse("web:returned_again", args=[one.pk])
        if one.applied in (Applied.NO, Applied.ASIDE) and not why_not else "",
        "aside": control(_("Set aside"), reverse("web:returned_aside", args=[one.pk]), why_not, plain=True,
                         about=str(one.seq)) if one.applied == Applied.NO else None,
    }  # fmt: skip


@on_rail("survey")
@require_safe
def entry(request: HttpRequest, key: int) -> HttpResponse:
    """Show one entry as it was signed, with both times and what came of it."""
    one = _found(request, key)
    acting = by(request)
    capture = capture_of(one)
    context = {
        **_row(acting, one, patches_named([one]), photos_of_entries([one], acting)),
        "tabs": field_tabs("returned"),
        "capture": capture_shown(capture.patch, capture) if capture is not None and capture.patch else None,
        "text": pretty(one.text),
        "changes": [line | {"title": fact_title(line["fact"])} for line in one.outcome.get("changes", [])],
    }
    return render(request, "web/returned/entry.html", context)


def _found(request: HttpRequest, key: int) -> Any:
    found = entry_for(by(request), key)
    if found is None:
        raise Http404
    return found


@require_POST
def again(request: HttpRequest, key: int) -> HttpResponse:
    """Apply an entry again."""
    one = _found(request, key)
    used = apply_again([one], by=by(request))
    one.refresh_from_db()
    if used:
        messages.success(request, _("Entry {seq} is used now.").format(seq=one.seq))
    else:
        messages.error(request, one.reason)
    return redirect("web:returned_entry", key=key)


@require_POST
def again_all(request: HttpRequest) -> HttpResponse:
    """Apply everything again that could not be used, of what is shown."""
    wanted = _wanted(request)
    rows = list(entries_returned(by(request), Wanted(wanted.device, wanted.day, "no"))[:_MOST_AGAIN])
    used = apply_again(sorted(rows, key=lambda one: one.seq), by=by(request))
    messages.success(
        request,
        ngettext("{used} of {n} entry is used now.", "{used} of {n} entries are used now.", len(rows)).format(
            used=used, n=len(rows)
        ),
    )
    return redirect("web:returned")


@on_rail("survey")
def aside(request: HttpRequest, key: int) -> HttpResponse:
    """Let an entry rest that could not be used."""
    one = _found(request, key)
    acting = by(request)
    return deed_page(
        request, ReasonForm(request.POST or None), title=_("Set entry {seq} aside").format(seq=one.seq),
        words=_("It stays in the log of the device and can be proved; it is only not used."), button=_("Set aside"),
        done=_("Entry {seq} was set aside.").format(seq=one.seq), back=reverse("web:returned"),
        do=lambda given: set_aside(one, by=acting, reason=given["reason"]), why_not=may_handle.explain(acting, one),
    )  # fmt: skip
