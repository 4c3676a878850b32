"""Workbooks to take along."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import FileResponse

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(name: str, write: Callable[[Path], object]) -> FileResponse:
    """Return a workbook that ``write`` writes into a path, to be taken along under ``name``."""
    settings.HOME.work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.HOME.work) as folder:
        path = Path(folder) / "sheet.xlsx"
        write(path)
        content = path.open("rb")  # stays readable once its folder is gone
    return FileResponse(content, as_attachment=True, filename=name, content_type=WORKBOOK)
