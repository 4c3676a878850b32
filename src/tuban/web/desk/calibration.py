"""Calibration (质控): how a reader reads, how all read, control patches, and where two readers differ."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.deeds import DeskForm, control, deed_page, refusal, saved
from tuban.web.desk.shown import words_of
from tuban.web.rail import on_rail
from tuban.workflow.comparison.actions import cut_bare_pictures
from tuban.workflow.comparison.lawbook import label_of, rulebook
from tuban.workflow.comparison.picturing import drawn_in
from tuban.workflow.comparison.policies import may_cut_pictures
from tuban.workflow.patches.queries.seen import patches_seen_by
from tuban.workflow.review.reading import arrangement
from tuban.workflow.review.reading import controls as truths
from tuban.workflow.review.reading.calibration import Reader, reader_of, readers_of
from tuban.workflow.review.reading.policies import (
    ARBITERS,
    may_arbitrate,
    may_arrange,
    may_retire,
    may_see_readers,
    not_a_reader,
)
from tuban.workflow.review.reading.readings import second_reading_for
from tuban.workflow.review.reading.second_readings import Pair, pairs_of
from tuban.workflow.review.reading.second_readings import arbitrate as decide

_PER_CENT = Decimal(100)
_MOST_DRAWN = 200


@on_rail("review")
@require_safe
def calibration(request: HttpRequest) -> HttpResponse:
    """Show how the acting person reads; to the chair, how everybody does; to those who decide, where two differ."""
    acting, campaign = by(request), campaign_of(request)
    sees_all = campaign is not None and may_see_readers.allows(acting, campaign)
    decides = acting.role in ARBITERS
    why_not = "" if sees_all or decides else not_a_reader(acting)
    if campaign is None or why_not:
        context = {"why": why_not or _("There is no campaign yet."), "campaign": campaign, "may_see": False}
        return render(request, "web/desk/none.html", context)
    arranged = arrangement.arrangement_of(campaign)
    pairs = pairs_of(acting, campaign) if decides else []
    differing = [one for one in pairs if one.differs]
    may = may_arrange.explain(acting, campaign)
    known = list(truths.controls_of(campaign)) if not may else []
    context = {
        "campaign": campaign,
        "own": None if not_a_reader(acting) else _told(reader_of(acting, campaign)),
        "readers": [_told(one) for one in readers_of(acting, campaign)] if sees_all else [],
        "sees_all": sees_all,
        "decides": decides,
        "pairs": [_pair(acting, one) for one in differing],
        "agreeing": len(pairs) - len(differing),
        "read_twice": len(pairs),
        "arranged": [
            (_("Control patches"), f"{arranged.control_share * 100:.1f} %"),
            (_("Second readings"), f"{arranged.blind_share * 100:.1f} %"),
            (_("A lock lasts"), _("{n} minutes").format(n=arranged.lock_minutes)),
        ],
        "arrange": control(_("Arrange"), reverse("web:desk_arrange"), may),
        "choose": control(_("Choose control patches"), reverse("web:desk_controls"), may),
        "may_arrange": not may,
        "controls": [_known(acting, one) for one in known],
        "in_use": sum(one.retired_at is None for one in known),
        "drawn_in": drawn_in(campaign) if not may_cut_pictures.explain(acting, campaign) else 0,
    }
    return render(request, "web/desk/calibration.html", context)


def _told(reader: Reader) -> dict[str, Any]:
    """Return how a person reads, as the page shows it."""
    categories = list(rulebook().codelist("ground_state"))
    heads = [*(one.label for one in categories), _("undecided")]
    most = max(reader.confusion.values(), default=1)
    rows = []
    for truth in categories:
        cells = [reader.confusion[truth.value, one] for one in (*(each.value for each in categories), "")]
        if any(cells):
            rows.append({
                "truth": truth.label,
                "cells": [
                    {"n": n, "is_right": one.value == truth.value if one else False, "weight": _weight(n, most)}
                    for one, n in zip((*categories, None), cells, strict=True)
                ],
            })  # fmt: skip
    return {
        "reader": reader,
        "agreement": f"{reader.right / reader.decided * 100:.0f} %" if reader.decided else "",
        "seconds": f"{reader.seconds:.0f}" if reader.seconds is not None else "",
        "last": f"{reader.last_seconds:.0f}" if reader.last_seconds is not None else "",
        "heads": heads,
        "rows": rows,
        "weeks": [_week(one) for one in reader.weeks[-8:]],
        "hint": {
            "slower": _("The last twenty patches took much longer than usual: time for a break?"),
            "faster": _("The last twenty patches went much faster than usual: was every image looked at?"),
        }.get(reader.pace, ""),
    }


def _weight(number: int, most: int) -> int:
    """Return how strongly a cell is tinted, from 0 to 4."""
    return 0 if not number else 1 + (3 * number) // max(most, 1)


def _week(one: Any) -> dict[str, Any]:
    share = 100 * one.right / one.controls if one.controls else None
    return {
        "monday": one.monday, "controls": one.controls, "right": one.right,
        "share": f"{share:.0f}" if share is not None else "", "seconds": f"{one.seconds:.0f}" if one.seconds else "",
    }  # fmt: skip


def _pair(acting: Any, one: Pair) -> dict[str, Any]:
    return {
        "patch": one.patch,
        "url": reverse("web:patch", args=[one.patch.uuid]),
        "first": {"who": one.first.by.name, "words": words_of(one.first)},
        "second": {"who": one.second.by.name, "words": words_of(one.second)},
        "decided": one.decided,
        "decided_as": label_of("ground_state", one.decided.category) if one.decided else "",
        "decide": control(
            _("Decide"), reverse("web:desk_arbitrate", args=[one.second.pk]), may_arbitrate.explain(acting, one.second)
        ),
    }


def _known(acting: Any, one: Any) -> dict[str, Any]:
    return {
        "row": one,
        "url": reverse("web:patch", args=[one.patch.uuid]),
        "truth": label_of("ground_state", one.truth),
        "retire_url": reverse("web:desk_control_retire", args=[one.pk]) if may_retire.allows(acting, one) else "",
    }


class ArrangeForm(DeskForm):
    """Shares in per cent, minutes of a lock."""

    control_share = forms.DecimalField(
        label=gettext_lazy("Control patches, per cent"), min_value=0, max_value=50, decimal_places=1, max_digits=4,
        help_text=gettext_lazy("How many of the patches that a reader gets are of known truth."),
    )  # fmt: skip
    blind_share = forms.DecimalField(
        label=gettext_lazy("Second readings, per cent"), min_value=0, max_value=50, decimal_places=1, max_digits=4,
        help_text=gettext_lazy("How many patches a second person reads without seeing the first reading."),
    )  # fmt: skip
    lock_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes that a lock lasts"), min_value=1, max_value=arrangement.MOST_MINUTES
    )
    expected = forms.IntegerField(widget=forms.HiddenInput)


@on_rail("review")
def arrange(request: HttpRequest) -> HttpResponse:
    """Set the shares and how long a lock lasts."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None:
        raise Http404
    now = arrangement.arrangement_of(campaign)
    first = {
        "control_share": now.control_share * _PER_CENT, "blind_share": now.blind_share * _PER_CENT,
        "lock_minutes": now.lock_minutes, "expected": now.version,
    }  # fmt: skip

    def do(given: dict[str, Any]) -> None:
        arrangement.arrange_reading(
            campaign, by=acting, control_share=given["control_share"] / _PER_CENT,
            blind_share=given["blind_share"] / _PER_CENT, lock_minutes=given["lock_minutes"],
            expected_version=given["expected"],
        )  # fmt: skip

    return deed_page(
        request, ArrangeForm(request.POST or None, initial=first), title=_("Arrange the reading"), button=_("Keep"),
        back=reverse("web:desk_calibration"), do=do, done=saved(), why_not=may_arrange.explain(acting, campaign),
        words=_("What is changed holds for readings from now on."),
    )  # fmt: skip


