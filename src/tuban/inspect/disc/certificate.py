"""The certificate of import (导入证明): what was delivered, how it was taken, and a hash over all of that.

It holds no time but those that the disc states: the same disc, program and lawbook give the same certificate, byte for
byte. So anybody who has the disc can make it again, and :func:`verify_certificate` does.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tuban import __version__
from tuban.inspect.disc.findings import Finding, finding, in_order
from tuban.inspect.disc.intake import take_in
from tuban.inspect.disc.manifest import MANIFEST, PROPOSAL
from tuban.inspect.disc.model import Disc
from tuban.inspect.disc.opening import check_disc
from tuban.inspect.disc.verifying import prove
from tuban.inspect.progress import Progress, silent
from tuban.kernel.formats.children import Limits, Nursery
from tuban.values.language import chinese
from tuban.values.problems import Severity

FORMAT, FORMAT_VERSION = "tuban-import-certificate", 1
HASH = "content_sha256"
_RESULTS = ("campaign", "verdict", "counts", "inputs", "repairs", "findings", "missing_roles")
_NOT_OF_THE_DISC = ("disc.roles_proposed", "layers.overlap")  # said of how it was opened, or by the comparison
_MOST_BYTES = 64 << 20


def certificate_of(disc: Disc, *, lawbook_edition: str) -> dict[str, Any]:
    """Return the certificate of a checked disc as plain JSON values; texts are Chinese whatever the locale."""
    about = disc.campaign
    content: dict[str, Any] = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "software": {"tuban": __version__},
        "lawbook_edition": lawbook_edition,
        "campaign": {
            "id": about.id, "title": about.title, "year": about.year, "area_code": about.area_code,
            "area_name": about.area_name, "issuer": about.issuer, "issued_on": about.issued_on,
            "working_crs": f"EPSG:{about.epsg}" if about.epsg else "",
        },
        "roles_by": disc.origin,
        "verdict": disc.verdict,
        "counts": {"total": disc.counts.total, "loaded": disc.counts.loaded, "skipped": disc.counts.skipped},
        "inputs": [
            {
                "file": each.file, "layer": each.layer, "role": each.role, "list": each.list, "edition": each.edition,
                "count": each.count, "crs": each.crs, "axes": each.axes, "shift": each.shift,
                "encoding": each.encoding, "sha256": dict(sorted(each.checksums.items())),
            }
            for each in disc.proposals
        ],
        "repairs": [_repair(found) for found in disc.findings if found.is_repair],
        "findings": _by_code(disc),
        "missing_roles": list(disc.missing_roles),
    }  # fmt: skip
    return {**content, HASH: content_hash(content)}


def content_hash(certificate: Mapping[str, Any]) -> str:
    """Return the SHA-256 over everything in a certificate but the hash itself, keys sorted, without spaces."""
    content = {key: value for key, value in certificate.items() if key != HASH}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def certificate_text(certificate: Mapping[str, Any]) -> str:
    """Return the certificate as the text of its file."""
    return json.dumps(certificate, ensure_ascii=False, indent=2) + "\n"


def _repair(found: Finding) -> dict[str, Any]:
    before = chinese(found.before) if found.before else None
    return {"code": found.code, "file": found.file, "feature": found.feature, "before": before,
            "after": chinese(found.after or "")}  # fmt: skip


def _by_code(disc: Disc) -> dict[str, dict[str, Any]]:
    import_only = [found for found in disc.findings if found.code not in _NOT_OF_THE_DISC]
    counted = Counter((found.code, found.severity.value) for found in import_only)
    return {f"{code}:{severity}": {"code": code, "severity": severity, "count": count}
            for (code, severity), count in sorted(counted.items())}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CertificateVerified:
    """``proved`` files are as the certificate says, of ``stated``; the findings name what is not."""

    proved: int
    stated: int
    findings: tuple[Finding, ...]

    @property
    def is_proved(self) -> bool:
        """Whether certificate and disc belong together, and the check comes out as certified."""
        return not any(found.severity is Severity.ERROR for found in self.findings)

    @property
    def has_extra_files(self) -> bool:
        """Whether there are files that the certificate does not name."""
        return any(found.code == "certificate.extra_file" for found in self.findings)


def verify_certificate(
    disc: Path, path: Path, *, lawbook_edition: str, progress: Progress | None = None
) -> CertificateVerified:
    """Hold a certificate against itself, the files of a disc against it, and a new check of the disc against it.

    ``path`` names the JSON. With another program version or lawbook a new check may come out otherwise: then that is
    told, but is no error.
    """
    report = progress or silent
    certificate = _read(path)
    if isinstance(certificate, Finding):
        return CertificateVerified(0, 0, (certificate,))
    findings: list[Finding] = []
    if certificate.get(HASH) != content_hash(certificate):
        findings.append(finding("certificate.altered", path.name))
    stated = {name: proof for each in certificate["inputs"] for name, proof in each["sha256"].items()}
    with tempfile.TemporaryDirectory(prefix="tuban-") as name:
        work = Path(name)
        with Nursery() as nursery:
            intake = take_in(disc, work / "intake", nursery, Limits())
            findings += [found for found in intake.findings if found.severity is Severity.ERROR]
            proved, told = prove(intake, stated, report) if intake.root else (0, [])
            own = (MANIFEST, PROPOSAL)
            findings += [_as_certificate(found) for found in told if found.file not in own]
        again = certificate_of(check_disc(disc, work / "check", progress=progress), lawbook_edition=lawbook_edition)
    same = all(again[key] == certificate.get(key) for key in ("software", "lawbook_edition"))
    different = [key for key in _RESULTS if again[key] != certificate.get(key)]
    if different:
        code = "certificate.result_differs" if same else "certificate.other_version"
        findings.append(finding(code, path.name, detail="、".join(different)))
    return CertificateVerified(proved, len(stated), in_order(findings))


def _as_certificate(found: Finding) -> Finding:
    """Say of a file what the proof of a manifest found, in words of the certificate."""
    codes = {"manifest.file_missing": "certificate.file_missing", "manifest.checksum": "certificate.file_changed",
             "manifest.extra_file": "certificate.extra_file"}  # fmt: skip
    return finding(codes[found.code], found.file) if found.code in codes else found


def _read(path: Path) -> dict[str, Any] | Finding:
    try:
        if path.stat().st_size > _MOST_BYTES:
            return finding("certificate.unreadable", path.name, detail=f"more than {_MOST_BYTES} bytes")
        about = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        return finding("certificate.unreadable", path.name, detail=" ".join(str(error).split())[:200])
    inputs = about.get("inputs") if isinstance(about, dict) else None
    sound = (
        isinstance(inputs, list)
        and about.get("format") == FORMAT
        and about.get("format_version") == FORMAT_VERSION
        and all(isinstance(each, dict) and isinstance(each.get("sha256"), dict) for each in inputs)
    )
    return about if sound else finding("certificate.unreadable", path.name, detail="format")
