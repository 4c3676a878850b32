"""Patches that a disc issues: new ones are added, the others brought up to date, and what its issuer withdrew ends.

Called inside the transaction of the load. The automatic parts of a patch (split before judging) are rows of their own:
a finding and an area belong to a part, and so do its card and the work on it.

What people worked on keeps everything that they stated. Where its issuer corrected it, the issued columns and the
outline are replaced, the old ones stay in its history (:class:`~tuban.workflow.patches.models.Reissue`), and whoever
called compares it anew. A part that is cut otherwise now goes on as the new part that takes in most of it. What people
split or merged is cut to an outline that is no more: the patch then stands again as it is issued, and the pieces end.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from typing import Any
from uuid import uuid4

import shapely
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.models import Person
from tuban.workflow.patches.correcting import Difference, Known, What, differences, joined, known_of
from tuban.workflow.patches.issued import Issue
from tuban.workflow.patches.models import Arrival, Descent, Patch, Reissue
from tuban.workflow.patches.states import Fate, State, Turn

Key = tuple[str, str]
_PLACES = Decimal("0.0001")
_Was = Reissue.What


@dataclass(frozen=True, slots=True)
class Issued:
    """A part of a patch as a disc issues it and the comparison describes it; the fields are those of :class:`Patch`.

    ``geometry`` is WKB in EPSG:4490.
    """

    number: str
    part_number: str
    list: str
    area_code: str
    township_code: str
    township_name: str
    managed_code: str
    village: str
    before_on: str
    after_on: str
    geometry: bytes
    area_m2: Decimal
    monitored_m2: Decimal | None
    issued: Mapping[str, Any]
    proposed_finding: str
    survey_comparison: str
    area_mu: Decimal | None
    cultivated_mu: Decimal | None
    basic_farmland_mu: Decimal | None
    missing_count: int
    problem_count: int

    @property
    def key(self) -> Key:
        """Number and part number."""
        return self.number, self.part_number


_FIELDS = tuple(field.name for field in fields(Issued) if field.name != "geometry")
_OF_THE_ISSUE = ("number", "part_number", "list", "before_on", "after_on", "area_m2", "monitored_m2")
"""Columns that repeat what was issued; the others repeat what the comparison says."""


@dataclass(slots=True)
class EnteredPatches:
    """Active patches by number and part: those that are ``new``, those whose own columns ``changed``, the ``same``.

    Of those that people worked on, ``kept`` stay as they are and ``corrected`` have other columns or another outline
    now. ``undone`` are parts that the patch has no more, ``withdrawn`` what its issuer withdrew, ``back`` what it had
    withdrawn and issues again. ``reissues`` tell all of it.
    """

    new: dict[Key, Patch] = field(default_factory=dict)
    changed: dict[Key, Patch] = field(default_factory=dict)
    same: dict[Key, Patch] = field(default_factory=dict)
    kept: dict[Key, Patch] = field(default_factory=dict)
    corrected: dict[Key, Patch] = field(default_factory=dict)
    undone: list[Patch] = field(default_factory=list)
    withdrawn: list[Patch] = field(default_factory=list)
    back: list[Patch] = field(default_factory=list)
    reissues: list[Reissue] = field(default_factory=list)

    @property
    def loaded(self) -> dict[Key, Patch]:
        """All that are as the disc says, and nobody worked on."""
        return {**self.new, **self.changed, **self.same}

    def near_changed(self, besides: Collection[int] = ()) -> list[Patch]:
        """Return those that were worked on and kept, and stand where other patches changed, came or ended; ``besides``
        some of them (by primary key) wherever they stand, if anything changed at all."""
        changed = [*self.new.values(), *self.changed.values(), *self.undone, *self.withdrawn, *self.back]
        shapes = [row.geometry for row in changed]
        for one in self.reissues:
            if one.outline is not None:
                shapes += [one.outline, one.patch.geometry]
        if not shapes:
            return []
        tree = shapely.STRtree([shapely.from_wkb(bytes(shape.wkb)) for shape in shapes])
        return [
            row for row in self.kept.values()
            if row.pk in besides or len(tree.query(shapely.from_wkb(bytes(row.geometry.wkb))))
        ]  # fmt: skip


def enter_patches(
    campaign: Campaign, arrival: Arrival | None, issued: Sequence[Issued], *, by: Person | None, ends_missing: bool
) -> EnteredPatches:
    """Enter everything that a disc issues. Patches of the campaign that it does not name are withdrawn where
    ``ends_missing``, and stay as they are otherwise. ``by`` is who brings what was cut back to what was issued: without
    one, patches that people cut stay as they are.
    """
    return _Entering(campaign, arrival, issued, by, ends_missing).entered()


class _Entering:
    """A disc on its way into the patches of a campaign."""

    def __init__(
        self, campaign: Campaign, arrival: Arrival | None, issued: Sequence[Issued], by: Person | None,
        ends_missing: bool,
    ) -> None:  # fmt: skip
        self.campaign, self.arrival, self.by, self.ends_missing = campaign, arrival, by, ends_missing
        self.disc = arrival.name if arrival is not None else str(campaign)
        self.wanted: dict[str, list[Issued]] = {}
        for one in issued:
            self.wanted.setdefault(one.number, []).append(one)
        self.known = known_of(campaign, is_locked=True)
        issues = {number: _issue(parts) for number, parts in self.wanted.items()}
        self.differing = {one.number: one for one in differences(self.known, issues)}
        self.made = EnteredPatches()
        self.written: dict[int, Patch] = {}

    def entered(self) -> EnteredPatches:
        self._renumber()
        self._bring_back()
        cut = self._to_be_cut_anew() if self.by is not None else {}
        for number, parts in self.wanted.items():
            self._enter(number, parts, cut)
        if self.ends_missing:
            self._end_missing(cut)
        for component in {id(one): one for one in cut.values()}.values():
            self._tell_descent(component)
        self._write()
        return self.made

    def _renumber(self) -> None:
        """Let patches bear their corrected number, whatever else is corrected of them."""
        for difference in self.differing.values():
            if difference.was:
                old = self.known.pop(difference.was)
                self.known[difference.number] = replace(old, number=difference.number)
                for row in old.rows:
                    row.number = difference.number
                    self._touch(row)

    def _bring_back(self) -> None:
        for difference in self.differing.values():
            if difference.what is What.BACK:
                for row in self.known[difference.number].rows:
                    if row.fate == Fate.WITHDRAWN:
                        row.fate = Fate.ACTIVE
                        self._touch(row)
                        self.made.back.append(row)
                        self._tell(row, _Was.BACK)

    def _enter(self, number: str, parts: Sequence[Issued], cut: Mapping[str, Sequence[Known]]) -> None:
        known, difference = self.known.get(number), self.differing.get(number)
        is_otherwise = difference is not None and bool(difference.columns or difference.is_other_ground)
        if known is None:
            self.made.new |= {one.key: self._new(one) for one in parts}
        elif number in cut:
            self._stand_again(known)
            self._correct_parts(parts, difference, known.roots)
        elif not known.is_worked_on:
            self._bring_up_to_date(known, parts)
        elif difference is None or not is_otherwise or not known.stands:
            self.made.kept |= {(number, row.part_number): row for row in known.active}
        elif all(row.fate == Fate.ACTIVE for row in known.roots) and not any(
            row.pk in known.turned for row in known.active
        ):
            self._correct_parts(parts, difference, known.active)
        elif not difference.is_other_ground:
            self._correct_pieces(known, parts, difference)
        else:  # cut by people, and nobody is known who brings it back
            self.made.kept |= {(number, row.part_number): row for row in known.active}

    def _bring_up_to_date(self, known: Known, parts: Sequence[Issued]) -> None:
        """Let a patch that nobody worked on be as the disc says."""
        rows = {row.part_number: row for row in known.active}
        for one in parts:
            row = rows.pop(one.part_number, None)
            if row is None:
                self.made.new[one.key] = self._new(one)
            elif self._take_over(row, one):
                self.made.changed[one.key] = row
            else:
                self.made.same[one.key] = row
        for row in rows.values():
            self._end(row, Fate.UNDONE, self.made.undone)

    def _take_over(self, row: Patch, one: Issued) -> bool:
        """Take over what differs; says whether anything did."""
        shape = as_multipolygon(one.geometry)
        differing = [name for name in _FIELDS if getattr(row, name) != getattr(one, name)]
        is_same = not differing and row.geometry.equals_exact(shape)
        if not is_same:
            for name in differing:
                setattr(row, name, getattr(one, name))
            row.geometry, row.state = shape, State.COMPARED
            self._touch(row)
        return not is_same or row.pk in self.written

    def _correct_parts(self, parts: Sequence[Issued], difference: Difference | None, rows: Sequence[Patch]) -> None:
        """Let the rows of a patch go on as the parts that it has now."""
        pairs = _paired(rows, parts)
        for row, one in pairs:
            if one is None:
                self._end(row, Fate.UNDONE, self.made.undone)
                self._tell(row, _Was.ENDED)
            else:
                new = {name: getattr(one, name) for name in _OF_THE_ISSUE}
                self._correct(row, one.issued, new, difference, as_multipolygon(one.geometry))
        taken = {id(one) for _row, one in pairs}
        self.made.new |= {one.key: self._new(one) for one in parts if id(one) not in taken}

    def _correct_pieces(self, known: Known, parts: Sequence[Issued], difference: Difference) -> None:
        """Take over corrected columns of a patch that people cut; its ground is the same, and so are its pieces."""
        first = parts[0]
        told = [one.monitored_m2 for one in parts]
        whole = None if None in told else sum((one for one in told if one is not None), Decimal(0))
        pieces = [row for row in known.active if row.pk in known.turned]
        shares = dict(zip([row.pk for row in pieces], _shared(whole, pieces), strict=True))
        of_root = {one.part_number: one.monitored_m2 for one in parts}
        for row in known.rows:
            if row.fate == Fate.WITHDRAWN or (row.fate != Fate.ACTIVE and row.pk in known.turned):
                continue
            new: dict[str, Any] = {name: getattr(first, name) for name in ("list", "before_on", "after_on")}
            if "monitored_area" in difference.columns:
                new["monitored_m2"] = shares.get(row.pk, of_root.get(row.part_number, row.monitored_m2))
            self._correct(row, first.issued, new, difference, None)

    def _correct(
        self, row: Patch, issued: Mapping[str, Any], new: Mapping[str, Any], difference: Difference | None,
        shape: MultiPolygon | None,
    ) -> None:  # fmt: skip
        """Replace what was issued of a row that people worked on, and keep what it was."""
        changed = {name: [getattr(row, name), value] for name, value in new.items() if getattr(row, name) != value}
        if difference is not None:
            changed = {name: list(pair) for name, pair in difference.columns.items() if name not in changed} | changed
            if difference.was:
                changed["number"] = [difference.was, difference.number]
        before = None
        if shape is not None and not row.geometry.equals_exact(shape):
            before, row.geometry = row.geometry, shape
        for name, value in new.items():
            setattr(row, name, value)
        row.issued = dict(issued)
        self._touch(row)
        if row.fate == Fate.ACTIVE:
            self.made.corrected[row.number, row.part_number] = row
            self._tell(row, _Was.CORRECTED, changed, before)

    def _to_be_cut_anew(self) -> dict[str, list[Known]]:
        """Return the numbers whose patch people cut and whose ground is another one now, each with all that were cut
        together with it."""
        groups = self._cut_together()
        found: dict[str, list[Known]] = {}
        for number, group in groups.items():
            if number in found:
                continue
            for one in group:
                difference = self.differing.get(one.number)
                is_gone = difference is not None and difference.what is What.MISSING and self.ends_missing
                others_stay = is_gone and len(group) > 1
                if difference is not None and (difference.is_other_ground or others_stay):
                    found |= {each.number: group for each in group}
        return found

    def _cut_together(self) -> dict[str, list[Known]]:
        """Return the patches of which pieces count, by number, each with those that it was merged with."""
        number_of = {row.pk: number for number, one in self.known.items() for row in one.rows}
        groups: dict[str, set[str]] = {}
        turns = Descent.objects.filter(child__campaign=self.campaign).exclude(turn=Turn.RESTORE)
        for parent, child in turns.values_list("parent_id", "child_id"):
            if parent in number_of and child in number_of:
                both = {number_of[parent], number_of[child]}
                group = set().union(both, *(groups.get(number, ()) for number in both))
                groups |= dict.fromkeys(group, group)
        return {
            number: [self.known[one] for one in sorted(group)]
            for number, group in groups.items()
            if any(row.pk in self.known[one].turned and row.fate == Fate.ACTIVE for one in group
                   for row in self.known[one].rows)
        }  # fmt: skip

    def _stand_again(self, known: Known) -> None:
        """End the pieces of a patch, and let what was issued of it count again."""
        for row in known.rows:
            if row.pk in known.turned and row.fate == Fate.ACTIVE:
                self._end(row, Fate.UNDONE, self.made.undone)
                self._tell(row, _Was.ENDED)
            elif row.pk not in known.turned and row.fate in (Fate.SPLIT, Fate.MERGED):
                row.fate = Fate.ACTIVE
                self._touch(row)
                self._tell(row, _Was.CUT_ANEW)

    def _tell_descent(self, group: Sequence[Known]) -> None:
        """Let the pieces lead to the patches that stand again in their place."""
        assert self.by is not None  # noqa: S101 - nothing is cut anew without
        pieces = {row.pk for one in group for row in one.rows if row.pk in one.turned}
        ended = [row for row in self.made.undone if row.pk in pieces]
        again = [row for one in group for row in one.roots if row.fate == Fate.ACTIVE]
        turn = uuid4()
        Descent.objects.bulk_create(
            Descent(turn_id=turn, turn=Turn.RESTORE, parent=piece, child=root, by=self.by, reason=self.disc[:200])
            for piece in ended
            for root in again
        )

    def _end_missing(self, cut: Mapping[str, Sequence[Known]]) -> None:
        for difference in self.differing.values():
            if difference.what is not What.MISSING:
                continue
            known = self.known[difference.number]
            if difference.number in cut:
                self._stand_again(known)
            for row in known.active:
                self._end(row, Fate.WITHDRAWN, self.made.withdrawn)
                self._tell(row, _Was.WITHDRAWN)
        for number, group in cut.items():  # what nobody issued, and what stays, was cut together with the others
            if number not in self.wanted and number not in self.differing:
                self._stand_again(next(one for one in group if one.number == number))

    def _new(self, one: Issued) -> Patch:
        return Patch(
            campaign=self.campaign,
            arrival=self.arrival,
            state=State.COMPARED,
            geometry=as_multipolygon(one.geometry),
            **{name: getattr(one, name) for name in _FIELDS},
        )

    def _end(self, row: Patch, fate: Fate, ended: list[Patch]) -> None:
        row.fate = fate
        self._touch(row)
        ended.append(row)

    def _touch(self, row: Patch) -> None:
        """Have a row written, with a version that whoever saw it before does not know."""
        if row.pk not in self.written:
            row.version += 1
            self.written[row.pk] = row

    def _tell(
        self, row: Patch, what: str, changed: Mapping[str, Any] | None = None, outline: MultiPolygon | None = None
    ) -> None:
        self.made.reissues.append(
            Reissue(
                patch=row, arrival=self.arrival, disc=self.disc[:200], what=what, changed=dict(changed or {}),
                outline=outline,
            )
        )  # fmt: skip

    def _write(self) -> None:
        """Write the rows: first what ends, so that no two that count ever bear one number."""
        ends = [row for row in self.written.values() if row.fate != Fate.ACTIVE]
        stays = [row for row in self.written.values() if row.fate == Fate.ACTIVE]
        for rows in (ends, stays):
            Patch.objects.bulk_update(rows, [*_FIELDS, "geometry", "state", "fate", "version"], batch_size=200)
        Patch.objects.bulk_create(self.made.new.values(), batch_size=500)
        Reissue.objects.bulk_create(self.made.reissues, batch_size=500)


def _issue(parts: Sequence[Issued]) -> Issue:
    return Issue(parts[0].issued, joined([shapely.from_wkb(one.geometry) for one in parts]))


def _paired(rows: Sequence[Patch], parts: Sequence[Issued]) -> list[tuple[Patch, Issued | None]]:
    """Return each row with the part that it goes on as: that of its number, else the one that takes in most of it."""
    of_key = {one.part_number: one for one in parts}
    pairs: dict[int, Issued | None] = {row.pk: of_key.pop(row.part_number, None) for row in rows}
    left = [row for row in rows if pairs[row.pk] is None]
    shapes = {one.part_number: shapely.from_wkb(one.geometry) for one in of_key.values()}

    def common() -> Iterator[tuple[float, int, str]]:
        for row in left:
            own = shapely.from_wkb(bytes(row.geometry.wkb))
            for part, shape in shapes.items():
                yield float(shapely.intersection(shapely.make_valid(own), shapely.make_valid(shape)).area), row.pk, part

    for _area, key, part in sorted(common(), reverse=True):
        if pairs[key] is None and part in of_key:
            pairs[key] = of_key.pop(part)
    return [(row, pairs[row.pk]) for row in rows]


def _shared(whole: Decimal | None, pieces: Sequence[Patch]) -> list[Decimal | None]:
    """Return the issued area of each piece: of the whole as much as it has of the ground; the last takes the rest."""
    if whole is None or not pieces:
        return [None] * len(pieces)
    ground = sum((one.area_m2 for one in pieces), Decimal(0))
    shares = [(whole * one.area_m2 / ground).quantize(_PLACES) for one in pieces[:-1]]
    return [*shares, whole - sum(shares, Decimal(0))]


def as_multipolygon(wkb: bytes) -> MultiPolygon:
    """Return a polygon or multipolygon as the column of a patch takes it."""
    shape = GEOSGeometry(memoryview(wkb), srid=4490)
    return shape if isinstance(shape, MultiPolygon) else MultiPolygon(shape, srid=4490)
