"""The values of ``lawbook/public_copies.yaml``, with those of the deployment laid over them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from django.conf import settings

from tuban.rules.strict_yaml import UnknownWord, WrongKind, nearest, read_mapping
from tuban.workflow.copies.drawing import STAYS

FILE = "public_copies.yaml"
_COLOUR = re.compile("#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Choices:
    """With what places are covered, and what of a photo's own words stays in a public copy."""

    colour: str
    quality: int
    stays: tuple[str, ...]


def choices_here() -> Choices:
    """Return what is chosen in this office. Raises LawbookFault."""
    return read_choices(settings.HOME.folder / FILE)


def read_choices(own: Path | None = None) -> Choices:
    """Return the values of the product, those of a file of the deployment laid over them. Raises LawbookFault."""
    values = read_mapping(Path(str(files("tuban.lawbook").joinpath(FILE))), shown_as=FILE)
    if own is not None and own.is_file():
        values.lay_over(read_mapping(own, shown_as=own.name))
    colour, stays = values.text("colour"), values.texts("stays")
    if not _COLOUR.fullmatch(colour):
        raise WrongKind(where=values.where("colour"), key="colour", wanted="#rrggbb", found=colour)
    for word in stays:
        if word not in STAYS:
            raise UnknownWord(where=values.where("stays"), word=word, what="stays", nearest=nearest(word, STAYS))
    return Choices(colour, min(95, max(50, values.integer("quality"))), stays)
