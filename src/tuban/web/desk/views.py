"""The desk and the doors that its script asks: next patches, one patch, reading, taking back, locks."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tuban.values.errors import TubanError
from tuban.values.identities import uuid_of
from tuban.web.acting import by
from tuban.web.desk.asking import asked_by, query_of
from tuban.web.desk.shown import shown, words_of
from tuban.web.rail import on_rail
from tuban.workflow.comparison.lawbook import label_of, rulebook
from tuban.workflow.patches.queries.counts import counts_of
from tuban.workflow.patches.queries.lists import filtered
from tuban.workflow.patches.queries.seen import PatchNotFound, patch_for
from tuban.workflow.review.reading import actions, locks
from tuban.workflow.review.reading.keys import choices_of, keys_of
from tuban.workflow.review.reading.policies import may_see_readers, not_a_reader
from tuban.workflow.review.reading.queues import Queue, after, queue, waiting
from tuban.workflow.review.reading.readings import can_take_back, read_in, reading_for, today_and_pace

_NOBODY = UUID(int=0)
_MOST_AT_ONCE = 4
_STATUS = {"patches.changed_meanwhile": 409, "review.reading_stands": 409, "policy.refused": 403,
           "patches.not_found": 404}  # fmt: skip
View = Callable[..., HttpResponse]


@on_rail("review")
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Show the desk. Which patches are read stands in its address."""
    acting, campaign, asked = asked_by(request)
    why_not = not_a_reader(acting)
    if why_not or campaign is None:
        context = {"why": why_not or _("There is no campaign yet."), "campaign": campaign,
                   "may_see": campaign is not None and may_see_readers.allows(acting, campaign)}  # fmt: skip
        return render(request, "web/desk/none.html", context)
    waits = waiting(acting, campaign, asked)
    opened = uuid_of(request.GET.get("patch", ""))
    read = read_in(acting, filtered(acting, asked.filter(campaign)))
    context = {
        "campaign": campaign,
        "asked": asked,
        "times": ("before", "after"),
        "waits": waits,
        "choices": _choices(acting, campaign, asked),
        "keys": keys_of(acting.person),
        "categories": [(place, one.value, one.label) for place, one in enumerate(_categories(), start=1)],
        "reasons": list(zip(_PALETTE, _reasons(), strict=False)),
        "sheet": choices_of(acting.person),
        "doubt_url": query_of(asked, campaign, doubt="" if asked.is_doubt else "1"),
        "mine_url": query_of(asked, campaign, mine="" if asked.is_mine else "1"),
        "bulk_url": f"{reverse('web:desk_bulk')}{query_of(asked, campaign)}",
        "page": {
            "query": query_of(asked, campaign),
            "opened": str(opened) if opened else "",
            "total": waits.total + read,
            "read": read,
            "keys": keys_of(acting.person),
            "person": str(acting.person_id),
            "undo": [{"reading": str(one.pk), "number": str(one.patch)} for one in reversed(can_take_back(acting))],
            "addresses": _addresses(),
            "words": _words(),
        },
    }
    return render(request, "web/desk/page.html", context)


_PALETTE = "123456789abcdefgh"


def _categories() -> Any:
    return rulebook().codelist("ground_state").entries


def _reasons() -> list[Any]:
    """Return the reasons of the reader: those of the list that can be seen on an image."""
    return [one for one in rulebook().codelist(actions.REASONS) if one.get("on_image")]


def _choices(acting: Any, campaign: Any, asked: Queue) -> list[dict[str, Any]]:
    counts = counts_of(acting, asked.filter(campaign))
    townships = [(one.code, one.name or one.code) for one in counts.townships]
    lists = [(one.value, one.label) for one in rulebook().codelist("patch_list") if one.value in counts.by_list]
    return [
        {"name": "township", "title": _("Township"), "value": asked.township, "options": townships},
        {"name": "list", "title": _("Issued list"), "value": asked.list, "options": lists},
    ]


def _addresses() -> dict[str, str]:
    return {
        "next": reverse("web:desk_next"),
        "find": reverse("web:desk_find"),
        "undo": reverse("web:desk_undo"),
        "letGo": reverse("web:desk_let_go"),
        **{
            name: reverse(f"web:desk_{address}", args=[_NOBODY]).replace(str(_NOBODY), "{uuid}")
            for name, address in (("patch", "patch"), ("read", "read"), ("hold", "hold"), ("takeOver", "take_over"))
        },
    }


