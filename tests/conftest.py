"""How properties are tried here, and how the office's tests clear the audit, which otherwise lets nobody."""

import pytest
from hypothesis import settings

from tests.browser import browser  # noqa: F401

settings.register_profile("tuban", deadline=None)  # a busy machine is no failure of the code
settings.load_profile("tuban")


@pytest.fixture(autouse=True)
def _audit_can_be_cleared(request):
    """Empty the audit after a test that really commits, past its triggers: the flush that follows cannot."""
    marker = request.node.get_closest_marker("django_db")
    commits = (marker is not None and marker.kwargs.get("transaction")) or {
        "transactional_db", "live_server",
    } & set(request.fixturenames)  # fmt: skip
    if not commits:
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    from tests.workflow.triggers import without_triggers

    without_triggers("DELETE FROM audit_line")
