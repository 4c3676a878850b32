"""The list of a release: every file of every wheel with its SHA-256, signed where there is a key."""

from __future__ import annotations

import base64
import hashlib
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from tuban.cli.installed_files import LIST, SIGNATURE

_INTO_PACKAGES = {"purelib", "platlib"}


def write_list(folder: Path, wheels: Sequence[Path], *, version: str, made: str) -> Path:
    """Write the list of these wheels into ``folder`` and return it."""
    packages = dict(sorted(_package(wheel) for wheel in wheels))
    told = {"product": "tuban", "version": version, "made": made, "packages": packages}
    path = folder / LIST
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return path


def sign(path: Path, key: Path) -> Path:
    """Sign a list with a private key (Ed25519, PEM) and return the signature beside it."""
    private = load_pem_private_key(key.read_bytes(), password=None)
    if not isinstance(private, Ed25519PrivateKey):
        raise SystemExit(f"{key} is no Ed25519 key")
    signature = path.with_name(SIGNATURE)
    signature.write_bytes(base64.b64encode(private.sign(path.read_bytes())) + b"\n")
    return signature


def _package(wheel: Path) -> tuple[str, dict[str, Any]]:
    name, version = wheel.name.split("-")[:2]
    files = {}
    with zipfile.ZipFile(wheel) as archive:
        for entry in archive.infolist():
            place = None if entry.is_dir() else _place(entry.filename)
            if place is not None:
                files[place] = hashlib.sha256(archive.read(entry)).hexdigest()
    return name, {"version": version, "files": files}


def _place(name: str) -> str | None:
    """Return where among the packages a file of a wheel is installed; None where it goes elsewhere or is rewritten."""
    path = PurePosixPath(name)
    if path.parts[0].endswith(".data"):
        return "/".join(path.parts[2:]) if path.parts[1] in _INTO_PACKAGES else None
    return None if path.parent.name.endswith(".dist-info") and path.name == "RECORD" else name
