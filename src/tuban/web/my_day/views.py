"""The page a day begins with."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from tuban.jobs.queue import running_for
from tuban.rules.working_days import CalendarYearUnknown, calendar_of
from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.my_day.afterwards import heaps_of_cases, heaps_of_rectification
from tuban.web.my_day.cooperation import heaps_of_cooperation
from tuban.web.my_day.field import heaps_of_field
from tuban.web.my_day.plans import heaps_of_plans
from tuban.web.my_day.ratio import ratio_card, sums_of, unit_code_of
from tuban.web.my_day.reporting import heaps_of_reporting
from tuban.web.my_day.review import heaps_of_review, returned
from tuban.web.my_day.submission import heaps_of_submission
from tuban.web.my_day.supervision import heaps_of_supervision
from tuban.web.my_day.work import heaps, kinds_for, nothing_waits, tasks
from tuban.web.patch_list.asking import Asked
from tuban.web.rail import on_rail
from tuban.web.waiting import waiting_for_signature
from tuban.workflow.campaigns.queries import open_phase, questions_seen_by
from tuban.workflow.comparison.days import came_back, differing_count, likeness_count, open_likenesses
from tuban.workflow.comparison.lawbook import label_of, rulebook, state_of
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import Role
from tuban.workflow.patches.queries.counts import counts_by_state
from tuban.workflow.patches.queries.lists import Filter
from tuban.workflow.patches.states import State
from tuban.workflow.review.ratios import is_kept, ratio_of
from tuban.workflow.review.reading.policies import not_a_reader
from tuban.workflow.review.reading.queues import count_read
from tuban.workflow.review.returns.queries import returned_to
from tuban.workflow.supervision.blind import open_sheets

_FUNNEL = (
    (State.ISSUED, "issued"), (State.COMPARED, "issued"), (State.VISITED, "to_visit"), (State.REVIEWED, "to_review"),
    (State.SETTLED, "lawful"), (State.RECTIFYING, "rectifying"), (State.ACCEPTED, "accepted"),
)  # fmt: skip
"""The steps of the funnel: how many patches have come at least so far, and the colour of the step."""

MOST_ADDED_UP = 5_000
"""Of more patches than these the ratio is fetched after the page, if it has to be added up anew."""


@on_rail("my_day")
@require_safe
def my_day(request: HttpRequest) -> HttpResponse:
    """Show the day of the acting person."""
    acting = by(request)
    if acting.is_administrator:
        return render(request, "web/my_day/administrator.html", _administrator(acting))
    if open_sheets(acting.person).exists():
        return redirect("web:supervision_sheets")
    campaign = campaign_of(request)
    if campaign is None:
        return render(request, "web/my_day/no_campaign.html", {"sub": _today(acting)})
    today = timezone.localdate()
    base = Filter(campaign=campaign.pk)
    heaped = heaps(acting, kinds_for(acting, base))
    to_sign = waiting_for_signature(request)
    states = counts_by_state(acting, base)
    total = sum(states.values())
    likenesses = likeness_count(acting, campaign)
    context = {
        "sub": _today(acting),
        "campaign": campaign,
        "phase": phase_words(campaign),
        "heaps": [
            {
                "title": heap.kind.verb, "why": heap.kind.why, "count": heap.count,
                "url": _list_url(heap.kind.filter), "late": heap.kind.key == "urge" and heap.count > 0,
            }
            for heap in heaped
        ]
        + heaps_of_review(acting, campaign)
        + heaps_of_field(acting, campaign)
        + heaps_of_rectification(acting, campaign)
        + heaps_of_cases(acting, today)
        + heaps_of_cooperation(acting, campaign)
        + heaps_of_reporting(acting)
        + heaps_of_submission(acting)
        + heaps_of_plans(acting, campaign)
        + heaps_of_supervision(acting)
        + ([_to_sign(to_sign)] if to_sign else []),
        "returned": [returned(one) for one in returned_to(acting)[:8]],
        "tasks": [_task(one) for one in tasks(acting, heaped, today)],
        "waiting": sum(heap.count for heap in heaped[:1]),
        "nothing": nothing_waits(acting),
        "funnel": funnel(states, base),
        "total": total,
        **_ratio_of(acting, campaign, total),
        "back": came_back(acting, campaign),
        "likenesses": [_pair(one) for one in open_likenesses(acting, campaign)[:5]] if likenesses else [],
        "likeness_count": likenesses,
        "questions": questions_seen_by(acting, campaign).filter(answer="")[:5],
        "differing": differing_count(acting, campaign),
        "jobs": [_job(job) for job in running_for(acting.person_id)[:5]],
        "all_url": _list_url(base),
        "reading": _reading(acting, campaign),
    }  # fmt: skip
    return render(request, "web/my_day/page.html", context)


def _to_sign(count: int) -> dict[str, Any]:
    """Return the heap of what waits for one's signature."""
    return {
        "title": _("Sign"), "why": _("it is your turn in the chain"), "count": count, "url": reverse("web:signing"),
        "late": False,
    }  # fmt: skip


def _reading(acting: Acting, campaign: Any) -> dict[str, int] | None:
    """Return how many patches wait at the review desk; None for those who read no images."""
    if not_a_reader(acting):
        return None
    return count_read(acting, campaign)


