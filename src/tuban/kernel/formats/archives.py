"""ZIP archives from outside: looked at from end to end before one byte is unpacked.

Refused are paths that lead out, links, encryption, more files or bytes than a disc can have, and contents that swell
beyond reason. While unpacking, the bytes really written are counted too, because a directory of an archive may lie.
"""

from __future__ import annotations

import hashlib
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from tuban.kernel.formats.nursery import Refusal

GIB = 1 << 30
MOST_FILES = 50_000
MOST_BYTES = 64 * GIB
MOST_RATIO = 200
SMALL_ENOUGH = 64 << 20  # a file this small may be packed as tightly as it likes
DEEPEST = 12
_CHUNK = 1 << 20
_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1


def unpack(archive: str, into: str, most_bytes: int = MOST_BYTES) -> dict[str, object]:
    """Check a ZIP and unpack it below ``into``; return the relative paths written and the checksum of the archive.

    Raises Refusal with the code of what is wrong; nothing is left half written then except below ``into``.
    """
    folder = Path(into)
    try:
        with zipfile.ZipFile(archive) as opened:
            members = [(info, path) for info in opened.infolist() if (path := _checked(info)) is not None]
            _check_whole([info for info, _path in members], Path(archive).stat().st_size, most_bytes)
            _check_names([path for _info, path in members])
            folder.mkdir(parents=True, exist_ok=True)
            for info, path in members:
                _write(opened, info, folder / path)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeError) as error:
        raise Refusal("archive.damaged", str(error)) from error
    return {"files": sorted(str(path) for _info, path in members), "sha256": checksum(Path(archive))}


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal text."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _checked(info: zipfile.ZipInfo) -> PurePosixPath | None:
    """Return the safe relative path of a member; None for a folder."""
    name = _name(info).replace("\\", "/")
    if info.flag_bits & _ENCRYPTED_FLAG:
        raise Refusal("archive.encrypted", name)
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind and not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):
        raise Refusal("archive.link", name)
    path = PurePosixPath(name)
    if name.startswith("/") or ".." in path.parts or ":" in name or "\0" in name or len(name) > 1000:
        raise Refusal("archive.path", name)
    if len(path.parts) > DEEPEST:
        raise Refusal("archive.path", name)
    return None if name.endswith("/") or info.is_dir() else path


def _name(info: zipfile.ZipInfo) -> str:
    """Return the member's name; Chinese archivers write GBK without saying so."""
    if info.flag_bits & _UTF8_FLAG:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for codec in ("utf-8", "gb18030"):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return info.filename


def _check_whole(members: list[zipfile.ZipInfo], packed_size: int, most_bytes: int) -> None:
    if not members:
        raise Refusal("archive.empty")
    if len(members) > MOST_FILES:
        raise Refusal("archive.too_big", f"{len(members)} files")
    total = sum(info.file_size for info in members)
    if total > most_bytes:
        raise Refusal("archive.too_big", f"{total} bytes")
    if total > SMALL_ENOUGH and total > MOST_RATIO * max(packed_size, 1):
        raise Refusal("archive.bomb", f"{total} bytes in {packed_size}")
    for info in members:
        if info.file_size > SMALL_ENOUGH and info.file_size > MOST_RATIO * max(info.compress_size, 1):
            raise Refusal("archive.bomb", info.filename)


def _check_names(paths: list[PurePosixPath]) -> None:
    folded = [str(path).casefold() for path in paths]
    if len(set(folded)) != len(folded):
        twice = sorted({name for name in folded if folded.count(name) > 1}) if len(folded) < 2000 else ["…"]
        raise Refusal("archive.same_name", twice[0])


def _write(opened: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with opened.open(info) as source, target.open("xb") as file:
        while chunk := source.read(_CHUNK):
            written += len(chunk)
            if written > info.file_size:
                raise Refusal("archive.bomb", info.filename)
            file.write(chunk)
