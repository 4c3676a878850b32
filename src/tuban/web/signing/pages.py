"""What waits for my signature, a document with its chain, and signing."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tuban.values.errors import TubanError
from tuban.values.identities import uuid_of
from tuban.web.acting import by
from tuban.web.deeds import DeskForm, deed_page
from tuban.web.found import found_or_404
from tuban.web.rail import on_rail
from tuban.web.signing.panel import panel, short
from tuban.web.signing.places import place_of
from tuban.web.signing.sources import behind, bring_up_to_date
from tuban.web.tabs import signing_tabs
from tuban.workflow.signoff import actions
from tuban.workflow.signoff.policies import may_send_back, may_withdraw
from tuban.workflow.signoff.proof import Proof, asks_code, lasts, prove
from tuban.workflow.signoff.queries import waiting
from tuban.workflow.signoff.queries.reading import standing_of
from tuban.workflow.signoff.queries.seen import documents_seen_by

_PAGE = 50
_MOST_AT_ONCE = 200
_PROVEN = "signing_proven"


@on_rail("signing")
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show what waits for the signature of the acting person."""
    acting = by(request)
    form, unit, after = (request.GET.get(name, "") for name in ("form", "unit", "after"))
    forms_, units = waiting.counts_by_form(acting), waiting.counts_by_unit(acting)
    rows = list(waiting.queue(acting, form=form, unit=uuid_of(unit), after=uuid_of(after))[: _PAGE + 1])
    shown = rows[:_PAGE]
    total = sum(one.count for one in forms_)
    kept = {name: value for name, value in (("form", form), ("unit", unit)) if value}
    context = {
        "tabs": signing_tabs("signing"),
        "total": total,
        "form_chips": [_chip(one, "form", form, kept) for one in forms_] if len(forms_) > 1 or form else [],
        "unit_chips": [_chip(one, "unit", unit, kept) for one in units] if len(units) > 1 or unit else [],
        "rows": [
            {
                "row": one, "url": reverse("web:signing_document", args=[one.document.pk]),
                "step": one.turn.step.title, "short": short(one.digest), "headline": one.headline,
                "for_name": one.turn.right.for_person.name if one.turn.right.for_person else "",
            }
            for one in waiting.waiting_documents(acting, shown)
        ],
        "shown": len(shown),
        "next_url": f"?{urlencode(kept | {'after': str(shown[-1].pk)})}" if len(rows) > _PAGE else "",
        "first_url": f"?{urlencode(kept)}" if after else "",
    }  # fmt: skip
    return render(request, "web/signing/queue.html", context)


def _chip(one: Any, name: str, chosen: str, kept: dict[str, str]) -> dict[str, Any]:
    is_current = chosen == one.key
    others = {key: value for key, value in kept.items() if key != name}
    query = urlencode(others if is_current else others | {name: one.key})
    return {"title": one.title, "count": one.count, "is_current": is_current, "url": f"?{query}", "removes": is_current}


