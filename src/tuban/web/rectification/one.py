"""The page of a dossier on rectification: ways with their limits, who holds them, what is missing, what happened."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuban.rules.fact_words import in_words
from tuban.rules.facts_wire import value_from_wire
from tuban.web.acting import by
from tuban.web.copies.addresses import photo_addresses
from tuban.web.deeds import control
from tuban.web.dossier.head import head_of, patch_or_404
from tuban.web.found import found_or_404
from tuban.web.rail import on_rail
from tuban.web.rectification.shown import holder_of, limit_of, way_in_short
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.cases.ways import against_ways_of_patch
from tuban.workflow.evidence.queries import attachments_of
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.rectification import policies
from tuban.workflow.rectification.actions.setting import latest_examinations, others_than, proposed_now
from tuban.workflow.rectification.law import DEMOLISH, end_of, law_of, title_of, why_none
from tuban.workflow.rectification.queries.ledger import line_of
from tuban.workflow.rectification.queries.one import declarations_of, entries_of, past_ways, ways_seen_by

_ICONS = {
    "set": "tools", "withdrawn": "arrow-back-up", "examined": "eye-check", "handed": "send", "suspended": "clock",
    "resumed": "rotate", "fixed": "calendar-due", "progress": "messages", "declared": "flag",
    "accepted": "circle-check", "refused": "ban",
    "signed": "signature", "false": "alert-triangle", "reopened": "rotate", "reminded": "bell",
}  # fmt: skip


@on_rail("rectification")
@require_safe
def rectification_of(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the rectification of a patch."""
    acting, patch = by(request), patch_or_404(request, uuid)
    line = line_of(patch)
    context: dict[str, Any] = {**head_of(request, patch, "rectification"), "line": line}
    if line is not None:
        there = {one.way for one in line.ways}
        proposed = [one for one in proposed_now(line.finding, line.ways) if one.way not in there]
        context |= {
            "proposed": [
                {"title": one.title, "because": one.because, "cites": rulebook_of(patch.campaign).citations(one.cites)}
                for one in proposed
            ],
            "why_none": "" if line.ways else why_none(line.finding),
            "end": end_of(patch.campaign),
            "ways": [_way(acting, one) for one in line.ways],
            "against": against_ways_of_patch(patch),
            "examined": _examined(line.finding, there | {one.way for one in proposed}),
            "deeds": _deeds(acting, patch, has_ways=bool(line.ways)),
        }  # fmt: skip
    context |= {
        "entries": [_entry(patch, one) for one in entries_of(patch)],
        "past": [_past(one) for one in past_ways(patch)],
    }
    return render(request, "web/rectification/dossier.html", context)


@require_safe
def way(request: HttpRequest, key: UUID) -> HttpResponse:
    """Lead from a way to the page of its patch."""
    found = found_or_404(request, ways_seen_by(by(request)), key)
    return redirect("web:patch_rectification", uuid=found.patch.uuid)


def _deeds(acting: Acting, patch: Any, *, has_ways: bool) -> list[dict[str, Any]]:
    why_set = policies.may_set_ways.explain(acting, patch)
    return [
        control(_("Set a way"), reverse("web:way_set", args=[patch.uuid]), why_set, icon="tools",
                primary=not has_ways),
        control(_("Examine another way"), reverse("web:way_examine", args=[patch.uuid]),
                policies.may_examine.explain(acting, patch), icon="eye-check"),
    ]  # fmt: skip


def _examined(finding: Any, ways: set[str]) -> list[dict[str, Any]]:
    """Return each other way that has to be examined before demolition, and the record of it; none where nobody thinks
    of demolition."""
    known = latest_examinations(finding)
    if DEMOLISH not in ways and not known:
        return []
    return [
        {"title": title_of(finding.patch.campaign, one), "row": known.get(one)}
        for one in others_than(finding, DEMOLISH)
    ]


def _way(acting: Acting, way: Any) -> dict[str, Any]:
    route = law_of(way.patch.campaign).routes.get(way.way)
    declarations = declarations_of(way)
    return {
        **way_in_short(way), "limit": limit_of(way), "cites": route.cites if route else (),
        "asked": _asked(route, way) if way.state == "open" else [],
        "declarations": [_declaration(acting, one) for one in declarations],
        "controls": _controls(acting, way),
    }  # fmt: skip


def _asked(route: Any, way: Any) -> list[str]:
    """Return what a declaration of a way has to tell and show."""
    words = {
        "document": _("a document"), "boundary": _("a boundary measured since the way was set"),
        "same_viewpoint": _("photos of before and after from the same viewpoint"),
        "others_examined": _("the record that other ways were examined"),
    }  # fmt: skip
    vocabulary = rulebook_of(way.patch.campaign).vocabulary
    return [words[one] for one in route.exhibits] + [vocabulary[one].title for one in route.tells]


