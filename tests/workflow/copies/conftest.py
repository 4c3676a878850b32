"""A patch of the very small county with a photo of the field."""

from tests.workflow.scrutiny.conftest import device, patch, photo

__all__ = ["device", "patch", "photo"]
