"""A patch of the very small county that was found unlawful, with the people who put it right."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pytest
from PIL import Image
from tests.workflow.review.conftest import measured_disc, office  # noqa: F401

from tuban.workflow.evidence.actions import add
from tuban.workflow.patches.models import Patch
from tuban.workflow.review.findings.actions import take_finding
from tuban.workflow.review.models import Arrangement, Finding

CORNERS = "{west:.7f}, {south:.7f}\n{east:.7f}, {south:.7f}\n{east:.7f}, {north:.7f}\n{west:.7f}, {north:.7f}"
DEMOLISHED = {
    "regularised": "no",
    "demolished_on": "2024-08-03", "demolished_area": "0.6", "demolished_land_area": "0.9", "recultivated_area": "2",
    "recultivated_on": "2024-08-04",
}  # fmt: skip


@pytest.fixture
def found(office, acting):  # noqa: F811
    """The patch with its finding; the facts lead to demolition. ``ask`` gives it as it is now."""
    Arrangement.objects.update_or_create(campaign=office.campaign, defaults={"duties": []})
    patch = office.unlawful
    finding = take_finding(
        patch, by=acting("zhifa"), expected_version=patch.version, finding="unlawful",
        violation_type="used_without_applying",
    )  # fmt: skip
    propose(finding, "demolish")
    return SimpleNamespace(
        campaign=office.campaign, patch=patch, now=lambda: fresh(patch), finding=finding, section=acting("zhifa"),
        head=acting("guzhang"), organiser=acting("zuzhi"), county=acting("juzhang"), township=acting("xiang02"),
        mayor=acting("zhen02"), other=acting("xiang01"),
    )  # fmt: skip


def propose(finding: Finding, way: str) -> None:
    """Let the decision upon a finding propose a way."""
    finding.decided = {**finding.decided, "rectification_route": way}
    finding.save(update_fields=["decided"])


def fresh(patch: Patch) -> Patch:
    """Return the patch as it is now."""
    return Patch.objects.select_related("campaign").get(pk=patch.pk)


def photo_added(patch: Patch, by, folder, name: str, shade: int):
    """Add a photo to the evidence of a patch; returns the exhibit."""
    made = io.BytesIO()
    Image.new("RGB", (64, 48), (shade, 120, 80)).save(made, "JPEG")
    path = folder / name
    path.write_bytes(made.getvalue())
    return add(patch, by=by, path=path, name=name).exhibit


def boundary_of(patch: Patch) -> str:
    """Return the corners of a patch as somebody types them."""
    west, south, east, north = patch.geometry.extent
    return CORNERS.format(west=west, south=south, east=east, north=north)
