"""The pages of the written reports: what was drafted of a campaign, one draft, one edition."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.deeds import control
from tuban.web.found import found_or_404
from tuban.web.rail import on_rail
from tuban.web.statistics.pages import nothing
from tuban.web.tabs import statistics_tabs
from tuban.web.written_reports import shown
from tuban.workflow.written_reports.drafting import figures_of_draft
from tuban.workflow.written_reports.policies import may_compare, may_draft, may_keep
from tuban.workflow.written_reports.queries import (
    drafts_of,
    drafts_seen_by,
    editions_of,
    editions_seen_by,
    kinds_of,
    moved_on,
)


@on_rail("statistics")
@require_safe
def written_reports(request: HttpRequest) -> HttpResponse:
    """Show the reports that can be drafted, and the drafts and editions there are."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None or acting.is_administrator:
        return nothing(request)
    given = {name: told for name in ("unit", "batch", "day") if (told := request.GET.get(name, "")[:40])}
    refusal = may_draft.explain(acting, campaign)
    drafts = drafts_of(acting, campaign)
    titles = {one.id: one.title for one in kinds_of(campaign)}
    return render(request, "web/written_reports/list.html", {
        "tabs": statistics_tabs("written"), "campaign": campaign,
        "kinds": [
            {
                "kind": one,
                "control": control(
                    _("Draft it"), f"{reverse('web:written_report_draft')}?{urlencode({**given, 'report': one.id})}",
                    refusal, icon="file-text", primary=True, about=one.title,
                ),
            }
            for one in kinds_of(campaign)
        ],
        "drafts": [
            {
                "row": one, "title": titles.get(one.report, one.report), "as_of": shown.as_of_words(one),
                "job": shown.job_running(one) if one.done_at is None else None,
                "editions": list(one.editions.all()), "url": reverse("web:written_report", args=[one.pk]),
                "differs": len(one.about.get("held", {}).get("differs", ())),
            }
            for one in drafts
        ],
        "jobs": [job for one in drafts if one.done_at is None and (job := shown.job_running(one)) is not None],
    })  # fmt: skip


@on_rail("statistics")
@require_safe
def written_report(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a draft: its editions, its typical cases, what is left to write, where every figure is from."""
    acting = by(request)
    of = found_or_404(request, drafts_seen_by(acting), key)
    titles = {one.id: one.title for one in kinds_of(of.campaign)}
    figures = figures_of_draft(of) if of.done_at is not None else []
    chosen = {tuple(one["key"]): place for place, one in enumerate(of.about.get("cases", ()), 1)}
    return render(request, "web/written_reports/draft.html", {
        "tabs": statistics_tabs("written"), "draft": of, "title": titles.get(of.report, of.report),
        "as_of": shown.as_of_words(of), "job": shown.job_running(of) if of.done_at is None else None,
        "file_url": reverse("web:written_report_file", args=[of.pk]),
        "page_url": reverse("web:written_report_page", args=[of.pk]),
        "keep": control(
            _("Hand in the edited report"), reverse("web:written_report_keep", args=[of.pk]),
            may_keep.explain(acting, of), icon="upload", primary=True,
        ),
        "editions": [
            {"row": one.edition, "differs": one.differs, "found": one.edition.found, "live": one.edition.live,
             "url": reverse("web:written_report_edition", args=[one.edition.pk])}
            for one in editions_of(of)
        ],
        "held": of.about.get("held", {}), "to_write": of.about.get("to_write", ()),
        "cases": of.about.get("cases", ()), "case_refusal": may_draft.explain(acting, of.campaign),
        "proposals": [
            {**one, "place_in": chosen.get(tuple(one["key"]), ""), "number": "-".join(filter(None, one["key"])),
             "name": f"place-{one['key'][0]}-{one['key'][1]}"}
            for one in of.about.get("proposals", ())
        ],
        "figures": shown.figure_rows(figures, shown.Sources(acting, of, figures)) if figures else [],
    })  # fmt: skip


@on_rail("statistics")
@require_safe
def edition(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show an edition: which figures were changed by hand, which are outdated by now."""
    acting = by(request)
    of = found_or_404(request, editions_seen_by(acting), key)
    titles = {one.id: one.title for one in kinds_of(of.draft.campaign)}
    live: dict[str, Any] = of.live
    return render(request, "web/written_reports/edition.html", {
        "tabs": statistics_tabs("written"), "edition": of, "draft": of.draft,
        "title": titles.get(of.draft.report, of.draft.report), "as_of": shown.as_of_words(of.draft),
        "draft_url": reverse("web:written_report", args=[of.draft_id]),
        "file_url": reverse("web:written_report_edition_file", args=[of.pk]),
        "page_url": reverse("web:written_report_edition_page", args=[of.pk]),
        "job": shown.job_running(of), "found": of.found, "live": live,
        "at": parse_datetime(live["at"]) if live else None, "has_moved_on": moved_on(of),
        "compare": control(
            _("Compare again"), reverse("web:written_report_compare", args=[of.pk]), may_compare.explain(acting, of),
            icon="refresh",
        ),
    })  # fmt: skip
