"""Reading a patch, and taking a reading back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.audit.policies import Refused
from tuban.workflow.comparison.lawbook import rulebook
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.meanwhile import ChangedMeanwhile, lock, meanwhile
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.moving import move
from tuban.workflow.patches.states import State
from tuban.workflow.review.models import Arbitration, Control, Reading
from tuban.workflow.review.reading.arrangement import arrangement_of
from tuban.workflow.review.reading.effects import Effect, Read, effect_of
from tuban.workflow.review.reading.known import ground_state_in, suggestion_of
from tuban.workflow.review.reading.lots import falls_on
from tuban.workflow.review.reading.policies import OPEN, may_read, may_undo
from tuban.workflow.taking_turns import taking_turns

REASONS = "pass_reason"
_LONGEST_SECONDS = 3600


class ReadingUnfit(TubanError):
    """The reading cannot be kept: {why}"""

    code = "review.reading_unfit"
    hint = "Choose a category, doubt it, or send it to the field."


class ReadingStands(TubanError):
    """The reading of {patch} cannot be taken back: {why}"""

    code = "review.reading_stands"
    hint = "Open the patch: what happened since rests on the reading."


@dataclass(frozen=True, slots=True)
class Kept:
    """A reading as it was kept, with what it did to the patch, in words."""

    reading: Reading
    why: str


@action("review.read", policy=may_read)
def read(
    patch: Patch, *, by: Acting, expected_version: int, category: str = "", is_doubtful: bool = False,
    wants_visit: bool = False, reasons: Sequence[str] = (), remark: str = "", seconds: int | None = None,
    batch: UUID | None = None,
) -> Kept:  # fmt: skip
    """Keep what a person read from the images, and let the patch go where that says one has to look.

    A patch of known truth and a second reading change nothing. Raises ReadingUnfit, ChangedMeanwhile.
    """
    _check(category, reasons, is_empty=not (category or is_doubtful or wants_visit))
    lock(patch, expected_version)
    is_control = Control.objects.filter(patch=patch, retired_at=None).exists()
    is_blind = not is_control and _is_second(patch, by)
    asked = Read(category, is_doubtful, wants_visit)
    before, effect = patch.state, Effect(None, is_doubtful, "")
    why = effect_of(asked, "").why
    if not (is_control or is_blind):
        effect = effect_of(asked, ground_state_in(_facts_of(patch)))
        why = effect.why
        if effect.to is not None and effect.to != patch.state and patch.state in OPEN:
            move(patch, effect.to, expected_version=expected_version)
    share = arrangement_of(patch.campaign).blind_share
    kept = Reading.objects.create(
        patch=patch, by=by.person, post=by.post, category=category, is_doubtful=effect.is_doubtful,
        wants_visit=wants_visit, reasons=list(reasons), note=remark[:200], is_blind=is_blind, is_control=is_control,
        seconds=None if seconds is None else max(0, min(seconds, _LONGEST_SECONDS)), state_before=before,
        is_drawn=not (is_control or is_blind) and falls_on(patch.campaign_id, patch.uuid, share),
        version_after=patch.version if patch.version != expected_version else None, batch=batch,
    )  # fmt: skip
    note(reading=str(kept.pk), effect=why)
    return Kept(kept, why)


def _check(category: str, reasons: Sequence[str], *, is_empty: bool) -> None:
    if is_empty:
        raise ReadingUnfit(why=_("it says nothing."))
    if category and category not in rulebook().codelist("ground_state"):
        raise ReadingUnfit(why=_("«{category}» is no category.").format(category=category))
    unknown = [one for one in reasons if one not in rulebook().codelist(REASONS)]
    if unknown:
        raise ReadingUnfit(why=_("«{reason}» is no reason.").format(reason=unknown[0]))


def _is_second(patch: Patch, by: Acting) -> bool:
    """Whether somebody read the patch and left no doubt: then this is a second reading, which moves nothing."""
    others = Reading.objects.filter(patch=patch, undone_at=None, is_control=False).exclude(by=by.person)
    return others.filter(is_doubtful=False).exists()


def _facts_of(patch: Patch) -> dict[str, object]:
    found = Comparison.objects.filter(patch=patch, is_current=True).values_list("facts", flat=True).first()
    return found or {}


@action("review.undo_reading", policy=may_undo)
def undo(reading: Reading, *, by: Acting) -> Reading:
    """Take a reading back; the patch stands where it stood before. Raises ReadingStands where something happened since.

    The reading stays, marked as taken back.
    """
    patch = Patch.objects.select_for_update().select_related("campaign").get(pk=reading.patch_id)
    why = _why_it_stands(reading, patch)
    if why:
        raise ReadingStands(patch=patch, why=why)
    if reading.version_after is not None:
        move(patch, State(reading.state_before), expected_version=reading.version_after)
    reading.undone_at = timezone.now()
    reading.save(update_fields=["undone_at"])
    return reading


def _why_it_stands(reading: Reading, patch: Patch) -> str:
    if Arbitration.objects.filter(first=reading).exists() or Arbitration.objects.filter(second=reading).exists():
        return _("it was decided between two readings.")
    if not (reading.is_control or reading.is_blind):
        later = Reading.objects.filter(patch=patch, undone_at=None, is_control=False, at__gt=reading.at)
        if later.exclude(pk=reading.pk).exists():
            return _("somebody else has read it since.")
    changed = meanwhile(patch, reading.version_after) if reading.version_after is not None else None
    return changed.message if changed is not None else ""


@dataclass(frozen=True, slots=True)
class BulkRead:
    """How many were read together, under which name, and which were not, with the reason."""

    batch: UUID
    done: int
    refused: tuple[tuple[Patch, str], ...]


class NothingProposed(TubanError):
    """Nothing is proposed for {patch}: look at its images."""

    code = "review.nothing_proposed"
    hint = "Read it at the desk."


def read_as_proposed(patches: Sequence[tuple[Patch, int]], *, by: Acting, remark: str = "") -> BulkRead:
    """Read many patches as what is proposed, each with the version that was seen; the same is checked of each as of
    one alone. Those that may not be read, or were changed meanwhile, stay as they are and are told."""
    batch = uuid4()
    refused: list[tuple[Patch, str]] = []
    said = Comparison.objects.filter(patch__in=[patch.pk for patch, _version in patches], is_current=True)
    compared = {one.patch_id: one for one in said.defer("judgement", "overlaps", "problems", "told")}
    for patch, version in taking_turns(patches):
        try:
            category = suggestion_of(compared.get(patch.pk), patch.campaign)
            if not category:
                raise NothingProposed(patch=patch)
            read(patch, by=by, expected_version=version, category=category, remark=remark, batch=batch)
        except (Refused, ChangedMeanwhile, NothingProposed) as error:
            refused.append((patch, error.message))
    return BulkRead(batch, len(patches) - len(refused), tuple(refused))


@dataclass(frozen=True, slots=True)
class BulkUndone:
    """How many readings were taken back, and which stand with the reason."""

    done: int
    standing: tuple[tuple[Reading, str], ...]


def undo_batch(batch: UUID, *, by: Acting) -> BulkUndone:
    """Take back what was read together; what rests on something since stands and is told."""
    rows = Reading.objects.filter(batch=batch, by=by.person, undone_at=None).select_related("patch__campaign")
    standing: list[tuple[Reading, str]] = []
    done = 0
    for reading in taking_turns(rows):
        try:
            undo(reading, by=by)
            done += 1
        except (Refused, ReadingStands) as error:
            standing.append((reading, error.message))
    return BulkUndone(done, tuple(standing))
