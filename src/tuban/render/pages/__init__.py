"""What every page of ours has in common: one HTML file that needs nothing but itself, with a map that can be moved.

The index page, the import page and the page of field routes are each a template, a style and some scripts of their own,
laid over the frame, the style and the scripts of this package.
"""

from __future__ import annotations

from tuban.render.pages.assembling import SelfContainedPage
from tuban.render.pages.embedding import LinkLeavesTheResult, json_for_html, relative_href

__all__ = ["LinkLeavesTheResult", "SelfContainedPage", "json_for_html", "relative_href"]
