"""Registers patches with Django."""

from typing import Any

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate


class PatchesConfig(AppConfig):
    """The patches app."""

    name = "tuban.workflow.patches"
    label = "patches"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the kinds of work known that discs on their way in ask for."""
        from tuban.workflow.patches.arrivals import tasks  # noqa: F401
        from tuban.workflow.spatial_index import check_spatial_indexes

        register(check_spatial_indexes, Tags.database)
        post_migrate.connect(_complete, sender=self)


def _complete(**_told: Any) -> None:
    """Make what a migration cannot keep: triggers, and indexes of the kind that the database forgets."""
    from tuban.workflow.patches.changes import TRIGGERS, make_text_index, mark_all
    from tuban.workflow.spatial_index import make_lost_indexes

    if TRIGGERS.make():
        mark_all()
    make_text_index()
    make_lost_indexes()
