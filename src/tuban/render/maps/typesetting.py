"""Pages out of a template, its data and its drawings: Typst sets them with the machine's Chinese font, as PDF.

The same input gives the same bytes. No other font of the machine takes part, so no page depends on what else is there.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst
from pypdf import PdfReader, PdfWriter

from tuban.render.fonts import Face, sans_face, serif_face
from tuban.values.whole_file import whole_file, write_whole

_FURNITURE = "furniture.typ"


@cache
def faces() -> tuple[Face, Face]:
    """Return the face of maps and tables and the face of titles; raises NoChineseFont."""
    return sans_face("PDF"), serif_face("PDF")


@cache
def _fonts(paths: tuple[Path, ...]) -> Any:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(paths))


def typeset(
    template: str, data: Mapping[str, Any], target: Path, *, drawings: Mapping[str, str], pictures: Mapping[str, bytes]
) -> None:
    """Write a PDF; ``template`` is ``package/name.typ`` below ``tuban.render``.

    The template reads ``data.json``, the drawings (SVG) and the pictures by their names. Raises NoChineseFont.
    """
    sans, serif = faces()
    with tempfile.TemporaryDirectory(prefix="tuban-pages-") as scratch:
        folder = Path(scratch)
        source = Path(str(files("tuban.render"))) / template
        (folder / "page.typ").write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
        (folder / _FURNITURE).write_text((Path(__file__).parent / _FURNITURE).read_text(encoding="utf-8"), "utf-8")
        whole = {**data, "fonts": {"sans": sans.family, "serif": serif.family}}
        (folder / "data.json").write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
        for name, drawing in drawings.items():
            (folder / name).write_text(drawing, encoding="utf-8")
        for name, picture in pictures.items():
            (folder / name).write_bytes(picture)
        compiler = typst.Compiler(
            folder / "page.typ", root=folder, font_paths=_fonts(tuple(sorted({sans.path.parent, serif.path.parent})))
        )
        written: Any = compiler.compile(format="pdf", timestamp=0, pdf_tags=False)
    write_whole(target, bytes(written))


def pages_in(path: Path) -> int:
    """Return how many pages a PDF has."""
    return len(PdfReader(path).pages)


def bind(volumes: Sequence[tuple[str, Path]], target: Path, *, title: str) -> None:
    """Write one PDF of several; each is a bookmark with the given title. The same files give the same bytes."""
    whole = PdfWriter()
    for name, path in volumes:
        whole.append(path, outline_item=name, import_outline=False)
    whole.compress_identical_objects(remove_duplicates=True, remove_unreferenced=True)
    whole.metadata = {"/Title": title}
    with whole_file(target) as draft, draft.open("wb") as file:
        whole.write(file)
