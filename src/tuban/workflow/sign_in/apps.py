"""Registers signing in with Django."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SignInConfig(AppConfig):
    """The app of signing in."""

    name = "tuban.workflow.sign_in"
    label = "sign_in"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Open a session for everybody who signs in, and end those of whoever is put out."""
        from django.contrib.auth.signals import user_logged_in

        from tuban.workflow.organisations.passwords import hear_of_expelled
        from tuban.workflow.sign_in import sessions

        user_logged_in.connect(sessions.begin_at_sign_in, dispatch_uid="tuban.sign_in")
        hear_of_expelled(sessions.end_all)
        post_migrate.connect(_make_triggers, sender=self)


def _make_triggers(**_told: Any) -> None:
    from tuban.workflow.sign_in.changes import TRIGGERS

    TRIGGERS.make()
