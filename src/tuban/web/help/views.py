"""Help where one is, its index, the manual, and what a code means."""

from __future__ import annotations

import posixpath

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from tuban.web.help.codes import codes
from tuban.web.help.manual import manual_pages, manual_text, rendered
from tuban.web.help.topics import TITLES, text_of, topics
from tuban.web.rail import on_rail

_MOST_CODES = 40


@on_rail("help")
def help_index(request: HttpRequest) -> HttpResponse:
    """Show all help, and the codes found by a search."""
    text = request.GET.get("q", "").strip()
    found = codes(text) if text else []
    manual = [page for page in manual_pages() if not text or text.casefold() in f"{page.title} {page.path}".casefold()]
    context = {
        "topics": topics(), "text": text, "codes": found[:_MOST_CODES], "more_codes": len(found) > _MOST_CODES,
        "manual": manual, "known": len(codes()),
    }  # fmt: skip
    return render(request, "web/help/index.html", context)


@on_rail("help")
def help_topic(request: HttpRequest, topic: str) -> HttpResponse:
    """Show the text of one page, in the drawer or alone."""
    text = text_of(topic, get_language() or "zh-hans")
    if not text:
        raise Http404
    context = {
        "title": TITLES[topic], "home": reverse("web:help"), "body": "web/help/text.html",
        # Our own text; Markdown with HTML switched off.
        "content": mark_safe(rendered(text)),  # noqa: S308
    }  # fmt: skip
    in_drawer = bool(request.headers.get("HX-Request"))
    return render(request, "web/parts/drawer.html" if in_drawer else "web/help/page.html", context)


@on_rail("help")
def help_manual(request: HttpRequest, path: str) -> HttpResponse:
    """Show a page of the manual."""
    text = manual_text(path)
    if not text:
        raise Http404
    heading, _newline, rest = text.partition("\n")
    has_title = heading.startswith("# ")
    content = rendered(rest if has_title else text, folder=posixpath.dirname(path))
    context = {
        "title": heading.removeprefix("# ").strip() if has_title else path,
        "content": mark_safe(content),  # noqa: S308 - our own text; Markdown with HTML switched off
        "language": "zh-CN",
    }
    return render(request, "web/help/page.html", context)
