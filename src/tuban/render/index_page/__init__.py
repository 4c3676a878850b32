"""The index page: the front door of a result, one HTML file that leads to everything else.

It opens from its folder without a network, shows counts, ratios, a map and every patch with the reasons of its
proposed finding, and links to the forms, cards and lists beside it. Identical input gives identical bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tuban.render.index_page.embed import page_data
from tuban.render.index_page.from_judgement import finding_labels, patch_view, ratio_view
from tuban.render.index_page.summary import file_groups, percent, problem_rules, ratio_bars, tiles, whole_campaign
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
from tuban.render.pages import SelfContainedPage
from tuban.render.state_style import marks_of
from tuban.values.problems import Problem

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
_PAGE = SelfContainedPage(
    "tuban.render.index_page",
    ("state.js", "trace.js", "map.js", "list.js", "forms.js", "drawer.js", "page.js"),
    {"percent": percent},
)


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
    marks = marks_of((label.slug, label.state) for label in content.findings)
    _PAGE.write(
        path,
        page_data(content, marks),
        campaign=content.campaign,
        counts=content.counts,
        marks=marks,
        whole=whole_campaign(content.patches),
        tiles=tiles(content.findings, content.patches),
        ratios=ratio_bars(content.ratios),
        rules=problem_rules(content.problems, content.rule_titles),
        campaign_problems=[problem for problem in content.problems if not problem.patch_number],
        file_groups=file_groups(content.files),
        leads=file_groups(file for file in content.files if file.lead),
        provenance=content.provenance,
        has_forms=bool(content.traced),
        has_findings=any(patch.is_taken for patch in content.patches),
    )
