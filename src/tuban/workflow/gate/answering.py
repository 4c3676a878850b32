"""What the gate answers: which unlawful land that is not known to be settled a boundary touches, and what would open
it.

The patches themselves are asked by their spatial index: nothing is kept beside them that could be behind.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from django.db.models import Q, QuerySet
from django.utils import timezone

from tuban.inspect.shares import exact
from tuban.rules.fact_words import in_words
from tuban.rules.facts_wire import value_from_wire
from tuban.values.area import Area, AreaUnit, round_half_up
from tuban.values.facts import UNKNOWN
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.lawbook import label_of
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.gate.boundaries import zone_here
from tuban.workflow.gate.ground import cultivated_inside, territory_of
from tuban.workflow.gate.law import HANDLING, gate_law
from tuban.workflow.gate.words import Verdict
from tuban.workflow.installed_lawbook import installed_lawbook
from tuban.workflow.patches.changes import counted_mark
from tuban.workflow.patches.cutting import all_to_plane, measured, to_plane
from tuban.workflow.patches.models import Arrival, Patch
from tuban.workflow.patches.states import Fate
from tuban.workflow.review.models import Finding
from tuban.workflow.spatial_index import in_box

UNLAWFUL = "unlawful"
_TOUCH, _OUTSIDE = "gate/touch_tolerance", "gate/outside_tolerance"
_PLACES = 2
_SMALL_DEGREES = 1e-5
_NOTHING = "0.00"
_UNTOLD = {"unknown": True}
_WHOLE_M2 = 0.05
"""A patch of which no more than this is missing lies wholly inside: what rounding leaves."""


@dataclass(frozen=True, slots=True)
class Scope:
    """For whom the gate answers: practice or the real office, and the divisions whose patches may be told of."""

    is_practice: bool
    area_codes: tuple[str, ...]

    def shows(self, patch: Patch) -> bool:
        """Whether a patch lies in the divisions, or is managed by one."""
        own = (patch.area_code, patch.township_code, patch.managed_code)
        return any(code.startswith(area) for area in self.area_codes for code in own if code)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What would open the gate: the fact, in words, what is known of it, and what settles it. ``decides`` where nothing
    else makes the violation settled; the others lead there."""

    fact: str
    says: str
    now: str
    decides: bool


