"""The pages of a dossier that belong to the review: what departments said, and what was found."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuban.web.acting import by
from tuban.web.dossier.head import head_of, patch_or_404
from tuban.web.opinions.deeds import opinion_cards, told_of
from tuban.web.rail import on_rail
from tuban.workflow.comparison.lawbook import label_of, rulebook, state_of
from tuban.workflow.comparison.queries import comparison_of
from tuban.workflow.comparison.reasons import reasons_of
from tuban.workflow.review.considering import consider
from tuban.workflow.review.findings.policies import may_reopen, may_take
from tuban.workflow.review.findings.queries import findings_of, judgement_of_finding, since_finding
from tuban.workflow.review.opinions.actions import minority_of
from tuban.workflow.review.opinions.agreement import table_of
from tuban.workflow.review.opinions.board import conferences_of, opinions_of
from tuban.workflow.review.opinions.policies import may_ask, may_chair, may_opine, may_withdraw
from tuban.workflow.review.returns.policies import may_send_back
from tuban.workflow.review.returns.queries import FINDING, OPINION, READING, STATEMENT, returns_of


@on_rail("opinions")
@require_safe
def opinions(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show what every department said, what the chair decided, and what was sent back."""
    acting, patch = by(request), patch_or_404(request, uuid)
    if comparison_of(patch) is None:
        return render(request, "web/opinions/dossier_opinions.html", head_of(request, patch, "opinions"))
    held = consider(patch, patch.proposed_finding)
    table = table_of(patch, today=timezone.localdate())
    earlier = [one for one in opinions_of(patch) if not one.is_current]
    context = {
        **head_of(request, patch, "opinions"),
        "opinions": opinion_cards(held, table),
        "earlier": [{"opinion": one, **told_of(held, one)} for one in earlier],
        "conferences": [
            {
                "conference": one, "held": label_of("finding", one.finding), "mark": state_of(one.finding),
                "minority": [{"opinion": other, **told_of(held, other)} for other in minority_of(one)],
            }
            for one in conferences_of(patch)
        ],
        "returns": [_return(one, acting) for one in returns_of(patch)],
        "deeds": [
            _deed(_("Speak"), "messages", "web:opinion", patch, may_opine.explain(acting, patch), primary=True),
            _deed(_("Ask the departments"), "users-group", "web:opinions_ask", patch, may_ask.explain(acting, patch)),
            _deed(_("Decide"), "gavel", "web:opinions_chair", patch, may_chair.explain(acting, patch)),
            _deed(_("Withdraw the question"), "arrow-back-up", "web:opinions_withdraw", patch,
                  may_withdraw.explain(acting, patch)),
            _deed(_("Send back"), "rotate", "web:patch_return", patch, may_send_back.explain(acting, patch)),
        ],
    }  # fmt: skip
    return render(request, "web/opinions/dossier_opinions.html", context)


def _deed(title: str, icon: str, name: str, patch: Any, reason: str, *, primary: bool = False) -> dict[str, Any]:
    return {
        "title": title, "icon": icon, "url": reverse(name, args=[patch.uuid]), "reason": reason, "primary": primary,
    }  # fmt: skip


def what_was_done(what: str) -> str:
    """Return what somebody did to a patch, in words."""
    words = {
        STATEMENT: _("told facts"), READING: _("read the images"), OPINION: _("gave the opinion"),
        FINDING: _("took the finding"), "missing": _("can settle what is missing"),
    }  # fmt: skip
    return words.get(what, what)


def _return(row: Any, acting: Any) -> dict[str, Any]:
    return {
        "row": row, "what": what_was_done(row.what),
        "reasons": [label_of("return_reason", one) for one in row.reasons],
        "url": reverse("web:return_answer", args=[row.pk]),
        "is_mine": row.answered_at is None and row.to_person_id == acting.person_id,
    }  # fmt: skip


@on_rail("opinions")
@require_safe
def finding(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the whole decision: who, when, what it rests on, why it differs; and those that were reopened."""
    acting, patch = by(request), patch_or_404(request, uuid)
    rows = list(findings_of(patch))
    context = {
        **head_of(request, patch, "finding"),
        "findings": [_whole(one) for one in rows],
        "deeds": [
            _deed(_("Take the finding"), "gavel", "web:finding_take", patch, may_take.explain(acting, patch),
                  primary=not patch.finding),
            _deed(_("Reopen"), "arrow-back-up", "web:finding_reopen", patch, may_reopen.explain(acting, patch)),
            _deed(_("Send back"), "rotate", "web:patch_return", patch, may_send_back.explain(acting, patch)),
        ] if comparison_of(patch) else [],
    }  # fmt: skip
    return render(request, "web/opinions/dossier_finding.html", context)


def _whole(row: Any) -> dict[str, Any]:
    reasons = reasons_of(judgement_of_finding(row), rulebook())
    return {
        "row": row, "mark": state_of(row.finding), "finding": label_of("finding", row.finding),
        "type": label_of("violation_type", row.violation_type), "proposed": label_of("finding", row.proposed),
        "proposed_type": label_of("violation_type", row.proposed_violation_type),
        "basis": label_of("area_basis", row.area_basis),
        "because": [label_of("differing_reason", one) for one in row.reasons],
        "steps": reasons.steps, "told": reasons.told, "papers": reasons.papers,
        "editions": list(dict.fromkeys(str(one) for one in row.comparison.editions)),
        "objections": row.judgement.get("objections", ()),
        "evidence": row.judgement.get("evidence", ()),
        "minority": [
            {"opinion": one, "held": label_of("finding", one.finding)} for one in minority_of(row.conference)
        ] if row.conference else [],
        "since": _since(row) if row.is_current else None,
    }  # fmt: skip


def _since(row: Any) -> dict[str, Any] | None:
    """Return what was compared since a finding was taken, for the notice above it."""
    since = since_finding(row)
    return None if since is None else {
        "row": since, "then": label_of("finding", since.proposed_then), "now": label_of("finding", since.proposed_now),
    }  # fmt: skip
