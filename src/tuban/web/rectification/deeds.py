"""What is done with the ways of a patch: set, examined, handed over, timed, noted, declared, reopened."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tuban.web.acting import by
from tuban.web.deeds import deed_page, saved
from tuban.web.dossier.head import patch_or_404
from tuban.web.found import found_or_404
from tuban.web.rail import on_rail
from tuban.web.rectification.forms import (
    DeclareForm,
    ExamineForm,
    FixForm,
    HandForm,
    ProgressForm,
    ReasonForm,
    ResumeForm,
    SetForm,
    SuspendForm,
)
from tuban.web.rectification.shown import in_words
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.evidence.queries import attachments_of
from tuban.workflow.rectification import policies
from tuban.workflow.rectification.actions import declaring, holding, setting
from tuban.workflow.rectification.declared import measurements_of, pairs_of, photos_for
from tuban.workflow.rectification.law import DEMOLISH, end_of, law_of, limit_for, route_of, title_of
from tuban.workflow.rectification.queries.ledger import line_of
from tuban.workflow.rectification.queries.one import posts_to_hold, ways_seen_by

_READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


def way_found(request: HttpRequest, key: UUID) -> Any:
    """Return a way that the acting person sees."""
    return found_or_404(request, ways_seen_by(by(request)), key)


def back_to(patch: Any) -> str:
    """Return the address of the rectification of a patch."""
    return reverse("web:patch_rectification", args=[patch.uuid])


def files_of(patch: Any) -> list[tuple[str, str]]:
    """Return the files of a patch to choose from."""
    return [(str(one.exhibit_id), one.exhibit.name) for one in attachments_of(patch)]


@on_rail("rectification")
@_READ_OR_SEND
def set_way(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Set one or several ways."""
    acting, patch = by(request), patch_or_404(request, uuid)
    why, line = policies.may_set_ways.explain(acting, patch), line_of(patch)
    there = {one.way for one in line.ways} if line else set()
    proposed = [one.way for one in setting.proposed_now(line.finding, line.ways)] if line else []
    today = timezone.localdate()

    def words(value: str, title: str) -> str:
        mark = _("proposed") if value in proposed else ""
        return " · ".join(one for one in (title, in_words(limit_for(patch.campaign, value, on=today)), mark) if one)

    form = SetForm(
        request.POST or None,
        initial={"version": patch.version, "ways": [one for one in proposed if one not in there]},
    ).offer(
        ways=[
            (one.value, words(one.value, one.title)) for one in law_of(patch.campaign).routes.values()
            if one.value not in there
        ]
    )  # fmt: skip
    return deed_page(
        request, form, title=_("Set a way"), back=back_to(patch), done=_("The way is set; its limit runs from today."),
        words=_("One or several ways at once. The limit of each runs from today by the calendar of working days."),
        do=lambda given: setting.set_ways(
            patch, by=acting, expected_version=given["version"], ways=given["ways"], reason=given["reason"]
        ),
        why_not=why,
    )  # fmt: skip


