"""Hands files of results out of the store, one by one or packed while they are sent; who took what is written down."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

from tuban.workflow import store
from tuban.workflow.audit.acting import subject_of
from tuban.workflow.audit.recording import record_alone
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.results.models import Result, ResultFile
from tuban.workflow.results.queries import ResultNotFound, file_for, files_seen_by

_PORTION = 1 << 18
_PACKED = frozenset({".docx", ".xlsx", ".pdf", ".jpg", ".gz", ".zip"})
PICTURES = "pictures"
_EARLIEST = 1980


def taken_file(by: Acting, result: Result, path: str) -> tuple[ResultFile, Path]:
    """Return a file and where its content lies; raises ResultNotFound, ContentLost.

    Pictures that the page of the result shows are not written down one by one.
    """
    file, content = found_file(by, result, path)
    if file.kind != PICTURES:
        record_alone("results.take", by=by, subject=subject_of(result), reason=path)
    return file, content


def found_file(by: Acting, result: Result, path: str) -> tuple[ResultFile, Path]:
    """Return the same without writing that it was taken: for a page that was written down a moment ago."""
    file = file_for(by, result, path)
    return file, store.found(file.checksum, file.suffix)


def picture_of(result_id: UUID, path: str) -> Path:
    """Return where a picture lies, for who bears a capability for its result; raises ResultNotFound, ContentLost."""
    file = ResultFile.objects.filter(result=result_id, path=path, kind=PICTURES).first()
    if file is None:
        raise ResultNotFound
    return store.found(file.checksum, file.suffix)


def taken_archive(by: Acting, result: Result) -> Iterator[bytes]:
    """Return everything that is theirs as a ZIP that is packed while it is sent. Raises ContentLost at once."""
    files = list(files_seen_by(by, result))
    for file in files:
        store.found(file.checksum, file.suffix)
    size = sum(file.size for file in files)
    record_alone("results.take", by=by, subject=subject_of(result), reason=f"ZIP：{len(files)}，{size} B")
    made = result.whole_at or result.asked_at
    moment = (max(_EARLIEST, made.year), made.month, made.day, made.hour, made.minute, 0)
    return _packed(files, moment)


class _Sink:
    """Where the archive is written: what came is taken out again at once. It cannot go back."""

    def __init__(self) -> None:
        self._portions: list[bytes] = []

    def write(self, portion: bytes) -> int:
        self._portions.append(bytes(portion))
        return len(portion)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        whole = b"".join(self._portions)
        self._portions.clear()
        return whole


def _packed(files: Iterable[ResultFile], moment: tuple[int, int, int, int, int, int]) -> Iterator[bytes]:
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for file in files:
            about = zipfile.ZipInfo(file.path, moment)
            about.compress_type = zipfile.ZIP_STORED if file.suffix in _PACKED else zipfile.ZIP_DEFLATED
            about.external_attr = 0o100644 << 16
            about.file_size = file.size
            with store.found(file.checksum, file.suffix).open("rb") as source, archive.open(about, "w") as member:
                while portion := source.read(_PORTION):
                    member.write(portion)
                    if whole := sink.taken():
                        yield whole
            if whole := sink.taken():
                yield whole
    yield sink.taken()
