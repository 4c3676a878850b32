"""The very small county with a violation that was found, and people who ask the gate."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import shapely
from tests.workflow.review.conftest import measured_disc, office
from tests.workflow.review.speaking import fresh

from tuban.workflow.gate.actions import Application, ask
from tuban.workflow.gate.boundaries import one_boundary
from tuban.workflow.gate.models import Inquiry
from tuban.workflow.gate.words import Given
from tuban.workflow.review.findings.actions import take_finding
from tuban.workflow.review.models import Arrangement

__all__ = ["measured_disc", "office"]


@pytest.fixture
def found(office):
    """The office in which the unlawful patch was found to be so; ``asks`` asks about a boundary as somebody."""
    Arrangement.objects.update_or_create(campaign=office.campaign, defaults={"duties": []})
    patch = fresh(office.unlawful)
    take_finding(patch, by=office.enforcement, expected_version=patch.version, finding="unlawful",
                 violation_type="used_without_applying")  # fmt: skip
    desk = office.departments["farmland"]

    def asks(shape: shapely.Geometry, by=desk, title: str = "示范产业园") -> Inquiry:
        return ask(by=by, boundary=one_boundary([shape]), application=Application(title), given=Given.POINTS)

    return SimpleNamespace(**vars(office), patch=fresh(patch), shape=shape_of(patch), asks=asks, desk=desk)


def shape_of(patch) -> shapely.Geometry:
    """Return the outline of a patch in degrees."""
    return shapely.from_wkb(bytes(patch.geometry.wkb))


def half(shape: shapely.Geometry) -> shapely.Geometry:
    """Return the western half of a shape, and a little more around it."""
    west, south, east, north = shape.bounds
    return shapely.box(west - 1e-4, south - 1e-4, (west + east) / 2, north + 1e-4)
