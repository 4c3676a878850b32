"""A patch is sent back to the hands it came from, and what came back is answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.contrib.gis.geos import Point
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, hold, note
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Person
from tuban.workflow.patches.meanwhile import lock
from tuban.workflow.patches.models import Patch
from tuban.workflow.review.models import Consultation, Opinion, Return
from tuban.workflow.review.returns.policies import may_answer_return, may_send_back
from tuban.workflow.review.returns.queries import OPINION, hands_of


class ReturnUnfit(TubanError):
    """It cannot be sent back like this: {why}."""

    code = "review.return_unfit"
    hint = "Choose to whom, why, and until when."


@action("review.send_back", policy=may_send_back, secrets=("pin",))
def send_back(
    patch: Patch, *, by: Acting, expected_version: int, what: str, to: Person, reasons: Sequence[str], text: str = "",
    pin: tuple[float, float] | None = None, due_on: date | None = None,
) -> Return:  # fmt: skip
    """Send a patch back to somebody who did something to it. ``pin`` is a place in degrees that the reasons speak of.

    A department whose opinion comes back is asked anew. Raises ChangedMeanwhile, ReturnUnfit.
    """
    lock(patch, expected_version)
    known = rulebook_of(patch.campaign).codelist("return_reason")
    if not reasons or any(one not in known for one in reasons):
        raise ReturnUnfit(why=_("it needs at least one of the coded reasons"))
    hand = next((one for one in hands_of(patch, by=by) if one.what == what and one.person.pk == to.pk), None)
    if hand is None:
        raise ReturnUnfit(why=_("{person} did nothing of the kind to this patch").format(person=to))
    if due_on is not None and due_on < timezone.localdate():
        raise ReturnUnfit(why=_("the day until which it is due has passed"))
    if pin is not None and not (-180 <= pin[0] <= 180 and -90 <= pin[1] <= 90):
        raise ReturnUnfit(why=_("the pin lies nowhere"))
    made = Return.objects.create(
        patch=patch, to_person=to, to_unit=hand.unit, what=what, reasons=list(reasons), text=text.strip(),
        pin=Point(*pin, srid=4490) if pin is not None else None, by=by.person, post=by.post, due_on=due_on,
    )  # fmt: skip
    if what == OPINION:
        _ask_anew(patch, to, by, due_on)
    patch.version += 1
    patch.save(update_fields=["version", "changed_at"])
    note(return_id=str(made.pk), to=str(to))
    return made


def _ask_anew(patch: Patch, to: Person, by: Acting, due_on: date | None) -> None:
    said = Opinion.objects.filter(patch=patch, by=to, is_current=True).first()
    if said is None or patch.consultations.filter(duty=said.duty, answered_at=None, withdrawn_at=None).exists():
        return
    Consultation.objects.create(patch=patch, duty=said.duty, asked_by=by.person, due_on=due_on or timezone.localdate())


@action("review.answer_return", policy=may_answer_return, lock=hold)
def answer_return(row: Return, *, by: Acting, answer: str) -> Return:
    """Answer what came back. Raises ReturnUnfit."""
    if not answer.strip():
        raise ReturnUnfit(why=_("the answer says nothing"))
    row.answer, row.answered_at, row.answered_by = answer.strip(), timezone.now(), by.person
    row.save(update_fields=["answer", "answered_at", "answered_by"])
    return row
