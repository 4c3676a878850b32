"""The disc as a whole: entering it, its roles, its archives."""

from __future__ import annotations

from collections.abc import Mapping

from tuban.inspect.disc.catalogue import sentences
from tuban.inspect.disc.catalogue.entry import Entry, error, note

DISCS: Mapping[str, Entry] = {
    "disc.not_found": error(
        "There is nothing at {path}.",
        "Check the path; a disc is a folder or a ZIP file.",
        reason=sentences.MUST_ENTER,
        consequence="Nothing is checked.",
    ),
    "disc.not_a_disc": error(
        "{path} is neither a folder nor a ZIP file.",
        "Give the folder of the disc, or the disc packed as ZIP.",
        reason=sentences.MUST_ENTER,
        consequence="Nothing is checked.",
    ),
    "disc.unreadable": error(
        "The disc cannot be read: {detail}",
        "Check the permissions, or copy the disc to a local drive.",
        reason=sentences.MUST_ENTER,
        consequence="Nothing is checked.",
    ),
    "disc.check_failed": error(
        "The check itself broke off ({detail}); nothing can be said about the disc.",
        "Report this with the version of the program; the fault is in the program.",
        reason="Whatever lies on a disc must end in a verdict; here the program failed.",
        consequence=sentences.STAYS_UNFIT,
    ),
    "disc.empty": error(
        "There are no data files on the disc.",
        "A disc needs at least a file of patches.",
        reason="No file with a known ending was found in any folder.",
        consequence=sentences.STAYS_UNFIT,
    ),
    "disc.link": error(
        "{file} is a link or a device, not a file. Links are never followed.",
        "Put the file itself on the disc.",
        reason="A link can lead to any file of this machine.",
        consequence=sentences.STAYS_UNFIT,
    ),
    "disc.no_patches": error(
        "There is no file of patches on the disc.",
        "Add the patches, or name their file with the role “patches” in manifest.json or disc.yaml.",
        reason="The patches are what is inspected; no file has both a number for each feature and polygons.",
        consequence=sentences.STAYS_UNFIT,
    ),
    "disc.year_unknown": error(
        "The year of the campaign is nowhere to be found.",
        "Write campaign: {{year: …}} in manifest.json or disc.yaml.",
        reason="The law in force depends on the year; neither manifest, patch numbers nor image dates tell it.",
        consequence=sentences.STAYS_UNFIT,
    ),
    "disc.area_unknown": error(
        "The area of the campaign is nowhere to be found.",
        "Write area: {{code: …, name: …}} in manifest.json or disc.yaml.",
        reason="Forms are made for one area; neither manifest nor patches tell which.",
        consequence=sentences.STAYS_UNFIT,
    ),
    "disc.zone_unknown": error(
        "No layer says where on earth it lies, so no working zone can be chosen.",
        "Give the CRS of the patches in manifest.json or disc.yaml, for example crs: EPSG:4547.",
        reason="Areas are measured in one 3° zone of CGCS2000; it is chosen by where patches or boundaries lie.",
        consequence=sentences.STAYS_UNFIT,
    ),
    "disc.roles_proposed": note(
        "The disc has no manifest: the roles of {count} files were proposed from names, fields and geometry.",
        "Look through the table; inspect asks for it to be confirmed, or takes it with --yes. To change it,"
        " save it with --write-yaml, edit it, and put it on the disc as disc.yaml.",
        reason="What a file is was concluded from its name, its columns and its geometry, not stated by anybody.",
        consequence="inspect asks before it uses them.",
    ),
    "disc.roles_unconfirmed": error(
        "The disc has no manifest, and nobody has confirmed the proposed roles.",
        "Confirm them with --yes, or edit them as disc.yaml on the disc.",
        reason="A wrong role compares patches with the wrong layer, so a person must have seen them.",
        consequence=sentences.STAYS_UNFIT,
    ),
    "disc.role_missing": note(
        "{title} ({role}) is missing. {cost}",
        "Add the layer if there is one; it is never guessed.",
        reason="The role has no file on the disc.",
        consequence="What depends on it stays unknown; nothing is guessed.",
    ),
    "disc.no_role": note(
        "{file}: nothing in its name, fields or geometry tells what it is; it is not used.",
        "If it is needed, give it a role in disc.yaml.",
        reason="A role is given only where name, columns and geometry speak for it.",
        consequence=sentences.FILE_UNUSED,
    ),
    "disc.other_file": note(
        "{file} is not a data file; it is not used.",
        sentences.NOTHING_TO_DO,
        reason="Its ending is none of those that hold layers or tables.",
        consequence=sentences.NOTHING_CHANGES,
    ),
    "archive.damaged": error(
        "{file} is not a sound ZIP file: {detail}",
        sentences.COPY_AGAIN,
        reason=sentences.LOOKED_THROUGH,
        consequence=sentences.FILE_UNUSED_UNFIT,
    ),
    "archive.encrypted": error(
        "{detail} in {file} is encrypted.",
        "Unpack it with its password and give the folder.",
        reason=sentences.LOOKED_THROUGH,
        consequence=sentences.FILE_UNUSED_UNFIT,
    ),
    "archive.link": error(
        "{detail} in {file} is a link or a device.",
        "Pack the files themselves.",
        reason=sentences.LOOKED_THROUGH,
        consequence=sentences.FILE_UNUSED_UNFIT,
    ),
    "archive.path": error(
        "{file} wants to write outside of its folder: {detail}",
        "Do not unpack it by hand. Ask the issuer for a clean disc.",
        reason="A path that leads out of its folder could overwrite files of this machine.",
        consequence=sentences.FILE_UNUSED_UNFIT,
    ),
    "archive.empty": error(
        "{file} is an empty ZIP file.",
        sentences.COPY_AGAIN,
        reason=sentences.LOOKED_THROUGH,
        consequence=sentences.FILE_UNUSED_UNFIT,
    ),
    "archive.too_big": error(
        "{file} holds more than a disc can: {detail}",
        "Unpack it by hand and give the folder.",
        reason=sentences.LOOKED_THROUGH,
        consequence=sentences.FILE_UNUSED_UNFIT,
    ),
    "archive.bomb": error(
        "{file} swells beyond reason when it is unpacked: {detail}",
        "Do not unpack it by hand. Ask the issuer for it.",
        reason=sentences.LOOKED_THROUGH,
        consequence=sentences.FILE_UNUSED_UNFIT,
    ),
    "archive.same_name": error(
        "{file} holds {detail} twice.",
        "Pack it again with every name once.",
        reason="Which of the two is meant cannot be told.",
        consequence=sentences.FILE_UNUSED_UNFIT,
    ),
    "archive.nested": note(
        "{file} is a ZIP inside a ZIP inside a ZIP; it is not opened.",
        "Unpack it one level.",
        reason="Archives inside archives are opened one level deep only.",
        consequence=sentences.FILE_UNUSED,
    ),
}