@on_rail("rectification")
@_READ_OR_SEND
def examine(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Record that another way was examined."""
    acting, patch = by(request), patch_or_404(request, uuid)
    line = line_of(patch)
    known = setting.latest_examinations(line.finding) if line else {}
    others = setting.others_than(line.finding, DEMOLISH) if line else []
    first = next((one for one in others if one not in known), "")
    form = ExamineForm(request.POST or None, initial={"version": patch.version, "way": first}).offer(
        way=[(one, title_of(patch.campaign, one)) for one in others]
    )
    return deed_page(
        request, form, title=_("Examine another way"), back=back_to(patch), done=_("The examination is recorded."),
        words=_("Demolition comes last: who examined every other way, when and with which result, stays recorded."),
        do=lambda given: setting.examine(
            patch, by=acting, expected_version=given["version"], way=given["way"],
            is_possible=given["is_possible"] == "yes", text=given["text"],
        ),
        why_not=policies.may_examine.explain(acting, patch),
    )  # fmt: skip


@on_rail("rectification")
@_READ_OR_SEND
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Withdraw a way."""
    acting, way = by(request), way_found(request, key)
    form = ReasonForm(request.POST or None, initial={"version": way.patch.version})
    return deed_page(
        request, form, title=_("Withdraw {way}").format(way=title_of(way.patch.campaign, way.way)),
        back=back_to(way.patch), done=_("The way is withdrawn."), button=_("Withdraw"),
        words=_("It stays in the ledger with your reason; another way can be set."),
        do=lambda given: setting.withdraw_way(
            way, by=acting, expected_version=given["version"], reason=given["reason"]
        ),
        why_not=policies.may_withdraw_way.explain(acting, way),
    )  # fmt: skip


@on_rail("rectification")
@_READ_OR_SEND
def hand_over(request: HttpRequest, key: UUID) -> HttpResponse:
    """Hand a way over to another post."""
    acting, way = by(request), way_found(request, key)
    posts = {str(one.pk): one for one in posts_to_hold(way)}
    form = HandForm(request.POST or None, initial={"version": way.patch.version}).offer(
        to=[(key, str(one)) for key, one in posts.items()]
    )
    return deed_page(
        request, form, title=_("Hand over"), back=back_to(way.patch), done=_("It is handed over."),
        do=lambda given: holding.hand_over(
            way, by=acting, expected_version=given["version"], to=posts[given["to"]], reason=given["reason"]
        ),
        why_not=policies.may_hand_over.explain(acting, way),
    )  # fmt: skip


@on_rail("rectification")
@_READ_OR_SEND
def suspend(request: HttpRequest, key: UUID) -> HttpResponse:
    """Suspend a limit."""
    acting, way = by(request), way_found(request, key)
    form = SuspendForm(
        request.POST or None, initial={"version": way.patch.version, "since": timezone.localdate()}
    ).offer(because=[(one.id, one.title) for one in law_of(way.patch.campaign).suspensions.values()])
    return deed_page(
        request, form, title=_("Suspend the limit"), back=back_to(way.patch), button=_("Suspend the limit"),
        done=_("The limit is suspended."),
        words=_("Only what the lawbook names stops a limit; its days, the first and the last too, do not count."),
        do=lambda given: holding.suspend(
            way, by=acting, expected_version=given["version"], because=given["because"], since=given["since"],
            until=given["until"], document=given["document"],
        ),
        why_not=policies.may_time.explain(acting, way),
    )  # fmt: skip


@on_rail("rectification")
@_READ_OR_SEND
def resume(request: HttpRequest, key: UUID) -> HttpResponse:
    """Let a limit run again."""
    acting, way = by(request), way_found(request, key)
    form = ResumeForm(request.POST or None, initial={"version": way.patch.version, "until": timezone.localdate()})
    return deed_page(
        request, form, title=_("Let the limit run again"), back=back_to(way.patch), button=_("Run again"),
        done=_("The limit runs again."),
        do=lambda given: holding.resume(way, by=acting, expected_version=given["version"], until=given["until"]),
        why_not=policies.may_time.explain(acting, way),
    )  # fmt: skip


@on_rail("rectification")
@_READ_OR_SEND
def fix_day(request: HttpRequest, key: UUID) -> HttpResponse:
    """Set the last day of a way."""
    acting, way = by(request), way_found(request, key)
    end = end_of(way.patch.campaign)
    form = FixForm(request.POST or None, initial={"version": way.patch.version, "day": way.due_on})
    return deed_page(
        request, form, title=_("Set the last day"), back=back_to(way.patch), done=saved(), button=_("Keep"),
        words=_("Not after the end of the campaign, {end}.").format(end=end.isoformat()) if end else "",
        do=lambda given: holding.fix_day(
            way, by=acting, expected_version=given["version"], day=given["day"], reason=given["reason"],
            document=given["document"],
        ),
        why_not=policies.may_time.explain(acting, way),
    )  # fmt: skip


@on_rail("rectification")
@_READ_OR_SEND
def progress(request: HttpRequest, key: UUID) -> HttpResponse:
    """Note how far a way is."""
    acting, way = by(request), way_found(request, key)
    form = ProgressForm(request.POST or None)
    form.fields["exhibits"].choices = files_of(way.patch)  # type: ignore[attr-defined]
    return deed_page(
        request, form, title=_("Note progress"), back=back_to(way.patch), done=_("It stands in the ledger."),
        do=lambda given: holding.note_progress(way, by=acting, text=given["text"], exhibits=given["exhibits"]),
        why_not=policies.may_note.explain(acting, way),
    )  # fmt: skip


@on_rail("rectification")
@_READ_OR_SEND
def declare(request: HttpRequest, key: UUID) -> HttpResponse:
    """Declare a way done."""
    acting, way = by(request), way_found(request, key)
    patch, route = way.patch, route_of(way)
    vocabulary = rulebook_of(patch.campaign).vocabulary
    pairs = pairs_of(patch)
    first = {"version": patch.version}
    if pairs:
        first |= {"before": str(pairs[0].before.pk), "after": str(pairs[0].after.pk)}
    walked = list(measurements_of(way))
    if walked:
        first |= {"measured": str(walked[0].pk)}
    form = DeclareForm(
        request.POST or None, initial=first, facts=[vocabulary[name] for name in route.tells], exhibits=route.exhibits
    )
    photos = [("", "—"), *((str(one.pk), f"{day} {one.name}") for one, day in photos_for(patch))]
    boundaries = [
        (str(one.pk), f"{timezone.localtime(one.measured_at):%Y-%m-%d} {one.office_m2:.2f} ㎡") for one in walked
    ]
    offered = {
        "before": photos, "after": photos, "documents": files_of(patch), "measured": [("", "—"), *boundaries],
    }  # fmt: skip
    form.offer(**{name: choices for name, choices in offered.items() if name in form.fields})
    return deed_page(
        request, form, title=_("Declare done: {way}").format(way=route.title), back=back_to(patch),
        button=_("Declare done"), done=_("It is declared done and waits for the acceptance on site."),
        words=_("You answer for what you declare: a false declaration is named, reopened and counted against the unit. "
                "Photos and papers come from the evidence of the patch: add them there first."),
        do=lambda given: declaring.declare(way, by=acting, expected_version=given["version"], told=form.told()),
        why_not=policies.may_declare.explain(acting, way),
    )  # fmt: skip


@on_rail("rectification")
@_READ_OR_SEND
def reopen(request: HttpRequest, key: UUID) -> HttpResponse:
    """Reopen a way that was accepted."""
    acting, way = by(request), way_found(request, key)
    form = ReasonForm(request.POST or None, initial={"version": way.patch.version})
    return deed_page(
        request, form, title=_("Back into work: {way}").format(way=title_of(way.patch.campaign, way.way)),
        back=back_to(way.patch), done=_("It is in work again."), button=_("Back into work"),
        words=_("What its declaration told is taken back from the patch, and the ratio follows."),
        do=lambda given: declaring.reopen_way(
            way, by=acting, expected_version=given["version"], reason=given["reason"]
        ),
        why_not=policies.may_reopen_way.explain(acting, way),
    )  # fmt: skip
