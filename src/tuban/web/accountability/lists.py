"""The lists by the lines: as they stand now, and as somebody set them down."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuban.web.accountability.standings import nothing
from tuban.web.accountability.words import LEVELS
from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.deeds import control, deed_page
from tuban.web.found import found_or_404
from tuban.web.rail import on_rail
from tuban.web.tabs import accountability_tabs
from tuban.web.workbooks import workbook
from tuban.workflow.accountability import actions
from tuban.workflow.accountability.lists import lists_of, rows_of
from tuban.workflow.accountability.policies import may_keep_list
from tuban.workflow.accountability.queries import holds, kept_lists_of, kept_lists_seen_by
from tuban.workflow.accountability.standings import standings
from tuban.workflow.accountability.writing import write_lists
from tuban.workflow.comparison.lawbook import rulebook


@on_rail("accountability")
@require_safe
def accountability_lists(request: HttpRequest) -> HttpResponse:
    """Show which units stand past which line now, and the lists that were set down."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None:
        return nothing(request, "lists")
    rows = rows_of(standings(acting, campaign))
    return render(request, "web/accountability/lists.html", {
        "tabs": accountability_tabs("lists"), "campaign": campaign, "lists": _lists(rows), "is_now": True,
        "keep": control(
            _("Set the lists down"), reverse("web:accountability_keep"), may_keep_list.explain(acting, campaign),
            icon="lock", primary=True,
        ),
        "kept": kept_lists_of(acting, campaign)[:50],
    })  # fmt: skip


@on_rail("accountability")
def accountability_keep(request: HttpRequest) -> HttpResponse:
    """Set the lists down as they stand."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None:
        return nothing(request, "lists")
    return deed_page(
        request, forms.Form(request.POST if request.method == "POST" else None), title=_("Set the lists down"),
        back=reverse("web:accountability_lists"), do=lambda _said: actions.keep_list(campaign, by=acting),
        why_not=may_keep_list.explain(acting, campaign), done=_("The lists are set down with their digest."),
        words=_(
            "How every unit stands now is kept with the time, the lines and what they rest on, under a digest. It is "
            "not changed afterwards; a later list stands beside it."
        ),
    )  # fmt: skip


@on_rail("accountability")
@require_safe
def accountability_list(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a list that was set down, as it is printed."""
    kept: Any = found_or_404(request, kept_lists_seen_by(by(request)), key)
    return render(request, "web/accountability/list.html", {
        "tabs": accountability_tabs("lists"), "kept": kept, "lists": _lists(kept.rows), "holds": holds(kept),
        "campaigns": kept.campaigns.all(),
        "lines": [{**line, "level": LEVELS[line["level"]], "cites": rulebook().citations(line["cites"])}
                  for line in kept.lines],
        "file_url": reverse("web:accountability_list_file", args=[kept.pk]),
    })  # fmt: skip


@require_safe
def accountability_list_file(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Hand a list over as a workbook."""
    kept: Any = found_or_404(request, kept_lists_seen_by(by(request)), key)
    at = timezone.localtime(kept.at)
    title = _("{area}: units past a line, list {number}").format(area=kept.area_name, number=kept.number)
    when = f"{at:%Y-%m-%d %H:%M}"
    notes = [
        _("Set down on {at} by {person} ({post})").format(at=when, person=kept.by.name, post=kept.post),
        _("Campaigns: {titles}").format(titles="、".join(one.title for one in kept.campaigns.all())),
        _("Edition of the lawbook: {edition}").format(edition=kept.lawbook_edition),
        _("Digest (SHA-256): {digest}").format(digest=kept.digest),
    ]  # fmt: skip
    return workbook(
        f"{title}.xlsx", lambda path: write_lists(path, lists_of(kept.rows), kept.rows, title=title, notes=notes)
    )


def _lists(rows: Any) -> list[dict[str, Any]]:
    return [
        {"action": one.action, "rows": [{**row, "level": LEVELS[row["level"]]} for row in one.rows]}
        for one in lists_of(rows)
    ]  # fmt: skip
