"""Which content of the store the rows of the database name, and what such rows are called."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.apps import apps
from django.db import models

from tuban.values.language import gettext as _

_COLUMNS = ("checksum", "opened_checksum")
_LENGTH = 64
_ONLY: dict[str, dict[str, object]] = {
    "evidence.Media": {"state": "safe"},
    "packages.Part": {"is_stored": True},  # else it lies in the caches
}
_ELSEWHERE = frozenset({"patches.Arrival"})  # names the disc as it was uploaded; its layers are in the store


@dataclass(frozen=True, slots=True)
class Missing:
    """Content that rows name and that is not there: what kind of rows, and the checksums."""

    kind: str
    names: tuple[str, ...]


def missing(here: Collection[str], *, most: int = 0) -> tuple[int, list[Missing]]:
    """Return how many names were looked at and what is missing of them; ``here`` are the checksums in the store.

    ``most`` looks at no more than the newest so many rows of each kind.
    """
    looked, found = 0, []
    for model, column in columns():
        rows = model._default_manager.filter(**_ONLY.get(model._meta.label, {})).exclude(**{column: ""}).order_by("-pk")
        names = {str(one) for one in (rows[:most] if most else rows).values_list(column, flat=True).iterator()}
        looked += len(names)
        lost = names.difference(here)
        if lost:
            found.append(Missing(kind_of(model), tuple(sorted(lost))))
    return looked, found


def named_by_none(named: Collection[str]) -> set[str]:
    """Return which of these contents no row names (any more)."""
    left = set(named)
    for model, column in columns():
        left -= set(model._default_manager.filter(**{f"{column}__in": list(left)}).values_list(column, flat=True))
    return left


def rows_with(checksum: str, *, most: int) -> list[models.Model]:
    """Return rows that name content, at most so many of each kind."""
    return [row for model, column in columns() for row in model._default_manager.filter(**{column: checksum})[:most]]


def kind_of(model: type[models.Model]) -> str:
    """Return what a row is, as people call it."""
    return _words()[model._meta.label]


def _words() -> dict[str, str]:
    return {
        "campaigns.Campaign": _("Disc of a campaign"), "cases.Paper": _("Paper of a case"),
        "comparison.Picture": _("Picture of a patch"), "copies.PublicCopy": _("Public copy of a photo"),
        "evidence.Exhibit": _("Evidence"), "evidence.Media": _("File from the field"),
        "exchange.Package": _("Package between installations"), "gate.Bulk": _("Boundaries asked of the gate"),
        "gate.Certificate": _("Certificate of the gate"), "layers.Edition": _("Layer"),
        "ministry_export.MinistryExport": _("Export for the ministry"), "packages.Part": _("Package of the field"),
        "plans.Plan": _("Plan of a unit"), "results.Result": _("Disc of a result"),
        "results.ResultFile": _("File of a result"), "routes.Paper": _("Paper of a route"),
        "statistics.Refill": _("Figures as of a day"), "written_reports.ReportDraft": _("Draft of a report"),
        "written_reports.ReportEdition": _("Edition of a report"),
    }  # fmt: skip


def columns() -> list[tuple[type[models.Model], str]]:
    """Return the columns that name content of the store."""
    found = [
        (model, field.attname)
        for model in apps.get_models()
        if model._meta.label not in _ELSEWHERE
        for field in model._meta.concrete_fields
        if field.attname in _COLUMNS and isinstance(field, models.CharField) and field.max_length == _LENGTH
    ]
    return [*found, (apps.get_model("evidence", "Media"), "sha256")]
