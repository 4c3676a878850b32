"""One patch becomes several, several become one, and back (分宗、并宗、还原).

Nothing is deleted: what others stand for stays, with its comparison, its evidence and its audit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import shapely
from django.utils.translation import gettext as _

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.cutting import Piece, joined
from tuban.workflow.patches.ending import end_documents
from tuban.workflow.patches.entering import as_multipolygon
from tuban.workflow.patches.meanwhile import lock
from tuban.workflow.patches.models import Descent, Patch
from tuban.workflow.patches.policies import may_merge, may_restore, may_split
from tuban.workflow.patches.states import Fate, Turn

Then = Callable[[Sequence[Patch]], None]
"""What a later stage does with the new patches, in the same transaction."""

_INHERITED = (
    "campaign_id", "arrival_id", "number", "list", "source", "source_reference", "found_on", "state", "area_code",
    "township_code", "township_name", "managed_code", "village", "before_on", "after_on", "issued",
    "proposed_finding", "survey_comparison", "missing_count", "problem_count", "assigned_unit_id", "assigned_to_id",
    "due_on",
)  # fmt: skip
_SQUARE_METRES_OF_MU = Decimal(10_000) / 15
_HUNDREDTH = Decimal("0.01")


class CannotBeMerged(TubanError):
    """{patch} cannot be merged with the others: {why}."""

    code = "patches.cannot_be_merged"
    hint = "Only patches of one campaign, one township and one list that stand at the same stage become one."


class NothingToRestore(TubanError):
    """Nothing was split or merged of which {patch} could be restored."""

    code = "patches.nothing_to_restore"
    hint = "Open the patch that was split or merged, or one that was made of it."


class ChildrenWereTouched(TubanError):
    """{patch} cannot be restored: {touched} was worked on since."""

    code = "patches.children_were_touched"
    hint = "Undo what was done to it first, or leave it as it is."


@action("patches.split", policy=may_split, secrets=("pieces", "then"))
def split(
    patch: Patch, *, by: Acting, expected_version: int, reason: str, pieces: Sequence[Piece], then: Then | None = None
) -> list[Patch]:
    """Split a patch into the pieces that :func:`tuban.workflow.patches.cutting.cut` made of it, numbered -1, -2, …

    Raises ChangedMeanwhile.
    """
    lock(patch, expected_version)
    _retire(patch, Fate.SPLIT)
    stem = f"{patch.part_number}-" if patch.part_number else ""
    children = [
        _made_of(
            patch, part_number=f"{stem}{place}", geometry=as_multipolygon(shapely.to_wkb(piece.geometry)),
            area_m2=piece.area_m2, monitored_m2=piece.monitored_m2,
        )
        for place, piece in enumerate(pieces, start=1)
    ]  # fmt: skip
    _turn(Turn.SPLIT, [patch], children, by=by, reason=reason)
    end_documents([patch], by=by, because=_("this patch was split on {day} into {n} patches"), n=len(children))
    note(children=[str(child) for child in children], areas_m2=[str(child.area_m2) for child in children])
    if then is not None:
        then(children)
    return children


@action("patches.merge", policy=may_merge, secrets=("then",))
def merge(
    *patches: Patch, by: Acting, expected_versions: Sequence[int], reason: str, then: Then | None = None
) -> Patch:
    """Merge adjoining patches; the one made of them bears the number of the largest.

    Raises ChangedMeanwhile, CannotBeMerged, NotAdjacent.
    """
    for patch, version in zip(patches, expected_versions, strict=True):
        lock(patch, version)
    first = max(patches, key=lambda one: (one.area_m2, -one.pk))
    _check_alike(first, patches)
    epsg = first.campaign.epsg
    whole = joined([shapely.from_wkb(bytes(one.geometry.wkb)) for one in patches], patches, epsg)
    for patch in patches:
        _retire(patch, Fate.MERGED)
    issued = [one.monitored_m2 for one in patches]
    child = _made_of(
        first, part_number=_joint_part(first, patches), geometry=as_multipolygon(shapely.to_wkb(whole)),
        area_m2=sum((one.area_m2 for one in patches), Decimal(0)),
        monitored_m2=None if None in issued else sum((one for one in issued if one is not None), Decimal(0)),
    )  # fmt: skip
    _turn(Turn.MERGE, patches, [child], by=by, reason=reason)
    end_documents(patches, by=by, because=_("this patch was merged with others on {day}"))
    note(merged=[str(one) for one in patches], child=str(child), area_m2=str(child.area_m2))
    if then is not None:
        then([child])
    return child


def _check_alike(first: Patch, patches: Sequence[Patch]) -> None:
    if len({one.pk for one in patches}) < 2:
        raise CannotBeMerged(patch=first, why=_("it takes two"))
    words = {
        "campaign_id": _("they belong to different campaigns"),
        "township_code": _("they lie in different townships, which count them apart"),
        "list": _("they were issued in different lists, which are handled apart"),
        "state": _("they stand at different stages"),
    }
    for other in patches:
        for name, why in words.items():
            if getattr(other, name) != getattr(first, name):
                raise CannotBeMerged(patch=other, why=why)


def _joint_part(first: Patch, patches: Sequence[Patch]) -> str:
    """Return the part number of what is made of patches: none where it takes in every part of its patch."""
    own = {one.pk for one in patches if one.number == first.number}
    siblings = first.campaign.patches.filter(number=first.number, fate=Fate.ACTIVE).exclude(pk__in=own)
    return first.part_number if siblings.exists() else ""


@action("patches.restore", policy=may_restore)
def restore(patch: Patch, *, by: Acting, expected_version: int, reason: str) -> list[Patch]:
    """Undo the last split or merge that made a patch, or that made others of it; returns the patches restored.

    Raises ChangedMeanwhile, NothingToRestore, ChildrenWereTouched.
    """
    lock(patch, expected_version)
    turn = _last_turn(patch)
    if turn is None:
        raise NothingToRestore(patch=patch)
    rows = Descent.objects.filter(turn_id=turn)
    children = list(Patch.objects.select_for_update().filter(pk__in=rows.values("child")))
    parents = list(Patch.objects.select_for_update().filter(pk__in=rows.values("parent")))
    touched = next((one for one in children if one.fate != Fate.ACTIVE or one.version > 1), None)
    if touched is not None:
        raise ChildrenWereTouched(patch="、".join(map(str, parents)), touched=touched)
    for child in children:
        _retire(patch if child.pk == patch.pk else child, Fate.UNDONE)
    restored = [patch if one.pk == patch.pk else one for one in parents]
    for parent in restored:
        _retire(parent, Fate.ACTIVE)
    _turn(Turn.RESTORE, children, restored, by=by, reason=reason)
    end_documents(
        children, by=by, because=_("what made this patch was undone on {day}: the patches it came of stand again")
    )
    note(undone=[str(one) for one in children], restored=[str(one) for one in restored])
    return restored


def _last_turn(patch: Patch) -> UUID | None:
    own = Descent.objects.filter(child=patch) if patch.fate == Fate.ACTIVE else Descent.objects.filter(parent=patch)
    found = own.exclude(turn=Turn.RESTORE).order_by("-at", "-pk").first()
    return found.turn_id if found else None


def _retire(patch: Patch, fate: Fate) -> None:
    patch.fate = fate
    patch.version += 1
    patch.save(update_fields=["fate", "version", "changed_at"])


def _made_of(parent: Patch, *, area_m2: Decimal, **columns: Any) -> Patch:
    inherited = {name: getattr(parent, name) for name in _INHERITED}
    area_mu = ((columns["monitored_m2"] or area_m2) / _SQUARE_METRES_OF_MU).quantize(_HUNDREDTH)
    return Patch.objects.create(**inherited, area_m2=area_m2, area_mu=area_mu, **columns)


def _turn(turn: Turn, parents: Sequence[Patch], children: Sequence[Patch], *, by: Acting, reason: str) -> None:
    turn_id = uuid4()
    Descent.objects.bulk_create(
        Descent(turn_id=turn_id, turn=turn, parent=parent, child=child, by=by.person, reason=reason[:200])
        for parent in parents
        for child in children
    )
