"""The very small county with a patch found unlawful."""

from tests.workflow.rectification.conftest import found  # noqa: F401
from tests.workflow.review.conftest import measured_disc, office  # noqa: F401
