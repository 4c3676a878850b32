"""The page of a case: what comes next, its course, what is known, its papers, its penalty, its persons, its journal."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuban.rules.procedures import Stand, Standing
from tuban.web.acting import by
from tuban.web.cases.found import case_or_404
from tuban.web.cases.parts import papers_part, penalty_part, persons_part
from tuban.web.cases.words import ANSWERS, MARKS, WHERE_WANTED, due_in_words
from tuban.web.deeds import control
from tuban.web.rail import on_rail
from tuban.web.tabs import case_tabs
from tuban.workflow.cases.course import DEMOLITION, PERSONS, Course, course_of
from tuban.workflow.cases.differing import STANDS
from tuban.workflow.cases.filing import filing_basis, offender_of
from tuban.workflow.cases.ground import Ground, grounds_of, summed
from tuban.workflow.cases.law import law_of, procedure, word
from tuban.workflow.cases.policies import may_decide, may_do, may_handle, may_strike, may_take_over
from tuban.workflow.cases.proposing import proposals
from tuban.workflow.cases.queries import journal_of, note_read
from tuban.workflow.cases.ways import against_ways_of_case
from tuban.workflow.organisations.acting import Acting


@on_rail("cases")
@require_safe
def page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a case."""
    acting, case = by(request), case_or_404(request, key)
    note_read(acting, case)
    today = timezone.localdate()
    course, grounds = course_of(case, on=today), grounds_of(case)
    questions = _questions(acting, course, grounds)
    steps = [_step(acting, course, one, today, questions) for one in course.now]
    context = {
        "tabs": case_tabs("cases"), "case": case, "course": course, "steps": steps,
        "next": next((one for one in steps if course.next is not None and one["row"] is course.next), None),
        "facts": _facts(course, grounds),
        "patches": [_patch(one) for one in grounds], "basis": _basis(course, grounds),
        "questions": questions.values(), "suspensions": _suspensions(acting, course),
        "papers": papers_part(course), "penalty": penalty_part(acting, course, grounds),
        "against": against_ways_of_case(course),
        "persons": persons_part(acting, course, grounds), "journal": _journal(course),
        "controls": _controls(acting, course), "offender": _offender(course, grounds),
        "suspend": control(_("Suspend the limit"), reverse("web:case_suspend", args=[case.pk]),
                           _why_not_suspend(acting, course), plain=True),
        "add_patch": control(_("Take a patch in"), reverse("web:case_add_patch", args=[case.pk]),
                             may_handle.explain(acting, case), plain=True, icon="plus"),
    }  # fmt: skip
    return render(request, "web/cases/page.html", context)


def _controls(acting: Acting, course: Course) -> list[dict[str, Any]]:
    case = course.case
    found = [
        control(_("Complete the case"), reverse("web:case_correct", args=[case.pk]), may_handle.explain(acting, case),
                icon="pencil"),
    ]  # fmt: skip
    if case.standing == case.Standing.LEAD:
        found.append(
            control(_("Do not file"), reverse("web:case_not_filed", args=[case.pk]), may_decide.explain(acting, case))
        )
    if case.standing == case.Standing.FILED and "decided" not in course.done:
        found.append(
            control(_("Close without a decision"), reverse("web:case_step", args=[case.pk, "closed"]),
                    may_do.explain(acting, case, "closed"))
        )  # fmt: skip
    if case.reported_up_on is None:
        found.append(
            control(_("Reported upward"), reverse("web:case_report_upward", args=[case.pk]),
                    may_handle.explain(acting, case))
        )  # fmt: skip
    if may_take_over.allows(acting, case):
        found.append(control(_("Take the case over"), reverse("web:case_take_over", args=[case.pk]), ""))
    return found


def _step(acting: Acting, course: Course, one: Standing, today: date, questions: dict[str, Any]) -> dict[str, Any]:
    case, step = course.case, one.step
    entry = course.done.get(step.id)
    titles = {held.step.id: held.step.title for held in course.now}
    is_to_do = one.stand in (Stand.OPEN, Stand.LATE) and not course.is_over
    do = None
    if entry is None and is_to_do and not one.behind:
        why_not = may_do.explain(acting, case, step.id)
        if not why_not and one.not_before is not None and today < one.not_before:
            why_not = _("not before {day}").format(day=one.not_before.isoformat())
        do = control(_("Record"), reverse("web:case_step", args=[case.pk, step.id]), why_not, about=step.title)
    extend = None
    if step.extension and entry is None and one.due is not None and step.id not in course.run.extended:
        extend = control(_("Extend"), reverse("web:case_extend", args=[case.pk, step.id]),
                         may_decide.explain(acting, case), plain=True, about=step.title)  # fmt: skip
    asked = questions.get(step.needed_if) if is_to_do else None
    return {
        "row": one, "entry": entry, "stand": one.stand.value, "mark": MARKS[one.stand],
        "word": WHERE_WANTED if step.optional and one.stand is Stand.OPEN else STANDS[one.stand],
        "asked": asked if asked is not None and asked["entry"] is None else None,
        "due": due_in_words(one, today), "do": do, "extend": extend,
        "behind": "、".join(titles[other] for other in one.behind),
        "not_before": one.not_before if entry is None else None,
        "cites": law_of(case).citations(step.cites), "is_extended": step.id in course.run.extended,
        "strike": control(_("Strike"), reverse("web:case_strike", args=[case.pk, entry.pk]),
                          may_strike.explain(acting, case), plain=True, about=step.title)
        if entry is not None and step.id != "lead" else None,
    }  # fmt: skip


