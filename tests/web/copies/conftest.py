"""Photos of the field on two patches of the very small county."""

import pytest
from tests.field.device import FieldDevice
from tests.workflow.conftest import campaign, disc
from tests.workflow.copies.specimens import jpeg, photo
from tests.workflow.scrutiny.field_day import look_on, taken

from tuban.workflow.patches.models import Patch

__all__ = ["campaign", "disc"]


@pytest.fixture
def patch(campaign):
    """The first patch, with two photos; the last patch has one, from a position that was made up."""
    first, last = Patch.objects.order_by("number").first(), Patch.objects.order_by("number").last()
    device = FieldDevice.registered()
    taken(device, first, jpeg(photo(640, 480, seed=61)), name="一.jpg", bearing=47.0)
    taken(device, first, jpeg(photo(640, 480, seed=62)), name="二.jpg")
    centre = last.geometry.centroid
    place = {"lon": centre.x, "lat": centre.y, "accuracy_m": 5.0, "source": "mock"}
    taken(device, last, jpeg(photo(640, 480, seed=63)), name="三.jpg", position=place)
    look_on()
    return first
