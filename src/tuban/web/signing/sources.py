"""Where the cells of a document come from: for each form of each kind of thing one function that fills it as it is now.

A stage that comes to own a form replaces its function here; nothing else knows how the cells are made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from tuban.render.seal import Seal
from tuban.web.acting import by
from tuban.workflow.audit.acting import subject_of
from tuban.workflow.campaigns.queries import campaigns_seen_by
from tuban.workflow.comparison.reading import CARD, HANDLING
from tuban.workflow.organisations.queries import units_seen_by
from tuban.workflow.patches.queries.seen import patches_seen_by
from tuban.workflow.reporting.signing import KIND as WEEK
from tuban.workflow.reporting.signing import cells_of as cells_of_week
from tuban.workflow.reporting.signing import week_for
from tuban.workflow.results.signing import CAMPAIGN, cells_of
from tuban.workflow.review.cards import PATCH, card_cells, handling_cells
from tuban.workflow.signoff.actions import open_document, refresh
from tuban.workflow.signoff.cells import Cell, Difference
from tuban.workflow.signoff.queries.reading import sealed, what_would_change
from tuban.workflow.signoff.queries.seen import current_document

Filled = Callable[[Any], tuple[Cell, ...]]
CARDS: dict[str, Filled] = {CARD: card_cells, HANDLING: handling_cells}
"""The cards of a patch that are signed."""


def _thing(request: HttpRequest, document: Any) -> Any:
    """Return the thing a document is about; None where the acting person does not see it."""
    acting = by(request)
    if document.subject_kind == PATCH:
        return patches_seen_by(acting).select_related("campaign").filter(uuid=UUID(document.subject_id)).first()
    if document.subject_kind == CAMPAIGN:
        return campaigns_seen_by(acting).filter(pk=UUID(document.subject_id)).first()
    if document.subject_kind == WEEK:
        return week_for(acting, UUID(document.subject_id))
    return None


def cells_now(request: HttpRequest, document: Any) -> tuple[Cell, ...]:
    """Return the cells of a document as they would be put forward now; none where nobody here can fill them."""
    thing = _thing(request, document)
    if thing is None:
        return ()
    if document.subject_kind == CAMPAIGN:
        return cells_of(thing, document.form)
    if document.subject_kind == WEEK:
        return tuple(cells_of_week(thing))
    fill = CARDS.get(document.form)
    return fill(thing) if fill is not None else ()


def behind(request: HttpRequest, document: Any) -> tuple[Difference, ...]:
    """Return what of a document is not any more what its thing says; empty where it is up to date."""
    cells = cells_now(request, document) if document.is_current else ()
    return what_would_change(document, cells) if cells else ()


def bring_up_to_date(request: HttpRequest, document: Any) -> bool:
    """Let a document say what its thing says now; returns whether anything changed."""
    if not behind(request, document):
        return False
    refresh(document, by=by(request), cells=cells_now(request, document))
    return True


def put_card_forward(request: HttpRequest, patch: Any, form: str = CARD) -> Any:
    """Put a card of a patch forward for signing, in the name of the unit whose patch it is."""
    unit = patch.assigned_unit or _unit_of(request, patch)
    subject = replace(subject_of(patch), area_code=patch.township_code or patch.area_code)
    return open_document(
        subject, unit, by=by(request), form=form, cells=CARDS[form](patch), campaign_id=patch.campaign_id
    )


def _unit_of(request: HttpRequest, patch: Any) -> Any:
    """Return the unit of the township that a patch lies in; the acting person's own where there is none."""
    codes = [code for code in (patch.managed_code, patch.township_code) if code]
    found = {unit.code: unit for unit in units_seen_by(by(request)).filter(code__in=codes)}
    return next((found[code] for code in codes if code in found), by(request).post.unit)


def card_of(patch: Any, form: str = CARD) -> Any:
    """Return the document of a card of a patch; None where it was not put forward yet."""
    return current_document(PATCH, str(patch.uuid), form)


def seal_of(request: HttpRequest, patch: Any, form: str = CARD) -> Seal | None:
    """Return what the printed card of a patch bears where it is signed; nothing where the card says something else by
    now than what was signed."""
    return seal_on(request, card_of(patch, form))


def seal_on(request: HttpRequest, document: Any) -> Seal | None:
    """Return the seal of a document that is signed and says what its thing says now; None else."""
    digest = sealed(document) if document is not None and not behind(request, document) else ""
    if not digest:
        return None
    return Seal(digest, request.build_absolute_uri(reverse("web:verify", args=[digest])))
