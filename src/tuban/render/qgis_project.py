"""A QGIS project as QField takes it along: layers of GeoPackages beside it, with forms in sections, code lists, and
questions that show only where they are asked.

Written as a document, without QGIS. Everything lies in one folder, and all paths are relative to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from xml.etree import ElementTree

from pyproj import CRS

Element = ElementTree.Element
Child = ElementTree.SubElement

_VERSION = "3.22.0"
Geometry = Literal["Polygon", "Line", "Point", "No geometry"]


@dataclass(frozen=True, slots=True)
class Field:
    """A column in a form: ``choices`` (label, value) make it a list, ``is_photo`` a picture, ``is_hidden`` neither."""

    name: str
    title: str
    choices: Sequence[tuple[str, str]] = ()
    is_photo: bool = False
    is_hidden: bool = False
    is_read_only: bool = False
    is_long: bool = False
    default: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A field where it stands in a form; ``when`` names the values of other fields with which it shows."""

    name: str
    when: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tab:
    """A section of a form; ``relation`` names one whose rows it lists instead of fields."""

    title: str
    questions: Sequence[Question] = ()
    relation: str = ""


@dataclass(frozen=True, slots=True)
class VectorLayer:
    """A table of a GeoPackage. ``style`` is QML of which symbols and labels are taken; ``shown`` names what a row is
    called. QGIS gives another ``id`` to a layer whose own has ten letters or fewer."""

    id: str
    title: str
    file: str
    table: str
    geometry: Geometry
    fields: Sequence[Field] = ()
    tabs: Sequence[Tab] = ()
    style: str = ""
    shown: str = ""
    is_read_only: bool = False
    is_visible: bool = True


@dataclass(frozen=True, slots=True)
class RasterLayer:
    """An image."""

    id: str
    title: str
    file: str
    epsg: int


@dataclass(frozen=True, slots=True)
class Relation:
    """Rows of ``child`` whose ``child_field`` names the ``parent_field`` of a row of ``parent``."""

    id: str
    title: str
    child: str
    child_field: str
    parent: str
    parent_field: str


@dataclass(frozen=True, slots=True)
class Project:
    """The whole project, the uppermost layer first; ``extent`` (west, south, east, north) is what it opens with."""

    title: str
    epsg: int
    extent: tuple[float, float, float, float]
    layers: Sequence[VectorLayer]
    images: Sequence[RasterLayer] = ()
    relations: Sequence[Relation] = ()


def project_file(project: Project) -> str:
    """Return the text of the .qgs file."""
    root = Element("qgis", {"version": _VERSION, "projectname": project.title})
    Child(root, "homePath", {"path": ""})
    Child(root, "title").text = project.title
    _system(Child(root, "projectCrs"), project.epsg)
    tree = Child(root, "layer-tree-group")
    every: list[VectorLayer | RasterLayer] = [*project.layers, *project.images]
    for one in every:
        _branch(tree, one)
    _canvas(root, project)
    if project.relations:
        relations = Child(root, "relations")
        for relation in project.relations:
            _relation(relations, relation)
    layers = Child(root, "projectlayers")
    for vector in project.layers:
        _vector(layers, vector, project.epsg)
    for image in project.images:
        _raster(layers, image)
    order = Child(root, "layerorder")
    for layer in every:
        Child(order, "layer", {"id": layer.id})
    properties = Child(root, "properties")
    Child(Child(properties, "Paths"), "Absolute", {"type": "bool"}).text = "false"
    Child(Child(properties, "SpatialRefSys"), "ProjectionsEnabled", {"type": "int"}).text = "1"
    head = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return head + ElementTree.tostring(root, encoding="unicode")


def _branch(tree: Element, layer: VectorLayer | RasterLayer) -> None:
    is_vector = isinstance(layer, VectorLayer)
    is_visible = not isinstance(layer, VectorLayer) or layer.is_visible
    Child(
        tree, "layer-tree-layer",
        {
            "id": layer.id, "name": layer.title, "expanded": "0", "source": _source(layer),
            "checked": "Qt::Checked" if is_visible else "Qt::Unchecked",
            "providerKey": "ogr" if is_vector else "gdal",
        },
    )  # fmt: skip


def _source(layer: VectorLayer | RasterLayer) -> str:
    return f"./{layer.file}|layername={layer.table}" if isinstance(layer, VectorLayer) else f"./{layer.file}"


def _system(parent: Element, epsg: int) -> None:
    system = Child(parent, "spatialrefsys")
    Child(system, "wkt").text = CRS.from_epsg(epsg).to_wkt()
    Child(system, "srid").text = str(epsg)
    Child(system, "authid").text = f"EPSG:{epsg}"


def _canvas(root: Element, project: Project) -> None:
    canvas = Child(root, "mapcanvas", {"name": "theMapCanvas", "annotationsVisible": "1"})
    Child(canvas, "units").text = "meters"
    extent = Child(canvas, "extent")
    for name, value in zip(("xmin", "ymin", "xmax", "ymax"), project.extent, strict=True):
        Child(extent, name).text = repr(float(value))
    _system(Child(canvas, "destinationsrs"), project.epsg)


