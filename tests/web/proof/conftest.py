"""The very small county, whose patches have packages made."""

from tests.workflow.conftest import campaign, disc

__all__ = ["campaign", "disc"]
