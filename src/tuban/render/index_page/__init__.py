"""The index page: the front door of a result, one HTML file that leads to everything else.

It opens from its folder without a network, shows counts, ratios, a map and every patch with the reasons of its
proposed finding, and links to the forms, cards and lists beside it. Identical input gives identical bytes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from tuban.render.index_page.embed import json_for_html, page_data, relative_href
from tuban.render.index_page.from_judgement import finding_labels, patch_view, ratio_view
from tuban.render.index_page.summary import percent, problem_rules, ratio_bars, tiles, whole_campaign
from tuban.render.index_page.views import (
    CampaignView,
    Chips,
    Counts,
    FileLink,
    InputView,
    Label,
    MissingView,
    OverlayBar,
    PageContent,
    PatchView,
    Provenance,
    RatioLine,
    RatioView,
    Reason,
)
from tuban.render.state_style import marks_of
from tuban.values.problems import Problem
from tuban.values.whole_file import write_whole

__all__ = [
    "CampaignView",
    "Chips",
    "Counts",
    "FileLink",
    "InputView",
    "Label",
    "MissingView",
    "OverlayBar",
    "PatchView",
    "Provenance",
    "RatioLine",
    "RatioView",
    "Reason",
    "finding_labels",
    "patch_view",
    "ratio_view",
    "write_index",
]
_SCRIPTS = ("state.js", "trace.js", "map.js", "list.js", "forms.js", "drawer.js", "page.js")


def write_index(
    path: Path,
    *,
    campaign: CampaignView,
    findings: Sequence[Label],
    townships: Sequence[tuple[str, str, Any]],
    patches: Sequence[PatchView],
    ratios: Sequence[RatioView],
    counts: Counts,
    problems: Sequence[Problem],
    files: Sequence[FileLink],
    provenance: Provenance,
    rule_titles: Mapping[str, str] | None = None,
    traced: Mapping[str, Any] | None = None,
) -> None:
    """Write the page to ``path``; links are relative to its folder.

    ``findings`` is the code list of findings in its own order; ``townships`` are (code, name, polygon in the working
    CRS); ``problems`` are all problems, those without a patch number being the campaign's own; ``rule_titles`` name
    the rules where they have a name; ``traced`` is the content of forms.json, whose numbers open to their patches.
    Raises LinkLeavesTheResult for a link out of the folder.
    """
    content = PageContent(
        campaign=campaign,
        findings=tuple(findings),
        townships=tuple(townships),
        patches=tuple(patches),
        ratios=tuple(ratios),
        counts=counts,
        problems=tuple(problems),
        files=tuple(files),
        provenance=provenance,
        rule_titles=dict(rule_titles or {}),
        traced=traced,
    )
    write_whole(path, render_page(content))


def render_page(content: PageContent) -> str:
    """Return the whole page as text."""
    marks = marks_of((label.slug, label.state) for label in content.findings)
    script = _script()
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    page: str = _template().render(
        words=_words(),
        style=Markup(_part("page.css")),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        script_hash=digest,
        data=Markup(json_for_html(page_data(content, marks, _words()))),  # noqa: S704 - escaped there
        campaign=content.campaign,
        counts=content.counts,
        marks=marks,
        whole=whole_campaign(content.patches),
        tiles=tiles(content.findings, content.patches),
        ratios=ratio_bars(content.ratios),
        rules=problem_rules(content.problems, content.rule_titles),
        campaign_problems=[problem for problem in content.problems if not problem.patch_number],
        files=content.files,
        provenance=content.provenance,
        has_forms=bool(content.traced),
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
        loader=FunctionLoader(_part),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["href"] = relative_href
    environment.filters["percent"] = percent
    return environment.get_template("page.html.jinja")


def _part(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