@on_rail("signing")
@require_safe
def document(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a document: what is signed, by whom, and what changed since."""
    found = found_or_404(request, documents_seen_by(by(request)), key)
    context = {
        "tabs": signing_tabs(""),
        "panel": panel(request, found),
        "behind": behind(request, found),
        "sections": _sections(found.snapshots.get(is_current=True).cells),
        "place": place_of(found),
        "history": [
            {"row": one, "short": short(one.digest), "difference": one.difference}
            for one in found.snapshots.order_by("-number").defer("cells")
        ],
    }
    return render(request, "web/signing/document.html", context)


def _sections(cells: list[dict[str, str]]) -> list[dict[str, Any]]:
    sections: list[dict[str, Any]] = []
    for cell in cells:
        if not sections or sections[-1]["title"] != cell["section"]:
            sections.append({"title": cell["section"], "cells": []})
        sections[-1]["cells"].append(cell)
    return sections


@require_POST
def refresh(request: HttpRequest, key: UUID) -> HttpResponse:
    """Let a document say what its thing says now; the rule decides what that does to its signatures."""
    found = found_or_404(request, documents_seen_by(by(request)), key)
    try:
        if bring_up_to_date(request, found):
            messages.success(request, _("The document says now what is known now."))
        else:
            messages.info(request, _("Nothing has changed."))
    except TubanError as error:
        messages.error(request, f"{error.message} {error.advice}".strip())
    return redirect("web:signing_document", key=found.pk)


@on_rail("signing")
@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest) -> HttpResponse:
    """Show what one is about to sign and answer for; sign it with the password."""
    acting = by(request)
    asked = (request.POST if request.method == "POST" else request.GET).getlist("document")[:_MOST_AT_ONCE]
    keys = [key for key in map(uuid_of, asked) if key is not None]
    documents = list(documents_seen_by(acting).filter(pk__in=keys).order_by("form", "title", "pk"))
    fault, changed = "", False
    if request.method == "POST" and documents:
        changed = sum(_brought_up_to_date(request, one) for one in documents) > 0  # every one of them
        if changed:
            fault = _("Something changed meanwhile. What you see now is as it is now: look at it, then sign.")
        else:
            try:
                return _signed(request, documents)
            except TubanError as error:
                fault = f"{error.message} {error.advice}".strip()
    for one in documents:
        one.refresh_from_db()
    rows = waiting.waiting_documents(acting, documents)
    context = {
        "rows": [{"row": one, "short": short(one.digest), "step": one.turn.step, "right": one.turn.right,
                  "url": reverse("web:signing_document", args=[one.document.pk])} for one in rows],
        "answers": _answers(rows), "count": len(rows), "left_out": len(keys) - len(rows), "fault": fault,
        "is_proven": proof_of(request) is not None, "asks_code": asks_code(acting),
        "minutes": int(lasts().total_seconds() // 60),
    }  # fmt: skip
    return render(request, "web/signing/sign.html", context, status=422 if fault else 200)


def _brought_up_to_date(request: HttpRequest, document: Any) -> bool:
    """Never let anybody sign what its thing does not say any more."""
    try:
        return bring_up_to_date(request, document)
    except TubanError:
        return False


def _answers(rows: list[Any]) -> list[dict[str, Any]]:
    """Return each sentence of responsibility with how many documents it is signed for."""
    found: dict[str, dict[str, Any]] = {}
    for one in rows:
        name = one.turn.right.for_person.name if one.turn.right.for_person else ""
        step = one.turn.step
        told = found.setdefault(
            f"{step.key} {name}",
            {"title": step.title, "answers": step.answers, "count": 0, "for_name": name,
             "capacity": one.turn.right.capacity.label if one.turn.right.capacity != "own" else ""},
        )  # fmt: skip
        told["count"] += 1
    return list(found.values())


def proof_of(request: HttpRequest) -> Proof | None:
    """Return the password given a few minutes ago in this session, while it is remembered."""
    kept = request.session.get(_PROVEN)
    if not kept or kept["person"] != str(by(request).person_id):
        return None
    proof = Proof(by(request).person_id, datetime.fromisoformat(kept["at"]))
    return proof if proof.holds_for(by(request)) else None


def proof_given(request: HttpRequest, password: str, code: str = "") -> Proof:
    """Return the proof that is remembered, else the one of a password given now (with a code of the second factor where
    there is one), and remember it. Raises WrongPassword, TooManyTries, WrongCode, TooManyCodes."""
    proof = proof_of(request)
    if proof is None:
        proof = prove(by=by(request), password=password, code=code)
        request.session[_PROVEN] = {"person": str(proof.person_id), "at": proof.at.isoformat()}
    return proof


def _signed(request: HttpRequest, documents: list[Any]) -> HttpResponse:
    acting = by(request)
    proof = proof_given(request, request.POST.get("password", ""), request.POST.get("code", ""))
    seen = [(one, request.POST.get(f"digest-{one.pk}", "")) for one in documents]
    told = actions.sign_all(seen, by=acting, proof=proof)
    count = len(told.signatures)
    if count:
        words = ngettext("{n} document was signed.", "{n} documents were signed.", count).format(n=count)
        messages.success(request, words)
    for document_, why in told.refused:
        messages.error(request, _("{document} was not signed: {why}").format(document=document_, why=why))
    if len(documents) == 1:
        return redirect("web:signing_document", key=documents[0].pk)
    return redirect("web:signing")


class WhyForm(DeskForm):
    """Why."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It stays with the signature and in the audit."),
    )  # fmt: skip


@on_rail("signing")
def withdraw(request: HttpRequest, key: UUID, signature: int) -> HttpResponse:
    """Take one's own signature back."""
    acting = by(request)
    found = found_or_404(request, documents_seen_by(acting), key)
    mine = found_or_404(request, found.signatures.all(), signature)
    return deed_page(
        request, WhyForm(request.POST or None),
        title=_("Take back the signature as {step}").format(step=mine.step_title),
        words=_("The signature stays to be read, with your reason; the step can be signed anew."),
        button=_("Withdraw"), done=_("The signature is taken back."),
        back=reverse("web:signing_document", args=[found.pk]),
        do=lambda given: actions.withdraw(mine, by=acting, reason=given["reason"]),
        why_not=may_withdraw.explain(acting, mine),
    )  # fmt: skip


@on_rail("signing")
def send_back(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send a document back to the hands that filled it in."""
    acting = by(request)
    found = found_or_404(request, documents_seen_by(acting), key)
    signed = [rung.signer for rung in standing_of(found).rungs if rung.signer]
    return deed_page(
        request, WhyForm(request.POST or None), title=_("Send back {document}").format(document=found),
        words=_("Every signature becomes void and stays to be read; signing begins anew with the fill-in person."),
        button=_("Send back"), done=_("The document was sent back."),
        back=reverse("web:signing_document", args=[found.pk]),
        do=lambda given: actions.send_back(found, by=acting, reason=given["reason"]),
        why_not=may_send_back.explain(acting, found),
        consequence=ngettext(
            "{n} signature becomes void. It cannot be made valid again.",
            "{n} signatures become void. They cannot be made valid again.", len(signed),
        ).format(n=len(signed)),
    )  # fmt: skip
