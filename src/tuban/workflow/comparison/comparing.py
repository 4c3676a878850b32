"""Compares patches that are in the records, in the parts they have by now, on editions that are in the store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import shapely
from django.db.models import QuerySet

from tuban.inspect.again import ComparedPart, Ground, Issue, Piece, compare_again
from tuban.inspect.progress import Progress, silent
from tuban.inspect.records import record_of
from tuban.rules.checks.registry import CAMPAIGN_RULES, PART_RULES
from tuban.values.area import Area, round_half_up
from tuban.values.problems import Problem, Severity
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.campaign_rules.soon import ask_soon
from tuban.workflow.comparison.campaign_rules.standing import recount
from tuban.workflow.comparison.content import M2_PLACES, Content, content_of, in_order
from tuban.workflow.comparison.grounds import ground_for
from tuban.workflow.comparison.loading.load import edition_words
from tuban.workflow.comparison.loading.parts import columns_of, manager_of, word
from tuban.workflow.comparison.models import Basis, Comparison
from tuban.workflow.comparison.telling import TellingOf, as_told, told_of
from tuban.workflow.comparison.writing import NOT_COMPARED, basis_of, compare_anew
from tuban.workflow.layers.models import Edition
from tuban.workflow.layers.queries import current_editions
from tuban.workflow.organisations.queries import managers_below
from tuban.workflow.patches.cutting import to_plane
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate, State
from tuban.workflow.spatial_index import in_box

_OF_THE_ISSUE = frozenset({"area_m2", "monitored_m2", "list", "before_on", "after_on"})
"""Columns that stay as they were issued or cut, whatever a comparison says."""

_ROUNDED = Decimal("0.01")
"""How far the areas of parts may be off their whole by rounding alone, in square metres."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a comparison says of a patch."""

    patch: Patch
    part: ComparedPart
    content: Content


def editions_of(campaign: Campaign) -> list[Edition]:
    """Return the editions that a patch new to a campaign is compared on: the current ones of its county."""
    current = current_editions(campaign.area_code, is_practice=campaign.is_practice)
    return [one for one in current if one.role not in NOT_COMPARED]


def basis_of_patch(patch: Patch) -> Basis:
    """Return the editions that a patch was compared on last; nothing is judged on newer ones by itself."""
    current = Comparison.objects.filter(patch=patch, is_current=True).select_related("basis").first()
    return current.basis if current is not None else basis_of(editions_of(patch.campaign))


def say(
    patches: Sequence[Patch],
    ground: Ground,
    *,
    progress: Progress = silent,
    others: QuerySet[Patch] | None = None,
    telling: Mapping[int, TellingOf] | None = None,
) -> list[Said]:
    """Compare all active parts of the patches (their issued numbers) of one campaign; writes nothing.

    What people told of a part stands as it was told, or as ``telling`` has it now (by primary key).
    """
    if not patches:
        return []
    campaign = patches[0].campaign
    numbers = {patch.number for patch in patches}
    groups: dict[str, list[Patch]] = {}
    for patch in Patch.objects.filter(campaign=campaign, fate=Fate.ACTIVE, number__in=numbers).order_by("part_number"):
        groups.setdefault(patch.number, []).append(patch)
    mended = _mended(one.pk for group in groups.values() for one in group)
    issues = [_issue(group, campaign.epsg, ground, mended) for group in groups.values()]
    if not issues:
        return []
    around = _around(campaign, [one for group in groups.values() for one in group], others)
    rows = {(one.number, one.part_number): one for group in groups.values() for one in group}
    words = edition_words(ground.disc)
    carried = _of_the_campaign(rows.values())
    tellings = {**told_of(rows.values()), **(telling or {})}
    told = {key: as_told(tellings[row.pk]) for key, row in rows.items() if row.pk in tellings}
    found = []
    for part in compare_again(issues, ground, others=around, told=told, progress=progress):
        patch = rows[part.part.key]
        problems = in_order((*part.problems, *carried.get(patch.pk, ())))
        content = content_of(part.part, problems, part.figures, ground.rulebook, words, told=tellings.get(patch.pk))
        found.append(Said(patch, part, content))
    return found


def _of_the_campaign(patches: Iterable[Patch]) -> dict[int, list[Problem]]:
    """Return what rules about the whole campaign objected to of each patch: one patch alone cannot tell it anew."""
    current = Comparison.objects.filter(patch__in=list(patches), is_current=True).values_list("patch_id", "problems")
    return {
        patch: [
            Problem(
                one["rule"], Severity(one["severity"]), one["message"], one["settled_by"], facts=tuple(one["facts"])
            )
            for one in problems
            if one["rule"] in CAMPAIGN_RULES and one["rule"] not in PART_RULES
        ]
        for patch, problems in current
    }