def _ratio_of(acting: Acting, campaign: Any, total: int) -> dict[str, Any]:
    """Return the card of the ratio, or the address that it is fetched from where adding it up would keep the page."""
    if not total:
        return {}
    if total > MOST_ADDED_UP and not is_kept(campaign, unit_code_of(acting, campaign)):
        return {"ratio_url": f"{reverse('web:ratio')}?card=1"}
    return {"ratio": ratio_card(acting, campaign, Filter(campaign=campaign.pk))}


def _today(acting: Acting) -> str:
    today = timezone.localdate()
    return f"{date_format(today, 'DATE_FORMAT')} {date_format(today, 'l')}　{acting.post.unit.name} {acting.post.title}"


def phase_words(campaign: Any) -> dict[str, str] | None:
    """Return the open phase of a campaign with how many days are left; None where no phase has a window now."""
    phase = open_phase(campaign, on=timezone.localdate())
    if phase is None:
        return None
    today = timezone.localdate()
    try:
        days = calendar_of(rulebook()).working_days_between(today, phase.ends)
        words = ngettext("{days} working day left", "{days} working days left", days).format(days=days)
    except CalendarYearUnknown:  # holidays of a later year are announced late in the year before
        days = (phase.ends - today).days
        words = ngettext("{days} day left", "{days} days left", days).format(days=days)
    return {"title": phase.title, "ends": phase.ends.isoformat(), "left": words}


def _list_url(filter: Filter) -> str:
    return f"{reverse('web:patches')}{Asked(filter).query(campaign='')}"


def _task(one: Any) -> dict[str, Any]:
    patch = one.patch
    return {
        "patch": patch,
        "url": reverse("web:patch", args=[patch.uuid]),
        "aside_url": f"{reverse('web:patch_aside', args=[patch.uuid])}?home=/",
        "verb": one.kind.verb,
        "why": one.kind.why,
        "source": one.source,
        "mark": state_of(patch.category),
        "finding": label_of("finding", patch.category) or _("Not compared yet"),
        "is_taken": patch.finding is not None,
    }


def funnel(states: dict[str, int], base: Filter) -> list[dict[str, Any]]:
    """Return how far the patches of a unit have come, step by step; each figure opens the patches that wait there."""
    order = [state.value for state in State]
    total = sum(states.values())
    steps = []
    for place, (state, colour) in enumerate(_FUNNEL):
        reached = sum(states[name] for name in order[order.index(state.value) :])
        following = _FUNNEL[place + 1][0].value if place + 1 < len(_FUNNEL) else None
        beyond = sum(states[name] for name in order[order.index(following) :]) if following else reached
        steps.append(
            {
                "title": state.label,
                "count": reached,
                "share": f"{100 * reached / total:.1f}" if total else "0",
                "state": colour,
                "waiting": reached - beyond,
                "url": f"{_list_url(base)}{'&' if '=' in _list_url(base) else ''}state={state.value}",
            }
        )
    return steps


def _pair(one: Any) -> dict[str, Any]:
    return {
        "patch": one.patch,
        "other": one.other,
        "share": f"{float(one.share) * 100:.0f} %",
        "url": reverse("web:likeness", args=[one.patch.uuid, one.pk]),
    }


def _job(job: Any) -> dict[str, Any]:
    try:
        url = reverse("web:job", args=[job.pk])
    except NoReverseMatch:
        url = ""
    return {
        "url": url, "title": job.title, "state": "queued" if job.state == "waiting" else job.state,
        "state_label": job.get_state_display(), "doing": job.words, "done": job.done, "total": job.total,
        "percent": job.percent,
    }  # fmt: skip


def _administrator(acting: Acting) -> dict[str, Any]:
    """Return what an administrator of the product does: none of them does the work of the inspection."""
    duties = {
        Role.SYSTEM_ADMINISTRATOR: (
            (_("Units, departments and posts"), "web:organisation"), (_("Health of the installation"), "web:health"),
        ),
        Role.SECURITY_ADMINISTRATOR: ((_("People, passwords and who holds which post"), "web:people"),),
        Role.AUDIT_ADMINISTRATOR: ((_("Audit: who did what, and whether the chain holds"), "web:audit"),),
    }  # fmt: skip
    links = []
    for title, name in duties[acting.role]:
        try:
            links.append({"title": title, "url": reverse(name)})
        except NoReverseMatch:
            continue
    return {"sub": _today(acting), "links": links, "role": acting.role.label}


@on_rail("my_day")
@require_safe
def ratio(request: HttpRequest) -> HttpResponse:
    """Open both sums of the ratio to the patches behind them; with ``card`` tell its card alone."""
    acting = by(request)
    campaign = campaign_of(request)
    if campaign is None or acting.is_administrator:
        return render(request, "web/my_day/no_campaign.html", {"sub": _today(acting)})
    if "card" in request.GET:
        card = ratio_card(acting, campaign, Filter(campaign=campaign.pk))
        return render(request, "web/my_day/ratio_card.html", {"ratio": card})
    found = ratio_of(campaign, unit_code_of(acting, campaign))
    context = {
        "campaign": campaign,
        "unit_name": acting.post.unit.name,
        "sums": sums_of(acting, campaign, found, whole=request.GET.get("all", "")),
        "cites": found.ratio.cites,
    }
    return render(request, "web/my_day/ratio.html", context)
