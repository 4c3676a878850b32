"""The cases of a patch, as a page of its dossier."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuban.web.acting import by
from tuban.web.cases.words import due_in_words
from tuban.web.dossier.head import head_of, patch_or_404
from tuban.web.rail import on_rail
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.cases.course import courses_of
from tuban.workflow.cases.ground import facts_of
from tuban.workflow.cases.law import word
from tuban.workflow.cases.policies import may_register, not_theirs
from tuban.workflow.cases.queries import cases_of


@on_rail("map")
@require_safe
def cases(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the cases that hold a patch, and what the lawbook proposes for one."""
    patch = patch_or_404(request, uuid)
    acting, today = by(request), timezone.localdate()
    law = rulebook_of(patch.campaign)
    facts = facts_of(patch)
    rows = [one for one in cases_of(patch) if not not_theirs(acting, one)]
    courses = courses_of(rows, on=today)

    def said(name: str, codelist: str) -> str:
        held = facts[name]
        return "；".join(word(law, codelist, one) for one in held) if isinstance(held, tuple) else ""

    context = {
        **head_of(request, patch, "cases"),
        "rows": [
            {
                "case": one, "course": courses[one.pk], "next": courses[one.pk].next,
                "due": due_in_words(step, today) if (step := courses[one.pk].next) is not None else "",
            }
            for one in rows
        ],
        "facts": [
            {"name": name, "value": value, "unknown": "" if value else _("not known yet")}
            for name, value in (
                (_("Grounds of filing"), said("filing_grounds", "filing_ground")),
                (_("Penalty proposed"), said("penalty_items", "penalty_item")),
                (_("Measures against persons"), said("persons_measures", "persons_measure") or _("none proposed")),
            )
        ],
        "new": {
            "title": _("Register a lead"), "icon": "gavel", "primary": not rows,
            "url": f"{reverse('web:case_new')}?{urlencode({'patch': patch.uuid})}",
            "reason": may_register.explain(acting, acting.post.unit),
        },
    }  # fmt: skip
    return render(request, "web/cases/of_patch.html", context)
