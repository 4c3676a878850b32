"""Persons: discipline is proposed, a suspected crime is transferred, and the reply is recorded."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.cases.course import PERSONS
from tuban.workflow.cases.ground import grounds_of
from tuban.workflow.cases.law import law_of, word
from tuban.workflow.cases.locking import lock
from tuban.workflow.cases.models import Case, Entry, Measure
from tuban.workflow.cases.policies import may_keep_record, may_name_nobody
from tuban.workflow.cases.telling import tell
from tuban.workflow.organisations.acting import Acting


class MeasureUnfit(TubanError):
    """The measure cannot be kept like this: {why}."""

    code = "cases.measure_unfit"
    hint = "Put it right and send it again."


@action("cases.propose_measure", policy=may_keep_record, secrets=("name",))
def propose_measure(
    case: Case, *, by: Acting, expected_version: int, kind: str, name: str, position: str, organ: str, number: str,
    sent_on: date, words: str,
) -> Measure:  # fmt: skip
    """Record a proposal of discipline, or a transfer for a suspected crime. Raises ChangedMeanwhile, MeasureUnfit."""
    lock(case, expected_version)
    if kind not in law_of(case).codelist("persons_measure"):
        raise MeasureUnfit(why=_("“{kind}” is no measure against persons").format(kind=kind))
    if case.standing == Case.Standing.LEAD:
        raise MeasureUnfit(why=_("the case is not filed yet"))
    if not name.strip() or not organ.strip():
        raise MeasureUnfit(why=_("the name and the receiving organ are missing"))
    if sent_on > timezone.localdate():
        raise MeasureUnfit(why=_("{day} is yet to come").format(day=sent_on.isoformat()))
    made = Measure.objects.create(
        case=case, kind=kind, name=name.strip(), position=position.strip(), organ=organ.strip(), number=number.strip(),
        sent_on=sent_on, words=words.strip(), by=by.person,
    )  # fmt: skip
    note(organ=made.organ)
    tell(case, by=by)
    return made


@action("cases.name_nobody", policy=may_name_nobody)
def name_nobody(case: Case, *, by: Acting, expected_version: int, because: str, reason: str) -> Entry:
    """Say that a case has nobody to be disciplined or transferred, for a coded reason said in words too: its persons
    are settled by that until the line is struck. Raises ChangedMeanwhile, MeasureUnfit."""
    lock(case, expected_version)
    law = law_of(case)
    if case.standing in (Case.Standing.LEAD, Case.Standing.NOT_FILED):
        raise MeasureUnfit(why=_("the case is not filed yet"))
    if Measure.objects.filter(case=case).exists():
        raise MeasureUnfit(why=_("something was proposed against persons already: record the replies"))
    if any(one.facts["crime_threshold"] == "reached" for one in grounds_of(case)):
        raise MeasureUnfit(why=_("the areas reach a quantity at which a crime is suspected: the case is transferred"))
    if because not in law.codelist("persons_none") or not reason.strip():
        raise MeasureUnfit(why=_("say for which coded reason nobody is named, and in words too"))
    made = Entry.objects.create(
        case=case, kind=Entry.Kind.ANSWER, about=PERSONS, day=timezone.localdate(), value="no", words=reason.strip(),
        details={"because": because}, by=by.person, post=by.post,
    )  # fmt: skip
    note(because=word(law, "persons_none", because))
    tell(case, by=by)
    return made


@action("cases.record_reply", policy=may_keep_record, secrets=("reply",))
def record_reply(
    case: Case, *, by: Acting, expected_version: int, measure: Measure, replied_on: date, outcome: str, reply: str
) -> Measure:
    """Record what the receiving organ replied. Raises ChangedMeanwhile, MeasureUnfit."""
    lock(case, expected_version)
    if measure.case_id != case.pk:
        raise MeasureUnfit(why=_("the measure is not of this case"))
    if outcome not in law_of(case).codelist("person_outcome"):
        raise MeasureUnfit(why=_("choose what became of it"))
    if not measure.sent_on <= replied_on <= timezone.localdate():
        raise MeasureUnfit(why=_("the reply comes after it was sent, and not in days to come"))
    measure.replied_on, measure.outcome, measure.reply = replied_on, outcome, reply.strip()
    measure.version += 1
    measure.save(update_fields=["replied_on", "outcome", "reply", "version"])
    tell(case, by=by)
    return measure
