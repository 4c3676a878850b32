"""Finding lines, reading one, proving the chain, taking lines out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tuban.values.cells import safe_cell
from tuban.web.acting import by
from tuban.web.audit.words import (
    KINDS,
    WORDS,
    action_in_words,
    detail_in_words,
    kind_in_words,
    value_in_words,
)
from tuban.web.deeds import DateInput, DeskForm, refusal
from tuban.web.jobs.parts import job_part
from tuban.web.rail import on_rail
from tuban.web.tabs import settings_tabs
from tuban.workflow.audit.proving import ask_for_proof, last_proof, proof_under_way
from tuban.workflow.audit.queries import MOST, Asked
from tuban.workflow.audit.recording import record_alone
from tuban.workflow.organisations.audit_trail import (
    line_seen_by,
    lines_seen_by,
    page_of_lines,
    people_in_lines,
    reads_all,
)
from tuban.workflow.review.reading.blind import shown_to

_FILE_AT_ONCE = 2000
_MOST_IN_FILE = 1_000_000


class AskedForm(DeskForm):
    """What a reader of the audit looks for."""

    text = forms.CharField(label=gettext_lazy("Text"), required=False)
    number = forms.IntegerField(
        label=gettext_lazy("Line, or number of a copy"), required=False, min_value=1, max_value=MOST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    action = forms.ChoiceField(label=gettext_lazy("Deed"), required=False)
    person = forms.ChoiceField(label=gettext_lazy("Person"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("About"), required=False)
    since = forms.DateField(label=gettext_lazy("From"), widget=DateInput, required=False)
    until = forms.DateField(label=gettext_lazy("To"), widget=DateInput, required=False)
    refused = forms.BooleanField(label=gettext_lazy("Refused only"), required=False)
    subject = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [("", _("all"))]
        self.fields["action"].choices = every + sorted(  # type: ignore[attr-defined]
            ((name, str(said)) for name, said in WORDS.items()), key=lambda one: one[1]
        )
        self.fields["kind"].choices = every + [(key, str(said)) for key, said in KINDS.items()]  # type: ignore[attr-defined]
        self.fields["person"].choices = every + list(people)  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        """Return the question; what was not understood asks for nothing."""
        if not self.is_valid():
            return Asked()
        given = self.cleaned_data
        return Asked(
            text=given["text"].strip(), number=given["number"], action=given["action"], subject_kind=given["kind"],
            subject_id=given["subject"], person_id=UUID(given["person"]) if given["person"] else None,
            since=given["since"], until=given["until"], refused_only=given["refused"],
        )  # fmt: skip


def _words_of(line: Any) -> dict[str, Any]:
    told = (_said(value) for name, value in line.details.items() if name not in ("changed", "before"))
    return {
        "row": line,
        "action": action_in_words(line.action),
        "kind": kind_in_words(line.subject_kind),
        "told": "，".join(one for one in told if one != "—"),
    }


@on_rail("settings")
def audit(request: HttpRequest) -> HttpResponse:
    """Show the lines asked for, newest first."""
    acting = by(request)
    form = AskedForm(request.GET or {"text": ""}, people=people_in_lines(acting))
    asked = form.asked()
    below = request.GET.get("below", "")
    page = page_of_lines(acting, asked, below=int(below) if below.isdigit() else None)
    shown = shown_to(acting, page.lines)
    kept = {name: value for name, value in request.GET.items() if name != "below" and value}
    next_url = f"?{urlencode({**kept, 'below': page.next_below})}" if page.next_below is not None else ""
    context = {
        "tabs": settings_tabs("audit"), "form": form, "lines": [_words_of(line) for line in shown],
        "next_url": next_url, "first_url": f"?{urlencode(kept)}" if below else "", "shown": len(shown),
        "total": None, "is_partial": page.is_partial, "reads_all": reads_all(acting), "is_asked": asked != Asked(),
        "unit": acting.post.unit, "export_url": f"{reverse('web:audit_export')}?{urlencode(kept)}",
        "why_not_verify": _why_not_verify(request), **(_proof(request) if reads_all(acting) else {}),
    }  # fmt: skip
    return render(request, "web/audit/list.html", context)


def _why_not_verify(request: HttpRequest) -> str:
    return "" if reads_all(by(request)) else _("Only an audit administrator proves the chain and takes lines out.")


@on_rail("settings")
def audit_line(request: HttpRequest, number: int) -> HttpResponse:
    """Show one line: who, what, when, from where, and old beside new."""
    acting = by(request)
    line = line_seen_by(acting, number)
    if line is None or not shown_to(acting, [line]):
        raise Http404
    details = dict(line.details)
    pairs = details.pop("changed") if isinstance(details.get("changed"), dict) else {}  # else how many were changed
    changed = [
        {"name": detail_in_words(name), "old": _said(pair[0]), "new": _said(pair[1])} for name, pair in pairs.items()
    ]
    home = request.headers.get("HX-Current-URL") or reverse("web:audit")
    context = {
        "line": _words_of(line), "changed": changed, "body": "web/audit/line.html", "home": home,
        "details": [{"name": detail_in_words(name), "value": _said(value)} for name, value in details.items()],
        "title": _("Line {number}").format(number=line.number), "tabs": settings_tabs("audit"),
    }  # fmt: skip
    in_drawer = bool(request.headers.get("HX-Request"))
    return render(request, "web/parts/drawer.html" if in_drawer else "web/audit/page.html", context)


def _said(value: Any) -> str:
    """Return a value of a line as people read it."""
    if isinstance(value, dict):
        return str(
            value.get("title") or "，".join(f"{detail_in_words(name)} {_said(one)}" for name, one in value.items())
        )
    if isinstance(value, list):
        return "；".join(_said(one) for one in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "—" if value in (None, "") else value_in_words(str(value))


@on_rail("settings")
@require_POST
def audit_verify(request: HttpRequest) -> HttpResponse:
    """Begin to prove the chain, all of it: a worker reads it, and the page says how far it is."""
    acting = by(request)
    if why_not := _why_not_verify(request):
        return refusal(request, why_not)
    ask_for_proof(acting)
    return redirect("web:audit")


def _proof(request: HttpRequest) -> dict[str, Any]:
    """Return what the page says of proofs: the one under way, and what the last one said."""
    running, last = proof_under_way(), last_proof()
    part = None
    if running is not None and running.person_id == by(request).person_id:
        part = job_part(running, result_url=reverse("web:audit"))
    words = ""
    if last is not None and last.holds:
        words = _("The chain held on {at}: {count} lines, digest of the last {digest} (asked for by {who}).").format(
            at=date_format(timezone.localtime(last.at), "DATETIME_FORMAT"), count=last.lines, digest=last.digest[:16],
            who=last.who,
        )  # fmt: skip
    return {
        "proof_job": part, "proof_words": words, "proof_breaks": last.breaks if last else (),
        "proof_by": running.person_name if running is not None and part is None else "",
    }  # fmt: skip


@on_rail("settings")
def audit_export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Give the lines asked for as CSV, a portion after the other."""
    acting = by(request)
    if why_not := _why_not_verify(request):
        return refusal(request, why_not)
    asked = AskedForm(request.GET or {"text": ""}, people=people_in_lines(acting)).asked()
    record_alone("audit.export", by=acting, reason=request.GET.urlencode())
    heads = [_("Line"), _("Time"), _("Deed"), _("Refused"), _("About"), _("Subject"), _("Division code"), _("Person"),
             _("Post"), _("Address"), _("Reason"), _("Details"), _("Digest")]  # fmt: skip

    def portions() -> Iterator[str]:
        yield "\ufeff" + _csv([heads])
        below, left = None, _MOST_IN_FILE
        while left > 0:
            found = lines_seen_by(acting, replace(asked))
            if below is not None:
                found = found.filter(number__lt=below)
            lines = list(found[:_FILE_AT_ONCE])
            if not lines:
                return
            yield _csv([_row(line) for line in lines])
            below, left = lines[-1].number, left - len(lines)

    name = f"audit-{timezone.localdate():%Y%m%d}.csv"
    return StreamingHttpResponse(
        portions(), content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )  # fmt: skip


def _row(line: Any) -> list[str]:
    import json

    return [
        str(line.number), timezone.localtime(line.at).isoformat(timespec="seconds"), action_in_words(line.action),
        _("yes") if line.is_refused else "", kind_in_words(line.subject_kind), line.subject_title, line.area_code,
        line.person_name, line.post_title, line.address, line.reason, json.dumps(line.details, ensure_ascii=False),
        line.digest,
    ]  # fmt: skip


def _csv(rows: list[list[str]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([safe_cell(cell) for cell in row] for row in rows)
    return buffer.getvalue()
