"""Where layers lie: coordinate systems, zones, axes, the offset of web maps, editions and images."""

from __future__ import annotations

from collections.abc import Mapping

from tuban.inspect.disc.catalogue import sentences
from tuban.inspect.disc.catalogue.entry import Entry, error, note, settled, warning

COORDINATES: Mapping[str, Entry] = {
    "crs.missing": error(
        "{file} does not say its coordinate reference system, and its coordinates fit none for certain.",
        "Add the .prj, or write crs: EPSG:… for it in manifest.json or disc.yaml.",
        reason=sentences.NUMBERS_HELD,
        consequence=sentences.STAYS_REFUSED,
    ),
    "crs.proposed": warning(
        "{file} does not say its coordinate reference system; its coordinates lie as those of {like} do, so"
        " {after} was taken.",
        "If this is wrong, write crs: EPSG:… for it in manifest.json or disc.yaml.",
        reason=sentences.NUMBERS_HELD,
        consequence=sentences.TAKEN_SO,
    ),
    "crs.degrees_in_metres": settled(
        "{file} says its coordinates are metres ({stated}), but they are degrees.",
        "Its .prj belongs to another file. State the right CRS in disc.yaml.",
        reason="Longitudes are at most 180; coordinates in metres of a 3° zone are in the hundred thousands.",
        consequence=sentences.STAYS_REFUSED,
    ),
    "crs.metres_in_degrees": settled(
        "{file} says its coordinates are degrees ({stated}), but they are metres.",
        "Its .prj belongs to another file. State the CRS of the zone in which it was drawn in disc.yaml.",
        reason="Numbers above 360 cannot be degrees.",
        consequence=sentences.STAYS_REFUSED,
    ),
    "crs.axes_swapped": settled(
        "The axes of {file} are the wrong way round: northing stands where easting belongs.",
        "State axes: north-first in disc.yaml, or have it exported anew with easting first.",
        reason=(
            "Surveyors call northing X and write it first; in a file the easting comes first. Northings and "
            "eastings of China cannot be mistaken for one another."
        ),
        consequence=sentences.STAYS_REFUSED,
    ),
    "crs.no_parameters": warning(
        "{file} is in {before}; no exact parameters to CGCS2000 are public: it may lie up to 150 m off in {after}.",
        "Ask the survey department for the layer in CGCS2000.",
        reason="The parameters between the national systems of 1954, 1980 and 2000 are not public.",
        consequence="Areas are right; positions may be off by up to 150 m, so overlays at edges are not to be trusted.",
    ),
    "crs.nearly_equal": note(
        "{file} is in {detail}, which equals CGCS2000 to within half a metre.",
        sentences.NOTHING_TO_DO,
        reason="Both systems agree to within half a metre.",
        consequence=sentences.NOTHING_CHANGES,
    ),
    "crs.far_away": error(
        "{file} lies {kilometres} km away from the patches.",
        "It is of another area, or its CRS is wrong. Replace it.",
        reason="The distance between the layer and the patches was measured.",
        consequence=sentences.STAYS_UNFIT,
    ),
    "crs.zone_number": settled(
        "{file} is stated to be in {stated}, but its eastings are around {easting}: one of them has the "
        "zone number, the other has not.",
        "State the CRS with the right kind of easting in disc.yaml.",
        reason=(
            "An easting of eight digits begins with the number of its zone; the stated system and the "
            "coordinates must agree whether it does."
        ),
        consequence=sentences.STAYS_REFUSED,
    ),
    "crs.wrong_zone": settled(
        "{file} lies {kilometres} km away from the other layers in {stated}, but among them in another zone.",
        "State the right zone in disc.yaml. If only one other layer speaks for it, look which of the two is wrong.",
        reason=(
            "Read in the stated zone the layer lies a zone or more away from all others; in one other zone it "
            "lies where they do."
        ),
        consequence=sentences.STAYS_REFUSED,
    ),
    "crs.web_map_offset": error(
        "{file} bears the offset of Chinese web maps ({kind}): it lies {metres} m off ({east} m east, "
        "{north} m north) against {like}.",
        "Ask where the layer comes from. If it was taken from a web map, write shift: {kind} for it in "
        "disc.yaml; if it is right as it is, write shift: none.",
        reason=(
            "Position was compared, not area: undoing the offset of Chinese web maps brings the layer onto its "
            "neighbours, and no shift of the same length in any other direction does."
        ),
        consequence="The disc stays unfit: every comparison would be wrong by some hundred metres.",
    ),
    "crs.offset_undone": warning(
        "{file}: the offset of Chinese web maps ({kind}) was undone, as stated.",
        "Ask for the layer in CGCS2000; an offset that was put on and taken off again may leave a metre.",
        reason="disc.yaml or manifest.json says that the layer bears this offset.",
        consequence=sentences.TAKEN_SO,
    ),
    "crs.axes_stated": warning(
        "{file}: northing stands first, as stated; the axes were exchanged.",
        "Have it exported anew with easting first.",
        reason="disc.yaml or manifest.json says that northing stands first in this file.",
        consequence=sentences.TAKEN_SO,
    ),
    "image.no_crs": warning(
        "{file} does not say where it lies; it cannot be shown on cards.",
        "Give the image with its CRS.",
        reason="Without a place the image cannot be cut around a patch.",
        consequence="Cards show no picture from it.",
    ),
    "survey.year_differs": warning(
        "{file} says it is of {before}, but its role {role} means another year.",
        "Check which edition it is.",
        reason=(
            "Last year's survey tells what was there before, this year's what was recorded since; exchanged, "
            "everything is turned round."
        ),
        consequence="The layer is used in the role that it was given.",
    ),
}
