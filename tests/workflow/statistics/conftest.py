"""The very small county, whose forms are kept as sums."""

from tests.workflow.rectification.conftest import found, measured_disc, office

__all__ = ["found", "measured_disc", "office"]
