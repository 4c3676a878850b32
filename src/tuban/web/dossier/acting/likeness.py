"""Are two patches one place? Both side by side, and a person's word."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.dossier.acting.asides import sentence
from tuban.web.dossier.head import patch_or_404
from tuban.web.dossier.views import pictures
from tuban.web.rail import on_rail
from tuban.workflow.comparison.lawbook import label_of, state_of
from tuban.workflow.patches.actions import answer_likeness
from tuban.workflow.patches.policies import may_answer_likeness
from tuban.workflow.patches.queries.hands import likeness_of
from tuban.workflow.patches.states import Source

_ANSWERS = ("same", "different")


class AnswerUnknown(TubanError):
    """Two patches are the same place, or they are two: «{answer}» is no answer to that."""

    code = "patches.likeness_answer_unknown"
    hint = "Press one of the two buttons below."


@on_rail("map")
@require_http_methods(["GET", "HEAD", "POST"])
def likeness(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    """Show two patches side by side and take the answer whether they are one place."""
    patch = patch_or_404(request, uuid)
    found = likeness_of(patch, number)
    if found is None:
        raise Http404
    both = [patch_or_404(request, found.patch.uuid), patch_or_404(request, found.other.uuid)]
    fault, status = "", 200
    if request.method == "POST":
        answer = request.POST.get("answer", "")
        version = request.POST.get("version", "")
        try:
            if answer not in _ANSWERS:
                raise AnswerUnknown(answer=answer[:20])
            answer_likeness(
                found, by=by(request), answer=answer, expected_version=int(version) if version.isdecimal() else 0,
                reason=request.POST.get("reason", "").strip(),
            )  # fmt: skip
        except TubanError as error:
            fault, status = sentence(error), 422 if isinstance(error, AnswerUnknown) else 409
            both = [patch_or_404(request, found.patch.uuid), both[1]]
        else:
            words = (
                _("Noted: the same place. {patch} does not count any more.")
                if answer == "same"
                else _("Noted: two places.")
            )
            messages.success(request, words.format(patch=found.patch))
            return redirect("web:patch", uuid=found.other.uuid if answer == "same" else found.patch.uuid)
    context = {
        "likeness": found,
        "share": f"{float(found.share) * 100:.1f} %",
        "sides": [_side(one, is_later=one.pk == found.patch_id) for one in both],
        "reason_not": may_answer_likeness.explain(by(request), found),
        "version": both[0].version,
        "fault": fault,
        "typed": request.POST,
    }
    return render(request, "web/dossier/likeness.html", context, status=status)


def _side(patch: Any, *, is_later: bool) -> dict[str, Any]:
    return {
        "patch": patch,
        "is_later": is_later,
        "pictures": pictures(patch),
        "mark": state_of(patch.category),
        "finding": label_of("finding", patch.category) or _("Not compared yet"),
        "source": label_of("patch_list", patch.list) or Source(patch.source).label,
    }
