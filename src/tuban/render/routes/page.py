"""外业路线.html placeholder."""

from pathlib import Path


def write_page(view, path: Path) -> None:
    path.write_text("x")
