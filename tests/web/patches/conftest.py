"""The very small county, loaded, for the pages of its patches."""

from tests.workflow.conftest import campaign, disc

__all__ = ["campaign", "disc"]
