"""The style in which QGIS opens the patches: the colours, marks and hatches of the page, told in QML.

Close up a patch is its outline with fill and hatch, and bears its number; from afar, where outlines vanish, it is the
mark of its finding. The size of marks and lines is on paper, in millimetres.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree import ElementTree

from tuban.render.state_style import Mark

MARKS_BEYOND_SCALE = 30_000
NUMBERS_WITHIN_SCALE = 12_000
NAMES_WITHIN_SCALE = 1_500_000
_CLOSE = f"@map_scale <= {MARKS_BEYOND_SCALE}"
_FAR = f"@map_scale > {MARKS_BEYOND_SCALE}"
_FONT = "Source Han Sans SC"
_INK = "31,41,51,255"
_MM_PER_PIXEL = 0.26
_HATCH_ANGLES = {"horizontal": (0,), "vertical": (90,), "diagonal": (45,), "backward": (135,), "cross": (0, 90)}
_SHAPES = {
    "triangle": ("triangle", 0),
    "circle": ("circle", 0),
    "target": ("circle", 0),
    "ring": ("circle", 0),
    "diamond": ("diamond", 0),
    "square": ("square", 0),
    "cross": ("cross_fill", 0),
    "diagonal": ("cross_fill", 45),
    "horizontal": ("line", 90),
    "vertical": ("line", 0),
    "dots": ("square", 0),
}
_HOLLOW = {"target", "ring", "diamond", "square"}


def patch_style(
    findings: Sequence[tuple[str, str, Mark]], *, by: str, number: str, shown: Mapping[str, int] | None = None
) -> str:
    """Return the QML of the patches, one category for each (slug, label, mark) of the field ``by``.

    ``number`` is the field whose text a patch bears at large scales; ``shown`` adds counts to the legend's labels.
    """
    root = _document()
    renderer = ElementTree.SubElement(
        root,
        "renderer-v2",
        {"type": "categorizedSymbol", "attr": by, "symbollevels": "0", "forceraster": "0", "enableorderby": "0"},
    )
    categories = ElementTree.SubElement(renderer, "categories")
    symbols = ElementTree.SubElement(renderer, "symbols")
    for place, (slug, label, mark) in enumerate(findings):
        text = label if shown is None else f"{label} {shown.get(slug, 0)}"
        ElementTree.SubElement(
            categories, "category", {"symbol": str(place), "value": slug, "label": text, "render": "true"}
        )
        _patch_symbol(symbols, str(place), mark)
    _labels(root, number, size="9", bold=False, within=NUMBERS_WITHIN_SCALE)
    return _text(root)


def township_style(*, name: str) -> str:
    """Return the QML of the townships: a grey line and the text of the field ``name``."""
    root = _document()
    renderer = ElementTree.SubElement(
        root, "renderer-v2", {"type": "singleSymbol", "symbollevels": "0", "forceraster": "0"}
    )
    symbols = ElementTree.SubElement(renderer, "symbols")
    symbol = _symbol(symbols, "0", "fill")
    _layer(
        symbol,
        "SimpleFill",
        {
            **_OUTLINE,
            "color": "255,255,255,0",
            "outline_color": "90,104,117,255",
            "outline_width": "0.35",
            "style": "no",
        },
    )
    _labels(root, name, size="10", bold=True, within=NAMES_WITHIN_SCALE)
    return _text(root)


_OUTLINE = {"joinstyle": "round", "outline_style": "solid", "outline_width_unit": "MM", "style": "solid"}


def _document() -> ElementTree.Element:
    return ElementTree.Element(
        "qgis", {"version": "3.22.0", "labelsEnabled": "1", "styleCategories": "Symbology|Labeling"}
    )


def _patch_symbol(symbols: ElementTree.Element, name: str, mark: Mark) -> None:
    symbol = _symbol(symbols, name, "fill")
    _layer(
        symbol,
        "SimpleFill",
        {
            **_OUTLINE,
            "color": _colour(mark.colour, mark.fill),
            "outline_color": _colour(mark.edge),
            "outline_style": "dash" if mark.dashed else "solid",
            "outline_width": _number(mark.line * _MM_PER_PIXEL),
        },
        enabled_when=_CLOSE,
    )
    for angle in _HATCH_ANGLES.get(mark.hatch, ()):
        _lines(symbol, f"@{name}@{len(symbol.findall('layer'))}", mark, angle)
    if mark.hatch == "dots":
        _dots(symbol, f"@{name}@{len(symbol.findall('layer'))}", mark)
    _centre_mark(symbol, f"@{name}@{len(symbol.findall('layer'))}", mark)


def _lines(symbol: ElementTree.Element, name: str, mark: Mark, angle: int) -> None:
    pattern = _layer(
        symbol,
        "LinePatternFill",
        {
            "angle": str(angle),
            "color": _colour(mark.edge),
            "distance": "2",
            "distance_unit": "MM",
            "line_width": "0.26",
        },
        enabled_when=_CLOSE,
    )
    inner = _symbol(pattern, name, "line")
    _layer(
        inner,
        "SimpleLine",
        {"line_color": _colour(mark.edge), "line_style": "solid", "line_width": "0.26", "line_width_unit": "MM"},
    )


def _dots(symbol: ElementTree.Element, name: str, mark: Mark) -> None:
    pattern = _layer(
        symbol,
        "PointPatternFill",
        {"distance_x": "1.8", "distance_x_unit": "MM", "distance_y": "1.8", "distance_y_unit": "MM"},
        enabled_when=_CLOSE,
    )
    inner = _symbol(pattern, name, "marker")
    _layer(
        inner,
        "SimpleMarker",
        {"name": "circle", "color": _colour(mark.edge), "outline_style": "no", "size": "0.6", "size_unit": "MM"},
    )


def _centre_mark(symbol: ElementTree.Element, name: str, mark: Mark) -> None:
    """Draw the mark of the finding in the middle of the patch, only where outlines are too small to see."""
    centre = _layer(
        symbol,
        "CentroidFill",
        {"point_on_all_parts": "0", "point_on_surface": "1", "clip_points": "0"},
        enabled_when=_FAR,
    )
    inner = _symbol(centre, name, "marker")
    shape, angle = _SHAPES[mark.shape]
    hollow = mark.shape in _HOLLOW
    _layer(
        inner,
        "SimpleMarker",
        {
            "name": shape,
            "angle": str(angle),
            "color": "255,255,255,255" if hollow else _colour(mark.colour),
            "outline_color": _colour(mark.edge if not hollow else mark.colour),
            "outline_style": "solid",
            "outline_width": "0.8" if shape == "line" else "0.6" if hollow else "0.2",
            "outline_width_unit": "MM",
            "size": "2.6" if mark.rank >= 7 else "2.2",
            "size_unit": "MM",
        },
    )
    if mark.shape == "target":
        _layer(
            inner,
            "SimpleMarker",
            {"name": "circle", "color": _colour(mark.colour), "outline_style": "no", "size": "0.8", "size_unit": "MM"},
        )


def _symbol(parent: ElementTree.Element, name: str, kind: str) -> ElementTree.Element:
    return ElementTree.SubElement(parent, "symbol", {"type": kind, "name": name, "alpha": "1", "clip_to_extent": "1"})


def _layer(
    symbol: ElementTree.Element, kind: str, properties: Mapping[str, str], *, enabled_when: str = ""
) -> ElementTree.Element:
    layer = ElementTree.SubElement(symbol, "layer", {"class": kind, "enabled": "1", "pass": "0", "locked": "0"})
    options = ElementTree.SubElement(layer, "Option", {"type": "Map"})
    for key in sorted(properties):
        ElementTree.SubElement(options, "Option", {"type": "QString", "name": key, "value": properties[key]})
    for key in sorted(properties):  # releases before 3.18 read these
        ElementTree.SubElement(layer, "prop", {"k": key, "v": properties[key]})
    if enabled_when:
        _enabled_when(layer, enabled_when)
    return layer


def _enabled_when(layer: ElementTree.Element, expression: str) -> None:
    outer = ElementTree.SubElement(ElementTree.SubElement(layer, "data_defined_properties"), "Option", {"type": "Map"})
    ElementTree.SubElement(outer, "Option", {"type": "QString", "name": "name", "value": ""})
    properties = ElementTree.SubElement(outer, "Option", {"type": "Map", "name": "properties"})
    enabled = ElementTree.SubElement(properties, "Option", {"type": "Map", "name": "enabled"})
    ElementTree.SubElement(enabled, "Option", {"type": "bool", "name": "active", "value": "true"})
    ElementTree.SubElement(enabled, "Option", {"type": "QString", "name": "expression", "value": expression})
    ElementTree.SubElement(enabled, "Option", {"type": "int", "name": "type", "value": "3"})
    ElementTree.SubElement(outer, "Option", {"type": "QString", "name": "type", "value": "collection"})


def _labels(root: ElementTree.Element, field: str, *, size: str, bold: bool, within: int) -> None:
    labeling = ElementTree.SubElement(root, "labeling", {"type": "simple"})
    settings = ElementTree.SubElement(labeling, "settings")
    style = ElementTree.SubElement(
        settings,
        "text-style",
        {
            "fieldName": field,
            "isExpression": "0",
            "fontFamily": _FONT,
            "fontSize": size,
            "fontSizeUnit": "Point",
            "fontWeight": "75" if bold else "50",
            "textColor": _INK,
            "textOpacity": "1",
        },
    )
    ElementTree.SubElement(
        style,
        "text-buffer",
        {"bufferDraw": "1", "bufferSize": "0.8", "bufferSizeUnits": "MM", "bufferColor": "255,255,255,255"},
    )
    ElementTree.SubElement(settings, "placement", {"placement": "1", "quadOffset": "4", "priority": "5"})
    ElementTree.SubElement(
        settings,
        "rendering",
        {"drawLabels": "1", "scaleVisibility": "1", "scaleMin": "1", "scaleMax": str(within), "obstacle": "0"},
    )


def _colour(hex_colour: str, share: float = 1.0) -> str:
    channels = [str(int(hex_colour[i : i + 2], 16)) for i in (1, 3, 5)]
    return ",".join([*channels, str(round(share * 255))])


def _number(value: float) -> str:
    return f"{value:.2f}"


def _text(root: ElementTree.Element) -> str:
    head = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return head + ElementTree.tostring(root, encoding="unicode")
