"""A package for QField and QGIS: the patches of a group with the sheet of the lawbook as their form, the layers around
them, the image; and what the form said when it was taken along, so that what comes back can be merged by field.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import rasterio
import shapely
import yaml

from tuban.render.geopackage_file import ColumnType, Layer, Table, write_geopackage
from tuban.render.qgis_project import (
    Field,
    Project,
    Question,
    RasterLayer,
    Relation,
    Tab,
    VectorLayer,
    project_file,
)
from tuban.render.qgis_style import patch_style
from tuban.render.state_style import marks_of
from tuban.rules.rulebook import Rulebook
from tuban.rules.telling import sheet_of
from tuban.workflow.layers.drawing import picture_of
from tuban.workflow.layers.models import Edition
from tuban.workflow.packages.patches import shown_of
from tuban.workflow.survey.entering import typed
from tuban.workflow.survey.rings import mended_shape_of

PATCHES, BOUNDARIES, PHOTOS, FOUND = "patches", "boundaries", "photos", "found"
BASE, ABOUT = "tuban_base", "tuban_about"
"""Tables of the GeoPackage that comes back."""

FILE, LAYERS, FOLDER, READ_ME = "patches.gpkg", "layers.gpkg", "DCIM", "先读我.txt"
KEY = "tuban_id"
_LARGEST_IMAGE = 1 << 30
_PAPERS = "papers"
_NOW = "format_date(now(), 'yyyy-MM-ddTHH:mm:ss')"
_NAMED = '"number" || \' \' || "village"'


@cache
def words() -> Mapping[str, Any]:
    """Return the words of the project."""
    found: Mapping[str, Any] = yaml.safe_load(
        (files("tuban.workflow.packages.qfield") / "words.yaml").read_text(encoding="utf-8")
    )
    return found


@dataclass(frozen=True, slots=True)
class Content:
    """What goes into the project: patches and layers as docs/reference/field-protocol.md writes them, and images."""

    title: str
    epsg: int
    on: date
    package: str
    patches: Sequence[Mapping[str, Any]]
    layers: Sequence[Mapping[str, Any]]
    images: Sequence[Edition]


def write_project(folder: Path, content: Content, law: Rulebook) -> None:
    """Write the folder that QField opens."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FOLDER).mkdir(exist_ok=True)
    asked = _asked(law)
    _write_patches(folder / FILE, content, [name for name, _field in asked], law)
    _write_layers(folder / LAYERS, content)
    images = []
    for place, edition in enumerate(content.images):
        path = picture_of(edition)
        if path.stat().st_size <= _LARGEST_IMAGE:
            name = f"image-{place + 1}{path.suffix}"
            shutil.copyfile(path, folder / name)
            images.append(
                RasterLayer(
                    f"tuban_image_{place + 1}", f"{edition.title} {edition.as_of}".strip(), name, _epsg_of(path)
                )
            )
    (folder / READ_ME).write_text(words()["read_me"], "utf-8")
    (folder / f"{content.title}.qgs").write_text(project_file(_project(content, asked, images, law)), "utf-8")


def _epsg_of(image: Path) -> int:
    with rasterio.open(image) as opened:
        return int(opened.crs.to_epsg() or 0)


