"""Files: whether they can be read, are whole, and in which encoding their text is."""

from __future__ import annotations

from collections.abc import Mapping

from tuban.inspect.disc.catalogue import sentences
from tuban.inspect.disc.catalogue.entry import Entry, error, warning

FILES: Mapping[str, Entry] = {
    "file.unreadable": error(
        "{file} cannot be read: {detail}",
        sentences.COPY_AGAIN,
        reason=sentences.READER_BROKE_OFF,
        consequence=sentences.FILE_UNUSED_UNFIT,
    ),
    "file.other_kind": error(
        "{file} is not what its name says ({detail}).",
        "Give it its right name, or save it anew.",
        reason="The first bytes of a file tell what it is; they do not agree with its ending.",
        consequence=sentences.FILE_UNUSED_UNFIT,
    ),
    "file.empty": error(
        "{file} is empty.",
        sentences.COPY_AGAIN,
        reason="The file has no bytes.",
        consequence=sentences.FILE_UNUSED_UNFIT,
    ),
    "file.truncated": error(
        "{file} ends too early: {detail} is shorter than it says itself.",
        sentences.COPY_AGAIN,
        reason="The length that stands in its header was compared with its real one.",
        consequence=sentences.FILE_UNUSED_UNFIT,
    ),
    "file.no_layer": error(
        "{file} holds no layer.",
        sentences.COPY_AGAIN,
        reason=sentences.READER_BROKE_OFF,
        consequence=sentences.FILE_UNUSED_UNFIT,
    ),
    "file.no_rows": warning(
        "{file} holds no features or rows.",
        sentences.COPY_AGAIN,
        reason="The layer was counted.",
        consequence="The role counts as present, but is empty: nothing lies in it.",
    ),
    "file.too_slow": error(
        "{file} took longer to read than a file of its size may.",
        sentences.COPY_AGAIN,
        reason=sentences.READER_BROKE_OFF,
        consequence=sentences.FILE_UNUSED_UNFIT,
    ),
    "file.too_much_memory": error(
        "{file} needs more memory to read than a file may.",
        "Split it, or save it as GeoPackage.",
        reason=sentences.READER_BROKE_OFF,
        consequence=sentences.FILE_UNUSED_UNFIT,
    ),
    "file.crashed": error(
        "Reading {file} broke off ({detail}).",
        sentences.COPY_AGAIN,
        reason=sentences.READER_BROKE_OFF,
        consequence=sentences.FILE_UNUSED_UNFIT,
    ),
    "shapefile.part_missing": error(
        "{file} is not whole: {detail} is missing.",
        "Copy all parts of the Shapefile.",
        reason=sentences.PARTS_COUNTED,
        consequence=sentences.FILE_UNUSED_UNFIT,
    ),
    "shapefile.counts_differ": error(
        "The parts of {file} do not belong together: {detail}.",
        sentences.COPY_AGAIN,
        reason=sentences.PARTS_COUNTED,
        consequence=sentences.FILE_UNUSED_UNFIT,
    ),
    "shapefile.index_rebuilt": warning(
        "{file} had lost its index (.shx); a copy of it was given a new one.",
        sentences.KEEP,
        reason="The index holds only where each shape begins, and that can be read from the shapes.",
        consequence=sentences.TAKEN_SO,
    ),
    "encoding.detected": warning(
        "{file} does not say its encoding; its bytes are {after}.",
        sentences.KEEP,
        reason=sentences.BYTES_TRIED,
        consequence=sentences.TAKEN_SO,
    ),
    "encoding.corrected": warning(
        "{file} says its encoding is {before}, but its bytes are {after}.",
        sentences.KEEP,
        reason=sentences.BYTES_TRIED,
        consequence=sentences.TAKEN_SO,
    ),
    "encoding.unknown": error(
        "The text of {file} is in no encoding that is known.",
        "Save it as UTF-8 or GB18030.",
        reason=sentences.BYTES_TRIED,
        consequence=sentences.FILE_UNUSED_UNFIT,
    ),
    "encoding.cut_text": warning(
        "{file}: {count} texts end in the middle of a character or hold bad bytes; those bytes were left out.",
        sentences.KEEP,
        reason="A field cut at a fixed number of bytes can end inside a Chinese character.",
        consequence=sentences.TAKEN_SO,
    ),
    "encoding.garbled": warning(
        "{file}, {field}: the texts are garbled, for example “{sample}”; that was once “{meant}”.",
        "Ask for a new export, or have it saved again with the right encoding; it cannot be undone for certain.",
        reason="The texts are valid, but hold the signs of a conversion with the wrong encoding.",
        consequence="Names and codes are taken garbled: townships, lists and words of code lists are not recognised.",
    ),
    "table.not_text": error(
        "{file} is not a table of text.",
        "Save it anew as CSV or Excel.",
        reason=sentences.READER_BROKE_OFF,
        consequence=sentences.FILE_UNUSED_UNFIT,
    ),
    "table.too_wide": error(
        "{file} has {detail} columns, more than a table of records can.",
        sentences.COPY_AGAIN,
        reason=sentences.READER_BROKE_OFF,
        consequence=sentences.FILE_UNUSED_UNFIT,
    ),
    "table.wide_row": warning(
        "{file}, row {feature} has more cells than the header; the extra ones were left out.",
        sentences.KEEP,
        reason="A cell beyond the header belongs to no column; a separator inside a text is the usual cause.",
        consequence=sentences.TAKEN_SO,
    ),
}
