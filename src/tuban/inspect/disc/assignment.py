"""Which layer plays which role, as the manifest states it, and whether the files are the ones it was made for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tuban.inspect.disc.fields import Role, roles
from tuban.inspect.disc.findings import Finding, finding
from tuban.inspect.disc.manifest import IGNORED, FileEntry, Manifest
from tuban.inspect.disc.proposal import Assignment, matches_of
from tuban.inspect.disc.sources import DescribedSource, Place, SourceLayer

_EXPECTED = {"patches": ("county_code", "image_before", "image_after", "monitored_area")}
_HOLDS = {"polygon": {"polygon", "unknown"}, "line": {"line", "unknown"}, "none": None, "raster": {"raster"},
          "optional_polygon": {"polygon", "unknown", "none"}}  # fmt: skip


def wanted_places(manifest: Manifest, places: Sequence[Place]) -> tuple[list[Place], list[Finding]]:
    """Return the places that the manifest uses; a file that it names and the disc lacks is an error."""
    findings = []
    used: list[Place] = []
    for entry in manifest.files:
        found = [place for place in places if _is_at(place.shown, entry.path)]
        if not found and entry.role != IGNORED:
            findings.append(finding("manifest.file_missing", entry.path))
        if entry.role != IGNORED:
            used.extend(place for place in found if place not in used)
    named = {entry.path for entry in manifest.files}
    for place in places:
        if place not in used and not any(_is_at(place.shown, path) for path in named):
            findings.append(finding("manifest.extra_file", place.shown))
    return used, findings


def _is_at(shown: str, path: str) -> bool:
    return shown == path or shown.startswith(path.rstrip("/") + "/")


def assign(manifest: Manifest, sources: Sequence[DescribedSource]) -> tuple[list[Assignment], list[Finding]]:
    """Give every entry of the manifest its layer, and hold the file against the entry."""
    findings: list[Finding] = []
    assigned: list[Assignment] = []
    for entry in manifest.files:
        if entry.role == IGNORED:
            continue
        candidates = [
            (source, layer) for source in sources if _is_at(source.shown, entry.path) for layer in source.layers
        ]
        if not candidates:
            continue  # it was missing or could not be read: told already
        for source in {id(source): source for source, _layer in candidates}.values():
            findings.extend(_checksums(entry, source))
        chosen, problem = _chosen(entry, candidates)
        if problem:
            findings.append(problem)
        if chosen is None:
            continue
        source, layer = chosen
        if entry.count is not None and entry.count != layer.count:
            findings.append(finding("manifest.count", source.shown, found=layer.count, stated=entry.count))
        for column in entry.fields.values():
            if column not in layer.columns:
                known = ", ".join(layer.columns)
                findings.append(finding("manifest.field_missing", source.shown, detail=column, known=known))
        matches = matches_of(roles()[entry.role], source, layer, entry.fields)
        assigned.append(Assignment(source, layer, replace(entry, path=source.shown), matches, manifest.origin))
    return assigned, findings


def _checksums(entry: FileEntry, source: DescribedSource) -> list[Finding]:
    """Compare every checksum that the entry states; it may name a file, or the archive in which the file lies."""
    found = {**source.checksums_on_disc, source.archive.rstrip("/"): source.archive_checksum}
    findings = []
    for path, stated in {entry.path: entry.sha256, **entry.parts}.items():
        if path not in found and path in entry.parts:
            findings.append(finding("manifest.file_missing", path))
        elif stated and path in found and found[path] != stated:
            findings.append(finding("manifest.checksum", path))
    return findings


def _chosen(
    entry: FileEntry, candidates: Sequence[tuple[DescribedSource, SourceLayer]]
) -> tuple[tuple[DescribedSource, SourceLayer] | None, Finding | None]:
    names = ", ".join(layer.name for _source, layer in candidates)
    if entry.layer:
        named = [each for each in candidates if each[1].name == entry.layer]
        if len(named) == 1:
            return named[0], None
        return None, finding("manifest.layer_missing", entry.path, detail=entry.layer, known=names)
    if len(candidates) == 1:
        return candidates[0], None
    fitting = [each for each in candidates if not unsuitable(roles()[entry.role], *each)]
    if len(fitting) == 1:
        return fitting[0], None
    return None, finding("manifest.layer_needed", entry.path, known=names)


def unsuitable(role: Role, source: DescribedSource, layer: SourceLayer) -> bool:
    """Whether a layer has the wrong geometry for a role or lacks a field that it must have."""
    matches = matches_of(role, source, layer)
    wanted = _HOLDS[role.geometry]
    return (wanted is not None and layer.geometry not in wanted) or any(
        field.required and field.name not in matches for field in role.fields.values()
    )


def fit_for_roles(assigned: Sequence[Assignment]) -> tuple[list[Assignment], list[Finding]]:
    """Refuse layers that cannot play their role; say which fields are missing and which had rivals."""
    findings: list[Finding] = []
    fit = []
    for assignment in assigned:
        role, layer, file = assignment.role, assignment.layer, assignment.source.shown
        wanted = _HOLDS[role.geometry]
        if wanted is not None and layer.geometry not in wanted:
            findings.append(
                finding("geometry.wrong_layer", file, found=layer.geometry, role=role.name, wanted=role.geometry)
            )
            continue
        missing = [field for field in role.fields.values() if field.required and field.name not in assignment.matches]
        for field in missing:
            known = " ".join(field.aliases[1:]) or field.name
            findings.append(finding("field.required_missing", file, field=field.name, known=known))
        for name in _EXPECTED.get(role.name, ()):
            if name not in assignment.matches:
                known = " ".join(role.fields[name].aliases[1:])
                findings.append(finding("field.expected_missing", file, field=name, known=known))
        for match in assignment.matches.values():
            if match.rivals:
                known = ", ".join(match.rivals)
                findings.append(finding("field.rival", file, field=match.field.name, column=match.column, known=known))
        if layer.count == 0:
            findings.append(finding("file.no_rows", file))
        if not missing:
            fit.append(assignment)
    return fit, findings
