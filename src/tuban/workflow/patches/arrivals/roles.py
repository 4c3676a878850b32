"""What a person says of the files of a disc without manifest: their roles and lists, kept as a disc.yaml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from tuban.inspect.disc.fields import labels, roles
from tuban.inspect.disc.manifest import IGNORED, Manifest
from tuban.inspect.disc.writing import manifest_data
from tuban.values.errors import TubanError
from tuban.workflow.patches.arrivals.queries import findings_of
from tuban.workflow.patches.models import Arrival

_PATCHES = "patches"


class RoleUnknown(TubanError):
    """«{role}» is no role or list that a file can have."""

    code = "patches.role_unknown"
    hint = "Choose one of the roles offered."


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A file, or a layer of it, and what it is taken for; ``role`` is empty where it fits nothing."""

    name: str
    file: str
    layer: str
    role: str
    list: str
    about: Mapping[str, Any]


def role_lines(arrival: Arrival) -> list[RoleLine]:
    """Return every file and layer of the disc with its role, those without one last."""
    proposals: Sequence[Mapping[str, Any]] = arrival.proposals
    files = [one["file"] for one in proposals]
    lines = [
        RoleLine(
            f"{one['file']}:{one['layer']}" if files.count(one["file"]) > 1 else one["file"],
            one["file"], one["layer"] if files.count(one["file"]) > 1 else "", one["role"], one["list"], one,
        )
        for one in proposals
    ]  # fmt: skip
    ignored = {one["path"]: one.get("layer", "") for one in arrival.summary.get("ignored", ())}
    unfitting = [found.file for found in findings_of(arrival) if found.code == "disc.no_role"]
    without = {name: name.partition(":")[2] for name in unfitting}
    known = {line.name for line in lines}
    for name, layer in {**without, **ignored}.items():
        if name not in known:
            lines.append(RoleLine(name, name.removesuffix(f":{layer}") if layer else name, layer, "", "", {}))
    return lines


def disc_yaml(arrival: Arrival, chosen: Mapping[str, tuple[str, str]]) -> tuple[str, list[dict[str, str]]]:
    """Return the disc.yaml for the roles and lists chosen by name of file, and what is left out.

    Raises RoleUnknown.
    """
    entries: list[dict[str, Any]] = []
    left_out: list[dict[str, str]] = []
    for line in role_lines(arrival):
        role, patch_list = chosen.get(line.name, (line.role, line.list))
        if (role and role not in roles()) or (patch_list and patch_list not in labels("patch_list")):
            raise RoleUnknown(role=role if role not in roles() else patch_list)
        if not role:
            entries.append({"path": line.file, "layer": line.layer, "role": IGNORED})
            left_out.append({"path": line.name, "layer": line.layer})
            continue
        about = line.about
        crs = about.get("crs", "")
        entries.append({
            "path": line.file, "layer": line.layer, "role": role, "list": patch_list if role == _PATCHES else "",
            "crs": crs if crs.startswith("EPSG:") else "", "axes": about.get("axes", ""),
            "shift": about.get("shift", ""), "encoding": about.get("encoding", ""),
            # Another role has other fields: they are matched anew.
            "edition": about.get("edition", "") if role == line.role else "",
            "fields": dict(about.get("fields", {})) if role == line.role else {},
        })  # fmt: skip
    about = arrival.summary["campaign"]
    manifest = Manifest(
        "", about["id"], about["title"], about["year"] or None, about["area_code"], about["area_name"],
        about["issuer"], about["issued_on"],
    )  # fmt: skip
    return yaml.safe_dump(manifest_data(manifest, entries), allow_unicode=True, sort_keys=False, width=110), left_out
