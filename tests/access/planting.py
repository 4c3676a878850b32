"""Rows of every kind for an office under test, planted past the actions: each with what its columns demand, no more.

They stand for things of the township 甲溪镇. Whether somebody finds them at all is what is asked of them here; what
their pages say is tested where they were made by hand.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


class Plants:
    """What was planted, by the label of its model. The first of a kind is what later rows refer to."""

    def __init__(self) -> None:
        self.rows: dict[str, Any] = {}
        self._count = 0

    def keep(self, row: Any) -> Any:
        """Let a row that is there be the one of its kind."""
        self.rows[row._meta.label_lower] = row
        return row

    def of(self, label: str, **given: Any) -> Any:
        """Return the row of a kind, planted where there is none yet."""
        return self.rows[label] if label in self.rows else self.keep(self.plant(label, **given))

    def plant(self, label: str, **given: Any) -> Any:
        """Plant a row of a kind, with these values."""
        model = apps.get_model(label)
        values = dict(given)
        if any(field.name == "is_practice" for field in model._meta.concrete_fields):
            values.setdefault("is_practice", True)
        for field in model._meta.concrete_fields:
            if field.name in values or field.null or (field.has_default() and not field.remote_field):
                continue
            if field.primary_key and field.get_internal_type().endswith("AutoField"):
                continue
            if field.remote_field:
                values[field.name] = self.of(field.related_model._meta.label_lower)
            elif not (field.blank and field.get_internal_type() in ("CharField", "TextField")):
                values[field.name] = self._value(field)
        return model._default_manager.create(**values)

    def _value(self, field: models.Field[Any, Any]) -> Any:
        self._count += 1
        if field.choices:
            return next(iter(field.choices))[0]
        if field.name == "area_code":
            return "990101001"
        kind = field.get_internal_type()
        if kind in ("CharField", "TextField", "SlugField"):
            if field.max_length == 64:
                return f"{self._count:064x}"
            return f"示{self._count}"[: field.max_length or 20]
        if kind == "BinaryField":
            return self._count.to_bytes(4)
        return {
            "DateField": TODAY, "DateTimeField": NOW, "DecimalField": Decimal(1), "FloatField": 1.0,
            "JSONField": {}, "BooleanField": False, "UUIDField": UUID(int=self._count),
        }.get(kind, 1)  # fmt: skip
