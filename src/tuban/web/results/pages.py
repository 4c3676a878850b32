"""The page of results of a campaign, and the files of one kind."""

from __future__ import annotations

from collections import defaultdict
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tuban.render.results.groups import Kind, kinds
from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.deeds import control
from tuban.web.jobs.parts import job_part
from tuban.web.rail import on_rail
from tuban.web.results.files import file_url
from tuban.web.results.found import campaign_found, result_found
from tuban.web.results.signing import forms_to_sign
from tuban.web.results.words import GROUPS, KINDS
from tuban.web.tabs import data_tabs
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.patches.arrivals.files import is_kept
from tuban.workflow.results.disc_making import DISC
from tuban.workflow.results.policies import may_make_disc, may_write
from tuban.workflow.results.queries import (
    Held,
    about_townships,
    all_of,
    arrivals_of,
    behind,
    contradictions_seen_by,
    file_for,
    files_seen_by,
    held_by_kind,
    newest,
    sees_all_of,
    unfinished,
)

_EARLIER = 8
_A_PAGE = 200
_READ = frozenset({"page", "doctor_page"})
_WHATS = ("results", "disc")


@on_rail("data")
@require_GET
def results(request: HttpRequest) -> HttpResponse:
    """Lead to the results of the campaign one works in."""
    campaign = campaign_of(request)
    if campaign is not None:
        return redirect("web:results_of", campaign.pk)
    return render(request, "web/results/none.html", {
        "tabs": data_tabs("results"), "is_administrator": by(request).is_administrator,
    })  # fmt: skip


