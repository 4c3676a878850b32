"""Make a disc from a folder: every file, and a manifest with roles, counts, coordinate systems and checksums.

The same folder gives the same ZIP, byte for byte. The disc appears at its place only when it is whole.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tuban.inspect.disc.assignment import assign, wanted_places
from tuban.inspect.disc.coordinates import settled
from tuban.inspect.disc.coordinates import stated as stated_crs
from tuban.inspect.disc.findings import Finding, finding, in_order
from tuban.inspect.disc.intake import take_in
from tuban.inspect.disc.manifest import IGNORED, MANIFEST, NORTH_FIRST, PROPOSAL, Manifest
from tuban.inspect.disc.opening import check_disc
from tuban.inspect.disc.proposal import Assignment, propose, proposed_manifest
from tuban.inspect.disc.sources import DescribedSource, describe_all
from tuban.inspect.disc.writing import as_json, manifest_data
from tuban.inspect.progress import Progress
from tuban.kernel.formats.children import Limits, Nursery
from tuban.kernel.formats.describe import checksum
from tuban.values.problems import Severity

_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_FILE_MODE = 0o100644 << 16


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: the number of files, and what was noticed; ``path`` is None where nothing was made."""

    path: Path | None
    files: int = 0
    findings: tuple[Finding, ...] = ()


@dataclass
class _Contents:
    """Files of the disc to be: path on the disc → where its bytes lie now; and its entries."""

    files: dict[str, Path] = field(default_factory=dict)
    entries: list[dict[str, Any]] = field(default_factory=list)


def make_disc(
    folder: Path, output: Path, *, stated: Manifest, allow_unfit: bool = False, progress: Progress | None = None,
    limits: Limits | None = None, nursery: Nursery | None = None, said: Path | None = None,
) -> Made:  # fmt: skip
    """Make a disc at ``output`` (a ZIP where it ends in .zip, else a folder) from ``folder`` or from an unpacked disc.

    What ``stated`` states goes before what the folder tells. A folder that would be unfit is refused. ``said`` is a
    disc.yaml that lies elsewhere, for a disc without a manifest. ``nursery`` saves the start of the reading process
    for those who make many discs.
    """
    refusal = _refusal(folder, output)
    if refusal:
        return Made(None, findings=(refusal,))
    with tempfile.TemporaryDirectory(prefix="tuban-") as name:
        work = Path(name)
        disc = check_disc(
            folder, work / "check", progress=progress, limits=limits, yes=True, nursery=nursery, said=said
        )
        if disc.verdict == "unfit" and not allow_unfit:
            return Made(None, findings=in_order([*disc.findings, finding("make.unfit")]))
        contents, manifest, findings = _gather(folder, work / "make", limits or Limits(), nursery, said)
        if any(found.severity is Severity.ERROR for found in findings) and not allow_unfit:
            return Made(None, findings=in_order(findings))
        manifest = _merged(stated, manifest)
        text = as_json(manifest_data(manifest, contents.entries))
        _write(output, {**contents.files}, text)
    return Made(output, len(contents.files) + 1, disc.findings)


def _refusal(folder: Path, output: Path) -> Finding | None:
    if output.exists():
        return finding("make.output_exists", path=output)
    if not folder.is_dir():
        return finding("disc.not_found", path=folder) if not folder.exists() else None
    inside = output.resolve().is_relative_to(folder.resolve())
    return finding("make.output_inside", path=output) if inside else None


def _gather(
    folder: Path, work: Path, limits: Limits, given: Nursery | None, said: Path | None
) -> tuple[_Contents, Manifest, list[Finding]]:
    with nullcontext(given) if given else Nursery() as nursery:
        intake = take_in(folder, work, nursery, limits, said)
        findings = list(intake.findings)
        if intake.root is None or not intake.is_sound:
            return _Contents(), Manifest(""), findings
        places = intake.places
        if intake.manifest:
            places, more = wanted_places(intake.manifest, places)
            findings += more
        sources, more = describe_all(places, nursery, work / "scratch", limits)
        findings += more
        contents = _Contents()
        assigned: list[Assignment]
        if intake.manifest:
            manifest = intake.manifest
            assigned, more = assign(manifest, sources)
            findings += more
        else:
            assigned, _without = propose(sources)
            manifest = proposed_manifest(assigned)
        _collect(contents, _with_crs(assigned), sources)
        opened = {place.shown.split(".zip/")[0] + ".zip" for place in intake.places if ".zip/" in place.shown}
        _collect_rest(contents, intake.root, opened)
        # the contents lie below ``work`` where they were unpacked; the caller keeps that folder until all is written
        return contents, manifest, [found for found in findings if found.code != "manifest.extra_file"]


