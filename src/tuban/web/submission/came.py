"""What a page shows of a seal that came from another installation: its signatures, what was explained, its patches."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from tuban.web.submission.shown import MOST, Named
from tuban.workflow.comparison.lawbook import label_of
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.results.queries import patches_named
from tuban.workflow.submission.carried import is_proved_again
from tuban.workflow.submission.contents import OBJECTIONS, PATCHES, number_of, sealed_lines
from tuban.workflow.submission.words import Hindrance

_ROWS = 50


def came_shown(request: HttpRequest, acting: Acting, seal: Any) -> dict[str, Any]:
    """Return what is shown of a seal that came: sender, signatures, whether they hold, explanations, patches."""
    rows = list(sealed_lines(seal, PATCHES))
    told = Counter(row["finding"] for row in rows)
    finding = request.GET.get("finding", "")
    finding = finding if finding in told else ""
    asked = request.GET.get("number", "").strip()[:60]
    chosen = [
        row for row in rows if (not finding or row["finding"] == finding) and (not asked or asked in number_of(row))
    ]
    page = Paginator(chosen, _ROWS).get_page(request.GET.get("page"))
    objections = list(sealed_lines(seal, OBJECTIONS))
    return {
        "from": seal.came.get("from", ""), "made_by": seal.came.get("made_by", ""), "holds": is_proved_again(seal),
        "package_url": reverse("web:exchange_package", args=[seal.came["package"]]) if "package" in seal.came else "",
        "signatures": [{**one, "at": parse_datetime(one["at"])} for one in seal.came.get("signatures", ())],
        "objections": [_objection(one) for one in objections[:MOST]], "objected": len(objections),
        "more": max(len(objections) - MOST, 0), "page": page, "asked": asked, "finding": finding,
        "patches": _patches(acting, seal, list(page)), "count": len(chosen),
        "findings": [
            {"value": value, "title": label_of("finding", value) if value else "—", "count": count}
            for value, count in sorted(told.items())
        ],
    }  # fmt: skip


def _objection(one: dict[str, Any]) -> dict[str, Any]:
    said = one.get("explanation") or {}
    known = one["kind"] in Hindrance.values
    return {
        **one, "number": number_of({"number": one["patch"], "part": one["part"]}),
        "title": Hindrance(one["kind"]).label if known else one["kind"], "said": said,
        "at": parse_datetime(str(said.get("at", ""))),
    }  # fmt: skip


def _patches(acting: Acting, seal: Any, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows of patches, with the address of those that this installation has as well."""
    named: list[Any] = [Named(row["number"], row["part"]) for row in rows]
    here = patches_named(acting, seal.campaign, named)
    found = []
    for row in rows:
        key = here.get((row["number"], row["part"]))
        found.append({
            **row, "name": number_of(row), "url": reverse("web:patch", args=[key]) if key else "",
            "finding": label_of("finding", row["finding"]) if row["finding"] else "—",
            "violation": label_of("violation_type", row["violation"]) if row.get("violation") else "",
            "at": parse_datetime(str(row.get("taken_at", ""))),
        })  # fmt: skip
    return found
