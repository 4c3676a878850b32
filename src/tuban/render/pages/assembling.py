"""Putting a page together: the shared frame, style and scripts, then the page's own, and nothing from anywhere else.

The browser runs the one script of the page because its checksum stands in the page's policy, and loads nothing.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from tuban.render.pages.embedding import json_for_html, relative_href
from tuban.values.whole_file import write_whole

_SHARED = "pages/"
_STYLES = ("style.css", "map.css")
_SCRIPTS = ("page_data.js", "elements.js", "address.js", "map_view.js", "map_pointer.js")


class SelfContainedPage:
    """One kind of page: the package that holds its page.html.jinja, page.css, words.yaml and script/.

    ``scripts`` are the page's own scripts in their order, after the shared ones; ``filters`` are filters of its
    template beside ``href``, which makes links to files beside the page.
    """

    def __init__(
        self, package: str, scripts: Sequence[str], filters: Mapping[str, Callable[..., Any]] | None = None
    ) -> None:
        self._package = package
        self._scripts = tuple(scripts)
        self._environment = Environment(
            loader=FunctionLoader(self._template),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {"href": relative_href, **(filters or {})}

    @cached_property
    def words(self) -> Mapping[str, str]:
        """The words of the page: those that all pages share, and its own."""
        return {**yaml.safe_load(_shared("words.yaml")), **yaml.safe_load(self._own("words.yaml"))}

    @cached_property
    def style(self) -> str:
        """The whole style: the shared one, then the page's own, which may say otherwise."""
        return "\n".join([*(_shared(name) for name in _STYLES), self._own("page.css")])

    @cached_property
    def script(self) -> str:
        """The whole script, one function around all parts: they share their names with each other and nobody else."""
        parts = [_shared(f"script/{name}") for name in _SCRIPTS]
        parts += [self._own(f"script/{name}") for name in self._scripts]
        return '(() => {{\n"use strict";\n{}\n}})();'.format("\n".join(parts))

    def render(self, data: Mapping[str, Any], **blanks: Any) -> str:
        """Return the whole page; its scripts read ``data`` and the words, its template fills in ``blanks``."""
        page: str = self._environment.get_template("page.html.jinja").render(
            words=self.words,
            style=Markup(self.style),  # noqa: S704 - our own files
            script=Markup(self.script),  # noqa: S704 - our own files
            script_hash=base64.b64encode(hashlib.sha256(self.script.encode()).digest()).decode(),
            data=Markup(json_for_html({"words": self.words, **data})),  # noqa: S704 - escaped there
            **blanks,
        )
        return page

    def write(self, path: Path, data: Mapping[str, Any], **blanks: Any) -> None:
        """Write the page to ``path``, whole or not at all."""
        write_whole(path, self.render(data, **blanks))

    def _template(self, name: str) -> str:
        return _shared(name.removeprefix(_SHARED)) if name.startswith(_SHARED) else self._own(name)

    def _own(self, name: str) -> str:
        return files(self._package).joinpath(name).read_text(encoding="utf-8")


def _shared(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
