"""The list of discs that came in, the page of one, and what is done to it there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.imports import changes, doctor
from tuban.web.imports.found import found
from tuban.web.jobs.parts import job_part
from tuban.web.rail import on_rail
from tuban.web.tabs import data_tabs
from tuban.workflow.patches.arrivals import actions, policies
from tuban.workflow.patches.arrivals.files import is_kept, said_of
from tuban.workflow.patches.arrivals.foreseen import foreseen_of
from tuban.workflow.patches.arrivals.queries import arrivals_listed, job_of_arrival
from tuban.workflow.patches.arrivals.room import in_words

if TYPE_CHECKING:
    from tuban.workflow.organisations.acting import Acting
    from tuban.workflow.patches.arrivals.foreseen import Foreseen
    from tuban.workflow.patches.arrivals.queries import Arrival

_A_PAGE = 25
_MARKS = {
    "uploading": "step_now", "checking": "step_now", "checked": "to_review", "unfit": "unlawful", "loading": "step_now",
    "loaded": "accepted", "dropped": "other",
}  # fmt: skip


@on_rail("data")
@require_GET
def arrivals_page(request: HttpRequest) -> HttpResponse:
    """List the discs that came in to the acting person's areas, newest first."""
    acting = by(request)
    listed = arrivals_listed(acting)
    total = listed.count()
    after = request.GET.get("after", "")
    if after:
        last = found(request, _key(after))
        listed = listed.filter(begun_at__lt=last.begun_at)
    page = list(listed[: _A_PAGE + 1])
    shown, is_more = page[:_A_PAGE], len(page) > _A_PAGE
    refusal = policies.may_begin_arrival.explain(acting)
    upload = {
        "title": _("Upload a disc"), "url": reverse("web:import_new"), "primary": True, "icon": "upload",
        "reason": refusal,
    }  # fmt: skip
    return render(request, "web/imports/list.html", {
        "tabs": data_tabs("import"), "rows": [_row(one) for one in shown],
        "heads": [{"title": title, "is_number": is_number} for title, is_number in (
            (_("Disc"), False), (_("State"), False), (_("Brought in by"), False), (_("When"), False),
            (_("Size"), True), (_("Findings"), True), (_("Patches"), True),
        )],
        "actions": [upload],
        "empty": {
            "title": _("No disc came in yet"), "icon": "database",
            "why": _("Discs that are issued to this unit, or that it brings in, are listed here with their findings."),
            "fills": refusal, "action": None if refusal else upload,
        },
        "shown": len(shown), "total": total,
        "next_url": f"?after={shown[-1].pk}" if is_more else "",
        "first_url": reverse("web:imports") if after else "",
    })  # fmt: skip


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _row(arrival: Arrival) -> dict[str, Any]:
    totals = arrival.summary.get("totals", {})
    is_open = arrival.state == arrival.State.UPLOADING
    return {
        "arrival": arrival,
        "url": reverse("web:import_upload" if is_open else "web:import", args=[arrival.pk]),
        "mark": _MARKS[arrival.state],
        "percent": 100 * arrival.received // arrival.size if is_open and arrival.size else None,
        "size": in_words(arrival.size),
        "findings": sum(totals.values()) if totals else None,
        "errors": totals.get("error", 0),
        "patches": arrival.summary.get("patches"),
        "campaign": arrival.summary.get("campaign", {}),
    }


@on_rail("data")
@require_GET
def arrival_page(request: HttpRequest, arrival_id: UUID) -> HttpResponse:
    """Show one disc: how far it is, what the import doctor says, what can be done with it."""
    acting = by(request)
    arrival = found(request, arrival_id)
    if arrival.state == arrival.State.UPLOADING and is_kept(arrival):
        return redirect("web:import_upload", arrival.pk)
    foreseen = foreseen_of(arrival) if arrival.state == arrival.State.CHECKED else None
    is_told = bool(arrival.verdict) and arrival.state not in (arrival.State.UPLOADING, arrival.State.CHECKING)
    context = {
        "arrival": arrival, "mark": _MARKS[arrival.state], "size": in_words(arrival.size), "is_told": is_told,
        "job": _job(arrival, acting), "actions": _actions(arrival, acting, foreseen), "sub": _sub(arrival),
        "files_count": len(arrival.summary.get("files", ())),
    }  # fmt: skip
    if is_told:
        context |= _told(arrival, acting)
    if foreseen is not None:
        context["changes"] = changes.foreseen_shown(foreseen, request.GET)
    if arrival.state == arrival.State.LOADED:
        loaded = job_of_arrival(arrival)
        context |= {"results": _results(arrival), "became": changes.became(loaded.outcome if loaded else {})}
    return render(request, "web/imports/arrival.html", context)


