"""The first leg: the disc is opened, and every layer of it goes into the store.

What was found is kept as ``opened.json`` in the folder of the work, so that a later attempt goes on from there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from tuban.inspect.disc import Disc, open_disc
from tuban.inspect.disc.divisions import Placement, Share
from tuban.inspect.disc.findings import Finding, from_json
from tuban.inspect.disc.model import Campaign, Counts, Layer
from tuban.inspect.progress import Progress
from tuban.kernel.formats.children import Nursery
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _
from tuban.values.problems import Severity
from tuban.workflow import store

OPENED = "opened.json"


class DiscIsUnfit(TubanError):
    """The disc {disc} cannot be loaded: {reason}"""

    code = "comparison.disc_unfit"
    hint = "See the findings of the check: each says what can be done."


def opened_disc(path: Path, work: Path, progress: Progress, nursery: Nursery, *, said: Path | None = None) -> Disc:
    """Return the disc with all layers in the store, from an earlier attempt where there was one; raises DiscIsUnfit.

    The roles that were proposed, or that a person put right in ``said``, are taken: a person has seen them.
    """
    kept = work / OPENED
    if kept.is_file():
        return read_opened(kept)
    disc = open_disc(path, work / "disc", yes=True, strict=False, progress=progress, nursery=nursery, said=said)
    if disc.verdict == "unfit":
        raise DiscIsUnfit(disc=path.name, reason=_reason(disc.findings))
    disc = _stored(disc, progress)
    draft = kept.with_suffix(".part")
    draft.write_text(json.dumps(_wire(disc), ensure_ascii=False), encoding="utf-8")
    draft.replace(kept)
    return disc


def read_opened(file: Path) -> Disc:
    """Return an opened disc from its record; the layers lie in the store, wherever that is now."""
    return _read(json.loads(file.read_text("utf-8")))


def _reason(findings: tuple[Finding, ...]) -> str:
    errors = [one.message for one in findings if one.severity is Severity.ERROR]
    return errors[0] if errors else _("it holds no patches.")


def _stored(disc: Disc, progress: Progress) -> Disc:
    """Put every layer into the store and name it there."""
    total = sum(len(layers) for layers in disc.layers.values())
    done = 0
    stored: dict[str, tuple[Layer, ...]] = {}
    for role, layers in disc.layers.items():
        kept = []
        for layer in layers:
            progress(_("Keeping the layers"), done, total)
            suffix = layer.path.suffix.lower()
            kept.append(replace(layer, path=store.path_of(store.keep(layer.path, suffix=suffix), suffix)))
            done += 1
        stored[role] = tuple(kept)
    progress(_("Keeping the layers"), total, total)
    return replace(disc, layers=stored, materials=_stored_materials(disc))


def _stored_materials(disc: Disc) -> Path | None:
    """Put the register of materials into the store too: the results list what it says long after the disc is gone."""
    if disc.materials is None or not disc.materials.is_file():
        return None
    suffix = disc.materials.suffix.lower()
    return store.path_of(store.keep(disc.materials, suffix=suffix), suffix)


def _wire(disc: Disc) -> dict[str, Any]:
    return {
        "campaign": asdict(disc.campaign),
        "layers": {role: [_layer(one) for one in layers] for role, layers in disc.layers.items()},
        "missing_roles": disc.missing_roles,
        "findings": [one.as_wire() for one in disc.findings],
        "counts": asdict(disc.counts),
        "verdict": disc.verdict,
        "origin": disc.origin,
        "placements": [None if one is None else asdict(one) for one in disc.placements],
        "mended_patches": sorted(disc.mended_patches),
        "materials": None if disc.materials is None else disc.materials.name,
    }


def _layer(layer: Layer) -> dict[str, Any]:
    return {**asdict(layer), "path": layer.path.name}


def _read(wire: Mapping[str, Any]) -> Disc:
    return Disc(
        campaign=Campaign(**wire["campaign"]),
        layers={role: tuple(_read_layer(one) for one in layers) for role, layers in wire["layers"].items()},
        missing_roles=tuple(wire["missing_roles"]),
        findings=tuple(from_json(wire["findings"])),
        counts=Counts(**wire["counts"]),
        verdict=wire["verdict"],
        origin=wire["origin"],
        placements=tuple(None if one is None else _read_placement(one) for one in wire["placements"]),
        mended_patches=frozenset(wire["mended_patches"]),
        materials=_read_materials(wire["materials"]),
    )


def _read_materials(name: str | None) -> Path | None:
    path = store.path_of(*os.path.splitext(name)) if name else None
    return path if path is not None and path.is_file() else None


def _read_layer(wire: Mapping[str, Any]) -> Layer:
    bounds = wire["bounds"]
    path = store.path_of(*os.path.splitext(wire["path"]))
    return Layer(**{**wire, "path": path, "bounds": None if bounds is None else tuple(bounds)})


def _read_placement(wire: Mapping[str, Any]) -> Placement:
    return Placement(**{**wire, "shares": tuple(Share(**one) for one in wire["shares"])})
