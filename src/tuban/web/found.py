"""A row by its key, or nothing: what lies outside the areas of the reader is not there for them, and the attempt is
recorded."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest

from tuban.web.acting import by
from tuban.workflow.audit.recording import Subject, record_alone

Row = TypeVar("Row", bound=Model)


def found_or_404(request: HttpRequest, rows: QuerySet[Row], key: UUID | int) -> Row:
    """Return the row of the rows that the acting person sees; else records the attempt and raises Http404."""
    row = rows.filter(pk=key).first()
    if row is None:
        subject = Subject(kind=rows.model._meta.label_lower, key=str(key))
        record_alone("web.look_outside", by=by(request), subject=subject, reason=request.path, is_refused=True)
        raise Http404
    return row
