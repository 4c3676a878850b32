"""The keys of the desk as a person has them, and changing them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.rail import on_rail
from tuban.workflow.review.reading.keys import USUAL, as_key, choices_of, set_keys


@on_rail("review")
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """Show the keys, take in others, or go back to the usual ones. Keys that collide are named, nothing is lost."""
    acting = by(request)
    rows: list[dict[str, Any]] = [
        {"deed": one.deed, "title": one.title, "key": one.key, "usual": USUAL[one.deed], "is_own": one.is_own}
        for one in choices_of(acting.person)
    ]
    fault = ""
    if request.method == "POST":
        is_reset = "reset" in request.POST
        asked = {} if is_reset else {deed: request.POST.get(deed, key) for deed, key in USUAL.items()}
        try:
            set_keys(acting.person, by=acting, keys=asked)
        except TubanError as error:
            fault = f"{error.message} {error.advice}"
            typed = {deed: as_key(key) for deed, key in asked.items()}
            for row in rows:
                row["key"] = typed[row["deed"]]
                row["collides"] = bool(row["key"]) and list(typed.values()).count(row["key"]) > 1
        else:
            words = _("The usual keys are back.") if is_reset else _("The keys are kept.")
            messages.success(request, words)
            return redirect("web:desk_keys")
    context = {"rows": rows, "fault": fault}
    return render(request, "web/desk/keys.html", context, status=422 if fault else 200)
