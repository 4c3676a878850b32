"""A patch found unlawful in a township that owes a report every working day from 23 September 2024 on."""

from tests.workflow.rectification.conftest import found, measured_disc, office

__all__ = ["found", "measured_disc", "office"]