def _with_crs(assigned: Sequence[Assignment]) -> list[Assignment]:
    """Give the layers that do not say their CRS the one that was found for them."""
    found, _findings = settled(stated_crs(assigned)[0])
    by_layer = {(each.source.shown, each.layer.name): each for each in found}
    return [by_layer.get((each.source.shown, each.layer.name), each) for each in assigned]


def _on_disc(shown: str) -> str:
    """Return where a file of an inner archive goes: its folder is the archive's name without .zip."""
    parts = shown.split("/")
    return "/".join(part[:-4] if part.casefold().endswith(".zip") and part is not parts[-1] else part for part in parts)


def _collect(contents: _Contents, assigned: Sequence[Assignment], sources: Sequence[DescribedSource]) -> None:
    for source in sources:
        for name in source.checksums:
            contents.files[_on_disc(_shown(source, name))] = source.root / name
        mine = [assignment for assignment in assigned if assignment.source is source]
        for assignment in mine:
            contents.entries.append(_entry(assignment, several=len(source.layers) > 1))
        if not mine:
            contents.entries.append({"path": _on_disc(source.shown), "role": IGNORED, **_proofs(source)})


def _shown(source: DescribedSource, name: str) -> str:
    return source.archive + name


def _proofs(source: DescribedSource) -> dict[str, Any]:
    main = source.checksums.get(source.source.path, "")
    parts = [{"path": _on_disc(_shown(source, name)), "sha256": proof}
             for name, proof in sorted(source.checksums.items()) if name != source.source.path]  # fmt: skip
    return {"sha256": main, "parts": parts}


def _entry(assignment: Assignment, *, several: bool) -> dict[str, Any]:
    entry, layer, source = assignment.entry, assignment.layer, assignment.source
    return {
        "path": _on_disc(source.shown), "layer": layer.name if several else "", "role": entry.role, "list": entry.list,
        "crs": entry.crs or (f"EPSG:{layer.epsg}" if layer.epsg else ""), "axes": NORTH_FIRST if layer.swapped else "",
        "shift": entry.shift, "encoding": source.encoding,
        "count": layer.count, "edition": entry.edition, "as_of": entry.as_of, "fields": dict(entry.fields),
        **_proofs(source),
    }  # fmt: skip


def _collect_rest(contents: _Contents, root: Path, opened: set[str]) -> None:
    """Take every other file along, with its checksum, so that the disc can be proved whole.

    Archives that were ``opened`` stay out: what they held is on the disc already.
    """
    have = {path.resolve() for path in contents.files.values()}
    for folder, _folders, names in os.walk(root):
        for name in sorted(names):
            path = Path(folder) / name
            shown = path.relative_to(root).as_posix()
            if shown in (MANIFEST, PROPOSAL) or path.resolve() in have or shown in opened:
                continue
            contents.files[shown] = path
            contents.entries.append({"path": shown, "role": IGNORED, "sha256": checksum(path)})
    contents.entries.sort(key=lambda entry: (entry["role"] == IGNORED, entry["path"], entry.get("layer", "")))


def _merged(stated: Manifest, found: Manifest) -> Manifest:
    values = {
        name: getattr(stated, name) or getattr(found, name)
        for name in ("campaign_id", "title", "year", "area_code", "area_name", "issuer", "issued_on", "crs", "note")
    }
    if not stated.campaign_id and values["area_code"] and values["year"] and not found.campaign_id:
        values["campaign_id"] = f"{values['area_code']}-{values['year']}"
    return replace(found, **values)


def _write(output: Path, files: Mapping[str, Path], manifest: str) -> None:
    """Write beside the place and move into it when all is there; whatever breaks off leaves nothing behind."""
    output.parent.mkdir(parents=True, exist_ok=True)
    part = output.with_name(f".{output.name}.part")
    _remove(part)
    try:
        if output.suffix.casefold() == ".zip":
            _write_zip(part, files, manifest)
        else:
            for name, path in _sorted(files):
                target = part / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
            (part / MANIFEST).write_text(manifest, "utf-8")
        part.rename(output)
    finally:
        _remove(part)


def _sorted(files: Mapping[str, Path]) -> Iterator[tuple[str, Path]]:
    yield from sorted(files.items())


def _write_zip(part: Path, files: Mapping[str, Path], manifest: str) -> None:
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        archive.writestr(_member(MANIFEST), manifest.encode(), zipfile.ZIP_DEFLATED, 6)
        for name, path in _sorted(files):
            with path.open("rb") as source, archive.open(_member(name), "w", force_zip64=True) as target:
                shutil.copyfileobj(source, target, 1 << 20)


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _FIXED_TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = _FILE_MODE
    info.create_system = 3
    return info


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
