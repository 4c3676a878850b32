"""Arranging the joint review: which departments give opinions, how many days each has; what follows is said first."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.deeds import refusal
from tuban.web.rail import on_rail
from tuban.workflow.review.arranging import arrangement_of
from tuban.workflow.review.opinions.arranging import MOST_DAYS, Follows, arrange_opinions, offered, what_follows
from tuban.workflow.review.opinions.policies import may_arrange_opinions

_MEANWHILE = ".changed_meanwhile"


@on_rail("opinions")
@require_http_methods(["GET", "HEAD", "POST"])
def arrange(request: HttpRequest) -> HttpResponse:
    """Show the departments and their days; say what would follow of others; keep them where that is confirmed."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None:
        raise Http404
    if why_not := may_arrange_opinions.explain(acting, campaign):
        return refusal(request, why_not)
    arranged = arrangement_of(campaign)
    known = offered(campaign)
    duties = [one.duty.value for one in known if one.is_asked]
    days = {one.duty.value: one.days for one in known}
    told: dict[str, Any] = {"fault": "", "follows": [], "is_asking": False, "is_meanwhile": False}
    expected = arranged.version
    if request.method == "POST":
        duties = [one for one in request.POST.getlist("duty") if one in days]
        days |= {name: _whole(request.POST.get(f"days-{name}", "")) for name in days}
        expected = _whole(request.POST.get("expected", ""))
        try:
            # what was said is kept, and nothing that was chosen after it was said
            if request.POST.get("confirmed") and request.POST.get("said_of", "") == " ".join(duties):
                job = arrange_opinions(
                    campaign, by=acting, duties=duties, days={one: days[one] for one in duties},
                    expected_version=expected, reason=request.POST.get("reason", "")[:200],
                )  # fmt: skip
                messages.success(
                    request,
                    _("The joint review is arranged. Questions are asked and withdrawn in the background.")
                    if job
                    else _("The joint review is arranged."),
                )
                return redirect("web:opinions")
            silent = [one.duty.label for one in known if one.duty.value in duties and not one.speakers]
            told = {
                **told, "is_asking": True, "said_of": " ".join(duties),
                "follows": sentences_of(what_follows(campaign, duties)),
                "warnings": [_nobody_speaks(one) for one in silent],
            }  # fmt: skip
        except TubanError as error:
            told["fault"] = f"{error.message} {error.advice}"
            if error.code.endswith(_MEANWHILE):
                told["is_meanwhile"], expected = True, arranged.version
    context = {
        "campaign": campaign, "expected": expected, "most": MOST_DAYS, "reason": request.POST.get("reason", ""), **told,
        "rows": [
            {
                "value": one.duty.value, "label": one.duty.label, "speakers": one.speakers,
                "is_asked": one.duty.value in duties, "days": days[one.duty.value] or "",
                "was_asked": one.is_asked, "was_days": one.days,
            }
            for one in known
        ],
    }  # fmt: skip
    return render(request, "web/opinions/arrange.html", context, status=422 if told["fault"] else 200)


def _nobody_speaks(duty: object) -> str:
    return _("Nobody can speak for «{duty}» at present: what it is asked waits until it has a checker.").format(
        duty=duty
    )


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def sentences_of(follows: Follows) -> list[str]:
    """Say what would follow for the patches that are with the departments now."""
    said = [
        ngettext("{n} patch is with the departments now.", "{n} patches are with the departments now.", follows.open)
        .format(n=follows.open)
    ]  # fmt: skip
    if not follows.open:
        return [_("No patch is with the departments now: it holds for those that will be asked about.")]
    for duty, count in follows.added.items():
        words = ngettext(
            "«{duty}» comes: it is asked about {n} of them.", "«{duty}» comes: it is asked about {n} of them.", count
        )
        said.append(words.format(duty=duty.label, n=count))
    for duty, count in follows.removed.items():
        words = ngettext(
            "«{duty}» goes: {n} question that it has not answered is withdrawn; what it said stays.",
            "«{duty}» goes: {n} questions that it has not answered are withdrawn; what it said stays.", count,
        )  # fmt: skip
        said.append(words.format(duty=duty.label, n=count))
    if follows.sent_back:
        words = ngettext(
            "{n} patch upon which all agreed waits again.", "{n} patches upon which all agreed wait again.",
            follows.sent_back,
        )  # fmt: skip
        said.append(words.format(n=follows.sent_back))
    if follows.reviewed:
        words = ngettext(
            "{n} patch stands as reviewed: all that are left agree.",
            "{n} patches stand as reviewed: all that are left agree.", follows.reviewed,
        )  # fmt: skip
        said.append(words.format(n=follows.reviewed))
    return [*said, _("Questions that were asked keep their day; other days hold for those asked from now on.")]
