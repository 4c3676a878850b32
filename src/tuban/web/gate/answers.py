"""An answer of the gate, its certificate, and whether a printed certificate is genuine and still stands."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tuban.values.errors import TubanError
from tuban.web.acting import acting_of, by
from tuban.web.gate.parts import ICONS, KINDS, answer_content, row_of
from tuban.web.rail import on_rail
from tuban.web.signing.panel import short
from tuban.web.tabs import gate_tabs
from tuban.workflow import store
from tuban.workflow.gate.actions import ask_anew
from tuban.workflow.gate.certifying import SUFFIX, certify
from tuban.workflow.gate.law import gate_law
from tuban.workflow.gate.policies import may_certify, may_see
from tuban.workflow.gate.queries import inquiry_for
from tuban.workflow.gate.standing import certificate_of, standing_of
from tuban.workflow.gate.words import Verdict


def inquiry_found(request: HttpRequest, uuid: UUID) -> Any:
    """Return an inquiry that the acting person sees; else Http404, and the attempt is recorded."""
    try:
        return inquiry_for(by(request), uuid)
    except TubanError as error:
        raise Http404 from error


@on_rail("gate")
@require_safe
def answer_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show an answer: the verdict, every patch that was met with what would open the gate, and where it lies."""
    acting, inquiry = by(request), inquiry_found(request, uuid)
    why_not = may_certify.explain(acting, inquiry)
    certificate = getattr(inquiry, "certificate", None)
    actions: list[dict[str, Any]] = [
        {"title": _("Ask anew"), "post": reverse("web:gate_again", args=[inquiry.uuid]), "icon": "refresh"},
    ]  # fmt: skip
    if certificate is not None:
        actions += [
            {"title": _("Verify"), "url": reverse("web:gate_verify", args=[certificate.digest]),
             "icon": "shield-check"},
            {"title": _("Certificate"), "url": reverse("web:gate_certificate", args=[inquiry.uuid]), "icon": "printer",
             "primary": True},
        ]  # fmt: skip
    else:
        actions.append(
            {"title": _("Certify"), "post": reverse("web:gate_certify", args=[inquiry.uuid]), "icon": "certificate",
             "primary": True, "reason": why_not,
             "consequence": _(
                 "You answer for it with your name: it gets a number and a code by which anybody verifies it."
             )}
        )  # fmt: skip
    context = {
        "tabs": gate_tabs("gate"), "inquiry": inquiry, "one": row_of(inquiry), "told": inquiry.answer,
        "words": gate_law().verdicts[inquiry.verdict], "actions": actions, "certificate": certificate,
        "sub": " · ".join(part for part in (inquiry.applicant, inquiry.reference, inquiry.unit.name) if part),
        "content": answer_content(acting, inquiry),
    }  # fmt: skip
    return render(request, "web/gate/answer.html", context)


@on_rail("gate")
@require_POST
def again(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask about the same boundary anew."""
    made = ask_anew(inquiry_found(request, uuid), by=by(request))
    return redirect("web:gate_answer", uuid=made.uuid)


@on_rail("gate")
@require_POST
def certify_answer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Certify an answer."""
    inquiry = inquiry_found(request, uuid)
    try:
        made = certify(
            inquiry, by=by(request),
            verified_at=lambda digest: request.build_absolute_uri(reverse("web:gate_verify", args=[digest])),
        )  # fmt: skip
    except TubanError as error:
        messages.error(request, f"{error.message} {error.advice}".strip())
    else:
        messages.success(request, _("Certificate {number} is made.").format(number=made.number))
    return redirect("web:gate_answer", uuid=inquiry.uuid)


@require_safe
def certificate(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Hand the certificate over."""
    inquiry = inquiry_found(request, uuid)
    held = getattr(inquiry, "certificate", None)
    if held is None:
        raise Http404
    path = store.found(held.checksum, SUFFIX)
    return FileResponse(path.open("rb"), content_type="application/pdf", filename=f"{held.number}.pdf")


@on_rail("gate")
@never_cache
@require_safe
def verify(request: HttpRequest, digest: str) -> HttpResponse:
    """Say whether a certificate is genuine and whether the gate would still say so. Whoever holds the paper may ask;
    what it met is for those who see the inquiry."""
    held = certificate_of(digest)
    acting = acting_of(request) if request.user.is_authenticated else None
    sees = held is not None and acting is not None and may_see.allows(acting, held.inquiry)
    standing = standing_of(held.inquiry) if held is not None else None
    context: dict[str, Any] = {
        "tabs": gate_tabs("gate") if acting is not None else [], "held": held, "sees": sees,
        "asked": short(digest) if len(digest) >= 16 else digest[:40], "standing": standing,
        "verdict": Verdict(held.inquiry.verdict).label if held is not None else "",
        "icon": ICONS[Verdict(held.inquiry.verdict)] if held is not None else "ban",
        "now": standing.now.verdict.label if standing is not None else "",
        "url": reverse("web:gate_answer", args=[held.inquiry.uuid]) if held is not None and sees else "",
        "base": "web/base.html" if acting is not None else "web/outside.html", "kinds": KINDS,
    }  # fmt: skip
    response = render(request, "web/gate/verify.html", context, status=200 if held is not None else 404)
    response["X-Robots-Tag"] = "noindex"
    return response
