"""``manifest.json`` of a disc, and ``disc.yaml``, its form for people: the same entries, checksums optional.

Reading is strict: a version, role, list or path that is not known is a finding, never a guess.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from tuban.inspect.disc.fields import codes, roles
from tuban.inspect.disc.findings import Finding, finding
from tuban.inspect.plain_yaml import plain_yaml
from tuban.kernel.formats.describe import folded
from tuban.kernel.web_map_offset import KINDS
from tuban.values.codes import NotARegionCode, RegionCode
from tuban.values.dates import NotADate, PartialDate

FORMAT = "tuban-disc"
FORMAT_VERSION = 1
MANIFEST = "manifest.json"
PROPOSAL = "disc.yaml"
IGNORED = "ignore"
NORTH_FIRST, EAST_FIRST = "north-first", "east-first"
NO_SHIFT = "none"
_MOST_BYTES = 8 << 20
_TOP_KEYS = {"format", "format_version", "campaign", "area", "issuer", "issued_on", "crs", "files", "made_by", "note"}
_FILE_KEYS = {
    "path", "role", "list", "layer", "crs", "axes", "shift", "encoding", "count", "sha256", "parts", "edition", "as_of",
    "fields", "note",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file (or one layer of it) as the manifest states it; what it does not state is empty or None."""

    path: str
    role: str
    list: str = ""
    layer: str = ""
    crs: str = ""
    encoding: str = ""
    count: int | None = None
    sha256: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    edition: str = ""
    as_of: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    axes: str = ""
    shift: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A whole manifest; ``origin`` is the name of the file it was read from."""

    origin: str
    campaign_id: str = ""
    title: str = ""
    year: int | None = None
    area_code: str = ""
    area_name: str = ""
    issuer: str = ""
    issued_on: str = ""
    crs: str = ""
    files: tuple[FileEntry, ...] = ()
    note: str = ""


def read_manifest(root: Path) -> tuple[Manifest | None, list[Finding]]:
    """Read manifest.json, else disc.yaml; None where there is neither, or where it cannot be used (then an error)."""
    for name in (MANIFEST, PROPOSAL):
        path = root / name
        if path.is_file() and not path.is_symlink():
            return _read(path, name)
    return None, []


def _read(path: Path, name: str) -> tuple[Manifest | None, list[Finding]]:
    try:
        if path.stat().st_size > _MOST_BYTES:
            return None, [finding("manifest.unreadable", name, detail=f"more than {_MOST_BYTES} bytes")]
        text = path.read_text("utf-8-sig")
        about = json.loads(text) if name == MANIFEST else plain_yaml(text)
    except (OSError, ValueError, yaml.YAMLError, RecursionError) as error:
        detail = " ".join(str(error).split())[:200]
        return None, [finding("manifest.unreadable", name, detail=detail or type(error).__name__)]
    if not isinstance(about, dict):
        return None, [finding("manifest.unreadable", name, detail=type(about).__name__)]
    reader = _Reader(name, [])
    return reader.manifest(about), reader.findings


@dataclass
class _Reader:
    """Reads entries one by one and collects what is wrong with them."""

    name: str
    findings: list[Finding]

    def wrong(self, where: str, detail: object) -> None:
        self.findings.append(finding("manifest.field", self.name, where=where, detail=detail))

    def manifest(self, about: Mapping[Any, Any]) -> Manifest | None:
        version = about.get("format_version")
        if about.get("format", FORMAT) != FORMAT or version != FORMAT_VERSION or isinstance(version, bool):
            self.findings.append(finding("manifest.version", self.name, before=str(version)[:40], known=FORMAT_VERSION))
            return None
        self.unknown_keys("", about, _TOP_KEYS)
        campaign = self.mapping(about, "campaign", {"id", "title", "year"})
        area = self.mapping(about, "area", {"code", "name"})
        files = about.get("files")
        if not isinstance(files, list) or not files:
            self.wrong("files", _kind(files))
            files = []
        entries = [self.entry(f"files[{position}]", entry) for position, entry in enumerate(files, 1)]
        code = self.text(area, "code", "area.code")
        if code and not _is_region(code):
            self.wrong("area.code", code)
            code = ""
        year = campaign.get("year")
        if year is not None and not _is_year(year):
            self.wrong("campaign.year", year)
            year = None
        return Manifest(
            self.name, self.text(campaign, "id", "campaign.id"), self.text(campaign, "title", "campaign.title"), year,
            code, self.text(area, "name", "area.name"), self.text(about, "issuer", "issuer"),
            self.date(about, "issued_on", "issued_on"), self.text(about, "crs", "crs"),
            tuple(entry for entry in entries if entry is not None), self.text(about, "note", "note"),
        )  # fmt: skip

    def mapping(self, about: Mapping[Any, Any], key: str, known: set[str]) -> Mapping[Any, Any]:
        value = about.get(key) or {}
        if not isinstance(value, dict):
            self.wrong(key, _kind(value))
            return {}
        self.unknown_keys(key + ".", value, known)
        return value

    def unknown_keys(self, prefix: str, about: Mapping[Any, Any], known: set[str]) -> None:
        for key in about:
            if key not in known:
                self.findings.append(finding("manifest.unknown_key", self.name, where=f"{prefix}{key}"))

    def text(self, about: Mapping[Any, Any], key: str, where: str) -> str:
        value = about.get(key)
        if value is None:
            return ""
        if isinstance(value, bool | dict | list):
            self.wrong(where, _kind(value))
            return ""
        return str(value).strip()

    def date(self, about: Mapping[Any, Any], key: str, where: str) -> str:
        text = self.text(about, key, where)
        if not text:
            return ""
        try:
            return str(PartialDate.parse(text))
        except NotADate:
            self.wrong(where, text)
            return ""

    def entry(self, where: str, about: Any) -> FileEntry | None:
        if not isinstance(about, dict):
            self.wrong(where, _kind(about))
            return None
        self.unknown_keys(where + ".", about, _FILE_KEYS)
        path = self.path(about.get("path"), where)
        role = self.text(about, "role", f"{where}.role") or IGNORED
        if path is None:
            return None
        if role not in roles() and role != IGNORED:
            known = ", ".join([*roles(), IGNORED])
            self.findings.append(finding("manifest.unknown_role", path, detail=role, known=known))
            return None
        count = about.get("count")
        if count is not None and (not isinstance(count, int) or isinstance(count, bool) or count < 0):
            self.wrong(f"{where}.count", count)
            count = None
        fields = about.get("fields") or {}
        if not isinstance(fields, dict) or not all(key in roles()[role].fields for key in fields if role in roles()):
            self.wrong(f"{where}.fields", fields if not isinstance(fields, dict) else ", ".join(map(str, fields)))
            fields = {}
        return FileEntry(
            path, role, self.patch_list(about, where, path), self.text(about, "layer", f"{where}.layer"),
            self.text(about, "crs", f"{where}.crs"), self.text(about, "encoding", f"{where}.encoding"), count,
            self.checksum(about, f"{where}.sha256"), self.parts(about, where), self.text(about, "edition", where),
            self.date(about, "as_of", f"{where}.as_of"), {str(key): str(value) for key, value in fields.items()},
            self.word(about, "axes", where, (EAST_FIRST, NORTH_FIRST)),
            self.word(about, "shift", where, (NO_SHIFT, *KINDS)),
        )  # fmt: skip

    def word(self, about: Mapping[Any, Any], key: str, where: str, known: Sequence[str]) -> str:
        text = self.text(about, key, f"{where}.{key}").casefold()
        if text and text not in known:
            self.wrong(f"{where}.{key}", text)
            return ""
        return text

    def path(self, value: Any, where: str) -> str | None:
        if not isinstance(value, str) or not value.strip():
            self.wrong(f"{where}.path", _kind(value))
            return None
        name = value.strip().replace("\\", "/")
        pure = PurePosixPath(name)
        if pure.is_absolute() or ".." in pure.parts or "\0" in name or ":" in pure.parts[0]:
            self.findings.append(finding("manifest.path", self.name, detail=name))
            return None
        return str(pure)

    def patch_list(self, about: Mapping[Any, Any], where: str, path: str) -> str:
        text = self.text(about, "list", f"{where}.list")
        if not text:
            return ""
        slug = codes("patch_list").get(folded(text))
        if slug is None:
            known = ", ".join(dict.fromkeys(codes("patch_list").values()))
            self.findings.append(finding("manifest.unknown_list", path, detail=text, known=known))
        return slug or ""

    def checksum(self, about: Mapping[Any, Any], where: str) -> str:
        text = self.text(about, "sha256", where).lower()
        if text and not _is_checksum(text):
            self.wrong(where, text[:80])
            return "?"  # equals no checksum, so that the file cannot pass unchecked
        return text

    def parts(self, about: Mapping[Any, Any], where: str) -> Mapping[str, str]:
        listed = about.get("parts") or []
        if not isinstance(listed, list):
            self.wrong(f"{where}.parts", _kind(listed))
            return {}
        parts = {}
        for position, part in enumerate(listed, 1):
            here = f"{where}.parts[{position}]"
            if not isinstance(part, dict):
                self.wrong(here, _kind(part))
                continue
            path = self.path(part.get("path"), here)
            if path is not None:
                parts[path] = self.checksum(part, f"{here}.sha256")
        return parts


def _kind(value: Any) -> str:
    return "missing" if value is None else f"{type(value).__name__} {str(value)[:60]}"


def _is_region(code: str) -> bool:
    try:
        return len(RegionCode(code).text) >= 2
    except NotARegionCode:
        return False


def _is_year(year: Any) -> bool:
    return isinstance(year, int) and not isinstance(year, bool) and 1999 <= year <= 2100


def _is_checksum(text: str) -> bool:
    return len(text) == 64 and all(c in "0123456789abcdef" for c in text)
