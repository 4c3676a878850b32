"""Making the discs of a city: one ZIP for each county with patches, each proved and checked before it counts."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tuban.inspect.disc import check_disc
from tuban.inspect.disc.making import make_disc
from tuban.inspect.disc.manifest import Manifest
from tuban.inspect.disc.verifying import verify_disc
from tuban.inspect.issuing.completeness import City, County
from tuban.inspect.issuing.county_folder import CountyData, write_county
from tuban.inspect.progress import Progress, silent
from tuban.kernel.formats.children import Nursery
from tuban.kernel.formats.describe import checksum
from tuban.kernel.image_cutting_children import ImageUnreadable
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _

_NOT_IN_NAMES = str.maketrans(dict.fromkeys('/\\:*?"<>|', "_"))


class CannotIssue(TubanError):
    """The disc of {county} cannot be issued: {reason}"""

    code = "issue.disc_unfit"
    hint = "Nothing was issued. Mend the monitoring results and issue again."


@dataclass(frozen=True, slots=True)
class Issue:
    """Under which number, by whom and when the discs are issued; ``day`` is written as 2025-01-20."""

    number: str
    issuer: str
    day: str
    title: str


@dataclass(frozen=True, slots=True)
class Issued:
    """A county and its disc; ``file`` is empty where the county declared that nothing changed."""

    county: County
    data: CountyData | None = None
    file: str = ""
    files: int = 0
    size: int = 0
    sha256: str = ""


def issue_discs(
    city: City, issue: Issue, folder: Path, *, margin_m: float, progress: Progress | None = None
) -> tuple[Issued, ...]:
    """Make the discs of a complete city in the empty ``folder``; the order is that of the counties.

    Every disc is verified against its manifest and checked. Raises CannotIssue; then what was made is of no use.
    """
    report = progress or silent
    issued = []
    with Nursery() as nursery:
        for done, county in enumerate(city.counties):
            report(_("Making the discs"), done, len(city.counties))
            has_disc = bool(county.patches)
            issued.append(
                _issued(city, county, issue, folder, margin_m=margin_m, nursery=nursery) if has_disc else Issued(county)
            )
    report(_("Making the discs"), len(city.counties), len(city.counties))
    return tuple(issued)


def _issued(city: City, county: County, issue: Issue, folder: Path, *, margin_m: float, nursery: Nursery) -> Issued:
    campaign = city.disc.campaign
    name = f"{county.code}{county.name}{campaign.year}年度卫片光盘.zip".translate(_NOT_IN_NAMES)
    target = folder / name
    with tempfile.TemporaryDirectory(prefix="tuban-") as scratch:
        work = Path(scratch)
        source = work / "county"
        source.mkdir()
        try:
            data = write_county(city, county, source, margin_m=margin_m, nursery=nursery)
        except ImageUnreadable as error:
            raise CannotIssue(county=county.name, reason=str(error)) from error
        stated = Manifest(
            "", f"{county.code}-{campaign.year}", issue.title or campaign.title, campaign.year, county.code,
            county.name, issue.issuer, issue.day, f"EPSG:{campaign.epsg}", note=f"发放编号：{issue.number}",
        )  # fmt: skip
        made = make_disc(source, target, stated=stated, nursery=nursery)
        if made.path is None:
            raise CannotIssue(county=county.name, reason=_reason(made.findings))
        verified = verify_disc(target, nursery=nursery)
        checked = check_disc(target, work / "check", nursery=nursery)
        if not verified.is_proved or verified.has_extra_files or checked.verdict == "unfit":
            raise CannotIssue(county=county.name, reason=_reason((*verified.findings, *checked.findings)))
    return Issued(county, data, name, made.files, target.stat().st_size, checksum(target))


def _reason(findings: tuple[object, ...]) -> str:
    messages: Mapping[str, None] = dict.fromkeys(
        str(getattr(found, "message", "")) for found in findings if getattr(found, "severity", None) is not None
    )
    return " ".join(list(messages)[:3])
