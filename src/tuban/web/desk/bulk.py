"""Reading many patches as proposed: first what would follow, then the deed, then one way back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tuban.web.acting import by
from tuban.web.deeds import refusal
from tuban.web.desk.asking import asked_by, query_of
from tuban.web.rail import on_rail
from tuban.workflow.comparison.lawbook import label_of
from tuban.workflow.review.reading.actions import read_as_proposed, undo_batch
from tuban.workflow.review.reading.bulk import Preview, preview
from tuban.workflow.review.reading.policies import not_a_reader


@on_rail("review")
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """Say what reading the queue as proposed would do; do it where it is confirmed."""
    acting, campaign, asked = asked_by(request)
    if campaign is None or not_a_reader(acting):
        return refusal(request, not_a_reader(acting) or _("There is no campaign yet."))
    would = preview(acting, campaign, asked)
    home = f"{reverse('web:desk')}{query_of(asked, campaign)}"
    if request.method == "POST" and would.patches:
        seen = _seen(request)
        wanted = [(patch, seen[str(patch.uuid)]) for patch, _version in would.patches if str(patch.uuid) in seen]
        done = read_as_proposed(wanted, by=acting)
        words = ngettext("{n} patch was read as proposed.", "{n} patches were read as proposed.", done.done)
        told = words.format(n=done.done)
        if done.refused:
            told += " " + _("{n} were not: {why}").format(n=len(done.refused), why=done.refused[0][1])
        messages.success(request, told, extra_tags=reverse("web:desk_bulk_undo", args=[done.batch]))
        return redirect(home)
    rows = [{"label": label_of("ground_state", key), "count": count} for key, count in sorted(would.as_what.items())]
    context = {
        "would": would, "rows": rows, "consequence": consequence(would), "home": home, "campaign": campaign,
        "seen": "\n".join(f"{patch.uuid} {version}" for patch, version in would.patches),
        "cannot": [{"why": why, "count": count} for why, count in would.cannot.items()],
    }  # fmt: skip
    return render(request, "web/desk/bulk.html", context)


def _seen(request: HttpRequest) -> dict[str, int]:
    """Return the versions that the page had when it was shown."""
    lines = [line.split() for line in request.POST.get("seen", "").splitlines()]
    return {line[0]: int(line[1]) for line in lines if len(line) == 2 and line[1].isdigit()}


def consequence(would: Preview) -> str:
    """Say what would follow, in one sentence."""
    visited, sent = would.confirmed, len(would.patches) - would.confirmed
    said = _("{n} patches are read as proposed: {visited} stand as visited, {sent} go to the field.").format(
        n=len(would.patches), visited=visited, sent=sent
    )
    if would.cannot:
        why = "、".join(f"{why} ({count})" for why, count in would.cannot.items())
        said += " " + _("{n} of {total} cannot, because: {why}.").format(
            n=sum(would.cannot.values()), total=would.total, why=why
        )
    return said


@require_POST
def bulk_undo(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Take back what was read together."""
    undone: Any = undo_batch(batch, by=by(request))
    words = ngettext("{n} reading was taken back.", "{n} readings were taken back.", undone.done)
    told = words.format(n=undone.done)
    if undone.standing:
        told += " " + _("{n} stand: {why}").format(n=len(undone.standing), why=undone.standing[0][1])
    messages.success(request, told)
    return redirect("web:desk")
