"""The county with a finding on every patch, supervised by the bureau."""

from tests.workflow.supervision.conftest import found, measured_disc, office, supervised

__all__ = ["found", "measured_disc", "office", "supervised"]