def zipped(folder: Path, target: Path) -> None:
    """Write a folder as a zip, files in the order of their names."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder))


def _asked(law: Rulebook) -> list[tuple[str, Field]]:
    """Return the facts of the sheet as fields of a form, in their order; papers are told in the office."""
    spoken, fields = words(), []
    for name, question in sheet_of(law).questions.items():
        kind = question.kind
        if kind.type == _PAPERS:
            continue
        choices: list[tuple[str, str]] = []
        if kind.type == "flag":
            choices = [("", ""), *_choices(spoken["flag"])]
        elif kind.codelist and kind.type == "enum":
            choices = [("", ""), *((one.label, one.value) for one in law.codelist(kind.codelist).entries)]
        title = kind.title + spoken["hints"].get(kind.type, "")
        fields.append((name, Field(name, title, choices=choices, is_long=name == "note")))
    return fields


def _choices(told: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(label, value) for value, label in told.items()]


def _write_patches(path: Path, content: Content, facts: Sequence[str], law: Rulebook) -> None:
    spoken = words()
    titles = spoken["layers"]
    rows = [_row(one, facts) for one in content.patches]
    base = [
        (str(one["id"]), fact, one["facts"][fact])
        for one in content.patches
        for fact in facts
        if one["facts"].get(fact)
    ]
    about = [("package", content.package), ("epsg", str(content.epsg)), ("lawbook", law.edition), ("version", "1")]
    style = patch_style(_findings(law), by="finding", number="number")
    write_geopackage(
        path,
        [
            Layer(PATCHES, titles["patches"], _texts(KEY, *spoken["shown"], "finding", *facts), rows, style),
            Layer(BOUNDARIES, titles["boundaries"], _texts(KEY, *spoken["boundary"]), []),
            Layer(FOUND, titles["found"], _texts(*spoken["found"]), []),
        ],
        epsg=content.epsg,
        on=content.on,
        tables=[
            Table(PHOTOS, _texts(KEY, *spoken["photo"]), []),
            Table(BASE, _texts("patch", "fact", "value"), base),
            Table(ABOUT, _texts("name", "value"), about),
        ],
    )


def _texts(*names: str) -> list[tuple[str, ColumnType]]:
    """Return columns of text: what is typed stays as it was typed."""
    return [(name, "TEXT") for name in names]


def _row(patch: Mapping[str, Any], facts: Sequence[str]) -> tuple[Any, ...]:
    shown = shown_of(patch)
    told = [patch["facts"].get(fact, "") for fact in facts]
    return (
        str(patch["id"]), *(shown[name] for name in words()["shown"]), patch["proposal"]["finding"], *told,
        mended_shape_of(patch["rings"]),
    )  # fmt: skip


def _write_layers(path: Path, content: Content) -> None:
    write_geopackage(
        path,
        [
            Layer(
                layer["kind"], layer["title"],
                _texts(*words()["layer"]), _areas(layer),
            )
            for layer in content.layers if layer["areas"]
        ],
        epsg=content.epsg, on=content.on,
    )  # fmt: skip


def _areas(layer: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    for one in layer["areas"]:
        more = "；".join(f"{value}" for name, value in one["more"].items() if name not in ("group", "conforms"))
        shape = shapely.Polygon(one["rings"][0], one["rings"][1:])
        yield one["code"], layer["classes"].get(one["code"], ""), one["label"], more, shape


def _findings(law: Rulebook) -> list[tuple[str, str, Any]]:
    entries = law.codelist("finding").entries
    marks = marks_of([(one.value, str(one.get("state", ""))) for one in entries])
    return [(one.value, one.label, marks[one.value]) for one in entries]


def _project(
    content: Content, asked: Sequence[tuple[str, Field]], images: Sequence[RasterLayer], law: Rulebook
) -> Project:
    spoken = words()
    titles = spoken["layers"]
    west, south, east, north = shapely.union_all([mended_shape_of(one["rings"]) for one in content.patches]).bounds
    margin = max(east - west, north - south) * 0.05 + 100
    return Project(
        content.title, content.epsg, (west - margin, south - margin, east + margin, north + margin),
        layers=[
            _patches_layer(asked, law),
            VectorLayer(
                _id(BOUNDARIES), titles["boundaries"], FILE, BOUNDARIES, "Polygon",
                fields=[Field(KEY, "", is_hidden=True), *_boundary_fields(spoken["boundary"])],
                tabs=[Tab(spoken["tabs"]["measured"], [Question(name) for name in spoken["boundary"]])],
            ),
            VectorLayer(
                _id(FOUND), titles["found"], FILE, FOUND, "Polygon",
                fields=[Field(name, title, is_long=name == "note") for name, title in spoken["found"].items()],
            ),
            VectorLayer(
                _id(PHOTOS), titles["photos"], FILE, PHOTOS, "No geometry", is_visible=False,
                fields=[
                    Field(KEY, "", is_hidden=True),
                    *(
                        Field(name, title, is_photo=name == "path", default=_NOW if name == "taken_at" else "")
                        for name, title in spoken["photo"].items()
                    ),
                ],
            ),
            *_reference(content),
        ],
        images=images,
        relations=[
            Relation("photos_of_patch", titles["photos"], _id(PHOTOS), KEY, _id(PATCHES), KEY),
            Relation("boundaries_of_patch", titles["boundaries"], _id(BOUNDARIES), KEY, _id(PATCHES), KEY),
        ],
    )  # fmt: skip


def _id(table: str) -> str:
    """Return what a layer is known by in the project."""
    return f"tuban_layer_{table}"


def _patches_layer(asked: Sequence[tuple[str, Field]], law: Rulebook) -> VectorLayer:
    spoken = words()
    return VectorLayer(
        _id(PATCHES), spoken["layers"]["patches"], FILE, PATCHES, "Polygon",
        fields=[
            Field(KEY, "", is_hidden=True),
            *(Field(name, title, is_read_only=True) for name, title in spoken["shown"].items()),
            Field("finding", "", is_hidden=True),
            *(field for _name, field in asked),
        ],
        tabs=[
            Tab(spoken["tabs"]["patch"], [Question(name) for name in spoken["shown"]]),
            *_tabs(law),
            Tab(spoken["tabs"]["measured"], relation="boundaries_of_patch"),
            Tab(spoken["tabs"]["photos"], relation="photos_of_patch"),
        ],
        style=patch_style(_findings(law), by="finding", number="number"),
        shown=_NAMED,
    )  # fmt: skip


def _boundary_fields(told: Mapping[str, Mapping[str, Any]]) -> list[Field]:
    return [
        Field(name, one["title"], choices=_choices(one.get("choices", {})), is_long=name == "note")
        for name, one in told.items()
    ]


def _tabs(law: Rulebook) -> list[Tab]:
    return [
        Tab(
            section.title,
            [
                Question(one.kind.name, {name: [typed(value) for value in told] for name, told in one.when.items()})
                for one in section.questions
                if one.kind.type != _PAPERS
            ],
        )
        for section in sheet_of(law).sections
    ]


def _reference(content: Content) -> list[VectorLayer]:
    return [
        VectorLayer(
            _id(layer["kind"]), f"{layer['title']} {layer['as_of']}".strip(), LAYERS, layer["kind"], "Polygon",
            fields=[Field(name, title) for name, title in words()["layer"].items()],
            is_read_only=True, is_visible=layer["kind"] == "basic_farmland", shown='"class"',
        )
        for layer in content.layers if layer["areas"]
    ]  # fmt: skip
