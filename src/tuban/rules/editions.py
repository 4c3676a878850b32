"""Editions of the lawbook as files: kept beside a campaign, opened again, told apart by the hash of their content.

An edition is the lawbook that comes with the product, a folder, or one file that holds all of it. A folder with nothing
but a division's own values lies on top of the lawbook that comes with the product.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path, PurePosixPath

from tuban.rules.rulebook import Rulebook, load
from tuban.values.errors import TubanError
from tuban.values.whole_file import write_whole

PACKAGED = "packaged"
"""The name of the lawbook that comes with the product."""
_BASE, _LOCAL = "lawbook", "local"
_NEEDED = "facts.yaml"
_MOST_FILES, _MOST_BYTES = 5_000, 50_000_000
_NO_TIME = (2024, 1, 1, 0, 0, 0)


class NoSuchEdition(TubanError):
    """There is no edition of the lawbook at {where}."""

    code = "lawbook.no_such_edition"
    hint = "Give a folder, a file that `tuban lawbook export` wrote, or the word “packaged”."


class NotAnEdition(TubanError):
    """{where} is not an edition of the lawbook: {reason}."""

    code = "lawbook.not_an_edition"
    hint = "Give a file that `tuban lawbook export` wrote; it is a ZIP of the YAML files."


@contextmanager
def opened(where: str, *, local: Path | None = None) -> Iterator[Rulebook]:
    """Yield the lawbook at ``where``, read and proven, with the values in ``local`` on top.

    Raises NoSuchEdition, NotAnEdition, LawbookFault.
    """
    path = Path(where)
    if path.is_dir():
        is_whole = (path / _NEEDED).is_file()
        yield load(path, local=local) if is_whole else load(local=path)
    elif path.is_file():
        with tempfile.TemporaryDirectory() as folder:
            _unpack(path, Path(folder))
            own = Path(folder) / _LOCAL
            yield load(Path(folder) / _BASE, local=local or (own if own.is_dir() else None))
    elif where == PACKAGED:
        yield load(local=local)
    else:
        raise NoSuchEdition(where=where)


def export(file: Path, *, folder: Path | None = None, local: Path | None = None) -> Rulebook:
    """Write a lawbook and the values on top of it as one file, once it is proven sound; return it.

    The same lawbook gives the same bytes. Raises OutputFolderMissing, OutputCannotBeWritten, LawbookFault.
    """
    rulebook = load(folder, local=local)
    root = folder if folder is not None else Path(str(files("tuban.lawbook")))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for prefix, base in ((_BASE, root), *(((_LOCAL, local),) if local is not None else ())):
            for one in sorted(base.rglob("*.yaml"), key=lambda at: at.as_posix()):
                info = zipfile.ZipInfo(f"{prefix}/{one.relative_to(base).as_posix()}", _NO_TIME)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, one.read_bytes())
    write_whole(file, packed.getvalue())
    return rulebook


def _unpack(file: Path, folder: Path) -> None:
    """Unpack the YAML files of an edition, and nothing else; refuse what is too large or leaves the folder."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            if len(members) > _MOST_FILES or sum(one.file_size for one in members) > _MOST_BYTES:
                raise NotAnEdition(where=file, reason="too large")
            for one in members:
                name = PurePosixPath(one.filename)
                if name.is_absolute() or ".." in name.parts or name.suffix != ".yaml" or "\\" in one.filename:
                    raise NotAnEdition(where=file, reason=one.filename)
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.read(one))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise NotAnEdition(where=file, reason=str(error)) from error
