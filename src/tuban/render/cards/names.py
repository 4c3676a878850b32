"""Names of files and folders made from patch numbers and township names, which come from data and may be anything."""

from __future__ import annotations

import re
import unicodedata

from tuban.render.cards.docx_text import clean

_UNSAFE = re.compile(r'[\\/:*?"<>|\s]+')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$", re.IGNORECASE)
_MOST_BYTES = 120


def file_name(text: str, otherwise: str) -> str:
    """Return ``text`` as a name that every file system takes; ``otherwise`` where nothing of it is left.

    >>> file_name("../etc/passwd", "x"), file_name("二桥镇", "x"), file_name("..", "x")
    ('_etc_passwd', '二桥镇', 'x')
    """
    name = _UNSAFE.sub("_", clean(unicodedata.normalize("NFC", text))).strip(". ")
    while len(name.encode()) > _MOST_BYTES:
        name = name[:-1]
    if _RESERVED.match(name):
        name = f"_{name}"
    return name or otherwise


class NameGiver:
    """Gives every card and township a name of its own, also where case is ignored."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def give(self, text: str, otherwise: str) -> str:
        """Return the safe name of ``text``, numbered where it was given before."""
        first = file_name(text, otherwise)
        name, number = first, 1
        while name.casefold() in self._taken:
            number += 1
            name = f"{first}({number})"
        self._taken.add(name.casefold())
        return name
