"""A patch found unlawful in the second township of the very small county; townships owe plans to the county."""

from tests.workflow.rectification.conftest import found, measured_disc, office

__all__ = ["found", "measured_disc", "office"]
