"""Sentences that many findings share: why a thing matters, and what happens if nothing is done about it."""

from __future__ import annotations

KEEP = "Nothing to do if this is right; otherwise ask the issuer for a corrected file."
COPY_AGAIN = "Copy the file again from where it came from, or ask the issuer for it."
NOTHING_TO_DO = "Nothing to do."
STAYS_UNFIT = "The disc stays unfit, and inspect refuses it."
FILE_UNUSED_UNFIT = "Nothing of this file is used, and the disc stays unfit."
FILE_UNUSED = "The file stays unused; everything else goes on without it."
LEFT_OUT = "The feature stays left out; what it covers is compared with nothing."
TAKEN_SO = "The repaired value is used from here on; the disc itself stays as it was."
UNKNOWN_SO = "The value counts as unknown, and what depends on it stays open."
NOTHING_CHANGES = "Nothing changes."
NOT_MADE = "No disc is made."
NOT_PROVED = "The disc cannot be proved."
KEPT_SO = "The value is used as delivered, and the difference runs into forms and cards."
MUST_ENTER = "The check must be able to enter the disc before it can say anything about it."
MANIFEST_SPEAKS = (
    "The manifest is the issuer's word on what belongs to the disc; a wrong entry is never guessed around."
)
LOOKED_THROUGH = "An archive is looked at from end to end before one byte of it is unpacked."
READER_BROKE_OFF = "The file was opened in a process of its own, and its reader broke off."
PARTS_COUNTED = (
    "A Shapefile is several files that count their records independently; they were held against one another."
)
BYTES_TRIED = "The bytes of all texts were tried in every encoding in use, whatever the file says of itself."
READ_BY_TYPE = "Every distinct value of the column was read by the type that the field has; this one does not fit."
SHAPES_TESTED = "Comparing and measuring need valid plane geometry; every feature was tested."
FOUND_BY_NAME = "Columns are recognised by name; the aliases of every field were tried."
NUMBER_TIES = (
    "The patch number ties together outline, cards, field results and cases; rule R01 wants it unique and well formed."
)
NUMBERS_HELD = "The numbers themselves were held against the stated system and against where the other layers lie."
LAID_ON_BOUNDARIES = "The outline was laid on the boundaries; the largest part decides."
STAYS_REFUSED = "The layer stays refused: in the wrong place it would make every comparison silently wrong."
