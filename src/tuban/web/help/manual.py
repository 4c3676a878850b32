"""The manual's pages, and Markdown as the help shows it: no HTML of the text's own, links that stay inside."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote

from django.urls import reverse
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tuban.web.help.topics import MANUAL


@dataclass(frozen=True, slots=True)
class ManualPage:
    """A page of the manual: its path below the manual's folder, without ending, and its title."""

    path: str
    title: str


@cache
def manual_pages() -> list[ManualPage]:
    """Return the pages of the manual by path; empty where it was not shipped."""
    if not MANUAL.is_dir():
        return []
    pages = [
        ManualPage(str(path.relative_to(MANUAL).with_suffix("")), _title(path)) for path in sorted(MANUAL.rglob("*.md"))
    ]
    return [page for page in pages if page.path != "README"]


def manual_text(path: str) -> str:
    """Return the Markdown of a page; empty where there is no such page."""
    known = {page.path for page in manual_pages()} | {"README"}
    file = MANUAL / f"{path}.md"
    return file.read_text(encoding="utf-8") if path in known and file.is_file() else ""


def rendered(text: str, *, folder: str = "") -> str:
    """Return Markdown as HTML. ``folder`` is where the page lies: its links to other pages lead to the help."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    for token in tokens:
        if "right" in str(token.attrs.pop("style", "")):  # the pages allow no style beside the style sheets
            token.attrSet("class", "n")
        for child in token.children or ():
            _keep_inside(child, folder)
    made: str = parser.renderer.render(tokens, parser.options, {})
    return made.replace("<table>", '<table tabindex="0">').replace("<pre>", '<pre tabindex="0">')


def _keep_inside(token: Token, folder: str) -> None:
    if token.type == "image":  # pictures are not shipped
        token.type, token.tag, token.children = "text", "", None
    if token.type != "link_open":
        return
    target = unquote(str(token.attrGet("href") or ""))
    path, _hash, anchor = target.partition("#")
    if re.match(r"[a-z]+:", target):
        token.attrSet("rel", "noreferrer")
    elif path.endswith(".md"):
        inside = posixpath.normpath(posixpath.join(folder, path))[:-3]
        known = {page.path for page in manual_pages()}
        address = reverse("web:help_manual", args=[inside]) if inside in known else reverse("web:help")
        token.attrSet("href", address + (f"#{anchor}" if anchor else ""))
    elif path:
        token.attrSet("href", reverse("web:help"))


def _title(path: Path) -> str:
    first = next((line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("# ")), "")
    return first.removeprefix("# ").strip() or path.stem
