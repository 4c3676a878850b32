"""The page of a campaign on its way up, the units of a level above, and the files of a seal."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.deeds import control
from tuban.web.jobs.parts import job_part
from tuban.web.rail import on_rail
from tuban.web.signing.panel import panel
from tuban.web.submission import shown
from tuban.web.submission.came import came_shown
from tuban.web.tabs import submission_tabs
from tuban.workflow.exchange.policies import may_exchange
from tuban.workflow.ministry_export.policies import may_export
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import ABOVE_COUNTIES
from tuban.workflow.patches.arrivals.policies import may_begin_arrival
from tuban.workflow.results.policies import may_write
from tuban.workflow.results.queries import patches_named
from tuban.workflow.submission import policies
from tuban.workflow.submission.changes import since_seal
from tuban.workflow.submission.contents import sealed_files
from tuban.workflow.submission.hindrances import Objection, counts
from tuban.workflow.submission.queries import (
    Standing,
    in_the_way,
    inbox,
    seal_for,
    sealing,
    seals_of,
    sees,
    standing_of,
    submissions_of,
    waits_for,
)
from tuban.workflow.submission.receiving import units_above
from tuban.workflow.submission.words import Hindrance


@on_rail("submission")
@require_safe
def submission(request: HttpRequest) -> HttpResponse:
    """Show a campaign on its way up: what stands in the way, its seal, who signed, where it lies, and its history."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None:
        return render(request, "web/my_day/no_campaign.html", {"sub": acting.post.unit.name})
    if not sees(acting, campaign):
        return render(request, "web/submission/not_yours.html", {"tabs": submission_tabs("submission", acting)})
    if acting.level in ABOVE_COUNTIES and "campaign" not in request.GET:
        return redirect("web:submission_units")
    standing = standing_of(campaign)
    came = standing.seal is not None and bool(standing.seal.came)
    result, found = (None, []) if came else in_the_way(acting, campaign)
    work, sent = sealing(campaign), submissions_of(acting, campaign)
    context: dict[str, Any] = {
        "tabs": submission_tabs("submission", acting), "campaign": campaign, "standing": standing, "result": result,
        "state_words": shown.state_words(standing.state), "state_look": shown.look(standing.state),
        "steps": _steps(standing, found, has_result=result is not None), "legs": shown.legs(campaign),
        "controls": _controls(acting, standing, sent, found), "job": job_part(work, url="") if work else None,
        "write": control(_("Write the results"), reverse("web:results_of", args=[campaign.pk]),
                         may_write.explain(acting, campaign)),
        "history": _history(seals_of(acting, campaign), sent),
        "results_url": reverse("web:results_of", args=[campaign.pk]),
    }  # fmt: skip
    if came and standing.seal is not None:
        context["came"] = came_shown(request, acting, standing.seal)
    else:
        context |= _objected(request, acting, campaign, found)
    if standing.seal is not None:
        context |= {
            "figures": shown.figures(standing.seal),
            "since": None if came else shown.differences(since_seal(standing.seal)),
            "before": shown.differences(standing.seal.differences, is_here=not came)
            if standing.seal.differences else None,
            "panel": panel(request, standing.document) if standing.document is not None else None,
            "files": [
                {"name": name, "size": one["size"],
                 "url": reverse("web:submission_file", args=[standing.seal.pk, name])}
                for name, one in standing.seal.files.items()
            ],
        }  # fmt: skip
    return render(request, "web/submission/page.html", context)


def _objected(request: HttpRequest, acting: Acting, campaign: Any, found: list[Any]) -> dict[str, Any]:
    told = counts(found)
    first = next((kind for kind, count in told.items() if count), "")
    chosen = request.GET.get("kind", first)
    of_kind = [one for one in found if one.kind == chosen]
    rules = Counter(one.rule for one in of_kind if one.rule and one.stands)
    rule = request.GET.get("rule", "") if request.GET.get("rule", "") in rules else ""
    rows = [one for one in of_kind if not rule or one.rule == rule]
    rows.sort(key=lambda one: not one.stands)
    groups = _grouped(acting, campaign, rows)
    return {
        "kinds": shown.kinds(found, chosen), "chosen": chosen, "rule": rule,
        "rules": [{"rule": one, "count": count} for one, count in sorted(rules.items())],
        "standing_count": sum(told.values()),
        "groups": groups, "more": sum(max(one["count"] - shown.MOST, 0) for one in groups),
        "explain_url": reverse("web:submission_explain"),
        "why_not_explain": policies.may_explain.explain(acting, campaign),
    }  # fmt: skip


