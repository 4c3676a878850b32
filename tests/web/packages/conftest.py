"""A field group of the very small county with a plan that was given out."""

from tests.workflow.conftest import campaign, disc
from tests.workflow.packages.conftest import group, plan

__all__ = ["campaign", "disc", "group", "plan"]
