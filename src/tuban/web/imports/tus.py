"""Uploads of the browser by the tus protocol; sessions and CSRF tokens hold here as everywhere."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from tuban.web.acting import by
from tuban.web.imports.found import found
from tuban.workflow.patches.arrivals.tus import answered


def tus(request: HttpRequest, arrival_id: UUID, key: str = "") -> HttpResponse:
    """Answer a request of the protocol: to the files of a disc, or with ``key`` to one of them."""
    return answered(
        request, key, by=lambda: by(request), found=lambda: found(request, arrival_id),
        address_of=lambda of_file: reverse("web:import_file", args=[arrival_id, of_file]),
    )  # fmt: skip
