"""外业路线.html: the plan on a map with its list beside it, in one file that opens anywhere without a network."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from tuban.render.index_page.embed import json_for_html
from tuban.render.routes.describing import about_lines
from tuban.render.routes.page_data import page_data, totals
from tuban.render.routes.view import View, words
from tuban.values.whole_file import write_whole

_SCRIPTS = ("state.js", "map.js", "pointer.js", "list.js", "page.js")


def write_page(view: View, path: Path) -> None:
    """Write the page; replaces the file only once all is written."""
    write_whole(path, render_page(view))


def render_page(view: View) -> str:
    """Return the whole page as text."""
    script = _script()
    data = page_data(view)
    page: str = _template().render(
        words=words(),
        style=Markup(_part("page.css")),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        data=Markup(json_for_html(data)),  # noqa: S704 - escaped there
        title=view.title,
        about=about_lines(view),
        groups=data["groups"],
        days=data["days"],
        left=len(data["left"]),
        totals=totals(view),
    )
    return page


@cache
def _script() -> str:
    # One function around all parts: they share their names with each other and with nobody else.
    parts = "\n".join(_part(f"script/{name}") for name in _SCRIPTS)
    return f'(() => {{\n"use strict";\n{parts}\n}})();'


def _template() -> Any:
    environment = Environment(
        loader=FunctionLoader(_part), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("page.html.jinja")


def _part(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