@require_POST
def pictures(request: HttpRequest) -> HttpResponse:
    """Ask for the pictures to be cut anew that have the outline drawn in."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None:
        raise Http404
    if why_not := may_cut_pictures.explain(acting, campaign):
        return refusal(request, why_not)
    cut_bare_pictures(campaign, by=acting)
    messages.success(request, _("The pictures are cut anew in the background; the desk shows each as soon as it is."))
    return redirect("web:desk_calibration")


@on_rail("review")
@require_http_methods(["GET", "HEAD", "POST"])
def controls(request: HttpRequest) -> HttpResponse:
    """Propose control patches by a lot that can be drawn again; make those chosen controls."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None:
        raise Http404
    why_not = may_arrange.explain(acting, campaign)
    if why_not:
        return refusal(request, why_not)
    seed = (request.POST or request.GET).get("seed", "").strip()[:60] or campaign.code
    asked = (request.POST or request.GET).get("count", "")
    count = min(max(int(asked) if asked.isdigit() else 12, 1), _MOST_DRAWN)
    drawn = truths.candidates(campaign, count=count, seed=seed)
    if request.method == "POST":
        chosen = set(request.POST.getlist("patch"))
        try:
            made = truths.choose_controls(
                campaign, by=acting, patches=[one.patch for one in drawn if str(one.patch.uuid) in chosen]
            )
        except TubanError as error:
            messages.error(request, f"{error.message} {error.advice}")
        else:
            words = ngettext("{n} control patch was chosen.", "{n} control patches were chosen.", len(made))
            messages.success(request, words.format(n=len(made)))
            return redirect("web:desk_calibration")
    context = {
        "campaign": campaign, "seed": seed, "count": count,
        "rows": [{"one": one, "truth": label_of("ground_state", one.truth)} for one in drawn],
    }  # fmt: skip
    return render(request, "web/desk/controls.html", context)


