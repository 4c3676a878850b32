"""What a benchmark writes into the docs: text between two marks of a page, and the machine it was measured on."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def put(page: Path, name: str, text: str) -> None:
    """Put a text between the marks ``<!-- NAME: begin -->`` and ``<!-- NAME: end -->``; ValueError without."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, found, rest = page.read_text(encoding="utf-8").partition(begin)
    _old, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"{page.name} has no place for {name}")
    page.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")


def machine() -> str:
    """Return the size of this machine in words."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return f"{os.cpu_count()} processors, {memory:.0f} GiB, Python {platform.python_version()}"
