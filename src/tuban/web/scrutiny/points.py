"""The patches whose field work is looked at first, most points first, with the reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuban.web.acting import by
from tuban.web.rail import on_rail
from tuban.web.tabs import supervision_tabs
from tuban.workflow.scrutiny.policies import may_see_points
from tuban.workflow.scrutiny.queries import Seen, in_words, kinds_seen_by, points_seen_by, weight_of
from tuban.workflow.scrutiny.staging.words import TITLES

_PAGE = 50


@on_rail("supervision")
@require_safe
def scrutiny(request: HttpRequest) -> HttpResponse:
    """List the patches with points; one kind of sign can be asked for."""
    acting = by(request)
    why_not = may_see_points.explain(acting)
    kind = request.GET.get("kind", "")
    kind = kind if kind in TITLES else ""
    context: dict[str, Any] = {"tabs": supervision_tabs("scrutiny"), "why_not": why_not}
    if not why_not:
        found = points_seen_by(acting)
        counts = kinds_seen_by(acting)
        if kind:
            found = found.filter(pk__in=counts[kind])
        page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
        words = in_words(list(page.object_list), acting)
        context |= {
            "rows": [
                {
                    "row": row, "signs": _each_kind_once(words[row.patch_id]), "count": len(words[row.patch_id]),
                    "weight": weight_of(row.points), "url": reverse("web:patch_evidence", args=[row.patch.uuid]),
                }
                for row in page.object_list
            ],
            "chips": _chips(counts, kind, points_seen_by(acting).count()),
            "shown": page.end_index(), "total": page.paginator.count, "kind": kind,
            "next_url": _url(kind, page.next_page_number()) if page.has_next() else "",
            "first_url": _url(kind, 1) if page.number > 1 else "",
        }  # fmt: skip
    return render(request, "web/scrutiny/points.html", context)


def _each_kind_once(signs: Sequence[Seen]) -> list[Seen]:
    first: dict[str, Seen] = {}
    for one in signs:
        first.setdefault(one.kind, one)
    return list(first.values())


def _chips(counts: dict[str, list[int]], kind: str, total: int) -> list[dict[str, Any]]:
    own = Counter({name: len(keys) for name, keys in counts.items()})
    every = {"title": _("All"), "count": total, "url": _url("", 1), "is_current": not kind}
    return [every] + [
        {"title": TITLES[name], "count": count, "url": _url(name, 1), "is_current": name == kind}
        for name, count in own.most_common()
    ]


def _url(kind: str, page: int) -> str:
    parts = [f"kind={kind}"] * bool(kind) + [f"page={page}"] * (page > 1)
    return reverse("web:scrutiny") + ("?" + "&".join(parts) if parts else "")
