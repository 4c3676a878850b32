"""Which Chinese font of this machine prints our pages: found by its file, so that no page ever shows empty boxes.

Documents for Word name their fonts and leave them to the reader's machine. PDF pages and pictures are drawn here, so a
face with Chinese glyphs must be here: `TUBAN_FONT` names a file, else the usual folders of Linux, Windows and macOS are
searched for the faces that every one of them knows.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tuban.values.errors import TubanError

# File name (folded) → family as the file itself calls it; the better face first.
_SANS = {
    "sourcehansanssc-regular.otf": "Source Han Sans SC",
    "notosanscjksc-regular.otf": "Noto Sans CJK SC",
    "notosanscjk-regular.ttc": "Noto Sans CJK SC",
    "notosanssc-regular.ttf": "Noto Sans SC",
    "notosanssc-regular.otf": "Noto Sans SC",
    "pingfang.ttc": "PingFang SC",
    "msyh.ttc": "Microsoft YaHei",
    "hiragino sans gb.ttc": "Hiragino Sans GB",
    "wqy-microhei.ttc": "WenQuanYi Micro Hei",
    "wqy-zenhei.ttc": "WenQuanYi Zen Hei",
    "simhei.ttf": "SimHei",
    "droidsansfallbackfull.ttf": "Droid Sans Fallback",
}
_SERIF = {
    "sourcehanserifsc-regular.otf": "Source Han Serif SC",
    "notoserifcjksc-regular.otf": "Noto Serif CJK SC",
    "notoserifcjk-regular.ttc": "Noto Serif CJK SC",
    "songti.ttc": "Songti SC",
    "simsun.ttc": "SimSun",
    "uming.ttc": "AR PL UMing CN",
}


class NoChineseFont(TubanError):
    """This machine has no Chinese font that Tuban knows, so {what} cannot be drawn."""

    code = "fonts.none_found"
    hint = (
        "Install one (Debian and Ubuntu: apt-get install fonts-noto-cjk; Fedora: google-noto-sans-cjk-fonts), or name "
        "a font file in the environment variable TUBAN_FONT."
    )


class FontUnreadable(TubanError):
    """TUBAN_FONT names {path}, which is no font file that can be read."""

    code = "fonts.unreadable"
    hint = "Name a .ttf, .otf or .ttc file with Chinese glyphs, or unset TUBAN_FONT."


@dataclass(frozen=True, slots=True)
class Face:
    """A font file and the family name under which it is asked for; ``number`` is its place in a collection (.ttc)."""

    path: Path
    family: str
    number: int = 0


@cache
def sans_face(what: str = "PDF") -> Face:
    """Return the face for maps, tables and charts; ``what`` is what cannot be drawn without. Raises NoChineseFont."""
    stated = os.environ.get("TUBAN_FONT")
    if stated:
        return _stated_face(Path(stated))
    found = _search(_SANS) or _search(_SERIF)
    if found is None:
        raise NoChineseFont(what=what)
    return found


@cache
def serif_face(what: str = "PDF") -> Face:
    """Return the face for running text; the sans face where the machine has no Chinese serif. Raises NoChineseFont."""
    if os.environ.get("TUBAN_FONT"):
        return sans_face(what)
    return _search(_SERIF) or sans_face(what)


def _stated_face(path: Path) -> Face:
    from PIL import ImageFont

    try:
        family = ImageFont.truetype(str(path), 12).getname()[0]
    except OSError as error:
        raise FontUnreadable(path=path) from error
    return Face(path, family or path.stem)


def _search(known: dict[str, str]) -> Face | None:
    """Return the best known face in the font folders of this machine."""
    present = {path.name.casefold(): path for path in _font_files()}
    for name, family in known.items():
        if name in present:
            return Face(present[name], family, _place(present[name], family))
    return None


def _place(path: Path, family: str) -> int:
    """Return where in a collection the family stands."""
    from PIL import ImageFont

    if path.suffix.casefold() != ".ttc":
        return 0
    for number in range(64):
        try:
            if ImageFont.truetype(str(path), 12, index=number).getname()[0] == family:
                return number
        except OSError:
            break
    return 0


def _font_files() -> Iterator[Path]:
    for folder in _folders():
        if folder.is_dir():
            yield from (
                path for path in sorted(folder.rglob("*")) if path.suffix.casefold() in (".ttc", ".ttf", ".otf")
            )


def _folders() -> list[Path]:
    home = Path.home()
    if sys.platform == "win32":
        folders = [
            Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts",
            home / "AppData/Local/Microsoft/Windows/Fonts",
        ]
    elif sys.platform == "darwin":
        folders = [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"]
    else:
        folders = [
            Path("/usr/share/fonts"),
            Path("/usr/local/share/fonts"),
            home / ".local/share/fonts",
            home / ".fonts",
        ]
    return [Path(sys.prefix) / "share/tuban/fonts", *folders]  # those that an installation without network brought
