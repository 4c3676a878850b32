"""The import page (导入体检): what a disc holds, what was found on it, where, and what follows; one HTML file.

It opens without a network, shows the findings grouped and filterable with reason, repair and consequence, and a map on
which every finding that has a place can be seen, with its outlines before and after. Identical input gives identical
bytes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from tuban.inspect.disc import Disc
from tuban.render.doctor_page.drawing import map_data
from tuban.render.doctor_page.views import file_rows, groups_of, missing_rows, shown_findings, totals_of
from tuban.render.index_page.embed import json_for_html
from tuban.values.whole_file import write_whole

__all__ = ["write_doctor_page"]

_SCRIPTS = ("list.js", "map.js", "page.js")
_SIGNS = {
    "error": "M8 1.5 15 14H1Z",
    "repair": "M8 1 15 8 8 15 1 8Z",
    "warning": "M2 2H14V14H2Z",
    "note": "M8 2a6 6 0 1 0 .01 0Z",
}


def write_doctor_page(path: Path, disc: Disc) -> None:
    """Write the page of a checked disc, whose normal form must still be there; it appears whole or not at all."""
    write_whole(path, doctor_page(disc))


def doctor_page(disc: Disc) -> str:
    """Return the whole page as text."""
    words = _words()
    shown = shown_findings(disc)
    campaign = disc.campaign
    script = _script()
    facts = (
        (words["campaign"], campaign.id),
        (words["working_crs"], f"EPSG:{campaign.epsg}" if campaign.epsg else ""),
        (words["issuer"], " ".join(part for part in (campaign.issuer, campaign.issued_on) if part)),
    )
    data = {"words": words, "signs": _SIGNS, **map_data(disc, shown)}
    page: str = _template().render(
        words=words,
        style=Markup(_part("page.css")),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        data=Markup(json_for_html(data)),  # noqa: S704 - escaped there
        signs=_SIGNS,
        campaign=campaign,
        facts=facts,
        verdict=disc.verdict,
        totals=totals_of(shown),
        groups=groups_of(shown),
        finding_files=sorted({one.file for one in shown if one.file}),
        files=file_rows(disc),
        files_by=words["by_manifest"].format(origin=disc.origin) if disc.origin else words["by_proposal"],
        missing=missing_rows(disc),
        counts=words["loaded_line"].format(
            total=disc.counts.total, loaded=disc.counts.loaded, skipped=disc.counts.skipped
        ),
    )
    return page


@cache
def _words() -> Mapping[str, str]:
    words: dict[str, str] = yaml.safe_load(_part("words.yaml"))
    return words


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
