"""A small county whose patches all have a finding, ready to be sealed; machines that act by a token."""

from tests.api.conftest import machine
from tests.workflow.submission.conftest import planned_disc, ready

__all__ = ["machine", "planned_disc", "ready"]
