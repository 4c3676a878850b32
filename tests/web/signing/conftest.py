"""The practice campaign with its small disc, for what is signed of it."""

from tests.workflow.conftest import campaign, disc  # noqa: F401
