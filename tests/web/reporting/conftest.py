"""A patch found unlawful, in a campaign that wants reports."""

from tests.workflow.reporting.conftest import found, measured_disc, office

__all__ = ["found", "measured_disc", "office"]
