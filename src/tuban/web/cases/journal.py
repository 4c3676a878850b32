"""Questions answered, limits suspended and extended, lines of the journal struck."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.web.acting import by
from tuban.web.cases.forms import AnswerForm, ReasonForm, SuspendForm, UntilForm
from tuban.web.cases.found import case_or_404, or_404, or_missing
from tuban.web.cases.words import ANSWERS
from tuban.web.deeds import deed_page, saved
from tuban.web.rail import on_rail
from tuban.workflow.cases import actions
from tuban.workflow.cases.course import course_of
from tuban.workflow.cases.ground import grounds_of
from tuban.workflow.cases.law import law_of, procedure, step_of
from tuban.workflow.cases.policies import may_decide, may_handle, may_strike
from tuban.workflow.cases.proposing import proposals
from tuban.workflow.cases.queries import entry_of


@on_rail("cases")
def answer(request: HttpRequest, key: UUID, question: str) -> HttpResponse:
    """Answer a question on which steps depend."""
    acting, case = by(request), case_or_404(request, key)
    asked = procedure(law_of(case)).questions.get(question)
    if asked is None:
        raise Http404
    course = course_of(case, on=timezone.localdate())
    proposed = proposals(course, grounds_of(case))[question]
    word = "unknown" if proposed.answer is None else "yes" if proposed.answer else "no"
    now = course.answers.get(question)
    form = AnswerForm(
        request.POST or None, answers=ANSWERS.items(),
        initial={"expected": case.version, "value": now.value if now is not None else word,
                 "reason": now.words if now is not None else proposed.why},
    )  # fmt: skip
    return deed_page(
        request, form, title=asked.title, button=_("Answer the question"), done=saved(),
        words=_("The facts propose: {answer}. {why}").format(answer=ANSWERS[word], why=proposed.why),
        do=lambda given: actions.answer(
            case, by=acting, expected_version=given["expected"], question=question, value=given["value"],
            reason=given["reason"],
        ),
        back=reverse("web:case", args=[case.pk]), why_not=may_handle.explain(acting, case),
    )  # fmt: skip


@on_rail("cases")
def suspend(request: HttpRequest, key: UUID) -> HttpResponse:
    """Write days that do not count for the decision."""
    acting, case = by(request), case_or_404(request, key)
    grounds = [(one.id, one.title) for one in procedure(law_of(case)).suspensions.values()]
    form = SuspendForm(request.POST or None, initial={"expected": case.version}, grounds=grounds)
    return deed_page(
        request, form, title=_("Suspend the limit of the decision"), button=_("Suspend the limit"), done=saved(),
        do=lambda given: actions.suspend(
            case, by=acting, expected_version=given["expected"], because=given["because"], since=given["since"],
            until=given["until"], reason=given["reason"],
        ),
        back=reverse("web:case", args=[case.pk]), why_not=may_handle.explain(acting, case),
    )  # fmt: skip


@on_rail("cases")
def end_suspension(request: HttpRequest, key: UUID, line: UUID) -> HttpResponse:
    """End a suspension that lasts."""
    acting, case = by(request), case_or_404(request, key)
    entry = or_404(lambda: entry_of(case, line))
    form = UntilForm(request.POST or None, initial={"expected": case.version})
    return deed_page(
        request, form, title=_("End the suspension"), done=saved(),
        do=lambda given: actions.end_suspension(
            case, by=acting, expected_version=given["expected"], entry=entry, until=given["until"]
        ),
        back=reverse("web:case", args=[case.pk]), why_not=may_handle.explain(acting, case),
    )  # fmt: skip


@on_rail("cases")
def extend(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    """Grant the one extension of a limit."""
    acting, case = by(request), case_or_404(request, key)
    one = or_missing(lambda: step_of(case, step))
    form = ReasonForm(request.POST or None, initial={"expected": case.version})
    return deed_page(
        request, form, title=_("Extend the limit of «{step}»").format(step=one.title), button=_("Extend"),
        done=_("The limit is extended."),
        do=lambda given: actions.extend(
            case, by=acting, expected_version=given["expected"], step=step, reason=given["reason"]
        ),
        back=reverse("web:case", args=[case.pk]), why_not=may_decide.explain(acting, case),
    )  # fmt: skip


@on_rail("cases")
def strike(request: HttpRequest, key: UUID, line: UUID) -> HttpResponse:
    """Strike a line of the journal."""
    acting, case = by(request), case_or_404(request, key)
    entry = or_404(lambda: entry_of(case, line))
    form = ReasonForm(request.POST or None, initial={"expected": case.version})
    return deed_page(
        request, form, title=_("Strike a line of the journal"), button=_("Strike"), done=_("The line is struck."),
        words=_("The line stays readable, with the reason; it counts no more, and can be recorded anew."),
        do=lambda given: actions.strike(
            case, by=acting, expected_version=given["expected"], entry=entry, reason=given["reason"]
        ),
        back=reverse("web:case", args=[case.pk]), why_not=may_strike.explain(acting, case),
    )  # fmt: skip