@on_rail("data")
@require_GET
def results_of(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """Show what was written of a campaign: by kind, with what it rests on and what it does not tell yet."""
    acting, campaign = by(request), campaign_found(request, campaign_id)
    shown = _asked_for(request, acting, campaign) or newest(acting, campaign)
    refusal = may_write.explain(acting, campaign)
    write = control(
        _("Write again") if shown else _("Write the results"), reverse("web:results_write", args=[campaign.pk]),
        refusal, icon="file-text", primary=shown is None,
    )  # fmt: skip
    earlier = list(all_of(acting, campaign)[: _EARLIER + 1])
    context: dict[str, Any] = {
        "tabs": data_tabs("results"), "campaign": campaign, "write": write, "refusal": refusal, "shown": shown,
        "job": _job(acting, campaign, "results"), "is_whole_county": sees_all_of(acting, campaign),
        "disc": _disc(acting, campaign), "to_sign": forms_to_sign(request, campaign),
        "earlier": [
            {"row": one, "url": f"{reverse('web:results_of', args=[campaign.pk])}?result={one.pk}",
             "is_shown": shown is not None and one.pk == shown.pk}
            for one in earlier
        ] if len(earlier) > 1 else [],
    }  # fmt: skip
    if shown is not None:
        context |= _shown(acting, shown)
    return render(request, "web/results/page.html", context)


def _asked_for(request: HttpRequest, acting: Any, campaign: Any) -> Any:
    """Return an earlier result that the address names."""
    try:
        key = UUID(request.GET.get("result", ""))
    except ValueError:
        return None
    return all_of(acting, campaign).filter(pk=key).first()


def _shown(acting: Any, result: Any) -> dict[str, Any]:
    held = held_by_kind(acting, result)
    law = rulebook_of(result.campaign)
    return {
        "groups": _groups(result, held),
        "count": sum(one.count for one in held.values()),
        "size": sum(one.size for one in held.values()),
        "archive_url": reverse("web:results_archive", args=[result.pk]),
        "behind": behind(acting, result),
        "own_values": [
            {"title": law.parameters[path].title if path in law.parameters else path, "value": one.get("value"),
             "because": one.get("because", "")}
            for path, one in result.own_values.items()
        ],
        "contradictions": contradictions_seen_by(acting, result).count(),
        "counted": [
            {"title": entry.label, "count": found, "taken": result.about.get("taken", {}).get(entry.value, 0)}
            for entry in law.codelist("finding")
            if (found := result.about.get("findings", {}).get(entry.value, 0))
        ],
    }  # fmt: skip


def _groups(result: Any, held: dict[str, Held]) -> list[dict[str, Any]]:
    """Return the kinds that are there, by group."""
    by_group: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for kind in kinds():
        if kind.is_shown and kind.name in held:
            by_group[kind.group].append(_kind_row(result, kind, held[kind.name]))
    return [{"title": GROUPS[group][0], "rows": rows} for group, rows in by_group.items()]


def _kind_row(result: Any, kind: Kind, held: Held) -> dict[str, Any]:
    words = KINDS[kind.name]
    is_folder = kind.place.endswith("/")
    base = _base(result)
    return {
        "title": words.title, "what": words.what, "signed_by": words.signed_by, "count": held.count,
        "size": held.size, "is_folder": is_folder, "is_read": kind.name in _READ,
        "url": reverse("web:results_kind", args=[result.pk, kind.name]) if is_folder else file_url(base, held.path),
        "name": kind.place.rstrip("/"),
    }  # fmt: skip


def _base(result: Any) -> str:
    return reverse("web:results_file", args=[result.pk, "x"])[:-1]


def _disc(acting: Any, campaign: Any) -> dict[str, Any] | None:
    """Return what the section of the data disc shows; None for those who see no disc of the county."""
    if not sees_all_of(acting, campaign):
        return None
    arrivals = arrivals_of(acting, campaign)
    made = newest(acting, campaign, "disc")
    last = arrivals[0] if arrivals else None
    return {
        "arrival": last, "made": made, "job": _job(acting, campaign, "disc"),
        "is_kept": last is not None and is_kept(last),
        "action": {
            "title": _("Make the disc again") if made else _("Make the disc"), "icon": "database",
            "post": reverse("web:results_make_disc", args=[last.pk]),
            "reason": may_make_disc.explain(acting, last),
        } if last else None,
        "url": file_url(_base(made), DISC) if made else "",
    }  # fmt: skip


def _job(acting: Any, campaign: Any, what: str) -> dict[str, Any] | None:
    found = unfinished(acting, campaign, what)
    if found is None:
        return None
    _result, work = found
    return job_part(
        work, url=reverse("web:results_job", args=[campaign.pk, what]), may_steer=work.person_id == acting.person_id
    )


@require_GET
def job(request: HttpRequest, campaign_id: UUID, what: str) -> HttpResponse:
    """Show how far the writing is: the fragment that is asked for anew."""
    acting, campaign = by(request), campaign_found(request, campaign_id)
    if what not in _WHATS:
        raise Http404
    part = _job(acting, campaign, what) or _done_part(acting, campaign, what)
    if part is None:
        raise Http404
    return render(request, "web/parts/job.html", {"job": part})


def _done_part(acting: Any, campaign: Any, what: str) -> dict[str, Any] | None:
    from tuban.jobs.queries import job_of

    last = newest(acting, campaign, what)
    work = job_of(last.job_id) if last is not None and last.job_id else None
    if work is None:
        return None
    return job_part(work, url=reverse("web:results_job", args=[campaign.pk, what]), may_steer=False)


@on_rail("data")
@require_GET
def kind(request: HttpRequest, result_id: UUID, name: str) -> HttpResponse:
    """Show the files of one kind, page by page in their order."""
    acting, result = by(request), result_found(request, result_id)
    words = KINDS.get(name)
    if words is None:
        raise Http404
    rows = files_seen_by(acting, result).filter(kind=name).order_by("path")
    total = rows.count()
    text, after = request.GET.get("q", "").strip(), request.GET.get("after", "")
    if text:
        rows = rows.filter(path__icontains=text)
    if not total:
        from tuban.workflow.results.queries import write_attempt

        write_attempt(acting, f"{result.pk}/{name}"[:60])
        raise Http404
    found_count = rows.count()
    if after:
        file_for(acting, result, after)
        rows = rows.filter(path__gt=after)
    page = list(rows[: _A_PAGE + 1])
    base, names = _base(result), about_townships(result)
    more = f"?q={text}&after={page[_A_PAGE - 1].path}" if len(page) > _A_PAGE else ""
    return render(request, "web/results/kind.html", {
        "tabs": data_tabs("results"), "result": result, "campaign": result.campaign, "words": words, "text": text,
        "rows": [
            {"name": PurePosixPath(one.path).name, "township": names.get(one.township_code, ""),
             "size": one.size, "url": file_url(base, one.path)}
            for one in page[:_A_PAGE]
        ],
        "shown": len(page[:_A_PAGE]), "total": found_count, "next_url": more, "first_url": "?" if after else "",
    })  # fmt: skip
