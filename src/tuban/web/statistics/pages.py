"""The official forms live: one form of a unit, by batch and day, with its checks; and the patches behind a cell."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.deeds import control
from tuban.web.jobs.parts import job_part
from tuban.web.rail import on_rail
from tuban.web.statistics import shown
from tuban.web.statistics.asking import Asked, asked_of, is_whole
from tuban.web.tabs import statistics_tabs
from tuban.workflow.comparison.lawbook import label_of, rulebook
from tuban.workflow.ministry_export import policies
from tuban.workflow.patches.queries.seen import patches_of_campaign
from tuban.workflow.statistics.cells import Behind, behind
from tuban.workflow.statistics.history import first_day
from tuban.workflow.statistics.policies import may_refill
from tuban.workflow.statistics.queries import batches_of, job_of, last_recount, refills_of
from tuban.workflow.statistics.refilling import refill_of
from tuban.workflow.statistics.tables import Scope, forms_of, table

_SHOWN = 300


def nothing(request: HttpRequest) -> HttpResponse:
    """Say that there is no campaign, or that administrators do no work of the inspection."""
    return render(request, "web/my_day/no_campaign.html", {"sub": by(request).post.unit.name})


@on_rail("statistics")
@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """Show one form of a unit."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None or acting.is_administrator:
        return nothing(request)
    asked = asked_of(request, campaign)
    context: dict[str, Any] = frame_of(asked, campaign, acting) | {"tabs": statistics_tabs("tables")}
    if not (context["jobs"] or context["days_missing"]):
        context |= _table(acting, asked)
    return render(request, "web/statistics/table.html", context)


def frame_of(asked: Asked, campaign: Any, acting: Any) -> dict[str, Any]:
    """Return what every page of the statistics shows around its figures."""
    waiting, missing = asked.waiting(), asked.not_filled()
    filling = [job for one in refills_of(campaign) if (job := job_of(one.job_id)) is not None and not job.is_over
               and one.day in missing]  # fmt: skip
    jobs = [up.job for up in waiting if up.job is not None] + filling
    recount = last_recount(asked.scope.campaigns)
    return {
        "campaign": campaign, "asked": asked, "form": asked.form, "given": asked.given,
        "forms": [
            {"title": one.title, "number": one.requirement, "url": f"?{asked.query(form=one.id)}",
             "is_current": one.id == asked.form.id}
            for one in forms_of(asked.scope.law)
        ],
        "divisions": [{"code": one.code, "title": "　" * one.depth + one.name} for one in asked.divisions],
        "whole_url": f"{reverse('web:statistics_forms')}?{asked.query()}" if is_whole(asked.scope) else "",
        "batches": batches_of(asked.scope.campaigns), "today": timezone.localdate(), "first": first_day(campaign),
        "reports_query": asked.query(form="", **{f"other_{one}": "" for one in ("unit", "batch", "day")}, compare=""),
        "unit": asked.name_of(asked.scope.unit), "sides": [_side(asked, one) for one in asked.scopes],
        "jobs": [job_part(job, may_steer=False) for job in jobs], "recount": recount,
        "days_missing": [] if filling else [
            {"day": day, "control": control(
                _("Fill the forms of this day"), f"{reverse('web:statistics_refill')}?{asked.query()}",
                may_refill.explain(acting, campaign), icon="history", primary=True)}
            for day in missing
        ],
    }  # fmt: skip


def _side(asked: Asked, scope: Scope) -> dict[str, Any]:
    """Return one of the two sides in words."""
    refills = [one for each in scope.campaigns if scope.day and (one := refill_of(each, scope.day)) is not None]
    batch = dict(batches_of(scope.campaigns)).get(scope.batch, "")
    return {
        "unit": asked.name_of(scope.unit),
        "batch": batch,
        "day": scope.day,
        "untold": sum(one.untold for one in refills),
    }


