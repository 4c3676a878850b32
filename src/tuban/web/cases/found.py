"""A case by its address, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.http import Http404, HttpRequest

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.workflow.cases.queries import CaseNotFound, case_for

Found = TypeVar("Found")


def case_or_404(request: HttpRequest, key: UUID) -> Any:
    """Return a case that the acting person sees; else Http404, and the attempt is recorded."""
    return or_404(lambda: case_for(by(request), key))


def or_404(ask: Callable[[], Found]) -> Found:
    """Return what a question answers; Http404 where there is no such thing."""
    try:
        return ask()
    except CaseNotFound as error:
        raise Http404 from error


def or_missing(ask: Callable[[], Found]) -> Found:
    """Return what a question answers; Http404 where the lawbook has no such thing."""
    try:
        return ask()
    except TubanError as error:
        raise Http404 from error
