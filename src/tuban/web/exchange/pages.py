"""The inbox, the outbox, the installations that are known, and one package."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuban.jobs.queries import job_of
from tuban.web.acting import by
from tuban.web.deeds import control, refusal
from tuban.web.rail import on_rail
from tuban.web.tabs import submission_tabs
from tuban.workflow.exchange import policies
from tuban.workflow.exchange.queries import (
    current_keys,
    keys_row,
    own_suite,
    package_for,
    packages_of,
    peers_of,
    suite_of,
)
from tuban.workflow.exchange.told import changes_shown
from tuban.workflow.exchange.words import State, Way

_ROWS = 30
_LOOKS = {
    State.ANSWERED: "good", State.FAILED: "late", State.REFUSED: "late", State.WAITING: "warn",
    State.TAKEN: "good",
}  # fmt: skip


@on_rail("submission")
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show what came, with what was refused and why."""
    acting = by(request)
    controls = [
        control(
            _("Take in a package"), reverse("web:exchange_receive"), policies.may_receive.explain(acting), icon="inbox",
            primary=True,
        )
    ]  # fmt: skip
    return _box(request, Way.IN, "web/exchange/inbox.html", controls)


@on_rail("submission")
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Show what was made here, and what its recipients said."""
    acting = by(request)
    why = policies.may_exchange.explain(acting) or ("" if keys_row(acting.post.unit) else _no_keys())
    controls = [
        control(_("Issue patches"), reverse("web:exchange_issue"), why, icon="send"),
        control(_("Send the decision back"), reverse("web:exchange_verdict"), why, icon="send"),
        control(_("Report results"), reverse("web:exchange_report"), why, icon="send", primary=True),
    ]
    return _box(request, Way.OUT, "web/exchange/outbox.html", controls)


def _box(request: HttpRequest, way: str, template: str, controls: list[dict[str, Any]]) -> HttpResponse:
    acting = by(request)
    why = policies.may_exchange.explain(acting)
    if why:
        return refusal(request, why)
    page = Paginator(packages_of(acting, way), _ROWS).get_page(request.GET.get("page"))
    rows = [{"package": one, "look": _LOOKS.get(State(one.state), "quiet")} for one in page]
    key = "inbox" if way == Way.IN else "outbox"
    return render(request, template, {
        "tabs": submission_tabs(key, acting), "rows": rows, "page": page, "controls": controls,
        "unit": acting.post.unit,
        "keys": keys_row(acting.post.unit),
    })  # fmt: skip


@on_rail("submission")
@require_safe
def peers(request: HttpRequest) -> HttpResponse:
    """Show the fingerprint of the unit, and the installations that it knows."""
    acting = by(request)
    why = policies.may_exchange.explain(acting)
    if why:
        return refusal(request, why)
    own = keys_row(acting.post.unit)
    rows = []
    for one in peers_of(acting):
        trust, withdraw = policies.may_trust.explain(acting, one), policies.may_withdraw.explain(acting, one)
        controls = []
        if not trust:
            controls.append(control(_("Compare the fingerprint"), reverse("web:exchange_trust", args=[one.pk]),
                                    about=one.name, primary=True))  # fmt: skip
        elif not withdraw:
            controls.append(control(_("Withdraw trust"), reverse("web:exchange_withdraw", args=[one.pk]),
                                    about=one.name, plain=True))  # fmt: skip
        rows.append({"peer": one, "controls": controls, "suite": suite_of(one).algorithms})
    make = control(
        _("Make new keys") if own else _("Make keys"), reverse("web:exchange_keys"), icon="key", primary=own is None,
        plain=own is not None,
    )  # fmt: skip
    add = control(_("Take in a card"), reverse("web:exchange_take_card"), icon="plus", primary=own is not None)
    return render(request, "web/exchange/peers.html", {
        "tabs": submission_tabs("peers", acting), "own": own, "unit": acting.post.unit, "rows": rows, "make": make,
        "add": add,
        "suite": own_suite().algorithms,
        "others": [
            {"keys": one, "suite": suite_of(one).algorithms} for one in current_keys(acting.post.unit) if one != own
        ],
    })  # fmt: skip


@on_rail("submission")
@require_safe
def package(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one package: who sent it, what it would change, and what became of it."""
    acting = by(request)
    found = package_for(acting, key)
    if found is None:
        raise Http404
    is_in = found.way == Way.IN
    controls = []
    if found.state == State.WAITING:
        why = policies.may_decide.explain(acting, found)
        controls = [
            control(_("Take it in"), reverse("web:exchange_take", args=[key]), why, icon="check", primary=True),
            control(_("Lay it aside"), reverse("web:exchange_aside", args=[key]), why),
        ]
    receipt = found.receipts.filter(way=Way.OUT).first() if is_in else None
    arrival, campaign = found.about.get("arrival"), found.about.get("campaign")
    job = job_of(found.job_id) if found.job_id else None
    return render(request, "web/exchange/package.html", {
        "tabs": submission_tabs("inbox" if is_in else "outbox", acting), "package": found, "is_in": is_in,
        "controls": controls, "takes": policies.may_exchange.allows(acting),
        "look": _LOOKS.get(State(found.state), "quiet"), "changes": changes_shown(found), "receipt": receipt,
        "submission_url": f"{reverse('web:submission')}?campaign={campaign}" if campaign else "",
        "arrival_url": reverse("web:import", args=[arrival]) if arrival else "",
        "made_at": _minute(found.manifest.get("made_at", "")), "answered_at": _minute(found.about.get("at", "")),
        "pieces": found.manifest.get("pieces", [])[:200], "told": found.manifest,
        "job": job if job is not None and not job.is_over else None,
    })  # fmt: skip


def _minute(text: str) -> str:
    """Return a time of a manifest to the minute, as people write it."""
    return text[:16].replace("T", " ")


def _no_keys() -> str:
    return _("The unit has no keys yet: make them, and hand out its card.")
