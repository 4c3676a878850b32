"""Where a patch stands on its journey, where it came from, and what became of it."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """The stages of the journey, in their order (下发 → 比对 → 外业 → 会审 → 认定 → 整改 → 验收)."""

    ISSUED = "issued", _("Issued")
    COMPARED = "compared", _("Compared")
    TO_VISIT = "to_visit", _("To be visited")
    VISITED = "visited", _("Visited")
    REVIEWED = "reviewed", _("Reviewed")
    SETTLED = "settled", _("Settled")
    RECTIFYING = "rectifying", _("In rectification")
    ACCEPTED = "accepted", _("Accepted")


class Source(TextChoices):
    """How a patch was found (D6): by satellite, or otherwise."""

    SATELLITE = "satellite", _("Satellite")
    PATROL = "patrol", _("Own patrol")
    REPORT = "report", _("Report by the public")
    MEDIA = "media", _("Media")
    SUPERIOR = "superior", _("Assigned from above")
    CASE = "case", _("Other case source")
    FIELD = "field", _("Found in the field")


class Fate(TextChoices):
    """What became of the record: it counts, others stand for it, or its issuer withdrew it."""

    ACTIVE = "active", _("Active")
    SPLIT = "split", _("Split into others")
    MERGED = "merged", _("Merged into another")
    UNDONE = "undone", _("Undone by a restore")
    DUPLICATE = "duplicate", _("Duplicate of another")
    WITHDRAWN = "withdrawn", _("Withdrawn by its issuer")


class Turn(TextChoices):
    """What made one patch of another (分宗、并宗、还原)."""

    SPLIT = "split", _("Split")
    MERGE = "merge", _("Merge")
    RESTORE = "restore", _("Restore")