def _relation(parent: Element, relation: Relation) -> None:
    element = Child(
        parent, "relation",
        {
            "id": relation.id, "name": relation.title, "referencingLayer": relation.child,
            "referencedLayer": relation.parent, "strength": "Composition",
        },
    )  # fmt: skip
    Child(element, "fieldRef", {"referencingField": relation.child_field, "referencedField": relation.parent_field})


def _raster(layers: Element, image: RasterLayer) -> None:
    element = Child(layers, "maplayer", {"type": "raster"})
    Child(element, "id").text = image.id
    Child(element, "datasource").text = _source(image)
    Child(element, "layername").text = image.title
    _system(Child(element, "srs"), image.epsg)
    Child(element, "provider").text = "gdal"


def _vector(layers: Element, layer: VectorLayer, epsg: int) -> None:
    element = Child(
        layers, "maplayer",
        {
            "type": "vector", "geometry": layer.geometry, "readOnly": "1" if layer.is_read_only else "0",
            "labelsEnabled": "1" if "<labeling" in layer.style else "0", "refreshOnNotifyEnabled": "0",
        },
    )  # fmt: skip
    Child(element, "id").text = layer.id
    Child(element, "datasource").text = _source(layer)
    Child(element, "layername").text = layer.title
    if layer.geometry != "No geometry":
        _system(Child(element, "srs"), epsg)
    Child(element, "provider", {"encoding": "UTF-8"}).text = "ogr"
    flags = Child(element, "flags")
    for name, held in (("Identifiable", 1), ("Removable", 0), ("Searchable", int(bool(layer.shown)))):
        Child(flags, name).text = str(held)
    if layer.style:
        for child in ElementTree.fromstring(layer.style.partition("\n")[2]):  # noqa: S314 - our own document
            if child.tag in ("renderer-v2", "labeling"):
                element.append(child)
    if layer.shown:
        Child(element, "previewExpression").text = layer.shown
    if layer.fields:
        _form(element, layer)


def _form(element: Element, layer: VectorLayer) -> None:
    configuration = Child(element, "fieldConfiguration")
    aliases, defaults, editable = Child(element, "aliases"), Child(element, "defaults"), Child(element, "editable")
    for place, one in enumerate(layer.fields, start=1):  # the key of a GeoPackage is column 0
        kind, options = _widget(one)
        widget = Child(Child(configuration, "field", {"name": one.name, "configurationFlags": "None"}), "editWidget",
                       {"type": kind})  # fmt: skip
        widget.append(_option(Element("config"), options))
        Child(aliases, "alias", {"field": one.name, "index": str(place), "name": one.title})
        Child(defaults, "default", {"field": one.name, "expression": one.default, "applyOnUpdate": "0"})
        Child(editable, "field", {"name": one.name, "editable": "0" if one.is_read_only else "1"})
    if not layer.tabs:
        return
    Child(element, "editorlayout").text = "tablayout"
    form = Child(element, "attributeEditorForm")
    for tab in layer.tabs:
        container = _container(form, tab.title, is_group=False)
        if tab.relation:
            Child(
                container, "attributeEditorRelation",
                {"name": tab.relation, "relation": tab.relation, "showLabel": "0", "relationWidgetTypeId": ""},
            )  # fmt: skip
        for question in tab.questions:
            within = container
            if question.when:
                within = _container(container, "", is_group=True, shows=_shows(question.when))
            Child(within, "attributeEditorField", {"name": question.name, "index": "-1", "showLabel": "1"})


def _container(parent: Element, name: str, *, is_group: bool, shows: str = "") -> Element:
    return Child(
        parent, "attributeEditorContainer",
        {
            "name": name, "groupBox": "1" if is_group else "0", "showLabel": "0" if is_group else "1",
            "columnCount": "1",
            "visibilityExpressionEnabled": "1" if shows else "0", "visibilityExpression": shows,
        },
    )  # fmt: skip


def _shows(when: Mapping[str, Sequence[str]]) -> str:
    """Return the expression with which a question shows."""
    return " AND ".join(
        f'"{name}" IN ({", ".join(_quoted(value) for value in values)})' for name, values in when.items()
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _widget(one: Field) -> tuple[str, Any]:
    if one.is_hidden:
        return "Hidden", {}
    if one.is_photo:
        return "ExternalResource", {
            "DocumentViewer": 1, "RelativeStorage": 1, "StorageMode": 0, "FileWidget": True, "FileWidgetButton": True,
            "UseLink": False,
        }  # fmt: skip
    if one.choices:
        return "ValueMap", {"map": [{label: value} for label, value in one.choices]}
    return "TextEdit", {"IsMultiline": one.is_long, "UseHtml": False}


def _option(parent: Element, value: Any, name: str = "") -> Element:
    """Write a value as QGIS keeps options: maps, lists, texts, numbers, flags."""
    named = {"name": name} if name else {}
    if isinstance(value, Mapping):
        option = Child(parent, "Option", {"type": "Map", **named})
        for key, inner in value.items():
            _option(option, inner, key)
    elif isinstance(value, list):
        option = Child(parent, "Option", {"type": "List", **named})
        for inner in value:
            _option(option, inner)
    else:
        kind = "bool" if isinstance(value, bool) else "int" if isinstance(value, int) else "QString"
        text = str(value).lower() if isinstance(value, bool) else str(value)
        Child(parent, "Option", {"type": kind, "value": text, **named})
    return parent
