"""Devices of the practice county that photograph patches."""

from __future__ import annotations

import pytest
from tests.field.device import FieldDevice
from tests.workflow.scrutiny.field_day import taken

from tuban.workflow.patches.models import Patch


@pytest.fixture
def device(campaign) -> FieldDevice:
    """A registered device of the surveyor."""
    return FieldDevice.registered()


@pytest.fixture
def patch(campaign) -> Patch:
    """The first patch of the very small county."""
    return Patch.objects.order_by("number").first()


@pytest.fixture
def photo(device, patch) -> bytes:
    """A photo of the patch that came to the office with its entry."""
    return taken(device, patch)