def _told(arrival: Arrival, acting: Acting) -> dict[str, Any]:
    title, sentence = doctor.verdict(arrival)
    return {
        "verdict": title, "verdict_more": sentence, "tiles": doctor.tiles(arrival), "groups": doctor.groups(arrival),
        "missing": doctor.missing(arrival), "rows": doctor.role_rows(arrival), "campaign": arrival.summary["campaign"],
        "counts": arrival.summary["counts"], "roles": doctor.role_choices(), "lists": doctor.list_choices(),
        "roles_reason": policies.may_correct_roles.explain(acting, arrival), "is_said": said_of(arrival) is not None,
        "facts": _facts(arrival),
    }  # fmt: skip


def _facts(arrival: Arrival) -> list[dict[str, Any]]:
    campaign, counts = arrival.summary["campaign"], arrival.summary["counts"]
    unknown = _("the disc does not say")
    stated = (
        (_("Campaign"), campaign["title"] or campaign["id"]),
        (_("Division"), f"{campaign['area_name']} {campaign['area_code']}".strip()),
        (_("Issued by"), f"{campaign['issuer']} {campaign['issued_on']}".strip()),
        (_("Working CRS"), f"EPSG:{campaign['epsg']}" if campaign["epsg"] else ""),
        (_("Features and rows"), _("{loaded} of {total} taken").format(**counts)),
        (_("SHA-256"), arrival.checksum[:16] + "…" if arrival.checksum else ""),
    )
    return [{"name": name, "value": value, "unknown": "" if value else unknown} for name, value in stated]


def _sub(arrival: Arrival) -> str:
    return _("{unit} · {person} · {when} · {size}").format(
        unit=arrival.unit.name, person=arrival.begun_by.name, size=in_words(arrival.size),
        when=f"{localtime(arrival.begun_at):%Y-%m-%d %H:%M}",
    )  # fmt: skip


def _actions(arrival: Arrival, acting: Acting, foreseen: Foreseen | None) -> list[dict[str, Any]]:
    """Return what can be done now; what cannot says why, where a person would look for it."""
    state = arrival.State
    made: list[dict[str, Any]] = []
    if arrival.state == state.DROPPED:
        made.append({
            "title": _("Take back"), "post": reverse("web:import_take_back", args=[arrival.pk]),
            "icon": "arrow-back-up", "reason": policies.may_take_back.explain(acting, arrival),
        })  # fmt: skip
        return made
    if arrival.state in (state.CHECKED, state.UNFIT):
        reason = policies.may_confirm.explain(acting, arrival)
        is_old = foreseen is not None and foreseen.is_old
        if is_old and not reason:
            reason = _("Another disc was loaded since: check this one again.")
        made += changes.actions_to_confirm(arrival, foreseen, reason, _consequence(arrival))
    else:
        is_old = False
    if (is_old or arrival.state == state.CHECKING) and not policies.may_check.explain(acting, arrival):
        made.append({
            "title": _("Check again"), "post": reverse("web:import_check", args=[arrival.pk]), "primary": True,
            "icon": "refresh",
        })  # fmt: skip
    if arrival.state != state.LOADED:
        made.append({
            "title": _("Drop"), "post": reverse("web:import_drop", args=[arrival.pk]), "icon": "trash",
            "name": "version", "value": arrival.version, "reason": policies.may_drop.explain(acting, arrival),
            "consequence": _("“{name}” will not be loaded. It can be taken back for seven days.").format(
                name=arrival.name
            ),
        })  # fmt: skip
    return made


def _consequence(arrival: Arrival) -> str:
    """Return what confirming does, with its figures."""
    campaign, totals = arrival.summary["campaign"], arrival.summary["totals"]
    words = _("{count} patches are loaded into the inspection of {area} {year}.").format(
        count=arrival.summary["patches"], area=campaign["area_name"] or campaign["area_code"], year=campaign["year"]
    )
    if totals["repair"] or totals["warning"]:
        words += _(" You confirm {repairs} repairs and have seen {warnings} warnings.").format(
            repairs=totals["repair"], warnings=totals["warning"]
        )
    return words