def _controls(acting: Acting, way: Any) -> list[dict[str, Any]]:
    """Return what one may do with a way: what comes next first, and nothing that its state rules out for all."""
    key = [way.pk]
    timing = policies.may_time.explain(acting, way)
    lasting = any(one.until is None for one in way.suspensions.all())
    controls: list[dict[str, Any]] = []
    if way.state == "open":
        controls += [
            control(_("Declare done"), reverse("web:way_declare", args=key), policies.may_declare.explain(acting, way),
                    icon="flag", primary=policies.may_declare.allows(acting, way)),
            control(_("Run again"), reverse("web:way_resume", args=key), timing, icon="rotate") if lasting
            else control(_("Suspend the limit"), reverse("web:way_suspend", args=key), timing, icon="clock"),
            control(_("Set the last day"), reverse("web:way_fix", args=key), timing, icon="calendar-due"),
        ]  # fmt: skip
    controls += [
        control(_("Hand over"), reverse("web:way_hand", args=key), policies.may_hand_over.explain(acting, way),
                icon="send"),
        control(_("Note progress"), reverse("web:way_progress", args=key), policies.may_note.explain(acting, way),
                icon="messages"),
    ]  # fmt: skip
    if way.state == "open":
        controls.append(control(_("Withdraw"), reverse("web:way_withdraw", args=key),
                                policies.may_withdraw_way.explain(acting, way), icon="arrow-back-up"))  # fmt: skip
    if way.state in ("inspected", "signed"):
        controls.append(control(_("Back into work"), reverse("web:way_reopen", args=key),
                                policies.may_reopen_way.explain(acting, way), icon="rotate"))  # fmt: skip
    return controls


def _declaration(acting: Acting, one: Any) -> dict[str, Any]:
    patch = one.way.patch
    campaign = patch.campaign
    signs = law_of(campaign).acceptance.signs
    signed = {each.place: each for each in one.signatures.all()}
    key = [one.pk]
    controls = []
    if one.state == "waiting":
        controls.append(
            control(
                _("Accept on site"),
                reverse("web:declaration_inspect", args=key),
                policies.may_inspect.explain(acting, one),
                icon="circle-check",
                primary=True,
            )
        )
    if one.state == "accepted":
        controls.append(
            control(
                _("Sign"),
                reverse("web:declaration_sign", args=key),
                policies.may_sign_acceptance.explain(acting, one),
                icon="signature",
                primary=True,
            )
        )
    if one.state not in ("false", "reopened"):
        controls.append(control(_("Name it false"), reverse("web:declaration_false", args=key),
                                policies.may_name_false.explain(acting, one), icon="alert-triangle"))  # fmt: skip
    return {
        "row": one, "facts": facts_in_words(campaign, one.facts), "pictures": _pictures(patch, one),
        "files": _files(patch, one.documents), "inspection": getattr(one, "inspection", None), "controls": controls,
        "signs": [{"answers": sign.answers, "row": signed.get(place)} for place, sign in enumerate(signs)],
        "is_past": one.state in ("false", "refused", "reopened"), "false_files": _files(patch, one.false_evidence),
    }  # fmt: skip


def facts_in_words(campaign: Any, wire: Any) -> list[dict[str, str]]:
    """Return facts that were told, each with its title and value in words."""
    law = rulebook_of(campaign)
    return [
        {"name": law.vocabulary[name].title, "value": in_words(name, value_from_wire(value), law)}
        for name, value in wire.items() if name in law.vocabulary
    ]  # fmt: skip


def _pictures(patch: Any, one: Any) -> dict[str, dict[str, Any]]:
    """Return the pair of photos, as the part ``dossier/pair`` shows it."""
    if one.before is None or one.after is None:
        return {}
    return {
        when: {
            "when": when, "title": title, "taken_on": exhibit.name,
            "alt": _("{title} photo of {patch}").format(title=title, patch=patch), "width": 480, "height": 360,
            "url": photo_addresses(patch.uuid, exhibit)["small"],
        }
        for when, title, exhibit in (
            ("before", _("Before rectification"), one.before), ("after", _("After rectification"), one.after),
        )
    }  # fmt: skip


def _files(patch: Any, keys: Any) -> list[dict[str, str]]:
    rows = {str(one.exhibit_id): one.exhibit for one in attachments_of(patch).filter(exhibit_id__in=list(keys))}
    return [
        {"name": rows[key].name, "url": reverse("web:patch_exhibit", args=[patch.uuid, key])}
        for key in map(str, keys) if key in rows
    ]  # fmt: skip


def _entry(patch: Any, one: Any) -> dict[str, Any]:
    return {
        "row": one, "title": one.get_kind_display(), "icon": _ICONS[one.kind],
        "is_bad": one.kind in ("false", "refused"),
        "way": title_of(patch.campaign, one.way.way) if one.way else title_of(patch.campaign, one.details["examined"])
        if "examined" in one.details else "",
        "files": _files(patch, one.exhibits) if one.exhibits else [], "told": _told(patch, one),
    }  # fmt: skip


def _told(patch: Any, one: Any) -> list[str]:
    """Return what an entry says besides its words."""
    details = one.details
    found = []
    if "is_possible" in details:
        found.append(_("possible") if details["is_possible"] else _("not possible"))
    if details.get("because"):
        reasons = law_of(patch.campaign).suspensions
        found.append(reasons[details["because"]].title if details["because"] in reasons else details["because"])
    for name, words in (
        ("since", _("since {value}")), ("until", _("until {value}")), ("before", _("before: {value}")),
        ("holder", _("held by {value}")), ("due_on", _("due on {value}")), ("document", _("document: {value}")),
        ("looked_on", _("looked on {value}")), ("unit", _("unit: {value}")), ("declared_by", _("declared by {value}")),
    ):  # fmt: skip
        if details.get(name):
            found.append(words.format(value=details[name]))
    if details.get("persons"):
        found.append(_("on site: {value}").format(value="、".join(details["persons"])))
    return found


def _past(way: Any) -> dict[str, Any]:
    return {
        **way_in_short(way), "holder": holder_of(way), "reopened": not way.finding.is_current,
    }  # fmt: skip
