"""The field plan on paper and on screens: workbook, GPX, KML, map page, and a JSON file for programs.

All of them are dateless and depend on the plan only: the same plan gives the same bytes.
"""

from __future__ import annotations

from pathlib import Path

from tuban.inspect.routes.plan import RoutePlan
from tuban.render.routes.gpx import write_gpx
from tuban.render.routes.kml import write_kml
from tuban.render.routes.page import write_page
from tuban.render.routes.plan_file import write_plan
from tuban.render.routes.sheets import write_sheets
from tuban.render.routes.view import view_of

WORKBOOK, GPX, KML, PAGE, MARK = "外业路线.xlsx", "外业路线.gpx", "外业路线.kml", "外业路线.html", "外业路线.json"
"""The files of a plan; by the last one a folder is known as a plan."""

__all__ = ["GPX", "KML", "MARK", "PAGE", "WORKBOOK", "write_routes"]


def write_routes(plan: RoutePlan, folder: Path) -> None:
    """Write all five files into ``folder``."""
    view = view_of(plan)
    write_sheets(view, folder / WORKBOOK)
    write_gpx(view, folder / GPX)
    write_kml(view, folder / KML)
    write_page(view, folder / PAGE, [("Excel", WORKBOOK), ("GPX", GPX), ("KML", KML)])
    write_plan(view, folder / MARK)