def _grouped(acting: Acting, campaign: Any, rows: list[Objection]) -> list[dict[str, Any]]:
    """Return what is objected in two groups, where there are both: what the county mends, and what only the issuer of
    the patches can correct, with the way to a corrected disc."""
    own, theirs = ([one for one in rows if one.is_of_issuer is of_issuer] for of_issuer in (False, True))
    groups: list[dict[str, Any]] = []
    if own:
        title = _("To be mended in this county") if own[0].kind is Hindrance.ERROR else ""
        groups.append({"key": "county", "title": title, "objected": own})
    if theirs:
        text = _(
            "These rows stand as they were issued: this office does not change them. Tell {issuer}, ask for a "
            "corrected disc and import it: patches that people worked on are corrected too, and whatever they stated "
            "stays."
        ).format(issuer=campaign.issuer or _("the unit that issued the patches"))
        way = {
            "title": _("Import the corrected disc"), "url": reverse("web:imports"), "icon": "database",
            "reason": may_begin_arrival.explain(acting),
        }  # fmt: skip
        groups.append({"key": "issuer", "title": _("Only the issuer corrects this"), "text": text, "way": way,
                       "objected": theirs})  # fmt: skip
    for group in groups:
        objected = group.pop("objected")
        named: list[Any] = [shown.Named(one.patch, one.part) for one in objected[: shown.MOST]]
        patches = patches_named(acting, campaign, named)
        group["count"] = len(objected)
        group["rows"] = [shown.objection(one, patches) for one in objected[: shown.MOST]]
    return groups


def _steps(standing: Standing, found: list[Any], *, has_result: bool) -> list[dict[str, Any]]:
    """Return the way up: results, nothing in the way, seal, signatures, then every level above."""
    seal, sent = standing.seal, standing.submission
    is_signed = standing.document is not None and standing.document.signed_at is not None
    is_free = has_result and not any(counts(found).values())
    came = seal is not None and bool(seal.came)
    done = [
        (_("Results written"), has_result or came), (_("Nothing in the way"), is_free or seal is not None),
        (_("Sealed"), seal is not None), (_("Signed"), is_signed or sent is not None), (_("Sent up"), sent is not None),
    ]  # fmt: skip
    told = [{"title": title, "state": "done" if is_done else "open", "note": ""} for title, is_done in done]
    if sent is not None and (sent.elsewhere or sent.stations.filter(unit=None).exists()):
        return told + _elsewhere(sent)
    if seal is not None:
        stations = {one.unit_id: one for one in sent.stations.all()} if sent is not None else {}
        for unit in units_above(seal.unit):
            station = stations.get(unit.pk)
            words = shown.station(station)["words"] if station is not None else ""
            state = {"accepted": "done", "returned": "back", "reopened": "back", "": "now"}[
                station.outcome if station is not None else ""
            ]
            told.append(
                {"title": unit.short_name or unit.name, "state": state if station is not None else "open",
                 "note": words}
            )  # fmt: skip
    now = next((one for one in told if one["state"] == "open"), None)
    if now is not None and not any(one["state"] in ("now", "back") for one in told):
        now["state"] = "now"
    return told


def _elsewhere(sent: Any) -> list[dict[str, Any]]:
    """Return the levels above of a submission that went to another installation, as far as they are known."""
    last = {one.unit_name: shown.station(one) for one in sent.stations.all()}
    told = [
        {"title": name, "state": "done" if one["row"].outcome == "accepted" else "back", "note": one["words"]}
        for name, one in last.items()
        if one["row"].outcome
    ]
    if sent.elsewhere:
        told = [one for one in told if one["title"] != sent.elsewhere]
        told.append({"title": sent.elsewhere, "state": "now", "note": _("in another installation")})
    return told


