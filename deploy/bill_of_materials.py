"""The bill of materials (SBOM) of a release, in the format CycloneDX: Python packages and what the pages bring."""

from __future__ import annotations

import hashlib
import json
import subprocess
import zipfile
from collections.abc import Iterable, Sequence
from email import message_from_string
from email.message import Message
from pathlib import Path
from typing import Any

from cyclonedx.factory.license import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

_LONGEST_LICENCE = 100


def write_bill(path: Path, wheels: Sequence[Path], frontend: Path, *, version: str) -> int:
    """Write the bill of these wheels and of the packages of the pages; returns how many components it names.

    It says what there is and under which licence; places on the network are left out.
    """
    bom = Bom()
    bom.metadata.component = Component(name="tuban", version=version, type=ComponentType.APPLICATION)
    for component in (*_python(wheels), *_pages(frontend)):
        bom.components.add(component)
    written = JsonV1Dot6(bom).output_as_string(indent=1)
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(written)
    if fault is not None:
        raise SystemExit(f"the bill of materials is not as the format wants it: {fault}")
    path.write_text(written + "\n", encoding="utf-8")
    return len(bom.components)


def _python(wheels: Iterable[Path]) -> Iterable[Component]:
    for wheel in wheels:
        about = _metadata(wheel)
        name, version = str(about["Name"]), str(about["Version"])
        yield Component(
            name=name, version=version, type=ComponentType.LIBRARY, bom_ref=f"pypi:{name}@{version}",
            purl=PackageURL("pypi", None, name.lower().replace("_", "-"), version),
            licenses=_licences(about["License-Expression"] or about["License"] or ""),
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=hashlib.sha256(wheel.read_bytes()).hexdigest())],
        )  # fmt: skip


def _metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        name = next(one for one in archive.namelist() if one.endswith(".dist-info/METADATA"))
        return message_from_string(archive.read(name).decode("utf-8"))


def _pages(frontend: Path) -> Iterable[Component]:
    """Yield the packages that are built into the pages, as npm tells of them."""
    asked = subprocess.run(
        ["npm", "sbom", "--sbom-format=cyclonedx", "--omit", "dev"], cwd=frontend, check=True, capture_output=True
    )
    told: list[dict[str, Any]] = json.loads(asked.stdout)["components"]
    for one in told:
        licences = [each.get("license", {}).get("id") or each.get("expression", "") for each in one.get("licenses", [])]
        scope, _slash, name = one["name"].rpartition("/")
        yield Component(
            name=one["name"], version=one["version"], type=ComponentType.LIBRARY, bom_ref=f"npm:{one['bom-ref']}",
            purl=PackageURL("npm", scope or None, name, one["version"]), licenses=_licences(" AND ".join(licences)),
        )  # fmt: skip


def _licences(words: str) -> list[Any]:
    first = words.strip().splitlines()[0][:_LONGEST_LICENCE] if words.strip() else ""
    return [LicenseFactory().make_from_string(first)] if first else []
