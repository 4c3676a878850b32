"""Names of uploaded files that are safe on every system: relative, plain, of a length that file systems take."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from tuban.values.errors import TubanError
from tuban.values.language import gettext as _

_LONGEST_PATH, _LONGEST_NAME_BYTES, _DEEPEST = 400, 200, 12
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?")
_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')


class NameUnfit(TubanError):
    """The file name «{name}» cannot be taken: {why}"""

    code = "patches.name_unfit"
    hint = "Rename the file or folder, then choose it again."


class NameTwice(TubanError):
    """Two files are called «{name}», or differ only in capital letters."""

    code = "patches.name_twice"
    hint = "Rename one of them, then choose them again."


def safe_path(text: str) -> str:
    """Return a relative path with forward slashes; raises NameUnfit where it leads out or no system can hold it."""
    path = unicodedata.normalize("NFC", text.replace("\\", "/"))
    names = path.split("/")
    shown = path[:80]
    if not path or path.startswith("/") or any(name in ("", ".", "..") for name in names):
        raise NameUnfit(name=shown, why=_("it is no plain path below one folder."))
    if len(path) > _LONGEST_PATH or len(names) > _DEEPEST:
        raise NameUnfit(name=shown, why=_("it is too long, or lies too deep."))
    for name in names:
        if _FORBIDDEN.search(name) or unicodedata.category(name[0]) == "Cs":
            raise NameUnfit(name=shown, why=_("it has a character that file names cannot have."))
        if name[-1] in ". " or name[0] == " " or _RESERVED.fullmatch(name):
            raise NameUnfit(name=shown, why=_("Windows keeps such a name for itself."))
        if len(name.encode("utf-8", "replace")) > _LONGEST_NAME_BYTES:
            raise NameUnfit(name=shown, why=_("a part of it is too long."))
    return path


def safe_paths(texts: Iterable[str]) -> list[str]:
    """Return all paths; raises NameUnfit, and NameTwice where two would be one file, or a file and a folder."""
    paths = [safe_path(text) for text in texts]
    seen: set[str] = set()
    for path in paths:
        folded = path.casefold()
        if folded in seen:
            raise NameTwice(name=path)
        seen.add(folded)
    for path in paths:
        above = path.casefold()
        while "/" in above:
            above = above.rpartition("/")[0]
            if above in seen:
                raise NameTwice(name=path)
    return paths
