"""Drafts and editions as files: the Word file as it is kept, and its content as PDF."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from tuban.render.reports.reading_copy import About, write_copy
from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.found import found_or_404
from tuban.workflow import store
from tuban.workflow.audit.acting import subject_of
from tuban.workflow.audit.recording import record_alone
from tuban.workflow.written_reports.drafting import WORD
from tuban.workflow.written_reports.queries import drafts_seen_by, editions_seen_by
from tuban.workflow.written_reports.reading import content_of


@require_safe
def draft_file(request: HttpRequest, key: UUID) -> FileResponse:
    """Hand over a draft, byte for byte."""
    of = found_or_404(request, drafts_seen_by(by(request)), key)
    if of.done_at is None:
        raise Http404
    return _taken(request, of, of.checksum, _name(of, f"拟稿{of.number}"))


@require_safe
def edition_file(request: HttpRequest, key: UUID) -> FileResponse:
    """Hand over an edition, byte for byte."""
    of = found_or_404(request, editions_seen_by(by(request)), key)
    return _taken(request, of, of.checksum, _name(of.draft, f"拟稿{of.draft.number}-第{of.number}稿"))


@require_safe
def draft_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Hand over the content of a draft as PDF."""
    of = found_or_404(request, drafts_seen_by(by(request)), key)
    if of.done_at is None:
        raise Http404
    return _paper(request, of, of.checksum, _name(of, f"拟稿{of.number}"))


@require_safe
def edition_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Hand over the content of an edition as PDF."""
    of = found_or_404(request, editions_seen_by(by(request)), key)
    return _paper(request, of, of.checksum, _name(of.draft, f"拟稿{of.draft.number}-第{of.number}稿"))


def _name(draft: Any, ending: str) -> str:
    return f"{draft.about.get('file', '').removesuffix(WORD)}-{draft.unit_name}-{ending}"


def _taken(request: HttpRequest, of: Any, checksum: str, name: str) -> FileResponse:
    content = store.found(checksum, WORD).open("rb")
    record_alone("written_reports.take", by=by(request), subject=subject_of(of), reason=f"{name}{WORD}")
    return FileResponse(content, as_attachment=True, filename=f"{name}{WORD}")


def _paper(request: HttpRequest, of: Any, checksum: str, name: str) -> HttpResponse:
    with tempfile.TemporaryDirectory() as folder:
        try:
            content = content_of(store.found(checksum, WORD), f"{name}{WORD}", pictures=Path(folder))
            write_copy(content.blocks, Path(folder), Path(folder) / "report.pdf", about=About(name, checksum))
        except store.ContentLost:
            raise  # who lost it is told by whoever answers for all pages
        except TubanError as error:
            return HttpResponse(f"{error.message} {error.advice}", status=409, content_type="text/plain; charset=utf-8")
        made = (Path(folder) / "report.pdf").read_bytes()
    record_alone("written_reports.take", by=by(request), subject=subject_of(of), reason=f"{name}.pdf")
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.pdf") or ""
    return response
