"""Documents of a plan."""
from __future__ import annotations
from pathlib import Path
from typing import Any
from tuban.inspect.progress import Progress
from tuban.workflow.routes.models import Papers
def write_documents(papers: Papers, folder: Path, progress: Progress) -> dict[str, Any]:
    return {}
