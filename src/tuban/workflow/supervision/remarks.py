"""What those who supervise write down: their checklist, the materials, the minutes, and corrections to their end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate
from tuban.workflow.supervision.law import supervision_law
from tuban.workflow.supervision.models import Correction, Drawn, Meeting, Remark, Supervision
from tuban.workflow.supervision.policies import may_answer, may_follow, may_note_drawn, may_supervise
from tuban.workflow.supervision.telling import tell_correction
from tuban.workflow.supervision.words import Agreement, Answer, CorrectionState, Presence


class RemarkUnfit(TubanError):
    """This cannot be written down so: {why}."""

    code = "supervision.remark_unfit"
    hint = "Look at the field again; nothing typed is lost."


@action("supervision.answer_item", policy=may_supervise)
def answer_item(
    supervision: Supervision, *, by: Acting, item: str, answer: str, words: str, patches: Iterable[str] = ()
) -> Remark:
    """Say what was found of an item of the checklist; ``patches`` are numbers. Raises RemarkUnfit."""
    if item not in supervision_law().items or answer not in Answer.values:
        raise RemarkUnfit(why=_("it is no item, or no answer"))
    if answer != Answer.YES and not words.strip():
        raise RemarkUnfit(why=_("an answer other than yes needs words"))
    named = named_patches(supervision, patches)
    remark = _remark(supervision, by, item, {"answer": answer, "words": words.strip()}, is_material=False)
    remark.patches.set(named)
    note(item=item, answer=answer)
    return remark


@action("supervision.note_material", policy=may_supervise)
def note_material(supervision: Supervision, *, by: Acting, item: str, answer: str, words: str) -> Remark:
    """Say whether a material was prepared. Raises RemarkUnfit."""
    if item not in {one.id for one in supervision_law().materials} or answer not in Presence.values:
        raise RemarkUnfit(why=_("it is no material, or no answer"))
    if answer == Presence.PARTLY and not words.strip():
        raise RemarkUnfit(why=_("say what is incomplete"))
    note(item=item, answer=answer)
    return _remark(supervision, by, item, {"answer": answer, "words": words.strip()}, is_material=True)


def _remark(supervision: Supervision, by: Acting, item: str, given: dict[str, str], *, is_material: bool) -> Remark:
    found, _made = Remark.objects.update_or_create(
        supervision=supervision, item=item, is_material=is_material,
        defaults={**given, "by": by.person, "at": timezone.now()},
    )  # fmt: skip
    return found


@action("supervision.compare", policy=may_note_drawn)
def compare(drawn: Drawn, *, by: Acting, item: str, answer: str, words: str) -> Drawn:
    """Say whether a document says of a drawn patch what the unit found. Raises RemarkUnfit."""
    if item not in {one.id for one in supervision_law().compared} or answer not in Agreement.values:
        raise RemarkUnfit(why=_("there is no such document, or no answer"))
    if answer == Agreement.DIFFERS and not words.strip():
        raise RemarkUnfit(why=_("say what differs"))
    told = _told(by, answer, words)
    drawn.compared = {**drawn.compared, item: told}
    drawn.save(update_fields=["compared"])
    return drawn


@action("supervision.minute", policy=may_supervise)
def minute(
    supervision: Supervision, *, by: Acting, kind: str, held_on: date, place: str, present: str, minutes: str
) -> Meeting:
    """Keep the minutes of a hearing or of an exchange of opinions. Raises RemarkUnfit."""
    if kind not in supervision_law().meetings:
        raise RemarkUnfit(why=_("there is no such meeting"))
    if held_on > timezone.localdate():
        raise RemarkUnfit(why=_("the day lies in the future"))
    return Meeting.objects.create(
        supervision=supervision, kind=kind, held_on=held_on, place=place, present=present, minutes=minutes, by=by.person
    )  # fmt: skip


@action("supervision.demand_correction", policy=may_supervise)
def demand_correction(
    supervision: Supervision, *, by: Acting, demand: str, due_on: date, patches: Iterable[str] = ()
) -> Correction:
    """Demand a correction until a day. Raises RemarkUnfit."""
    if not demand.strip() or due_on < timezone.localdate():
        raise RemarkUnfit(why=_("the demand is empty, or its day is over"))
    named = named_patches(supervision, patches)
    correction = Correction.objects.create(
        supervision=supervision, number=supervision.corrections.count() + 1, demand=demand.strip(), due_on=due_on,
        by=by.person, post=by.post, told=[_told(by, CorrectionState.ASKED, demand)],
    )  # fmt: skip
    correction.patches.set(named)
    tell_correction(correction, "asked")
    return correction


@action("supervision.answer_correction", policy=may_answer)
def answer_correction(correction: Correction, *, by: Acting, words: str) -> Correction:
    """Say what the county did about a correction. Raises RemarkUnfit."""
    if correction.state != CorrectionState.ASKED:
        raise RemarkUnfit(why=_("it is answered already"))
    return _step(correction, by, CorrectionState.ANSWERED, words)


@action("supervision.accept_correction", policy=may_follow)
def accept_correction(correction: Correction, *, by: Acting, words: str) -> Correction:
    """Say that a correction is done, and how that was seen. Raises RemarkUnfit."""
    if correction.state != CorrectionState.ANSWERED:
        raise RemarkUnfit(why=_("the county has not answered it"))
    correction.done_on = timezone.localdate()
    return _step(correction, by, CorrectionState.DONE, words)


@action("supervision.return_correction", policy=may_follow)
def return_correction(correction: Correction, *, by: Acting, words: str) -> Correction:
    """Give a correction back to the county with what is still lacking. Raises RemarkUnfit."""
    if correction.state != CorrectionState.ANSWERED:
        raise RemarkUnfit(why=_("the county has not answered it"))
    return _step(correction, by, CorrectionState.ASKED, words)


def _step(correction: Correction, by: Acting, state: str, words: str) -> Correction:
    if not words.strip():
        raise RemarkUnfit(why=_("words are missing"))
    correction.state = state
    correction.told = [*correction.told, _told(by, state, words)]
    correction.save()
    tell_correction(correction, str(len(correction.told)))
    return correction


def _told(by: Acting, state: str, words: str) -> dict[str, str]:
    now = timezone.localtime()
    return {
        "state": str(state), "words": words.strip(), "by": by.person_name, "post": by.post_title,
        "at": now.isoformat(timespec="minutes"),
    }  # fmt: skip


def named_patches(supervision: Supervision, numbers: Iterable[str]) -> list[Patch]:
    """Return the patches of a campaign that are named by number, and part after a hyphen. Raises RemarkUnfit."""
    found = []
    for told in dict.fromkeys(one.strip() for one in numbers if one.strip()):
        number, _hyphen, part = told.partition("-")
        rows = Patch.objects.filter(campaign=supervision.campaign, fate=Fate.ACTIVE, number=number)
        own = list(rows.filter(part_number=part) if part else rows)
        if not own:
            raise RemarkUnfit(why=_("there is no patch {number}").format(number=told))
        found += own
    return found
