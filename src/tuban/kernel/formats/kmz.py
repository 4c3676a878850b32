"""KMZ: the KML document in a ZIP, taken out under the same limits as any archive from outside."""

from __future__ import annotations

import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from tuban.kernel.formats.archives import MOST_RATIO, SMALL_ENOUGH
from tuban.kernel.formats.nursery import Refusal

MOST_BYTES = 2 << 30
_KML_SUFFIXES = (".kml", ".ovkml")


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """Yield the KML document inside a KMZ as a file that is gone afterwards. Raises Refusal."""
    with tempfile.TemporaryDirectory(prefix="tuban-kmz-") as folder:
        target = Path(folder) / "doc.kml"
        try:
            with zipfile.ZipFile(path) as archive:
                _extract(archive, target)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise Refusal("archive.damaged", str(error)) from error
        yield target


def _extract(archive: zipfile.ZipFile, target: Path) -> None:
    """Write the main document: doc.kml, else the first KML nearest to the root. Raises Refusal."""
    documents = [info for info in archive.infolist() if PurePosixPath(info.filename).suffix.casefold() in _KML_SUFFIXES]
    if not documents:
        raise Refusal("format.kmz_without_kml")
    chosen = min(documents, key=lambda info: (info.filename.count("/"), info.filename.casefold() != "doc.kml"))
    if chosen.flag_bits & 0x1:
        raise Refusal("archive.encrypted", chosen.filename)
    swollen = chosen.file_size > SMALL_ENOUGH and chosen.file_size > MOST_RATIO * max(chosen.compress_size, 1)
    if swollen or chosen.file_size > MOST_BYTES:
        raise Refusal("archive.bomb", chosen.filename)
    written = 0
    with archive.open(chosen) as source, target.open("wb") as file:
        while chunk := source.read(1 << 20):
            written += len(chunk)
            if written > chosen.file_size:
                raise Refusal("archive.bomb", chosen.filename)
            file.write(chunk)
