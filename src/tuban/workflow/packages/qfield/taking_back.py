"""What comes back from QField goes into the log: facts by field against what was taken along, boundaries, photos,
patches found on the way. The same zip twice changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import shapely

from tuban.inspect.progress import Progress
from tuban.kernel.formats.children import Limits, Nursery, Task
from tuban.kernel.measure import ellipsoidal_areas
from tuban.rules.telling import sheet_of
from tuban.values.errors import TubanError
from tuban.values.identities import uuid_of
from tuban.values.language import gettext as _
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.evidence.media import KindNotTaken, PictureUnreadable
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.packages.as_log import OfficeLog, told_before
from tuban.workflow.packages.cameras.reading import Picture, read_pictures
from tuban.workflow.packages.models import Package
from tuban.workflow.packages.patches import patches_of
from tuban.workflow.packages.qfield.writing import FILE, KEY
from tuban.workflow.routes.queries import work_of
from tuban.workflow.survey.rings import mended_shape_of

_READ = "tuban.workflow.packages.qfield.reading:read"
_UNPACK = "tuban.kernel.formats.archives:unpack"
_MOST_BYTES = 8 << 30
_GEOPACKAGE = ".gpkg"


class QFieldUnfit(TubanError):
    """This is no field package of ours that came back from QField: {why}."""

    code = "packages.qfield_unfit"
    hint = "Zip the whole folder of the project, with patches.gpkg and DCIM, and hand in that zip."


class PackageUnknown(TubanError):
    """The package that this came from is not known here: {package}."""

    code = "packages.package_unknown"
    hint = "It was made by another office, or its group was removed. Hand it in where it was taken."


@dataclass(slots=True)
class Returned:
    """What came back: how much of it was new, how much was known already, and what could not be used, with reasons."""

    facts: int = 0
    boundaries: int = 0
    photos: int = 0
    found: int = 0
    known: int = 0
    problems: list[str] = field(default_factory=list)


def take_back(path: Path, scratch: Path, *, by: Acting, progress: Progress) -> Returned:
    """Take in a zip of the project's folder, or its GeoPackage alone. Raises QFieldUnfit, PackageUnknown, Refused."""
    progress(_("Reading what came back"), 0, 0)
    with Nursery() as nursery:
        folder, geopackage = _unpacked(path, scratch, nursery)
        told = _asked(nursery, Task(_READ, {"path": str(geopackage)}, Limits(seconds=60.0)))
        work = _TakingBack(package_named(told["about"].get("package", "")), by)
        work.facts(told)
        work.boundaries(told["boundaries"])
        work.found(told["found"])
        wanted = {row["path"]: place for row in told["photos"] if (place := _inside(folder, row.get("path", "")))}
        pictures = read_pictures(list(wanted.values()), nursery)
    for done, row in enumerate(told["photos"]):
        progress(_("Keeping the photos"), done, len(told["photos"]))
        place = wanted.get(row.get("path", ""))
        work.photo(row, place, pictures.get(place, Picture()) if place else Picture())
    return work.end()


