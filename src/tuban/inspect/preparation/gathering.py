"""What a disc shows of the preparation list: its roles with files, editions, counts and checksums, and paper years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pyarrow.parquet as pq

from tuban.inspect.disc import Disc, Layer
from tuban.inspect.disc.fields import roles
from tuban.inspect.disc.model import NO_CAMPAIGN, Campaign
from tuban.inspect.records import read_records
from tuban.inspect.units import units_of
from tuban.values.dates import NotADate, PartialDate


@dataclass(frozen=True, slots=True)
class RoleFile:
    """A file of a role as a person names it; ``checksum`` is empty where the disc was not read to the end."""

    role: str
    file: str
    edition: str
    as_of: str
    count: int
    checksum: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a disc shows; all empty without one. ``verdict`` is that of its check, empty without a disc;
    ``divisions`` are the names of the county and its townships by code."""

    campaign: Campaign = NO_CAMPAIGN
    files: tuple[RoleFile, ...] = ()
    paper_years: Mapping[str, frozenset[int]] = field(default_factory=dict)
    verdict: str = ""
    divisions: Mapping[str, str] = field(default_factory=dict)

    @property
    def counts(self) -> Mapping[str, int]:
        """The number of files of each role."""
        return Counter(file.role for file in self.files)

    @property
    def day(self) -> date | None:
        """The day of issue where the disc states it, else the last day of the year inspected; None without either."""
        try:
            return PartialDate.parse(self.campaign.issued_on).latest
        except NotADate:
            return date(self.campaign.year, 12, 31) if self.campaign.year else None


def gather(disc: Disc) -> Prepared:
    """Look at an opened disc, fit or not: roles that were only proposed count as what they were taken for."""
    files = [
        RoleFile(role, layer.source_file, layer.edition, layer.as_of, layer.count, layer.checksum_sha256)
        for role in roles()
        for layer in disc.layers.get(role, ())
    ]
    if not files:
        files = [RoleFile(one.role, one.file, one.edition, "", one.count, "") for one in disc.proposals if one.role]
    years = {role: _years(layers) for role, layers in disc.layers.items() if "date" in roles()[role].fields}
    return Prepared(disc.campaign, tuple(files), years, disc.verdict, _divisions(disc))


def _divisions(disc: Disc) -> dict[str, str]:
    boundaries = list(read_records(disc.layers.get("boundaries", ()), disc.field_types["boundaries"]))
    return {unit.code: unit.name for unit in units_of(boundaries, disc.campaign.area_code, disc.campaign.area_name)}


def _years(layers: tuple[Layer, ...]) -> frozenset[int]:
    found: set[int] = set()
    for layer in layers:
        if "date" not in pq.read_schema(layer.path).names:
            continue
        for text in set(pq.read_table(layer.path, columns=["date"]).column("date").to_pylist()):
            if text:
                found.add(PartialDate.parse(text).year)
    return frozenset(found)
