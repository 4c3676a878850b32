"""Prove a disc: every file that the manifest names is there, unchanged, with as many records as it says."""

from __future__ import annotations

import os
import tempfile
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from tuban.inspect.disc.assignment import assign, wanted_places
from tuban.inspect.disc.findings import Finding, finding, in_order
from tuban.inspect.disc.intake import Intake, take_in
from tuban.inspect.disc.manifest import MANIFEST, Manifest
from tuban.inspect.disc.sources import describe_all
from tuban.inspect.progress import Progress, silent
from tuban.kernel.formats.children import Limits, Nursery
from tuban.kernel.formats.describe import checksum
from tuban.values.language import gettext as _
from tuban.values.problems import Severity

_COUNT_CODES = {"manifest.count", "manifest.layer_missing"}


@dataclass(frozen=True, slots=True)
class Verified:
    """``proved`` files are as the manifest says, of ``stated`` that it names; the findings name the others."""

    proved: int
    stated: int
    findings: tuple[Finding, ...]

    @property
    def is_proved(self) -> bool:
        """Whether nothing is missing, changed, or without proof."""
        return not any(found.severity is Severity.ERROR for found in self.findings)

    @property
    def has_extra_files(self) -> bool:
        """Whether there are files that the manifest does not name."""
        return any(found.code == "manifest.extra_file" for found in self.findings)


def verify_disc(
    path: Path, *, progress: Progress | None = None, limits: Limits | None = None, nursery: Nursery | None = None
) -> Verified:
    """Hold every file of a disc (folder or ZIP) against its manifest.json."""
    report, allowed = progress or silent, limits or Limits()
    with (
        tempfile.TemporaryDirectory(prefix="tuban-") as name,
        nullcontext(nursery) if nursery else Nursery() as readers,
    ):
        work = Path(name)
        intake = take_in(path, work, readers, allowed)
        findings = list(intake.findings)
        if intake.root is None or intake.manifest is None or intake.manifest.origin != MANIFEST:
            if not findings:
                findings.append(finding("manifest.none"))
            return Verified(0, 0, in_order(findings))
        stated, more = _stated(intake.manifest)
        findings += more
        proved, more = prove(intake, stated, report)
        findings += more
        places, more = wanted_places(intake.manifest, intake.places)
        sources, unreadable = describe_all(places, readers, work / "scratch", allowed)
        _assigned, about = assign(intake.manifest, sources)
        findings += [found for found in about if found.code in _COUNT_CODES]
        findings += [found for found in unreadable if found.severity is Severity.ERROR]
    return Verified(proved, len(stated), in_order(findings))


def _stated(manifest: Manifest) -> tuple[dict[str, str], list[Finding]]:
    """Return path → checksum of all files, and say which have none."""
    stated: dict[str, str] = {}
    findings = []
    for entry in manifest.files:
        is_folder = not entry.sha256 and entry.parts  # a File Geodatabase is a folder: its parts are proved
        if not is_folder:
            stated[entry.path] = entry.sha256
        stated.update(entry.parts)
    for path, proof in stated.items():
        if not proof:
            findings.append(finding("manifest.unproved", path))
    return stated, findings


def prove(intake: Intake, stated: dict[str, str], report: Progress) -> tuple[int, list[Finding]]:
    """Hold the files of a disc against checksums by path; return how many are proved, and what is wrong."""
    root = intake.root or Path()
    archives = {place.shown[: -len(place.source.path)]: place.root for place in intake.places if place.root != root}
    findings = []
    proved = 0
    for done, (name, proof) in enumerate(sorted(stated.items()), 1):
        inside = next((prefix for prefix in archives if name.startswith(prefix)), "")
        path = archives[inside] / name[len(inside) :] if inside else root / name
        if not path.is_file() or path.is_symlink():
            findings.append(finding("manifest.file_missing", name))
        elif proof and checksum(path) != proof:
            findings.append(finding("manifest.checksum", name))
        else:
            proved += bool(proof)
        report(_("Proving the files"), done, len(stated))
    for folder, _folders, names in os.walk(root):
        for each in sorted(names):
            shown = (Path(folder) / each).relative_to(root).as_posix()
            if shown not in stated and shown != MANIFEST and f"{shown}/" not in archives:
                findings.append(finding("manifest.extra_file", shown))
    return proved, findings
