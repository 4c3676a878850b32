"""Where photos of patches are shown: small, large, on a page of their own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse

from tuban.workflow.copies.small import DRAWN


def photo_addresses(patch: UUID, exhibit: Any) -> dict[str, str]:
    """Return the addresses of a photo: of its page, and of its small picture where one can be drawn."""
    own = [patch, exhibit.pk]
    return {
        "page": reverse("web:patch_photo", args=own),
        "small": reverse("web:patch_photo_picture", args=[*own, "small"]) if exhibit.media_type in DRAWN else "",
        "original": reverse("web:patch_exhibit", args=own),
    }
