"""What each file is taken for where no manifest says so: by its name, its fields and its geometry.

A proposal is shown to a person before it is used. What fits nothing gets no role; nothing is forced.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from tuban.inspect.disc.fields import Match, Role, codes, match_fields, roles
from tuban.inspect.disc.manifest import NORTH_FIRST, FileEntry, Manifest
from tuban.inspect.disc.model import Proposal
from tuban.inspect.disc.sources import DescribedSource, SourceLayer
from tuban.kernel.formats.describe import folded
from tuban.values.codes import NotARegionCode, PatchNumber, RegionCode
from tuban.values.dates import NotADate, PartialDate
from tuban.values.language import gettext as _

_EXACT, _CONTAINED, _REQUIRED, _PER_FIELD, _MOST_FIELDS = 60, 40, 25, 4, 40
_ENOUGH = 45
_THIS_YEAR_WORDS = ("本年", "当年", "今年")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_COMPATIBLE = {
    "polygon": {"polygon"}, "line": {"line"}, "none": {"none"}, "raster": {"raster"},
    "optional_polygon": {"polygon", "none"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Assignment:
    """A layer of a source with its role, as a manifest states or as it was proposed."""

    source: DescribedSource
    layer: SourceLayer
    entry: FileEntry
    matches: Mapping[str, Match]
    reason: str = ""

    @property
    def role(self) -> Role:
        """The role itself."""
        return roles()[self.entry.role]

    def as_proposal(self) -> Proposal:
        """Return what is shown to a person."""
        used = {match.column for match in self.matches.values()}
        return Proposal(
            self.source.shown, self.layer.name, self.entry.role, self.entry.list, self.layer.count, self.layer.geometry,
            self.entry.crs or (f"EPSG:{self.layer.epsg}" if self.layer.epsg else self.layer.crs_name),
            self.source.encoding, {name: match.column for name, match in self.matches.items()},
            tuple(column for column in self.layer.columns if column not in used), self.entry.edition, self.reason,
            NORTH_FIRST if self.layer.swapped else "", self.entry.shift, self.source.checksums_on_disc,
        )  # fmt: skip


def matches_of(
    role: Role, source: DescribedSource, layer: SourceLayer, chosen: Mapping[str, str] | None = None
) -> dict[str, Match]:
    """Match the columns of a layer to the fields of a role."""
    return match_fields(role, layer.columns, chosen=chosen, cut_names=source.source.kind == "shapefile")


def propose(sources: Sequence[DescribedSource]) -> tuple[list[Assignment], list[tuple[DescribedSource, SourceLayer]]]:
    """Propose a role for every layer; return the assignments and the layers that fit nothing."""
    assigned, without = [], []
    for source in sources:
        for layer in source.layers:
            best = max((_fit(role, source, layer) for role in roles().values()), key=lambda fit: fit[0])
            score, role, reason = best
            if score < _ENOUGH:
                without.append((source, layer))
                continue
            entry = FileEntry(
                source.shown, role.name, _list_of_name(source, layer) if role.name == "patches" else "",
                layer.name if len(source.layers) > 1 else "",
            )  # fmt: skip
            assigned.append(Assignment(source, layer, entry, matches_of(role, source, layer), reason))
    return [_with_edition(assignment, _campaign_year(assigned)) for assignment in assigned], without


def proposed_manifest(assigned: Sequence[Assignment]) -> Manifest:
    """Return the campaign as the patches themselves tell it: year, county code, county name; texts stay empty."""
    year = _campaign_year(assigned)
    patches = [assignment for assignment in assigned if assignment.entry.role == "patches"]
    code = _most_common(_county_codes(patches))
    name = _most_common(value for value in _samples(patches, "county_name"))
    return Manifest(
        "", f"{code}-{year}" if code and year else "", "", year, code, name,
        files=tuple(assignment.entry for assignment in assigned),
    )  # fmt: skip


def _fit(role: Role, source: DescribedSource, layer: SourceLayer) -> tuple[int, Role, str]:
    if layer.geometry not in _COMPATIBLE[role.geometry]:
        return 0, role, ""
    matches = matches_of(role, source, layer)
    required = [field for field in role.fields.values() if field.required]
    if any(field.name not in matches for field in required):
        return 0, role, ""
    by_name, word = _name_score(role, source, layer)
    by_fields = min(_MOST_FIELDS, _PER_FIELD * len(matches)) + (_REQUIRED if required else 0)
    if not by_name and role.geometry != "raster" and (not required or len(matches) < 3):
        return 0, role, ""  # a field or two in common is no evidence without a name
    parts = []
    if word:
        parts.append(_("name “{word}”").format(word=word))
    if matches:
        parts.append(_("fields {columns}").format(columns=" ".join(m.column for m in list(matches.values())[:6])))
    return by_name + by_fields, role, ", ".join(parts)


def _name_score(role: Role, source: DescribedSource, layer: SourceLayer) -> tuple[int, str]:
    path = PurePosixPath(source.shown)
    names = [path.stem, layer.name, *reversed(path.parts[:-1])]
    best = (0, "")
    for rank, name in enumerate(names):
        here = folded(_YEAR.sub("", name)).strip("年度")
        for word in role.names:
            target = folded(word)
            if here == target:
                best = max(best, (_EXACT - rank, word))
            elif (len(target) >= 2 and not target.isascii() and target in here) or (
                len(target) >= 4 and target.isascii() and target in here
            ):
                best = max(best, (_CONTAINED - rank + min(len(target), 12), word))
    return best


def _list_of_name(source: DescribedSource, layer: SourceLayer) -> str:
    """Return the patch list that a file name tells, such as 本年未批先建 or PJ; empty where it tells none."""
    known = codes("patch_list")
    for name in (PurePosixPath(source.shown).stem, layer.name):
        here = folded(name)
        if here in known:
            return known[here]
        words = [word for word in known if len(word) >= 4 and not word.isascii() and word in here]
        if words:
            return known[max(words, key=len)]
    return ""


def _campaign_year(assigned: Sequence[Assignment]) -> int | None:
    """Return the year of most patch numbers, else of the latest image dates, else of the disc's file names."""
    patches = [assignment for assignment in assigned if assignment.entry.role == "patches"]
    years = [PatchNumber(value).year for value in _samples(patches, "number")]
    found = _most_common(year for year in years if year)
    if not found:
        found = _most_common(_years(_samples(patches, "image_after")))
    return int(found) if found else None