def _controls(acting: Acting, standing: Standing, sent: list[Any], found: list[Any]) -> list[dict[str, Any]]:
    campaign, last = standing.campaign, sent[0] if sent else None
    made = []
    if acting.level not in ABOVE_COUNTIES:
        why = policies.may_seal.explain(acting, campaign)
        if not why and any(counts(found).values()):
            why = _("Correct or explain first what stands in the way.")
        made.append(
            control(_("Seal anew") if standing.seal else _("Seal"), reverse("web:submission_seal"), why,
                    icon="lock", primary=standing.state in ("open", "returned", "reopened"))
        )  # fmt: skip
        if standing.seal is not None and standing.submission is None:
            made.append(
                control(_("Send up"), reverse("web:submission_send", args=[standing.seal.pk]),
                        policies.may_send.explain(acting, standing.seal), icon="send", primary=True)
            )  # fmt: skip
    elif last is not None:
        why = policies.may_examine.explain(acting, last)
        made += [
            control(_("Accept the submission"), reverse("web:submission_accept", args=[last.pk]), why,
                    icon="circle-check", primary=True),
            control(_("Return"), reverse("web:submission_return", args=[last.pk]), why, icon="arrow-back-up"),
        ]  # fmt: skip
    made += _by_package(acting, standing, last)
    if standing.seal is not None and not may_export.explain(acting, standing.seal):
        address = reverse("web:ministry_export_seal", args=[standing.seal.pk])
        made.append(control(_("Export for the ministry"), address, icon="download"))
    if last is not None and campaign.locked_at is not None and acting.level in ABOVE_COUNTIES:
        made.append(
            control(_("Reopen"), reverse("web:submission_reopen", args=[last.pk]),
                    policies.may_reopen.explain(acting, last), icon="lock")
        )  # fmt: skip
    return made


def _by_package(acting: Acting, standing: Standing, last: Any) -> list[dict[str, Any]]:
    """Return the controls for what goes to another installation: the seal up, the decision back down."""
    why = may_exchange.explain(acting)
    made = []
    if (
        acting.level not in ABOVE_COUNTIES
        and standing.seal is not None
        and not policies.may_hand_over.explain(acting, standing.seal)
    ):
        made.append(control(_("Hand over as a package"), reverse("web:exchange_report"), why))
    is_decided = last is not None and last.seal.came and any(one.outcome for one in last.stations.all())
    if is_decided and last.seal.came.get("unit") == str(acting.post.unit_id):
        address = f"{reverse('web:exchange_verdict')}?submission={last.pk}"
        made.append(control(_("Send the decision back"), address, why, icon="send", primary=True))
    return made


def _history(seals: Any, sent: list[Any]) -> list[dict[str, Any]]:
    """Return everything that happened on the way up, the newest first."""
    rows: list[dict[str, Any]] = [
        {"at": one.whole_at, "title": _("Seal {number} was made").format(number=one.number), "who": one.made_by,
         "text": one.reason, "icon": "lock", "digest": one.digest,
         "differences": shown.differences(one.differences, is_here=not one.came) if one.differences else None}
        for one in seals
    ]  # fmt: skip
    for one in sent:
        title = _("Seal {number} was sent up").format(number=one.seal.number)
        if one.seal.came:
            title = _("Seal {number} came as a package").format(number=one.seal.number)
        who = one.by or one.seal.came.get("made_by", "")
        rows.append({"at": one.sent_at, "title": title, "who": who, "text": one.note, "icon": "send"})
        for told in map(shown.station, one.stations.all()):
            station = told["row"]
            if station.outcome:
                rows.append(
                    {"at": station.decided_at, "title": f"{station.unit_name}：{told['words']}",
                     "text": station.text, **told}
                )  # fmt: skip
            else:
                title = _("lies with {unit}").format(unit=station.unit_name)
                rows.append({"at": station.came_at, "title": title, **told})
    return sorted(rows, key=lambda row: row["at"], reverse=True)


@on_rail("submission")
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """Show every campaign of one's areas on its way up, those that wait for one's unit first."""
    acting = by(request)
    rows: list[dict[str, Any]] = [
        {
            "standing": one,
            "campaign": one.campaign,
            "state": shown.state_words(one.state),
            "look": shown.look(one.state),
            "waits": waits_for(acting, one.submission),
            "url": f"{reverse('web:submission')}?campaign={one.campaign.pk}",
            "holder": one.submission.lies_with if one.submission is not None else "",
            "leg": shown.leg_now(one.campaign),
        }
        for one in inbox(acting)
    ]
    context = {"tabs": submission_tabs("units", acting), "rows": rows,
               "waiting": sum(bool(one["waits"]) for one in rows),
               "late": sum(bool(one["leg"] and one["leg"]["is_late"]) for one in rows)}  # fmt: skip
    return render(request, "web/submission/units.html", context)


@require_safe
def file(request: HttpRequest, key: UUID, name: str) -> FileResponse:
    """Hand over one file of a seal, as it was sealed."""
    seal = seal_for(by(request), key)
    if seal is None or name not in seal.files:
        raise Http404
    return FileResponse(sealed_files(seal)[name].open("rb"), as_attachment=True, filename=name.rpartition("/")[2])
