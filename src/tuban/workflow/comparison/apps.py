"""Registers the comparison with Django."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ComparisonConfig(AppConfig):
    """The comparison app."""

    name = "tuban.workflow.comparison"
    label = "comparison"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make its kinds of work known to workers."""
        from tuban.workflow.comparison import tasks  # noqa: F401
        from tuban.workflow.comparison.campaign_rules import tasks as campaign_rules  # noqa: F401
        from tuban.workflow.comparison.exporting import tasks as exporting  # noqa: F401

        post_migrate.connect(_make_triggers, sender=self)


def _make_triggers(**_told: Any) -> None:
    from tuban.workflow.comparison.changes import TRIGGERS

    TRIGGERS.make()
