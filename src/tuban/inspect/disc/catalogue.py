"""Every finding a disc can have: how grave, its sentence, and what to do. ``docs/reference/disc.md`` lists them all.

error: correct forms cannot come from this disc. warning: usable, but somebody must look. note: worth knowing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tuban.inspect.disc.format_findings import FORMAT_FINDINGS

_KEEP = "Nothing to do if this is right; otherwise ask the issuer for a corrected file."
_AGAIN = "Copy the file again from where it came from, or ask the issuer for it."


@dataclass(frozen=True, slots=True)
class Entry:
    """One code: severity, sentence and hint; words in braces are filled in."""

    severity: Literal["error", "warning", "note"]
    message: str
    hint: str


def _e(message: str, hint: str) -> Entry:
    return Entry("error", message, hint)


def _w(message: str, hint: str) -> Entry:
    return Entry("warning", message, hint)


def _n(message: str, hint: str) -> Entry:
    return Entry("note", message, hint)


CATALOGUE: Mapping[str, Entry] = {
    # --- the disc as a whole
    "disc.not_found": _e("There is nothing at {path}.", "Check the path; a disc is a folder or a ZIP file."),
    "disc.not_a_disc": _e(
        "{path} is neither a folder nor a ZIP file.", "Give the folder of the disc, or the disc packed as ZIP."
    ),
    "disc.unreadable": _e(
        "The disc cannot be read: {detail}", "Check the permissions, or copy the disc to a local drive."
    ),
    "disc.check_failed": _e(
        "The check itself broke off ({detail}); nothing can be said about the disc.",
        "Report this with the version of the program; the fault is in the program.",
    ),
    "disc.empty": _e("There are no data files on the disc.", "A disc needs at least a file of patches."),
    "disc.link": _e(
        "{file} is a link or a device, not a file. Links are never followed.", "Put the file itself on the disc."
    ),
    "disc.no_patches": _e(
        "There is no file of patches on the disc.",
        "Add the patches, or name their file with the role “patches” in manifest.json or disc.yaml.",
    ),
    "disc.year_unknown": _e(
        "The year of the campaign is nowhere to be found.", "Write campaign: {{year: …}} in manifest.json or disc.yaml."
    ),
    "disc.area_unknown": _e(
        "The area of the campaign is nowhere to be found.",
        "Write area: {{code: …, name: …}} in manifest.json or disc.yaml.",
    ),
    "disc.zone_unknown": _e(
        "No layer says where on earth it lies, so no working zone can be chosen.",
        "Give the CRS of the patches in manifest.json or disc.yaml, for example crs: EPSG:4547.",
    ),
    "disc.roles_proposed": _n(
        "The disc has no manifest: the roles of {count} files were proposed from names, fields and geometry.",
        "Look through the table; inspect asks for it to be confirmed, or takes it with --yes. To change it, save it "
        "with --write-yaml, edit it, and put it on the disc as disc.yaml.",
    ),
    "disc.roles_unconfirmed": _e(
        "The disc has no manifest, and nobody has confirmed the proposed roles.",
        "Confirm them with --yes, or edit them as disc.yaml on the disc.",
    ),
    "disc.role_missing": _n(
        "{title} ({role}) is missing. {cost}", "Add the layer if there is one; it is never guessed."
    ),
    "disc.no_role": _n(
        "{file}: nothing in its name, fields or geometry tells what it is; it is not used.",
        "If it is needed, give it a role in disc.yaml.",
    ),
    "disc.other_file": _n("{file} is not a data file; it is not used.", "Nothing to do."),
    # --- archives
    "archive.damaged": _e("{file} is not a sound ZIP file: {detail}", _AGAIN),
    "archive.encrypted": _e("{detail} in {file} is encrypted.", "Unpack it with its password and give the folder."),
    "archive.link": _e("{detail} in {file} is a link or a device.", "Pack the files themselves."),
    "archive.path": _e(
        "{file} wants to write outside of its folder: {detail}",
        "Do not unpack it by hand. Ask the issuer for a clean disc.",
    ),
    "archive.empty": _e("{file} is an empty ZIP file.", _AGAIN),
    "archive.too_big": _e("{file} holds more than a disc can: {detail}", "Unpack it by hand and give the folder."),
    "archive.bomb": _e(
        "{file} swells beyond reason when it is unpacked: {detail}", "Do not unpack it by hand. Ask the issuer for it."
    ),
    "archive.same_name": _e("{file} holds {detail} twice.", "Pack it again with every name once."),
    "archive.nested": _n("{file} is a ZIP inside a ZIP inside a ZIP; it is not opened.", "Unpack it one level."),
    # --- manifest.json and disc.yaml
    "manifest.unreadable": _e("{file} cannot be read: {detail}", "Repair the file, or make it anew with disc make."),
    "manifest.version": _e(
        "{file} has format version {before}; this program reads version {known}.",
        "Make the disc anew with disc make, or use the program version that made it.",
    ),
    "manifest.field": _e("{file}: {where} is wrong: {detail}", "See docs/reference/disc.md for what belongs there."),
    "manifest.unknown_key": _w("{file}: nobody knows the entry {where}.", "Check the spelling; it is not used."),
    "manifest.path": _e(
        "The manifest names {detail}, which is outside of the disc.", "Ask the issuer for a clean disc."
    ),
    "manifest.unknown_role": _e("{file} has the role {detail}, which does not exist.", "The roles are: {known}."),
    "manifest.unknown_list": _e(
        "{file} is of the patch list {detail}, which does not exist.", "The lists are: {known}."
    ),
    "manifest.file_missing": _e("{file} stands in the manifest, but is not on the disc.", _AGAIN),
    "manifest.layer_missing": _e("{file} has no layer {detail}.", "Its layers are: {known}."),
    "manifest.layer_needed": _e(
        "{file} has several layers, and the manifest does not say which one is meant.",
        "Write layer: with one of {known}.",
    ),
    "manifest.field_missing": _e("{file} has no column {detail}, which its entry names.", "Its columns are: {known}."),
    "manifest.checksum": _e(
        "{file} is not the file that the manifest was made for: its checksum differs.",
        "Ask the issuer whether the file or the manifest is right; never mix two discs.",
    ),
    "manifest.count": _e(
        "{file} holds {found} features or rows, the manifest says {stated}.", "Ask the issuer which is right."
    ),
    "manifest.extra_file": _n("{file} is on the disc, but not in the manifest; it is not used.", "Nothing to do."),
    "manifest.crs": _w(
        "{file} says its CRS is {before}, the manifest says {after}; the manifest was followed.",
        "Ask the issuer which is right.",
    ),
    "manifest.none": _e("The disc has no manifest.json, so nothing can be proved.", "Make one with disc make."),
    "manifest.unproved": _e("{file} has no checksum in the manifest.", "Make the disc anew with disc make."),
    "make.output_exists": _e("{path} exists already.", "Choose another name, or remove it."),
    "make.output_inside": _e("{path} lies inside of the folder that is to be packed.", "Choose a place outside of it."),
    "make.unfit": _e(
        "The folder is not fit to be made into a disc; see the errors.",
        "Mend them, or leave the files out in disc.yaml.",
    ),
    # --- files
    "file.unreadable": _e("{file} cannot be read: {detail}", _AGAIN),
    "file.other_kind": _e("{file} is not what its name says ({detail}).", "Give it its right name, or save it anew."),
    "file.empty": _e("{file} is empty.", _AGAIN),
    "file.truncated": _e("{file} ends too early: {detail} is shorter than it says itself.", _AGAIN),
    "file.no_layer": _e("{file} holds no layer.", _AGAIN),
    "file.no_rows": _w("{file} holds no features or rows.", _AGAIN),
    "file.too_slow": _e("{file} took longer to read than a file of its size may.", _AGAIN),
    "file.too_much_memory": _e(
        "{file} needs more memory to read than a file may.", "Split it, or save it as GeoPackage."
    ),
    "file.crashed": _e("Reading {file} broke off ({detail}).", _AGAIN),
    "shapefile.part_missing": _e("{file} is not whole: {detail} is missing.", "Copy all parts of the Shapefile."),
    "shapefile.counts_differ": _e("The parts of {file} do not belong together: {detail}.", _AGAIN),
    "shapefile.index_rebuilt": _w("{file} had lost its index (.shx); a copy of it was given a new one.", _KEEP),
    "encoding.detected": _w("{file} does not say its encoding; its bytes are {after}.", _KEEP),
    "encoding.corrected": _w("{file} says its encoding is {before}, but its bytes are {after}.", _KEEP),
    "encoding.unknown": _e("The text of {file} is in no encoding that is known.", "Save it as UTF-8 or GB18030."),
    "encoding.cut_text": _w(
        "{file}: {count} texts end in the middle of a character or hold bad bytes; those bytes were left out.", _KEEP
    ),
    "table.not_text": _e("{file} is not a table of text.", "Save it anew as CSV or Excel."),
    "table.too_wide": _e("{file} has {detail} columns, more than a table of records can.", _AGAIN),
    "table.wide_row": _w("{file}, row {feature} has more cells than the header; the extra ones were left out.", _KEEP),
    # --- coordinate reference systems
    "crs.missing": _e(
        "{file} does not say its coordinate reference system, and its coordinates fit none for certain.",
        "Add the .prj, or write crs: EPSG:… for it in manifest.json or disc.yaml.",
    ),
    "crs.proposed": _w(
        "{file} does not say its coordinate reference system; its coordinates lie as those of {like} do, so {after} "
        "was taken.",
        "If this is wrong, write crs: EPSG:… for it in manifest.json or disc.yaml.",
    ),
    "crs.degrees_in_metres": _e(
        "{file} says its coordinates are metres ({before}), but they are degrees.",
        "Its .prj belongs to another file. Give the right CRS, most likely EPSG:4490.",
    ),
    "crs.metres_in_degrees": _e(
        "{file} says its coordinates are degrees ({before}), but they are metres.",
        "Its .prj belongs to another file. Give the CRS of the zone in which it was drawn.",
    ),
    "crs.axes_swapped": _e(
        "The axes of {file} are the wrong way round: northing stands where easting belongs.",
        "Have it exported anew with easting first.",
    ),
    "crs.no_parameters": _w(
        "{file} is in {before}; no exact parameters to CGCS2000 are public: it may lie up to 150 m off in {after}.",
        "Ask the survey department for the layer in CGCS2000.",
    ),
    "crs.nearly_equal": _n("{file} is in {detail}, which equals CGCS2000 to within half a metre.", "Nothing to do."),
    "crs.far_away": _e(
        "{file} lies {kilometres} km away from the patches.", "It is of another area, or its CRS is wrong. Replace it."
    ),
    # --- fields and values
    "field.required_missing": _e(
        "{file} has no column for {field}; it goes by: {known}.", "Rename the column, or map it in disc.yaml (fields:)."
    ),
    "field.expected_missing": _w(
        "{file} has no column for {field}; it goes by: {known}.",
        "Ask the issuer; without it some checks cannot be made.",
    ),
    "field.rival": _n(
        "{file}: {field} is read from {column}, though {known} would do too.", "Map it in disc.yaml if wrong."
    ),
    "value.not_a_number": _w("{file}, {field}: “{before}” is not a number ({count} times, first in {feature}).", _KEEP),
    "value.not_a_flag": _w(
        "{file}, {field}: “{before}” is neither yes nor no ({count} times, first in {feature}).", _KEEP
    ),
    "value.not_a_date": _w("{file}, {field}: “{before}” is not a date ({count} times, first in {feature}).", _KEEP),
    "value.not_an_area": _w("{file}, {field}: “{before}” is not an area ({count} times, first in {feature}).", _KEEP),
    "value.negative_area": _w(
        "{file}, {field}: “{before}” is less than nothing ({count} times, first in {feature}).", _KEEP
    ),
    "value.unknown_code": _w(
        "{file}, {field}: nobody knows the value “{before}” ({count} times, first in {feature}).",
        "Use one of the words of the code list, or have the word added to it.",
    ),
    "value.date_from_serial": _w(
        "{file}, {field}: “{before}” was read as a day number of a spreadsheet ({count} times, first in {feature}).",
        _KEEP,
    ),
    "value.digits_lost": _e(
        "{file}, {field}: “{before}” was stored as a number and has lost digits ({count} times, first in {feature}).",
        "Format the column as text and enter the numbers again.",
    ),
    "value.required_empty": _w("{file}, {field} is empty ({count} times, first in {feature}).", "Fill it in."),
    # --- geometry
    "geometry.missing": _w("{file}, feature {feature} has no geometry.", _KEEP),
    "geometry.empty": _w("{file}, feature {feature} has an empty geometry.", _KEEP),
    "geometry.unreadable": _w("{file}, feature {feature}: its geometry is damaged.", _KEEP),
    "geometry.not_finite": _w("{file}, feature {feature} has a coordinate that is no number.", _KEEP),
    "geometry.absurd": _w("{file}, feature {feature} has a coordinate that is not on earth.", _KEEP),
    "geometry.wrong_kind": _w("{file}, feature {feature} is a {detail}, where {wanted} is due.", _KEEP),
    "geometry.collapsed": _w("{file}, feature {feature} has no area ({detail}).", _KEEP),
    "geometry.ring_closed": _w("{file}, feature {feature}: an open ring was closed.", _KEEP),
    "geometry.mended": _w("{file}, feature {feature} crossed itself ({detail}); it was rebuilt.", _KEEP),
    "geometry.parts_dropped": _w("{file}, feature {feature}: parts of another kind were left out ({detail}).", _KEEP),
    "geometry.heights_dropped": _n("{file}: heights of {detail} features are not used.", "Nothing to do."),
    "geometry.wrong_layer": _e(
        "{file} holds {found}, where its role {role} needs {wanted}.", "Check the role, or the layer that is meant."
    ),
    # --- patches
    "patches.unusable": _e(
        "{file}, feature {feature}: the patch has no usable geometry ({detail}), so nothing can be compared with it.",
        "Ask the issuer for the outline of this patch.",
    ),
    "patches.no_number": _e("{file}, feature {feature}: the patch has no number.", "Ask the issuer for its number."),
    "patches.malformed_number": _w(
        "{file}, feature {feature}: {number} is not formed like a patch number (R01).",
        "Ask the issuer; it is used as it is.",
    ),
    "patches.drawn_twice": _w(
        "{file}, feature {feature}: patch {number} is the same as feature {other} of {other_file}; it is counted once.",
        _KEEP,
    ),
    "patches.number_twice": _w(
        "{file}, feature {feature}: number {before} is already taken by feature {other} of {other_file}; "
        "here it is called {after}.",
        "Ask the issuer for its own number.",
    ),
    "patches.other_area": _w(
        "Patch {number} states the division {before}, which is not in {area}.",
        "Ask the issuer; see also where it lies.",
    ),
    "patches.all_of_other_area": _e(
        "Every patch states a division outside of {area}.", "This is another area's disc, or the area code is wrong."
    ),
    "patches.area_differs": _w(
        "Patch {number}: the stated monitored area is {stated}, the outline measures {measured}.",
        "Ask the issuer; the stated area is used where the monitored area counts.",
    ),
    "patches.unit_mistaken": _w(
        "{file}: the stated areas fit the outlines only when they are read as {after}, not as {before}; so they were.",
        "Write the unit into the column name, for example JCMJ(亩).",
    ),
    "patches.list_disagrees": _w(
        "Patch {number} is of the list {after} by its file, but of {before} by its own entry; the file was followed.",
        "Ask the issuer which list is right.",
    ),
    "patches.list_unknown": _w(
        "{count} patches of {file} are on none of the issued lists.",
        "Write list: in manifest.json or disc.yaml, or fill in the column LY.",
    ),
    # --- where patches lie
    "divisions.other_township": _w(
        "Patch {number} states {before}, but lies in {found} ({area}).",
        "The place where it lies is used; have it corrected.",
    ),
    "layers.overlap": _w(
        "Features of {file} lie on one another inside {count} patches ({area}); it counts once, for the first.",
        "Ask the issuer which of the features is right.",
    ),
    "divisions.across": _n("Patch {number} lies across a boundary: {shares}.", "It is counted where most of it lies."),
    "divisions.outside": _w(
        "Patch {number} lies outside of all boundaries by {area}.", "Check the boundaries and the patch."
    ),
    "divisions.added": _n("{count} patches state no township; it was taken from the boundaries.", "Nothing to do."),
    "divisions.no_townships": _w(
        "{file} holds no townships (nine-digit codes).",
        "Give the boundaries of the townships; forms add up by township.",
    ),
    # --- editions and images
    "survey.year_differs": _w(
        "{file} says it is of {before}, but its role {role} means another year.", "Check which edition it is."
    ),
    "image.no_crs": _w(
        "{file} does not say where it lies; it cannot be shown on cards.", "Give the image with its CRS."
    ),
    # --- single formats
    **{code: Entry(*told) for code, told in FORMAT_FINDINGS.items()},
}
