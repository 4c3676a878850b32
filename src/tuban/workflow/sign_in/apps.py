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
        """Open a session for everybody who signs in, end those of whoever is put out, and count what fails."""
        from django.contrib.auth.signals import user_logged_in, user_login_failed

        from tuban.workflow.organisations.passwords import hear_of_expelled
        from tuban.workflow.sign_in import failures, sessions
        from tuban.workflow.sign_in.tasks import register

        user_logged_in.connect(sessions.begin_at_sign_in, dispatch_uid="tuban.sign_in")
        user_login_failed.connect(failures.hear_of_failure, dispatch_uid="tuban.sign_in")  # after that of axes
        hear_of_expelled(sessions.end_all)
        register()
        post_migrate.connect(_make_triggers, sender=self)


def _make_triggers(**_told: Any) -> None:
    from tuban.workflow.sign_in.changes import TRIGGERS

    TRIGGERS.make()
