"""What a later disc (更正后补发) says otherwise of the patches of a campaign: nothing is written here.

A patch that a disc issues under another number on the very same ground is the same patch with a corrected number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from django.db.models import Q

from tuban.inspect.records import BOOKKEEPING
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.patches.issued import Issue
from tuban.workflow.patches.models import Descent, Patch
from tuban.workflow.patches.states import Fate, Source, State, Turn

_AT_ONCE = 500
UNTOUCHED = frozenset({State.ISSUED, State.COMPARED})
_ALONG_THE_BORDER = 1e-9
"""How far two outlines of the same ground may lie apart, in degrees: a tenth of a millimetre, as they are rounded."""


class What(StrEnum):
    """What a disc does to a patch of the records."""

    NEW = "new"
    CORRECTED = "corrected"
    BACK = "back"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Difference:
    """What a disc says otherwise of a patch: ``columns`` by our names with the old and the new value, and whether the
    ground is another one. ``was`` is the number that it bore before, where that was corrected."""

    number: str
    what: What
    columns: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    is_other_ground: bool = False
    was: str = ""


@dataclass(frozen=True)
class Known:
    """A patch of the records by its issued number, with all rows that were ever made of it and still mean something.

    ``turned`` are the rows that people made by splitting and merging; ``cut`` says whether they ever did, or undid it.
    """

    number: str
    rows: Sequence[Patch]
    turned: frozenset[int]
    cut: bool = False

    @property
    def roots(self) -> list[Patch]:
        """The rows that a disc issued: the patch, or its parts."""
        return [row for row in self.rows if row.pk not in self.turned]

    @property
    def active(self) -> list[Patch]:
        """The rows that count."""
        return [row for row in self.rows if row.fate == Fate.ACTIVE]

    @property
    def stands(self) -> bool:
        """Whether what was issued counts, as it was issued or as people cut it."""
        return any(row.fate in (Fate.ACTIVE, Fate.SPLIT, Fate.MERGED) for row in self.roots)

    @property
    def is_issued(self) -> bool:
        """Whether a disc issued it, and not somebody of the office found it."""
        return any(row.source == Source.SATELLITE for row in self.rows)

    @property
    def is_withdrawn(self) -> bool:
        """Whether its issuer withdrew it."""
        return not self.active and any(row.fate == Fate.WITHDRAWN for row in self.rows)

    @property
    def is_worked_on(self) -> bool:
        """Whether a person split, merged or moved on a part of it."""
        return self.cut or any(
            row.fate not in (Fate.ACTIVE, Fate.WITHDRAWN) or row.state not in UNTOUCHED for row in self.rows
        )

    @cached_property
    def issue(self) -> Issue:
        """What a disc issued of it last."""
        roots = self.roots or list(self.rows)
        return Issue(roots[0].issued, joined([shapely.from_wkb(bytes(row.geometry.wkb)) for row in roots]))


def known_of(campaign: Campaign, *, is_locked: bool = False) -> dict[str, Known]:
    """Return the patches of a campaign by their issued number; ``is_locked`` holds their rows until the end of the
    transaction."""
    rows = campaign.patches.exclude(fate=Fate.UNDONE).order_by("number", "part_number", "pk")
    grouped: dict[str, list[Patch]] = {}
    for row in rows.select_for_update() if is_locked else rows:
        grouped.setdefault(row.number, []).append(row)
    turns = list(Descent.objects.filter(child__campaign=campaign).values_list("parent_id", "child_id", "turn"))
    turned = frozenset(child for _parent, child, turn in turns if turn != Turn.RESTORE)
    cut = {key for parent, child, _turn in turns for key in (parent, child)}
    return {number: Known(number, own, turned, any(row.pk in cut for row in own)) for number, own in grouped.items()}


def worked_on(campaign: Campaign, numbers: Sequence[str]) -> frozenset[str]:
    """Return those of some issued numbers on which people have begun (:attr:`Known.is_worked_on`)."""
    found: set[str] = set()
    for start in range(0, len(numbers), _AT_ONCE):
        rows = campaign.patches.exclude(fate=Fate.UNDONE).filter(number__in=numbers[start : start + _AT_ONCE])
        begun = ~Q(fate__in=(Fate.ACTIVE, Fate.WITHDRAWN)) | ~Q(state__in=UNTOUCHED)
        begun |= Q(descendants__isnull=False) | Q(origins__isnull=False)
        found |= set(rows.filter(begun).values_list("number", flat=True))
    return frozenset(found)


def differences(known: Mapping[str, Known], wanted: Mapping[str, Issue]) -> list[Difference]:
    """Return what a disc that issues ``wanted`` says otherwise, in the order of the numbers; what is the same is left
    out. Patches that the office found itself are on no disc, and none of them is missing."""
    gone = {one.number: one for one in known.values() if one.number not in wanted and one.is_issued and one.stands}
    fresh = {number: issue for number, issue in wanted.items() if number not in known}
    was = _renumbered(gone, fresh)
    found = [Difference(number, What.MISSING) for number in gone.keys() - was.values()]
    for number, issue in wanted.items():
        old = known.get(was.get(number, number))
        if old is None:
            found.append(Difference(number, What.NEW))
            continue
        if not (old.stands or old.is_withdrawn):  # a person said that it is the same place as another
            continue
        columns, is_other = otherwise(old.issue.row, issue.row), is_other_ground(old.issue.outline, issue.outline)
        if old.is_withdrawn:
            found.append(Difference(number, What.BACK, columns, is_other))
        elif columns or is_other:
            found.append(Difference(number, What.CORRECTED, columns, is_other, was.get(number, "")))
    return sorted(found, key=lambda one: one.number)


def otherwise(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return the columns that differ, with both values; where a row stands in its file is none of them.

    >>> otherwise({"village": "甲村", "source_feature": 3}, {"village": "乙村", "source_feature": 4})
    {'village': ('甲村', '乙村')}
    """
    names = sorted((old.keys() | new.keys()) - set(BOOKKEEPING))
    return {name: (old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)}


def is_other_ground(old: shapely.Geometry, new: shapely.Geometry) -> bool:
    """Whether two outlines in degrees enclose other ground, by more than the rounding of their coordinates."""
    if shapely.equals_exact(old, new, tolerance=_ALONG_THE_BORDER):
        return False
    between = shapely.symmetric_difference(_valid(old), _valid(new)).area
    return bool(between > _ALONG_THE_BORDER * (old.length + new.length))


def joined(shapes: Sequence[shapely.Geometry]) -> shapely.Geometry:
    """Return the ground of several outlines together."""
    return shapes[0] if len(shapes) == 1 else shapely.union_all(np.array([_valid(one) for one in shapes], dtype=object))


def _valid(shape: shapely.Geometry) -> shapely.Geometry:
    return shape if shape.is_valid else shapely.make_valid(shape)


def _renumbered(gone: Mapping[str, Known], fresh: Mapping[str, Issue]) -> dict[str, str]:
    """Return the new number → the old one of patches that stand on the very same ground under another number."""
    if not gone or not fresh:
        return {}
    numbers = list(fresh)
    tree = shapely.STRtree([fresh[number].outline for number in numbers])
    was: dict[str, str] = {}
    for number, one in gone.items():
        near: Iterable[int] = tree.query(one.issue.outline).tolist()
        same = (
            numbers[place]
            for place in near
            if numbers[place] not in was and not is_other_ground(one.issue.outline, fresh[numbers[place]].outline)
        )
        new = next(same, None)
        if new is not None:
            was[new] = number
    return was
