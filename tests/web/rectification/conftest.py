"""A patch of the very small county found unlawful, for the pages of rectification."""

from tests.workflow.rectification.conftest import found, measured_disc, office

__all__ = ["found", "measured_disc", "office"]
