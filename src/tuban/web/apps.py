"""Registers the pages with Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The web app."""

    name = "tuban.web"
    label = "web"

    def ready(self) -> None:
        """Let the index of a proof package call deeds as the pages do."""
        from tuban.web.audit.words import action_in_words
        from tuban.workflow.proof.index import say_deeds

        say_deeds(action_in_words)
