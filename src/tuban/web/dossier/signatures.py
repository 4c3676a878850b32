"""The signatures of a patch: its documents with their chains, and putting the registration card forward."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.dossier.head import head_of, patch_or_404
from tuban.web.rail import on_rail
from tuban.web.signing.panel import panels_of
from tuban.web.signing.sources import behind, card_of, put_card_forward
from tuban.workflow.audit.acting import subject_of
from tuban.workflow.patches.states import Fate
from tuban.workflow.review.cards import PATCH
from tuban.workflow.review.findings.queries import finding_of
from tuban.workflow.signoff.policies import may_open


@on_rail("map")
@require_safe
def signatures(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the documents of a patch and who signed them."""
    patch = patch_or_404(request, uuid)
    document = card_of(patch)
    context = {
        **head_of(request, patch, "signatures"),
        "panels": panels_of(request, PATCH, str(patch.uuid)),
        "behind": behind(request, document) if document else (),
        "put_forward": {
            "title": _("Put the registration card forward") if document is None else _("Bring it up to date"),
            "post": reverse("web:patch_put_forward", args=[patch.uuid]), "icon": "send", "primary": True,
            "reason": _why_not(request, patch),
        },
        "has_card": document is not None,
    }  # fmt: skip
    return render(request, "web/dossier/signatures.html", context)


def _why_not(request: HttpRequest, patch: Any) -> str:
    acting = by(request)
    if why := may_open.explain(acting, subject_of(patch), acting.post.unit):
        return why
    if patch.fate != Fate.ACTIVE:
        return _("This record does not count any more: its card is not signed.")
    if finding_of(patch) is None:
        return _("No finding was taken on this patch yet: its card is signed after that.")
    return ""


@require_POST
def put_forward(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put the registration card forward as it stands; where it is open already, bring it up to date."""
    patch = patch_or_404(request, uuid)
    try:
        if why := _why_not(request, patch):
            messages.error(request, why)
        else:
            put_card_forward(request, patch)
            messages.success(request, _("The registration card stands for signing as it is now."))
    except TubanError as error:
        messages.error(request, f"{error.message} {error.advice}".strip())
    return redirect("web:patch_signatures", uuid=patch.uuid)
