"""Whether a printed digest is genuine: the page that the QR of a card leads to.

Whoever holds the paper may ask, signed in or not: a digest cannot be guessed. An outsider learns whether it is genuine,
of which form it is, whether it still stands and why not; who signed and what changed is for those of its area.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tuban.web.acting import acting_of
from tuban.web.rail import on_rail
from tuban.web.signing.panel import short
from tuban.web.tabs import signing_tabs
from tuban.workflow.signoff.queries.reading import Verified, verified
from tuban.workflow.signoff.queries.seen import documents_seen_by


@on_rail("signing")
@never_cache
@require_safe
def verify(request: HttpRequest, digest: str) -> HttpResponse:
    """Say what a digest belongs to."""
    found = verified(digest)
    acting = acting_of(request) if request.user.is_authenticated else None
    sees = bool(found and acting and documents_seen_by(acting).filter(pk=found.document.pk).exists())
    context: dict[str, Any] = {
        "tabs": signing_tabs("verify"),
        "asked": short(digest) if len(digest) >= 16 else digest[:40],
        "verdict": _verdict(found),
        "title": str(found.document.form_title) if found else "",
        "number": found.document.title if found else "",
        "found": found if sees else None,
        "why_ended": found.document.ended_because if found and not found.document.is_current else "",
        "is_outsider": acting is None,
        "url": reverse("web:signing_document", args=[found.document.pk]) if found and sees else "",
    }
    template = "web/signing/verify_inside.html" if acting is not None else "web/signing/verify.html"
    response = render(request, template, context, status=200 if found else 404)
    response["X-Robots-Tag"] = "noindex"
    return response


def _verdict(found: Verified | None) -> str:
    if found is None:
        return "unknown"
    if not found.document.is_current:
        return "ended"
    if not found.is_current:
        return "changed"
    return "genuine" if found.is_signed else "fallen"


@on_rail("signing")
@never_cache
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """Take a digest typed by hand."""
    typed = request.GET.get("digest", "").replace(" ", "").strip()
    if typed and len(typed) <= 64 and typed.isalnum() and typed.isascii():
        return redirect("web:verify", digest=typed.lower())
    inside = request.user.is_authenticated and acting_of(request) is not None
    template = "web/signing/verify_inside.html" if inside else "web/signing/verify.html"
    context = {"tabs": signing_tabs("verify"), "verdict": "", "asked": "", "typed": request.GET.get("digest", "")}
    return render(request, template, context)
