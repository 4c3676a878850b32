"""Two editions of the lawbook side by side: what was added, removed, changed, and who gets a different answer."""

from tuban.render.lawbook_diff.comparing import Change, Comparison, compare
from tuban.render.lawbook_diff.document import write_comparison
from tuban.render.lawbook_diff.lines import comparison_lines

__all__ = ["Change", "Comparison", "compare", "comparison_lines", "write_comparison"]
