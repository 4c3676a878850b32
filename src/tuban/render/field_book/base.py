"""What a result folder keeps for field books: every patch with its facts, and the ground around it.

One compressed JSON file, written by the main job and read without the disc, the lawbook or the imagery.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import shapely
import yaml

from tuban.inspect.run import Inspection
from tuban.kernel.chips import ChipPair
from tuban.render.image_sheets.drawing import Scene
from tuban.render.image_sheets.pages import Issue
from tuban.render.maps.patches import BASIC_FARMLAND, CULTIVATED, MONITORED, MapPatch
from tuban.render.reading import area_of, is_told, text_of
from tuban.rules.fact_words import paper_in_words
from tuban.rules.judgement import MissingFact
from tuban.rules.rulebook import Rulebook
from tuban.values.area import AreaUnit
from tuban.values.errors import TubanError
from tuban.values.facts import Facts
from tuban.values.whole_file import write_whole

BASE = "外业底稿.json.gz"
VERSION = 1
_NEEDED = (
    "issue",
    "campaign",
    "fields",
    "findings",
    "labels",
    "survey",
    "townships",
    "county",
    "roads",
    "parcels",
    "patches",
)
_MOST_BYTES = 1 << 30
_AROUND_M = 260.0
_FINE_M = 0.4
_SETTLED_IN_FIELD = "field"
_COMPARED = ("consistent", "inconsistent")

PartKey = tuple[str, str]


class FieldBaseMissing(TubanError):
    """The folder {folder} holds no {file}, so no field book can be made from it."""

    code = "field_book.no_base"
    hint = "Run `tuban inspect` on the disc again, with sheets, and give its result folder."


class FieldBaseUnreadable(TubanError):
    """{file} cannot be read: {reason}."""

    code = "field_book.base_unreadable"
    hint = "It was damaged or made by another edition of the product. Run `tuban inspect` on the disc again."


@dataclass(frozen=True)
class FieldBase:
    """The file as read; its shape is that of :func:`write_field_base`."""

    folder: Path
    data: Mapping[str, Any]

    @property
    def patches(self) -> dict[PartKey, Mapping[str, Any]]:
        """All parts by patch and part number, in the order of the inspection."""
        return {(patch["number"], patch["part"]): patch for patch in self.data["patches"]}


def read_field_base(folder: Path) -> FieldBase:
    """Read the base of a result folder; raises FieldBaseMissing, FieldBaseUnreadable."""
    path = folder / BASE
    if not path.is_file():
        raise FieldBaseMissing(folder=folder, file=BASE)
    try:
        with gzip.open(path) as file:
            text = file.read(_MOST_BYTES + 1)
        if len(text) > _MOST_BYTES:
            raise FieldBaseUnreadable(file=path, reason=f"more than {_MOST_BYTES} bytes")
        data = json.loads(text)
        version = data["version"]
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, RecursionError) as error:
        raise FieldBaseUnreadable(file=path, reason=str(error) or type(error).__name__) from error
    if version != VERSION:
        raise FieldBaseUnreadable(file=path, reason=f"version {version} instead of {VERSION}")
    lacking = [name for name in _NEEDED if name not in data]
    if lacking or not all(isinstance(patch, dict) and "geometry" in patch for patch in data["patches"]):
        raise FieldBaseUnreadable(file=path, reason=", ".join(lacking) or "patches")
    return FieldBase(folder, data)


def write_field_base(
    path: Path,
    inspection: Inspection,
    scene: Scene,
    issue: Issue,
    rulebook: Rulebook,
    *,
    chips: Mapping[PartKey, ChipPair],
) -> None:
    """Write the base; ``chips`` are pictures inside the same folder."""
    fields = _fields(rulebook)
    patches = [
        _patch(patch, part.facts, part.judgement.missing, rulebook, fields)
        | {"chips": _paths(chips.get(patch.key), path.parent)}
        for patch, part in zip(scene.patches, inspection.parts, strict=True)
    ]
    data = {
        "version": VERSION,
        "issue": asdict(issue),
        "campaign": inspection.disc.campaign.id,
        "fields": fields,
        "findings": [
            [entry.value, entry.label, str(entry.get("state", ""))] for entry in rulebook.codelist("finding").entries
        ],
        "labels": dict(scene.ground.labels),
        "survey": scene.ground.edition,
        "townships": [[one.code, one.name, _wkt(one.outline, fine=2.0)] for one in scene.boundaries.townships],
        "county": "" if scene.boundaries.county is None else _wkt(scene.boundaries.county, fine=2.0),
        "roads": [
            [int(rank), str(name or ""), _wkt(road, fine=1.0)]
            for rank, name, road in zip(scene.ground.ranks, scene.ground.road_names, scene.ground.roads, strict=True)
        ],
        "parcels": _parcels(scene),
        "patches": patches,
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    write_whole(path, gzip.compress(text.encode("utf-8"), 6, mtime=0))


def _wkt(shape: Any, *, fine: float) -> str:
    text: str = shapely.to_wkt(shapely.simplify(shape, fine), rounding_precision=2)
    return text


def _parcels(scene: Scene) -> list[list[str]]:
    """Return code and outline of the parcels around the patches, each once."""
    ground = scene.ground
    if not scene.patches or not len(ground.parcels):
        return []
    boxes = []
    for patch in scene.patches:
        west, south, east, north = shapely.bounds(patch.geometry).tolist()
        boxes.append(shapely.box(west - _AROUND_M, south - _AROUND_M, east + _AROUND_M, north + _AROUND_M))
    tree = shapely.STRtree(ground.parcels)
    places = np.unique(tree.query(np.array(boxes, dtype=object))[1])
    shapes = shapely.to_wkt(shapely.simplify(ground.parcels[places], _FINE_M), rounding_precision=1)
    return [[str(code), shape] for code, shape in zip(ground.codes[places], shapes.tolist(), strict=True)]


def _paths(pair: ChipPair | None, folder: Path) -> list[str]:
    if pair is None:
        return ["", ""]
    return [path.relative_to(folder).as_posix() if path else "" for path in (pair.before, pair.after)]


def _patch(
    patch: MapPatch,
    facts: Facts,
    missing: tuple[MissingFact, ...],
    rulebook: Rulebook,
    fields: list[list[dict[str, Any]]],
) -> dict[str, Any]:
    figures = patch.figures
    vocabulary = rulebook.vocabulary
    areas = []
    for shown, measured in (
        (MONITORED, MONITORED), (CULTIVATED, "cultivated_area"), (BASIC_FARMLAND, "basic_farmland_area"),
    ):  # fmt: skip
        name = shown if shown in figures else measured
        area = area_of(facts, name)
        figure = figures.get(name, area.in_unit(AreaUnit.MU) if area is not None else None)
        areas.append([vocabulary[name].title, "" if figure is None else f"{figure:.2f}"])
    papers = facts["approvals"]
    asked = {field["fact"] for row in fields for field in row if field["fact"]}
    return {
        "number": patch.number,
        "part": patch.part,
        "short": patch.short,
        "finding": patch.finding,
        "final": patch.is_final,
        "inconsistent": patch.is_inconsistent,
        "comparison": patch.comparison,
        "compared": facts["survey_comparison"] in _COMPARED,
        "list": text_of(facts, "patch_list", rulebook),
        "township_code": patch.township_code,
        "township": patch.township_name,
        "village": text_of(facts, "location", rulebook) or patch.village,
        "type": text_of(facts, "patch_type", rulebook),
        "centre": list(patch.centre),
        "degrees": list(patch.degrees),
        "images": list(patch.images),
        "areas": areas,
        "land": [text_of(facts, "main_class_before", rulebook), text_of(facts, "main_class_now", rulebook)],
        "papers": [paper_in_words(paper, rulebook) for paper in papers] if isinstance(papers, tuple) else None,
        "missing": [
            [lack.name, lack.title, lack.settled_by, _is_for_the_field(lack, rulebook, asked)] for lack in missing
        ],
        "known": {name: _known(facts, name, rulebook) for name in sorted(asked) if is_told(facts, name)},
        "geometry": shapely.to_wkt(patch.geometry, rounding_precision=2),
    }


def _known(facts: Facts, name: str, rulebook: Rulebook) -> str:
    area = area_of(facts, name)
    if area is not None:
        unit = AreaUnit.M2 if name == "built_floor_area" else AreaUnit.MU
        return f"{area.in_unit(unit):.2f}"
    return text_of(facts, name, rulebook)


def _is_for_the_field(lack: MissingFact, rulebook: Rulebook, asked: Collection[str]) -> bool:
    """Whether the field has to find a fact out: it can, and the form has a space for it."""
    return rulebook.vocabulary[lack.name].made_by == _SETTLED_IN_FIELD and lack.name in asked


def _fields(rulebook: Rulebook) -> list[list[dict[str, Any]]]:
    """Return the rows of fields with the titles and values of the lawbook."""
    rows = yaml.safe_load((files("tuban.render.field_book") / "fields.yaml").read_text(encoding="utf-8"))["rows"]
    return [[_field(field, rulebook) for field in row] for row in rows]


def _field(field: Mapping[str, Any], rulebook: Rulebook) -> dict[str, Any]:
    fact = str(field.get("fact", ""))
    kind = rulebook.vocabulary[fact] if fact else None
    options: list[str] = []
    if field["as"] == "choice" and kind is not None:
        options = (
            ["是", "否"]
            if kind.type == "flag"
            else [entry.label for entry in rulebook.codelist(str(kind.codelist)).entries]
        )
    return {
        "fact": fact,
        "title": field.get("title") or (kind.title if kind is not None else ""),
        "options": options,
        "blank": field.get("blank", ""),
        "suffix": field.get("suffix", ""),
        "spans": field["spans"],
        "high": bool(field.get("high", False)),
    }
