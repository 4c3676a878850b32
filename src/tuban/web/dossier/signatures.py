"""The signatures of a patch: its documents with their chains, and putting its cards forward."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.dossier.head import head_of, patch_or_404
from tuban.web.rail import on_rail
from tuban.web.signing.panel import panels_of
from tuban.web.signing.sources import CARDS, behind, card_of, put_card_forward, seal_of
from tuban.workflow.audit.acting import subject_of
from tuban.workflow.comparison.dossiers import handling_card_file
from tuban.workflow.comparison.reading import CARD, HANDLING
from tuban.workflow.patches.states import Fate
from tuban.workflow.review.cards import PATCH, handling_reading
from tuban.workflow.review.findings.queries import finding_of
from tuban.workflow.signoff.law import form_title
from tuban.workflow.signoff.policies import may_open

_FORWARD = {
    CARD: gettext_lazy("Put the registration card forward"), HANDLING: gettext_lazy("Put the handling card forward"),
}  # fmt: skip
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@on_rail("map")
@require_safe
def signatures(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the documents of a patch and who signed them."""
    patch = patch_or_404(request, uuid)
    context = {
        **head_of(request, patch, "signatures"),
        "panels": panels_of(request, PATCH, str(patch.uuid)),
        "cards": [_card(request, patch, form) for form in CARDS if _is_asked_for(patch, form)],
    }
    return render(request, "web/dossier/signatures.html", context)


def _is_asked_for(patch: Any, form: str) -> bool:
    """Whether the patch has such a card: a handling card where it was found unlawful."""
    return form != HANDLING or handling_reading(patch) is not None


def _card(request: HttpRequest, patch: Any, form: str) -> dict[str, Any]:
    document = card_of(patch, form)
    return {
        "title": form_title(form),
        "has_document": document is not None,
        "behind": behind(request, document) if document else (),
        "file_url": reverse("web:patch_handling_file", args=[patch.uuid]) if form == HANDLING else "",
        "put_forward": {
            "title": _FORWARD[form] if document is None else _("Bring it up to date"),
            "post": reverse("web:patch_put_form_forward", args=[patch.uuid, form]), "icon": "send", "primary": True,
            "reason": _why_not(request, patch, form),
        },
    }  # fmt: skip


def _why_not(request: HttpRequest, patch: Any, form: str) -> str:
    acting = by(request)
    if why := may_open.explain(acting, subject_of(patch), acting.post.unit):
        return why
    if patch.fate != Fate.ACTIVE:
        return _("This record does not count any more: its card is not signed.")
    if finding_of(patch) is None:
        return _("No finding was taken on this patch yet: its card is signed after that.")
    if not _is_asked_for(patch, form):
        return _("Nobody found this patch unlawful: it has no handling card.")
    return ""


@require_POST
def put_forward(request: HttpRequest, uuid: UUID, form: str = CARD) -> HttpResponse:
    """Put a card forward as it stands; where it is open already, bring it up to date."""
    patch = patch_or_404(request, uuid)
    if form not in CARDS:
        raise Http404
    try:
        if why := _why_not(request, patch, form):
            messages.error(request, why)
        else:
            put_card_forward(request, patch, form)
            messages.success(request, _("{form} stands for signing as it is now.").format(form=form_title(form)))
    except TubanError as error:
        messages.error(request, f"{error.message} {error.advice}".strip())
    return redirect("web:patch_signatures", uuid=patch.uuid)


@require_safe
def handling_file(request: HttpRequest, uuid: UUID) -> FileResponse:
    """Hand over the handling card as a Word file, with the code of what was signed where it is signed."""
    patch = patch_or_404(request, uuid)
    reading = handling_reading(patch)
    if reading is None:
        raise Http404
    name = f"{patch}-{form_title(HANDLING)}.docx"
    return FileResponse(
        handling_card_file(reading, seal_of(request, patch, HANDLING)), as_attachment=True, filename=name,
        content_type=DOCX,
    )  # fmt: skip
