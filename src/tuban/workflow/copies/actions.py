"""What people do with copies: confirm what is covered on a public one."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tuban.kernel.formats.children import MIB, Limits, Task
from tuban.kernel.formats.standing import readers_here
from tuban.values.errors import TubanError
from tuban.workflow import store
from tuban.workflow.audit.acting import action, note, subject_of
from tuban.workflow.audit.recording import record
from tuban.workflow.copies.choices import choices_here
from tuban.workflow.copies.models import PublicCopy
from tuban.workflow.copies.policies import may_confirm_copy
from tuban.workflow.copies.small import DRAWN
from tuban.workflow.evidence.models import Attachment, Exhibit
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch

SUFFIX = ".jpg"
LEAST_PX, MOST_PLACES = 4, 200
_COVER = "tuban.workflow.copies.drawing:cover"
_LIMITS = Limits(memory=1536 * MIB, seconds=90.0, written=256 * MIB)

Place = tuple[int, int, int, int]


class NothingSaid(TubanError):
    """Neither a place to cover was drawn, nor was it said that there is nothing to cover."""

    code = "copies.nothing_said"
    hint = "Draw a rectangle over every face and every number plate, or say that there is nothing to cover."


class BothSaid(TubanError):
    """Places are drawn, and yet it was said that there is nothing to cover."""

    code = "copies.both_said"
    hint = "Delete the rectangles, or confirm them."


class PlaceUnfit(TubanError):
    """The rectangle {number} does not lie in the picture, or is smaller than {least} pixels."""

    code = "copies.place_unfit"
    hint = "Draw it again inside the picture; load the page again if it does not show what you drew."


class TooManyPlaces(TubanError):
    """{count} rectangles are more than the {most} that one picture may have."""

    code = "copies.too_many_places"
    hint = "Cover places that lie side by side with one rectangle."


class CannotBeDrawn(TubanError):
    """A public copy of «{name}» cannot be drawn here: {why}."""

    code = "copies.cannot_be_drawn"
    hint = "Save the photo as JPEG on your own machine and add it as evidence too; make the public copy of that one."


class ChangedMeanwhile(TubanError):
    """{person} confirmed a public copy of this photo meanwhile, at {at}."""

    code = "copies.changed_meanwhile"
    hint = "Look at that one first; confirm again if something is missing on it."


def confirm(
    patch: Patch, attachment: Attachment, *, by: Acting, places: Sequence[Place], is_clear: bool, size: tuple[int, int],
    seen: int,
) -> PublicCopy:  # fmt: skip
    """Make a public copy on which ``places`` are covered, pixels of a picture of ``size``; ``is_clear`` says that a
    person looked and there is nothing to cover. ``seen`` is the number of the copy that they saw, 0 for none.

    Raises Refused, NothingSaid, BothSaid, PlaceUnfit, TooManyPlaces, CannotBeDrawn, ChangedMeanwhile, ContentLost.
    """
    may_confirm_copy.demand(by, patch)
    _check(places, is_clear, size)
    exhibit = attachment.exhibit
    with tempfile.TemporaryDirectory(dir=settings.HOME.work) as folder:
        drawn = Path(folder) / f"copy{SUFFIX}"
        told = _drawn(exhibit, drawn, places, size)
        checksum = store.keep(drawn, suffix=SUFFIX)
        made = PublicCopy(
            exhibit=exhibit, original=exhibit.checksum, checksum=checksum, size=drawn.stat().st_size,
            places=[list(one) for one in places], by=by.person, unit=by.post.unit, **told,
        )  # fmt: skip
    return _confirm(patch, by=by, made=made, seen=seen)


def _check(places: Sequence[Place], is_clear: bool, size: tuple[int, int]) -> None:
    if not places and not is_clear:
        raise NothingSaid
    if places and is_clear:
        raise BothSaid
    if len(places) > MOST_PLACES:
        raise TooManyPlaces(count=len(places), most=MOST_PLACES)
    for number, (left, top, width, height) in enumerate(places, start=1):
        is_inside = left >= 0 and top >= 0 and left + width <= size[0] and top + height <= size[1]
        if not is_inside or min(width, height) < LEAST_PX:
            raise PlaceUnfit(number=number, least=LEAST_PX)


def _drawn(exhibit: Exhibit, target: Path, places: Sequence[Place], size: tuple[int, int]) -> dict[str, Any]:
    """Let a child draw the copy. Raises CannotBeDrawn, ContentLost."""
    if exhibit.media_type not in DRAWN:
        raise CannotBeDrawn(name=exhibit.name, why=exhibit.media_type)
    path = store.found(exhibit.checksum, exhibit.suffix)
    if store.checksum_of(path) != exhibit.checksum:
        raise store.ContentLost(checksum=exhibit.checksum)
    choices = choices_here()
    arguments = {
        "path": str(path), "target": str(target), "places": [list(one) for one in places], "size": list(size),
        "colour": choices.colour, "quality": choices.quality, "stays": list(choices.stays),
    }  # fmt: skip
    outcome = readers_here().run(Task(_COVER, arguments, _LIMITS))
    if outcome.ending != "done":
        raise CannotBeDrawn(name=exhibit.name, why=outcome.detail or outcome.ending)
    answer: dict[str, Any] = outcome.answer
    return answer


@action("copies.confirm", policy=may_confirm_copy, secrets=("made", "seen"))
def _confirm(patch: Patch, *, by: Acting, made: PublicCopy, seen: int) -> PublicCopy:
    del patch, by
    Exhibit.objects.select_for_update().get(pk=made.exhibit_id)
    last = PublicCopy.objects.filter(exhibit=made.exhibit_id).select_related("by").first()
    if last is not None and last.number != seen:
        raise ChangedMeanwhile(person=last.by.name, at=f"{timezone.localtime(last.at):%Y-%m-%d %H:%M}")
    made.number = (last.number if last is not None else 0) + 1
    made.save(force_insert=True)
    note(
        original=made.original, copy=made.checksum, number=made.number, places=made.places,
        pixels=[made.width, made.height],
    )  # fmt: skip
    return made


def copy_file(patch: Patch, copy: PublicCopy, *, by: Acting, is_noted: bool) -> Path:
    """Return where a public copy lies; where ``is_noted``, who took it along is written down. Raises ContentLost."""
    path = store.found(copy.checksum, SUFFIX)
    if is_noted:
        with transaction.atomic():
            record(
                "copies.take", by=by, subject=subject_of(patch),
                details={"original": copy.original, "copy": copy.checksum, "number": copy.number},
            )  # fmt: skip
    return path