@dataclass(frozen=True, slots=True)
class Met:
    """A patch that a boundary meets. Areas are square metres as text, with two places; None where nobody measured.

    ``is_touch`` where it adjoins only, or overlaps by less than the lawbook's tolerance. ``finding`` is what a person
    took, else empty and ``proposed`` is what the lawbook proposes. Of a patch outside the areas of whoever asks,
    nothing is told but its county (``is_theirs`` false).
    """

    patch: str
    number: str
    campaign: str
    year: int
    area_code: str
    township: str
    is_theirs: bool
    is_touch: bool
    finding: str
    proposed: str
    found_on: str
    violation_type: str
    overlap_m2: str
    overlap_mu: str
    share: str
    cultivated_m2: str | None
    cultivated_mu: str | None
    stands: tuple[tuple[str, str], ...]
    wanted: tuple[Wanted, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept."""
        told = {name: getattr(self, name) for name in _TOLD}
        told["stands"] = [list(one) for one in self.stands]
        told["wanted"] = [
            {"fact": one.fact, "says": one.says, "now": one.now, "decides": one.decides} for one in self.wanted
        ]
        return told


_TOLD = tuple(field.name for field in fields(Met))


@dataclass(frozen=True, slots=True)
class Answer:
    """What the gate says of a boundary. ``unsettled`` keep it shut, ``undecided`` are proposals nobody has decided,
    ``settled`` violations that were put right. ``outside_m2`` lies outside the counties of which patches are held.

    ``blocked_m2`` is the ground under ``unsettled``, counted once where patches overlap.
    """

    verdict: Verdict
    unsettled: tuple[Met, ...]
    undecided: tuple[Met, ...]
    settled: tuple[Met, ...]
    outside_m2: str
    outside_mu: str
    blocked_m2: str
    blocked_mu: str
    rests_on: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept."""
        told: dict[str, Any] = {
            name: [one.as_json() for one in getattr(self, name)] for name in ("unsettled", "undecided", "settled")
        }
        told |= {name: getattr(self, name) for name in ("outside_m2", "outside_mu", "blocked_m2", "blocked_mu")}
        return {"verdict": self.verdict.value, **told}


def digest_of_answer(told: Mapping[str, Any]) -> str:
    """Return the digest of an answer as it is kept."""
    text = json.dumps(told, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def answer(boundary: shapely.Geometry, *, scope: Scope) -> Answer:
    """Ask the gate about a boundary in degrees, over all campaigns and years of practice or of the real office.

    Patches that the scope does not show keep the gate shut all the same.
    """
    law = installed_lawbook()
    today = timezone.localdate()
    least = {
        path: float(Area.from_mu(law.parameter(path, on=today).value).square_metres) for path in (_TOUCH, _OUTSIDE)
    }  # fmt: skip
    campaigns = {one.pk: one for one in Campaign.objects.filter(is_practice=scope.is_practice)}
    patches = _meeting(boundary, campaigns)
    comparisons = {
        one.patch_id: one
        for one in Comparison.objects.filter(patch__in=[patch.pk for patch in patches], is_current=True)
        .only("patch_id", "facts", "basis_id")
    }  # fmt: skip
    findings = {
        one.patch_id: one
        for one in Finding.objects.filter(patch__in=[patch.pk for patch in patches], is_current=True)
        .only("patch_id", "finding", "violation_type", "at")
    }  # fmt: skip
    pieces = _pieces(boundary, patches, comparisons, least[_TOUCH])
    groups: dict[str, list[Met]] = {"unsettled": [], "undecided": [], "settled": []}
    blocking = []
    for patch in patches:
        comparison, piece = comparisons.get(patch.pk), pieces[patch.pk]
        facts = comparison.facts if comparison is not None else {}
        if patch.finding == UNLAWFUL:
            group = "settled" if facts.get("settled") is True else "unsettled"
        else:
            group = "undecided"
        groups[group].append(_met(patch, facts, findings.get(patch.pk), piece, scope, wants=group == "unsettled"))
        if group == "unsettled" and not piece.is_touch:
            blocking.append(piece)
    outside = _outside(boundary, campaigns.values())
    lies_outside = outside > least[_OUTSIDE]
    met = {name: tuple(sorted(own, key=_largest_first)) for name, own in groups.items()}
    blocked = _blocked(blocking)
    return Answer(
        verdict=_verdict(groups, lies_outside), unsettled=met["unsettled"], undecided=met["undecided"],
        settled=met["settled"], outside_m2=_m2(outside) if lies_outside else _NOTHING,
        outside_mu=_mu(outside) if lies_outside else _NOTHING, blocked_m2=_m2(blocked), blocked_mu=_mu(blocked),
        rests_on=_rests_on(campaigns, scope),
    )  # fmt: skip


@lru_cache(maxsize=2)
def make_ready(is_practice: bool) -> None:
    """Read the lawbook, the ground and the compiled code once in this process: the first answer then waits for none."""
    patch = Patch.objects.filter(campaign__is_practice=is_practice, finding=UNLAWFUL, fate=Fate.ACTIVE).first()
    if patch is not None:
        middle = shapely.point_on_surface(shapely.from_wkb(bytes(patch.geometry.wkb)))
        answer(
            shapely.MultiPolygon([shapely.box(*shapely.bounds(middle.buffer(_SMALL_DEGREES)))]),
            scope=Scope(is_practice, ()),
        )


def _meeting(boundary: shapely.Geometry, campaigns: Mapping[Any, Campaign]) -> list[Patch]:
    """Return the patches that count for the gate and that the boundary meets: unlawful ones, and open suspicions."""
    undecided = gate_law().undecided
    rows: QuerySet[Patch] = Patch.objects.filter(campaign__in=list(campaigns), fate=Fate.ACTIVE).filter(
        Q(finding=UNLAWFUL) | Q(finding=None, proposed_finding__in=undecided)
    )
    near = list(in_box(rows, "geometry", shapely.bounds(boundary).tolist()).defer("issued"))
    shapely.prepare(boundary)
    shapes = shapely.from_wkb([bytes(one.geometry.wkb) for one in near])
    found = []
    for patch, shape in zip(near, shapes, strict=True):
        if shapely.intersects(boundary, shape):
            patch.campaign, patch.shape = campaigns[patch.campaign_id], shape  # type: ignore[attr-defined]
            found.append(patch)
    return found


@dataclass(frozen=True, slots=True)
class _Piece:
    """What a boundary and a patch have in common, in the working CRS of the patch."""

    shape: shapely.Geometry
    epsg: int
    area_m2: float
    share: float
    cultivated: Area | None
    is_touch: bool


def _pieces(
    boundary: shapely.Geometry, patches: Sequence[Patch], comparisons: Mapping[int, Comparison], least: float
) -> dict[int, _Piece]:
    """Measure what every patch and the boundary have in common."""
    found: dict[int, _Piece] = {}
    for epsg in {patch.campaign.epsg for patch in patches}:
        own = [patch for patch in patches if patch.campaign.epsg == epsg]
        around = to_plane(boundary, epsg)
        shapes = all_to_plane([patch.shape for patch in own], epsg)  # type: ignore[attr-defined]
        common = [_areas_only(one) for one in shapely.intersection(around, np.array(shapes, dtype=object))]
        areas = measured(common, epsg).tolist()
        whole = [float(patch.area_m2) for patch in own]
        is_whole = [area >= size - _WHOLE_M2 for area, size in zip(areas, whole, strict=True)]
        cultivated = _cultivated(own, common, areas, is_whole=is_whole, comparisons=comparisons, epsg=epsg)
        for at, patch in enumerate(own):
            area = whole[at] if is_whole[at] else areas[at]
            found[patch.pk] = _Piece(
                common[at], epsg, area, min(1.0, area / whole[at]) if whole[at] else 0.0, cultivated[at], area < least
            )
    return found


def _cultivated(
    patches: Sequence[Patch], pieces: Sequence[shapely.Geometry], areas: Sequence[float], *, is_whole: Sequence[bool],
    comparisons: Mapping[int, Comparison], epsg: int,
) -> list[Area | None]:  # fmt: skip
    """Return the cultivated land in every piece: of a whole patch what its comparison says, of a part as the survey
    says on which that comparison rests."""
    found: list[Area | None] = [None] * len(patches)
    parts: dict[Any, list[int]] = {}
    for at, patch in enumerate(patches):
        comparison = comparisons.get(patch.pk)
        if comparison is None:
            continue
        if is_whole[at]:
            said = value_from_wire(comparison.facts.get("cultivated_area"))
            found[at] = said if isinstance(said, Area) else None
        elif areas[at] > 0:
            parts.setdefault(comparison.basis_id, []).append(at)
    for basis, own in parts.items():
        inside = cultivated_inside([pieces[at] for at in own], [areas[at] for at in own], basis, epsg=epsg)
        for at, area in zip(own, inside, strict=True):
            found[at] = area
    return found


def _areas_only(shape: shapely.Geometry) -> shapely.Geometry:
    parts = [one for one in shapely.get_parts(shapely.get_parts(shape)).tolist() if one.geom_type == "Polygon"]
    return shapely.MultiPolygon(parts)


def _met(
    patch: Patch, facts: Mapping[str, Any], finding: Finding | None, piece: _Piece, scope: Scope, *, wants: bool
) -> Met:
    theirs = scope.shows(patch)
    law = rulebook_of(patch.campaign)
    cultivated = piece.cultivated
    type_ = finding.violation_type if finding is not None else ""
    return Met(
        patch=str(patch.uuid) if theirs else "", number=str(patch) if theirs else "",
        campaign=patch.campaign.title if theirs else "", year=patch.campaign.year, area_code=patch.area_code[:6],
        township=patch.township_name if theirs else "", is_theirs=theirs, is_touch=piece.is_touch,
        finding=label_of("finding", patch.finding or ""), proposed=label_of("finding", patch.proposed_finding),
        found_on=timezone.localdate(finding.at).isoformat() if finding is not None else "",
        violation_type=label_of("violation_type", type_) if theirs else "",
        overlap_m2=_m2(piece.area_m2), overlap_mu=_mu(piece.area_m2), share=f"{piece.share:.4f}",
        cultivated_m2=None if cultivated is None else str(round_half_up(cultivated.square_metres, _PLACES)),
        cultivated_mu=None if cultivated is None else str(cultivated.in_unit(AreaUnit.MU)),
        stands=_stands(facts, law) if theirs else (), wanted=_wanted(facts, law) if theirs and wants else (),
    )  # fmt: skip


def _stands(facts: Mapping[str, Any], law: Any) -> tuple[tuple[str, str], ...]:
    """Return how far the handling is: what is known, in words."""
    told = []
    for name in gate_law().stands:
        value = value_from_wire(facts.get(name, _UNTOLD))
        if value is not UNKNOWN and value not in (None, ""):
            told.append((law.vocabulary[name].title, in_words(name, value, law)))
    return tuple(told)


def _wanted(facts: Mapping[str, Any], law: Any) -> tuple[Wanted, ...]:
    """Return what is missing for the violation to be settled, and what leads there."""
    handled = facts.get(HANDLING)
    lacking = []
    for one in gate_law().opens:
        wire = facts.get(one.fact, _UNTOLD)
        if not one.holds(wire) and not (one.unless and handled == one.unless):
            now = in_words(one.fact, value_from_wire(wire), law)
            lacking.append(Wanted(one.fact, one.says, now, one.decides))
    return tuple(lacking)


def _verdict(groups: Mapping[str, Sequence[Met]], lies_outside: bool) -> Verdict:
    if any(not one.is_touch for one in groups["unsettled"]):
        return Verdict.BLOCKED
    is_open = groups["unsettled"] or any(not one.is_touch for one in groups["undecided"])
    return Verdict.LOOK if is_open or lies_outside else Verdict.CLEAR


def _largest_first(one: Met) -> tuple[bool, Decimal, str]:
    return one.is_touch, -Decimal(one.overlap_m2), one.number


def _blocked(pieces: Sequence[_Piece]) -> float:
    """Return the ground under pieces in square metres, counted once where they overlap."""
    total = 0.0
    for epsg in {one.epsg for one in pieces}:
        own = [one for one in pieces if one.epsg == epsg]
        shapes = np.array([one.shape for one in own], dtype=object)
        if len(shapely.STRtree(shapes).query(shapes, predicate="intersects")[0]) == len(own):  # each meets itself only
            total += sum(one.area_m2 for one in own)
        else:
            total += float(measured([_areas_only(shapely.union_all(shapes))], epsg)[0])
    return total


def _outside(boundary: shapely.Geometry, campaigns: Any) -> float:
    """Return how much of the boundary lies outside the counties of which patches are held, in square metres."""
    rows = list(campaigns)
    territory = territory_of(rows)
    if shapely.covers(territory, boundary):
        return 0.0
    rest = shapely.difference(boundary, territory)
    epsg = zone_here(boundary)
    return float(measured([_areas_only(to_plane(rest, epsg))], epsg)[0])


def _rests_on(campaigns: Mapping[Any, Campaign], scope: Scope) -> dict[str, Any]:
    """Return the state of the data: the campaigns of the counties concerned with the day of their last disc and the
    marks of their patches, and the edition of the lawbook."""
    loaded: dict[Any, Any] = {}
    for campaign, at in Arrival.objects.filter(campaign__in=list(campaigns), state=Arrival.State.LOADED).values_list(
        "campaign_id", "loaded_at"
    ):
        if at is not None and (campaign not in loaded or at > loaded[campaign]):
            loaded[campaign] = at
    return {
        "lawbook": installed_lawbook().edition, "areas": list(scope.area_codes),
        "campaigns": [
            {
                "id": str(one.pk), "title": one.title, "year": one.year, "area_code": one.area_code,
                "loaded_on": timezone.localdate(loaded[one.pk]).isoformat() if one.pk in loaded else "",
                "mark": counted_mark(one.pk),
            }
            for one in sorted(campaigns.values(), key=lambda one: (one.area_code, -one.year, one.code))
        ],
    }  # fmt: skip


def _m2(area: float) -> str:
    return str(round_half_up(exact(area).square_metres, _PLACES))


def _mu(area: float) -> str:
    return str(exact(area).in_unit(AreaUnit.MU))
