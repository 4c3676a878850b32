"""Findings that belong to one format: how grave, its sentence, and what to do; part of the catalogue of findings."""

from __future__ import annotations

from typing import Literal

Told = tuple[Literal["error", "warning", "note"], str, str]

_KEEP = "Nothing to do if this is right; otherwise ask the issuer for a corrected file."
_AGAIN = "Copy the file again from where it came from, or ask the issuer for it."

FORMAT_FINDINGS: dict[str, Told] = {
    # --- formats that only their own program can read
    "format.ovobj": (
        "warning", "{file} is in a format that only Ovital itself can read.",
        "In Ovital export the objects as ovkml or kml, in the coordinates of CGCS2000, and give that file.",
    ),
    "format.dwg": (
        "warning", "{file} is a DWG drawing, which only CAD programs can read.",
        "In the CAD program save it as DXF (2000 or later), and give that file.",
    ),
    "format.mdb": (
        "warning", "{file} is a personal geodatabase, which cannot be read without Microsoft Access.",
        "In ArcGIS export its layers to a File Geodatabase (.gdb) or as Shapefiles, and give these.",
    ),
    "format.mpk": (
        "warning", "{file} is a map package of ArcGIS.",
        "Unpack it in ArcGIS, and give the File Geodatabase or the Shapefiles that are inside.",
    ),
    "format.vct": (
        "warning", "{file} is a VCT exchange file, which is not read.",
        "Have it exported as a File Geodatabase, GeoPackage or Shapefile.",
    ),
    "format.kmz_without_kml": ("error", "{file} holds no KML document.", _AGAIN),
    # --- coordinates that were moved on purpose
    "format.gcj02": (
        "error", "{file} says its coordinates are GCJ-02: shifted by some hundred metres, so nothing can be measured.",
        "Export it anew in the coordinates of CGCS2000. If that cannot be had, tuban convert IN OUT --undo-gcj02 "
        "carries it back to within about a metre.",
    ),
    "format.mixed_crs": (
        "error", "{file} mixes objects of different coordinate systems: {detail}.",
        "Export it anew with all objects in CGCS2000.",
    ),
    "format.unknown_crs": (
        "error", "{file} says its coordinates are in {detail}, which is not known.",
        "Export it anew in the coordinates of CGCS2000.",
    ),
    "crs.gcj02_undone": (
        "warning", "{file} was in GCJ-02; its coordinates were carried back to CGCS2000, to within about a metre.",
        "Compare it with a layer that is sure, and export it anew in CGCS2000 where that can be had.",
    ),
    # --- XML, KML, Ovital
    "xml.hostile": (
        "error", "{file} wants to open other files or to swell while it is read ({detail}); it was not read.",
        "Do not open it elsewhere. Ask the issuer for a clean file.",
    ),
    "text.control_characters": ("note", "{file}: {count} control characters in its text were left out.", _KEEP),
    "kml.links_not_followed": (
        "warning", "{file} refers to {count} more documents, which are not followed: {detail}",
        "If they are needed, save them as files and give these.",
    ),
    "kml.pictures_left_out": ("note", "{file}: pictures and models are not used ({detail}).", "Nothing to do."),
    "kml.description_parsed": (
        "note", "{file}: the descriptions of {count} placemarks are tables; they were read as columns.",
        "Nothing to do.",
    ),
    "ovital.objects_left_out": (
        "warning", "{file}: {count} objects have no coordinates that are understood; they were left out.",
        "Export them from Ovital as ovkml.",
    ),
    # --- DXF
    "dxf.curves_flattened": (
        "note", "{file}: {count} curves became straight edges, at most {distance} m off.", "Nothing to do.",
    ),
    "dxf.mended": (
        "warning", "{file} is a damaged drawing; {count} faults were mended to read it.",
        "Open and save it again in the CAD program, and compare.",
    ),
    "dxf.entities_left_out": (
        "note", "{file}: entities that are no outlines are not used ({detail}).", "Nothing to do.",
    ),
    # --- boundary points
    "plots.other_text": (
        "note", "{file} is a text, but not a file of boundary points (界址点); it is not used.",
        "A file of boundary points has the section [地块坐标].",
    ),
    "plots.area_differs": (
        "warning", "{file}: plot {feature} states {stated} ha, but its outline measures {measured} ha.",
        "Ask the producer which is right; the outline is used.",
    ),
    "plots.area_in_other_unit": (
        "warning",
        "{file}: plot {feature} states {stated} ha, but its outline measures {measured} ha: it fits as {fits}.",
        "The field is in hectares; ask the producer. The outline is used.",
    ),
    "plots.area_unreadable": (
        "warning", "{file}: plot {feature} states the area “{before}”, which is no number.", _KEEP,
    ),
    "plots.count_differs": (
        "warning", "{file}: plot {feature} says it has {stated} points, but {found} are there.",
        "Points may be missing: compare the outline with the plan, or ask the producer.",
    ),
    "plots.axes_swapped": (
        "warning", "{file}: the eastings stand first, where the northings belong; they were turned.", _KEEP,
    ),
    "plots.zone_differs": (
        "warning", "{file} says zone {before}, but its eastings are of zone {after}; the eastings were followed.",
        _KEEP,
    ),
    "plots.several_zones": (
        "error", "{file} holds plots in different zones ({detail}).", "Split it, one file for each zone.",
    ),
}  # fmt: skip
