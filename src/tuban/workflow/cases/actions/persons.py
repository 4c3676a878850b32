"""Persons: discipline is proposed, a suspected crime is transferred, and the reply is recorded."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.cases.law import law_of
from tuban.workflow.cases.locking import lock
from tuban.workflow.cases.models import Case, Measure
from tuban.workflow.cases.policies import may_keep_record
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
