"""An opened disc: which campaign, which layers in normal form, what is missing, what was noticed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tuban.inspect.disc.divisions import Placement
from tuban.inspect.disc.fields import roles
from tuban.inspect.disc.findings import Finding


@dataclass(frozen=True, slots=True)
class Campaign:
    """One round of inspection as the disc states it. ``epsg`` is the working CRS (CGCS2000 3° zone, no zone number).

    Texts that the disc does not state are empty; ``issued_on`` is the canonical text of a PartialDate.
    """

    id: str
    title: str
    year: int
    area_code: str
    area_name: str
    issuer: str
    issued_on: str
    epsg: int


@dataclass(frozen=True, slots=True)
class Layer:
    """One source of data in its role, normalised to ``path`` (Parquet; an image stays the TIFF it is).

    ``list`` is the slug of the patch list (code list ``patch_list``) where the whole file belongs to one, else empty.
    ``bounds`` are in the working CRS; None for tables. ``declared_count`` is what the manifest states, ``source_count``
    what the file holds, ``source_epsg`` the CRS it is in; None where nobody says. ``shift`` is what a person said
    of the offset of web maps: undone already, or none there.
    """

    role: str
    path: Path
    source_file: str
    edition: str
    checksum_sha256: str
    count: int
    crs_epsg: int
    list: str = ""
    as_of: str = ""
    bounds: tuple[float, float, float, float] | None = None
    has_geometry: bool = True
    declared_count: int | None = None
    source_count: int = 0
    source_epsg: int | None = None
    shift: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a file (or a layer of it) is taken for, and why: shown before it is used.

    ``role`` is empty where nothing fits; ``fields`` maps our field names to columns of the source,
    ``checksums`` the files of the source on the disc to their SHA-256.
    """

    file: str
    layer: str
    role: str
    list: str
    count: int
    geometry: str
    crs: str
    encoding: str
    fields: Mapping[str, str]
    unused_columns: tuple[str, ...]
    edition: str = ""
    reason: str = ""
    axes: str = ""
    shift: str = ""
    checksums: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counts:
    """Features and rows: ``total`` in the files used, ``loaded`` in normal form, ``skipped`` left out (each told)."""

    loaded: int = 0
    skipped: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Disc:
    """A disc that was opened, for better or worse: look at ``verdict`` before using ``layers``.

    ``origin`` tells where the roles come from: "manifest.json", "disc.yaml" or "" (proposed from names and fields);
    ``materials`` is the register of materials on it, where there is one.
    """

    campaign: Campaign
    layers: Mapping[str, tuple[Layer, ...]] = field(default_factory=dict)
    missing_roles: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    counts: Counts = field(default_factory=Counts)
    verdict: str = "unfit"
    origin: str = ""
    proposals: tuple[Proposal, ...] = ()
    placements: tuple[Placement | None, ...] = ()
    mended_patches: frozenset[str] = frozenset()
    materials: Path | None = None

    @property
    def field_types(self) -> Mapping[str, Mapping[str, str]]:
        """Role → field → type, as in ``lawbook/fields.yaml``."""
        return {name: {key: field.type for key, field in role.fields.items()} for name, role in roles().items()}


NO_CAMPAIGN = Campaign("", "", 0, "", "", "", "", 0)
