"""How files stand in the tar of a package: every byte around them follows from the manifest.

Whoever reads compares what stands there with what should stand there, and interprets nothing.
"""

from __future__ import annotations

import tarfile

from tuban.exchange.manifest import Manifest

MANIFEST, SIGNATURE, FOLDER = "manifest.json", "manifest.sig", "files/"
BLOCK = tarfile.BLOCKSIZE
END = bytes(2 * BLOCK)


def head(name: str, size: int) -> bytes:
    """Return what stands before a file of a name and size in bytes."""
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o644, 0
    return info.tobuf(tarfile.GNU_FORMAT, "utf-8", "strict")


def padding(size: int) -> bytes:
    """Return what stands after a file of a size.

    >>> len(padding(1)), len(padding(512)), len(padding(0))
    (511, 0, 0)
    """
    return bytes(-size % BLOCK)


def framed(name: str, content: bytes) -> bytes:
    """Return a small file with what stands around it."""
    return head(name, len(content)) + content + padding(len(content))


def whole_size(manifest: Manifest, signature: bytes) -> int:
    """Return how many bytes the tar of a package has."""
    small = len(framed(MANIFEST, manifest.as_bytes())) + len(framed(SIGNATURE, signature))
    files = sum(len(head(FOLDER + one.path, one.size)) + one.size + len(padding(one.size)) for one in manifest.carried)
    return small + files + len(END)
