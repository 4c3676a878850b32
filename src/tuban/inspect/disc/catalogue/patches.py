"""Patches and divisions: numbers, areas, lists, overlaps, and where patches lie."""

from __future__ import annotations

from collections.abc import Mapping

from tuban.inspect.disc.catalogue import sentences
from tuban.inspect.disc.catalogue.entry import Entry, error, note, warning

PATCHES: Mapping[str, Entry] = {
    "patches.unusable": error(
        "{file}, feature {feature}: the patch has no usable geometry ({detail}), so nothing can be compared with it.",
        "Ask the issuer for the outline of this patch.",
        reason=sentences.SHAPES_TESTED,
        consequence=sentences.STAYS_UNFIT,
    ),
    "patches.no_number": error(
        "{file}, feature {feature}: the patch has no number.",
        "Ask the issuer for its number.",
        reason=sentences.NUMBER_TIES,
        consequence=sentences.STAYS_UNFIT,
    ),
    "patches.malformed_number": warning(
        "{file}, feature {feature}: {number} is not formed like a patch number (R01).",
        "Ask the issuer; it is used as it is.",
        reason=sentences.NUMBER_TIES,
        consequence="The number is used as it is; systems that receive the forms may refuse it.",
    ),
    "patches.drawn_twice": warning(
        "{file}, feature {feature}: patch {number} is the same as feature {other} of {other_file}; it is counted once.",
        sentences.KEEP,
        reason="Two outlines with one number cover each other almost wholly.",
        consequence=sentences.TAKEN_SO,
    ),
    "patches.number_twice": warning(
        "{file}, feature {feature}: number {before} is already taken by feature {other} of {other_file}; "
        "here it is called {after}.",
        "Ask the issuer for its own number.",
        reason=sentences.NUMBER_TIES,
        consequence=sentences.TAKEN_SO,
    ),
    "patches.other_area": warning(
        "Patch {number} states the division {before}, which is not in {area}.",
        "Ask the issuer; see also where it lies.",
        reason="The stated code was compared with the area of the disc (R02).",
        consequence=sentences.KEPT_SO,
    ),
    "patches.all_of_other_area": error(
        "Every patch states a division outside of {area}.",
        "This is another area's disc, or the area code is wrong.",
        reason="The stated codes were compared with the area of the disc (R02).",
        consequence=sentences.STAYS_UNFIT,
    ),
    "patches.area_differs": warning(
        "Patch {number}: the stated monitored area is {stated}, the outline measures {measured}.",
        "Ask the issuer; the stated area is used where the monitored area counts.",
        reason="The outline was measured on the ellipsoid; the difference is more than the tolerance.",
        consequence=sentences.KEPT_SO,
    ),
    "patches.unit_mistaken": warning(
        "{file}: the stated areas fit the outlines only when they are read as {after}, not as {before}; so they were.",
        "Write the unit into the column name, for example JCMJ(亩).",
        reason=(
            "The stated areas were divided by the measured ones; nearly all give the same ratio, which is that "
            "of two units."
        ),
        consequence=sentences.TAKEN_SO,
    ),
    "patches.list_disagrees": warning(
        "Patch {number} is of the list {after} by its file, but of {before} by its own entry; the file was followed.",
        "Ask the issuer which list is right.",
        reason="A list is handed down as a whole; a single entry in it may be left over from another.",
        consequence=sentences.TAKEN_SO,
    ),
    "patches.list_unknown": warning(
        "{count} patches of {file} are on none of the issued lists.",
        "Write list: in manifest.json or disc.yaml, or fill in the column LY.",
        reason="The list decides which objects of the inspection the patch belongs to.",
        consequence="These patches are judged, but stand in none of the forms by list.",
    ),
    "patches.overlap": warning(
        "Patch {number} and patch {other} lie on one another by {area}.",
        "Ask the issuer which of the two the ground belongs to, and have one of them cut.",
        reason="Outlines of one batch were laid on one another (R04).",
        consequence="The common ground counts in both patches: the sum of areas is too large.",
    ),
    "patches.overlap_earlier": warning(
        "Patch {number} lies on patch {other} of an earlier batch by {area}.",
        "Look at what was found then, and say whether it is the same ground.",
        reason="Outlines were laid on those of earlier batches (R05).",
        consequence="The same ground may be counted and handled a second time.",
    ),
    "patches.sliver": warning(
        "Patch {number} is {width} m wide on average ({area}): a sliver.",
        "Ask the issuer whether it is a patch at all.",
        reason="Twice the area by the perimeter is the mean width: narrower than a drawing error.",
        consequence="It is judged like any other, and its classes are those of a line of noise.",
    ),
    "divisions.other_township": warning(
        "Patch {number} states {before}, but lies in {found} ({area}).",
        "The place where it lies is used; have it corrected.",
        reason=sentences.LAID_ON_BOUNDARIES,
        consequence="Forms add it up where it lies, other systems where it says.",
    ),
    "divisions.across": note(
        "Patch {number} lies across a boundary: {shares}.",
        "It is counted where most of it lies.",
        reason=sentences.LAID_ON_BOUNDARIES,
        consequence="It counts whole where most of it lies.",
    ),
    "divisions.outside": warning(
        "Patch {number} lies outside of all boundaries by {area}.",
        "Check the boundaries and the patch.",
        reason=sentences.LAID_ON_BOUNDARIES,
        consequence="What lies outside belongs to no township of the forms.",
    ),
    "divisions.added": note(
        "{count} patches state no township; it was taken from the boundaries.",
        sentences.NOTHING_TO_DO,
        reason=sentences.LAID_ON_BOUNDARIES,
        consequence=sentences.NOTHING_CHANGES,
    ),
    "divisions.no_townships": warning(
        "{file} holds no townships (nine-digit codes).",
        "Give the boundaries of the townships; forms add up by township.",
        reason=sentences.LAID_ON_BOUNDARIES,
        consequence="Forms have no rows by township.",
    ),
    "divisions.all_outside": error(
        "None of the {count} patches lies inside of the boundaries.",
        "The boundaries are of another area, or one of the two has the wrong CRS. Compare their places.",
        reason=sentences.LAID_ON_BOUNDARIES,
        consequence=sentences.STAYS_UNFIT,
    ),
    "divisions.overlap": warning(
        "{one} and {other} overlap by {area}.",
        "Ask the survey department for the boundaries in force.",
        reason="The outlines of the divisions were laid on one another.",
        consequence="Patches there fall to the division with the lower code.",
    ),
    "divisions.gap": warning(
        "Between {names} a strip of {area} belongs to none.",
        "Ask the survey department for the boundaries in force.",
        reason="The outlines of all divisions were joined; a narrow strip between them belongs to none.",
        consequence="Patches there lie in no township.",
    ),
    "divisions.hole": note(
        "Inside of {names} {area} belong to none.",
        "Nothing to do if it is land of another area.",
        reason=(
            "The outlines of all divisions were joined; this ground inside belongs to none. It may be land of "
            "another area."
        ),
        consequence="Patches there lie in no township.",
    ),
}
