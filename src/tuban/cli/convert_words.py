"""What a conversion could not keep, in sentences."""

from __future__ import annotations

from collections.abc import Mapping

from tuban.values.language import gettext as _

LOSSES: Mapping[str, str] = {
    "column.renamed": _("Column {before} is now called {after}."),
    "column.type": _("Column {column}: {before} became {after}."),
    "column.values": _("Column {column}: {count} values changed, first “{before}” → “{after}”."),
    "column.lost": _("Column {column} is not in the file any more: {count} values, first “{before}”."),
    "column.no_place": _("Column {column} has no place in this format; it was left out."),
    "column.dropped": _("Column {column} holds {type}, which this format cannot; it was left out."),
    "crs.asked": _("Carried from {before} to {after}, as asked."),
    "crs.degrees": _("Carried from {before} to {after}: this format holds longitude and latitude only."),
    "crs.zone": _("Carried from {before} to {after}: this format needs a Gauss-Krüger zone."),
    "crs.own": _("Written as {after} instead of {before}."),
    "crs.as_wgs84": _("KML means WGS 84; the degrees of {after} stand in it unchanged (they agree to half a metre)."),
    "crs.no_parameters": _(
        "No exact parameters from {before} to {after} are public: the result may lie up to 150 m off."
    ),
    "crs.unknown": _("The file does not say its coordinate system, and neither does the new one."),
    "crs.beside": _("This format cannot say its coordinate system; it stands beside in {file}."),
    "crs.noted_inside": _("DXF cannot say its coordinate system; {after} stands in the drawing's properties."),
    "feature.without_shape": _("{count} features have no shape; this format cannot hold them, they were left out."),
    "feature.count": _("{expected} features were meant to be written, {found} are in the file."),
    "geometry.unreadable": _("The shapes of {count} features cannot be read (curves or damage); they have none now."),
    "geometry.measures_dropped": _("Measures (M) of {count} features were left out, with their heights."),
    "geometry.heights_dropped": _("Heights were left out."),
    "geometry.collections_cut": _("{count} features mix kinds of shapes; the parts of the highest kind were kept."),
    "geometry.changed": _("{count} shapes came out with other points or without any."),
    "geometry.as_text": _("Shapes are text (WKT) in column {column}."),
    "layer.split": _("The layer mixes kinds of shapes; it was split ({kinds})."),
}

TYPES: Mapping[str, str] = {
    "flag": _("yes or no"),
    "whole": _("whole number"),
    "number": _("number"),
    "day": _("day"),
    "moment": _("moment"),
    "text": _("text"),
}


def sentence(code: str, words: Mapping[str, str]) -> str:
    """Return the sentence for a loss."""
    told = {name: TYPES.get(word, word) if code == "column.type" else word for name, word in words.items()}
    return LOSSES[code].format(**told)
