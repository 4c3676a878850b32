"""The inbox of a person: what the product told them, newest first; read, unread, and on to what it is about."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages as toasts
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tuban.values.identities import uuid_of
from tuban.web.acting import by
from tuban.web.messages.places import place_of
from tuban.web.rail import on_rail
from tuban.workflow.messages.kinds import title_of
from tuban.workflow.messages.queries import (
    Wanted,
    after,
    count_unread,
    counts_by_kind,
    message_of,
    messages_of,
)
from tuban.workflow.messages.reading import mark_all_read, mark_read

_PAGE = 50


def _wanted(given: QueryDict) -> Wanted:
    show = given.get("show", "")
    return Wanted(
        unread_only=show == "unread", urgent_only=show == "urgent", kind=given.get("kind", "")[:40],
        text=given.get("q", "").strip()[:100],
    )  # fmt: skip


@on_rail("my_day")
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show the messages asked for; without a question all of them."""
    acting, wanted = by(request), _wanted(request.GET)
    found = messages_of(acting, wanted)
    key = uuid_of(request.GET.get("after", ""))
    last = message_of(acting, key) if key else None
    rows = list((after(found, last) if last else found)[: _PAGE + 1])
    shown = rows[:_PAGE]
    kept = {name: value for name in ("show", "kind", "q") if (value := request.GET.get(name, ""))}
    unread, kinds = count_unread(acting), counts_by_kind(acting, unread_only=wanted.unread_only)
    context = {
        "rows": [_row(one) for one in shown], "unread": unread, "is_asked": wanted != Wanted(),
        "shows": _shows(kept, unread), "kinds": _kinds(kept, kinds), "text": wanted.text, "kept": kept,
        "shown": len(shown), "total": found.count(), "here": request.get_full_path(),
        "next_url": f"?{urlencode({**kept, 'after': shown[-1].pk})}" if len(rows) > _PAGE else "",
        "first_url": f"?{urlencode(kept)}" if last else "",
    }  # fmt: skip
    return render(request, "web/messages/page.html", context)


def _row(message: Any) -> dict[str, Any]:
    return {
        "row": message, "kind": title_of(message.kind), "is_new": message.read_at is None,
        "goes_on": bool(place_of(message.about_kind, message.about_key)),
    }  # fmt: skip


def _shows(kept: dict[str, str], unread: int) -> list[dict[str, Any]]:
    rest = {name: value for name, value in kept.items() if name != "show"}
    return [
        {
            "title": title, "url": f"?{urlencode({**rest, **({'show': show} if show else {})})}",
            "count": unread if show == "unread" else None, "is_current": kept.get("show", "") == show,
        }
        for show, title in (("", _("All")), ("unread", _("Unread")), ("urgent", _("Urgent")))
    ]  # fmt: skip


def _kinds(kept: dict[str, str], counts: Any) -> list[dict[str, Any]]:
    rest = {name: value for name, value in kept.items() if name != "kind"}
    return [
        {
            "title": title, "count": count, "is_current": kept.get("kind") == kind, "removes": kept.get("kind") == kind,
            "url": f"?{urlencode(rest if kept.get('kind') == kind else {**rest, 'kind': kind})}",
        }
        for kind, (title, count) in counts.items()
    ]  # fmt: skip


@require_safe
def opened(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a message as read and go on to what it is about."""
    message = message_of(by(request), key)
    if message is None:
        raise Http404
    mark_read(message, by=by(request))
    return redirect(place_of(message.about_kind, message.about_key) or reverse("web:messages"))


@require_POST
def mark(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a message as read, or as unread again."""
    message = message_of(by(request), key)
    if message is None:
        raise Http404
    mark_read(message, by=by(request), is_read=request.POST.get("read") != "no")
    return _back(request)


@require_POST
def all_read(request: HttpRequest) -> HttpResponse:
    """Take everything that the filters show as read."""
    count = mark_all_read(by=by(request), wanted=_wanted(request.POST))
    told = ngettext("{n} message is read.", "{n} messages are read.", count).format(n=count)
    toasts.success(request, told if count else _("Nothing was unread."))
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return redirect(wanted if is_ours else reverse("web:messages"))
