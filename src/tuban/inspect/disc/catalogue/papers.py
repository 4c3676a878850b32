"""What is written about a disc: manifest.json and disc.yaml, the certificate of import, and making a disc."""

from __future__ import annotations

from collections.abc import Mapping

from tuban.inspect.disc.catalogue import sentences
from tuban.inspect.disc.catalogue.entry import Entry, error, note, warning

PAPERS: Mapping[str, Entry] = {
    "manifest.unreadable": error(
        "{file} cannot be read: {detail}",
        "Repair the file, or make it anew with disc make.",
        reason=sentences.MANIFEST_SPEAKS,
        consequence=sentences.STAYS_UNFIT,
    ),
    "manifest.version": error(
        "{file} has format version {before}; this program reads version {known}.",
        "Make the disc anew with disc make, or use the program version that made it.",
        reason=sentences.MANIFEST_SPEAKS,
        consequence=sentences.STAYS_UNFIT,
    ),
    "manifest.field": error(
        "{file}: {where} is wrong: {detail}",
        "See docs/reference/disc.md for what belongs there.",
        reason=sentences.MANIFEST_SPEAKS,
        consequence=sentences.STAYS_UNFIT,
    ),
    "manifest.unknown_key": warning(
        "{file}: nobody knows the entry {where}.",
        "Check the spelling; it is not used.",
        reason="A misspelt entry would be passed over in silence.",
        consequence="The entry has no effect.",
    ),
    "manifest.path": error(
        "The manifest names {detail}, which is outside of the disc.",
        "Ask the issuer for a clean disc.",
        reason="A disc may speak only of its own files.",
        consequence=sentences.STAYS_UNFIT,
    ),
    "manifest.unknown_role": error(
        "{file} has the role {detail}, which does not exist.",
        "The roles are: {known}.",
        reason=sentences.MANIFEST_SPEAKS,
        consequence=sentences.FILE_UNUSED_UNFIT,
    ),
    "manifest.unknown_list": error(
        "{file} is of the patch list {detail}, which does not exist.",
        "The lists are: {known}.",
        reason=sentences.MANIFEST_SPEAKS,
        consequence=sentences.STAYS_UNFIT,
    ),
    "manifest.file_missing": error(
        "{file} stands in the manifest, but is not on the disc.",
        sentences.COPY_AGAIN,
        reason=sentences.MANIFEST_SPEAKS,
        consequence=sentences.STAYS_UNFIT,
    ),
    "manifest.layer_missing": error(
        "{file} has no layer {detail}.",
        "Its layers are: {known}.",
        reason=sentences.MANIFEST_SPEAKS,
        consequence=sentences.FILE_UNUSED_UNFIT,
    ),
    "manifest.layer_needed": error(
        "{file} has several layers, and the manifest does not say which one is meant.",
        "Write layer: with one of {known}.",
        reason=sentences.MANIFEST_SPEAKS,
        consequence=sentences.FILE_UNUSED_UNFIT,
    ),
    "manifest.field_missing": error(
        "{file} has no column {detail}, which its entry names.",
        "Its columns are: {known}.",
        reason=sentences.MANIFEST_SPEAKS,
        consequence=sentences.STAYS_UNFIT,
    ),
    "manifest.checksum": error(
        "{file} is not the file that the manifest was made for: its checksum differs.",
        "Ask the issuer whether the file or the manifest is right; never mix two discs. Where you corrected the file "
        "yourself, remove manifest.json and make the disc anew with disc make.",
        reason="The SHA-256 of the file was computed and compared; it was changed after the manifest was made.",
        consequence=sentences.STAYS_UNFIT,
    ),
    "manifest.count": error(
        "{file} holds {found} features or rows, the manifest says {stated}.",
        "Ask the issuer which is right.",
        reason="The features or rows were counted and compared (R06).",
        consequence=sentences.STAYS_UNFIT,
    ),
    "manifest.extra_file": note(
        "{file} is on the disc, but not in the manifest; it is not used.",
        sentences.NOTHING_TO_DO,
        reason="Only what the manifest names belongs to the disc.",
        consequence=sentences.FILE_UNUSED,
    ),
    "manifest.crs": warning(
        "{file} says its CRS is {before}, the manifest says {after}; the manifest was followed.",
        "Ask the issuer which is right.",
        reason="The issuer's statement stands above a .prj that may have been lost or exchanged on the way.",
        consequence="The manifest is followed; if it is wrong, the layer lies elsewhere.",
    ),
    "manifest.none": error(
        "The disc has no manifest.json, so nothing can be proved.",
        "Make one with disc make.",
        reason=sentences.MANIFEST_SPEAKS,
        consequence=sentences.NOT_PROVED,
    ),
    "manifest.unproved": error(
        "{file} has no checksum in the manifest.",
        "Make the disc anew with disc make.",
        reason=sentences.MANIFEST_SPEAKS,
        consequence=sentences.NOT_PROVED,
    ),
    "certificate.unreadable": error(
        "{file} is no certificate of import that can be read: {detail}",
        "Give 导入证明.json as it was written.",
        reason="A certificate is the JSON file that disc certificate or inspect wrote.",
        consequence=sentences.NOT_PROVED,
    ),
    "certificate.altered": error(
        "{file} was changed after it was made: its hash does not fit.",
        "Ask for the certificate from whoever keeps it, or make it again.",
        reason="The hash over its content was computed again.",
        consequence="Nothing that it says is proved.",
    ),
    "certificate.file_missing": error(
        "{file} is certified, but is not on the disc.",
        "Ask for the disc that was certified.",
        reason="The certificate names it with its checksum.",
        consequence=sentences.NOT_PROVED,
    ),
    "certificate.file_changed": error(
        "{file} is not the file that was certified: its checksum differs.",
        "Ask for the disc that was certified.",
        reason="The SHA-256 of the file was computed and compared.",
        consequence=sentences.NOT_PROVED,
    ),
    "certificate.extra_file": note(
        "{file} is on the disc, but not certified.",
        sentences.NOTHING_TO_DO,
        reason="Only files that were read as data are certified.",
        consequence=sentences.NOTHING_CHANGES,
    ),
    "certificate.result_differs": error(
        "A new check comes out otherwise than {file} says, in: {detail}.",
        "Look at what differs with disc check; then make the certificate again.",
        reason="The disc was checked again by the same version and lawbook; the same must come out.",
        consequence="The certificate does not belong to this disc.",
    ),
    "certificate.other_version": warning(
        "{file} was made by another version or lawbook; a new check differs in: {detail}.",
        "Make the certificate again with this version if it is to speak for it.",
        reason="The disc was checked again, by another version or lawbook than the certified one.",
        consequence="Files are proved, results are not.",
    ),
    "make.output_exists": error(
        "{path} exists already.",
        "Choose another name, or remove it.",
        reason="Nothing that exists is overwritten.",
        consequence=sentences.NOT_MADE,
    ),
    "make.output_inside": error(
        "{path} lies inside of the folder that is to be packed.",
        "Choose a place outside of it.",
        reason="The disc would swallow itself.",
        consequence=sentences.NOT_MADE,
    ),
    "make.unfit": error(
        "The folder is not fit to be made into a disc; see the errors.",
        "Mend them, or leave the files out in disc.yaml.",
        reason="A disc with errors would only be refused by whoever receives it.",
        consequence=sentences.NOT_MADE,
    ),
}
