"""How a document and its chain are shown, here and in whatever page includes ``web/signing/panel.html``."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tuban.web.acting import by
from tuban.web.deeds import control
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.signoff.authority import holders_of
from tuban.workflow.signoff.policies import may_send_back, may_sign, may_withdraw
from tuban.workflow.signoff.queries.reading import Rung, Standing, standing_of
from tuban.workflow.signoff.queries.seen import documents_of

SHORT_GROUP = 4


def short(digest: str) -> str:
    """Return the first sixteen signs of a digest in groups of four, as they are printed.

    >>> short("0123456789abcdef0123")
    '0123 4567 89ab cdef'
    """
    first = digest[:16]
    return " ".join(first[at : at + SHORT_GROUP] for at in range(0, len(first), SHORT_GROUP))


def panels_of(request: HttpRequest, subject_kind: str, subject_id: str) -> list[dict[str, Any]]:
    """Return the documents of a thing, each as the template ``web/signing/panel.html`` takes it."""
    return [panel(request, one) for one in documents_of(subject_kind, subject_id)]


def panel(request: HttpRequest, document: Any) -> dict[str, Any]:
    """Return a document with its chain, what changed since, and what the acting person may do."""
    acting = by(request)
    standing = standing_of(document)
    return {
        "document": document,
        "url": reverse("web:signing_document", args=[document.pk]),
        "state": standing.state,
        "state_words": state_words(standing.state),
        "state_kind": {"signed": "good", "fallen": "late"}.get(standing.state, ""),
        "digest": standing.snapshot.digest,
        "short": short(standing.snapshot.digest),
        "verify_url": reverse("web:verify", args=[standing.snapshot.digest]),
        "number": standing.snapshot.number,
        "levels": [
            {"title": rungs[0].step.level_title, "rungs": [_rung(acting, document, one) for one in rungs]}
            for rungs in standing.levels
        ],
        "changed": standing.changed,
        "changed_for": changed_for(acting, standing),
        "fallen": [_fallen(one) for one in reversed(standing.fallen)],
        "cells": standing.cells,
        "sign": control(
            _("Sign"), f"{reverse('web:signing_sign')}?document={document.pk}", may_sign.explain(acting, document),
            icon="signature", primary=True,
        ),
        "send_back": control(
            _("Send back"), reverse("web:signing_send_back", args=[document.pk]),
            may_send_back.explain(acting, document), icon="arrow-back-up",
        ),
    }  # fmt: skip


def state_words(state: str) -> str:
    """Return how a document stands, in a word."""
    return {
        "ended": _("does not stand any more"), "signed": _("signed by all"), "under_way": _("being signed"),
        "fallen": _("to be signed anew"), "new": _("not signed yet"),
    }[state]  # fmt: skip


def changed_for(acting: Acting, standing: Standing) -> bool:
    """Whether the acting person signed, and something changed since."""
    return any(
        rung.signer and rung.signer.changed and rung.signer.signature.person_id == acting.person_id
        for rung in standing.rungs
    )


def _rung(acting: Acting, document: Any, rung: Rung) -> dict[str, Any]:
    signer = rung.signer
    shown: dict[str, Any] = {
        "title": rung.step.title, "state": rung.state, "answers": rung.step.answers, "signer": signer,
        "state_words": {"signed": _("signed"), "changed": _("changed since signed"), "open": _("waits"),
                        "later": _("comes later")}[rung.state],
    }  # fmt: skip
    if signer is None:
        shown["holders"] = holders_of(document, rung.step.key) if rung.state == "open" else []
        return shown
    one = signer.signature
    reason = may_withdraw.explain(acting, one)
    return shown | {
        "name": one.person_name, "for_name": one.for_name, "post": one.post_title, "at": one.at,
        "capacity": one.get_capacity_display() if one.capacity != "own" else "", "short": short(one.digest),
        "withdraw": None
        if one.person_id != acting.person_id
        else control(_("Withdraw"), reverse("web:signing_withdraw", args=[document.pk, one.pk]), reason, plain=True,
                     about=one.step_title),
    }  # fmt: skip


def _fallen(signature: Any) -> dict[str, Any]:
    is_withdrawn = signature.withdrawn_at is not None
    return {
        "title": signature.step_title, "name": signature.person_name, "for_name": signature.for_name,
        "at": signature.at, "short": short(signature.digest),
        "what": _("taken back") if is_withdrawn else _("void"),
        "fell_at": signature.withdrawn_at or signature.voided_at,
        "why": signature.withdrawn_reason if is_withdrawn else signature.voided_because,
        "changed": signature.void_difference,
    }  # fmt: skip