@require_POST
def retire(request: HttpRequest, number: int) -> HttpResponse:
    """Let a patch be a control no more."""
    acting, campaign = by(request), campaign_of(request)
    found = truths.controls_of(campaign).filter(pk=number).first() if campaign is not None else None
    if found is None or not patches_seen_by(acting).filter(pk=found.patch_id).exists():
        raise Http404
    try:
        truths.retire_control(found, by=acting, reason=request.POST.get("reason", "")[:200])
        messages.success(request, _("{patch} is no control patch any more.").format(patch=found.patch))
    except TubanError as error:
        messages.error(request, f"{error.message} {error.advice}")
    return redirect("web:desk_calibration")


class DecideForm(DeskForm):
    """Which category counts, and why."""

    category = forms.ChoiceField(label=gettext_lazy("Read as"))
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
    expected = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("choose")), *((one.value, one.label) for one in rulebook().codelist("ground_state"))]
        self.fields["category"].choices = choices  # type: ignore[attr-defined]


@on_rail("review")
def arbitrate(request: HttpRequest, reading: UUID) -> HttpResponse:
    """Decide between two readings."""
    acting = by(request)
    second = second_reading_for(acting, reading)
    if second is None:
        raise Http404
    pair = next((one for one in pairs_of(acting, second.patch.campaign) if one.second.pk == second.pk), None)
    said = [f"{one.by.name}：{words_of(one)}" for one in ((pair.first, pair.second) if pair else (second,))]

    def do(given: dict[str, Any]) -> None:
        decide(
            second, by=acting, category=given["category"], reason=given["reason"], expected_version=given["expected"]
        )

    return deed_page(
        request, DecideForm(request.POST or None, initial={"expected": second.patch.version}), do=do,
        title=_("Decide between two readings of {patch}").format(patch=second.patch), button=_("Decide"),
        words="；".join(said), back=reverse("web:desk_calibration"), done=_("It is decided."),
        why_not=may_arbitrate.explain(acting, second),
    )  # fmt: skip
