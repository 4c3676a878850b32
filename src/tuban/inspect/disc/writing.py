"""A manifest as data: for manifest.json with checksums, and for disc.yaml, which people edit."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from tuban.inspect.disc.manifest import FORMAT, FORMAT_VERSION, IGNORED, Manifest
from tuban.inspect.disc.model import Disc
from tuban.values.language import gettext as _


def manifest_data(manifest: Manifest, files: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the content of a manifest; entries without content are left out."""
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "campaign": _filled(id=manifest.campaign_id, title=manifest.title, year=manifest.year),
        "area": _filled(code=manifest.area_code, name=manifest.area_name),
        **_filled(issuer=manifest.issuer, issued_on=manifest.issued_on, crs=manifest.crs, note=manifest.note),
        "files": [_filled(**each) for each in files],
    }


def _filled(**entries: Any) -> dict[str, Any]:
    return {key: value for key, value in entries.items() if value not in (None, "", {}, [])}


def as_json(data: Mapping[str, Any]) -> str:
    """Return manifest.json; the same content always gives the same text."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def proposal_yaml(disc: Disc) -> str:
    """Return disc.yaml for a disc without manifest: the proposed roles, and the files that have none."""
    about = disc.campaign
    manifest = Manifest(
        "", about.id, about.title, about.year or None, about.area_code, about.area_name, about.issuer, about.issued_on
    )
    entries = [
        {"path": each.file, "layer": each.layer if _several(disc, each.file) else "", "role": each.role,
         "list": each.list, "crs": each.crs if each.crs.startswith("EPSG:") else "", "axes": each.axes,
         "shift": each.shift, "encoding": each.encoding,
         "edition": each.edition, "fields": dict(each.fields)}
        for each in disc.proposals
    ]  # fmt: skip
    unused = sorted({found.file for found in disc.findings if found.code == "disc.no_role"})
    entries += [{"path": name.split(":")[0], "role": IGNORED} for name in unused]
    head = [
        _("Proposed roles. Look through them, change what is wrong, and put this file on the disc as disc.yaml."),
        _("role: ignore leaves a file out. fields: our field name → column of the file."),
    ]
    text = yaml.safe_dump(manifest_data(manifest, entries), allow_unicode=True, sort_keys=False, width=110)
    return "".join(f"# {line}\n" for line in head) + text


def _several(disc: Disc, file: str) -> bool:
    return sum(each.file == file for each in disc.proposals) > 1
