"""The files of this installation against the list that its release was made with.

The list (``release.json``) names every file of Tuban and of the libraries it came with, each with its SHA-256, and is
signed (Ed25519) by who made the release, where they have a key. What Python compiles for itself (``__pycache__``) is
not on it: it is counted, not compared.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from tuban.values.errors import TubanError

LIST, SIGNATURE = "release.json", "release.json.sig"
_MADE_HERE = {"INSTALLER", "REQUESTED", "RECORD", "direct_url.json"}
"""What an installer writes into the metadata of a package."""


class NoReleaseList(TubanError):
    """There is no list of a release at {path}."""

    code = "self_check.no_list"
    hint = (
        "A checkout has none: compare it with its version control. An installation has it in share/tuban; name another "
        "place with --list."
    )


class ListUnreadable(TubanError):
    """The list of the release {path} cannot be read: {reason}."""

    code = "self_check.list_unreadable"
    hint = "Take the list from the release again; whoever changed this one may have changed more."


class KeyUnreadable(TubanError):
    """{path} is no public key for signatures (Ed25519, PEM)."""

    code = "self_check.key_unreadable"
    hint = "Give the file that whoever makes the releases has published, usually release.pub."


@dataclass(frozen=True, slots=True)
class Release:
    """What a release consists of: ``files`` of each package, path to SHA-256."""

    version: str
    made: str
    files: dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Compared:
    """What came out: how many files of how many packages are as listed, and those that are not.

    ``added`` are files that no package brought; ``compiled`` counts what Python made of them.
    """

    packages: int
    same: int
    changed: tuple[str, ...]
    missing: tuple[str, ...]
    added: tuple[str, ...]
    compiled: int

    @property
    def is_whole(self) -> bool:
        """Whether everything is as listed, and nothing else is there."""
        return not (self.changed or self.missing or self.added)


def list_of_this_installation() -> Path:
    """Return where an installation keeps its list."""
    return Path(sys.prefix) / "share/tuban" / LIST


def read_list(path: Path) -> Release:
    """Return the release that a list tells of. Raises NoReleaseList, ListUnreadable."""
    try:
        told: dict[str, Any] = json.loads(path.read_bytes())
        files = {
            str(name): {str(place): str(digest) for place, digest in package["files"].items()}
            for name, package in told["packages"].items()
        }
        return Release(str(told["version"]), str(told["made"]), files)
    except FileNotFoundError as error:
        raise NoReleaseList(path=path) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ListUnreadable(path=path, reason=str(error)) from error


def is_signed_by(path: Path, key: Path) -> bool:
    """Whether a list bears the signature of a key. Raises KeyUnreadable."""
    try:
        public = load_pem_public_key(key.read_bytes())
    except (OSError, ValueError) as error:
        raise KeyUnreadable(path=key) from error
    if not isinstance(public, Ed25519PublicKey):
        raise KeyUnreadable(path=key)
    try:
        signature = base64.b64decode(path.with_name(SIGNATURE).read_bytes().strip(), validate=True)
        public.verify(signature, path.read_bytes())
    except (OSError, ValueError, InvalidSignature):
        return False
    return True


def compare(release: Release, *, site: Path | None = None) -> Compared:
    """Compare every file below ``site`` (where packages of this Python lie) with a release."""
    site = site or Path(sysconfig.get_paths()["purelib"])
    listed = {place: digest for package in release.files.values() for place, digest in package.items()}
    there = dict(_files(site))
    compiled = [place for place in there if "__pycache__" in Path(place).parts]
    own = {place for place in there if _is_of_the_installer(place)}
    changed = [place for place, digest in listed.items() if place in there and _digest(there[place]) != digest]
    missing = [place for place in listed if place not in there]
    added = there.keys() - listed.keys() - set(compiled) - own
    return Compared(
        len(release.files), len(listed) - len(changed) - len(missing),
        tuple(sorted(changed)), tuple(sorted(missing)), tuple(sorted(added)), len(compiled),
    )  # fmt: skip


def _files(site: Path) -> Iterator[tuple[str, Path]]:
    for path in site.rglob("*"):
        if path.is_file() or path.is_symlink():
            yield path.relative_to(site).as_posix(), path


def _is_of_the_installer(place: str) -> bool:
    path = Path(place)
    return path.parent.name.endswith(".dist-info") and path.name in _MADE_HERE


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