def _issue(group: Sequence[Patch], epsg: int, ground: Ground, mended: frozenset[int]) -> Issue:
    pieces = tuple(
        Piece(one.part_number, to_plane(shapely.from_wkb(bytes(one.geometry.wkb)), epsg), Area.from_m2(one.area_m2))
        for one in group
    )
    first = group[0]
    row: dict[str, Any] = {**first.issued, "number": first.number}
    row.setdefault("source_feature", 1)
    if first.list:
        row["list"] = first.list
    issued = [one.monitored_m2 for one in group if one.monitored_m2 is not None]
    if len(issued) < len(group):
        row.pop("monitored_area", None)
    elif abs(sum(issued) - _stated_m2(row)) > _ROUNDED:
        row["monitored_area"] = f"{sum(issued)} m2"
    shapes = [piece.geometry for piece in pieces]
    whole = shapes[0] if len(shapes) == 1 else shapely.union_all(np.array(shapes, dtype=object), grid_size=1e-4)
    return Issue(
        record_of(row, whole, ground.disc.field_types["patches"]), pieces, any(one.pk in mended for one in group)
    )


def _stated_m2(row: Mapping[str, Any]) -> Decimal:
    """Return the issued area as the row states it, which is exact where that of the record is rounded."""
    text = row.get("monitored_area")
    return round_half_up(Area.parse(str(text)).square_metres, M2_PLACES) if text else Decimal(0)


def _mended(keys: Iterable[int]) -> frozenset[int]:
    """Return the patches whose shape had to be repaired when they were loaded."""
    found = Comparison.objects.filter(patch__in=list(keys), is_current=True, facts__geometry_valid=False)
    return frozenset(found.values_list("patch_id", flat=True))


def _around(campaign: Campaign, own: Sequence[Patch], others: QuerySet[Patch] | None) -> list[shapely.Geometry]:
    """Return the other active patches of the campaign that may meet the given ones, in the working CRS."""
    boxes = np.array([one.geometry.extent for one in own])
    box = tuple(float(edge) for edge in (*boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0)))
    rows = Patch.objects.filter(campaign=campaign, fate=Fate.ACTIVE) if others is None else others
    near = in_box(rows, "geometry", (box[0], box[1], box[2], box[3])).exclude(number__in={one.number for one in own})
    return [
        to_plane(shapely.from_wkb(bytes(shape.wkb)), campaign.epsg) for shape in near.values_list("geometry", flat=True)
    ]


def write_said(said: Sequence[Said], basis: Basis, *, asked: Iterable[Patch]) -> int:
    """Write what is said anew, in the transaction of the deed: of the patches asked for, and of other parts of the
    same issued patch of which something else is said now. Returns how many."""
    wanted = {patch.pk for patch in asked}
    known = {
        patch: (digest, on)
        for patch, digest, on in Comparison.objects.filter(
            patch__in=[one.patch for one in said], is_current=True
        ).values_list("patch_id", "digest", "basis_id")
    }
    chosen = [
        one
        for one in said
        if known.get(one.patch.pk, ("", None))[0] != one.content.digest
        or (one.patch.pk in wanted and known[one.patch.pk][1] != basis.pk)
    ]
    compare_anew([(one.patch, one.content) for one in chosen], basis)
    managers: dict[str, list[tuple[str, str]]] = {}
    for one in chosen:
        code, is_practice = one.patch.campaign.area_code, one.patch.campaign.is_practice
        if code not in managers:
            managers[code] = managers_below(code, is_practice=is_practice)
        _repeat(one, managers[code])
    for campaign in {one.patch.campaign for one in chosen}:
        recount(campaign, Patch.objects.filter(campaign=campaign, pk__in=[one.patch.pk for one in chosen]))
        ask_soon(campaign)
    return len(chosen)


def _repeat(said: Said, managers: Sequence[tuple[str, str]]) -> None:
    """Let the row of a patch say what its comparison says; its version stays: nobody edited it.

    What was reviewed on other facts is seen again; what was found keeps its finding, which says that it is older.
    """
    patch, facts = said.patch, said.part.part.facts
    columns: Mapping[str, Any] = {
        name: value
        for name, value in columns_of(facts, said.content, patch.campaign.area_code).items()
        if name not in _OF_THE_ISSUE
    }
    for name, value in columns.items():
        setattr(patch, name, value)
    patch.managed_code = manager_of(patch.township_code, managers) or word(facts, "township_code")
    if patch.state == State.ISSUED:
        patch.state = State.COMPARED
    elif patch.state == State.REVIEWED:
        patch.state = state_before_review(said.content.facts)
    patch.save(update_fields=[*columns, "managed_code", "state", "changed_at"])


def state_before_review(facts: Mapping[str, Any]) -> State:
    """Return where a patch stands without its review, of facts on the wire: visited where somebody knows what stands
    there.

    >>> state_before_review({"ground_state": "unchanged"}), state_before_review({"ground_state": {"unknown": True}})
    (State.VISITED, State.COMPARED)
    """
    return State.VISITED if isinstance(facts.get("ground_state"), str) else State.COMPARED


def ground_of_basis(campaign: Campaign, basis: Basis) -> Ground:
    """Return the ground of a campaign on the editions of a basis."""
    return ground_for(campaign, basis.editions.all())
