"""A paper of a case is written on, drafted and issued."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.render.case_papers import write_paper
from tuban.rules.case_papers import FilledPaper, Template, filled, proposed
from tuban.values.errors import TubanError
from tuban.workflow import store
from tuban.workflow.audit.acting import action, note
from tuban.workflow.cases.actions.stepping import NoFieldFinding, StepUnfit, StepWaits, demand_turn
from tuban.workflow.cases.course import course_of
from tuban.workflow.cases.ground import grounds_of
from tuban.workflow.cases.law import law_of
from tuban.workflow.cases.locking import lock
from tuban.workflow.cases.models import Case, Draft, Paper
from tuban.workflow.cases.numbering import take_number
from tuban.workflow.cases.papers.record import FILING, record_of
from tuban.workflow.cases.papers.templates import template_of
from tuban.workflow.cases.papers.wording import day_in_words
from tuban.workflow.cases.policies import may_issue, may_write
from tuban.workflow.organisations.acting import Acting

SUFFIX = ".docx"
_LONGEST = 8000


class PaperIncomplete(TubanError):
    """«{paper}» cannot be issued: nobody has filled {missing}."""

    code = "cases.paper_incomplete"
    hint = "Complete the record of the case, or write the words on the page of the paper; a draft shows every gap."


@dataclass(frozen=True, slots=True)
class Prepared:
    """A paper as it would be issued now: filled, with what its writer said and what is proposed for the rest."""

    template: Template
    paper: FilledPaper
    asked: Mapping[str, str]
    draft: Draft | None


def prepare(case: Case, kind: str, *, day: date, number: str = "", is_draft: bool = True) -> Prepared:
    """Return a paper filled from the record of now; raises NoSuchPaper."""
    law = law_of(case)
    of = template_of(law, kind)
    record = record_of(course_of(case, on=timezone.localdate()), day=day)
    draft = Draft.objects.filter(case=case, kind=kind).first()
    asked = draft.asked if draft is not None else {
        name: text for name, text in proposed(of, record).items() if "______" not in text
    }  # fmt: skip
    shown = number or _number_kept(case, of)
    paper = filled(
        of, record, asked, law, number=shown, day=day_in_words(day), organ=case.organ.name, is_draft=is_draft
    )  # fmt: skip
    return Prepared(of, paper, asked, draft)


def _number_kept(case: Case, of: Template) -> str:
    """Return the number that a paper has already: that of the case, or of its last edition; else none."""
    if of.id == FILING:
        return case.number
    last = None if of.several else Paper.objects.filter(case=case, kind=of.id).first()
    return last.number if last is not None else ""


@action("cases.write_paper", policy=may_write, secrets=("asked",))
def write(case: Case, kind: str, *, by: Acting, asked: Mapping[str, str], seen: int) -> Draft:
    """Keep what the writer of a paper filled in. Raises NoSuchPaper, DraftChanged."""
    of = template_of(law_of(case), kind)
    Case.objects.select_for_update().get(pk=case.pk)
    draft = Draft.objects.filter(case=case, kind=kind).select_related("by").first()
    if draft is not None and draft.version != seen:
        raise DraftChanged(paper=of.title, person=draft.by.name)
    kept = {one.id: str(asked.get(one.id, "")).replace("\r\n", "\n").strip()[:_LONGEST] for one in of.asks}
    if draft is None:
        return Draft.objects.create(case=case, kind=kind, asked=kept, by=by.person)
    draft.asked, draft.by, draft.version = kept, by.person, draft.version + 1
    draft.save(update_fields=["asked", "by", "at", "version"])
    return draft


class DraftChanged(TubanError):
    """{person} wrote on «{paper}» meanwhile."""

    code = "cases.draft_changed_meanwhile"
    hint = "Load the page again; what you typed can be copied before that."


def draft_file(case: Case, kind: str, *, day: date) -> bytes:
    """Return a draft of a paper as a Word file, with its watermark and every gap marked; raises NoSuchPaper."""
    return write_paper(prepare(case, kind, day=day).paper, dated=day)


@action("cases.issue_paper", policy=may_issue)
def issue(case: Case, kind: str, *, by: Acting, expected_version: int, day: date) -> Paper:
    """Issue a paper: it takes its number, and is kept for good with its digest. A later edition keeps the number;
    where a case may have several of a kind, each is one of its own with the next number.

    Raises ChangedMeanwhile, NoSuchPaper, PaperIncomplete, StepWaits, StepUnfit, NoFieldFinding.
    """
    lock(case, expected_version)
    of = template_of(law_of(case), kind)
    _demand_lawful(case, of, day)
    missing = prepare(case, kind, day=day, is_draft=False).paper.missing
    if missing:
        raise PaperIncomplete(paper=of.title, missing="、".join(missing))
    number = _number_kept(case, of)
    if of.number and not number and kind != FILING:
        number = take_number(case.organ, kind, of.number, day=day)
    ready = prepare(case, kind, day=day, number=number, is_draft=False)
    content = write_paper(ready.paper, dated=day)
    last = Paper.objects.filter(case=case, kind=kind).first()
    made = Paper.objects.create(
        case=case, kind=kind, edition=(last.edition if last is not None else 0) + 1, number=number, title=of.title,
        day=day, checksum=store.keep_bytes(content, suffix=SUFFIX), size=len(content), fields=dict(ready.asked),
        lawbook=law_of(case).edition, by=by.person, post=by.post,
    )  # fmt: skip
    note(paper=of.title, number=number, digest=made.checksum)
    return made


def _demand_lawful(case: Case, of: Template, day: date) -> None:
    """A paper of a step is issued when that step may be done; one that penalises asks for a finding on the ground."""
    if day > timezone.localdate():
        raise PaperIncomplete(paper=of.title, missing=_("a day that has come"))
    if of.is_penal:
        for one in grounds_of(case):
            if not one.is_visited or not one.is_found:
                raise NoFieldFinding(patch=one.patch)
    course = course_of(case, on=timezone.localdate())
    if of.step and of.step not in course.done:
        demand_turn(course, course.step(of.step), day)
    if of.after and of.after not in course.done:
        raise StepWaits(
            step=of.title, why=_("{steps} must be done first").format(steps=course.step(of.after).step.title)
        )  # fmt: skip
    if of.before in course.done:
        done = course.step(of.before).step.title
        raise StepUnfit(step=of.title, why=_("«{step}» was done already").format(step=done))


def issued_file(paper: Paper) -> bytes:
    """Return a paper as it was issued; raises ContentLost where the store has lost it or holds something else."""
    path = store.found(paper.checksum, SUFFIX)
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != paper.checksum:
        raise store.ContentLost(checksum=paper.checksum)
    return content
