"""The very small county, of which reports are written."""

from tests.workflow.rectification.conftest import found, measured_disc, office

__all__ = ["found", "measured_disc", "office"]
