"""Registers backups with Django."""

from django.apps import AppConfig
from django.conf import settings


class BackupConfig(AppConfig):
    """The backup app; it has no tables of its own: what was done stands in the audit."""

    name = "tuban.workflow.backup"
    label = "backup"

    def ready(self) -> None:
        """Make the backup of every day known where a folder for it is named."""
        if settings.BACKUP:
            from tuban.workflow.backup.tasks import register

            register()
