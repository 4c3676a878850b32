"""Open a disc: take in, describe, assign roles, settle coordinates, convert, look at the patches, give a verdict.

Whatever lies on the disc, the answer is a :class:`Disc` with findings in words and a verdict.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import shapely

from tuban.inspect.disc.assignment import assign, fit_for_roles, wanted_places
from tuban.inspect.disc.coordinates import accuracy_findings, choose_working, settled, stated
from tuban.inspect.disc.displacement import Displacement, displaced
from tuban.inspect.disc.divisions import Boundary, Placement, locate, placement_findings
from tuban.inspect.disc.findings import Finding, Sketch, capped, finding, in_order, strictly, verdict_of
from tuban.inspect.disc.garbled import garbled_findings
from tuban.inspect.disc.intake import Intake, take_in
from tuban.inspect.disc.manifest import Manifest
from tuban.inspect.disc.missing import cost_findings, missing_roles
from tuban.inspect.disc.model import NO_CAMPAIGN, Campaign, Counts, Disc, Layer, Proposal
from tuban.inspect.disc.normalising import normalise_all
from tuban.inspect.disc.overlaps import boundary_findings, earlier_findings, patch_findings
from tuban.inspect.disc.patches import examine, names_of_counties
from tuban.inspect.disc.places import with_places
from tuban.inspect.disc.proposal import Assignment, propose, proposed_manifest
from tuban.inspect.disc.sources import describe_all
from tuban.inspect.disc.stated_units import settle_units
from tuban.inspect.progress import Progress, silent
from tuban.kernel.formats.children import Limits, Nursery
from tuban.values.language import gettext as _
from tuban.values.problems import Severity

Confirm = Callable[[Sequence[Proposal]], bool]
_OWN_FOLDERS = ("unpacked", "scratch", "normal")


@dataclass
class _Opening:
    """What is known so far while a disc is being opened."""

    intake: Intake
    manifest: Manifest
    assigned: list[Assignment] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    origin: str = ""

    def sees_errors(self) -> bool:
        return any(found.severity is Severity.ERROR for found in self.findings)


def open_disc(
    path: Path,
    work: Path,
    *,
    yes: bool,
    strict: bool,
    progress: Progress | None = None,
    confirm: Confirm | None = None,
    limits: Limits | None = None,
    nursery: Nursery | None = None,
    said: Path | None = None,
) -> Disc:
    """Open the disc at ``path``; normal forms are written below ``work``, nothing is ever written on the disc.

    A disc without manifest.json or disc.yaml gets the roles of ``said``, a disc.yaml that lies elsewhere; without one
    they are proposed: ``yes`` takes them, else ``confirm`` is asked, else the verdict is unfit with the proposals
    kept. ``strict`` refuses every repair. Look at ``verdict`` before use.
    ``nursery`` saves the start of the reading process for those who open many discs.
    """
    report, allowed = progress or silent, limits or Limits()
    for name in _OWN_FOLDERS:
        shutil.rmtree(work / name, ignore_errors=True)
    work.mkdir(parents=True, exist_ok=True)
    with nullcontext(nursery) if nursery else Nursery() as readers:
        report(_("Looking through the disc"), 0, 0)
        intake = take_in(path, work, readers, allowed, said)
        opening = _Opening(intake, intake.manifest or Manifest(""), findings=list(intake.findings))
        opening.origin = intake.manifest.origin if intake.manifest else ""
        if intake.root is None or not intake.is_sound:
            return _closed(opening, strict=strict)
        _assign_roles(opening, readers, work / "scratch", allowed)
        if not opening.origin and not _confirmed(opening, yes=yes, confirm=confirm):
            opening.findings.append(finding("disc.roles_unconfirmed"))
            return _closed(opening, strict=strict)
        campaign = _settle(opening)
        if not campaign.epsg:
            return _closed(opening, strict=strict, campaign=campaign)
        layers, findings, counts = normalise_all(
            opening.assigned, epsg=campaign.epsg, into=work / "normal", nursery=readers, limits=allowed, progress=report
        )
    opening.findings += findings
    return _finished(opening, campaign, layers, counts, strict=strict)


def _assign_roles(opening: _Opening, nursery: Nursery, scratch: Path, limits: Limits) -> None:
    intake = opening.intake
    places = intake.places
    if intake.manifest:
        places, findings = wanted_places(intake.manifest, places)
        opening.findings += findings
        opening.findings += [finding("manifest.extra_file", name) for name in intake.others]
    else:
        opening.findings += [finding("disc.other_file", name) for name in intake.others]
    sources, findings = describe_all(places, nursery, scratch, limits)
    opening.findings += findings
    if intake.manifest:
        assigned, findings = assign(intake.manifest, sources)
        opening.findings += findings
    else:
        assigned, without = propose(sources)
        for source, layer in without:
            name = f"{source.shown}:{layer.name}" if len(source.layers) > 1 else source.shown
            opening.findings.append(finding("disc.no_role", name))
        opening.manifest = proposed_manifest(assigned)
    opening.assigned, findings = stated(assigned)
    opening.findings += findings + garbled_findings(assigned)


def _confirmed(opening: _Opening, *, yes: bool, confirm: Confirm | None) -> bool:
    if yes or not opening.assigned:
        return True
    return confirm is not None and confirm([assignment.as_proposal() for assignment in opening.assigned])


def _settle(opening: _Opening) -> Campaign:
    """Drop what cannot be used, settle the coordinate systems, and say which campaign this is."""
    opening.assigned, findings = fit_for_roles(opening.assigned)
    opening.findings += findings
    if not _has_patches(opening.assigned) and not opening.sees_errors():
        opening.findings.append(finding("disc.no_patches"))
    opening.assigned, findings = settled(opening.assigned)
    opening.findings += findings
    epsg, findings = choose_working(opening.manifest, opening.assigned)
    has_patches = _has_patches(opening.assigned)
    if epsg or has_patches:
        opening.findings += findings
    manifest = opening.manifest
    from_patches = proposed_manifest(opening.assigned)
    year = manifest.year or from_patches.year or 0
    code = manifest.area_code or from_patches.area_code
    if not year and has_patches:
        opening.findings.append(finding("disc.year_unknown"))
    if not code and has_patches:
        opening.findings.append(finding("disc.area_unknown"))
    if epsg:
        opening.findings += accuracy_findings(opening.assigned, epsg)
        opening.findings += _survey_years(opening.assigned, year)
    return Campaign(
        manifest.campaign_id or (f"{code}-{year}" if code and year else ""), manifest.title, year, code,
        manifest.area_name or from_patches.area_name, manifest.issuer, manifest.issued_on, epsg,
    )  # fmt: skip


def _has_patches(assigned: Sequence[Assignment]) -> bool:
    return any(assignment.entry.role == "patches" for assignment in assigned)


def _survey_years(assigned: Sequence[Assignment], year: int) -> list[Finding]:
    """Say where a land-use survey carries another year than its role means."""
    findings = []
    for assignment in assigned:
        match = assignment.matches.get("year")
        role = assignment.entry.role
        if match is None or role not in ("survey_last", "survey_this") or not year:
            continue
        years = {value for value in assignment.layer.sample.get(match.column, ()) if value.isdigit()}
        is_this = role == "survey_this"
        if years and all((int(value) >= year) != is_this for value in years):
            before = " ".join(sorted(years))
            findings.append(finding("survey.year_differs", assignment.source.shown, before=before, role=role))
    return findings


def _finished(opening: _Opening, campaign: Campaign, layers: Sequence[Layer], counts: Counts, *, strict: bool) -> Disc:
    patches = [layer for layer in layers if layer.role == "patches"]
    placements: tuple[Placement | None, ...] = ()
    mended: frozenset[str] = frozenset()
    if patches:
        before = sum(layer.count for layer in patches)
        patches, findings = examine(
            patches, area_code=campaign.area_code, area_name=campaign.area_name, epsg=campaign.epsg
        )
        opening.findings += findings
        dropped = before - sum(layer.count for layer in patches)
        counts = Counts(counts.loaded - dropped, counts.skipped + dropped, counts.total)
        placements, findings, mended = _placed(opening, campaign, patches, layers)
        opening.findings += findings
        if not any(layer.count for layer in patches):
            opening.findings.append(finding("disc.no_patches"))
    opening.findings += _offset_findings(layers, campaign.epsg) + settle_units(layers, epsg=campaign.epsg)
    opening.findings = with_places(opening.findings, [*layers], epsg=campaign.epsg)
    examined = iter(patches)
    by_role: dict[str, list[Layer]] = {}
    for layer in layers:
        by_role.setdefault(layer.role, []).append(next(examined) if layer.role == "patches" else layer)
    return _closed(opening, strict=strict, campaign=campaign, layers=by_role, counts=counts, placements=placements,
                   mended=mended)  # fmt: skip


def _placed(
    opening: _Opening, campaign: Campaign, patches: Sequence[Layer], layers: Sequence[Layer]
) -> tuple[tuple[Placement | None, ...], list[Finding], frozenset[str]]:
    rows = []
    shapes = []
    for layer in patches:
        table = pq.read_table(layer.path)
        shapes.extend(shapely.from_wkb(table.column("geometry").to_numpy(zero_copy_only=False)))
        rows.extend(table.drop_columns(["geometry"]).to_pylist())
    mended_at = {(found.file, found.feature) for found in opening.findings if found.code == "geometry.mended"}
    mended = frozenset(row["number"] for row in rows if (row["source_file"], str(row["source_feature"])) in mended_at)
    outlines = np.asarray(shapes, dtype=object)
    earlier = [layer for layer in layers if layer.role == "earlier_patches"]
    findings = patch_findings(rows, outlines, epsg=campaign.epsg)
    findings += earlier_findings(rows, outlines, earlier, epsg=campaign.epsg)
    bounding = [layer for layer in layers if layer.role == "boundaries"]
    boundaries = read_boundaries(bounding)
    if not boundaries:
        return tuple(None for _row in rows), findings, mended
    counties = names_of_counties(rows, campaign.area_code, campaign.area_name)
    placements = locate(shapes, boundaries, epsg=campaign.epsg, county_names=counties)
    findings += placement_findings(rows, placements)
    file = bounding[0].source_file
    findings += boundary_findings(boundaries, file, epsg=campaign.epsg)
    if not any(placement.shares for placement in placements):
        findings.append(finding("divisions.all_outside", rows[0]["source_file"], count=len(rows)))
    elif not any(placement.township_code for placement in placements):
        findings.append(finding("divisions.no_townships", file))
    return tuple(placements), findings, mended


def _offset_findings(layers: Sequence[Layer], epsg: int) -> list[Finding]:
    """Say which layers bear the offset of web maps, with some of their outlines as they are and as they would be."""
    boundaries = read_boundaries([layer for layer in layers if layer.role == "boundaries"])
    return [_told(one) for one in displaced(layers, boundaries, epsg=epsg)]


def _told(one: Displacement) -> Finding:
    before, after = (
        shapely.to_wkb(shapely.geometrycollections(shapely.simplify(shapes, 2.0)), hex=True)
        for shapes in (one.shapes, one.undone)
    )
    return finding(
        "crs.web_map_offset", one.layer.source_file, kind=one.kind, metres=round(one.metres), like=one.like,
        east=f"{one.east_m:+.0f}", north=f"{one.north_m:+.0f}", proposal=f"shift: {one.kind}",
        sketch=Sketch(before, after),
    )  # fmt: skip


def read_boundaries(layers: Sequence[Layer]) -> list[Boundary]:
    """Read administrative boundaries from their normal form."""
    boundaries = []
    for layer in layers:
        table = pq.read_table(layer.path, columns=["code", "name", "geometry"])
        shapes = shapely.from_wkb(table.column("geometry").to_numpy(zero_copy_only=False))
        for code, name, shape in zip(
            table.column("code").to_pylist(), table.column("name").to_pylist(), shapes, strict=True
        ):
            if code and shape is not None:
                boundaries.append(Boundary(code, name or "", shape))
    return boundaries


def _closed(
    opening: _Opening,
    *,
    strict: bool,
    campaign: Campaign = NO_CAMPAIGN,
    layers: Mapping[str, Sequence[Layer]] | None = None,
    counts: Counts | None = None,
    placements: tuple[Placement | None, ...] = (),
    mended: frozenset[str] = frozenset(),
) -> Disc:
    """Gather everything into the answer."""
    loaded = {role: tuple(each) for role, each in (layers or {}).items()}
    absent = missing_roles({assignment.entry.role for assignment in opening.assigned} | set(loaded))
    findings = list(opening.findings)
    if opening.assigned:
        findings += cost_findings(absent)
    listed = in_order(capped(strictly(findings) if strict else findings))
    return Disc(
        campaign, loaded, absent, listed, counts or Counts(), verdict_of(listed), opening.origin,
        tuple(assignment.as_proposal() for assignment in opening.assigned), placements, mended,
        opening.intake.materials,
    )  # fmt: skip


def check_disc(
    path: Path,
    work: Path,
    *,
    strict: bool = False,
    yes: bool = False,
    progress: Progress | None = None,
    limits: Limits | None = None,
    nursery: Nursery | None = None,
    said: Path | None = None,
) -> Disc:
    """Open a disc to judge it only: proposed roles are taken for the check, and a finding says that they were."""
    try:
        disc = open_disc(
            path, work, yes=True, strict=strict, progress=progress, limits=limits, nursery=nursery, said=said
        )
    except Exception as error:  # whatever happens, a check ends with a verdict
        detail = f"{type(error).__name__}: {error}"[:300]
        return Disc(NO_CAMPAIGN, findings=(finding("disc.check_failed", detail=detail),))
    if disc.origin or not disc.proposals or yes:
        return disc
    note = finding("disc.roles_proposed", count=len(disc.proposals))
    return replace(disc, findings=in_order([*disc.findings, note]))
