"""外业路线.html: the plan on a map with its list beside it, in one file that opens anywhere without a network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tuban.render.pages import SelfContainedPage
from tuban.render.routes.describing import about_lines
from tuban.render.routes.page_data import page_data, totals
from tuban.render.routes.view import View

_PAGE = SelfContainedPage("tuban.render.routes", ("state.js", "map.js", "list.js", "page.js"))


def write_page(view: View, path: Path, files: Sequence[tuple[str, str]]) -> None:
    """Write the page, whole or not at all; ``files`` are title and path of what lies beside it."""
    data = page_data(view)
    _PAGE.write(
        path,
        data,
        title=view.title,
        about=about_lines(view),
        groups=data["groups"],
        days=data["days"],
        left=len(data["left"]),
        totals=totals(view),
        files=files,
    )