class _TakingBack:
    """What came back from one package, on its way into the log."""

    def __init__(self, package: Package, by: Acting) -> None:
        self.package, self.epsg = package, int(package.about["epsg"])
        self.law = rulebook_of(package.plan.campaign)
        self.log = OfficeLog(f"qfield {package.pk}", f"QField · {package.group.name}"[:60], by=by)
        self.outcome = Returned()
        work = work_of(package.group, package.plan)
        self.shapes = {
            one["id"]: mended_shape_of(one["rings"]) for one in patches_of(work, self.law, group=str(package.group_id))
        }

    def end(self) -> Returned:
        """Hand in what is left and return what it came to."""
        self.log.hand_in()
        self.outcome.problems += [one.reason for one in self.log.receipts if not one.is_safe]
        return self.outcome

    def facts(self, told: Mapping[str, Any]) -> None:
        """Tell what differs from what was taken along, or from what this log said last."""
        asked = [name for name, one in sheet_of(self.law).questions.items() if one.kind.type != "papers"]
        before = {(patch, fact): value for patch, fact, value in told["base"]} | told_before(self.log.device)
        for row in told["patches"]:
            patch = uuid_of(row.get(KEY))
            if patch is None:
                self.outcome.problems.append(_("A row of the patches lost its key."))
                continue
            changes = [
                {"fact": fact, "old": before.get((str(patch), fact), ""), "new": row[fact].strip()}
                for fact in asked
                if fact in row and row[fact].strip() != before.get((str(patch), fact), "").strip()
            ]
            if changes:
                body = {"changes": changes, "source": f"QField {self.package.group.name}"}
                self.log.add("facts.told", body, self.log.identity("facts", patch, changes, len(before)), patch=patch)
                self.outcome.facts += len(changes)

    def boundaries(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Hand in measured boundaries, each on the patch it was drawn for, or that it lies on most."""
        for row in rows:
            drawn = mended_shape_of(row["rings"])
            patch = row.get(KEY) or self._below(drawn)
            if not patch:
                self.outcome.problems.append(_("A measured boundary lies on no patch of the group."))
                continue
            area = float(ellipsoidal_areas(np.array([drawn], dtype=object), epsg=self.epsg)[0])
            identity = self.log.identity("boundary", row["rings"], row.get("of", ""))
            body = {
                "id": str(identity), "method": row.get("method") or "tapped", "of": row.get("of") or "land",
                "epsg": self.epsg, "rings": row["rings"], "points": [], "area_m2": f"{area:.4f}",
                "receiver_file": None, "accuracy_m": _number(row.get("accuracy", "")), "note": row.get("note", ""),
            }  # fmt: skip
            self._count("boundaries", is_new=self.log.add("boundary.measured", body, identity, patch=patch))

    def _below(self, drawn: shapely.Geometry) -> str:
        shares = {key: drawn.intersection(shape).area for key, shape in self.shapes.items()}
        best = max(shares, key=lambda key: shares[key], default="")
        return best if best and shares[best] > 0 else ""

    def found(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Hand in patches that were found on the way."""
        for row in rows:
            identity = self.log.identity("found", row["rings"])
            body = {
                "id": str(identity), "epsg": self.epsg, "rings": row["rings"], "found_by": "field",
                "note": row.get("note", ""), "township": "",
            }  # fmt: skip
            self._count("found", is_new=self.log.add("patch.found", body, identity))

    def photo(self, row: Mapping[str, str], place: Path | None, picture: Picture) -> None:
        """Hand in a photo with what it says of itself."""
        if place is None:
            if row.get("path"):
                self.outcome.problems.append(_("The photo {name} is not in the zip.").format(name=row["path"][:80]))
            return
        try:
            media = self.log.keep(place, name=place.name)
        except (KindNotTaken, PictureUnreadable) as error:
            self.outcome.problems.append(error.message)
            return
        patch = row.get(KEY) or None
        body = {"media": media, "note": row.get("note", ""), "view": None, "reshoot_of": None, **picture.told()}
        identity = self.log.identity("photo", media["sha256"], patch)
        is_new = self.log.add("photo.taken", body, identity, patch=patch, at=picture.at)
        self._count("photos", is_new=is_new)

    def _count(self, what: str, *, is_new: bool) -> None:
        name = what if is_new else "known"
        setattr(self.outcome, name, getattr(self.outcome, name) + 1)


def _unpacked(path: Path, scratch: Path, nursery: Nursery) -> tuple[Path, Path]:
    if path.suffix.lower() == _GEOPACKAGE:
        return path.parent, path
    _asked(nursery, Task(_UNPACK, {"archive": str(path), "into": str(scratch), "most_bytes": _MOST_BYTES}))
    found = sorted(scratch.rglob(FILE), key=lambda one: len(one.parts))
    if not found:
        raise QFieldUnfit(why=_("there is no {file} in it").format(file=FILE))
    return found[0].parent, found[0]


def _asked(nursery: Nursery, task: Task) -> Any:
    outcome = nursery.run(task)
    if outcome.ending != "done":
        raise QFieldUnfit(why=outcome.detail or outcome.ending)
    return outcome.answer


def package_named(told: str) -> Package:
    """Return the package that something was taken from. Raises PackageUnknown."""
    key = uuid_of(told)
    found = Package.objects.filter(pk=key).select_related("group", "plan__campaign").first() if key else None
    if found is None:
        raise PackageUnknown(package=told[:40])
    return found


def _inside(folder: Path, name: str) -> Path | None:
    """Return a file that a row names inside the folder; None where it leads out or is not there."""
    pure = PurePosixPath(name.replace("\\", "/"))
    if not name or pure.is_absolute() or ".." in pure.parts:
        return None
    place = folder / pure
    return place if place.is_file() else None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
