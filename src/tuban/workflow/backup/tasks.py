"""The backup of every day, soon after midnight."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy

from tuban.jobs.daily import daily
from tuban.jobs.work import Run
from tuban.workflow.backup.locking import Recipients
from tuban.workflow.backup.making import MAKE, make


def register() -> None:
    """Make it work of every day."""
    daily(MAKE, gettext_lazy("Backup"))(backup_job)


def backup_job(run: Run, *, day: date) -> dict[str, Any]:
    """Make it into TUBAN_BACKUP."""
    made = make(
        Path(settings.BACKUP), keep=settings.BACKUP_KEEP, with_layers=settings.BACKUP_WITH_LAYERS, is_all_read=False,
        recipients=Recipients.of(settings.BACKUP_RECIPIENTS), tell=run.progress,
    )  # fmt: skip
    return {
        "folder": made.folder.name, "digest": made.manifest.digest, "rows": made.manifest.rows,
        "contents": made.manifest.contents, "copied": made.manifest.copied, "lost": len(made.manifest.lost),
    }  # fmt: skip