def _years(texts: Iterable[str]) -> Iterable[int]:
    for text in texts:
        try:
            yield PartialDate.parse(text).year
        except NotADate:
            continue


def _county_codes(patches: Sequence[Assignment]) -> Iterable[str]:
    stated = list(_samples(patches, "county_code")) or list(_samples(patches, "township_code"))
    for text in stated or [PatchNumber(value).county or "" for value in _samples(patches, "number")]:
        try:
            code = RegionCode(text[:6])
        except NotARegionCode:
            continue
        yield code.text


def _samples(assigned: Sequence[Assignment], field: str) -> Iterable[str]:
    for assignment in assigned:
        match = assignment.matches.get(field)
        if match:
            yield from (value for value in assignment.layer.sample.get(match.column, ()) if value)


def _most_common(values: Iterable[object]) -> str:
    counted = Counter(str(value) for value in values if value)
    return max(counted, key=lambda value: (counted[value], value)) if counted else ""


def _with_edition(assignment: Assignment, campaign_year: int | None) -> Assignment:
    """Give a land-use survey its year, and by it the role of last or of this year."""
    entry = assignment.entry
    if entry.role not in ("survey_last", "survey_this"):
        return assignment
    text = _most_common(_samples([assignment], "year"))
    named = _YEAR.search(assignment.source.shown) or _YEAR.search(assignment.layer.name)
    year = int(text) if text.isdigit() else int(named[1]) if named else None
    role = entry.role
    if year and campaign_year:
        role = "survey_this" if year >= campaign_year else "survey_last"
    elif any(word in assignment.source.shown for word in _THIS_YEAR_WORDS):
        role = "survey_this"
    return Assignment(
        assignment.source, assignment.layer,
        FileEntry(entry.path, role, entry.list, entry.layer, edition=str(year) if year else ""),
        assignment.matches, assignment.reason,
    )  # fmt: skip
