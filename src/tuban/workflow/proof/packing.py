"""Writes the proof package of a patch: a zip that is read from a stick, signed by the unit that makes it."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from tuban import __version__
from tuban.exchange import proof_checker as checker
from tuban.exchange.digests import beside
from tuban.exchange.keys import Keys
from tuban.exchange.suites.gm import GM
from tuban.exchange.suites.international import INTERNATIONAL
from tuban.values.errors import TubanError
from tuban.values.whole_file import whole_file
from tuban.workflow.comparison.dossiers import pictures_of
from tuban.workflow.comparison.outlining import with_outline
from tuban.workflow.exchange.queries import keys_of
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.proof.gathering import audit_head, audit_of, moment, record_of
from tuban.workflow.proof.index import page_of
from tuban.workflow.scrutiny.packing import evidence_of

CHECKER, INDEX, HOW, OUTLINE = "核验.py", "index.html", "怎样核验.txt", "outline.geojson"
_SAME_TIME = (1980, 1, 1, 0, 0, 0)


class NoKeys(TubanError):
    """{unit} has no keys to sign with."""

    code = "proof.no_keys"
    hint = "Its organiser or leader makes them under exchange."


def name_of(patch: Patch) -> str:
    """Return what the file of a package is called."""
    part = f"-{patch.part_number}" if patch.part_number else ""
    return f"举证包-{patch.number}{part}.zip"


def write_proof(patch: Patch, by: Acting, into: Path) -> dict[str, Any]:
    """Write the package of a patch whole or not at all; returns the digest of its manifest, how many files it holds,
    and its SHA-256. Raises NoKeys, KeysUnsound, ContentLost, OutputCannotBeWritten."""
    keys = keys_of(by.post.unit, INTERNATIONAL.name)  # its checker is to run anywhere, by itself
    if keys is None:
        raise NoKeys(unit=by.post.unit)
    suite = settings.CRYPTO_SUITE
    with translation.override("zh-hans"):
        small, stored = _files(patch, by, keys)
    listed = [
        *({"path": name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content), **beside(suite, content)}
          for name, content in small.items()),
        *(_stored(name, path) | beside(suite, path) for name, path in stored.items()),
    ]  # fmt: skip
    lines = [json.loads(one) for one in small[checker.AUDIT].splitlines()]
    manifest = _bytes({
        "format": checker.FORMAT, "version": checker.VERSION, "product": f"tuban {__version__}",
        "made_at": moment(timezone.now()), "made_by": f"{by.person_name}（{by.post_title}）",
        "patch": {"uuid": str(patch.uuid), "number": patch.number, "part": patch.part_number,
                  "campaign": patch.campaign.code},
        "unit": _card(keys), "audit_head": audit_head(),
        "audit": [{"number": one["values"]["number"], "digest": one["digest"], **beside(suite, _bytes(one["values"]))}
                  for one in lines],
        "files": sorted(listed, key=lambda one: str(one["path"])),
    })  # fmt: skip
    signature = {"fingerprint": keys.card.fingerprint, "signature": keys.sign(checker.SIGNED + manifest)}
    with whole_file(into) as draft:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in {
                checker.MANIFEST: manifest, checker.SIGNATURE: _bytes(signature), **small,
            }.items():  # fmt: skip
                archive.writestr(zipfile.ZipInfo(name, _SAME_TIME), content, zipfile.ZIP_DEFLATED)
            for name, path in stored.items():
                archive.write(path, name, zipfile.ZIP_STORED)
        sha256 = str(_stored("", draft)["sha256"])
    return {"manifest": hashlib.sha256(manifest).hexdigest(), "files": len(listed), "sha256": sha256}


def _files(patch: Patch, by: Acting, keys: Keys) -> tuple[dict[str, bytes], dict[str, Path]]:
    """Return the files that are written here, and where those lie that are taken as they are."""
    record, lines = record_of(patch, by), audit_of(patch)
    pictures = {f"images/{one.when}.jpg": (one, with_outline(patch, one)) for one in pictures_of(patch)}
    beside = [
        checker.MANIFEST, checker.SIGNATURE, checker.RECORD, checker.AUDIT, OUTLINE, INDEX, HOW, CHECKER, *pictures,
    ]  # fmt: skip
    evidence, stored = evidence_of(patch, by, beside)
    about = {"made_at": moment(timezone.now()), "made_by": f"{by.person_name}（{by.post_title}）", "card": keys.card,
             "is_gm": GM.name == settings.CRYPTO_SUITE}  # fmt: skip
    small = {
        INDEX: page_of(
            record, lines, evidence, {name: one.taken_on for name, (one, _drawn) in pictures.items()}, about
        ).encode(),
        HOW: render_to_string("proof/how.txt", about).encode(),
        CHECKER: Path(checker.__file__).read_bytes(),
        checker.RECORD: _bytes(record), checker.AUDIT: b"".join(_bytes(one) + b"\n" for one in lines),
        OUTLINE: _bytes({"type": "Feature", "properties": record["patch"], "geometry": record["outline"]}),
        checker.EVIDENCE: json.dumps(evidence, ensure_ascii=False, indent=1).encode(),
        **{name: drawn for name, (_one, drawn) in pictures.items()},
    }  # fmt: skip
    return small, stored


def _stored(name: str, path: Path) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while portion := file.read(1 << 20):
            digest.update(portion)
            size += len(portion)
    return {"path": name, "sha256": digest.hexdigest(), "bytes": size}


def _card(keys: Keys) -> dict[str, str]:
    return keys.card.told()


def _bytes(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
