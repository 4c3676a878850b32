"""A small county whose patches all have a finding, ready to be sealed."""

from tests.workflow.submission.conftest import planned_disc, ready

__all__ = ["planned_disc", "ready"]
