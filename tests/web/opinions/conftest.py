"""The very small county, visited and measured, for the pages of its review."""

from tests.workflow.review.conftest import measured_disc, office

__all__ = ["measured_disc", "office"]
