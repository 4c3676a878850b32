"""The page on which a department speaks about one patch, and goes on to the next."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tuban.values.errors import TubanError
from tuban.values.identities import uuid_of
from tuban.web.acting import by
from tuban.web.dossier.acting.asides import sentence
from tuban.web.dossier.head import patch_or_404
from tuban.web.dossier.overlay import bars_of
from tuban.web.dossier.views import pictures, summary_of
from tuban.web.opinions.asking import BoardAsked, asked_of
from tuban.web.opinions.board import column_of, next_step
from tuban.web.rail import on_rail
from tuban.workflow.comparison.lawbook import label_of, state_of
from tuban.workflow.comparison.reading import reading_of
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.meanwhile import ChangedMeanwhile
from tuban.workflow.review.considering import Considered, NotCompared, consider, final_findings
from tuban.workflow.review.opinions.actions import CLEAR_REASON, ChangedBeforeSpeaking, Said, give_opinion
from tuban.workflow.review.opinions.agreement import table_of
from tuban.workflow.review.opinions.board import beside, current_opinion
from tuban.workflow.review.opinions.policies import duty_of, may_opine
from tuban.workflow.review.opinions.prefilling import prefilled

AGREES, OBJECTS, OPEN = "agrees", "objects", "open"


@on_rail("opinions")
@require_http_methods(["GET", "HEAD", "POST"])
def opinion(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show what is filled in and take what the department says of it; then the next patch of the queue comes."""
    acting = by(request)
    patch = patch_or_404(request, uuid)
    asked = asked_of(request)
    fault, status = "", 200
    if request.method == "POST":
        following = beside(acting, asked.filter, patch)[1] if asked else None
        try:
            give_opinion(
                patch,
                by=acting,
                said=said_in(request.POST),
                seen=uuid_of(request.POST.get("seen", "")) or UUID(int=0),
                replaces=uuid_of(request.POST.get("replaces", "")),
            )
        except (ChangedBeforeSpeaking, ChangedMeanwhile) as error:
            fault, status = sentence(error), 409
            patch = patch_or_404(request, uuid)
        except TubanError as error:
            fault, status = sentence(error), 422
            patch = patch_or_404(request, uuid)
        else:
            messages.success(request, _("{patch}: your opinion was kept.").format(patch=patch))
            query = asked.query() if asked else ""
            if following:
                return redirect(f"{reverse('web:opinion', args=[following])}{query}")
            return redirect(f"{reverse('web:opinions')}{query}")
    return render(request, "web/opinions/opinion.html", _context(request, acting, patch, asked, fault), status=status)


def said_in(post: QueryDict) -> Said:
    """Return what a department typed."""
    reasons = post.getlist("pass_reason") if post.get("verdict") == AGREES else post.getlist("return_reason")
    if post.get("verdict") == AGREES and not reasons:
        reasons = [CLEAR_REASON]
    finding, proposed = str(post.get("finding", "")), str(post.get("proposed", ""))
    if post.get("verdict") == OPEN or (post.get("verdict") == AGREES and post.get("proposed_is_final")):
        finding = proposed or finding
    return Said(
        verdict=post.get("verdict", ""), finding=finding,
        violation_type=post.get("violation_type", "") if finding == "unlawful" else "",
        answers={name[6:]: str(value) for name, value in post.items() if name.startswith("point-")},
        words={name[5:]: str(value) for name, value in post.items() if name.startswith("word-")},
        missing=post.getlist("missing") if post.get("verdict") == OPEN else (),
        reasons=reasons, document=post.get("document", ""), text=post.get("text", ""),
    )  # fmt: skip


