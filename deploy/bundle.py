"""``python -m deploy.bundle``: everything that an installation without any network needs, as one archive.

    python -m deploy.bundle [--key release.key] [--out build/bundle]

Wheels of Tuban and of everything it uses, for this machine's Python and processor; Chinese fonts; the disc of the
practice county; units of systemd; the bill of materials; the list of all files with their SHA-256, signed where a key
is given (Ed25519, PEM); the script that installs it all. It needs the network itself, and `script/frontend` to have
been run. The key never comes into the archive.
"""

from __future__ import annotations

import argparse
import hashlib
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from deploy.bill_of_materials import write_bill
from deploy.release_list import sign, write_list
from tuban import __version__

ROOT = Path(__file__).parents[1]
_FONTS = ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc", "NotoSerifCJK-Regular.ttc", "NotoSerifCJK-Bold.ttc")
_OLDEST_GLIBC = (2, 28)
"""That of the systems of this decade that counties run (Kylin V10 SP1, UOS 20 1050, openEuler 20.03)."""
_FONT_FOLDER, _FONT_LICENCE = Path("/usr/share/fonts/opentype/noto"), Path("/usr/share/doc/fonts-noto-cjk/copyright")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m deploy.bundle", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "build/bundle")
    parser.add_argument("--key", type=Path, help="the private key that signs releases (Ed25519, PEM)")
    asked = parser.parse_args()
    python = ".".join(platform.python_version_tuple()[:2])
    name = f"tuban-{__version__}-py{python}-{platform.machine()}"
    folder = asked.out / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    wheels = gathered(folder)
    glibc = max(map(_glibc, wheels))
    (folder / "PYTHON").write_text(f"{python} {platform.machine()}\n", encoding="ascii")
    (folder / "GLIBC").write_text(f"{glibc[0]}.{glibc[1]}\n", encoding="ascii")
    shutil.copy2(ROOT / "deploy/install.sh", folder / "install.sh")
    shutil.copy2(ROOT / "deploy/tuban.env", folder / "tuban.env")
    shutil.copy2(ROOT / "deploy/Containerfile", folder / "Containerfile")
    shutil.copytree(ROOT / "deploy/systemd", folder / "systemd")
    shutil.copy2(ROOT / "docs/zh/how-to/install-without-network.md", folder / "安装说明.md")
    fonts(folder / "fonts")
    practice_discs(folder)
    made = datetime.now(UTC).date()
    told = write_list(folder, wheels, version=__version__, made=made.isoformat())
    if asked.key is not None:
        sign(told, asked.key)
    components = write_bill(folder / "sbom.cdx.json", wheels, ROOT / "frontend", version=__version__)
    sums(folder)
    archive = packed(folder, made)
    size = archive.stat().st_size / 1e6
    signed = "signed" if asked.key is not None else "not signed: no key was given"
    print(f"{archive.name}: {size:.0f} MB, {len(wheels)} wheels, {components} components in the bill of materials, "
          f"glibc {glibc[0]}.{glibc[1]} or newer, {signed}")  # fmt: skip


def gathered(folder: Path) -> list[Path]:
    """Build our wheel, fetch all others with the hashes of the lock, and return them in order."""
    wheels, tools = folder / "wheels", folder / "tools"
    _run("build", "--wheel", "--no-isolation", "--outdir", wheels, ROOT)
    # What comes without a wheel is built into one here; the lock vouches for what it is built from.
    _run("pip", "wheel", "--quiet", "--use-pep517", "--no-deps", "--require-hashes", "-r", ROOT / "requirements.lock",
         "-w", wheels)  # fmt: skip
    for_older_systems(wheels)
    _run("pip", "download", "--quiet", "--only-binary=:all:", "--no-deps", "pip", "-d", tools)
    lines = [f"{_named(one)} --hash=sha256:{_digest(one)}\n" for one in sorted(wheels.glob("*.whl"))]
    (folder / "requirements.txt").write_text("".join(lines), encoding="utf-8")
    return sorted(wheels.glob("*.whl"))


def for_older_systems(wheels: Path) -> None:
    """Take, instead of a wheel for new systems only, the one of the same edition for older ones, where there is one."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    machine = platform.machine()
    platforms = [f"--platform=manylinux_2_{minor}_{machine}" for minor in range(17, _OLDEST_GLIBC[1] + 1)]
    for wheel in [one for one in wheels.glob("*.whl") if _glibc(one) > _OLDEST_GLIBC]:
        with tempfile.TemporaryDirectory() as scratch:
            asked = [sys.executable, "-m", "pip", "download", "--quiet", "--only-binary=:all:", "--no-deps", *platforms,
                     f"--platform=manylinux2014_{machine}", _named(wheel), "-d", scratch]  # fmt: skip
            subprocess.run(asked, check=False, capture_output=True)
            for other in Path(scratch).glob("*.whl"):
                if f"sha256:{_digest(other)}" not in lock:
                    raise SystemExit(f"the lock does not know {other.name}")
                wheel.unlink()
                shutil.copyfile(other, wheels / other.name)


def _glibc(wheel: Path) -> tuple[int, int]:
    """Return the oldest glibc that a wheel runs on."""
    asked = [(int(major), int(minor)) for major, minor in re.findall(r"manylinux_(\d+)_(\d+)_", wheel.name)]
    return min(asked, default=(2, 17))


def _named(wheel: Path) -> str:
    name, version = wheel.name.split("-")[:2]
    return f"{name}=={version}"


def fonts(folder: Path) -> None:
    """Copy the Chinese fonts of this machine, with their licence (SIL Open Font License)."""
    folder.mkdir()
    missing = [name for name in _FONTS if not (_FONT_FOLDER / name).is_file()]
    if missing:
        raise SystemExit(f"fonts are missing here: {', '.join(missing)} (apt-get install fonts-noto-cjk)")
    for name in _FONTS:
        shutil.copyfile(_FONT_FOLDER / name, folder / name)
    shutil.copyfile(_FONT_LICENCE, folder / "LICENSE.txt")


def practice_discs(folder: Path) -> None:
    """Make the discs of the practice county, as issued and corrected, each as one ZIP, for `tuban practice found`."""
    with tempfile.TemporaryDirectory() as scratch:
        made = [Path(scratch) / name for name in ("practice-county", "practice-county-corrected")]
        _run("samples.practice_county", "-o", made[0], "--corrected", made[1])
        for disc in made:
            shutil.make_archive(str(folder / disc.name), "zip", disc)


def sums(folder: Path) -> None:
    """Write the SHA-256 of every file, as sha256sum reads it."""
    lines = [f"{_digest(path)}  {path.relative_to(folder)}\n" for path in _files(folder)]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def packed(folder: Path, made: date) -> Path:
    """Pack the folder, its files of one day and of no one's name."""
    archive = folder.with_name(f"{folder.name}.tar")
    moment = int(datetime(made.year, made.month, made.day, tzinfo=UTC).timestamp())

    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = "root"
        entry.mtime = moment
        return entry

    with tarfile.open(archive, "w") as tar:  # wheels and fonts are packed already
        tar.add(folder, arcname=folder.name, filter=plain)
    return archive


def _files(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "SHA256SUMS")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _run(module: str, *arguments: str | Path) -> None:
    subprocess.run([sys.executable, "-m", module, *map(str, arguments)], check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
