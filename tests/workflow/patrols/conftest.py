"""The very small county with a violation that was found, and people who keep the patrol ledger."""

from tests.workflow.gate.conftest import found
from tests.workflow.review.conftest import measured_disc, office

__all__ = ["found", "measured_disc", "office"]
