"""Pages of the practice county."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuban.values.identities import uuid_of
from tuban.web.acting import by
from tuban.web.deeds import DeskForm, control, deed_page, refusal
from tuban.web.jobs.parts import job_part
from tuban.web.rail import on_rail
from tuban.workflow.practice.actions import reset
from tuban.workflow.practice.disc import is_kept, stands_corrected
from tuban.workflow.practice.policies import may_reset, may_see_practice
from tuban.workflow.practice.queries import last_reset, practice_campaigns
from tuban.workflow.practice.stages import Stage


class ResetForm(DeskForm):
    """Where to go back to, and why."""

    stage = forms.ChoiceField(
        label=gettext_lazy("Bring it back to"), choices=Stage.choices, initial=Stage.COMPARED, widget=forms.RadioSelect,
        help_text=gettext_lazy("Each stage holds what those above it hold. The last three take five to ten minutes."),
    )  # fmt: skip
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200, required=False)


@on_rail("settings")
def practice(request: HttpRequest) -> HttpResponse:
    """Show where the practice counties of the reader's areas stand, and the reset under way."""
    acting = by(request)
    if why_not := may_see_practice.explain(acting):
        return refusal(request, why_not)
    rows = [_row(acting, one) for one in practice_campaigns(acting)]
    return render(request, "web/practice/page.html", {"rows": rows, "stages": Stage.choices})


def _row(acting: Any, campaign: Any) -> dict[str, Any]:
    job = last_reset(campaign.pk)
    is_done = job is not None and job.state == job.State.DONE
    return {
        "campaign": campaign, "patches": campaign.patches.filter(fate="active").count(),
        "settled": campaign.patches.filter(fate="active").exclude(finding=None).count(),
        "is_corrected": stands_corrected(campaign), "corrected_is_kept": is_kept(campaign, is_corrected=True),
        "reset_to": Stage(job.arguments["stage"]).label if job is not None and is_done else "",
        "reset_at": job.ended_at if job is not None else None, "reset_by": job.person_name if job is not None else "",
        "job": job_part(job, may_steer=job.person_id == acting.person_id) if job is not None and not is_done else None,
        "control": control(
            _("Reset…"), f"{reverse('web:practice_reset')}?{urlencode({'campaign': campaign.pk})}",
            may_reset.explain(acting, campaign), icon="refresh", primary=True,
        ),
    }  # fmt: skip


@on_rail("settings")
def practice_reset(request: HttpRequest) -> HttpResponse:
    """Bring a practice county back to a stage."""
    acting = by(request)
    if why_not := may_see_practice.explain(acting):
        return refusal(request, why_not)
    rows = practice_campaigns(acting).order_by("made_at")
    given = request.GET.get("campaign", "")
    key = uuid_of(given)
    campaign = (rows.filter(pk=key) if key is not None else rows.none() if given else rows).first()
    if campaign is None:
        raise Http404
    return deed_page(
        request, ResetForm(request.POST or None), title=_("Reset {what}").format(what=campaign.title),
        button=_("Reset the practice county"), back=reverse("web:practice"),
        do=lambda given: reset(campaign, by=acting, stage=Stage(given["stage"]), reason=given["reason"]),
        words=_("What was done in this county is dropped, with its files; devices of the field register anew; accounts "
                "are as they were founded. The audit stays, and no other county is touched."),
        done=_("The practice county is being brought back: how far it is stands below."),
        consequence=_("All that was done in {campaign} will be gone. This cannot be undone.").format(
            campaign=campaign.title
        ),
        why_not=may_reset.explain(acting, campaign),
    )  # fmt: skip
