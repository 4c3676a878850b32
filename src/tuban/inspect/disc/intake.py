"""From a path to the sources of data below it: a folder as it is, a ZIP only after it was looked at from end to end."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from tuban.inspect.disc.findings import Finding, finding
from tuban.inspect.disc.manifest import MANIFEST, PROPOSAL, Manifest, read_manifest
from tuban.inspect.disc.sources import Place, failure
from tuban.kernel.formats.children import Limits, Nursery, Task
from tuban.kernel.formats.recognise import Found, Source, recognise

UNPACK = "tuban.kernel.formats.archives:unpack"
MATERIALS = ("准备资料.yaml", "准备资料.yml", "准备资料.xlsx", "准备资料.csv", "准备资料清单.xlsx")
"""Names of the register of materials: it lies beside the data and is no data itself."""
DECLARATIONS = tuple(f"无变化声明.{suffix}" for suffix in ("csv", "xlsx", "yaml", "yml"))
DIVISIONS = tuple(f"区划清单.{suffix}" for suffix in ("csv", "xlsx", "yaml", "yml"))
"""What a city declares beside its monitoring results: counties without change, and its counties by code and name."""
_ZIP_MAGIC = b"PK"


@dataclass(slots=True)
class Intake:
    """What lies on the disc. ``root`` is None where it could not be entered at all (then an error says why)."""

    root: Path | None
    manifest: Manifest | None = None
    places: list[Place] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    materials: Path | None = None

    @property
    def is_sound(self) -> bool:
        """Whether it makes sense to look at the files."""
        return self.root is not None and not any(found.severity.value == "error" for found in self.findings)


def take_in(path: Path, work: Path, nursery: Nursery, limits: Limits, said: Path | None = None) -> Intake:
    """Enter a disc; archives are unpacked below ``work``. Never raises for what lies on the disc.

    ``said`` is a disc.yaml elsewhere, read where the disc has no manifest of its own.
    """
    try:
        return _take_in(path, work, nursery, limits, said)
    except OSError as error:
        return Intake(None, findings=[finding("disc.unreadable", detail=error.strerror or type(error).__name__)])


def _take_in(path: Path, work: Path, nursery: Nursery, limits: Limits, said: Path | None) -> Intake:
    root = path
    if not path.exists():
        return Intake(None, findings=[finding("disc.not_found", path=path)])
    if not path.is_dir():
        with path.open("rb") as file:
            if file.read(2) != _ZIP_MAGIC:
                return Intake(None, findings=[finding("disc.not_a_disc", path=path)])
        root = work / "unpacked" / "disc"
        unpacked = _unpack(path, root, path.name, nursery, limits)
        if isinstance(unpacked, Finding):
            return Intake(None, findings=[unpacked])
        root = _inner_folder(root)
    return _look(root, work, nursery, limits, said)


def _unpack(archive: Path, into: Path, shown: str, nursery: Nursery, limits: Limits) -> Finding | str:
    """Unpack an archive; return its checksum, or what is wrong with it."""
    allowed = limits.for_size(archive.stat().st_size)
    outcome = nursery.run(Task(UNPACK, {"archive": str(archive), "into": str(into)}, allowed))
    return str(outcome.answer["sha256"]) if outcome.ending == "done" else failure(outcome, shown)


def _inner_folder(root: Path) -> Path:
    """Go into the only folder of an unpacked archive, where everything lies in one."""
    entries = [entry for entry in root.iterdir() if entry.name != "__MACOSX"]
    alone = len(entries) == 1 and entries[0].is_dir() and not entries[0].name.casefold().endswith(".gdb")
    return entries[0] if alone else root


def _look(root: Path, work: Path, nursery: Nursery, limits: Limits, said: Path | None) -> Intake:
    found = recognise(root)
    manifest, findings = read_manifest(root)
    if manifest is None and not findings and said is not None:
        manifest, findings = read_manifest(said.parent)
    findings += [finding("disc.link", link) for link in found.links]
    intake = Intake(root, manifest, findings=findings)
    own = {MANIFEST, PROPOSAL, *MATERIALS, *DECLARATIONS, *DIVISIONS}
    intake.materials = next((root / name for name in MATERIALS if _is_plain_file(root / name)), None)
    intake.others = [name for name in found.others if name not in own]
    if not intake.is_sound:
        return intake
    encodings = {entry.path: entry.encoding for entry in manifest.files} if manifest else {}
    for source in found.sources:
        if source.path in own:
            continue
        if source.kind == "zip":
            _enter_archive(intake, source, work=work, nursery=nursery, limits=limits)
        else:
            intake.places.append(Place(root, source, source.path))
    intake.places = [replace(place, encoding=encodings.get(place.shown, "")) for place in intake.places]
    if not intake.places and intake.is_sound:
        intake.findings.append(finding("disc.empty"))
    return intake


def _enter_archive(intake: Intake, source: Source, *, work: Path, nursery: Nursery, limits: Limits) -> None:
    """Unpack an archive on the disc (a zipped Shapefile or File Geodatabase); archives inside it stay closed."""
    if intake.manifest and not any(_names(entry.path, source.path) for entry in intake.manifest.files):
        intake.others.append(source.path)
        return
    into = work / "unpacked" / f"inner-{len(intake.places)}"
    root = intake.root or work
    unpacked = _unpack(root / source.path, into, source.path, nursery, limits)
    if isinstance(unpacked, Finding):
        intake.findings.append(unpacked)
        return
    inside: Found = recognise(into)
    for inner in inside.sources:
        shown = f"{source.path}/{inner.path}"
        if inner.kind == "zip":
            intake.findings.append(finding("archive.nested", shown))
        else:
            intake.places.append(Place(into, inner, shown, archive_checksum=unpacked))
    if not inside.sources:
        intake.others.append(source.path)


def _is_plain_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _names(entry: str, archive: str) -> bool:
    return entry == archive or entry.startswith(archive + "/")