def _job(arrival: Arrival, acting: Acting) -> dict[str, Any] | None:
    job = job_of_arrival(arrival)
    if job is None:
        return None
    is_under_way = arrival.state in (arrival.State.CHECKING, arrival.State.LOADING)
    came_back = arrival.state == arrival.State.CHECKED and job.kind == actions.LOAD and job.state != job.State.DONE
    if not is_under_way and not came_back:
        return None
    may_steer = is_under_way and job.person_id == acting.person_id
    return job_part(job, url=reverse("web:import_job", args=[arrival.pk]), may_steer=may_steer)


def _results(arrival: Arrival) -> list[dict[str, str]]:
    """Return where to go on from a loaded disc."""
    return [
        {"title": _("See the patches on the map"), "url": reverse("web:map"), "icon": "map-2"},
        *(
            [
                {
                    "title": _("To the results"),
                    "url": reverse("web:results_of", args=[arrival.campaign_id]),
                    "icon": "file-text",
                }
            ]
            if arrival.campaign_id
            else []
        ),
        {"title": _("See the list of patches"), "url": reverse("web:patches"), "icon": "list"},
        {"title": _("To my day"), "url": reverse("web:my_day"), "icon": "sun-high"},
    ]


@require_GET
def job(request: HttpRequest, arrival_id: UUID) -> HttpResponse:
    """Show how far the work on a disc is: the fragment that is asked for anew; nothing once it has ended well."""
    arrival = found(request, arrival_id)
    part = _job(arrival, by(request))
    if part is None:
        last = job_of_arrival(arrival)
        part = job_part(last, url=reverse("web:import_job", args=[arrival.pk]), may_steer=False) if last else None
    if part is None:
        raise Http404
    return render(request, "web/parts/job.html", {"job": part})


@require_GET
def group(request: HttpRequest, arrival_id: UUID, kind: str, code: str) -> HttpResponse:
    """Show the findings of one kind and code that the page left out."""
    arrival = found(request, arrival_id)
    return render(request, "web/imports/findings.html", {"items": doctor.rest_of_group(arrival, kind, code)})


@require_POST
def recheck(request: HttpRequest, arrival_id: UUID) -> HttpResponse:
    """Have a disc looked through again."""
    arrival = found(request, arrival_id)
    _do(request, lambda: actions.check(arrival, by=by(request)))
    return redirect("web:import", arrival.pk)


@require_POST
def correct(request: HttpRequest, arrival_id: UUID) -> HttpResponse:
    """Take the roles that a person gave to the files, and have the disc looked through anew."""
    arrival = found(request, arrival_id)
    chosen = {
        row.line.name: (request.POST.get(f"role-{row.number}", row.line.role),
                        request.POST.get(f"list-{row.number}", row.line.list))
        for row in doctor.role_rows(arrival)
    }  # fmt: skip
    done = _do(
        request, lambda: actions.correct_roles(arrival, by=by(request), version=_version(request), chosen=chosen)
    )
    if done:
        messages.success(request, _("The roles are kept; the disc is checked with them."))
    return redirect("web:import", arrival.pk)


@require_POST
def confirm(request: HttpRequest, arrival_id: UUID) -> HttpResponse:
    """Confirm what was found, and load the disc."""
    arrival = found(request, arrival_id)
    _do(request, lambda: _confirmed(request, arrival))
    return redirect("web:import", arrival.pk)


def _confirmed(request: HttpRequest, arrival: Arrival) -> None:
    missing = request.GET.get("missing", "")
    actions.confirm(arrival, by=by(request), version=_version(request), missing=missing)


@require_POST
def drop(request: HttpRequest, arrival_id: UUID) -> HttpResponse:
    """Drop a disc; it can be taken back."""
    arrival = found(request, arrival_id)
    if _do(request, lambda: actions.drop(arrival, by=by(request), version=_version(request))):
        undo = reverse("web:import_take_back", args=[arrival.pk])
        messages.success(request, _("“{name}” is dropped.").format(name=arrival.name), extra_tags=undo)
    return redirect("web:imports")


@require_POST
def take_back(request: HttpRequest, arrival_id: UUID) -> HttpResponse:
    """Take a dropped disc back."""
    arrival = found(request, arrival_id)
    if _do(request, lambda: actions.take_back(arrival, by=by(request))):
        messages.success(request, _("“{name}” is back.").format(name=arrival.name))
    return redirect("web:import", arrival.pk)


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdigit() and len(text) < 10 else 0


def _do(request: HttpRequest, deed: Any) -> bool:
    """Do a deed; tells what stood against it in a message."""
    try:
        deed()
    except TubanError as error:
        messages.error(request, str(error))
        return False
    return True