def _facts(course: Course, grounds: list[Ground]) -> list[dict[str, Any]]:
    case, law = course.case, law_of(course.case)
    nobody = _("nobody has said so yet")
    rows = [
        (_("Source"), f"{word(law, 'case_source', case.source)} {case.source_reference}".strip()),
        (_("Organ"), case.organ.name), (_("Place of the act"), case.place),
        (_("Day of the act"), case.act_on.isoformat() if case.act_on else ""),
        (_("Officers in charge"), "、".join(one.name for one in case.officers.all())),
    ]  # fmt: skip
    if grounds:
        area, cultivated = summed(grounds, "counted_area"), summed(grounds, "counted_cultivated_area")
        rows += [
            (_("Area of the land"), f"{area.mu} {_('mu')}" if area is not None else ""),
            (_("Cultivated land of it"), f"{cultivated.mu} {_('mu')}" if cultivated is not None else ""),
        ]
    facts = [{"name": str(name), "value": value, "unknown": "" if value else nobody} for name, value in rows]
    if case.taken_from is not None:
        facts.append({"name": _("Taken over from"), "value": case.taken_from.name})
    if case.reported_up_on is not None:
        facts.append({"name": _("Reported upward on"), "value": case.reported_up_on.isoformat()})
    if case.closing:
        facts.append({"name": _("Closed because"), "value": word(law, "case_closing", case.closing)})
    if case.not_filed:
        facts.append({"name": _("Not filed because"), "value": word(law, "case_not_filed", case.not_filed)})
    return facts


def _offender(course: Course, grounds: list[Ground]) -> list[dict[str, Any]]:
    case, law = course.case, law_of(course.case)
    told = case.offender
    name = offender_of(case, grounds)
    rows = [(_("Offender"), name, _("nobody has said yet who did it"))]
    if case.offender_kind:
        rows.append((_("Kind of offender"), word(law, "user_kind", case.offender_kind), ""))
    rows += [
        (title, told.get(key, ""), "")
        for key, title in (
            ("representative", _("Legal representative or head")), ("document", _("Licence or identity number")),
            ("address", _("Address")), ("telephone", _("Telephone")),
        )
        if told.get(key)
    ]  # fmt: skip
    return [{"name": title, "value": value, "unknown": "" if value else why} for title, value, why in rows]


def _patch(one: Ground) -> dict[str, Any]:
    area = one.area("counted_area")
    return {
        "row": one.patch, "line": one.line, "url": reverse("web:patch", args=[one.patch.uuid]),
        "area": area.mu if area is not None else None, "is_found": one.is_found, "is_visited": one.is_visited,
    }  # fmt: skip


def _basis(course: Course, grounds: list[Ground]) -> dict[str, Any]:
    """Return the conditions of filing: as they were answered when it was filed, else as the record answers them now."""
    filed = course.done.get("filed")
    if filed is not None and filed.details.get("conditions"):
        rows = [
            {"title": one["title"], "answer": one["answer"], "word": ANSWERS[one["answer"]], "why": one["why"]}
            for one in filed.details["conditions"]
        ]
        return {"rows": rows, "as_of": filed.day}
    return {
        "rows": [
            {"title": one.condition.title, "answer": one.word, "word": ANSWERS[one.word], "why": one.why}
            for one in filing_basis(course.case, on=course.on, grounds=grounds)
        ],
        "as_of": None,
    }


def _questions(acting: Acting, course: Course, grounds: list[Ground]) -> dict[str, dict[str, Any]]:
    """Return the questions on which steps depend, by their names."""
    case = course.case
    proposed = proposals(course, grounds)
    why_not = may_handle.explain(acting, case)
    found = {}
    for name, asked in procedure(law_of(case)).questions.items():
        one, entry = proposed[name], course.answers.get(name)
        word_now = "unknown" if one.answer is None else "yes" if one.answer else "no"
        found[name] = {
            "title": asked.title, "proposed": ANSWERS[word_now], "why": one.why, "entry": entry,
            "answer": ANSWERS[entry.value] if entry is not None else "",
            "control": None if name == DEMOLITION else control(
                _("Answer the question"), reverse("web:case_answer", args=[case.pk, name]), why_not, plain=True,
                about=asked.title,
            ),
        }  # fmt: skip
    return found


def _suspensions(acting: Acting, course: Course) -> list[dict[str, Any]]:
    titles = procedure(law_of(course.case)).suspensions
    return [
        {
            "row": one, "title": titles[one.about].title,
            "end": None if one.until else control(
                _("End the suspension"), reverse("web:case_end_suspension", args=[course.case.pk, one.pk]),
                may_handle.explain(acting, course.case), plain=True,
            ),
        }
        for one in course.entries if one.kind == "suspend"
    ]  # fmt: skip


def _why_not_suspend(acting: Acting, course: Course) -> str:
    if "filed" not in course.done or "decided" in course.done:
        return _("A limit is suspended between filing and decision.")
    return may_handle.explain(acting, course.case)


def _journal(course: Course) -> list[dict[str, Any]]:
    run = procedure(law_of(course.case))
    titles = {
        **{("answer", name): one.title for name, one in run.questions.items()},
        **{("suspend", name): one.title for name, one in run.suspensions.items()},
        ("answer", PERSONS): _("Persons to be disciplined"),
        **{(kind, name): one.title for name, one in run.steps.items() for kind in ("done", "extend")},
    }

    def title(one: Any) -> str:
        held = one.strikes or one
        return str(titles.get((held.kind, held.about), held.about))

    return [
        {"row": one, "title": title(one), "value": ANSWERS.get(one.value, ""),
         "is_struck": hasattr(one, "struck_by"), "struck": one.strikes}
        for one in journal_of(course.case)
    ]  # fmt: skip
