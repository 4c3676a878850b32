"""The very small county with a plan: it can be sealed."""

from tests.workflow.submission.conftest import planned_disc  # noqa: F401
