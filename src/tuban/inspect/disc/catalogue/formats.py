"""Single formats: Ovital, KML, DXF, boundary points, and those that only their own program can read."""

from __future__ import annotations

from collections.abc import Mapping

from tuban.inspect.disc.catalogue import sentences
from tuban.inspect.disc.catalogue.entry import Entry, error, note, warning

FORMATS: Mapping[str, Entry] = {
    "format.ovobj": warning(
        "{file} is in a format that only Ovital itself can read.",
        ("In Ovital export the objects as ovkml or kml, in the coordinates of CGCS2000, and give that file."),
        reason="The format is not published; only the program that wrote it can read it.",
        consequence=sentences.FILE_UNUSED,
    ),
    "format.dwg": warning(
        "{file} is a DWG drawing, which only CAD programs can read.",
        "In the CAD program save it as DXF (2000 or later), and give that file.",
        reason="The format is not published; only the program that wrote it can read it.",
        consequence=sentences.FILE_UNUSED,
    ),
    "format.mdb": warning(
        "{file} is a personal geodatabase, which cannot be read without Microsoft Access.",
        "In ArcGIS export its layers to a File Geodatabase (.gdb) or as Shapefiles, and give these.",
        reason="It is read through Microsoft Access, which this product does not need.",
        consequence=sentences.FILE_UNUSED,
    ),
    "format.mpk": warning(
        "{file} is a map package of ArcGIS.",
        "Unpack it in ArcGIS, and give the File Geodatabase or the Shapefiles that are inside.",
        reason="It is a packed project of one program, with the data inside.",
        consequence=sentences.FILE_UNUSED,
    ),
    "format.vct": warning(
        "{file} is a VCT exchange file, which is not read.",
        "Have it exported as a File Geodatabase, GeoPackage or Shapefile.",
        reason="Its sections differ from edition to edition, and no reader that is kept up is known.",
        consequence=sentences.FILE_UNUSED,
    ),
    "format.kmz_without_kml": error(
        "{file} holds no KML document.",
        sentences.COPY_AGAIN,
        reason="A KMZ is an archive with a KML document; the whole archive was looked through.",
        consequence=sentences.FILE_UNUSED_UNFIT,
    ),
    "format.gcj02": error(
        ("{file} says its coordinates are GCJ-02: shifted by some hundred metres, so nothing can be measured."),
        (
            "Export it anew in the coordinates of CGCS2000. If that cannot be had, tuban convert IN "
            "OUT --undo-gcj02 carries it back to within about a metre."
        ),
        reason="The file itself names the system of its coordinates.",
        consequence=sentences.STAYS_REFUSED,
    ),
    "format.mixed_crs": error(
        "{file} mixes objects of different coordinate systems: {detail}.",
        "Export it anew with all objects in CGCS2000.",
        reason="Every object of the file names the system of its coordinates; they do not agree.",
        consequence=sentences.STAYS_REFUSED,
    ),
    "format.unknown_crs": error(
        "{file} says its coordinates are in {detail}, which is not known.",
        "Export it anew in the coordinates of CGCS2000.",
        reason="The file itself names the system of its coordinates; its word is none of those known.",
        consequence=sentences.STAYS_REFUSED,
    ),
    "crs.gcj02_undone": warning(
        "{file} was in GCJ-02; its coordinates were carried back to CGCS2000, to within about a metre.",
        "Compare it with a layer that is sure, and export it anew in CGCS2000 where that can be had.",
        reason="The shift of GCJ-02 is known to about a metre, so it can be undone, but not exactly.",
        consequence="Areas stay right; the place may be off by about a metre.",
    ),
    "xml.hostile": error(
        "{file} wants to open other files or to swell while it is read ({detail}); it was not read.",
        "Do not open it elsewhere. Ask the issuer for a clean file.",
        reason="Documents that name other files or define words of their own can harm whoever opens them.",
        consequence=sentences.FILE_UNUSED_UNFIT,
    ),
    "text.control_characters": note(
        "{file}: {count} control characters in its text were left out.",
        sentences.KEEP,
        reason="XML allows no control characters; they carry nothing that can be read.",
        consequence=sentences.NOTHING_CHANGES,
    ),
    "kml.links_not_followed": warning(
        "{file} refers to {count} more documents, which are not followed: {detail}",
        "If they are needed, save them as files and give these.",
        reason="A document from outside must not make this product open others.",
        consequence="What stands in those documents is missing here.",
    ),
    "kml.pictures_left_out": note(
        "{file}: pictures and models are not used ({detail}).",
        sentences.NOTHING_TO_DO,
        reason="Only points, lines and polygons can be compared.",
        consequence=sentences.NOTHING_CHANGES,
    ),
    "kml.description_parsed": note(
        "{file}: the descriptions of {count} placemarks are tables; they were read as columns.",
        sentences.NOTHING_TO_DO,
        reason="Exports often keep attributes as a table of two columns in the description.",
        consequence=sentences.NOTHING_CHANGES,
    ),
    "ovital.objects_left_out": warning(
        "{file}: {count} objects have no coordinates that are understood; they were left out.",
        "Export them from Ovital as ovkml.",
        reason="Objects of Ovital may hold their points in ways that only it knows.",
        consequence="Those objects are missing here.",
    ),
    "dxf.curves_flattened": note(
        "{file}: {count} curves became straight edges, at most {distance} m off.",
        sentences.NOTHING_TO_DO,
        reason="Measuring and comparing need straight edges; arcs and splines were cut into short ones.",
        consequence=sentences.NOTHING_CHANGES,
    ),
    "dxf.mended": warning(
        "{file} is a damaged drawing; {count} faults were mended to read it.",
        "Open and save it again in the CAD program, and compare.",
        reason="The drawing was audited while it was read.",
        consequence="What was mended may differ from what was drawn.",
    ),
    "dxf.entities_left_out": note(
        "{file}: entities that are no outlines are not used ({detail}).",
        sentences.NOTHING_TO_DO,
        reason="Only closed outlines, lines and points can be compared.",
        consequence=sentences.NOTHING_CHANGES,
    ),
    "plots.other_text": note(
        "{file} is a text, but not a file of boundary points (界址点); it is not used.",
        "A file of boundary points has the section [地块坐标].",
        reason="Text files were looked through for the sections of the exchange format.",
        consequence=sentences.FILE_UNUSED,
    ),
    "plots.area_differs": warning(
        "{file}: plot {feature} states {stated} ha, but its outline measures {measured} ha.",
        "Ask the producer which is right; the outline is used.",
        reason="The stated area was held against the measured one.",
        consequence="The outline is used, and forms and cards show its area.",
    ),
    "plots.area_in_other_unit": warning(
        ("{file}: plot {feature} states {stated} ha, but its outline measures {measured} ha: it fits as {fits}."),
        "The field is in hectares; ask the producer. The outline is used.",
        reason="The stated area fits the outline in exactly one other unit.",
        consequence="The outline is used, and forms and cards show its area.",
    ),
    "plots.area_unreadable": warning(
        "{file}: plot {feature} states the area “{before}”, which is no number.",
        sentences.KEEP,
        reason="The area in the head of a plot is a number of hectares.",
        consequence="The outline is used, and forms and cards show its area.",
    ),
    "plots.count_differs": warning(
        "{file}: plot {feature} says it has {stated} points, but {found} are there.",
        "Points may be missing: compare the outline with the plan, or ask the producer.",
        reason="The head of a plot says how many points follow; they were counted.",
        consequence="The outline is used as its points describe it.",
    ),
    "plots.axes_swapped": warning(
        "{file}: the eastings stand first, where the northings belong; they were turned.",
        sentences.KEEP,
        reason="In this format the northing stands first; the two ranges of numbers never meet.",
        consequence=sentences.TAKEN_SO,
    ),
    "plots.zone_differs": warning(
        "{file} says zone {before}, but its eastings are of zone {after}; the eastings were followed.",
        sentences.KEEP,
        reason="An easting of eight digits begins with the number of its zone.",
        consequence=sentences.TAKEN_SO,
    ),
    "plots.several_zones": error(
        "{file} holds plots in different zones ({detail}).",
        "Split it, one file for each zone.",
        reason="One file is one layer, and a layer has one system of coordinates.",
        consequence=sentences.FILE_UNUSED_UNFIT,
    ),
}
