"""The import page (导入体检): what a disc holds, what was found on it, where, and what follows; one HTML file.

It opens without a network, shows the findings grouped and filterable with reason, repair and consequence, and a map on
which every finding that has a place can be seen, with its outlines before and after. Identical input gives identical
bytes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tuban.inspect.disc import Disc
from tuban.render.doctor_page.chart import SIGNS
from tuban.render.doctor_page.drawing import map_data
from tuban.render.doctor_page.views import file_rows, groups_of, missing_rows, shown_findings, totals_of
from tuban.render.pages import SelfContainedPage

__all__ = ["write_doctor_page"]

_PAGE = SelfContainedPage("tuban.render.doctor_page", ("state.js", "map.js", "page.js"))


def write_doctor_page(path: Path, disc: Disc, *, result: str = "") -> None:
    """Write the page of a checked disc, whose normal form must still be there; it appears whole or not at all.

    ``result`` is the page of the result beside it, to which this one leads back; none for a check alone.
    """
    _PAGE.write(path, **_content(disc, result))


def doctor_page(disc: Disc, *, result: str = "") -> str:
    """Return the whole page as text."""
    return _PAGE.render(**_content(disc, result))


def _content(disc: Disc, result: str) -> dict[str, Any]:
    words = _PAGE.words
    shown = shown_findings(disc)
    campaign = disc.campaign
    facts = (
        (words["campaign"], campaign.id),
        (words["working_crs"], f"EPSG:{campaign.epsg}" if campaign.epsg else ""),
        (words["issuer"], " ".join(part for part in (campaign.issuer, campaign.issued_on) if part)),
    )
    return {
        "data": {"signs": SIGNS, **map_data(disc, shown)},
        "signs": SIGNS,
        "campaign": campaign,
        "facts": facts,
        "result": result,
        "verdict": disc.verdict,
        "totals": totals_of(shown),
        "groups": groups_of(shown),
        "finding_files": sorted({one.file for one in shown if one.file}),
        "files": file_rows(disc),
        "files_by": words["by_manifest"].format(origin=disc.origin) if disc.origin else words["by_proposal"],
        "missing": missing_rows(disc),
        "counts": words["loaded_line"].format(
            total=disc.counts.total, loaded=disc.counts.loaded, skipped=disc.counts.skipped
        ),
    }
