"""A drawn patch beside the documents that the lawbook names, each with what the office holds of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tuban.web.acting import by
from tuban.web.copies.addresses import photo_addresses
from tuban.web.deeds import deed_page, saved
from tuban.web.dossier.views import pictures
from tuban.web.found import found_or_404
from tuban.web.rail import on_rail
from tuban.web.supervision import shown
from tuban.web.supervision.forms import AgreementForm
from tuban.web.supervision.outline import drawing
from tuban.web.supervision.sheets import photos_shown
from tuban.workflow.evidence.queries import attachments_of
from tuban.workflow.supervision import policies, queries, remarks
from tuban.workflow.supervision.documents import documents_of
from tuban.workflow.supervision.falsehoods import falsehoods_of
from tuban.workflow.supervision.law import law_of, supervision_law
from tuban.workflow.supervision.pocket.looking import looked_at
from tuban.workflow.supervision.words import Agreement, Purpose

_LOOKS = {Agreement.AGREES: "good", Agreement.DIFFERS: "late", Agreement.UNKNOWN: "quiet"}
_NONE = gettext_lazy("No layer of it is installed: look at the paper.")


@on_rail("supervision")
@require_safe
def compared(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a drawn patch beside every document, with what was said of each."""
    acting, one = by(request), _drawn(request, key)
    head = shown.head_of(request, one.lot.supervision_id, "lot")
    law = law_of(one.lot)
    may = not policies.may_note_drawn.explain(acting, one)
    rows = [
        {
            "document": row, "item": row.law, "told": row.told,
            "words": Agreement(row.told["state"]).label if row.told else "",
            "look": _LOOKS[Agreement(row.told["state"])] if row.told else "",
            "deed": reverse("web:supervision_compare", args=[key, row.law.id]) if may else "",
        }
        for row in documents_of(one)
    ]  # fmt: skip
    own = {
        "one": shown.drawn_row(one, law, {}, head["supervision"].closed_at is not None), "rows": rows,
        "seconds": _seconds(one) if one.sealed_at else [], "firsts": _firsts(one) if one.sealed_at else [],
        "outline": drawing(one.patch, one.boundary) if one.sealed_at else None,
        "pictures": pictures(one.patch), "none": _NONE, "is_field": one.purpose == Purpose.FIELD,
        "falsehoods": _named(one),
        "name_false": reverse("web:supervision_name_false", args=[key]) if may and _is_visited(one) else "",
    }  # fmt: skip
    return render(request, "web/supervision/compared.html", {**head, **own})


@on_rail("supervision")
@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: HttpRequest, key: UUID, name: str) -> HttpResponse:
    """Say whether a document says of a patch what the unit found."""
    acting, one = by(request), _drawn(request, key)
    item = next((row for row in supervision_law().compared if row.id == name), None)
    if item is None:
        raise Http404
    told = one.compared.get(name)
    first = {"answer": told["state"], "words": told["words"]} if told else {}
    return deed_page(
        request, AgreementForm(request.POST or None, initial=first), title=item.title, done=saved(), button=_("Keep"),
        back=reverse("web:supervision_compared", args=[key]),
        do=lambda given: remarks.compare(one, by=acting, item=name, **given),
        why_not=policies.may_note_drawn.explain(acting, one),
    )  # fmt: skip


def _is_visited(one: Any) -> bool:
    return one.purpose == Purpose.FIELD and one.sealed_at is not None


def _seconds(one: Any) -> list[dict[str, Any]]:
    """Return the photos of the second visit, each with what the log of its device says of it."""
    looked = looked_at(one)
    return [{**row, "looked": looked.get(row["checksum"])} for row in photos_shown(one)]


def _named(one: Any) -> list[dict[str, Any]]:
    kinds = supervision_law().falsehoods.kinds
    return [
        {"row": row, "kind": kinds[row.kind],
         "correction": reverse("web:supervision_corrections", args=[one.lot.supervision_id])}
        for row in falsehoods_of(one)
    ]  # fmt: skip


def _firsts(one: Any) -> list[dict[str, Any]]:
    """Return the photos of the county, which are shown beside those of the second visit only once that is sealed."""
    rows = [row for row in attachments_of(one.patch) if row.exhibit.kind == "photo"]
    return [
        {**photo_addresses(one.patch.uuid, row.exhibit), "name": row.exhibit.name, "at": row.at, "by": row.by.name}
        for row in rows
    ]  # fmt: skip


def _drawn(request: HttpRequest, key: UUID) -> Any:
    acting = by(request)
    one = found_or_404(request, queries.drawn_seen_by(acting), key)
    if not policies.knows_drawn(acting, one.lot, is_visited=queries.is_visited(one.lot)):
        raise Http404
    return one
