"""The list of cases, what those above look for, and what another edition of the lawbook would change."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.cases.words import KINDS, due_in_words
from tuban.web.chosen import campaign_of
from tuban.web.rail import on_rail
from tuban.web.tabs import case_tabs
from tuban.workflow.cases.differing import differences, edition_at
from tuban.workflow.cases.lists import counts, listed
from tuban.workflow.cases.policies import may_compare_law, may_register
from tuban.workflow.cases.supervising import handled_late, reported_upward, taken_over, unhandled

_PAGE = 50
_MOST_BYTES = 20_000_000


@on_rail("cases")
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """Show the cases: open, late, in one's hands, closed."""
    acting, today = by(request), timezone.localdate()
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else "open"
    text = request.GET.get("q", "").strip()[:60]
    first = request.GET.get("from", "0")
    place = int(first) if first.isdecimal() and len(first) < 7 else 0
    rows = listed(acting, kind, text, on=today, first=place, most=_PAGE + 1)
    numbers = counts(acting, on=today)
    context = {
        "tabs": case_tabs("cases"), "kind": kind, "text": text,
        "chips": [
            {"title": title, "url": f"?{urlencode({'kind': name})}", "count": numbers[name], "is_current": name == kind}
            for name, title in KINDS.items()
        ],
        "rows": [
            {
                "row": one, "case": one.case, "url": reverse("web:case", args=[one.case.pk]),
                "next": one.next.step.title if one.next is not None else "",
                "due": due_in_words(one.next, today) if one.next is not None else "",
                "late": "、".join(late.step.title for late in one.course.late),
            }
            for one in rows[:_PAGE]
        ],
        "next_url": f"?{urlencode({'kind': kind, 'q': text, 'from': place + _PAGE})}" if len(rows) > _PAGE else "",
        "first_url": f"?{urlencode({'kind': kind, 'q': text})}" if place else "",
        "new": {"title": _("Register a lead"), "url": reverse("web:case_new"), "primary": True, "icon": "plus",
                "reason": may_register.explain(acting, acting.post.unit)},
    }  # fmt: skip
    return render(request, "web/cases/list.html", context)


@on_rail("cases")
@require_safe
def supervision(request: HttpRequest) -> HttpResponse:
    """Show what those above look for: not handled, handled late, taken over, reported upward."""
    acting, today = by(request), timezone.localdate()
    waiting = unhandled(acting, campaign_of(request), on=today)
    late = handled_late(acting, on=today)
    context = {
        "tabs": case_tabs("supervision"), "campaign": campaign_of(request),
        "unhandled": waiting[:200], "unhandled_count": len(waiting),
        "over_count": sum(one.days_late > 0 for one in waiting),
        "may_register": may_register.allows(acting, acting.post.unit),
        "late": [
            {
                "row": one,
                "late": [f"{held.step.title}（{due_in_words(held, today)}）" for held in one.late],
                "was_late": "、".join(held.step.title for held in one.was_late),
            }
            for one in late
        ],
        "taken_over": taken_over(acting), "reported": reported_upward(acting),
    }  # fmt: skip
    return render(request, "web/cases/supervision.html", context)


@on_rail("cases")
def law(request: HttpRequest) -> HttpResponse:
    """Show which open cases another edition of the lawbook would judge otherwise; nothing is changed."""
    acting = by(request)
    why_not = may_compare_law.explain(acting)
    found: Any = None
    fault = ""
    file = request.FILES.get("file")
    if request.method == "POST" and not why_not:
        if file is None or (file.size or 0) > _MOST_BYTES:
            fault = _("Hand in one file that `tuban lawbook export` wrote.")
        else:
            try:
                with edition_at(file.read()) as other:
                    found = differences(acting, other, on=timezone.localdate())
            except TubanError as error:
                fault = f"{error.message} {error.advice}"
    context = {"tabs": case_tabs("law"), "why_not": why_not, "found": found, "fault": fault}
    return render(request, "web/cases/law.html", context)
