"""Persons: discipline proposed, suspected crimes transferred, replies."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tuban.web.acting import by
from tuban.web.cases.forms import MeasureForm, NobodyForm, ReplyForm
from tuban.web.cases.found import case_or_404, or_404
from tuban.web.deeds import deed_page, saved
from tuban.web.rail import on_rail
from tuban.workflow.cases import actions
from tuban.workflow.cases.law import law_of, word
from tuban.workflow.cases.policies import may_keep_record, may_name_nobody
from tuban.workflow.cases.queries import measure_of


@on_rail("cases")
def propose(request: HttpRequest, key: UUID, kind: str) -> HttpResponse:
    """Record a measure against a person."""
    acting, case = by(request), case_or_404(request, key)
    law = law_of(case)
    if kind not in law.codelist("persons_measure"):
        raise Http404
    form = MeasureForm(request.POST or None, initial={"expected": case.version})

    def do(given: dict[str, Any]) -> None:
        actions.propose_measure(
            case, by=acting, expected_version=given["expected"], kind=kind, name=given["name"],
            position=given["position"], organ=given["organ"], number=given["number"], sent_on=given["sent_on"],
            words=given["words"],
        )  # fmt: skip

    return deed_page(
        request, form, title=word(law, "persons_measure", kind), button=_("Record"), do=do, done=saved(),
        back=reverse("web:case", args=[case.pk]), why_not=may_keep_record.explain(acting, case),
    )  # fmt: skip


@on_rail("cases")
def nobody(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say that nobody is to be disciplined or transferred, and why."""
    acting, case = by(request), case_or_404(request, key)
    reasons = [(one.value, one.label) for one in law_of(case).codelist("persons_none").entries]
    form = NobodyForm(request.POST or None, initial={"expected": case.version}, reasons=reasons)
    return deed_page(
        request, form, title=_("Nobody is to be disciplined"), button=_("Record"), done=saved(),
        words=_("The persons of the case are settled by that; what this rests on stays in the journal with your name."),
        do=lambda given: actions.name_nobody(
            case, by=acting, expected_version=given["expected"], because=given["because"], reason=given["reason"]
        ),
        back=reverse("web:case", args=[case.pk]), why_not=may_name_nobody.explain(acting, case),
    )  # fmt: skip


@on_rail("cases")
def reply(request: HttpRequest, key: UUID, measure: UUID) -> HttpResponse:
    """Record what the receiving organ replied."""
    acting, case = by(request), case_or_404(request, key)
    held = or_404(lambda: measure_of(case, measure))
    outcomes = [(one.value, one.label) for one in law_of(case).codelist("person_outcome").entries]
    first = {"expected": case.version, "outcome": held.outcome, "reply": held.reply}
    if held.replied_on:
        first["replied_on"] = held.replied_on
    form = ReplyForm(request.POST or None, initial=first, outcomes=outcomes)
    return deed_page(
        request, form, title=_("Reply about {name}").format(name=held.name), button=_("Record"), done=saved(),
        do=lambda given: actions.record_reply(
            case, by=acting, expected_version=given["expected"], measure=held, replied_on=given["replied_on"],
            outcome=given["outcome"], reply=given["reply"],
        ),
        back=reverse("web:case", args=[case.pk]), why_not=may_keep_record.explain(acting, case),
    )  # fmt: skip
