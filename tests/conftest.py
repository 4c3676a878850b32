"""How properties are tried here, and how the office's tests clear the audit, which otherwise lets nobody."""

import os

import pytest
from hypothesis import settings

from tests.browser import browser  # noqa: F401
from tests.made_once import run_folder  # noqa: F401
from tests.migrated import django_db_keepdb  # noqa: F401

ONCE = os.environ.get("TUBAN_JOURNEYS") == "once"
"""Whether there is little time."""
PREPARED_BY_FOLDER = ("tests/samples/", "tests/scale/")
"""Their county is made, opened and inspected once, instead of by each worker."""

settings.register_profile("tuban", deadline=None)  # a busy machine is no failure of the code
settings.register_profile("once", deadline=None, max_examples=12)
settings.load_profile("once" if ONCE else "tuban")


@pytest.hookimpl(tryfirst=True)  # the workers read the groups in the same hook, folders below name theirs before
def pytest_collection_modifyitems(config, items):
    """Modules that prepare something stay whole, and so do folders that prepare much. With TUBAN_JOURNEYS=once what is
    long is left out, and what people do in the browser is done on one database, the one in a file."""
    for item in items:
        folder = next((one for one in PREPARED_BY_FOLDER if item.nodeid.startswith(one)), "")
        if folder:
            item.add_marker(pytest.mark.xdist_group(folder))
        if _is_prepared_by_module(item) and item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
        if ONCE and item.get_closest_marker("long") is not None:
            item.add_marker(pytest.mark.skip(reason="long: run by script/test"))
    if not ONCE or not os.environ.get("TUBAN_DATABASE_URL"):
        return
    left_out = [item for item in items if {"page_of", "surveyor"} & set(getattr(item, "fixturenames", ()))]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


def _is_prepared_by_module(item):
    """Whether its module prepares something for all its tests: one worker does it once, instead of each."""
    info = getattr(item, "_fixtureinfo", None)
    return info is not None and any(one[-1].scope == "module" for one in info.name2fixturedefs.values())


def pytest_make_parametrize_id(val, argname):
    """No test is named by bytes: an archive holds the second it was made, and workers must agree on names."""
    return argname if isinstance(val, bytes) else None


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
