"""The forms of a campaign that are signed: how each stands, putting it forward, and fetching it to print."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.results.found import campaign_found
from tuban.web.signing.panel import state_words
from tuban.web.signing.sources import seal_on
from tuban.web.workbooks import WORKBOOK
from tuban.workflow.audit.acting import subject_of
from tuban.workflow.audit.recording import record_alone
from tuban.workflow.results import signing
from tuban.workflow.results.keeping import is_register
from tuban.workflow.results.queries import sees_all_of
from tuban.workflow.signoff.law import form_title
from tuban.workflow.signoff.queries.reading import standing_of
from tuban.workflow.signoff.queries.seen import current_document

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def forms_to_sign(request: HttpRequest, campaign: Any) -> dict[str, Any] | None:
    """Return what the section of the forms to be signed shows; None for those who do not see the whole county, and
    before any were written."""
    acting = by(request)
    if not sees_all_of(acting, campaign) or signing.kept_forms(campaign) is None:
        return None
    return {
        "reason": signing.may_put_forward.explain(acting, campaign),
        "rows": [_row(campaign, one) for one in signing.signed_forms(campaign)],
    }


def _row(campaign: Any, one: signing.SignedForm) -> dict[str, Any]:
    standing = standing_of(one.document) if one.document is not None else None
    rungs = standing.rungs if standing else ()
    return {
        "title": one.title, "form": one.id, "document": one.document,
        "state": standing.state if standing else "",
        "state_words": state_words(standing.state) if standing else _("not put forward"),
        "state_kind": {"signed": "good", "fallen": "late"}.get(standing.state if standing else "", ""),
        "signed": sum(rung.signer is not None for rung in rungs), "steps": len(rungs),
        "changed": len(standing.changed) if standing else 0,
        "waits_for": "、".join(rung.step.title for rung in rungs if rung.state == "open"),
        "url": reverse("web:signing_document", args=[one.document.pk]) if one.document is not None else "",
        "put_forward_url": reverse("web:form_put_forward", args=[campaign.pk, one.id]),
        "file_url": reverse("web:form_file", args=[campaign.pk, one.id]),
    }  # fmt: skip


@require_POST
def put_forward(request: HttpRequest, campaign_id: UUID, form: str) -> HttpResponse:
    """Put a form of the campaign forward, as the newest results have it."""
    campaign = campaign_found(request, campaign_id)
    try:
        document = signing.put_forward(campaign, by=by(request), form=form)
    except TubanError as error:
        messages.error(request, f"{error.message} {error.advice}".strip())
        return redirect(f"{reverse('web:results_of', args=[campaign.pk])}#sign")
    messages.success(request, _("{form} stands for signing as it is now.").format(form=form_title(form)))
    return redirect("web:signing_document", key=document.pk)


@require_safe
def form_file(request: HttpRequest, campaign_id: UUID, form: str) -> FileResponse:
    """Hand over one form to print, with the code of what was signed where it is signed; that it was taken is written
    down."""
    acting, campaign = by(request), campaign_found(request, campaign_id)
    if not sees_all_of(acting, campaign):
        raise Http404
    try:
        seal = seal_on(request, current_document(signing.CAMPAIGN, str(campaign.pk), form))
        content = signing.printed(campaign, form, seal)
    except signing.FormNotSigned:
        raise Http404 from None
    record_alone("results.take", by=acting, subject=subject_of(campaign), reason=form_title(form))
    kind, suffix = (_DOCX, "docx") if is_register(form) else (WORKBOOK, "xlsx")
    name = f"{form_title(form)}.{suffix}"
    return FileResponse(content, as_attachment=True, filename=name, content_type=kind)
