"""A case of the very small county, for its pages."""

from tests.workflow.cases.conftest import desk
from tests.workflow.conftest import measured_disc

__all__ = ["desk", "measured_disc"]