def _words() -> dict[str, str]:
    """Return the sentences that the script says."""
    return {
        "position": _("{n} of {total}"),
        "heardPosition": _("Number {n} of {total}"),
        "judged": _("{number}: read as {said}. "),
        "area": _("Monitored area {mu} mu, {metres} square metres."),
        "heardMu": _("{mu} mu"),
        "proposed": _("Proposed"),
        "today": _("today {n} · {pace} an hour"),
        "todayOnly": _("today {n}"),
        "mine": _("locked by me"),
        "left": _("{clock} left"),
        "ended": _("Your lock has ended. What you typed is kept."),
        "takenOver": _("{person} took this patch over. What you typed is kept."),
        "restored": _("What you typed before is back."),
        "announced": _("{position}: {number}, {place}, {mu} mu. Proposed: {proposal}."),
        "noProposal": _("nothing"),
        "nothingProposed": _("Nothing is proposed for this patch: look at its images."),
        "readAlready": _("You read this patch: {words}. Take that back first."),
        "read": _("{number}: {said}. {why}"),
        "undone": _("Taken back: {number}."),
        "nothingToUndo": _("There is nothing to take back."),
        "notFound": _("No patch of your areas has this number."),
        "skipped": _("The end of the queue. {n} that you passed over are still unread."),
        "over": _("Everything in this queue has been read."),
        "failed": _("{number} was not kept: {why}"),
        "offline": _("The server was not reached. What you typed is kept."),
        "before": _("Image before"),
        "after": _("Image after"),
        "noPicture": _("The imagery does not cover this patch."),
        "drawing": _("The disc has no imagery over this patch. Shown is where it lies on the map."),
        "doubtful": _("doubtful"),
        "visit": _("to the field"),
        "ring": _("ring {n} m"),
        "unknown": _("Unknown"),
        "missing": _("{title} (settled by: {by})"),
        "known": _("The field found"),
        "rowOf": _("{table}: {because}"),
        "noEarlier": _("No earlier patch on this ground."),
        "doubted": _("{who} doubts it ({at}): {words}"),
        "first": _("This is the first of this visit."),
        "drawnIn": _(
            "The outline is drawn into this picture: an organiser can have it cut anew, on the calibration page."
        ),
        "reasonsOf": _("{n} reasons"),
    }


def answering(view: View) -> View:
    """Make what a door raises a sentence for the script."""

    @wraps(view)
    def answer(request: HttpRequest, *parts: Any, **named: Any) -> HttpResponse:
        try:
            return view(request, *parts, **named)
        except TubanError as error:
            told = {"code": error.code, "message": error.message, "hint": error.advice}
            return JsonResponse(told, status=_STATUS.get(error.code, 422))

    return answer


@require_safe
@answering
def next_patches(request: HttpRequest) -> HttpResponse:
    """Hand over the next patches after one, ready to be drawn."""
    acting, campaign, asked = asked_by(request)
    if campaign is None or not_a_reader(acting):
        return JsonResponse({"patches": []})
    rows = queue(acting, campaign, asked)
    last = uuid_of(request.GET.get("after", ""))
    if last is not None:
        rows = after(rows, patch_for(acting, last))
    most = min(int(request.GET.get("count", "1") or 1), _MOST_AT_ONCE) if request.GET.get("count", "1").isdigit() else 1
    return JsonResponse({"patches": [shown(acting, one) for one in rows.select_related("campaign")[:most]]})


@require_safe
@answering
def one_patch(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Hand over one patch."""
    acting = by(request)
    return JsonResponse(shown(acting, patch_for(acting, uuid)))


@require_safe
@answering
def find(request: HttpRequest) -> HttpResponse:
    """Find a patch by its number, or by the end of it."""
    acting, campaign, _asked = asked_by(request)
    text = request.GET.get("q", "").strip()[:40]
    if campaign is None or not text:
        raise PatchNotFound
    rows = filtered(acting, Queue(text=text).filter(campaign)).select_related("campaign").order_by("number")
    found = rows.filter(number__iendswith=text).first() or rows.first()
    if found is None:
        raise PatchNotFound
    return JsonResponse(shown(acting, found))


@require_POST
@answering
def read(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Keep what was read; answer with what became of it, and how many the reader has by now."""
    acting = by(request)
    patch = patch_for(acting, uuid)
    said = _body(request)
    kept = actions.read(
        patch, by=acting, expected_version=_whole(said.get("version")), category=str(said.get("category") or ""),
        is_doubtful=bool(said.get("isDoubtful")), wants_visit=bool(said.get("wantsVisit")),
        reasons=[str(one) for one in said.get("reasons") or ()], remark=str(said.get("note") or ""),
        seconds=_whole(said.get("seconds")),
    )  # fmt: skip
    return JsonResponse(
        {"reading": str(kept.reading.pk), "number": str(patch), "said": words_of(kept.reading), "why": kept.why,
         **_pace(acting)}
    )  # fmt: skip


def _pace(acting: Any) -> dict[str, int]:
    today, pace = today_and_pace(acting)
    return {"today": today, "pace": pace}


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        told = json.loads(request.body or b"{}")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


@require_POST
@answering
def undo(request: HttpRequest) -> HttpResponse:
    """Take a reading back; answer with the patch as it stands now. What was read together goes back together."""
    acting = by(request)
    reading = reading_for(acting, uuid_of(str(_body(request).get("reading", ""))) or _NOBODY)
    if reading is None:
        raise PatchNotFound
    if reading.batch is not None:
        actions.undo_batch(reading.batch, by=acting)
    else:
        actions.undo(reading, by=acting)
    return JsonResponse({"patch": shown(acting, patch_for(acting, reading.patch.uuid)), **_pace(acting)})


@require_POST
@answering
def hold(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take or keep the lock of a patch; answer who has it and how long."""
    acting = by(request)
    return JsonResponse(_held(locks.hold(patch_for(acting, uuid), by=acting)) | _pace(acting))


@require_POST
@answering
def take_over(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take over what somebody else holds."""
    acting = by(request)
    return JsonResponse(_held(locks.take_over(patch_for(acting, uuid), by=acting)))


def _held(one: Any) -> dict[str, Any]:
    return {"isMine": one.is_mine, "person": one.person, "seconds": one.seconds,
            "words": _("{person} is reading it").format(person=one.person)}  # fmt: skip


@require_POST
@answering
def let_go(request: HttpRequest) -> HttpResponse:
    """Let go of what the reader holds."""
    locks.let_go(by=by(request))
    return JsonResponse({})


def category_word(value: str) -> str:
    """Return what a category is called; a word for none."""
    return label_of("ground_state", value) or _("undecided")
