"""Devices of the practice county that write and sign a log as the pocket app does."""

from __future__ import annotations

import pytest
from tests.field.device import FieldDevice
from tests.workflow.conftest import acting, campaign, county, disc  # noqa: F401


@pytest.fixture
def device(county):  # noqa: F811
    """A function that registers a device of a sign-in name."""
    return FieldDevice.registered
