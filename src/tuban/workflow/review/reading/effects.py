"""What a reading does to a patch: where it waits next, and whether it is doubtful. Nothing here says lawful."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuban.workflow.comparison.lawbook import label_of
from tuban.workflow.patches.states import State


@dataclass(frozen=True, slots=True)
class Read:
    """What a person said of the images: a value of the code list ``ground_state`` or nothing, a doubt, a visit."""

    category: str = ""
    is_doubtful: bool = False
    wants_visit: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """Where a patch goes (``to`` is None where it stays), whether the reading is doubtful, and why in words."""

    to: State | None
    is_doubtful: bool
    why: str


def effect_of(read: Read, found: str) -> Effect:
    """Return what a reading does where the field found ``found`` (empty: nobody told).

    Where nobody told, the words are those of every reading: what the desk answers gives no control patch away.

    >>> effect_of(Read("unchanged"), "unchanged").to
    State.VISITED
    >>> effect_of(Read("unchanged"), "").to
    State.TO_VISIT
    >>> effect_of(Read("unchanged"), "new_construction").is_doubtful
    True
    """
    read_as, was = label_of("ground_state", read.category), label_of("ground_state", found)
    if read.wants_visit:
        return Effect(State.TO_VISIT, read.is_doubtful, _("Noted: to the field."))
    if read.is_doubtful:
        return Effect(None, True, _("Noted: doubtful."))
    if found and found == read.category:
        return Effect(State.VISITED, False, _("The field found the same: {was}.").format(was=was))
    if found:
        why = _("Doubtful: read as {read_as}, but the field found {was}. It goes to the field.")
        return Effect(State.TO_VISIT, True, why.format(read_as=read_as, was=was))
    return Effect(State.TO_VISIT, False, _("Kept."))