def _table(acting: Any, asked: Asked) -> dict[str, Any]:
    try:
        filled = table(asked.scope, asked.form)
        beside = table(asked.beside, asked.form) if asked.beside is not None and _is_summary(asked) else None
    except TubanError as error:
        return {"refusal": f"{error.message} {error.advice}"}
    return {
        "filled": filled, "checks": shown.checks(filled),
        "sections": shown.sections(asked, filled, beside, patches=_patches(acting, asked, filled)),
        "beside": beside is not None, "cell_base": shown.cell_base(), "is_summary": _is_summary(asked),
        "cites": rulebook().citations(filled.cites), "at": timezone.localtime(),
        "codes_url": "" if policies.may_see_exports.explain(acting, asked.scope.campaigns[0]) else
        f"{reverse('web:ministry_exports')}?campaign={asked.scope.campaigns[0].pk}",
        "files": [
            {"title": title, "icon": icon, "url": f"{reverse('web:statistics_file', args=[kind])}?{asked.query()}"}
            for kind, title, icon in (
                ("xlsx", _("Excel"), "table"), ("docx", "Word", "file-text"), ("pdf", "PDF", "printer"),
                ("csv", "CSV", "download"),
            )
        ],
    }  # fmt: skip


def _patches(acting: Any, asked: Asked, filled: Any) -> dict[tuple[str, str], str]:
    """Return the addresses of the patches of a list."""
    if _is_summary(asked):
        return {}
    numbers = {number for number, _part in shown.part_keys(filled)}
    rows = [
        row for campaign in asked.scope.campaigns
        for row in patches_of_campaign(acting, campaign.pk).filter(number__in=numbers).values_list(
            "number", "part_number", "uuid"
        )
    ]  # fmt: skip
    return {(number, part): reverse("web:patch", args=[uuid]) for number, part, uuid in rows}


def _is_summary(asked: Asked) -> bool:
    return bool(asked.form.one_row_per != "patch_part")


@on_rail("statistics")
@require_safe
def statistics_cell(request: HttpRequest) -> HttpResponse:
    """Show the patches behind a cell, and that they add up to it."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None or acting.is_administrator:
        return nothing(request)
    asked = asked_of(request, campaign)
    row, column = request.GET.get("row", ""), request.GET.get("column", "")
    if asked.waiting() or asked.not_filled() or not _is_summary(asked):
        raise Http404
    try:
        sums = behind(asked.scope, asked.form, row, column)
        filled = table(asked.scope, asked.form)
    except TubanError:
        raise Http404 from None
    place = _place(filled, row, column)
    home = f"{reverse('web:statistics')}?{asked.query()}"
    context = {
        "title": place["title"], "home": home, "body": "web/statistics/behind.html", "place": place,
        "form": asked.form, "side": _side(asked, asked.scope), "campaign": campaign,
        "sums": [_sum(acting, asked, one) for one in sums], "tabs": statistics_tabs("tables"),
    }  # fmt: skip
    in_drawer = bool(request.headers.get("HX-Request"))
    return render(request, "web/parts/drawer.html" if in_drawer else "web/statistics/cell.html", context)


def _place(filled: Any, row: str, column: str) -> dict[str, str]:
    """Return the cell in words: its row, its column, how it comes about, what it shows."""
    for section in filled.sections:
        for one in section.rows:
            code = "-" if one.kind == "township" and one.code == "*" else one.code
            if code != row or not any(leaf.id == column for leaf in section.columns):
                continue
            leaf = next(leaf for leaf in section.columns if leaf.id == column)
            says = " ".join(filter(None, (one.says, leaf.says)))
            path = "·".join(leaf.path)
            return {"title": f"{one.title} · {path}", "says": says, "text": section.cell(one, column).text}
    raise Http404


def _sum(acting: Any, asked: Asked, one: Behind) -> dict[str, Any]:
    keys = [line.patch for line in one.lines[:_SHOWN]]
    known = {
        patch.pk: patch for campaign in asked.scope.campaigns
        for patch in patches_of_campaign(acting, campaign.pk).filter(pk__in=keys).defer("geometry", "issued")
    }  # fmt: skip
    lines = [
        {
            "number": line.number, "is_taken": line.is_taken, "amount": line.amount,
            "url": reverse("web:patch", args=[known[line.patch].uuid]) if line.patch in known else "",
            "place": f"{known[line.patch].township_name} {known[line.patch].village}" if line.patch in known else "",
            "finding": label_of("finding", known[line.patch].category) if line.patch in known else "",
        }
        for line in one.lines[:_SHOWN]
    ]  # fmt: skip
    vocabulary = rulebook().vocabulary
    return {
        "sum": one, "lines": lines, "more": max(len(one.lines) - _SHOWN, 0), "count": len(one.lines),
        "role": shown.role_words(one.role),
        "fact": vocabulary[one.fact].title if one.fact in vocabulary else "",
    }  # fmt: skip
