"""A step of a case is recorded."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.web.acting import by
from tuban.web.cases.forms import StepForm
from tuban.web.cases.found import case_or_404, or_missing
from tuban.web.cases.words import due_in_words
from tuban.web.deeds import deed_page
from tuban.web.rail import on_rail
from tuban.workflow.cases import actions
from tuban.workflow.cases.course import course_of
from tuban.workflow.cases.filing import filing_basis
from tuban.workflow.cases.law import law_of, step_of
from tuban.workflow.cases.policies import may_do
from tuban.workflow.cases.queries import numbers_for_step, officers_of, people_named

_NUMBERED = frozenset({"stop", "major_report", "notified", "hearing_notified", "decided", "demanded", "court_applied"})


@on_rail("cases")
def step(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    """Record a step: its day, who took part, the number of its paper, in words."""
    acting, case = by(request), case_or_404(request, key)
    one = or_missing(lambda: step_of(case, step))
    law, today = law_of(case), timezone.localdate()
    basis = filing_basis(case, on=today) if step == "filed" else []
    people = officers_of(case.organ, on=today) if one.two_officers else []
    in_charge = [str(person.pk) for person in case.officers.all()]
    form = StepForm(
        request.POST or None,
        initial={
            "expected": case.version, "officers": in_charge, "number": numbers_for_step(case).get(step, ""),
        },
        officers=[(str(person.pk), f"{person.name} {person.certificate or _('no certificate')}") for person in people],
        open_conditions=[
            (held.condition.id, f"{held.condition.title}（{held.why}）") for held in basis if held.answer is None
        ],
        closings=[(entry.value, entry.label) for entry in law.codelist("case_closing").entries]
        if step == "closed" else (),
        has_number=step in _NUMBERED, two_officers=one.two_officers,
    )  # fmt: skip

    def do(given: dict[str, Any]) -> None:
        actions.do_step(
            case, step, by=acting, expected_version=given["expected"], day=given["day"],
            officers=people_named(given.get("officers", ()), case.organ, on=today), number=given.get("number", ""),
            words=given["words"], confirmed=given.get("confirmed", ()), closing=given.get("closing", ""),
        )  # fmt: skip

    return deed_page(
        request, form, title=one.title, button=_("Record"), do=do, done=_("«{step}» is recorded.").format(
            step=one.title
        ),
        words=" ".join(part for part in (_words(one, basis), _limit(case, one, today)) if part),
        back=reverse("web:case", args=[case.pk]), why_not=may_do.explain(acting, case, step),
    )  # fmt: skip


def _limit(case: Any, one: Any, today: date) -> str:
    """Say until when the step is to be done, from when on it may be, and what it rests on."""
    standing = course_of(case, on=today).step(one.id)
    said = [due_in_words(standing, today)]
    if standing.not_before is not None:
        said.append(_("not before {day}").format(day=standing.not_before.isoformat()))
    basis = "；".join(law_of(case).citations(one.cites))
    return f"{'，'.join(part for part in said if part)} {basis}".strip()


def _words(one: Any, basis: list[Any]) -> str:
    if basis:
        answers = {True: _("yes"), False: _("no"), None: _("unknown")}
        return "；".join(f"{held.condition.title}：{answers[held.answer]}" for held in basis)
    if one.two_officers and one.on_the_ground:
        return _("Two officers go there and show their certificates; what they find on the ground is recorded.")
    if one.two_officers:
        return _("Two officers take part and show their certificates.")
    if one.served:
        return _("The day is that on which the paper was served.")
    return ""
