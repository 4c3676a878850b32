"""The papers, the penalty and the persons of a case, as its page shows them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.rules.case_papers import templates
from tuban.rules.penalties import ProposedItem
from tuban.web.cases.words import PROGRESS
from tuban.web.deeds import control
from tuban.workflow.cases.course import Course
from tuban.workflow.cases.ground import Ground
from tuban.workflow.cases.law import law_of, word
from tuban.workflow.cases.penalties import fine_due, fines_due, proposals_of, square_metres, together
from tuban.workflow.cases.persons_due import reply_due
from tuban.workflow.cases.policies import may_handle, may_keep_record, may_name_nobody, may_strike
from tuban.workflow.cases.queries import items_of, measures_of, papers_of
from tuban.workflow.cases.telling import progress_of
from tuban.workflow.organisations.acting import Acting


def papers_part(course: Course) -> list[dict[str, Any]]:
    """Return the papers of a case by their steps, with what was issued of each."""
    case = course.case
    issued: dict[str, list[Any]] = {}
    for paper in papers_of(case):
        issued.setdefault(paper.kind, []).append(paper)
    standing = {one.step.id: one for one in course.now}
    rows = []
    for name, one in templates(law_of(case)).items():
        own = issued.get(name, [])
        step = standing.get(one.step or one.after)
        waits = step is None or (step.behind if one.step else one.after not in course.done)
        is_near = name in issued or one.step in course.done or not waits
        rows.append({
            "name": name, "title": one.title, "code": one.code, "step": step.step.title if step else "",
            "issued": [
                {"row": paper, "url": reverse("web:case_paper_issued", args=[case.pk, paper.pk])} for paper in own
            ],
            "url": reverse("web:case_paper", args=[case.pk, name]), "is_near": is_near, "several": one.several,
        })  # fmt: skip
    return rows


def penalty_part(acting: Acting, course: Course, grounds: list[Ground]) -> dict[str, Any]:
    """Return the penalty: each patch with what is proposed, what is set, and what was performed."""
    case, law = course.case, law_of(course.case)
    items = items_of(case)
    is_decided, is_filed = "decided" in course.done, "filed" in course.done
    why_not = may_handle.explain(acting, case)
    if not why_not and not is_filed:
        why_not = _("The case is not filed yet.")
    if not why_not and is_decided:
        why_not = _("The case is decided: strike the decision first.")
    lines = []
    for line, proposed in proposals_of(case, grounds):
        own = [one for one in items if one.line_id == line.pk]
        set_names = {one.item for one in own}
        lines.append({
            "patch": line.patch,
            "items": [_item(acting, course, one, why_not) for one in own],
            "proposed": [
                _proposed(case, line, one, why_not, law) for one in proposed if one.item not in set_names
            ] if not is_decided else [],
            "others": [
                control(entry.label, reverse("web:case_item", args=[case.pk, line.pk, entry.value]), "", plain=True)
                for entry in law.codelist("penalty_item").entries
                if entry.value not in set_names and entry.value not in {one.item for one in proposed}
            ] if not why_not else [],
        })  # fmt: skip
    fines = [stands for _fine, stands in fines_due(course, items)]
    return {
        "lines": lines, "is_decided": is_decided, "has_items": bool(items),
        "fines": together(fines) if len(fines) > 1 else None,
    }  # fmt: skip


def _proposed(case: Any, line: Any, one: ProposedItem, why_not: str, law: Any) -> dict[str, Any]:
    return {
        "title": one.title, "land": square_metres(one),
        "basis": word(law, "area_basis", one.basis) if one.basis else "", "range": one.range,
        "set": control(_("Set"), reverse("web:case_item", args=[case.pk, line.pk, one.item]), why_not,
                       about=f"{one.title} {line.patch}"),
    }  # fmt: skip


def _item(acting: Acting, course: Course, one: Any, why_not: str) -> dict[str, Any]:
    case, law = course.case, law_of(course.case)
    title = word(law, "penalty_item", one.item)
    why_not_kept = may_keep_record.explain(acting, case)
    about = f"{title} {one.line.patch}"
    return {
        "row": one, "title": title, "progress": progress_of(one), "progress_word": PROGRESS[progress_of(one)],
        "basis": word(law, "area_basis", one.basis) if one.basis else "",
        "due": fine_due(course, one) if one.item == "fine" else None,
        "done": [
            {
                "row": done,
                "strike": control(_("Strike"), reverse("web:case_performed_strike", args=[case.pk, done.pk]),
                                  why_not_kept, plain=True, about=about),
            }
            for done in one.performances.all()
        ],
        "change": None if "decided" in course.done else control(
            _("Change"), reverse("web:case_item", args=[case.pk, one.line_id, one.item]), why_not, plain=True,
            about=about,
        ),
        "off": None if "decided" in course.done else control(
            _("Take off"), reverse("web:case_item_off", args=[case.pk, one.pk]), why_not, plain=True, about=about
        ),
        "perform": control(_("Performed"), reverse("web:case_perform", args=[case.pk, one.pk]), why_not_kept,
                           about=about) if "decided" in course.done else None,
    }  # fmt: skip


def persons_part(acting: Acting, course: Course, grounds: list[Ground]) -> dict[str, Any]:
    """Return the measures against persons with their replies, and what the lawbook proposes."""
    case, law = course.case, law_of(course.case)
    why_not = may_keep_record.explain(acting, case)
    if not why_not and case.standing == case.Standing.LEAD:
        why_not = _("The case is not filed yet.")
    proposed: dict[str, None] = {}
    for one in grounds:
        held = one.facts["persons_measures"]
        proposed |= dict.fromkeys(held if isinstance(held, tuple) else ())
    today = timezone.localdate()
    rows = []
    for measure in measures_of(case):
        last = reply_due(measure, law, case.area_code[:6])
        rows.append({
            "row": measure, "kind": word(law, "persons_measure", measure.kind),
            "outcome": word(law, "person_outcome", measure.outcome) if measure.outcome else "", "due": last,
            "is_late": measure.replied_on is None and last is not None and last < today,
            "reply": control(_("Reply"), reverse("web:case_reply", args=[case.pk, measure.pk]), why_not, plain=True,
                             about=measure.name),
        })  # fmt: skip
    return {
        "rows": rows, "proposed": [word(law, "persons_measure", one) for one in proposed],
        "nobody": None if course.nobody is None else {
            "row": course.nobody, "because": word(law, "persons_none", course.nobody.details.get("because", "")),
            "strike": control(_("Strike"), reverse("web:case_strike", args=[case.pk, course.nobody.pk]),
                              may_strike.explain(acting, case), plain=True, about=_("Nobody is to be disciplined")),
        },
        "crime": any(one.facts["crime_threshold"] == "reached" for one in grounds),
        "add": [
            control(entry.label, reverse("web:case_measure", args=[case.pk, entry.value]), why_not)
            for entry in law.codelist("persons_measure").entries
        ] + ([
            control(_("Nobody is to be disciplined"), reverse("web:case_nobody", args=[case.pk]),
                    may_name_nobody.explain(acting, case), plain=True)
        ] if not rows and course.nobody is None else []),
    }  # fmt: skip