def _context(
    request: HttpRequest, acting: Acting, patch: Any, asked: BoardAsked | None, fault: str
) -> dict[str, Any]:  # fmt: skip
    typed: Any = request.POST
    reading = reading_of(patch)
    duty = duty_of(acting)
    before, after = beside(acting, asked.filter, patch) if asked else (None, None)
    query = asked.query() if asked else ""
    table = table_of(patch, today=timezone.localdate())
    context = {
        "patch": patch, "asked": asked, "fault": fault, "query": query,
        "board_url": f"{reverse('web:opinions')}{query}",
        "before_url": f"{reverse('web:opinion', args=[before])}{query}" if before else "",
        "after_url": f"{reverse('web:opinion', args=[after])}{query}" if after else "",
        "why_not": may_opine.explain(acting, patch), "duty": duty.label if duty else "",
        "columns": [column_of(one) for one in table.columns],
        "conference": table.conference,
        "next": next_step(acting, patch, table, asked) if asked else {},
        "chair_url": f"{reverse('web:opinions_chair', args=[patch.uuid])}{query}",
        "pictures": pictures(patch), "bars": bars_of(reading.comparison.overlaps) if reading else [],
        "finding": label_of("finding", patch.proposed_finding), "mark": state_of(patch.proposed_finding),
        **summary_of(reading),
    }  # fmt: skip
    try:
        held = consider(patch, typed.get("finding") or (reading.comparison.finding if reading else ""))
    except NotCompared:
        return context
    own = current_opinion(patch, duty) if duty else None
    kept = {one["id"]: one for one in own.points} if own else {}
    points = prefilled(held, duty) if duty else ()
    return context | {
        "seen": held.comparison.pk,
        "own": own,
        "points": [
            {
                "point": one, "key": place if place < 10 else "", "is_changed": False,
                "answer": typed.get(f"point-{one.id}") or kept.get(one.id, {}).get("answer") or one.answer,
                "text": typed.get(f"word-{one.id}", kept.get(one.id, {}).get("text", "")),
            }
            for place, one in enumerate(points, start=1)
        ],
        "findings": choices_of(held, typed.get("finding") or (own.finding if own else "")),
        "types": types_of(held, typed.get("violation_type") or (own.violation_type if own else "")),
        "proposed": held.proposed, "proposed_is_final": consider(patch, held.proposed).is_final,
        "pass_reasons": codes(held, "pass_reason", typed.getlist("pass_reason") if typed else (), held.proposed),
        "return_reasons": codes(held, "return_reason", typed.getlist("return_reason") if typed else ()),
        "missing_facts": _missing(held, points, typed.getlist("missing") if typed else ()),
        "verdict": typed.get("verdict", ""), "document": typed.get("document", own.document if own else ""),
        "text": typed.get("text", own.text if own else ""),
        "evidence": held.evidence, "objections": held.objections,
    }  # fmt: skip


def choices_of(held: Considered, chosen: str) -> list[dict[str, Any]]:
    """Return the categories to choose from, the proposed one chosen unless another is."""
    codelist = held.rulebook.codelist("finding")
    chosen = chosen or held.proposed
    return [
        {"value": value, "label": codelist.label(value), "is_chosen": value == chosen, "mark": state_of(value)}
        for value in final_findings(held.rulebook)
    ]


def types_of(held: Considered, chosen: str) -> list[dict[str, Any]]:
    """Return the types of violation to choose from, the proposed one chosen unless another is."""
    chosen = chosen or held.proposed_violation_type
    entries = held.rulebook.codelist("violation_type")
    return [{"value": one.value, "label": one.label, "is_chosen": one.value == chosen} for one in entries]


def codes(held: Considered, name: str, chosen: Any, finding: str = "") -> list[dict[str, Any]]:
    """Return coded reasons, those that fit the finding."""
    return [
        {"value": one.value, "label": one.label, "is_chosen": one.value in chosen}
        for one in held.rulebook.codelist(name)
        if not finding or not one.get("fits") or finding in one.get("fits") or one.value in chosen
    ]


def _missing(held: Considered, points: Any, chosen: Any) -> list[dict[str, Any]]:
    """Return the facts that may be named as missing: what the proposal lacks, and what unknown points rest on."""
    names = dict.fromkeys(
        (*(one.name for one in held.judgement.missing), *(fact for point in points for fact in point.facts))
    )
    vocabulary = held.rulebook.vocabulary
    listed = [*names] or ["ground_state", "use_date", "approvals", "surveyed_area"]
    return [
        {
            "name": name, "title": vocabulary[name].title, "settled_by": vocabulary[name].settled_by,
            "is_chosen": name in chosen,
        }
        for name in listed if name in vocabulary
    ]  # fmt: skip
