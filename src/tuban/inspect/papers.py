"""Which papers touch a piece of land: by their boundary where they have one, else by the patch they name.

A register that is not on the disc says nothing: its kind is left out of ``kinds_on_disc``, and whether such a paper
exists stays unknown. A register that is on the disc and has no paper for a piece says that there is none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from tuban.inspect.records import NormalLayer, Record, read_records
from tuban.inspect.shares import exact
from tuban.values.area import ZERO, Area
from tuban.values.facts import UNKNOWN
from tuban.values.papers import Paper

KIND_OF_ROLE = {
    "conversion": "conversion",
    "expropriation": "expropriation",
    "early_use": "early_use",
    "supply": "supply",
    "temporary": "temporary",
    "facility": "facility",
    "registration": "registration",
}
OTHER_KINDS = ("linkage", "mining_pilot", "hill_pilot", "housing", "disaster", "emergency")
_LEVEL_OF_ORGAN = (
    ("state", re.compile(r"国务院")),
    ("ministry", re.compile(r"^(自然|国土)资源部")),
    ("province", re.compile(r"(省|自治区)(人民)?(政府|自然资源厅|国土资源厅)")),
    ("city", re.compile(r"[市州盟](人民政府|自然资源局|国土资源局|自然资源和规划局)")),
    ("county", re.compile(r"[县区旗](人民政府|自然资源局|国土资源局|自然资源和规划局)")),
    ("township", re.compile(r"[镇乡](人民政府)")),
)


@dataclass(frozen=True, slots=True)
class FiledPaper:
    """A paper of a register, its boundary if it has one, and the patch it names if it names one."""

    paper: Paper
    geometry: shapely.Geometry | None
    patch_number: str | None


@dataclass(frozen=True)
class PaperRegister:
    """All papers of a disc, found by place or by patch number."""

    filed: Sequence[FiledPaper]
    kinds_on_disc: tuple[str, ...]
    _tree: shapely.STRtree
    _tree_rows: Sequence[int]
    _by_patch: Mapping[str, Sequence[int]]

    @classmethod
    def read(cls, layers: Mapping[str, Sequence[NormalLayer]], types: Mapping[str, Mapping[str, str]]) -> PaperRegister:
        """Read the registers among the layers of a disc; ``types`` gives the field types of each role."""
        filed: list[FiledPaper] = []
        kinds: list[str] = []
        for role, kind in KIND_OF_ROLE.items():
            if role in layers:
                kinds.append(kind)
                filed += [_filed(record, kind) for record in read_records(layers[role], types[role])]
        if "other_approvals" in layers:
            kinds += OTHER_KINDS
            for record in read_records(layers["other_approvals"], types["other_approvals"]):
                filed.append(_filed(record, str(record.get("kind") or "")))
        rows = [row for row, one in enumerate(filed) if one.geometry is not None and not one.geometry.is_empty]
        by_patch: dict[str, list[int]] = defaultdict(list)
        for row, one in enumerate(filed):
            if one.patch_number:
                by_patch[one.patch_number].append(row)
        geometries = np.array([filed[row].geometry for row in rows], dtype=object)
        return cls(tuple(filed), tuple(kinds), shapely.STRtree(geometries), tuple(rows), dict(by_patch))

    def near(self, geometry: shapely.Geometry, kinds: Sequence[str]) -> dict[str, list[shapely.Geometry]]:
        """Return the boundaries of papers of these kinds that meet the geometry, by kind."""
        found: dict[str, list[shapely.Geometry]] = {kind: [] for kind in kinds}
        for row in self._meeting(geometry):
            one = self.filed[row]
            if one.paper.kind in found and one.geometry is not None:
                found[one.paper.kind].append(one.geometry)
        return {kind: shapes for kind, shapes in found.items() if shapes}

    def touching(
        self, geometry: shapely.Geometry, patch_number: str, *, area_m2: float, ignore_below: Area, is_whole: bool
    ) -> tuple[Paper, ...]:
        """Return the papers of one piece, each with the area it covers there, in the order of the registers.

        ``area_m2`` is the piece's ellipsoidal area; covered areas below ``ignore_below`` are neighbours' slivers.
        A paper that names the patch is kept whatever it covers: without a boundary its ``covered`` is UNKNOWN. Where
        the piece is not the whole patch, a named paper with a boundary elsewhere belongs to another piece.
        """
        scale = area_m2 / geometry.area if geometry.area else 1.0
        covered: dict[int, Area] = {}
        for row in self._meeting(geometry):
            shape = self.filed[row].geometry
            area = exact(shapely.area(shapely.intersection(geometry, shape)) * scale)
            if area >= ignore_below and area:
                covered[row] = area
        named = self._by_patch.get(patch_number, ())
        rows = sorted({*covered, *(row for row in named if is_whole or self.filed[row].geometry is None)})
        return tuple(self._measured(row, covered) for row in rows)

    def _measured(self, row: int, covered: Mapping[int, Area]) -> Paper:
        one = self.filed[row]
        if one.geometry is None:
            return replace(one.paper, covered=UNKNOWN)
        return replace(one.paper, covered=covered.get(row, ZERO))

    def _meeting(self, geometry: shapely.Geometry) -> list[int]:
        return [self._tree_rows[hit] for hit in sorted(self._tree.query(geometry, predicate="intersects").tolist())]


def organ_level(organ: str | None) -> str | None:
    """Return the level that an organ's name tells; None where it does not.

    >>> organ_level("示范省人民政府"), organ_level("自然资源部"), organ_level("某单位")
    ('province', 'ministry', None)
    """
    return next((level for level, name in _LEVEL_OF_ORGAN if organ and name.search(organ)), None)


def _filed(record: Record, kind: str) -> FiledPaper:
    organ = record.get("organ")
    return FiledPaper(
        Paper(
            kind=kind,
            number=record.get("number"),
            organ=organ,
            organ_level=record.get("organ_level") or organ_level(organ),
            date=record.get("date"),
            until=record.get("until"),
            approved=record.get("area"),
            approved_cultivated=record.get("cultivated_area"),
            holder=record.get("user"),
            use=record.get("use"),
            method=record.get("method"),
            project=record.get("project"),
            source=record.source,
        ),
        record.geometry,
        record.get("patch_number"),
    )
